"""Business time: how much of a duration lies within the open hours of its ticket's calendar, without the time on hold.

Counted by quarters of an hour: each has so many open minutes by what the clocks of the calendar's zone show when it
begins, and what is open up to an instant is the sum of the quarters before it and a part of its own. No zone has ever
changed its clocks within a quarter of an hour since clocks follow them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, Select, and_, case, cast, func, literal, or_, select
from sqlalchemy.sql.elements import ColumnElement

from cx.calendars import Calendar, Calendars, parse
from cx.store.second_road.lengths import Lasting, Lengths, together
from cx.store.second_road.rows import DAY, Condition, Expression, Ints, Road, seconds, wall
from cx.store.tables import TABLES

#: By basis, the basis that the same duration has in plain time.
BUSINESS: Mapping[str, str] = {"business": "", "first_business": "first"}

MINUTE, QUARTER, WEEK = 60, 900, 7 * DAY
MONDAY = 4 * DAY  # the first one after the beginning of 1970

_tickets, _events = TABLES["tickets"].c, TABLES["ticket_events"].c
_KEY = ("source", "ticket_id")


def in_business_time(road: Road, lasting: Lasting) -> Lengths:
    """Tickets by their open seconds; those without a calendar are left out, as are those with a time that is known to
    the day only. One statement for tickets that were never on hold, one for the others.
    """
    calendars = parse(road.contents.derived_with["calendars"], road.contents.derived_with["zone"])
    never = road.database.frame(road.connection, _never_held(road, lasting, calendars))
    held = road.database.frame(road.connection, _held(road, lasting, calendars))
    return together([_lengths(never, calendars), _lengths_of_held(held, calendars)])


# Statements.


def _spans(road: Road, lasting: Lasting, calendars: Calendars) -> dict[str, ColumnElement[Any]]:
    """The columns of each ticket: its calendar, from when until when, and whether it runs."""
    until = case((lasting.runs, lasting.now), else_=lasting.until)
    return {
        "calendar": _calendar(calendars), "since": func.coalesce(lasting.since, until), "until": until,
        "running": case((lasting.runs, 1), else_=0), "rows": _tickets.rows,
    }  # fmt: skip


def _calendar(calendars: Calendars) -> Expression:
    """The number of the calendar of the first rule that fits; -1 for none."""
    numbers = {"": -1} | {name: number for number, name in enumerate(calendars.calendars)}
    fits = [
        (and_(*(_tickets[name].in_(values) for name, values in rule.values.items())), numbers[rule.calendar])
        for rule in calendars.rules
    ]
    return case(*fits, else_=numbers[calendars.default]) if fits else literal(numbers[calendars.default])


def _exactly(road: Road, lasting: Lasting) -> Condition:
    """Tickets that last and whose times are known to the second."""
    exact = or_(lasting.runs, and_(~lasting.ended_by_day, lasting.until >= lasting.since))
    return and_(lasting.matching(road), ~lasting.began_by_day, exact)


def _ever_held() -> Any:
    of_ticket = (_events[name] == _tickets[name] for name in _KEY)
    return select(_events.nr).where(*of_ticket, _begins_hold()).exists()


def _begins_hold() -> Condition:
    return and_(_events.kind == "hold_start", _events.at.is_not(None), _events.from_stamps == 0)


def _never_held(road: Road, lasting: Lasting, calendars: Calendars) -> Select[Any]:
    columns = _spans(road, lasting, calendars)
    chosen = select(*(column.label(name) for name, column in columns.items()))
    rows = chosen.where(_exactly(road, lasting), ~_ever_held()).subquery("spans").c
    keys = [rows[name] for name in columns if name != "rows"]
    return select(*keys, cast(func.sum(rows.rows), BigInteger).label("rows")).group_by(*keys)


def _held(road: Road, lasting: Lasting, calendars: Calendars) -> Select[Any]:
    """Each ticket beside each time it was put on hold."""
    hold = _holds().subquery("hold").c
    same = and_(*(hold[name] == _tickets[name] for name in _KEY))
    columns = _spans(road, lasting, calendars) | {name: hold[name] for name in ("begins", "ends", "by_day")}
    key = [_tickets[name] for name in _KEY]
    joined = TABLES["tickets"].join(hold.begins.table, same)
    found = select(*key, *(column.label(name) for name, column in columns.items())).select_from(joined)
    return found.where(_exactly(road, lasting), hold.kind == "hold_start")


def _holds() -> Select[Any]:
    """What begins or ends a hold, with what follows: from a beginning until then a ticket is on hold."""
    order: dict[str, Any] = {
        "partition_by": [_events[name] for name in _KEY],
        "order_by": [_events.at, _events.nr],
    }
    by_day = func.coalesce(_events.date_only, 0)
    before, after = func.lag(_events.kind).over(**order), func.lead(_events.kind).over(**order)
    begins = case((func.coalesce(before, "") == "hold_start", 0), else_=by_day)
    ends = case((func.coalesce(after, "") == "hold_start", 0), else_=func.lead(by_day).over(**order))
    return select(
        *order["partition_by"], _events.kind, seconds(_events.at).label("begins"),
        func.lead(seconds(_events.at)).over(**order).label("ends"), (begins + func.coalesce(ends, 0)).label("by_day"),
    ).where(
        _events.kind.in_(("hold_start", "hold_end", "solved")), _events.at.is_not(None), _events.from_stamps == 0
    )  # fmt: skip


# Open hours.


def _lengths(rows: pd.DataFrame, calendars: Calendars) -> Lengths:
    calendar, since, until, running, n = _columns(rows, "calendar", "since", "until", "running", "rows")
    took = _open_seconds(calendar, since, until, calendars)
    known = calendar >= 0
    return Lengths(took[known], running[known] > 0, n[known])


def _lengths_of_held(rows: pd.DataFrame, calendars: Calendars) -> Lengths:
    """Several rows are one ticket."""
    calendar, since, until, begins, running, n = _columns(
        rows, "calendar", "since", "until", "begins", "running", "rows"
    )
    ends = np.minimum(np.where(rows["ends"].isna(), until, rows["ends"].fillna(0)).astype(np.int64), until)
    paused = _open_seconds(calendar, np.maximum(begins, since), ends, calendars)
    took = _open_seconds(calendar, since, until, calendars)
    parts = {"known": calendar >= 0, "took": took, "paused": paused, "running": running, "n": n}
    tickets = rows[[*_KEY, "by_day"]].assign(**parts).groupby(list(_KEY))
    each = tickets.agg({"known": "first", "took": "first", "running": "first", "n": "first"})
    each = each[each["known"] & (tickets["by_day"].sum() == 0)]
    length = each["took"] - tickets["paused"].sum()[each.index]
    return Lengths(*(np.asarray(part) for part in (length, each["running"] > 0, each["n"])))


def _columns(rows: pd.DataFrame, *names: str) -> tuple[Ints, ...]:
    return tuple(rows[name].to_numpy(dtype=np.int64) for name in names)


def _open_seconds(calendar: Ints, since: Ints, until: Ints, calendars: Calendars) -> Ints:
    """How much of each span is open by its calendar; nothing of one that ends before it begins."""
    found = np.zeros(len(since), dtype=np.int64)
    for number, known in enumerate(calendars.calendars.values()):
        rows = (calendar == number) & (until > since)
        if rows.any():
            hours = _Hours(known, int(since[rows].min()), int(until[rows].max()))
            found[rows] = hours.until(until[rows]) - hours.until(since[rows])
    return found


class _Hours:
    """The quarters of an hour from one instant to another, by what the clocks show and how much was open before."""

    def __init__(self, calendar: Calendar, first: int, last: int) -> None:
        self.first = first // QUARTER
        self.clocks = wall(np.arange(self.first, last // QUARTER + 1, dtype=np.int64) * QUARTER, calendar.zone)
        days = [(day - date(1970, 1, 1)).days for day in calendar.holidays]
        self.closed = np.isin(self.clocks // DAY, days)
        minutes = [_is_open(calendar, minute) for minute in range(WEEK // MINUTE)]
        self.open = np.array(minutes, dtype=np.int64)
        self.before_minute = np.concatenate([[0], self.open.cumsum()]) * MINUTE
        whole = np.where(self.closed, 0, self._of_week(self.clocks + QUARTER) - self._of_week(self.clocks))
        self.before = np.concatenate([[0], whole.cumsum()])

    def until(self, instants: Ints) -> Ints:
        """Open seconds from the first quarter to each instant."""
        quarter = instants // QUARTER - self.first
        clock = self.clocks[quarter]
        part = self._of_week(clock + instants % QUARTER) - self._of_week(clock)
        open_seconds: Ints = np.where(self.closed[quarter], 0, part) + self.before[quarter]
        return open_seconds

    def _of_week(self, clock: Ints) -> Ints:
        """Seconds open by the week's hours alone, from the first Monday to what the clocks show."""
        weeks, rest = np.divmod(clock - MONDAY, WEEK)
        minute = rest // MINUTE
        whole, part = weeks * self.before_minute[-1], rest % MINUTE * self.open[minute]
        open_seconds: Ints = whole + self.before_minute[minute] + part
        return open_seconds


def _is_open(calendar: Calendar, minute: int) -> bool:
    """Whether a minute of the week is open."""
    day, of_day = divmod(minute, DAY // MINUTE)
    return any(start <= of_day < end for start, end in calendar.week[day])
