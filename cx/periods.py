"""Periods: which days a token names, and which days they are compared with.

Days are days of the business zone, so a change of the clocks moves nothing here. Tokens:

    4w, 30d                              the last 4 finished weeks; the last 30 days up to the as-of day
    this_week, last_week, ..._month, ..._quarter, ..._year
    2017, 2017-Q2, 2017-05, 2017-W20     calendar periods (W: ISO 8601 weeks; a day earlier if weeks begin on Sunday)
    2017-05..2017-05-20                  a calendar period up to a day in it
    2017-05-01..2017-05-31               a free range, both days included
    all                                  everything, with nothing to compare with
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from cx.errors import BadInput

GRAINS = ("day", "week", "month")
COMPARISONS = ("before", "year", "none")
WEEK_STARTS = ("monday", "sunday")
UNITS = ("week", "month", "quarter", "year")

#: A trend shows at least this many buckets.
LEAST_BUCKETS = {"day": 28, "week": 26, "month": 13}

DAY = timedelta(days=1)
YEAR_OF_WEEKS = timedelta(days=364)  # a year earlier on the same weekdays
FIRST_YEAR, LAST_YEAR = 1900, 2999

_ROLLING = re.compile(r"([1-9]\d{0,3})([dw])", re.ASCII)
_RELATIVE = re.compile(r"(this|last)_(week|month|quarter|year)")
_CALENDAR = re.compile(r"(\d{4})(?:-(?:(\d{2})|Q([1-4])|W(\d{2})))?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Period:
    """Some days in a row, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period cannot end ({self.last}) before it begins ({self.first})")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


@dataclass(frozen=True)
class Token:
    """A period token taken apart.

    kind: "rolling" (n of unit), "relative" (n periods of the calendar ago), "calendar" (the unit that holds `first`,
    up to `last` if given), "range" (first to last) or "all".
    """

    kind: str
    unit: str = ""
    n: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Window:
    """The days a page shows.

    current: the period, cut at the as-of day if it reaches beyond; previous: what it is compared with, None for
    nothing; trend: the days of charts over time; unfinished: the start of the trend's last bucket if that has not
    ended by the as-of day; calendar: a week, month, quarter or year; running: the period has not ended;
    token: the period with absolute dates, which names the same days whenever it is read ("all" stays "all").
    """

    current: Period
    previous: Period | None
    trend: Period
    grain: str
    as_of: date
    unfinished: date | None
    calendar: bool
    running: bool = False
    token: str = ""


@lru_cache(maxsize=1000)
def parse(token: str) -> Token:
    """What a period token says; BadInput if it says nothing. A page asks for the same ones many times."""
    found = _parsed(token)
    if found is None:
        raise BadInput(
            f"There is no period {token[:60]!r}; write for example 4w, 30d, last_month, 2017-05, 2017-Q2, "
            f"2017-W20, 2017-05-01..2017-05-31 or all."
        )
    return found


def _parsed(token: str) -> Token | None:
    if token == "all":
        return Token("all")
    if match := _ROLLING.fullmatch(token):
        return Token("rolling", {"d": "day", "w": "week"}[match[2]], int(match[1]))
    if match := _RELATIVE.fullmatch(token):
        return Token("relative", match[2], int(match[1] == "last"))
    begin, dots, end = token.partition("..")
    if not dots:
        return _calendar(token)
    return _range(_day(begin), _day(end)) or _calendar_until(_calendar(begin), _day(end))


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    return _date(*map(int, text.split("-")))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _range(first: date | None, last: date | None) -> Token | None:
    return Token("range", "day", first=first, last=last) if first and last and first <= last else None


def _calendar(text: str) -> Token | None:
    match = _CALENDAR.fullmatch(text)
    if not match:
        return None
    year, month, quarter, week = match.groups()
    if week:
        return _week(int(year), int(week))
    unit = "month" if month else "quarter" if quarter else "year"
    first = _date(int(year), int(quarter) * 3 - 2 if quarter else int(month or 1), 1)
    return Token("calendar", unit, first=first) if first else None


def _week(year: int, week: int) -> Token | None:
    try:
        thursday = date.fromisocalendar(year, week, 4)
    except ValueError:
        return None
    return Token("calendar", "week", first=thursday) if FIRST_YEAR <= year <= LAST_YEAR else None


