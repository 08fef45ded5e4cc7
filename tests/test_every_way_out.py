"""Answers to an anonymous survey: nothing of a few of them leaves the product, whichever way it is asked for."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from types import ModuleType

import pytest

from cx.__main__ import main
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES
from cx.reports import coverage, loyalty, overview, satisfaction, service
from cx.reports.ask import Arrangement, Ask
from cx.reports.html import html_page
from cx.settings import load
from cx.store.warehouse import Warehouse, open_warehouse
from cx.surveys import Survey
from tests.facts import answer, arrow

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
        yield warehouse
        warehouse.close()


def _answers() -> list[dict[str, object]]:
    given = [(region, score) for region, scores in REGIONS.items() for score in scores]
    now = [_pulse(nr, score, "2025-03-12 12:00", region) for nr, (region, score) in enumerate(given)]
    before = [_pulse(1000 + nr, 4, "2025-03-05 12:00", "south") for nr in range(60)]
    return [*now, *before, _pulse(5000, 4, "2025-03-17 12:00", "south")]


def _pulse(nr: int, score: int, day: str, region: str) -> dict[str, object]:
    return answer(nr, score, day, survey="pulse", region=region, comment="I sit by the window", customer_id=f"C{nr}")


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
        with pytest.raises(Unavailable, match="anonymous"):
            few.rows(name)


def test_alerts_name_no_group_of_a_few(few: Warehouse) -> None:
    assert all(alert.group != "west" for alert in few.alerts())


@pytest.mark.parametrize("model", [overview, loyalty, satisfaction, service], ids=lambda model: model.__name__)
def test_a_page_and_its_file_tell_nothing_of_three_answers(few: Warehouse, model: ModuleType) -> None:
    filters = Filters(period="2025-03-10..2025-03-16").where_("region", ["west"])
    ask = Ask(few.contents(), few.settings, filters, few.tally)
    written = html_page(model.page(ask, Arrangement(by="region")), language="en", facts=coverage.facts(ask)).decode()

    visible = re.sub(r"<(script|style).*?</\1>", "", written, flags=re.DOTALL)
    assert "I sit by the window" not in written
    assert len(visible) > 1000
    assert not re.search(r"66\.[67]", visible)
    assert "3 answers" not in visible


def test_every_measure_of_answers_is_guarded(few: Warehouse) -> None:
    west = Filters(period="2025-03-10..2025-03-16").where_("region", ["west"])
    for known in MEASURES.values():
        if known.of_answers and "csat" in known.asks:
            assert {state for scores in few.definitions(known, west).scores for state in scores.state} == {"hidden"}
