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
from cx.scores import read
from cx.settings import load
from cx.store import second_road
from cx.store.second_road import Found, Wanted
from cx.store.second_road.rows import place
from cx.store.warehouse import Warehouse, open_warehouse
from cx.tally import Tally
from tests import rough_company
from tests.conftest import MakeWarehouse, closing_warehouses
from tests.facts import NPS, Row, answer, arrow, at, bring, ticket
from tests.small_company import OFFICE, SURVEYS, fill

ALL = Filters(period="all")
DEFINITIONS = [(known, reading) for known in MEASURES.values() for reading in known.definitions()]
COMPANIES = {"tidy": (OFFICE, "Europe/Vilnius"), "rough": (rough_company.HOURS, "America/New_York")}


@pytest.fixture(scope="module", params=["tidy-sqlite", "rough-duckdb", "rough-sqlite"])
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The tidy one on DuckDB is counted by the tests of the page."""
    name, engine = request.param.split("-")
    calendars, zone = COMPANIES[name]
    with closing_warehouses() as opened:
        chosen = load({"calendars": calendars, "zone": zone}, {})
        opened.append(open_warehouse(f"{engine}:///{tmp_path_factory.mktemp(engine)}/company.{engine}", chosen))
        if name == "rough":
            yield rough_company.fill(opened[0])
        else:
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


_everything: dict[tuple[str, Filters], dict[str, Compared]] = {}


def everything(warehouse: Warehouse, filters: Filters) -> dict[str, Compared]:
    """All definitions of all measures that can be known, by both roads; counted once for each warehouse."""
    question = warehouse.database.place, filters
    if question not in _everything:
        _everything[question] = _counted(warehouse, filters)
    return _everything[question]


def _counted(warehouse: Warehouse, filters: Filters) -> dict[str, Compared]:
    shown = [one for one in (_shown(warehouse, *known, filters) for known in DEFINITIONS) if one]
    days = [days_of(warehouse, one.measure, filters) for one in shown]
    wanted = [wanted_of(one.measure, one.reading, filters, of) for one, of in zip(shown, days, strict=True)]
    found = second_road.count_all(warehouse.database, warehouse.contents(), wanted)
    return {
        f"{one.measure.name}.{one.reading.full_name}": judged(one, second)
        for one, second in zip(shown, found, strict=True)
    }


_tallies: dict[tuple[object, ...], Tally | Unavailable] = {}


def _shown(warehouse: Warehouse, known: Measure, reading: Reading, filters: Filters) -> Compared | None:
    """What the pages show, read from the one tally of its basis; None where it cannot be known."""
    question = (warehouse.database.place, known.name, reading.basis, filters)
    if question not in _tallies:
        try:
            _tallies[question] = warehouse.tally(known.on(reading.basis), filters)
        except Unavailable as reason:
            _tallies[question] = reason
    tally = _tallies[question]
    return None if isinstance(tally, Unavailable) else Compared(known, reading, "none", read(tally, reading))  # type: ignore[arg-type]


WHERE = {
    "all": ALL,
    "days": Filters(period="2025-02-01..2025-03-20").where_("channel", ["chat", None]),
    "sources": Filters(period="2025-03-01..2025-03-14").where_("source", ["desk", "desk 1", "form"]),
    "own": ALL.where_("gate", ["gate 1"]),
    "questions": ALL.where_("segment", ["segment 1"]).where_("survey", ["after call", "stars"]),
}


@pytest.mark.parametrize("where", WHERE.values(), ids=list(WHERE))
def test_every_definition_agrees(company: Warehouse, where: Filters) -> None:
    found = everything(company, where)
    odd = {name: said(one) for name, one in found.items() if one.state not in ("agrees", "none")}

    assert {name for name, one in found.items() if one.second.why == "by_day"} <= PROMISES
    assert {name: text for name, text in odd.items() if name not in PROMISES or found[name].state == "differs"} == {}


#: The only numbers that may have no second road: where a solution is known to the day, and a promise to the minute.
PROMISES = {"sla.share", "sla.least", "sla.most", "sla.pending"}


def test_no_measure_is_left_out(company: Warehouse) -> None:
    """Between them the two companies know every measure, in all its definitions."""
    names = {name.partition(".")[0] for name, one in everything(company, ALL).items() if one.state == "agrees"}

    assert names | {"satisfaction", "escalation", "churn", "response_rate", "sla"} == set(MEASURES)


CONDITIONS = {
    "channel": st.lists(st.sampled_from(["chat", "email", "nobody's", None]), max_size=3),
    "source": st.lists(st.sampled_from(["form", "desk", "desk 0", "crm"]), max_size=2),
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


@settings(max_examples=4)
@given(seed=st.integers(0, 2**32), chosen=filters(), rough=st.booleans(), engine=st.sampled_from(["duckdb", "sqlite"]))
def test_it_agrees_in_any_company_under_any_filters(
    tmp_path_factory: pytest.TempPathFactory, seed: int, chosen: Filters, rough: bool, engine: str
) -> None:
    with closing_warehouses() as opened:
        folder, (calendars, zone) = tmp_path_factory.mktemp("any"), COMPANIES["rough" if rough else "tidy"]
        chosen_settings = load({"calendars": calendars, "zone": zone}, {})
        opened.append(open_warehouse(f"{engine}:///{folder}/any.{engine}", chosen_settings))
        warehouse = rough_company.fill(opened[0], seed, 40) if rough else fill(opened[0], seed, 30, 8)
        odd = {name: said(one) for name, one in everything(warehouse, chosen).items() if one.state == "differs"}

    assert odd == {}


def test_a_reading_that_is_not_written_has_no_second_road(company: Warehouse) -> None:
    wanted = [Wanted("nps", "nobody's", "net"), Wanted("resolution", "nobody's", "share"), Wanted("health", "", "mean")]

    found = second_road.count_all(company.database, company.contents(), wanted)

    assert [one.why for one in found] == ["definition"] * 3


def test_events_that_only_events_know_have_no_second_road(company: Warehouse) -> None:
    asked = Wanted("flow", "net", "count", where=(("kind", ("created",)),))

    assert second_road.count_all(company.database, company.contents(), [asked]) == [Found(why="definition")]


def test_another_question_is_counted_where_it_is_asked_for(warehouse: Warehouse) -> None:
    company, known = fill(warehouse), measure("nps")

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


def test_a_ticket_that_was_solved_long_before_it_came_counts_in_the_days_of_its_solution(warehouse: Warehouse) -> None:
    odd, other = ticket(1, "2025-03-20", "2025-02-03", customer_id="a"), ticket(2, "2025-02-03", "2025-02-04")
    bring(warehouse, "tickets", odd, other | {"customer_id": "b"}, sources_as_of={"desk": at("2025-04-01")})
    fcr = measure("fcr")

    one = both(warehouse, fcr, fcr.reading("F1"), Filters(period="2025-02-01..2025-02-28"))

    assert (one.state, one.n) == ("agrees", 2), said(one)


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
        shown = Compared(known, known.reading(), "none", _Five(float(bins.midpoint(edge))))  # type: ignore[arg-type]
        return judged(shown, Found(second, 5)).state

    assert state(edge) == state(float(bins.last_second(edge))) == "agrees"
    assert state(edge - 1) == state(edge + int(bins.width(edge))) == "differs"


class _Five:
    """A score of five rows."""

    def __init__(self, value: float) -> None:
        self.value, self.n = [value], [5]


def test_times_known_to_the_day_only_count_whole_days_from_two_on(make_warehouse: MakeWarehouse) -> None:
    """On the clocks of New York: five days and four, and half a day less by a creation at 17:00 UTC, noon there."""
    warehouse, known = make_warehouse(zone="America/New_York"), measure("resolution")
    bring(
        warehouse, "tickets", ticket(1, "2025-02-03", "2025-02-08", date_only=0b1001, rows=3),
        ticket(2, "2025-02-03 17:00", "2025-02-07", date_only=0b1000), ticket(3, "2025-02-03", "2025-02-04",
        date_only=0b1001),
    )  # fmt: skip

    half, longest = (both(warehouse, known, known.reading(name), ALL) for name in ("naive_median", "mean"))

    assert (half.state, half.second) == ("agrees", Found(5 * 86400.0, 4))
    assert (longest.state, longest.second.value) == ("agrees", (3 * 5 + 3.5) * 86400 / 4)


def test_a_promise_to_the_minute_and_a_solution_to_the_day_have_no_second_road(warehouse: Warehouse) -> None:
    late = {"due_at": at("2025-03-04 12:00"), "date_only": 0b1000}
    bring(warehouse, "tickets", ticket(1, "2025-03-03", "2025-03-07", **late))
    known = measure("sla")

    one = both(warehouse, known, known.reading(), ALL)

    assert (one.state, one.second.why) == ("no_road", "by_day")


def test_time_on_hold_and_closed_hours_are_taken_out_of_business_time(make_warehouse: MakeWarehouse) -> None:
    """Open on Monday and Wednesday; from Monday 9:00 to Wednesday 9:00 in Vilnius there are seven hours of Monday and
    one of Wednesday, of which two on hold.
    """
    warehouse = make_warehouse(calendars=OFFICE, zone="Europe/Vilnius")
    holds = [("hold_start", "2025-03-03 08:00"), ("hold_start", "2025-03-03 08:30"), ("hold_end", "2025-03-03 10:00")]
    bring(warehouse, "tickets", ticket(1, "2025-03-03 07:00", "2025-03-05 07:00", channel="chat"))
    bring(
        warehouse, "ticket_events",
        *({"source": "desk", "ticket_id": "1", "nr": nr, "kind": kind, "at": at(time)}
          for nr, (kind, time) in enumerate(holds)),
    )  # fmt: skip
    known = measure("resolution")

    one = both(warehouse, known.on("business"), known.reading("mean@business"), ALL)

    assert (one.state, one.second) == ("agrees", Found(6 * 3600.0, 1))


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
             "cx.measures", "cx.survival", "cx.path", "cx.intervals", "cx.pairs", "cx.store.together",
             "cx.store.beside", "cx.store.solutions", "cx.store.flow", "cx.store.holds", "cx.store.business",
             "cx.store.derive", "cx.store.running")  # fmt: skip
    folder = Path(second_road.__file__).parent
    used = {name for path in sorted(folder.glob("*.py")) for name in _imported(path)}

    assert not [name for name in used if name.startswith(first)]
    assert "cx.store.tables" in used


def _imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return named | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
