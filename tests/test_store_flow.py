"""Flow: what each event does to the number of open tickets, so that opened + reopened - solved is what is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import accumulate, permutations
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx import bins
from cx.measures.tickets import OPENED, REOPENED, SOLVED
from cx.settings import load
from cx.store.schema import EVENT_KINDS
from cx.store.warehouse import Warehouse, open_warehouse
from tests.conftest import closing_warehouses
from tests.facts import Row, arrow, at, bring, everything, stored, ticket

UNKNOWN = bins.TIME_UNKNOWN
STEP = {OPENED: 1, REOPENED: 1, SOLVED: -1}


def event(nr: int, kind: str, stamp: str, ticket_id: str = "1", **more: Any) -> Row:
    return {"source": "desk", "ticket_id": ticket_id, "nr": nr, "kind": kind, "at": at(stamp)} | more


def flow(warehouse: Warehouse, ticket_id: str = "1") -> list[int | None]:
    """What the events of a ticket do, in the order of their numbers."""
    return [row["flow"] for row in stored(warehouse, "ticket_events") if row["ticket_id"] == ticket_id]


def weekly(warehouse: Warehouse) -> dict[date, list[int]]:
    """Everything that opened or solved a ticket, by week."""
    weeks: dict[date, list[int]] = {}
    for row in stored(warehouse, "ticket_events"):
        if row["flow"] in STEP:
            weeks.setdefault(row["at_week"], []).append(row["flow"])
    return {week: sorted(steps) for week, steps in weeks.items()}


# Events that files bring.


@pytest.mark.parametrize(
    ("kinds", "steps"),
    [
        (("created", "solved"), [OPENED, SOLVED]),
        (("created", "solved", "reopened", "solved"), [OPENED, SOLVED, REOPENED, SOLVED]),
        (("created", "solved", "solved"), [OPENED, SOLVED, None]),
        (("created", "reopened", "reopened"), [OPENED, None, None]),
        (("solved", "reopened", "solved"), [None, OPENED, SOLVED]),
        (("reopened", "solved", "reopened"), [OPENED, SOLVED, REOPENED]),
        (("created", "agent_reply", "hold_start", "solved"), [OPENED, None, None, SOLVED]),
    ],
)
def test_only_what_changes_the_state_of_a_ticket_counts(warehouse, kinds: tuple[str, ...], steps: list[Any]) -> None:
    bring(warehouse, "ticket_events", *(event(nr, kind, f"2025-03-0{nr + 1}") for nr, kind in enumerate(kinds)))

    assert flow(warehouse) == steps


def test_events_of_one_instant_follow_each_other_by_their_kind(warehouse) -> None:
    bring(warehouse, "ticket_events", event(1, "solved", "2025-03-03"), event(2, "created", "2025-03-03"))

    assert flow(warehouse) == [SOLVED, OPENED]


def test_a_solution_known_by_its_day_comes_after_what_happened_that_day(warehouse) -> None:
    bring(
        warehouse,
        "ticket_events",
        event(1, "created", "2025-03-03 12:00"),
        event(2, "solved", "2025-03-03", date_only=1),
    )

    assert flow(warehouse) == [OPENED, SOLVED]


def test_a_ticket_that_is_over_by_its_stamps_alone_is_not_open_for_ever(warehouse) -> None:
    """Its source never says whether it is open, and its last event reopens it."""
    bring(warehouse, "tickets", ticket(1, "2025-03-03 12:00", "2025-03-05"))
    bring(
        warehouse, "ticket_events",
        *(event(nr, kind, f"2025-03-03 12:0{nr}") for nr, kind in enumerate(("created", "solved", "reopened"))),
    )  # fmt: skip

    assert flow(warehouse) == [OPENED, SOLVED, UNKNOWN]


def test_an_event_that_is_corrected_takes_its_step_back(warehouse) -> None:
    bring(warehouse, "ticket_events", event(1, "created", "2025-03-03"), event(2, "solved", "2025-03-04"))
    bring(warehouse, "ticket_events", event(2, "agent_reply", "2025-03-04"))

    assert flow(warehouse) == [OPENED, None]


# Laws, on random histories: any order, the same thing twice, openings and solutions missing.

EVENTS = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 23), st.sampled_from(EVENT_KINDS), st.booleans()))
HISTORIES = st.lists(st.tuples(EVENTS, st.sampled_from((None, 0, 1))), min_size=1, max_size=30)


def histories(drawn: list[tuple[Any, Any]]) -> tuple[list[Row], list[Row]]:
    """Tickets, of which some are known and say whether they are open, and their events."""
    tickets = [
        ticket(nr, is_open=still) | {"created_at": None} for nr, (_, still) in enumerate(drawn) if still is not None
    ]
    events = [
        event(nr, kind, f"2025-03-0{day}" + ("" if by_day else f" {hour:02}:00"), str(name), date_only=int(by_day))
        for name, (happened, _) in enumerate(drawn)
        for nr, (day, hour, kind, by_day) in enumerate(happened)
    ]
    return tickets, events


def in_order(events: list[Row]) -> list[Row]:
    """As they follow each other: dates first within their day, but a solution that is only dated last."""

    def place(row: Row) -> tuple[Any, ...]:
        by_day = (2 if row["kind"] == "solved" else 0) if row["date_only"] else 1
        return row["at"].date(), by_day, row["at"], EVENT_KINDS.index(row["kind"]), row["nr"]

    return sorted(events, key=place)


def steps_of(events: list[Row], still: int | None) -> list[int | None]:
    """The definition, event by event, for the events of one ticket in their order."""
    steps: list[int | None] = []
    is_open = False
    for row in events:
        opens = row["kind"] in ("created", "reopened") and not is_open
        solves = row["kind"] == "solved" and is_open
        first = not {OPENED, REOPENED} & set(steps)
        steps.append((OPENED if first else REOPENED) if opens else SOLVED if solves else None)
        is_open = (is_open or opens) and not solves
    if is_open and still == 0:
        steps[max(nr for nr, step in enumerate(steps) if step in (OPENED, REOPENED))] = UNKNOWN
    return steps


@settings(max_examples=15)
@given(HISTORIES, st.randoms(use_true_random=False))
def test_a_ticket_is_open_or_it_is_not_whatever_the_order_of_its_events(engine: str, drawn: Any, random: Any) -> None:
    tickets, events = histories(drawn)
    random.shuffle(events)
    with TemporaryDirectory() as folder, closing_warehouses() as opened:
        opened.append(open_warehouse(f"{engine}:///{folder}/flow.{engine}", load({}, {})))
        with opened[0].publish() as batch:
            batch.add("tickets", arrow("tickets", [ticket("none"), *tickets]))
            batch.add("ticket_events", arrow("ticket_events", [event(1, "bot_reply", "2025-03-01", "none"), *events]))
        found = {(row["ticket_id"], row["nr"]): row["flow"] for row in stored(opened[0], "ticket_events")}

    for name, (_, still) in enumerate(drawn):
        theirs = in_order([row for row in events if row["ticket_id"] == str(name)])
        steps = [found[str(name), row["nr"]] for row in theirs]
        balance = list(accumulate(STEP.get(step, 0) for step in steps))
        assert steps == steps_of(theirs, still)
        assert set(balance) <= {0, 1}
        assert sum(STEP.get(step, 0) for step in steps) == (balance[-1] if balance else 0)
        assert not (balance and balance[-1] and still == 0)


# Events of stamps.

TOLD = {"first_response_at": at("2025-03-03 13:00")}


@pytest.mark.parametrize(
    ("more", "steps"),
    [
        ({}, [OPENED]),
        ({"solved_at": at("2025-03-05")}, [OPENED, SOLVED]),
        ({"closed_at": at("2025-03-05")}, [OPENED, SOLVED]),
        ({"is_open": 0}, [UNKNOWN]),
        ({"is_open": 1, "solved_at": at("2025-03-05")}, [OPENED, UNKNOWN]),
        ({"solved_at": at("2025-03-01")}, [UNKNOWN, None]),
        ({"solved_at": at("2025-03-05"), "created_at": None}, [None]),
        ({"solved_at": at("2025-03-03"), "date_only": 0b1000}, [OPENED, SOLVED]),
    ],
)
def test_stamps_tell_of_an_opening_and_a_solution(warehouse, more: Row, steps: list[int | None]) -> None:
    bring(warehouse, "tickets", ticket(1) | TOLD | more)

    assert [row["flow"] for row in stored(warehouse, "ticket_events") if row["kind"] != "agent_reply"] == steps


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.integers(-3, 9), st.integers(-3, 9), st.sampled_from((None, 0, 1)), st.integers(0, 31)),
        min_size=1,
        max_size=40,
    )
)
def test_what_opened_less_what_was_solved_is_what_is_open(engine: str, drawn: list[tuple[Any, ...]]) -> None:
    def stamp(day: int) -> Any:
        return at("2025-03-03 12:00") + timedelta(days=day) if day >= -1 else None

    rows = [
        ticket(nr, is_open=still, date_only=marks) | {"solved_at": stamp(solved), "closed_at": stamp(closed)}
        for nr, (solved, closed, still, marks) in enumerate(drawn)
    ]
    with TemporaryDirectory() as folder, closing_warehouses() as opened:
        opened.append(open_warehouse(f"{engine}:///{folder}/flow.{engine}", load({}, {})))
        bring(opened[0], "tickets", *rows)
        tickets, events = stored(opened[0], "tickets"), stored(opened[0], "ticket_events")

    for row in tickets:
        steps = [event["flow"] for event in events if event["ticket_id"] == row["ticket_id"]]
        assert sum(STEP.get(step, 0) for step in steps) == (row["open_age"] is not None)


def test_flow_of_a_past_week_does_not_change_when_a_ticket_is_solved_later_as_bars_of_todays_status_would(
    make_warehouse: Callable[..., Warehouse],
) -> None:
    by_stamps, by_events = make_warehouse("stamps"), make_warehouse("events")
    tickets = [ticket(nr, f"2025-03-0{nr} 12:00") for nr in (3, 4, 5)]
    opened = [event(nr, "created", f"2025-03-0{nr} 12:00", str(nr)) for nr in (3, 4, 5)]
    bring(by_stamps, "tickets", *tickets)
    bring(by_events, "ticket_events", *opened)
    before = weekly(by_stamps), weekly(by_events)

    bring(by_stamps, "tickets", tickets[0] | {"solved_at": at("2025-03-12")})
    bring(by_events, "tickets", tickets[0] | {"solved_at": at("2025-03-12")})

    past, later = date(2025, 3, 3), date(2025, 3, 10)
    assert before == ({past: [OPENED] * 3}, {past: [OPENED] * 3})
    assert weekly(by_stamps) == weekly(by_events) == {past: [OPENED] * 3, later: [SOLVED]}


# Dimensions.


def test_events_carry_their_tickets_dimensions_whoever_brings_them(warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, solved="2025-03-04", channel="chat", team="red"), ticket(2, channel="mail"))
    bring(warehouse, "ticket_events", event(5, "created", "2025-03-03", "2", team="blue"))

    found = [(row["ticket_id"], row["channel"], row["team"]) for row in stored(warehouse, "ticket_events")]
    assert found == [("1", "chat", "red"), ("1", "chat", "red"), ("2", "mail", "blue")]


def test_all_events_of_a_ticket_follow_it_to_another_group(warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, channel="chat"))
    bring(warehouse, "ticket_events", event(1, "created", "2025-03-03"))
    bring(warehouse, "tickets", ticket(1, channel="phone"))
    bring(warehouse, "ticket_events", event(2, "solved", "2025-03-04"))
    bring(warehouse, "ticket_events", event(2, "solved", "2025-03-04", channel="letter"))

    assert [row["channel"] for row in stored(warehouse, "ticket_events")] == ["phone", "letter"]


def test_flow_is_the_same_in_whatever_order_files_come(make_warehouse: Callable[..., Warehouse]) -> None:
    files = [
        ("customers", [{"source": "crm", "customer_id": "a", "segment": "gold"}]),
        ("tickets", [ticket(1, solved="2025-03-09", customer_id="a"), ticket(2, customer_id="a", is_open=0)]),
        ("ticket_events", [event(1, "created", "2025-03-03"), event(2, "transferred", "2025-03-04")]),
    ]
    found = []
    for nr, order in enumerate(permutations(files)):
        warehouse = make_warehouse(f"order{nr}")
        for table, rows in order:
            bring(warehouse, table, *rows)
        found.append(everything(warehouse))

    assert all(one == found[0] for one in found)
    assert flow(warehouse, "2") == [UNKNOWN]
    assert {row["segment"] for row in found[0]["ticket_events"]} == {"gold"}
