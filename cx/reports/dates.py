"""Days, periods and instants as people read them, in the language in force (CLDR through Babel)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from babel import dates

from cx.reports.language import locale
from cx.reports.language import translate as _

Ticks = list[tuple[date, str]]

#: Days that an axis can name on a phone in a language that writes them long ("29 июл.").
MOST_DAYS = 6


@lru_cache(maxsize=4096)
def _formatted(skeleton: str, when: date, spoken: str) -> str:
    """A day in the pattern of a language; a page says the same ones many times."""
    return str(dates.format_skeleton(skeleton, when, locale=spoken))


def day(when: date, *, year: bool = True) -> str:
    """A day: "22 Nov 2026", or without its year."""
    return _formatted("yMMMd" if year else "MMMd", when, locale())


def date_range(first: date, last: date, *, year: bool = True) -> str:
    """Two days, the year once: "26 Oct–22 Nov 2026"; one day where they are the same."""
    if first == last:
        return day(first, year=year)
    skeleton = "yMMMd" if year or first.year != last.year else "MMMd"
    text = str(dates.format_interval(first, last, skeleton, locale=locale()))
    return text.replace("\u2009", "") if locale().startswith("en") else text


def bucket(first: date, grain: str, *, year: bool = True) -> str:
    """A bucket of a trend by its first day: "Mon 16 Nov 2026", "week of 16 Nov 2026", "November 2026"."""
    if grain == "month":
        return _formatted("yMMMM", first, locale())
    if grain == "week":
        return _("week of {day}").format(day=day(first, year=year))
    return _formatted("yMMMEd" if year else "MMMEd", first, locale()).replace(",", "")


def as_of(when: datetime, zone: str) -> str:
    """An instant in the business zone: "Sat 28 Nov 2026, 14:05, Vilnius time"; a stamp without a zone is UTC."""
    utc = when if when.tzinfo else when.replace(tzinfo=ZoneInfo("UTC"))
    local = utc.astimezone(ZoneInfo(zone))
    clock = dates.format_time(local, "HH:mm", locale=locale())
    return f"{bucket(local.date(), 'day')}, {clock}, {zone_name(zone)}"


def moment(when: datetime, zone: str, *, date_only: bool = False) -> str:
    """An instant in the business zone, among others of its kind: "20 Nov 2026, 16:42"; date_only: a day as it was
    written, without a clock. A stamp without a zone is UTC.
    """
    if date_only:
        return day(when.date())
    utc = when if when.tzinfo else when.replace(tzinfo=ZoneInfo("UTC"))
    local = utc.astimezone(ZoneInfo(zone))
    return f"{day(local.date())}, {dates.format_time(local, 'HH:mm', locale=locale())}"


def zone_name(zone: str) -> str:
    """A time zone in words: "Vilnius time", "UTC"."""
    if zone in ("UTC", "Etc/UTC"):
        return "UTC"
    return _("{city} time").format(city=dates.get_timezone_location(zone, locale=locale(), return_city=True))


def date_ticks(buckets: Sequence[date], grain: str, *, most: int = 8) -> Ticks:
    """Where a time axis is named: at the starts of months where there are enough, else every so many buckets."""
    months = [month for month in _months(buckets) if buckets[0] <= month]
    if grain == "month" or len(months) > 3:
        return _named(months[:: max(1, -(-len(months) // most))])
    return bucket_ticks(buckets, most=min(most, MOST_DAYS))


def bucket_ticks(buckets: Sequence[date], grain: str = "day", *, most: int = 5) -> Ticks:
    """The same under columns, where only a bucket itself can be named; always with the last."""
    years = grain == "month" and len({first.year for first in buckets}) > 1
    step, skeleton = max(1, -(-len(buckets) // (most - years))), "yMMM" if years else "MMM"
    kept = list(reversed(list(reversed(buckets))[::step]))
    return [(first, _formatted(skeleton, first, locale()) if grain == "month" else day(first, year=False))
            for first in kept]  # fmt: skip


def _months(buckets: Sequence[date]) -> list[date]:
    """The first day of every month from that of the first bucket to that of the last."""
    if not buckets:
        return []
    first, last = buckets[0].year * 12 + buckets[0].month - 1, buckets[-1].year * 12 + buckets[-1].month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


def _named(months: list[date]) -> Ticks:
    """Months by their short names; where there are several years, the year below the first that is named of each."""
    names = [str(dates.format_date(month, "LLL", locale=locale())).rstrip(".") for month in months]
    begins = [month.year != before.year for before, month in pairwise(months)]
    several = any(begins)
    return [
        (month, f"{name}<br>{month.year}" if first else name)
        for month, name, first in zip(months, names, [several, *begins], strict=False)
    ]


def part_of_week(name: str, value: int) -> str:
    """What a number in a breakdown by "weekday", "weekend" or "hour" of the week stands for: "Monday", "Mon 09:00"."""
    if name == "weekend":
        return _("weekend") if value else _("Monday to Friday")
    if name == "weekday":
        return _day_names("wide", locale())[value]
    return f"{_day_names('abbreviated', locale())[value // 24]} {value % 24:02}:00"


@lru_cache
def _day_names(width: Literal["wide", "abbreviated"], spoken: str) -> list[str]:
    """Monday first; a week of hours says them 168 times."""
    return [str(name) for _day, name in sorted(dates.get_day_names(width, locale=spoken).items())]