def _calendar_until(calendar: Token | None, last: date | None) -> Token | None:
    """A calendar period up to a day in it (a week may begin on Monday or on the Sunday before)."""
    if calendar is None or calendar.first is None or last is None:
        return None
    start, end = bucket_of(calendar.first, calendar.unit), bucket_end(calendar.first, calendar.unit)
    inside = start - (DAY if calendar.unit == "week" else timedelta(0)) <= last <= end
    return Token("calendar", calendar.unit, first=calendar.first, last=last) if inside else None


# Units of the calendar.


def bucket_of(day: date, grain: str, week_start: str = "monday") -> date:
    """The first day of the day, week, month, quarter or year that holds `day`."""
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=(day.weekday() + (week_start == "sunday")) % 7)
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[grain]
    return date(day.year, month, 1)


def bucket_end(day: date, grain: str, week_start: str = "monday") -> date:
    """The last day of the bucket that holds `day`."""
    return _next(bucket_of(day, grain, week_start), grain) - DAY


def buckets(period: Period, grain: str, week_start: str = "monday") -> list[date]:
    """The first days of all buckets that share a day with the period, in order."""
    starts = [bucket_of(period.first, grain, week_start)]
    while (following := _next(starts[-1], grain)) <= period.last:
        starts.append(following)
    return starts


def edges(shown: Window, week_start: str = "monday") -> list[date]:
    """The days on which a period of a window begins, or the day after it ends, where a bucket begins too; in order."""
    known = [period for period in (shown.current, shown.previous) if period is not None]
    days = {day for period in known for day in (period.first, period.last + DAY)}
    return sorted(day for day in days if bucket_of(day, shown.grain, week_start) == day)


