"""Tickets opened, reopened and solved: of tickets without events from their own stamps, of others from the events.

A ticket is open or it is not. An event that opens one that is open, or solves one that is not, changes nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, exists, false, func, or_, select, true, tuple_

from cx.store.second_road.rows import Condition, Expression, Found, Road, by_day, is_open, matching, seconds, share
from cx.store.tables import TABLES

#: What events of one instant follow each other in.
ORDER = ("created", "solved", "reopened")
#: Conditions that only events know.
OF_EVENTS = ("kind", "actor")

_tickets, _events = TABLES["tickets"].c, TABLES["ticket_events"].c
_KEY = ("source", "ticket_id")


class Moved(NamedTuple):
    """How many tickets were opened, opened again and solved."""

    opened: int
    reopened: int
    solved: int

    @property
    def grown(self) -> int:
        """By how much the number of open tickets grew."""
        return self.opened + self.reopened - self.solved


READINGS = ("net", "opened", "reopened", "solved", "keeping_up")


def count_flow(road: Road) -> Found:
    """What moved in the days wanted."""
    if set(OF_EVENTS) & dict(road.wanted.where).keys():
        return Found(why="definition")
    moved: Moved = road.once("flow", find=lambda: _moved(road))
    n = sum(moved)
    if road.wanted.reading == "keeping_up":
        return share(moved.solved, moved.opened + moved.reopened)._replace(n=n)
    numbers = {"net": moved.grown, **moved._asdict()}
    return Found(float(numbers[road.wanted.reading]), n) if n else Found()


def _moved(road: Road) -> Moved:
    """Three sums over tickets, and three over events where any file brings them."""
    brought = road.connection.scalar(select(exists(select(_events.nr).where(_events.from_stamps == 0))))
    opened, solved = _by_stamps(road, with_events=bool(brought))
    found = road.row(_by_events(road)) if brought else (0, 0, 0)
    return Moved(opened + found[0], found[1], solved + found[2])


# By the stamps of a ticket.


def _by_stamps(road: Road, *, with_events: bool) -> list[int]:
    """Tickets opened and solved. Of one that is over before it began, or since nobody knows when, nothing is told."""
    ended = and_(_ended(), ~_too_early())
    opened = and_(_tickets.created_at.is_not(None), or_(is_open(), ended))
    solved = and_(_tickets.created_at.is_not(None), ~is_open(), ended)
    told = select(*(_events[name] for name in _KEY)).where(_events.from_stamps == 0)
    alone = tuple_(*(_tickets[name] for name in _KEY)).not_in(told) if with_events else true()
    over = func.coalesce(_tickets.solved_day, _tickets.closed_day)
    came, went = _in_days(road, _tickets.created_day), _in_days(road, over)
    counted = select(_number(opened, came), _number(solved, went))
    return road.row(counted.where(or_(came, went), alone, matching(road, "tickets")))


def _number(*tests: Condition) -> Expression:
    return func.sum(case((and_(*tests), 1), else_=0))


def _in_days(road: Road, day: Expression) -> Condition:
    return day.between(road.wanted.first, road.wanted.last) if road.wanted.first is not None else true()


def _ended() -> Condition:
    return func.coalesce(_tickets.solved_at, _tickets.closed_at).is_not(None)


def _too_early() -> Condition:
    """Whether a ticket ends before it begins."""
    return case((_tickets.solved_at.is_not(None), _before_it_began("solved")), else_=_before_it_began("closed"))


def _before_it_began(end: str) -> Condition:
    """By the day where a time is only a date, else by whole seconds, which are counted only where it can be so."""
    day, stamp = _tickets[f"{end}_day"], _tickets[f"{end}_at"]
    by_days, by_stamps = day < _tickets.created_day, stamp < _tickets.created_at
    by_seconds = seconds(stamp) < seconds(_tickets.created_at)
    exactly = case((by_day("created_at", f"{end}_at"), by_days), else_=by_seconds)
    return case((or_(by_days, by_stamps), exactly), else_=false())


# By events.


def _by_events(road: Road) -> Select[Any]:
    """Of tickets of which files bring events. What opens a ticket that is over, but nobody knows since when, counts
    nowhere; nor does a solution that only the stamps of an open ticket tell, where nothing tells of its reopening.
    """
    step = _steps(road).subquery("step").c
    same, known = and_(*(step[name] == _tickets[name] for name in _KEY)), _tickets.ticket_id.is_not(None)
    opens, was_open = step.kind != "solved", func.coalesce(step.before, "solved") != "solved"
    never_ends = and_(known, ~is_open(), step.solved_later == 0)
    undone = and_(known, is_open(), step.from_stamps == 1, step.opened_later == 0)
    opening = and_(opens, ~was_open, ~never_ends)
    sums = (
        _number(opening, step.opened_so_far == 1), _number(opening, step.opened_so_far > 1),
        _number(~opens, was_open, ~undone),
    )  # fmt: skip
    joined = step.kind.table.outerjoin(TABLES["tickets"], same)
    return select(*sums).select_from(joined).where(step.wanted == 1)


def _steps(road: Road) -> Select[Any]:
    """Each event that opens or solves, with what came before it and what comes later."""
    ticket = [_events[name] for name in _KEY]
    opened, solved = (case((test, 1), else_=0) for test in (_events.kind != "solved", _events.kind == "solved"))
    so_far: dict[str, Any] = {"partition_by": ticket, "order_by": _order(), "rows": (None, 0)}
    columns = {
        "kind": _events.kind, "from_stamps": _events.from_stamps,
        "before": func.lag(_events.kind).over(partition_by=ticket, order_by=_order()),
        "opened_so_far": func.sum(opened).over(**so_far),
        "opened_later": func.sum(opened).over(partition_by=ticket) - func.sum(opened).over(**so_far),
        "solved_later": func.sum(solved).over(partition_by=ticket) - func.sum(solved).over(**so_far),
        "wanted": case((matching(road, "ticket_events", "at_day"), 1), else_=0),
    }  # fmt: skip
    named = (column.label(name) for name, column in columns.items())
    brought = select(*ticket).where(_events.from_stamps == 0)
    moving = and_(_events.kind.in_(ORDER), _events.at.is_not(None))
    return select(*ticket, *named).where(moving, tuple_(*ticket).in_(brought))


def _order() -> list[Expression]:
    """Within a ticket: by the day; what is only dated comes first of its day, but a solution last."""
    dated, places = func.coalesce(_events.date_only, 0) != 0, {kind: nr for nr, kind in enumerate(ORDER)}
    within_day = case((and_(dated, _events.kind == "solved"), 2), (dated, 0), else_=1)
    return [_events.at_day, within_day, _events.at, case(places, value=_events.kind), _events.nr]
