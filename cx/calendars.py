"""Business calendars: when somebody is there, and how much of a duration lies within those hours.

A calendar is open at an instant if the wall clock of its own zone shows, at that instant, a time within one of the
weekday's intervals on a day that is no holiday. That holds across every change of the clocks: an hour that the clocks
skip is open for nobody, one that they repeat counts twice, and a calendar open around the clock is plain time.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cx.errors import BadInput

Ints = NDArray[np.int64]
Interval = tuple[int, int]

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

#: What a rule may choose a calendar by.
DIMENSIONS = ("channel", "team", "product", "segment", "region", "language", "priority")

DAY = 86400
_INTERVAL = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))", re.ASCII)
_EPOCH, _LAST = datetime(1970, 1, 1, tzinfo=UTC), int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class Calendar:
    """The hours of a week. week: for each day, Monday first, intervals (start, end) in minutes since midnight on the
    wall clock of the zone, in order and apart; holidays: days that are closed.
    """

    name: str
    zone: str
    week: tuple[tuple[Interval, ...], ...]
    holidays: frozenset[date] = frozenset()


class Rule(NamedTuple):
    """The name of the calendar of tickets that have one of these values in each of these dimensions."""

    calendar: str
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Calendars:
    """Calendars by name, and which one applies: that of the first rule that fits, else the default; "" is none."""

    calendars: Mapping[str, Calendar]
    rules: tuple[Rule, ...] = ()
    default: str = ""


# How much of a duration is open.


def business_seconds(start: ArrayLike, end: ArrayLike, calendar: Calendar) -> Ints:
    """Open seconds of [start, end): the overlap with the calendar's intervals; 0 where the end is not after the start.

    start, end: (N,) UTC, whole seconds since 1970. Missing values must be taken out before.
    """
    starts, ends = np.asarray(start, dtype=np.int64), np.asarray(end, dtype=np.int64)
    if not starts.size or not ends.size:
        return np.zeros(np.broadcast_shapes(starts.shape, ends.shape), dtype=np.int64)
    years = _year(np.minimum(starts.min(), ends.min())), _year(np.maximum(starts.max(), ends.max())) + 1
    hours = _open_hours(calendar, *years)
    between: Ints = np.maximum(hours.until(ends) - hours.until(starts), 0)
    return between


class _OpenHours:
    """Some years of a calendar: its open intervals in UTC seconds, and how much was open before each of them."""

    def __init__(self, starts: Ints, ends: Ints) -> None:
        self.starts = starts
        self.ends = np.concatenate([[np.iinfo(np.int64).min // 2], ends])
        self.before = np.concatenate([[0], np.cumsum(ends - starts)])

    def until(self, instants: Ints) -> Ints:
        """Open seconds from the first of the years to each instant."""
        nr = np.searchsorted(self.starts, instants, side="right")
        opened: Ints = self.before[nr] - np.maximum(self.ends[nr] - instants, 0)
        return opened


def _year(seconds: Ints) -> int:
    """The year of an instant, counted from 1970."""
    return int(seconds.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64))


@lru_cache(maxsize=64)
def _open_hours(calendar: Calendar, first: int, after: int) -> _OpenHours:
    """The hours of the years [first, after) since 1970, one stretch between two changes of the clocks after another."""
    begin, end = (int(np.datetime64(year, "Y").astype("datetime64[s]").astype(np.int64)) for year in (first, after))
    starts, ends = _wall_intervals(calendar, begin // DAY, end // DAY)
    pieces = [_in_utc(starts, ends, *stretch) for stretch in _stretches(ZoneInfo(calendar.zone), begin, end)]
    return _OpenHours(*(np.concatenate(sides) for sides in zip(*pieces, strict=True)))


def _wall_intervals(calendar: Calendar, first_day: int, after_day: int) -> tuple[Ints, Ints]:
    """The open intervals of all weeks that hold one of these days since 1970, as seconds on the wall clock."""
    hours = [(nr, *interval) for nr, day in enumerate(calendar.week) for interval in day]
    week = np.array(hours, dtype=np.int64).reshape(-1, 3)
    monday = first_day - 1 - (first_day - 1 + 3) % 7  # a day more on each side: zones; 1970 began on a Thursday
    days = np.arange(monday, after_day + 1, 7)[:, np.newaxis] + week[:, 0]
    closed = np.isin(days, [(day - date(1970, 1, 1)).days for day in calendar.holidays])
    starts, ends = (days * DAY + week[:, side] * 60 for side in (1, 2))
    return starts[~closed], ends[~closed]


def _stretches(zone: ZoneInfo, begin: int, end: int) -> list[tuple[int, int, int]]:
    """(begin, end, seconds ahead of UTC) of each stretch between two changes of the clocks."""
    days = [(day, _ahead(zone, day)) for day in (*range(begin, end, DAY), end)]
    changes = [_change(zone, one, other, old) for (one, old), (other, new) in pairwise(days) if old != new]
    return [(one, other, _ahead(zone, one)) for one, other in pairwise([begin, *changes, end])]


def _ahead(zone: ZoneInfo, instant: int) -> int:
    """How many seconds the clocks of a zone are ahead of UTC."""
    there = (_EPOCH + timedelta(seconds=min(instant, _LAST))).astimezone(zone)
    return int((there.utcoffset() or timedelta()).total_seconds())


def _change(zone: ZoneInfo, before: int, after: int, old: int) -> int:
    """The first second at which the clocks are no longer `old` ahead, after `before` and up to `after`."""
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _ahead(zone, middle) == old else (before, middle)
    return after


def _in_utc(starts: Ints, ends: Ints, begin: int, end: int, ahead: int) -> tuple[Ints, Ints]:
    """The intervals on the wall clock that lie in a stretch, cut to it."""
    inside = slice(np.searchsorted(ends, begin + ahead, side="right"), np.searchsorted(starts, end + ahead))
    return np.maximum(starts[inside] - ahead, begin), np.minimum(ends[inside] - ahead, end)


# As people write them.


def parse(text: str, zone: str = "UTC") -> Calendars:
    """Calendars from TOML. zone: that of calendars that name none, the business zone.

        default = "office"                              # left out: what no rule fits has no calendar

        [calendars.office]
        zone = "Europe/Vilnius"
        monday = ["08:00-12:00", "13:00-17:00"]         # days left out are closed
        holidays = [2025-12-24, 2025-12-25]

        [[rules]]                                       # the first one that fits
        channel = ["phone", "chat"]
        calendar = "office"

    BadInput for everything that cannot be meant so.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        raise BadInput(f"The calendars are not valid TOML ({failure}).") from None
    _only(raw, ("default", "calendars", "rules"), "the calendars")
    found = {name: _calendar(name, table, zone) for name, table in _named(raw).items()}
    rules, default = raw.get("rules", []), raw.get("default", "")
    if not isinstance(rules, list):
        raise BadInput("A rule of the calendars begins with [[rules]], in two brackets.")
    if default != "":
        _known(default, found, "the default")
    return Calendars(found, tuple(_rule(nr, rule, found) for nr, rule in enumerate(rules, 1)), default)


