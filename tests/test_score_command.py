"""`python -m cx score` reaches every measure, every definition and every profile."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from cx import power
from cx.__main__ import main
from cx.commands.question import worded
from cx.commands.side_by_side import said_apart
from cx.definitions import Spread
from cx.measures import MEASURES, measure
from cx.profiles import PROFILES
from cx.settings import load
from cx.store.warehouse import open_warehouse
from tests.small_company import OFFICE, fill

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small company, written once."""
    place = f"duckdb:///{tmp_path_factory.mktemp('score')}/warehouse.duckdb"
    warehouse = fill(open_warehouse(place, load({"calendars": OFFICE}, {})))
    warehouse.close()
    return place


@pytest.fixture
def run(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `score`; returns its status and what it wrote to both streams."""
    monkeypatch.setenv("CX_WAREHOUSE_URL", url)
    monkeypatch.setenv("CX_WORKSPACE_URL", url.replace("duckdb:", "sqlite:").replace(".duckdb", ".sqlite"))

    def runs(*arguments: str) -> tuple[int, str, str]:
        status = main(("score", *arguments))
        out, err = capsys.readouterr()
        return status, out, err

    return runs


def records(run: Run, *arguments: str) -> list[dict[str, object]]:
    status, out, err = run(*arguments, "--format", "json")
    assert (status, err) == (0, "")
    found: list[dict[str, object]] = json.loads(out)
    return found


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_scored_in_every_format(run: Run, name: str) -> None:
    (record,) = records(run, name)
    table, text = run(name)[1], run(name, "--format", "csv")[1]

    assert (record["measure"], record["reading"]) == (name, measure(name).reading().full_name)
    assert table.startswith(f"{name}, {record['reading']}, in ")
    assert [row["measure"] for row in csv.DictReader(io.StringIO(text))] == [name]


@pytest.mark.parametrize(
    ("arguments", "groups"),
    [
        (("churn", "--by", "segment"), ["segment 0", "segment 1", "segment 2", None]),
        (("flow", "--by", "month"), ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"]),
        (("backlog", "--by", "channel"), ["chat", "email", None]),
        (("response_rate", "--by", "attempt"), ["1", "2", "3", "4+"]),
        (("churn", "--by", "month", "--period", "2025-Q1"), ["2025-01-01", "2025-02-01", "2025-03-01"]),
    ],
)
def test_measures_are_broken_down_by_their_own_dimensions(
    run: Run, arguments: tuple[str, ...], groups: list[str | None]
) -> None:
    assert [record[arguments[2]] for record in records(run, *arguments)] == groups


def test_a_basis_is_chosen_with_an_at(run: Run) -> None:
    (record,) = records(run, "resolution", "--reading", "p90@business")
    assert record["reading"] == "p90@business"
    (votes,) = records(run, "nps", "--reading", "nps@customer", "--compare", "before", "--period", "2025-03")
    assert (votes["reading"], "verdict" in votes) == ("nps@customer", True)


def test_all_definitions_stand_side_by_side_with_how_far_they_lie_apart(run: Run) -> None:
    found = records(run, "fcr", "--definitions")
    table = run("fcr", "--definitions")[1]

    assert [record["reading"] for record in found] == [reading.full_name for reading in measure("fcr").definitions()]
    assert {"no repeat contact in 7 days", "one agent reply"} <= {record["title"] for record in found}
    assert table.startswith("fcr, every definition")
    assert table.rstrip().endswith("depending on the rule.")
    assert len(run("fcr", "--definitions", "--by", "channel", "--format", "csv")[1].splitlines()) == 3 * len(found) + 1


def test_a_definition_that_cannot_be_read_is_named(run: Run, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = f"duckdb:///{tmp_path}/plain.duckdb"
    fill(open_warehouse(place, load({}, {}))).close()
    monkeypatch.setenv("CX_WAREHOUSE_URL", place)

    lines = run("first_response", "--definitions")[1].splitlines()

    assert lines[-1].startswith("Not available @business: Needs ")


@pytest.mark.parametrize("tool", PROFILES)
def test_what_a_tool_would_show_stands_beside_the_own_definition(run: Run, tool: str) -> None:
    found = records(run, "--profile", tool)
    table = run("--profile", tool)[1]

    assert [(record["measure"], record["reading"]) for record in found] == [
        (line.measure, measure(line.measure).reading(line.reading).full_name) for line in PROFILES[tool]
    ]
    for record, line in zip(found, PROFILES[tool], strict=True):
        (alone,) = records(run, line.measure, "--reading", line.reading)
        assert record["value"] == alone["value"]
        comparable = record["value"] is not None and line.reading != "transferred"
        assert record["difference"] == (record["value"] - record["own_value"] if comparable else None)
        assert line.source in table


def test_a_profile_of_one_measure_shows_only_that_one_against_the_definition_asked_for(run: Run) -> None:
    (only,) = records(run, "csat", "--profile", "zendesk", "--reading", "good_or_bad")
    assert (only["measure"], only["own_reading"]) == ("csat", "good_or_bad")


def test_counts_of_periods_of_different_lengths_are_compared_per_day(run: Run) -> None:
    (alone,) = records(run, "arrivals", "--period", "2025-02")
    (compared,) = records(run, "arrivals", "--period", "2025-02", "--compare", "before")
    heading = run("arrivals", "--period", "2025-02", "--compare", "before")[1].splitlines()[0]

    assert compared["value"] == alone["per_day"] == pytest.approx(alone["value"] / 28)
    assert heading == "arrivals, arrived, in numbers a day"


def test_a_count_among_the_headlines_is_compared_per_day_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("arrivals", "--period", "2025-02", "--compare", "before")
    (by_itself,) = records(run, *asked)
    monkeypatch.setenv("CX_HEADLINES", "arrivals")
    (alone,) = records(run, *asked)

    assert alone == by_itself
    assert alone["change"] == pytest.approx(100 * (alone["value"] / alone["before"] - 1))


@pytest.mark.parametrize("name", ["backlog", "advocates", "nps"])
def test_what_is_there_now_and_customers_are_no_number_a_day(run: Run, name: str) -> None:
    asked = (name, "--period", "2025-02")
    (alone,), (compared,) = records(run, *asked), records(run, *asked, "--compare", "before")

    assert "per_day" not in alone
    assert compared["value"] == alone["value"]
    assert "a day" not in run(*asked, "--compare", "before")[1]


def test_by_days_and_without_a_period_nothing_is_said_of_a_day(run: Run) -> None:
    assert "per_day" not in records(run, "flow")[0]
    assert "per_day" not in records(run, "flow", "--period", "2025-02", "--by", "week")[0]
    assert records(run, "flow", "--period", "2025-02", "--by", "channel")[0]["per_day"] is not None


def test_a_time_not_reached_yet_is_said_in_a_table_and_null_elsewhere(run: Run) -> None:
    asked = ("resolution", "--period", "2025-01", "--where", "channel=chat", "--reading", "p90")
    (record,) = records(run, *asked)
    unknown = {"value": None, "low": 60.0, "high": None, "n": 3}

    assert record["n"]
    assert run(*asked)[1].count("not reached yet") == [record["value"], record["low"], record["high"]].count(None) > 0
    assert worded(unknown, measure("resolution").reading())["value"] == "not reached yet"
    assert worded(unknown | {"n": 0}, measure("resolution").reading())["value"] is None


def test_a_limit_that_there_is_none_of_is_said_too() -> None:
    few = {"value": 60.0, "low": 0.0, "high": None, "n": 1}
    assert worded(few, measure("first_response").reading())["high"] == "no limit"
    assert worded(few | {"value": None}, measure("nps").reading())["high"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Name a measure to score, or a tool with --profile"),
        (("--profile", "abacus"), "no profile named 'abacus'"),
        (("--profile", "zendesk", "--reading", "F3"), "name the measure too"),
        (("nps", "--reading", "nps@business"), "no reading 'nps@business'"),
        (("nps", "--by", "agent"), "CX_AGENT_VIEWS=1"),
        (("backlog", "--by", "month"), "Not available by month"),
    ],
)
def test_what_cannot_be_asked_gets_one_sentence(run: Run, arguments: tuple[str, ...], words: str) -> None:
    status, out, err = run(*arguments)

    assert status != 0
    assert (out, err.count("\n")) == ("", 1)
    assert words in err


def test_a_comparison_says_how_many_answers_a_difference_needs_to_be_seen(run: Run) -> None:
    (record,) = records(run, "nps", "--period", "2025-02", "--compare", "before", "--detect", "40")
    (coarse,) = records(run, "nps", "--period", "2025-02", "--compare", "before", "--detect", "90")

    assert record["needed_per_period"] > coarse["needed_per_period"] >= 1
    (shares,) = records(run, "nps", "--period", "2025-02")
    parts = [records(run, "nps", "--period", "2025-02", "--reading", name)[0]["value"] / 100
             for name in ("promoters", "detractors")]  # fmt: skip
    variance = sum(parts) - (shares["value"] / 100) ** 2
    assert record["needed_per_period"] == power.answers_per_period(variance, 0.4)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nps", "--detect", "5"), "--compare"),
        (("resolution", "--period", "2025-02", "--compare", "before", "--detect", "5"), "share within a target"),
    ],
)
def test_what_cannot_be_told_of_a_difference_is_said(run: Run, arguments: tuple[str, ...], said: str) -> None:
    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert said in err


def test_definitions_that_say_the_same_are_not_said_to_lie_apart() -> None:
    sla = measure("sla")
    ends = sla.reading("least"), sla.reading("most")

    assert said_apart(sla, Spread(0.631, 0.634, *ends)) == "Promise kept: 63%, whatever the rule."
    assert said_apart(sla, Spread(0.6, 0.634, *ends)) == (
        "Promise kept: 60% (least) to 63% (most), depending on the rule."
    )


def test_the_days_and_whatever_is_missing_are_said_under_the_heading(run: Run) -> None:
    compared = run("nps", "--period", "2025-02", "--compare", "before")[1].splitlines()
    nobody = run("nps", "--where", "channel=fax")[1].splitlines()
    channels = run("nps", "--by", "channel")[1].splitlines()

    assert compared[1] == "2025-02-01..2025-02-28 against 2025-01-01..2025-01-31"
    assert (channels[1], channels[-1].split("  ")[0]) == ("All days.", "(not given)")
    assert nobody[-1].startswith("No rows match these days and conditions")
    assert run("backlog")[1].splitlines()[1].startswith("As things stand at the end of the data")
    assert run("churn", "--profile", "zendesk")[1].startswith("zendesk has no figure for churn")


def test_a_table_by_weekday_names_the_days_and_a_file_numbers_them(run: Run) -> None:
    table = run("arrivals", "--by", "weekday")[1]

    assert {"Monday", "Sunday"} <= {line.split()[0] for line in table.splitlines() if line}
    assert {record["weekday"] for record in records(run, "arrivals", "--by", "weekday")} == set(range(7))
