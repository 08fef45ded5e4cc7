"""Durations in business time: within the hours of the ticket's calendar (cx/calendars.py), without the time on hold.

Written at the end of every publish where calendars are set; without any, the columns are empty. A code is the clock bin
of the business seconds; running, with the business age, where the plain duration is; DATE_ONLY where a stamp it is made
of is only a date; NO_CALENDAR where no calendar applies; else what the plain column says. Seconds on hold that a
ticket's row gives are not taken out: nobody knows within which hours they lay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from sqlalchemy import BigInteger, and_, case, cast, func, literal, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx import bins
from cx.calendars import Calendars, business_seconds, parse
from cx.store import contents
from cx.store.engines.base import Database
from cx.store.facts import Facts, Ints, Mask, Rule, Values
from cx.store.fresh import Fresh
from cx.store.holds import any_holds, holds
from cx.store.running import AsOf, as_of_seconds
from cx.store.schema import TICKETS, Column
from cx.store.tables import TABLES, staging_table

_tickets = TABLES["tickets"]


class Duration(NamedTuple):
    """A duration of tickets: its column in clock time, and the stamps that end it, of which the first known counts."""

    clock: str
    ends: tuple[str, ...]

    @property
    def business(self) -> str:
        """Its column in business time."""
        return f"{self.clock}_business"

    @property
    def paused(self) -> str:
        """Business seconds on hold within it, beside the inputs."""
        return f"{self.clock}_paused"


DURATIONS = (
    Duration("first_response", ("first_response_at",)),
    Duration("resolution", ("solved_at",)),
    Duration("first_resolution", ("first_solved_at", "solved_at")),
)
COLUMNS = tuple(duration.business for duration in DURATIONS)
_STAMPS = ("created_at", "first_response_at", "first_solved_at", "solved_at")


def derive_business(database: Database, connection: Connection, derived_with: Mapping[str, str], as_of: AsOf) -> None:
    """Bring business times up to date.

    derived_with: the settings as the version records them; as_of: the newest time of each source, in UTC.
    """
    text = derived_with.get("calendars", "")
    if text:
        _write(database, connection, parse(text, derived_with["zone"]), as_of)
    elif set(COLUMNS) & contents.load(connection, "").filled.get(TICKETS.name, frozenset()):
        connection.execute(update(_tickets).values(dict.fromkeys(COLUMNS)))


def _write(database: Database, connection: Connection, calendars: Calendars, as_of: AsOf) -> None:
    held = _measure_holds(database, connection, calendars, as_of)
    fresh = Fresh(database, connection, TICKETS, COLUMNS)
    for rows in database.batches(connection, _inputs(fresh, _facts(calendars, as_of), held)):
        times = _Times(rows, calendars)
        codes = {duration.business: _codes(times, duration) for duration in DURATIONS}
        stale = _stale(times.facts, codes)
        columns = {name: pa.array(values[stale], mask=~known[stale]) for name, (values, known) in codes.items()}
        fresh.add(rows.filter(pa.array(stale)), columns)
    fresh.write()
    if held is not None:
        held.drop(connection)


def _inputs(fresh: Fresh, facts: Sequence[ColumnElement[Any]], held: SqlTable | None) -> Any:
    """All tickets: places, facts, what is stored, and the time on hold where there is any."""
    columns = [*fresh.places.values(), *facts, *(_tickets.c[name] for name in COLUMNS)]
    if held is None:
        return select(*columns)
    on_hold = _on_hold(held)
    same = and_(*(_tickets.c[name] == on_hold.c[name] for name in TICKETS.key))
    columns += [on_hold.c[name] for name, _ in _HELD]
    return select(*columns).join_from(_tickets, on_hold, same, isouter=True)


def _facts(calendars: Calendars, as_of: AsOf) -> list[ColumnElement[Any]]:
    """What times are made of: stamps, plain codes, how far the source goes, the number of the calendar, -1 for none."""
    facts = [_tickets.c[name] for name in (*_STAMPS, "date_only", *(duration.clock for duration in DURATIONS))]
    return [*facts, as_of_seconds(_tickets, as_of).label("now"), _calendar_number(calendars).label("calendar")]


def _calendar_number(calendars: Calendars) -> ColumnElement[Any]:
    numbers = {name: nr for nr, name in enumerate(calendars.calendars)} | {"": -1}
    fits = [
        (and_(*(_tickets.c[name].in_(values) for name, values in rule.values.items())), numbers[rule.calendar])
        for rule in calendars.rules
    ]
    otherwise = numbers[calendars.default]
    return case(*fits, else_=otherwise) if fits else literal(otherwise)


class _Span(NamedTuple):
    """One duration of some tickets: UTC seconds, and where it has a length that can be measured, is still running, or
    begins or ends with a mere date.
    """

    start: Ints
    end: Ints
    lasts: Mask
    running: Mask
    by_day: Mask


class _Times:
    """The durations of some tickets, and how much of them their calendars are open."""

    def __init__(self, rows: pa.Table, calendars: Calendars) -> None:
        self.facts = Facts(TICKETS, rows, Rule())
        self.calendars = tuple(calendars.calendars.values())
        self.calendar, _ = self.facts.number("calendar")
        self.now, _ = self.facts.number("now")

    def span(self, duration: Duration) -> _Span:
        """What is running ends now; what began nobody knows when has no length."""
        plain, _ = self.facts.number(duration.clock)
        running = plain <= bins.CENSORED
        end, by_day = self.now, np.zeros(len(plain), dtype=bool)
        for name in reversed(duration.ends):
            stamp, known = self.facts.seconds(name)
            ended = known & ~running
            end, by_day = np.where(ended, stamp, end), np.where(ended, self.facts.only_date(name), by_day)
        start, begun = self.facts.seconds("created_at")
        lasts = ((plain >= 0) | running) & (self.calendar >= 0)
        return _Span(np.where(begun, start, end), end, lasts, running, by_day | self.facts.only_date("created_at"))

    def open(self, start: Ints, end: Ints, wanted: Mask) -> Ints:
        """Business seconds between two times, where wanted, by each ticket's calendar; else 0."""
        found = np.zeros(len(start), dtype=np.int64)
        for number, calendar in enumerate(self.calendars):
            theirs = wanted & (self.calendar == number)
            found[theirs] = business_seconds(start[theirs], end[theirs], calendar)
        return found