def one_week(text: str, zone: str = "UTC") -> Calendar | None:
    """The calendar that such a text has for everything, one that is never open where there is no text; None where it
    says more than one week: several calendars, rules, or nothing for what no rule fits. BadInput as `parse`.
    """
    if not text.strip():
        return Calendar("office", zone, ((),) * len(DAYS))
    found = parse(text, zone)
    alone = len(found.calendars) == 1 and not found.rules and found.default
    return found.calendars[found.default] if alone else None


def week_text(name: str, zone: str, hours: Mapping[str, Sequence[str]], holidays: Sequence[str] = ()) -> str:
    """One calendar for everything as such a text. zone: "" for the business zone; hours: by day, its intervals as they
    are written, which only `parse` checks; "" where no day has any.
    """
    days = {day: list(hours[day]) for day in DAYS if hours.get(day)}
    if not days:
        return ""
    table: dict[str, str | list[str]] = {"zone": zone} if zone else {}
    table |= days | ({"holidays": list(holidays)} if holidays else {})
    lines = [f"{key} = {_quoted(value)}" for key, value in table.items()]
    return "\n".join([f"default = {_quoted(name)}", "", f"[calendars.{_quoted(name)}]", *lines])


def _quoted(value: str | Sequence[str]) -> str:
    """A text or a list of texts as TOML, whose texts are those of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _named(raw: Mapping[str, Any]) -> dict[str, Any]:
    tables = raw.get("calendars")
    if not isinstance(tables, dict) or not tables:
        raise BadInput("There is no calendar; write one as a table, such as [calendars.office].")
    return tables


def _calendar(name: str, table: object, zone: str) -> Calendar:
    what = f"the calendar {name!r}"
    if not isinstance(table, dict):
        raise BadInput(f"{_first(what)} must be a table, [calendars.{name}].")
    _only(table, ("zone", "holidays", *DAYS), what)
    week = tuple(_intervals(table.get(day, []), f"{day} of {what}") for day in DAYS)
    if not any(week):
        raise BadInput(f"{_first(what)} is never open; give at least one day its hours.")
    return Calendar(name, _zone(table.get("zone", zone), what), week, _holidays(table.get("holidays", []), what))


def _zone(zone: object, what: str) -> str:
    try:
        return ZoneInfo(str(zone)).key
    except Exception:
        raise BadInput(f"The zone {zone!r} of {what} is not known; use a name like Europe/Vilnius.") from None


def _intervals(written: object, what: str) -> tuple[Interval, ...]:
    if not isinstance(written, list):
        raise BadInput(f'{_first(what)} must be a list of intervals, such as ["08:00-12:00", "13:00-17:00"].')
    found = sorted(_interval(text, what) for text in written)
    for (_, end), (start, _) in pairwise(found):
        if start < end:
            raise BadInput(f"Two intervals of {what} overlap at {start // 60:02}:{start % 60:02}.")
    return tuple(found)


def _interval(text: object, what: str) -> Interval:
    match = _INTERVAL.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise BadInput(f"{text!r} on {what} is no interval; write it as 08:00-17:30, at most up to 24:00.")
    hours, minutes, until_hours, until_minutes = map(int, filter(None, match.groups()))
    start, end = hours * 60 + minutes, until_hours * 60 + until_minutes
    if end <= start:
        raise BadInput(
            f"{text!r} on {what} must end after it starts; hours over midnight are two intervals, "
            "up to 24:00 and from 00:00 on the next day."
        )
    return start, end


def _holidays(written: object, what: str) -> frozenset[date]:
    if not isinstance(written, list):
        raise BadInput(f"The holidays of {what} must be a list of dates, such as [2025-12-25].")
    return frozenset(_holiday(day, what) for day in written)


def _holiday(written: object, what: str) -> date:
    if isinstance(written, date) and not isinstance(written, datetime):
        return written
    try:
        return datetime.strptime(str(written), "%Y-%m-%d").date()
    except ValueError:
        raise BadInput(f"The holiday {str(written)!r} of {what} is no date; write it as 2025-12-25.") from None


def _rule(nr: int, written: object, calendars: Iterable[str]) -> Rule:
    what = f"rule {nr} of the calendars"
    if not isinstance(written, dict):
        raise BadInput(f"{_first(what)} must be a table, [[rules]].")
    _only(written, ("calendar", *DIMENSIONS), what)
    values = {name: _values(written[name], f"{name} in {what}") for name in DIMENSIONS if name in written}
    if not values:
        raise BadInput(f'{_first(what)} fits nothing; name a dimension and its values, such as channel = "phone".')
    return Rule(_known(written.get("calendar"), calendars, what), values)


def _values(written: object, what: str) -> tuple[str, ...]:
    values = written if isinstance(written, list) else [written]
    if not values or not all(isinstance(value, str) for value in values):
        raise BadInput(f"{_first(what)} must be a text or a list of texts.")
    return tuple(values)


def _known(name: object, calendars: Iterable[str], what: str) -> str:
    if not isinstance(name, str) or name not in calendars:
        raise BadInput(f"{_first(what)} names the calendar {name!r}; there are: {', '.join(sorted(calendars))}.")
    return name


def _only(table: Mapping[str, Any], names: Iterable[str], what: str) -> None:
    unknown = next((name for name in table if name not in names), None)
    if unknown is not None:
        raise BadInput(f"{_first(what)} cannot have {unknown!r}; it may have: {', '.join(names)}.")


def _first(what: str) -> str:
    return what[:1].upper() + what[1:]
