"""Events that tickets' own stamps tell, for tickets of which no file brings events.

Such a ticket has `created` (nr 1) and `solved` (2, by the closing where nobody wrote when it was solved), each where
its stamp is known, with the ticket's dimensions, marked `from_stamps` = 1. The first reply is no event of its own: it
opens and solves nothing, and its time stands with the ticket. They are made from the stored tickets when everything
has landed, and give way as soon as a file brings an event of their ticket, so files may come in any order. Of a ticket
whose own events never tell of a creation (as a log of messages) its stamps still do (nr -2), and of a solution
(nr -1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Subquery, and_, case, delete, exists, func, insert, literal, select, true, tuple_, union_all
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx.store.flow import of_stamps
from cx.store.merge import CHANGED, absent
from cx.store.schema import FILLABLE, TICKETS
from cx.store.staging import Staging
from cx.store.tables import TABLES

_tickets, _events = TABLES["tickets"], TABLES["ticket_events"]
TICKET = TICKETS.key


class _Stamp(NamedTuple):
    """One event: its number and kind, and the stamps that tell it, the first known of them."""

    nr: int
    kind: str
    stamps: tuple[str, ...]


STAMPS = (
    _Stamp(1, "created", ("created_at",)),
    _Stamp(2, "solved", ("solved_at", "closed_at")),
)

#: Of a ticket whose events, as files bring them, never tell of the one or the other. No file counts below zero.
UNTOLD = tuple(stamp._replace(nr=stamp.nr - len(STAMPS) - 1) for stamp in STAMPS)


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
        ticket = tuple_(*(_events.c[name] for name in TICKET))
        connection.execute(delete(_events).where(made, ticket.in_(select(told))))


def _same_ticket(other: Any) -> ColumnElement[bool]:
    return and_(*(_events.c[name] == other.c[name] for name in TICKET))


def forget_all(connection: Connection) -> None:
    """Remove all events of stamps; `complete` makes them anew."""
    connection.execute(delete(_events).where(_events.c.from_stamps == 1))


def remove_with_tickets(connection: Connection, source: str, staged_tickets: Sequence[Staging]) -> int:
    """Delete all events of the tickets that a replacing import lacks; how many of them files had brought."""
    gone = select(_tickets.c.ticket_id).where(absent(TICKETS, source, staged_tickets))
    theirs = and_(_events.c.source == source, _events.c.ticket_id.in_(gone))
    brought = connection.scalar(select(func.count()).select_from(_events).where(theirs, _events.c.from_stamps == 0))
    connection.execute(delete(_events).where(theirs))
    return brought or 0


def complete(connection: Connection) -> None:
    """Give every ticket without any event those that its stamps tell, and others what no event of theirs tells."""
    brought = connection.scalar(select(exists(select(_events.c.nr).where(_events.c.from_stamps == 0))))
    untold = _events.c.nr.in_([stamp.nr for stamp in UNTOLD])
    connection.execute(delete(_events).where(untold, _events.c.from_stamps == 1))
    told = exists(select(_events.c.nr).where(_same_ticket(_tickets)))
    _insert(connection, STAMPS, ~told)
    for stamp in UNTOLD if brought else ():
        told_of = exists(select(_events.c.nr).where(_same_ticket(_tickets), _events.c.kind == stamp.kind))
        _insert(connection, (stamp,), ~told_of)


def _insert(connection: Connection, stamps: Sequence[_Stamp], wanted: ColumnElement[bool]) -> None:
    numbers = union_all(*(select(literal(stamp.nr).label("nr")) for stamp in stamps)).subquery("numbers")
    facts = _facts(stamps, numbers.c.nr)
    rows = select(*(fact.label(name) for name, fact in facts.items())).join_from(_tickets, numbers, true())
    connection.execute(insert(_events).from_select(list(facts), rows.where(wanted, facts["at"].is_not(None))))


def _facts(stamps: Sequence[_Stamp], nr: ColumnElement[int]) -> dict[str, ColumnElement[Any]]:
    """The columns of the event with this number, from a row of tickets."""

    def of(column: Callable[[_Stamp], Any]) -> ColumnElement[Any]:
        return case(*((nr == stamp.nr, column(stamp)) for stamp in stamps))

    return {
        **{name: _tickets.c[name] for name in TICKET},
        "nr": nr,
        "at": of(lambda stamp: _known(stamp.stamps)),
        "date_only": of(_by_day),
        "kind": of(lambda stamp: literal(stamp.kind)),
        **{name: _tickets.c[name] for name in FILLABLE if name in _events.c},
        "from_stamps": literal(1),
        "filled": literal(0),
        **{f"at_{unit}": of(partial(_day, unit)) for unit in ("day", "week", "month")},
        "flow": of(lambda stamp: of_stamps(stamp.kind)),
    }


def _known(names: Sequence[str]) -> ColumnElement[Any]:
    """The first of some columns that is known."""
    columns = [_tickets.c[name] for name in names]
    return func.coalesce(*columns) if len(columns) > 1 else columns[0]


def _by_day(stamp: _Stamp) -> ColumnElement[int]:
    """1 where the stamp is only a date."""
    bits = {name: 1 << TICKETS.stamps.index(name) for name in stamp.stamps}
    dated = ((_tickets.c[name].is_not(None), _tickets.c.date_only.bitwise_and(bit)) for name, bit in bits.items())
    return case((case(*dated, else_=0) != 0, 1), else_=0)


def _day(unit: str, stamp: _Stamp) -> ColumnElement[Any]:
    return _known([f"{name.removesuffix('_at')}_{unit}" for name in stamp.stamps])
