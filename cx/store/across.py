"""Derived columns that need other rows or the as-of time, written by plain SQL over whole numbers.

Written at the end of every publish, only where the value is another one: dimensions filled from the ticket or the
customer, ages of what is still running, promises overdue, and the customer's next ticket in the path.

`filled` remembers where a dimension came from: bit i, the i-th of `FILLABLE` from the ticket; bit i + 8, from the
customer. Once filled it stays, except that the ticket's word replaces the customer's: so files may come in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, and_, case, cast, exists, func, literal, null, or_, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx import bins, path
from cx.store.derive import PENDING
from cx.store.engines.base import Database
from cx.store.merge import fill_bits
from cx.store.schema import ANSWERS, FILLABLE, TICKETS, Column, Table
from cx.store.tables import TABLES

Expression = ColumnElement[Any]
AsOf = Mapping[str, datetime]

_tickets, _answers, _customers = TABLES["tickets"], TABLES["answers"], TABLES["customers"]


def derive_across(database: Database, connection: Connection, as_of: AsOf) -> None:
    """Bring every such column up to date. as_of: the newest time of each source, in UTC."""
    fill_dimensions(database, connection)
    if connection.scalar(select(exists(select(_tickets.c.ticket_id)))):
        _settle_silent(connection)
        _age(connection, as_of)
        _judge_promises(connection, as_of)
        _look_ahead(database, connection, as_of)


# Dimensions from the ticket and the customer.


def fill_dimensions(database: Database, connection: Connection) -> None:
    """Fill what files left empty: tickets from customers, then answers from tickets, then from customers."""
    known = {name: connection.scalar(select(exists(select(TABLES[name].c.source)))) for name in TABLES}
    if known["customers"] and known["tickets"]:
        _fill(database, connection, TICKETS, _customers, 1)
    if known["tickets"] and known["answers"]:
        _fill(database, connection, ANSWERS, _tickets, 0)
    if known["customers"] and known["answers"]:
        _fill(database, connection, ANSWERS, _customers, 1)


def _fill(database: Database, connection: Connection, facts: Table, partner: SqlTable, origin: int) -> None:
    """Fill a table's empty dimensions from its partner. origin: 0 the ticket, 1 the customer."""
    table = TABLES[facts.name]
    names = [name for name in FILLABLE if name in table.c and name in partner.c]
    takes = {name: _takes(table, partner, name, origin) for name in names}
    values: dict[str, Any] = {name: case((takes[name], partner.c[name]), else_=table.c[name]) for name in names}
    values["filled"] = table.c.filled + sum(
        (case((takes[name], _new_bits(table, name, origin)), else_=0) for name in names), literal(0)
    )
    wanted = and_(_partner_of(table, partner), or_(*takes.values()))
    _write(connection, table, database.row_id(table, facts.key), values, wanted)


