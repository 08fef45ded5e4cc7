"""Tickets, events and calendars for tests of business time, by the wall clock in Vilnius."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cx.store.warehouse import Warehouse
from tests.facts import Row, bring, stored, ticket

MINUTE, HOUR = 60, 3600
VILNIUS = "Europe/Vilnius"
WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def calendar(name: str, hours: str, days: tuple[str, ...] = WORKDAYS, more: str = f'zone = "{VILNIUS}"') -> str:
    """A calendar as it is written."""
    return "\n".join([f"[calendars.{name}]", more, *(f"{day} = {hours}" for day in days), ""])


LUNCH = '["08:00-12:00", "13:00-17:00"]'
OFFICE = 'default = "office"\n' + calendar("office", LUNCH)
NIGHTS = 'default = "nights"\n' + calendar(
    "nights", '["22:00-24:00", "00:00-06:00"]', (*WORKDAYS, "saturday", "sunday")
)
BY_CHANNEL = (
    calendar("office", LUNCH)
    + calendar("chat", '["00:00-24:00"]', (*WORKDAYS, "saturday", "sunday"))
    + '[[rules]]\nchannel = "chat"\ncalendar = "chat"\n'
    + '[[rules]]\nchannel = ["phone", "email"]\ncalendar = "office"\n'
)


def there(text: str) -> datetime:
    """A stamp from the wall clock in Vilnius."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(VILNIUS)).astimezone(UTC).replace(tzinfo=None)


def case(nr: int, created: str, solved: str | None = None, **more: Any) -> Row:
    """A ticket by the wall clock in Vilnius."""
    return ticket(nr) | {"created_at": there(created), "solved_at": there(solved) if solved else None} | more


def event(nr: int, kind: str, when: str, ticket_id: int = 1, **more: Any) -> Row:
    """An event of a ticket by the wall clock in Vilnius."""
    return {"source": "desk", "ticket_id": str(ticket_id), "nr": nr, "kind": kind, "at": there(when)} | more


def business(warehouse: Warehouse, name: str = "resolution") -> dict[str, int | None]:
    """The code of each ticket in business time."""
    return {row["ticket_id"]: row[f"{name}_business"] for row in stored(warehouse, "tickets")}


def resolved_in(warehouse: Warehouse, *rows: Row, events: tuple[Row, ...] = ()) -> list[int | None]:
    """The codes of these tickets in business time, as they were given."""
    bring(warehouse, "tickets", *rows)
    if events:
        bring(warehouse, "ticket_events", *events)
    found = business(warehouse)
    return [found[row["ticket_id"]] for row in rows]


LONG = "2025-03-07 16:00", "2025-03-10 10:00"  # 3 hours
