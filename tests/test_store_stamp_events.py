"""Events of tickets of which no file brings events: made from the tickets' stamps, and gone when real ones come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from cx.measures.tickets import OPENED
from cx.store.tables import META, TABLES
from cx.store.warehouse import Warehouse
from tests.facts import Row, arrow, at, bring, everything, stored, ticket

SOLVED = ticket(1, "2025-03-03 12:00", "2025-03-05 09:00", first_response_at=at("2025-03-03 23:30"))
OPEN = ticket(2, "2025-03-04 12:00")


def event(nr: int, kind: str, stamp: str, ticket_id: str = "1", **more: Any) -> Row:
    return {"source": "desk", "ticket_id": ticket_id, "nr": nr, "kind": kind, "at": at(stamp)} | more


def told(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    names = ("ticket_id", "nr", "kind", "at", "from_stamps")
    return [tuple(row[name] for name in names) for row in stored(warehouse, "ticket_events")]


def replace(warehouse: Warehouse, **tables: list[Row]) -> Any:
    with warehouse.publish() as batch:
        for table, rows in tables.items():
            batch.add(table, arrow(table, rows))
            batch.replace("desk", table)
    return batch.result


def test_a_ticket_without_events_has_those_that_its_stamps_tell(warehouse) -> None:
    bring(warehouse, "tickets", SOLVED, OPEN)

    assert told(warehouse) == [
        ("1", 1, "created", at("2025-03-03 12:00"), 1),
        ("1", 2, "solved", at("2025-03-05 09:00"), 1),
        ("2", 1, "created", at("2025-03-04 12:00"), 1),
    ]


def test_a_stamp_that_is_only_a_date_makes_an_event_that_is_only_a_date(warehouse) -> None:
    bring(warehouse, "tickets", SOLVED | {"date_only": 0b1010})

    assert [row["date_only"] for row in stored(warehouse, "ticket_events")] == [0, 1]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_its_day_week_and_month_are_those_a_file_would_have_given(make_warehouse, zone: str) -> None:
    made, brought = make_warehouse("made", zone=zone), make_warehouse("brought", zone=zone)
    bring(made, "tickets", SOLVED | {"created_at": at("2025-03-03 23:30"), "date_only": 0b1000})
    bring(
        brought,
        "ticket_events",
        event(1, "created", "2025-03-03 23:30"),
        event(2, "solved", "2025-03-05 09:00", date_only=1),
    )

    made_rows, brought_rows = stored(made, "ticket_events"), stored(brought, "ticket_events")

    assert [row | {"from_stamps": 0} for row in made_rows] == brought_rows
    assert made_rows[0]["at_day"] == date(2025, 3, 3 if zone == "UTC" else 4)


def test_a_changed_ticket_has_the_events_of_its_new_stamps(warehouse) -> None:
    bring(warehouse, "tickets", SOLVED, OPEN)
    bring(warehouse, "tickets", ticket(1, "2025-03-03 12:00", None, first_response_at=at("2025-03-03 13:00")))

    assert told(warehouse) == [
        ("1", 1, "created", at("2025-03-03 12:00"), 1),
        ("2", 1, "created", at("2025-03-04 12:00"), 1),
    ]


def test_the_same_tickets_again_change_nothing(warehouse) -> None:
    bring(warehouse, "tickets", SOLVED, OPEN)
    before = warehouse.version
    bring(warehouse, "tickets", SOLVED, OPEN)

    assert warehouse.version == before


def test_files_in_any_order_give_the_same_events(make_warehouse) -> None:
    files = [
        ("tickets", [ticket(1, "2025-03-03 12:00"), OPEN]),
        ("tickets", [SOLVED]),
        ("ticket_events", [event(2, "agent_reply", "2025-03-03 12:30"), event(7, "solved", "2025-03-05 09:00")]),
    ]
    found = []
    for nr, order in enumerate(o for o in permutations(files) if o.index(files[0]) < o.index(files[1])):
        warehouse = make_warehouse(f"order{nr}")
        for table, rows in order:
            bring(warehouse, table, *rows)
        found.append(everything(warehouse))

    assert found[0] == found[1] == found[2]
    assert [row[:2] + row[4:] for row in told(warehouse)] == [("1", -2, 1), ("1", 2, 0), ("1", 7, 0), ("2", 1, 1)]


def test_events_and_tickets_of_one_import_need_no_stamps(warehouse) -> None:
    with warehouse.publish() as batch:
        batch.add("tickets", arrow("tickets", [SOLVED]))
        events = [event(1, "created", "2025-03-03 12:00"), event(2, "solved", "2025-03-05 09:00")]
        batch.add("ticket_events", arrow("ticket_events", events))

    assert [row[:2] + row[4:] for row in told(warehouse)] == [("1", 1, 0), ("1", 2, 0)]


def test_a_solution_that_no_event_tells_is_told_by_the_stamp_until_a_file_brings_it(warehouse) -> None:
    bring(warehouse, "tickets", SOLVED)
    bring(warehouse, "ticket_events", event(1, "created", "2025-03-03 12:00"))
    by_stamp = told(warehouse)
    bring(warehouse, "ticket_events", event(2, "solved", "2025-03-05 08:00"))

    created = ("1", 1, "created", at("2025-03-03 12:00"), 0)
    assert by_stamp == [("1", -1, "solved", at("2025-03-05 09:00"), 1), created]
    assert told(warehouse) == [created, ("1", 2, "solved", at("2025-03-05 08:00"), 0)]


def test_a_creation_that_no_event_tells_is_told_by_the_stamp_until_a_file_brings_it(warehouse) -> None:
    bring(warehouse, "tickets", OPEN)
    bring(warehouse, "ticket_events", event(1, "agent_reply", "2025-03-04 13:00", "2"))
    by_stamp = told(warehouse)
    flow = [row["flow"] for row in stored(warehouse, "ticket_events")]
    bring(warehouse, "ticket_events", event(2, "created", "2025-03-04 11:00", "2"))

    reply = ("2", 1, "agent_reply", at("2025-03-04 13:00"), 0)
    assert by_stamp == [("2", -2, "created", at("2025-03-04 12:00"), 1), reply]
    assert flow == [OPENED, None]
    assert told(warehouse) == [reply, ("2", 2, "created", at("2025-03-04 11:00"), 0)]


def test_a_ticket_closed_without_a_word_of_its_solution_was_solved_by_then(warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, "2025-03-03 12:00", closed_at=at("2025-03-06"), date_only=0b10000))

    [_, solved] = stored(warehouse, "ticket_events")
    assert (solved["kind"], solved["at"], solved["date_only"]) == ("solved", at("2025-03-06"), 1)
    assert (solved["at_day"], solved["at_week"]) == (date(2025, 3, 6), date(2025, 3, 3))


def test_importing_tickets_again_leaves_real_events_alone(warehouse) -> None:
    bring(warehouse, "ticket_events", event(1, "created", "2025-03-03 11:00"))
    bring(warehouse, "tickets", SOLVED)
    bring(warehouse, "tickets", SOLVED | {"status": "closed"})

    assert [row for row in told(warehouse) if not row[4]] == [("1", 1, "created", at("2025-03-03 11:00"), 0)]


def test_tickets_removed_by_a_replacing_import_take_all_their_events_along(warehouse) -> None:
    bring(warehouse, "tickets", SOLVED, OPEN, ticket(3))
    bring(
        warehouse, "ticket_events", event(1, "created", "2025-03-03 12:00", "3"), event(9, "solved", "2025-03-04", "9")
    )

    result = replace(warehouse, tickets=[OPEN])

    assert (result["tickets"].removed, result["ticket_events"].removed) == (2, 1)
    assert [row[:2] for row in told(warehouse)] == [("2", 1), ("9", 9)]


def test_events_removed_by_a_replacing_import_make_way_for_those_of_stamps(warehouse) -> None:
    bring(warehouse, "tickets", SOLVED, OPEN)
    bring(warehouse, "ticket_events", event(1, "created", "2025-03-03 12:00"))

    result = replace(warehouse, ticket_events=[event(1, "created", "2025-03-04 11:00", "2")])

    assert result["ticket_events"].removed == 1
    assert [row[:2] + row[4:] for row in told(warehouse)] == [("1", 1, 1), ("1", 2, 1), ("2", 1, 0)]


def test_another_zone_moves_their_days(make_warehouse, settings) -> None:
    moved, fresh = make_warehouse("moved"), make_warehouse("fresh", zone="Asia/Tokyo")
    for warehouse in (moved, fresh):
        bring(warehouse, "tickets", SOLVED, OPEN)

    moved.derive(settings.with_(zone="Asia/Tokyo"))

    assert everything(moved) == everything(fresh)


def test_a_warehouse_of_the_schema_before_gets_them(make_warehouse: Callable[..., Warehouse]) -> None:
    old, fresh = make_warehouse("old"), make_warehouse("fresh")
    for warehouse in (old, fresh):
        bring(warehouse, "tickets", SOLVED, OPEN)
        bring(warehouse, "ticket_events", event(1, "created", "2025-03-04 12:00", "2"))
    with old.database.write() as connection:
        events = TABLES["ticket_events"]
        connection.execute(delete(events).where(events.c.from_stamps == 1))
        connection.execute(update(events).values(from_stamps=None))
        connection.execute(update(TABLES["tickets"]).values(closed_day=None))
        connection.execute(delete(META).where(META.c.name == "schema_version"))
        connection.execute(insert(META).values(name="schema_version", value="1"))

    old.derive()

    assert everything(old) == everything(fresh)
