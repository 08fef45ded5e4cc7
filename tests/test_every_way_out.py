"""Answers to an anonymous survey: nothing of a few of them leaves the product, whichever way it is asked for."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace

import pytest

from cx.__main__ import main
from cx.company import Company
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES
from cx.reports import rows
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Behind, Chart, Quotes
from cx.settings import load
from cx.store.warehouse import Warehouse, open_warehouse
from cx.store.workspace import Workspace
from cx.surveys import Survey
from tests.everything_said import MODELS, everything, pages
from tests.facts import answer, arrow, ticket

PULSE = Survey("pulse", "csat", 1, 5, anonymous=True, headline=True)

#: Answers by region: north 40, south 30, west 3, of whom two are satisfied; a week earlier everybody was in the south.
REGIONS = {"north": [5] * 33 + [1] * 7, "south": [4] * 9 + [2] * 21, "west": [5, 4, 1]}


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """An anonymous survey with a region of three answers."""
    folder = tmp_path_factory.mktemp("anonymous")
    url = f"duckdb:///{folder}/w.duckdb"
    settings = {"warehouse_url": url, "workspace_url": f"sqlite:///{folder}/ws.sqlite"}
    environment = {f"CX_{name.upper()}": value for name, value in settings.items()}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        warehouse = open_warehouse(url, load(settings, {}))
        with warehouse.publish(surveys=[PULSE]) as batch:
            batch.add("answers", arrow("answers", _answers()))
            batch.add("tickets", arrow("tickets", _tickets()))
        yield warehouse
        warehouse.close()


def _answers() -> list[dict[str, object]]:
    given = [(region, score) for region, scores in REGIONS.items() for score in scores]
    now = [_pulse(nr, score, "2025-03-12 12:00", region) for nr, (region, score) in enumerate(given)]
    before = [_pulse(1000 + nr, 4, "2025-03-05 12:00", "south") for nr in range(60)]
    return [*now, *before, _pulse(5000, 4, "2025-03-17 12:00", "south")]


def _tickets() -> list[dict[str, object]]:
    """The tickets that answers name, but for those of the region of three."""
    numbers = [*range(70), *range(1000, 1060)]
    return [ticket(nr, "2025-03-01 12:00", f"2025-03-02 {nr % 24:02}:00", is_open=0, agent_replies=1) for nr in numbers]


def _pulse(nr: int, score: int, day: str, region: str) -> dict[str, object]:
    return answer(nr, score, day, survey="pulse", region=region, comment="I sit by the window", customer_id=f"C{nr}",
                  ticket_source="desk", ticket_id=str(nr))  # fmt: skip


def said(*arguments: str) -> str:
    """What a command writes, to both streams."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        main(arguments)
    return out.getvalue() + err.getvalue()


WEEK = ("--period", "2025-03-10..2025-03-16")
WAYS = [
    ("score", "csat", "--by", "region", *WEEK),
    ("score", "csat", "--by", "region", "--compare", "before", *WEEK),
    ("score", "csat", "--where", "region=west", *WEEK),
    ("score", "csat", "--where", "region=west", "--definitions", *WEEK),
    ("score", "csat", "--where", "region=west", "--compare", "before", *WEEK),
    ("score", "advocates", "--where", "region=west", *WEEK),
    ("score", "--profile", "chatwoot", "--where", "region=west", *WEEK),
    ("explain", "csat", "--by", "region", *WEEK),
    ("explain", "csat", *WEEK),
    ("explain", "csat", "--where", "region=west", *WEEK),
]


def _numbers(text: str) -> list[float]:
    """Every number that stands by itself, but for the lines of larger groups and of several added up."""
    lines = [line for line in text.splitlines() if not re.search("north|south|other", line)]
    return [float(found) for line in lines for found in re.findall(r"(?<![\w.:-])\d+(?:\.\d+)?(?![\w:-])", line)]


@pytest.mark.parametrize("way", WAYS, ids=[" ".join(way[:-2]) for way in WAYS])
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_command_tells_nothing_of_three_answers(few: Warehouse, way: tuple[str, ...], form: str) -> None:
    told = said(*way, "--format", form)

    assert told
    assert "I sit by the window" not in told
    assert not {3.0, 66.6667, round(10 / 3, 4), 66.7} & {round(number, 4) for number in _numbers(told)}, told


def test_the_groups_of_a_breakdown_do_not_give_the_hidden_one_away(few: Warehouse) -> None:
    records = json.loads(said("score", "csat", "--by", "region", "--format", "json", *WEEK))

    states = {record["region"]: record["state"] for record in records}
    assert states == {"north": "ok", "south": "hidden", "west": "hidden"}
    assert all(record["n"] == 0 and record["value"] is None for record in records if record["state"] == "hidden")


def test_the_rows_behind_an_anonymous_number_are_not_to_be_had(few: Warehouse) -> None:
    for name in ("csat", "advocates"):
        for way in ({}, {"beside": ("resolution", 2)}, {"beside": ("fcr", None)}, {"bins": (5,)}):
            with pytest.raises(Unavailable, match="anonymous"):
                few.rows(name, **way)  # type: ignore[arg-type]


