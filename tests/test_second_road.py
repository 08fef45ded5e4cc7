"""The second road: every number counted again from raw columns is the one the pages show, whatever the filters."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx import bins
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES, Measure, Reading, measure
from cx.periods import Period, window
from cx.reports.reconciliation import Compared, judged, wanted_of
from cx.settings import load
from cx.store import second_road
from cx.store.second_road import Found, Wanted
from cx.store.second_road.rows import place
from cx.store.warehouse import Warehouse, open_warehouse
from tests.conftest import closing_warehouses
from tests.facts import NPS, Row, answer, arrow, at, bring, ticket
from tests.small_company import OFFICE, SURVEYS, fill

ALL = Filters(period="all")
#: Definitions that are not written on the second road.
WITHOUT = {
    "fcr.F9", "wait.abandoned", "reopen.per_ticket", "transfer.per_ticket", "sla.least", "sla.most", "sla.pending",
    "response_rate.delivered", "backlog.median", "backlog.p90", "backlog.older",
}  # fmt: skip
NOT_AT_ALL = {"review_reply", "advocates", "confirmed", "arrivals", "flow"}
DEFINITIONS = [
    (known, reading)
    for known in MEASURES.values()
    for reading in known.definitions()
    if not reading.basis and known.name not in NOT_AT_ALL and f"{known.name}.{reading.name}" not in WITHOUT
]
NAMES = [f"{known.name}.{reading.full_name}" for known, reading in DEFINITIONS]


@pytest.fixture(scope="module")
def company(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with closing_warehouses() as opened:
        chosen = load({"calendars": OFFICE, "zone": "Europe/Vilnius"}, {})
        opened.append(open_warehouse(f"{engine}:///{tmp_path_factory.mktemp(engine)}/company.{engine}", chosen))
        bring(fill(opened[0]), "tickets", *_of_topics(), surveys=SURVEYS)
        yield opened[0]


def _of_topics() -> list[Row]:
    """Tickets of three customers on three topics, the next one after 2, 5, 8, ... days."""
    days = [at("2025-01-02 08:00") + timedelta(days=nr * (nr + 1) // 2 % 80) for nr in range(60)]
    return [
        ticket(f"topic {nr}", topic=f"topic {nr % 3}", customer_id=f"of topics {nr % 5}", transfers=nr % 2, rows=nr % 4)
        | {"created_at": day, "solved_at": day + timedelta(hours=nr), "is_open": 0}
        for nr, day in enumerate(days)
    ]


def days_of(warehouse: Warehouse, known: Measure, filters: Filters) -> Period | None:
    if filters.period == "all" or known.counting == "state":
        return None
    as_of = warehouse.contents().as_of_day
    assert as_of
    return window(filters.period, as_of=as_of).current


def both(warehouse: Warehouse, known: Measure, reading: Reading, filters: Filters) -> Compared:
    """The number of the pages and that of the second road."""
    shown = warehouse.score(known, filters, reading=reading.full_name)
    wanted = wanted_of(known, reading, filters, days_of(warehouse, known, filters))
    (found,) = second_road.count_all(warehouse.database, warehouse.contents(), [wanted])
    return judged(Compared(known, reading, "none", shown), found)


def said(one: Compared) -> str:
    return f"{one.value} of {one.n} against {one.second.value} of {one.second.n} ({one.second.why})"


@pytest.mark.parametrize(("known", "reading"), DEFINITIONS, ids=NAMES)
def test_every_definition_that_is_written_agrees(company: Warehouse, known: Measure, reading: Reading) -> None:
    for filters in (ALL, Filters(period="2025-02-01..2025-03-10"), ALL.where_("channel", ["chat", None])):
        if known.table == "customers" and filters.where:
            continue
        one = both(company, known, reading, filters)
        assert one.state == "agrees", said(one)


CONDITIONS = {
    "channel": st.lists(st.sampled_from(["chat", "email", "nobody's", None]), max_size=3),
    "source": st.lists(st.sampled_from(["form", "desk", "crm"]), max_size=2),
}


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    """Any days of the data, some beyond them; any conditions, missing values too."""
    first = date(2024, 12, 20) + timedelta(days=draw(st.integers(0, 110)))
    last = first + timedelta(days=draw(st.integers(0, 60)))
    chosen = Filters(period=draw(st.sampled_from(["all", f"{first}..{last}"])))
    for name, values in CONDITIONS.items():
        chosen = chosen.where_(name, draw(values))
    return chosen


@settings(max_examples=60)
@given(chosen=filters(), place=st.integers(0, len(DEFINITIONS) - 1))
def test_it_agrees_under_any_filters(company: Warehouse, chosen: Filters, place: int) -> None:
    known, reading = DEFINITIONS[place]
    try:
        one = both(company, known, reading, chosen)
    except Unavailable:
        return
    assert one.state in ("agrees", "none"), said(one)


@settings(max_examples=6)
@given(seed=st.integers(0, 2**32), chosen=filters())
def test_it_agrees_in_any_company(tmp_path_factory: pytest.TempPathFactory, seed: int, chosen: Filters) -> None:
    with closing_warehouses() as opened:
        folder = tmp_path_factory.mktemp("any")
        opened.append(open_warehouse(f"sqlite:///{folder}/any.sqlite", load({}, {})))
        warehouse = fill(opened[0], seed, tickets=30, customers=8)
        for name in ("nps", "fcr", "first_response", "resolution", "sla", "churn"):
            known = measure(name)
            try:
                one = both(warehouse, known, known.reading(), chosen)
            except Unavailable:
                continue
            assert one.state in ("agrees", "none"), f"{name}: {said(one)}"


def test_what_is_not_written_has_no_second_road(company: Warehouse) -> None:
    for name, reading in (("fcr", "F9"), ("sla", "most"), ("nps", "nps@customer"), ("flow", "net")):
        known = measure(name)
        one = both(company, known.on(reading.partition("@")[2]), known.reading(reading), ALL)

        assert (one.state, one.second.why) == ("no_road", "definition")


def test_another_question_is_counted_where_it_is_asked_for(company: Warehouse) -> None:
    known = measure("nps")

    headline, other, together = (
        both(company, known, known.reading(), ALL.where_("survey", names))
        for names in (["nps"], ["after call"], ["after call", "nps"])
    )

    assert {headline.state, other.state, together.state} == {"agrees"}
    assert together.n == headline.n + other.n


def test_a_row_that_stands_for_several_counts_as_many_times(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 10, rows=7), answer(2, 0, rows=3), answer(3, 5.5), answer(4, 11))
    bring(warehouse, "tickets", ticket(1, solved="2025-03-03 12:01", rows=9), ticket(2, solved="2025-03-03 13:00"))
    nps, resolution = measure("nps"), measure("resolution")

    score = both(warehouse, nps, nps.reading(), ALL)
    half = both(warehouse, resolution, resolution.reading(), ALL)

    assert (score.state, score.second) == ("agrees", Found(0.4, 10))
    assert (half.state, half.second) == ("agrees", Found(60.0, 10))


def test_what_still_runs_is_counted_as_running(warehouse: Warehouse) -> None:
    """Of four tickets one ends after an hour and one after three; one has run for two hours, one for a day."""
    bring(
        warehouse, "tickets", ticket(1, "2025-03-03 12:00", "2025-03-03 13:00"), ticket(2, "2025-03-03 22:00"),
        ticket(3, "2025-03-03 20:00", "2025-03-03 23:00"), ticket(4, "2025-03-03 00:00"),
        sources_as_of={"desk": at("2025-03-04 00:00")},
    )  # fmt: skip
    known = measure("resolution")

    half = both(warehouse, known, known.reading("median"), ALL)
    naive = both(warehouse, known, known.reading("naive_median"), ALL)

    assert (half.state, half.second) == ("agrees", Found(10800.0, 4))
    assert (naive.state, naive.second) == ("agrees", Found(3600.0, 2))


def test_a_time_is_compared_within_the_bin_that_holds_it() -> None:
    known = measure("first_response")
    edge = int(bins.clock_bin(5000))

    def state(second: float) -> str:
        shown = Compared(known, known.reading(), "none", _Shown(float(bins.midpoint(edge))))  # type: ignore[arg-type]
        return judged(shown, Found(second, 5)).state

    assert state(edge) == state(float(bins.last_second(edge))) == "agrees"
    assert state(edge - 1) == state(edge + int(bins.width(edge))) == "differs"


class _Shown:
    """A score of five rows."""

    def __init__(self, value: float) -> None:
        self.value, self.n = [value], [5]


def test_times_known_to_the_day_only_have_no_second_road(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, "2025-03-03", "2025-03-07", date_only=0b001001))
    known = measure("resolution")

    one = both(warehouse, known, known.reading(), ALL)

    assert (one.state, one.second.why) == ("no_road", "by_day")


def test_newer_data_are_said_to_be_newer(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 10))
    before = warehouse.contents()
    bring(warehouse, "answers", answer(2, 10))

    found = second_road.count_all(warehouse.database, before, [Wanted("nps", "nps", "net")])

    assert found == [Found(why="newer")]
    assert math.isnan(found[0].value)


def test_no_name_from_a_link_becomes_a_part_of_a_statement(warehouse: Warehouse) -> None:
    with warehouse.publish(surveys=(NPS,), dimensions={"gate": "d1"}) as batch:
        batch.add("answers", arrow("answers", [answer(1, 10, d1="A"), answer(2, 0, d1="B")]))
    contents, nps = warehouse.contents(), measure("nps")

    assert place(contents, "answers", "gate") == "d1"
    assert both(warehouse, nps, nps.reading(), ALL.where_("gate", ["A"])).second == Found(1.0, 1)
    for name in ("d1", "score", "comment", "customer_id", "1=1 or channel", "status"):
        with pytest.raises(ValueError, match="no dimension of that name"):
            place(contents, "answers", name)


def test_it_uses_nothing_of_the_first_road() -> None:
    """Neither the query builder nor a formula of the scores or the catalogue, in any of its files."""
    first = ("cx.store.query", "cx.store.membership", "cx.store.one_vote", "cx.scores", "cx.kinds", "cx.tally",
             "cx.measures", "cx.survival", "cx.path", "cx.intervals", "cx.pairs")  # fmt: skip
    folder = Path(second_road.__file__).parent
    used = {name for path in sorted(folder.glob("*.py")) for name in _imported(path)}

    assert not [name for name in used if name.startswith(first)]
    assert "cx.store.tables" in used


def _imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return named | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
