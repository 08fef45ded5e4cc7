"""Events that tickets' own stamps tell, for tickets of which no file brings events.

Such a ticket has `created` (nr 1), the first `agent_reply` (2) and `solved` (3), each where its stamp is known, marked
`from_stamps` = 1. They are made from the stored tickets when everything has landed, and give way as soon as a file
brings an event of their ticket, so files may come in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Subquery, and_, case, delete, exists, func, insert, literal, select, true, union_all
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx.store.merge import CHANGED, absent
from cx.store.schema import TICKETS
from cx.store.staging import Staging
from cx.store.tables import TABLES

_tickets, _events = TABLES["tickets"], TABLES["ticket_events"]
TICKET = TICKETS.key


class _Stamp(NamedTuple):
    """One event: its number and kind, the stamp that tells it, and the prefix of that stamp's day, week and month."""

    nr: int
    kind: str
    at: str
    days: str


STAMPS = (
    _Stamp(1, "created", "created_at", "created"),
    _Stamp(2, "agent_reply", "first_response_at", "first_response"),
    _Stamp(3, "solved", "solved_at", "solved"),
)


def give_way(connection: Connection, staged_events: Staging) -> None:
    """Remove the stamps' events of tickets whose own events are about to land."""
    _remove(connection, select(*(staged_events.sql.c[name] for name in TICKET)).subquery("told"))


def forget(connection: Connection, staged_tickets: Staging) -> None:
    """Remove the stamps' events of tickets that a merge changed; `complete` makes them anew."""
    staged = staged_tickets.sql
    _remove(connection, select(*(staged.c[name] for name in TICKET)).where(staged.c.state == CHANGED).subquery("told"))


def _remove(connection: Connection, told: Subquery) -> None:
    made = _events.c.from_stamps == 1
    if connection.scalar(select(exists(select(_events.c.nr).where(made)))):
        connection.execute(delete(_events).where(made, exists(select(told).where(_same_ticket(told)))))


def _same_ticket(other: Any) -> ColumnElement[bool]:
    return and_(*(_events.c[name] == other.c[name] for name in TICKET))


def remove_with_tickets(connection: Connection, source: str, staged_tickets: Sequence[Staging]) -> int:
    """Delete all events of the tickets that a replacing import lacks; how many of them files had brought."""
    gone = select(_tickets.c.ticket_id).where(absent(TICKETS, source, staged_tickets))
    theirs = and_(_events.c.source == source, _events.c.ticket_id.in_(gone))
    brought = connection.scalar(select(func.count()).select_from(_events).where(theirs, _events.c.from_stamps == 0))
    connection.execute(delete(_events).where(theirs))
    return brought or 0


def complete(connection: Connection) -> None:
    """Give every ticket without any event those that its stamps tell."""
    numbers = union_all(*(select(literal(stamp.nr).label("nr")) for stamp in STAMPS)).subquery("numbers")
    facts = _facts(numbers.c.nr)
    silent = ~exists(select(_events.c.nr).where(_same_ticket(_tickets)))
    rows = select(*(fact.label(name) for name, fact in facts.items())).join_from(_tickets, numbers, true())
    connection.execute(insert(_events).from_select(list(facts), rows.where(silent, facts["at"].is_not(None))))


def _facts(nr: ColumnElement[int]) -> dict[str, ColumnElement[Any]]:
    """The columns of the event with this number, from a row of tickets."""

    def of(column: Callable[[_Stamp], Any]) -> ColumnElement[Any]:
        return case(*((nr == stamp.nr, column(stamp)) for stamp in STAMPS))

    return {
        **{name: _tickets.c[name] for name in TICKET},
        "nr": nr,
        "at": of(lambda stamp: _tickets.c[stamp.at]),
        "date_only": of(_by_day),
        "kind": of(lambda stamp: literal(stamp.kind)),
        "from_stamps": literal(1),
        **{f"at_{unit}": of(partial(_day, unit)) for unit in ("day", "week", "month")},
    }


def _by_day(stamp: _Stamp) -> ColumnElement[int]:
    """1 where the stamp is only a date."""
    bit = 1 << TICKETS.stamps.index(stamp.at)
    return case((_tickets.c.date_only.bitwise_and(bit) != 0, 1), else_=0)


def _day(unit: str, stamp: _Stamp) -> ColumnElement[Any]:
    return _tickets.c[f"{stamp.days}_{unit}"]