def test_nor_are_they_where_their_survey_is_one_of_several_that_are_asked_for(few: Warehouse) -> None:
    for names in (("pulse",), ("pulse", "csat")):
        with pytest.raises(Unavailable, match="anonymous"):
            few.rows("csat", Filters(period="all").where_("survey", names), by_values={"survey": names})


def test_alerts_name_no_group_of_a_few(few: Warehouse) -> None:
    assert all(alert.group != "west" for alert in few.alerts())


@pytest.fixture(scope="module")
def company(few: Warehouse) -> Company:
    return Company(few.settings, few, Workspace(few.settings.workspace_url))


def asked(company: Company, **where: str) -> Ask:
    filters = Filters(period="2025-03-10..2025-03-16", where=tuple((name, (value,)) for name, value in where.items()))
    warehouse = company.warehouse
    return Ask(warehouse.contents(), warehouse.settings, filters, warehouse.tally, company=company)


ARRANGED = [Arrangement(by=by, beside=beside) for by, beside in (("region", "resolution"), ("survey", "fcr"))]


@pytest.mark.parametrize("arrangement", ARRANGED, ids=lambda arranged: arranged.by)
@pytest.mark.parametrize("name", MODELS)
def test_a_page_its_choices_and_files_tell_nothing_of_three_answers(
    company: Company, name: str, arrangement: Arrangement
) -> None:
    ask = asked(company, region="west")
    for page in pages(name, ask, arrangement):
        told = everything(ask, page)

        assert len(told) > 1000
        assert "I sit by the window" not in told
        assert not re.search(r"66\.[67]|\b(?:3|2|1|three|two|one)\W+(?:of \d+ )?(?:answers?|responses?)\b", told)


@pytest.mark.parametrize("arrangement", ARRANGED, ids=lambda arranged: arranged.by)
@pytest.mark.parametrize("name", MODELS)
def test_no_mark_of_an_anonymous_number_opens_rows_and_none_is_of_a_hidden_group(
    company: Company, name: str, arrangement: Arrangement
) -> None:
    for page in pages(name, asked(company), arrangement):
        choices = [part.choices for part in page.parts if isinstance(part, Chart) and part.choices]
        points = [point for each in choices for point in each.points]
        behind = [point.behind for point in points if point.behind]

        assert not [each for each in behind if each.filters.measure(each.measure).of_answers]
        assert "west" not in {point.token for point in points}


def test_how_many_anonymous_answers_found_their_ticket_is_not_told(company: Company) -> None:
    (page,) = pages("satisfaction", asked(company), Arrangement(beside="resolution"))
    chart = next(part for part in page.parts if isinstance(part, Chart) and part.key == "csat-beside")

    assert not [text for text in chart.footer if "found their ticket" in text]


# Comments.


@pytest.mark.parametrize("search", ["", "window", "I sit", "%", "nobody wrote this"])
@pytest.mark.parametrize("region", ["west", "north", "south"])
def test_no_comment_can_be_told_to_be_of_one_group(company: Company, region: str, search: str) -> None:
    (page,) = pages("voice", asked(company, region=region), Arrangement(search=search, by="region"))

    quotes = next(part for part in page.parts if isinstance(part, Quotes))
    assert (quotes.quotes, quotes.total) == ((), 0)
    assert "sit by the window" not in everything(asked(company, region=region), page)


def test_no_filter_leaves_other_comments_than_those_of_all_groups(company: Company) -> None:
    every = company.warehouse.comments(asked(company).filters).total
    where = [("region", ("north", "south")), ("region", ("north", "south", "west")), ("source", ("form",))]
    left = {company.warehouse.comments(asked(company).filters.where_(*one)).total for one in where}

    assert (every, left) == (73, {0})


def test_a_group_of_three_is_not_in_the_moods_of_comments(company: Company) -> None:
    assert company.warehouse.comments_by("region", asked(company).filters).empty


def test_links_that_ask_for_the_rows_of_a_hidden_group_find_nothing(company: Company) -> None:
    for measure, values in (("csat", {"region": "west"}), ("csat", {"survey": "pulse"}), ("advocates", {"bin": 1})):
        behind = Behind(measure, asked(company).filters, values=tuple(values.items()), n=3, title="west")
        for way in (behind, replace(behind, values=(), beside=("transfers", 0))):
            for read in (rows.page, rows.csv_file):
                with pytest.raises(Unavailable, match="anonymous"):
                    read(asked(company), way)


def test_every_measure_of_answers_is_guarded(few: Warehouse) -> None:
    west = Filters(period="2025-03-10..2025-03-16").where_("region", ["west"])
    for known in MEASURES.values():
        if known.of_answers and "csat" in known.asks:
            assert {state for scores in few.definitions(known, west).scores for state in scores.state} == {"hidden"}
