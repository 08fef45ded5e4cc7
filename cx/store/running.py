"""What depends on how far the data go, and what a source never says: written by plain SQL over whole numbers.

Ages of what is still running, promises overdue, customers of whom nothing was seen for too long; and columns that are
emptied where a source tells nothing of them, for a thing that nobody writes down did not fail to happen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Integer, and_, case, cast, func, literal, null, or_, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx import bins
from cx.measures.tickets import NO_PROMISE, PENDING
from cx.store.schema import TICKETS
from cx.store.tables import TABLES

Expression = ColumnElement[Any]
AsOf = Mapping[str, datetime]

_tickets, _answers, _customers = TABLES["tickets"], TABLES["answers"], TABLES["customers"]


def is_open() -> ColumnElement[bool]:
    """As `derive.is_open` has it for one row; never unknown, so that its contrary holds of all other tickets."""
    nothing_said = and_(_tickets.c.is_open.is_(None), _tickets.c.solved_at.is_(None), _tickets.c.closed_at.is_(None))
    return or_(func.coalesce(_tickets.c.is_open, 0) == 1, nothing_said)


# What a source never says.


class _Said(NamedTuple):
    """A column, the facts that tell of it, and what stands in it where the source tells of other rows only."""

    column: str
    facts: tuple[str, ...]
    otherwise: Expression


def settle_silent_tickets(connection: Connection) -> None:
    """First responses, closings and promises."""
    open_or = {over: case((is_open(), bins.CENSORED), else_=over) for over in (bins.NO_REPLY, bins.TIME_UNKNOWN)}
    without = case((_tickets.c.due_at.is_(None), NO_PROMISE), else_=null())
    _settle(
        connection,
        _tickets,
        _Said("first_response", ("first_response_at",), open_or[bins.NO_REPLY]),
        _Said("closing", ("closed_at",), open_or[bins.TIME_UNKNOWN]),
        _Said("sla", ("due_at", "sla_met"), without),
    )


def settle_silent_answers(connection: Connection) -> None:
    """Replies to answers."""
    _settle(connection, _answers, _Said("reply", ("replied_at",), literal(bins.CENSORED)))


def _settle(connection: Connection, table: SqlTable, *columns: _Said) -> None:
    """Empty each column where the source tells nothing of it; where it tells, no row is left empty."""
    told = [sum((func.count(table.c[name]) for name in said.facts), literal(0)) for said in columns]
    rows = connection.execute(select(table.c.source, *told).group_by(table.c.source)).all()
    for place, said in enumerate(columns, start=1):
        column = table.c[said.column]
        telling = table.c.source.in_([row[0] for row in rows if row[place]])
        hushed = update(table).values({said.column: null()})
        connection.execute(hushed.where(~telling, column.is_not(None)))
        spoken = update(table).values({said.column: said.otherwise})
        connection.execute(spoken.where(telling, column.is_(None), said.otherwise.is_not(None)))


# How long it has run.


def of_source(table: SqlTable, values: Mapping[str, Any], otherwise: Any) -> Expression:
    """A value by the row's source."""
    return case(dict(values), value=table.c.source, else_=otherwise) if values else literal(otherwise)


def as_of_seconds(table: SqlTable, as_of: AsOf) -> Expression:
    """The as-of time of the row's source, in seconds since 1970."""
    seconds = {source: int(stamp.replace(tzinfo=UTC).timestamp()) for source, stamp in as_of.items()}
    return cast(of_source(table, seconds, 0), BigInteger)


def age_tickets(connection: Connection, as_of: AsOf) -> None:
    """Codes of running durations, from creation to the as-of time of the ticket's source; the age of what is open."""
    age = cast(_clock_bin(_age(_tickets, "created_s", as_of)), Integer)
    values = _running(_tickets, ("first_response", "resolution", "first_resolution", "closing"), age)
    values["open_age"] = case((_tickets.c.resolution <= bins.CENSORED, age), else_=null())
    _write_stale(connection, _tickets, values)


def age_replies(connection: Connection, as_of: AsOf) -> None:
    """Codes of replies still awaited, from the answer to the as-of time of its source."""
    age = cast(_clock_bin(_age(_answers, "answered_s", as_of)), Integer)
    _write_stale(connection, _answers, _running(_answers, ("reply",), age))


def _age(table: SqlTable, since: str, as_of: AsOf) -> Expression:
    return func.coalesce(as_of_seconds(table, as_of) - table.c[since], 0)


def _running(table: SqlTable, names: Sequence[str], age: Expression) -> dict[str, Expression]:
    """Running durations with their age, all others as they are."""
    return {n: case((table.c[n] <= bins.CENSORED, bins.CENSORED - age), else_=table.c[n]) for n in names}


def _write_stale(connection: Connection, table: SqlTable, values: Mapping[str, Expression]) -> None:
    stale = or_(*(table.c[name].is_distinct_from(value) for name, value in values.items()))
    connection.execute(update(table).values(dict(values)).where(stale))


def _clock_bin(seconds: Expression) -> Expression:
    """`bins.clock_bin` in SQL; 0 below 0."""
    steps = [(seconds >= edge, seconds - seconds % width) for edge, width in reversed(bins.EDGES_AND_WIDTHS)]
    return case(*steps, else_=0)


def judge_promises(connection: Connection, as_of: AsOf, as_of_days: Mapping[str, date]) -> None:
    """An open ticket's promise is missed once the as-of time has passed it; one that is only a date, once that day is
    over in the business zone.
    """
    days = {source: datetime(day.year, day.month, day.day) for source, day in as_of_days.items()}
    now, today = (of_source(_tickets, known, datetime(1, 1, 1)) for known in (as_of, days))
    only_date = _tickets.c.date_only.bitwise_and(1 << TICKETS.stamps.index("due_at")) != 0
    verdict = case((_tickets.c.due_at < case((only_date, today), else_=now), 0), else_=PENDING)
    waiting = and_(is_open(), _tickets.c.sla_met.is_(None), _tickets.c.solved_at.is_(None))
    stale = and_(waiting, _tickets.c.due_at.is_not(None), _tickets.c.sla != verdict)
    connection.execute(update(_tickets).values(sla=verdict).where(stale))


def see_who_is_gone(connection: Connection, as_of_days: Mapping[str, date]) -> None:
    """A customer whose leaving nobody wrote down has left once nothing was seen of them for so long as is set."""
    today = of_source(_customers, as_of_days, date(1, 1, 1))
    gone = case((_customers.c.gone_day <= today, _customers.c.gone_day), else_=null())
    stale = and_(_customers.c.left_on.is_(None), _customers.c.left_day.is_distinct_from(gone))
    connection.execute(update(_customers).values(left_day=gone).where(stale))
