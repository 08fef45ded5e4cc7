"""Adding a measure is adding one entry to the catalogue: every call, command, link and page has it then."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from cx.__main__ import main
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES, Measure, Reading
from cx.measures.reading import Floats, Ints, share
from cx.reports import breakdown, over_time, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.headline_cards import card
from cx.reports.overview import page
from cx.reports.verdicts import headlines
from cx.settings import load
from cx.store.warehouse import Warehouse, open_warehouse
from cx.surveys import Survey
from tests.conftest import closing_warehouses
from tests.facts import bring, stored, ticket
from tests.small_company import fill

ALL = Filters(period="all")


def _over(seconds: Ints, _: Survey | None, limit: int) -> Floats:
    return np.where(seconds >= 0, (seconds > limit).astype(float), np.nan)


def _seconds(seconds: Ints, _: Survey | None, __: int) -> Floats:
    return seconds.astype(float)


#: Time on hold, a fact column that no measure reads.
HOLD = Measure(
    "hold", "tickets", "hold_seconds", "created",
    (
        share("ever", _over, "low", title="ever on hold", says="Tickets put on hold, as a share of tickets."),
        share("over", _over, "low", parameter=300, takes="seconds", options=(600,), title="over {target}",
              says="Tickets on hold for more than {target}, as a share of tickets."),
        Reading("mean", "sample_mean", "seconds", "low", _seconds, title="mean", says="Mean time on hold."),
    ),
    ("hold_seconds",), "tickets", headline=True, title="On hold", says="Time on hold.",
)  # fmt: skip


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    """One entry, and nothing else."""
    assert all(known.column != HOLD.column for known in MEASURES.values())
    monkeypatch.setitem(MEASURES, HOLD.name, HOLD)


@pytest.fixture(scope="module")
def company(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with closing_warehouses() as opened:
        opened.append(open_warehouse(f"{engine}:///{tmp_path_factory.mktemp(engine)}/company.{engine}", load({}, {})))
        yield fill(opened[0])


pytestmark = pytest.mark.usefixtures("added")


def test_the_warehouse_scores_it(company: Warehouse) -> None:
    held = [row["hold_seconds"] for row in stored(company, "tickets")]

    assert company.score("hold").value[0] == pytest.approx(np.mean([seconds > 0 for seconds in held]))
    assert company.score("hold", reading="mean").value[0] == pytest.approx(np.mean(held))
    assert company.score("hold", by=("channel", "month")).n.sum() == len(held)
    assert len(company.rows("hold", limit=1000, by_values={"bin": 600})) == held.count(600)


def test_its_definitions_stand_side_by_side(company: Warehouse) -> None:
    found = {scores.reading.full_name: scores.value[0] for scores in company.definitions("hold").scores}

    assert list(found) == ["ever", "over:300", "over:600", "mean"]
    assert found["ever"] >= found["over:300"] >= found["over:600"]


def test_without_its_column_it_says_which_one_it_needs(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", ticket(1))

    with pytest.raises(Unavailable) as refusal:
        warehouse.tally("hold")
    assert (refusal.value.kind, refusal.value.values) == ("columns_missing", ("hold_seconds",))
    assert words.unavailable(refusal.value)[0].startswith("Needs ")


def test_a_link_carries_it() -> None:
    filters = Filters(definitions=(("hold", "over:600"),))

    assert filters.to_query() == {"definition": ["hold.over:600"]}
    assert Filters.from_query(filters.to_query(complete=True)) == filters
    assert "hold.ever" in Filters().to_query(complete=True)["definition"]


def test_it_has_words() -> None:
    assert words.measure_name("hold") == "On hold"
    assert words.reading_name(HOLD, HOLD.reading("over")) == "over 5\N{NO-BREAK SPACE}min"
    assert "Tickets on hold for more than 5" in words.definition(HOLD, HOLD.reading("over"))


def test_it_has_a_card_and_charts_and_a_place_on_the_overview(company: Warehouse) -> None:
    settings = company.settings.with_(headlines=(*company.settings.headlines, "hold"))
    ask = Ask(company.contents(), settings, Filters(period="2025-02"), company.tally)

    shown = card(ask, headlines(ask)["hold"])
    by_channel = breakdown.score_by(ask, HOLD, HOLD.reading(), "channel", key="hold-by-channel")
    trend = over_time.score_over_time(ask, HOLD, HOLD.reading(), key="hold-trend")

    assert shown.title == "On hold"
    assert shown.value.endswith("%") or shown.unit == "%"
    assert len(by_channel.table) == 3
    assert len(trend.table) > 3
    assert "On hold" in str(page(ask, Arrangement()))


# Commands.

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a small company; returns what it wrote."""
    place = f"duckdb:///{tmp_path}/warehouse.duckdb"
    fill(open_warehouse(place, load({}, {}))).close()
    monkeypatch.setenv("CX_WAREHOUSE_URL", place)
    monkeypatch.setenv("CX_WORKSPACE_URL", f"sqlite:///{tmp_path}/workspace.sqlite")

    def runs(*arguments: str) -> str:
        assert main(arguments) == 0
        return capsys.readouterr().out

    return runs


def test_the_command_line_scores_it_in_every_format(run: Run) -> None:
    (record,) = json.loads(run("score", "hold", "--reading", "over:600", "--format", "json"))
    (line,) = csv.DictReader(io.StringIO(run("score", "hold", "--reading", "over:600", "--format", "csv")))
    table = run("score", "hold", "--reading", "over:600")

    assert (record["measure"], record["reading"], record["unit"]) == ("hold", "over:600", "percent")
    assert float(line["value"]) == record["value"]
    assert table.startswith("hold, over:600, in percent")


def test_the_command_line_compares_explains_and_lists_it(run: Run) -> None:
    (record,) = json.loads(run("score", "hold", "--period", "2025-02", "--compare", "before", "--format", "json"))
    definitions = run("score", "hold", "--definitions")

    assert record["verdict"] in ("clear", "possible", "noise", "few")
    assert "over:600" in definitions
    assert "hold" in run("explain", "hold", "--by", "channel", "--period", "2025-02")
    assert "hold  On hold" in run("measures", "hold")
