"""Shares and numbers of tickets from their raw columns: who counts, and who of those is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import BigInteger, and_, case, cast, extract, func, or_, true

from cx.store.second_road.rows import (
    DAY,
    Condition,
    Expression,
    Found,
    Road,
    Sums,
    as_of,
    by_day,
    is_open,
    seconds,
    share,
    solves,
    total,
)
from cx.store.tables import TABLES

QUICK = 900  # seconds until a solution that counts as one at once

_tickets = TABLES["tickets"].c

Rule = Callable[[Road], tuple[Condition, Condition]]


def _share(found: Sequence[int]) -> Found:
    return share(found[1], found[0])


def _number(found: Sequence[int]) -> Found:
    """A number of rows; none where there are no rows."""
    return Found(float(found[0]), found[0]) if found[0] else Found()


# First-contact resolution by rules that need one row.


def _known(test: Condition, *columns: Expression) -> tuple[Condition, Condition]:
    return and_(*(column.is_not(None) for column in columns)), test


def _quick(road: Road) -> tuple[Condition, Condition]:
    took = seconds(_tickets.solved_at) - seconds(_tickets.created_at)
    return and_(took >= 0, ~by_day("created_at", "solved_at")), took <= QUICK


_FCR: Mapping[str, Rule] = {
    "F3": lambda road: _known(_tickets.agent_replies == 1, _tickets.agent_replies),
    "F4": lambda road: _known(_tickets.agent_replies < 2, _tickets.agent_replies),
    "F5": lambda road: _known(
        and_(_tickets.agent_replies == 1, _tickets.hold_seconds <= 0, solves() < 2),
        _tickets.agent_replies, _tickets.hold_seconds, solves(),
    ),
    "F6": lambda road: _known(_tickets.customer_messages < 2, _tickets.customer_messages),
    "F7": lambda road: _known(and_(_tickets.agents < 2, solves() < 2), _tickets.agents, solves()),
    "F8": _quick,
    "reopened": lambda road: _known(solves() >= 2, solves()),
    "transferred": lambda road: _known(_tickets.transfers > 0, _tickets.transfers),
}  # fmt: skip


def _sum_solved(road: Road) -> Sums:
    counted, one = _FCR[road.wanted.reading](road)
    parts = (total(_tickets.rows, ~is_open(), counted), total(_tickets.rows, ~is_open(), counted, one))
    return Sums("tickets", "solved_day", parts, _share)


# How often something happened, and when tickets came.


def _sum_happened(column: str) -> Callable[[Road], Sums]:
    """Tickets to which it happened, of those of which it is known; or how often, for each of these."""

    def sums(road: Road) -> Sums:
        times, rows = _tickets[column], _tickets.rows
        counted = times >= 0
        how_often = func.sum(case((counted, times * rows), else_=0))
        ones = how_often if road.wanted.reading == "per_ticket" else total(rows, counted, times > 0)
        return Sums("tickets", "created_day", (total(rows, counted), ones), _share)

    return sums


def _sum_arrivals(road: Road) -> Sums:
    """Tickets whose hour is known. Weekdays and hours are those of the calendar columns."""
    rows, timed = _tickets.rows, and_(_tickets.created_at.is_not(None), ~by_day("created_at"))
    hour = _tickets.created_hour % 24
    tests = {"weekend": _tickets.created_weekday.in_((5, 6)), "night": ~hour.between(8, 19)}
    test = tests.get(road.wanted.reading, true())
    read = _number if road.wanted.reading == "arrived" else _share
    return Sums("tickets", "created_day", (total(rows, timed), total(rows, timed, test)), read)


def _sum_open(_: Road) -> Sums:
    return Sums("tickets", "", (total(_tickets.rows, is_open()),), _number)


# Promises.


def _sum_promises(road: Road) -> Sums:
    """Kept or missed: as the source says, else by the time promised; open ones are missed once that has passed, and
    wait until then. A promise to the day is kept by a solution on that day. A solution that is known to the day only
    says nothing of a promise to the minute: where there is one, there is no second road.
    """
    said, solved, due = (_tickets[name].is_not(None) for name in ("sla_met", "solved_at", "due_at"))
    counts = [and_(due, ~said, test) for test in (and_(solved, ~_late()), and_(solved, _late()))]
    waits = and_(due, ~said, ~solved, is_open())
    kept, missed = or_(and_(said, _tickets.sla_met > 0), counts[0]), or_(and_(said, _tickets.sla_met <= 0), counts[1])
    missed, pending = or_(missed, and_(waits, _overdue(road))), and_(waits, ~_overdue(road))
    unclear = and_(due, solved, ~said, by_day("solved_at"), ~by_day("due_at"))
    parts = tuple(total(_tickets.rows, test) for test in (kept, missed, pending, unclear))
    return Sums("tickets", "created_day", parts, lambda found: _promised(road.wanted.reading, *found))


def _promised(reading: str, kept: int, missed: int, pending: int, unclear: int) -> Found:
    if unclear:
        return Found(why="by_day")
    judged = kept + missed
    parts = {
        "share": (kept, judged), "least": (kept, judged + pending), "most": (kept + pending, judged + pending),
        "pending": (pending, judged + pending),
    }  # fmt: skip
    return share(*parts[reading])


def _late() -> Condition:
    """Whether a ticket was solved after its time; a date is over with its day."""
    solved_day = cast(extract("epoch", _tickets.solved_day), BigInteger)
    to_the_day = solved_day > seconds(_tickets.due_at)
    exactly = seconds(_tickets.solved_at) > seconds(_tickets.due_at)
    return case((by_day("due_at"), to_the_day), else_=exactly)


def _overdue(road: Road) -> Condition:
    """Whether the time promised has passed at the end of the data."""
    due, today = seconds(_tickets.due_at), _today(road)
    return case((by_day("due_at"), due < today), else_=due < as_of(road))


def _today(road: Road) -> Expression:
    """The last day of a ticket's source, as the seconds of its midnight."""
    days = {s.source: (s.as_of_day - date(1970, 1, 1)).days * DAY for s in road.contents.sources if s.as_of_day}
    return cast(case(days, value=_tickets.source, else_=-DAY), BigInteger)


SUMS: Mapping[tuple[str, str], Callable[[Road], Sums]] = {
    **{("fcr", name): _sum_solved for name in _FCR},
    **{("reopen", name): _sum_happened("reopens") for name in ("share", "per_ticket")},
    **{("transfer", name): _sum_happened("transfers") for name in ("share", "per_ticket")},
    ("escalation", "share"): _sum_happened("escalated"),
    **{("sla", name): _sum_promises for name in ("share", "least", "most", "pending")},
    **{("arrivals", name): _sum_arrivals for name in ("arrived", "weekend", "night")},
    ("backlog", "open"): _sum_open,
}