def _codes(times: _Times, duration: Duration) -> Values:
    """The codes of a duration in business time; missing where the plain one is."""
    plain, known = times.facts.number(duration.clock)
    span = times.span(duration)
    on_hold, held_by_day = times.facts.number(duration.paused)[0], times.facts.number("held_by_day")[0] > 0
    seconds = times.open(span.start, span.end, span.lasts) - on_hold
    lengths = np.where(span.running, bins.running(seconds), bins.clock_bin(seconds))
    lengths = np.where(span.by_day | held_by_day, bins.DATE_ONLY, lengths)
    return np.where(times.calendar < 0, bins.NO_CALENDAR, np.where(span.lasts, lengths, plain)), known


def _stale(facts: Facts, codes: Mapping[str, Values]) -> Mask:
    """Where what is stored is not this."""
    stale = np.zeros(facts.rows.num_rows, dtype=bool)
    for name, (values, known) in codes.items():
        stored, there = facts.number(name)
        stale |= (there != known) | (known & (stored != values))
    return stale


# Time on hold.

_HELD = (*(Column(duration.paused, "big") for duration in DURATIONS), Column("held_by_day", "small"))


def _measure_holds(database: Database, connection: Connection, calendars: Calendars, as_of: AsOf) -> SqlTable | None:
    """A row per hold: the business seconds it takes out of each duration of its ticket. None where nothing was held."""
    if not any_holds(connection):
        return None
    held = staging_table("tickets_held", (*(Column(name, "id") for name in TICKETS.key), *_HELD))
    held.create(connection)
    for rows in database.batches(connection, _held_tickets(_facts(calendars, as_of))):
        times = _Times(rows, calendars)
        columns = {duration.paused: pa.array(_paused(times, duration)) for duration in DURATIONS}
        known = {name: rows[name] for name in (*TICKETS.key, "held_by_day")}
        database.load(connection, held, pa.table(known | columns))
    return held


def _held_tickets(facts: Sequence[ColumnElement[Any]]) -> Any:
    """Each hold beside its ticket."""
    told = holds()
    same = and_(*(_tickets.c[name] == told.c[name] for name in TICKETS.key))
    of_hold = (told.c[name] for name in (*TICKETS.key, "held_at", "held_until", "held_by_day"))
    return select(*of_hold, *facts).join_from(_tickets, told, same)


def _paused(times: _Times, duration: Duration) -> Ints:
    """Business seconds of a hold that lie within a duration; one that has not ended lasts as long as that."""
    span = times.span(duration)
    (begun, _), (over, ended) = times.facts.seconds("held_at"), times.facts.seconds("held_until")
    end = np.where(ended, np.minimum(over, span.end), span.end)
    return times.open(np.maximum(begun, span.start), end, span.lasts)


def _on_hold(held: SqlTable) -> Any:
    """The holds of each ticket together."""
    key = [held.c[name] for name in TICKETS.key]
    sums = [cast(func.sum(held.c[name]), BigInteger).label(name) for name, _ in _HELD]
    return select(*key, *sums).group_by(*key).subquery("on_hold")