def _write(
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


# Tickets: what is still running, and what a source never says.


def _is_open() -> ColumnElement[bool]:
    """As `derive.is_open` has it for one row."""
    nothing_said = and_(_tickets.c.is_open.is_(None), _tickets.c.solved_at.is_(None), _tickets.c.closed_at.is_(None))
    return or_(_tickets.c.is_open == 1, nothing_said)


def _settle_silent(connection: Connection) -> None:
    """A source whose tickets never carry a first response (or a closing) says nothing of it: no code at all."""
    said = select(_tickets.c.source, func.count(_tickets.c.first_response_at), func.count(_tickets.c.closed_at))
    rows = connection.execute(said.group_by(_tickets.c.source)).all()
    for column, silent, over in (
        (_tickets.c.first_response, [row[0] for row in rows if not row[1]], bins.NO_REPLY),
        (_tickets.c.closing, [row[0] for row in rows if not row[2]], bins.TIME_UNKNOWN),
    ):
        mute = _tickets.c.source.in_(silent)
        hushed = update(_tickets).values({column.name: null()}).where(mute, column.is_not(None))
        connection.execute(hushed)
        spoken = case((_is_open(), bins.CENSORED), else_=over)
        connection.execute(update(_tickets).values({column.name: spoken}).where(~mute, column.is_(None)))


def _of_source(values: Mapping[str, Any], otherwise: Any) -> Expression:
    """A value by the row's source."""
    return case(dict(values), value=_tickets.c.source, else_=otherwise) if values else literal(otherwise)


def _as_of_seconds(as_of: AsOf) -> Expression:
    seconds = {source: int(stamp.replace(tzinfo=UTC).timestamp()) for source, stamp in as_of.items()}
    return cast(_of_source(seconds, 0), BigInteger)


def _age(connection: Connection, as_of: AsOf) -> None:
    """Codes of running durations, from creation to the as-of time of the ticket's source."""
    age = func.coalesce(_as_of_seconds(as_of) - _tickets.c.created_s, 0)
    code = cast(bins.CENSORED - _clock_bin(age), Integer)
    names = ("first_response", "resolution", "closing")
    running = {name: _tickets.c[name] <= bins.CENSORED for name in names}
    values = {name: case((running[name], code), else_=_tickets.c[name]) for name in names}
    stale = or_(*(and_(running[name], _tickets.c[name] != code) for name in names))
    connection.execute(update(_tickets).values(values).where(stale))


def _clock_bin(seconds: Expression) -> Expression:
    """`bins.clock_bin` in SQL; 0 below 0."""
    steps = [(seconds >= edge, seconds - seconds % width) for edge, width in reversed(bins.EDGES_AND_WIDTHS)]
    return case(*steps, else_=0)


def _judge_promises(connection: Connection, as_of: AsOf) -> None:
    """An open ticket's promise is missed once the as-of time has passed it."""
    now = _of_source(as_of, datetime(1, 1, 1))
    verdict = case((_tickets.c.due_at < now, 0), else_=PENDING)
    waiting = and_(_is_open(), _tickets.c.sla_met.is_(None), _tickets.c.solved_at.is_(None))
    stale = and_(waiting, _tickets.c.due_at.is_not(None), _tickets.c.sla != verdict)
    connection.execute(update(_tickets).values(sla=verdict).where(stale))


# The path: what came after.


def _look_ahead(database: Database, connection: Connection, as_of: AsOf) -> None:
    """Complete paths with the customer's next ticket and the days observed since the solution."""
    places = {column.name: place for column, place in database.row_id(_tickets, TICKETS.key).items()}
    ahead = _next_tickets(places, as_of)
    fresh = select(*(ahead.c[name] for name in places), _completed(ahead).label("path"))
    found = fresh.where(ahead.c.path.is_not(None)).subquery("fresh")
    here = and_(*(place == found.c[name] for name, place in places.items()))
    connection.execute(update(_tickets).values(path=found.c.path).where(here, _tickets.c.path != found.c.path))


def _next_tickets(places: Mapping[str, Expression], as_of: AsOf) -> Any:
    """Each ticket with the time its customer's next one was created, of any and of the same topic."""
    order = (_tickets.c.created_s, _tickets.c.source, _tickets.c.ticket_id)
    mine = _tickets.c.customer_id
    any_topic = func.lead(_tickets.c.created_s).over(partition_by=mine, order_by=order)
    same_topic = func.lead(_tickets.c.created_s).over(partition_by=[mine, _tickets.c.topic], order_by=order)
    columns = [_tickets.c[name] for name in ("customer_id", "topic", "created_s", "solved_s", "path")]
    rows = (place.label(name) for name, place in places.items())
    now = _as_of_seconds(as_of).label("as_of")
    return select(*rows, *columns, now, any_topic.label("next_any"), same_topic.label("next_same")).subquery("ahead")


def _completed(ahead: Any) -> Expression:
    own = ahead.c.path % path.PARTS["next_any"].weight
    followed = and_(ahead.c.customer_id.is_not(None), ahead.c.created_s.is_not(None), ahead.c.solved_s.is_not(None))
    of_a_topic = and_(followed, ahead.c.topic.is_not(None))
    observed = ahead.c.as_of - ahead.c.solved_s
    parts = {
        "next_any": _lag(ahead.c.next_any - ahead.c.solved_s, followed, "next_any"),
        "next_same": _lag(ahead.c.next_same - ahead.c.solved_s, of_a_topic, "next_same"),
        "observed": _lag(observed, ahead.c.solved_s.is_not(None), "observed"),
    }
    return cast(own + sum((digit * path.PARTS[name].weight for name, digit in parts.items()), literal(0)), Integer)


def _lag(seconds: Expression, known: ColumnElement[bool], part: str) -> Expression:
    """The class of a lag: by whole days, "none" where there is no next ticket, unknown where it cannot be said."""
    edges = [
        (seconds >= days * 86400, len(path.DAY_EDGES) - back) for back, days in enumerate(reversed(path.DAY_EDGES))
    ]
    return case((~known, path.PARTS[part].unknown), (seconds.is_(None), path.NONE), *edges, else_=0)
