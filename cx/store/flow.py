"""What each event does to the number of open tickets: opened (1), reopened (2), solved (3), or nothing (empty).

A ticket is open or it is not, so the running balance of its events, opened + reopened - solved, is only ever 0 or 1:
the first event that opens it counts as opened whatever it is called, a "solved" of a ticket that is not open and a
second "reopened" count as nothing. Events follow each other by their business day; within a day what is only dated
comes first, a solution that is only dated last; then by the instant, the kind and the number.

An event says what happened then; what happens later changes no event before it. The exception is what no event and no
stamp tells: where a ticket is over and nobody knows since when, its last opening is TIME_UNKNOWN, and where the stamps
of an open ticket tell of an earlier solution but not of the reopening, that solution is. Else such tickets would stay
open, or solved, for ever.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import SmallInteger, and_, case, cast, exists, func, null, or_, select, tuple_, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx import bins
from cx.measures.tickets import OPENED, REOPENED, SOLVED
from cx.store.engines.base import Database
from cx.store.filling import holds_rows
from cx.store.running import is_open
from cx.store.schema import EVENT_KINDS, MOVING, OPENING, TICKET_EVENTS, TICKETS
from cx.store.tables import TABLES

Expression = ColumnElement[Any]


_tickets, _events = TABLES["tickets"], TABLES["ticket_events"]


def of_stamps(kind: str) -> Expression:
    """The flow of an event that a ticket's stamps tell, from its row of tickets."""
    early = or_(
        _tickets.c.resolution == bins.NEGATIVE,
        and_(_tickets.c.solved_at.is_(None), _tickets.c.closing == bins.NEGATIVE),
    )
    ended = and_(func.coalesce(_tickets.c.solved_at, _tickets.c.closed_at).is_not(None), ~func.coalesce(early, False))
    if kind == "created":
        return case((or_(is_open(), ended), OPENED), else_=bins.TIME_UNKNOWN)
    if kind == "solved":
        counts = and_(_tickets.c.created_at.is_not(None), ended)
        return case((is_open(), bins.TIME_UNKNOWN), (counts, SOLVED), else_=null())
    return null()


def derive_flow(database: Database, connection: Connection) -> None:
    """Bring the flow of tickets up to date of which files bring events; that of others came with their stamps."""
    if not holds_rows(connection, _events, _events.c.from_stamps == 0):
        return
    places = {column.name: place for column, place in database.row_id(_events, TICKET_EVENTS.key).items()}
    found = _found(places).subquery("found")
    here = and_(*(place == found.c[f"row_{name}"] for name, place in places.items()))
    connection.execute(update(_events).values(flow=found.c.flow).where(here))
    connection.execute(update(_events).values(flow=null()).where(~_moves(), _events.c.flow.is_not(None)))


def left_open(counted: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether an event opened a ticket that no later one of those counted solves: as many events as tickets are open
    then. counted: which events count, all of a ticket or none.
    """
    last_first = [part.desc() for part in _order()]
    place = func.row_number().over(partition_by=[_events.c[name] for name in TICKETS.key], order_by=last_first)
    key = [_events.c[name] for name in TICKET_EVENTS.key]
    moved = _events.c.flow.in_((OPENED, REOPENED, SOLVED))
    ranked = select(*key, _events.c.flow, place.label("place")).where(counted, moved).subquery("ranked").c
    opened = select(*(ranked[name] for name in TICKET_EVENTS.key)).where(ranked.place == 1, ranked.flow != SOLVED)
    return tuple_(*key).in_(opened)


def _moves() -> ColumnElement[bool]:
    """Whether an event may change the state of its ticket."""
    return and_(func.coalesce(_events.c.kind, "").in_(MOVING), _events.c.at.is_not(None))


def _found(places: dict[str, Expression]) -> Any:
    """Events whose flow is another one, and what it is."""
    steps = _steps(places).subquery("steps")
    ticket = and_(*(steps.c[name] == _tickets.c[name] for name in TICKETS.key))
    over = and_(_tickets.c.ticket_id.is_not(None), ~is_open())
    first = case((steps.c.openings == 1, OPENED), else_=REOPENED)
    unended = and_(over, steps.c.solutions == steps.c.all_solutions)
    opening = case((steps.c.before == 1, null()), (unended, bins.TIME_UNKNOWN), else_=first)
    undone = and_(steps.c.from_stamps == 1, is_open(), steps.c.openings == steps.c.all_openings)
    solution = case((undone, bins.TIME_UNKNOWN), else_=SOLVED)
    flow = cast(case((steps.c.opens == 1, opening), (steps.c.before == 1, solution), else_=null()), SmallInteger)
    rows = (steps.c[f"row_{name}"] for name in places)
    joined = select(*rows, flow.label("flow")).join_from(steps, _tickets, ticket, isouter=True)
    return joined.where(steps.c.flow.is_distinct_from(flow))


def _steps(places: dict[str, Expression]) -> Any:
    """Events that open or solve, with what came before: whether the last step opened, openings and solutions so far."""
    opens = case((_events.c.kind.in_(OPENING), 1), else_=0)
    ticket = [_events.c[name] for name in TICKETS.key]
    so_far: dict[str, Any] = {"partition_by": ticket, "order_by": _order(), "rows": (None, 0)}
    columns = {
        "opens": opens,
        "before": func.lag(opens).over(partition_by=ticket, order_by=_order()),
        "openings": func.sum(opens).over(**so_far),
        "solutions": func.sum(1 - opens).over(**so_far),
        "all_openings": func.sum(opens).over(partition_by=ticket),
        "all_solutions": func.sum(1 - opens).over(partition_by=ticket),
    }
    rows = (place.label(f"row_{name}") for name, place in places.items())
    named = (column.label(name) for name, column in columns.items())
    told = _events.alias("told")
    brought = exists(select(told.c.nr).where(told.c.from_stamps == 0, *(told.c[c.name] == c for c in ticket)))
    return select(*rows, *ticket, _events.c.flow, _events.c.from_stamps, *named).where(_moves(), brought)


def _order() -> list[Expression]:
    """Within a ticket."""
    last = and_(_events.c.date_only != 0, _events.c.kind == "solved")
    within_day = case((last, 2), (_events.c.date_only != 0, 0), else_=1)
    kind = case({kind: place for place, kind in enumerate(EVENT_KINDS)}, value=_events.c.kind)
    return [_events.c.at_day, within_day, _events.c.at, kind, _events.c.nr]