def _next(start: date, grain: str) -> date:
    """The start of the bucket after the one that starts at `start`."""
    if grain in ("day", "week"):
        return start + timedelta(days={"day": 1, "week": 7}[grain])
    months = start.year * 12 + start.month - 1 + {"month": 1, "quarter": 3, "year": 12}[grain]
    return date(months // 12, months % 12 + 1, 1)


def _back(start: date, grain: str, n: int, week_start: str) -> date:
    """The start of the bucket `n` before the one that starts at `start`."""
    for _ in range(n):
        start = bucket_of(start - DAY, grain, week_start)
    return start


# Windows.


@lru_cache(maxsize=1000)
def window(
    period: str,
    compare: str = "before",
    grain: str = "week",
    *,
    as_of: date,
    first: date | None = None,
    week_start: str = "monday",
) -> Window:
    """The days to show for a period token, seen from the as-of day.

    first: the first day with data, where "all" begins and trends need not look further back. A calendar period is
    compared with the one before it (while it runs, with the same number of that one's days, if it has as many);
    any other with the range of equal length that ends where it begins. compare="year": see `_year_earlier`.
    A day counts as over on the as-of day. Raises BadInput for an unknown token, comparison, grain or week start.
    """
    _check_words(compare, grain, week_start)
    token = parse(period)
    whole = _whole(token, as_of, first, week_start)
    current = Period(whole.first, min(whole.last, as_of)) if whole.first <= as_of else whole
    running = _running(token, current, whole, week_start)
    previous = _previous(token, current, running, compare, week_start)
    trend = _trend(current, grain, as_of, first, week_start)
    unfinished = _unfinished(trend, grain, as_of, week_start)
    calendar = token.kind in ("relative", "calendar")
    absolute = _absolute(token, current, running)
    return Window(current, previous, trend, grain, as_of, unfinished, calendar, running, absolute)


def _check_words(compare: str, grain: str, week_start: str) -> None:
    check("comparison", compare, COMPARISONS)
    check("grain", grain, GRAINS)
    check("week start", week_start, WEEK_STARTS)


def check(name: str, value: str, known: tuple[str, ...]) -> None:
    """BadInput unless the value is one of those known."""
    if value not in known:
        raise BadInput(f"There is no {name} {value[:60]!r}; it is one of {', '.join(known)}.")


def _whole(token: Token, as_of: date, first: date | None, week_start: str) -> Period:
    """All days of the period, those after the as-of day too."""
    if token.kind == "all":
        return Period(min(first or as_of, as_of), as_of)
    if token.kind == "rolling":
        return _rolling(token, as_of, week_start)
    if token.kind == "range":
        return Period(_given(token.first), _given(token.last))
    if token.kind == "relative":
        start = _back(bucket_of(as_of, token.unit, week_start), token.unit, token.n, week_start)
        return Period(start, _next(start, token.unit) - DAY)
    return _calendar_period(token, week_start)


def _rolling(token: Token, as_of: date, week_start: str) -> Period:
    if token.unit == "day":
        return Period(as_of - (token.n - 1) * DAY, as_of)
    after = bucket_of(as_of + DAY, "week", week_start)  # a week that ends on the as-of day is finished
    return Period(after - 7 * token.n * DAY, after - DAY)


def _calendar_period(token: Token, week_start: str) -> Period:
    first = _given(token.first)
    start, end = bucket_of(first, token.unit, week_start), bucket_end(first, token.unit, week_start)
    return Period(start, max(start, min(token.last or end, end)))


def _given(day: date | None) -> date:
    assert day is not None
    return day


def _running(token: Token, current: Period, whole: Period, week_start: str) -> bool:
    """Whether some days of the period are still to come, or were left out by name."""
    if token.kind == "calendar":
        return current.last < bucket_end(current.first, token.unit, week_start)
    return current.last < whole.last


def _previous(token: Token, current: Period, running: bool, compare: str, week_start: str) -> Period | None:
    if compare == "none" or token.kind == "all":
        return None
    if compare == "year":
        return _year_earlier(current, token.unit)
    if token.kind not in ("relative", "calendar"):
        return _adjacent(current)
    last = current.first - DAY
    first = bucket_of(last, token.unit, week_start)
    return Period(first, min(last, first + (current.days - 1) * DAY)) if running else Period(first, last)


def _adjacent(current: Period) -> Period:
    """The range of equal length that ends where the period begins."""
    previous = Period(current.first - current.days * DAY, current.first - DAY)
    assert previous.days == current.days
    return previous


def _year_earlier(current: Period, unit: str) -> Period:
    """A year earlier: months and longer, and whatever is longer than 364 days, the same dates (29 February becomes
    the 28th) one year before, or as many as keep the two apart; days and weeks 364 days before, on the same weekdays.
    """
    if unit in ("day", "week") and current.days <= YEAR_OF_WEEKS.days:
        return Period(current.first - YEAR_OF_WEEKS, current.last - YEAR_OF_WEEKS)
    years = 1
    while _years_before(current.last, years) >= current.first:
        years += 1
    return Period(_years_before(current.first, years), _years_before(current.last, years))


def _years_before(day: date, years: int) -> date:
    day = day.replace(day=28) if (day.month, day.day) == (2, 29) else day
    return day.replace(year=day.year - years)


def _trend(current: Period, grain: str, as_of: date, first: date | None, week_start: str) -> Period:
    """Whole buckets around the period, widened back to a readable length, and forward to the as-of day where the
    period ends in the last finished bucket (or the running one). It never begins before the first data.
    """
    start, end = bucket_of(min(current.first, as_of), grain, week_start), bucket_end(current.last, grain, week_start)
    last = as_of if bucket_end(end + DAY, grain, week_start) > as_of else end
    shown = _back(bucket_of(last, grain, week_start), grain, LEAST_BUCKETS[grain] - 1, week_start)
    if first is not None:
        shown = max(shown, bucket_of(first, grain, week_start))
    return Period(min(start, shown), last)


def _unfinished(trend: Period, grain: str, as_of: date, week_start: str) -> date | None:
    """The start of the last bucket, if it has not ended by the as-of day."""
    return bucket_of(trend.last, grain, week_start) if bucket_end(trend.last, grain, week_start) > as_of else None


def _absolute(token: Token, current: Period, running: bool) -> str:
    if token.kind == "all":
        return "all"
    if token.kind not in ("relative", "calendar"):
        return str(current)
    name = _name(current.first, token.unit)
    return f"{name}..{current.last}" if running else name


def _name(first: date, unit: str) -> str:
    """The token of the calendar period that begins on this day."""
    if unit == "week":
        year, week, _ = (first + 3 * DAY).isocalendar()
        return f"{year}-W{week:02}"
    names = {"month": f"{first:%Y-%m}", "quarter": f"{first.year}-Q{(first.month + 2) // 3}", "year": str(first.year)}
    return names[unit]
