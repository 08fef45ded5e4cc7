"""Dimensions that a file left empty, filled from the ticket or the customer, by plain SQL.

`filled` remembers where a dimension came from: bit i, the i-th of `FILLABLE` from the ticket; bit i + 8, from the
customer. Once filled it stays, except that the ticket's word replaces the customer's: so files may come in any order.
A ticket's events are filled with what the ticket says now, all alike, so that what opens and what is solved is counted
in one and the same group.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import and_, case, exists, literal, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx.store.engines.base import Database
from cx.store.merge import fill_bits
from cx.store.schema import ANSWERS, CUSTOMERS, FILLABLE, INVITATIONS, TICKET_EVENTS, TICKETS, Column, Table
from cx.store.tables import TABLES

Expression = ColumnElement[Any]

#: Which table takes from which, in this order, and whether that is the row's ticket (0) or its customer (1).
TAKES = ((ANSWERS, TICKETS, 0), (ANSWERS, CUSTOMERS, 1), (INVITATIONS, CUSTOMERS, 1))

_events, _tickets, _customers = TABLES["ticket_events"], TABLES["tickets"], TABLES["customers"]


def fill_tickets(database: Database, connection: Connection, touched: Collection[str]) -> None:
    """Fill tickets from their customers. touched: the tables of which some rows are not as they were."""
    _fill(database, connection, TICKETS, CUSTOMERS, 1, touched)


def fill_others(database: Database, connection: Connection, touched: Collection[str]) -> None:
    """Fill whatever takes from tickets, which are filled themselves by now, and from customers."""
    after = {*touched, TICKETS.name} if CUSTOMERS.name in touched else {*touched}
    for facts, partner, origin in TAKES:
        _fill(database, connection, facts, partner, origin, after)
    if after & {TICKETS.name, TICKET_EVENTS.name} and _may_differ(connection):
        _fill_events(database, connection)


def write(
    connection: Connection,
    table: SqlTable,
    places: Mapping[Column, Expression],
    values: Mapping[str, Expression],
    wanted: ColumnElement[bool],
) -> None:
    """Write values made from a table and its partner. Found first, then written row by row in the table's own order:
    DuckDB takes thirty times as long to write rows in the order in which a join happens to find them.
    """
    rows = (place.label(f"row_{nr}") for nr, place in enumerate(places.values()))
    fresh = select(*rows, *(value.label(name) for name, value in values.items())).where(wanted).subquery("fresh")
    here = and_(*(place == fresh.c[f"row_{nr}"] for nr, place in enumerate(places.values())))
    connection.execute(update(table).values({name: fresh.c[name] for name in values}).where(here))


def holds_rows(connection: Connection, table: SqlTable, *wanted: ColumnElement[bool]) -> bool:
    """Whether a table has any row like that."""
    return bool(connection.scalar(select(exists(select(table.c.source).where(*wanted)))))


def _fill(
    database: Database, connection: Connection, facts: Table, giver: Table, origin: int, touched: Collection[str]
) -> None:
    """Fill a table's empty dimensions from its partner. origin: 0 the ticket, 1 the customer."""
    table, partner = TABLES[facts.name], TABLES[giver.name]
    concerned = {facts.name, giver.name} & set(touched)
    if not (concerned and holds_rows(connection, table) and holds_rows(connection, partner)):
        return
    shared = [name for name in FILLABLE if name in table.c and name in partner.c]
    names = [name for name in shared if holds_rows(connection, partner, partner.c[name].is_not(None))]
    if not names:
        return
    takes = {name: _takes(table, partner, name, origin) for name in names}
    values: dict[str, Any] = {name: case((takes[name], partner.c[name]), else_=table.c[name]) for name in names}
    values["filled"] = table.c.filled + sum(
        (case((takes[name], _new_bits(table, name, origin)), else_=0) for name in names), literal(0)
    )
    wanted = and_(_partner_of(table, partner), or_(*takes.values()))
    write(connection, table, database.row_id(table, facts.key), values, wanted)


def _partner_of(table: SqlTable, partner: SqlTable) -> ColumnElement[bool]:
    if partner is _customers:
        return table.c.customer_id == partner.c.customer_id
    return and_(table.c.ticket_source == partner.c.source, table.c.ticket_id == partner.c.ticket_id)


def _takes(table: SqlTable, partner: SqlTable, name: str, origin: int) -> ColumnElement[bool]:
    free: ColumnElement[bool] = table.c[name].is_(None)
    if origin == 0:
        free = or_(free, table.c.filled.bitwise_and(fill_bits(name)[1]) != 0)
    return and_(free, partner.c[name].is_not(None))


def _new_bits(table: SqlTable, name: str, origin: int) -> Expression:
    """What is added to `filled`: the bit of the origin, less the bit it replaces."""
    return literal(fill_bits(name)[origin]) - table.c.filled.bitwise_and(sum(fill_bits(name)))


# Events: those of stamps say what their ticket says, those of files what they say themselves, else the same.


def _may_differ(connection: Connection) -> bool:
    """Whether an event may say anything else than its ticket: those of stamps were made from it, a moment ago."""
    brought = holds_rows(connection, _events, _events.c.from_stamps == 0)
    return brought or (holds_rows(connection, _customers) and holds_rows(connection, _events))


def _fill_events(database: Database, connection: Connection) -> None:
    shared = [name for name in FILLABLE if name in _events.c and name in _tickets.c]
    names = [
        name for name in shared if any(holds_rows(connection, t, t.c[name].is_not(None)) for t in (_events, _tickets))
    ]
    if not names:
        return
    made = _events.c.from_stamps == 1
    bits = {name: fill_bits(name)[0] for name in names}
    empty = {n: or_(_events.c[n].is_(None), _events.c.filled.bitwise_and(bits[n]) != 0) for n in names}
    free = {n: or_(made, empty[n]) for n in names}
    values: dict[str, Any] = {n: case((free[n], _tickets.c[n]), else_=_events.c[n]) for n in names}
    taken = (case((and_(free[n], _tickets.c[n].is_not(None)), bits[n]), else_=0) for n in names)
    values["filled"] = case((made, 0), else_=sum(taken, literal(0)))
    same = and_(*(_events.c[name] == _tickets.c[name] for name in TICKETS.key))
    stale = or_(*(and_(free[n], _events.c[n].is_distinct_from(_tickets.c[n])) for n in names))
    write(connection, _events, database.row_id(_events, TICKET_EVENTS.key), values, and_(same, stale))
