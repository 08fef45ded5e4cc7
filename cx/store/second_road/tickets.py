"""Shares of tickets from their raw columns: who counts, and who of those is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import and_, case, false, func, or_, select, true

from cx.store.second_road.rows import (
    Condition,
    Expression,
    Found,
    Road,
    as_of,
    by_day,
    is_open,
    matching,
    seconds,
    share,
    total,
)
from cx.store.tables import TABLES

DAY = 86400
QUICK = 900  # seconds until a solution that counts as one at once

_tickets = TABLES["tickets"].c

Rule = Callable[[Road], tuple[Condition, Condition]]


def _solves() -> Expression:
    """How often a ticket was solved: as counted, else once more than it was reopened."""
    return func.coalesce(_tickets.solves, _tickets.reopens + 1)


def _times(name: str) -> Rule:
    return lambda road: (_tickets[name].is_not(None), _tickets[name] > 0)


def _known(test: Condition, *columns: Expression) -> tuple[Condition, Condition]:
    return and_(*(column.is_not(None) for column in columns)), test


def _quick(road: Road) -> tuple[Condition, Condition]:
    took = seconds(_tickets.solved_at) - seconds(_tickets.created_at)
    return and_(took >= 0, ~by_day("created_at", "solved_at")), took <= QUICK


def _promise(road: Road) -> tuple[Condition, Condition]:
    """Kept or missed: as the source says, else by the time promised; open ones are missed once that has passed."""
    said, solved = _tickets.sla_met.is_not(None), _tickets.solved_at.is_not(None)
    due, overdue = _tickets.due_at.is_not(None), seconds(_tickets.due_at) < as_of(road)
    late = seconds(_tickets.solved_at) > seconds(_tickets.due_at)
    judged = or_(said, and_(due, solved), and_(due, ~solved, is_open(), overdue))
    return judged, or_(and_(said, _tickets.sla_met > 0), and_(~said, solved, ~late))


#: First-contact resolution by rules that need one row.
_FCR: Mapping[str, Rule] = {
    "F3": lambda road: _known(_tickets.agent_replies == 1, _tickets.agent_replies),
    "F4": lambda road: _known(_tickets.agent_replies < 2, _tickets.agent_replies),
    "F5": lambda road: _known(
        and_(_tickets.agent_replies == 1, _tickets.hold_seconds <= 0, _solves() < 2),
        _tickets.agent_replies, _tickets.hold_seconds, _solves(),
    ),
    "F6": lambda road: _known(_tickets.customer_messages < 2, _tickets.customer_messages),
    "F7": lambda road: _known(and_(_tickets.agents < 2, _solves() < 2), _tickets.agents, _solves()),
    "F8": _quick,
    "reopened": lambda road: _known(_solves() >= 2, _solves()),
    "transferred": _times("transfers"),
}  # fmt: skip

RULES: Mapping[tuple[str, str], tuple[str, Rule]] = {
    **{("fcr", name): ("solved_day", rule) for name, rule in _FCR.items()},
    ("reopen", "share"): ("created_day", _times("reopens")),
    ("transfer", "share"): ("created_day", _times("transfers")),
    ("escalation", "share"): ("created_day", _times("escalated")),
    ("sla", "share"): ("created_day", _promise),
}


def count_tickets(road: Road) -> Found:
    day, rule = RULES[road.wanted.measure, road.wanted.reading]
    counted, one = rule(road)
    of_kind = ~is_open() if road.wanted.measure == "fcr" else true()
    chosen = and_(of_kind, matching(road, "tickets", day))
    dated = and_(by_day("solved_at", "due_at"), _tickets.sla_met.is_(None)) if road.wanted.measure == "sla" else false()
    sums = select(total(_tickets.rows, counted), total(_tickets.rows, counted, one), total(_tickets.rows, dated))
    n, ones, only_dates = road.row(sums.where(chosen))
    return Found(why="by_day") if only_dates else share(ones, n)


def count_not_back(road: Road) -> Found:
    """Solved tickets after which the customer did not come back in so many days, of those observed for as long."""
    name, days = road.wanted.reading, road.wanted.parameter
    of_topic = [_tickets.customer_id, *([_tickets.topic] if name == "F1_topic" else [])]
    order = (seconds(_tickets.created_at), _tickets.source, _tickets.ticket_id)
    following = func.lead(seconds(_tickets.created_at)).over(partition_by=of_topic, order_by=order)
    solved, now = seconds(_tickets.solved_at), as_of(road)
    stays = func.coalesce(_tickets.transfers, 0) <= 0 if name == "F2" else true()
    needed = [*of_topic, _tickets.solved_at, *([_tickets.transfers] if name == "F2" else [])]
    counted = and_(matching(road, "tickets", "solved_day"), ~is_open(), *(part.is_not(None) for part in needed))
    customers = select(_tickets.customer_id).where(counted)
    rows = select(
        case((and_(counted, now - solved >= days * DAY), 1), else_=0).label("counted"),
        case((and_(stays, func.coalesce(_solves(), 1) < 2), 1), else_=0).label("once"),
        (following - solved).label("back_after"), _tickets.rows.label("rows"),
    ).where(_tickets.created_at.is_not(None), _tickets.customer_id.in_(customers)).subquery("followed").c  # fmt: skip
    alone = or_(rows.back_after.is_(None), rows.back_after >= days * DAY)
    n, ones = road.row(
        select(total(rows.rows, rows.counted == 1), total(rows.rows, rows.counted == 1, rows.once == 1, alone))
    )
    return share(ones, n)


def count_open(road: Road) -> Found:
    n = road.row(select(total(_tickets.rows, is_open())).where(matching(road, "tickets")))[0]
    return Found(float(n), n) if n else Found()
