"""Converters of dates and times: all become instants in UTC, and those without an hour the day they are."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx.readers import stamps_zones
from cx.readers.converted import (
    SINCE,
    STAMP,
    Converted,
    Options,
    any_of,
    bad_unless,
    matches,
    none_bad,
    null,
    part,
    where,
)
from cx.readers.converters_numbers import whole_number
from cx.readers.stamps_words import in_english
from cx.readers.stamps_zones import to_utc

#: Stamps before this year are slips of the pen (a year in two digits, an empty date of a spreadsheet).
FIRST_YEAR = 1901
_FIRST, _LAST = (np.datetime64(f"{year}-01-01", "us") for year in (FIRST_YEAR, 10_000))

_ISO = r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?$"
_ISO_ZONE = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?( ?UTC|Z|[+-]\d\d(:?\d\d)?)$"

#: Day 0 of a spreadsheet that counts days from 1900, as it counts since March of that year.
_EXCEL_START = datetime(1899, 12, 30)
_DAY, _SECOND = 86_400_000_000, 1_000_000


def stamp(texts: pa.Array, options: Options) -> Converted:
    """An instant in UTC. ISO 8601 unless `formats` are declared, tried in their order: those of strptime, "iso",
    "excel" (days since 1899-12-30, as a spreadsheet holds dates), "unix_seconds", "unix_milliseconds".

    A zone at the end of a text counts whatever the format: an offset, a name, an abbreviation (of several zones that
    share one the likeliest is taken, and said to be guessed). A stamp without one is in `zone`. Months may be Russian
    or Lithuanian, a fraction of a second may follow a comma; behind a format of strptime it is dropped. A value
    without a time of day is that day, never converted: midnight of it, marked date only.
    """
    formats, zone = tuple(options.get("formats") or ("iso",)), str(options["zone"])
    result = by_formats(texts, formats, zone)
    if not any_of(result.bad):
        return result
    rest = _by_words(texts.filter(result.bad), formats, zone)  # takes longer, so of these alone
    values = pc.replace_with_mask(result.values, result.bad, rest.values)
    date_only = pc.replace_with_mask(result.date_only, result.bad, rest.date_only)
    return Converted(values, pc.replace_with_mask(result.bad, result.bad, rest.bad), date_only, rest.guessed)


def _by_words(texts: pa.Array, formats: Sequence[str], zone: str) -> Converted:
    """Stamps of texts that formats alone do not read: with a zone at the end, or in words."""
    result = _by_zones(texts, texts, formats, zone)
    if any_of(result.bad):
        plain = spelled_out(where(result.bad, texts), formats)
        result = _either(result, by_formats(plain, formats, zone))
        result = _either(result, _by_zones(where(result.bad, plain), texts, formats, zone))
    return result


def by_formats(texts: pa.Array, formats: Sequence[str], zone: str) -> Converted:
    """Stamps by the first format that reads each, letter by letter."""
    result = _by_format(formats[0], texts, zone)
    for other in formats[1:]:
        if not any_of(result.bad):
            break
        result = _either(result, _by_format(other, where(result.bad, texts), zone))
    return result


def _by_zones(texts: pa.Array, cells: pa.Array, formats: Sequence[str], zone: str) -> Converted:
    """Stamps of texts that name a zone at the end; others are bad. cells: as the file has them."""
    result = Converted(pa.nulls(len(texts), STAMP), pc.is_valid(texts), none_bad(texts))
    rest, zones = stamps_zones.split(texts)
    for word, meaning in stamps_zones.said(zones, zone):
        own = where(pc.fill_null(pc.equal(zones, word), False), rest)
        found = _moved(by_formats(own, formats, meaning.name or "UTC"), meaning.minutes)
        read = where(pc.is_valid(found.values), cells).drop_null()
        guessed = read[0].as_py() if meaning.guessed and len(read) else ""
        result = _either(result, replace(found, guessed=guessed))
    return result


def spelled_out(texts: pa.Array, formats: Sequence[str]) -> pa.Array:
    """Texts in the words and with the fractions of seconds that formats know."""
    plain = in_english(texts, months=any("%b" in form or "%B" in form for form in formats))
    plain = pc.replace_substring_regex(plain, r"(:\d\d),(\d{1,9})", r"\1.\2")
    return plain if "iso" in formats else pc.replace_substring_regex(plain, r"(:\d\d)\.\d{1,9}", r"\1")


def _moved(stamps: Converted, minutes: int) -> Converted:
    """Instants whose clocks were some minutes ahead of UTC; days stay as they are."""
    moved = pc.subtract(stamps.values, pa.scalar(minutes * 60 * _SECOND, SINCE))
    return Converted(pc.if_else(stamps.date_only, stamps.values, moved), stamps.bad, stamps.date_only)


def day_of_month(texts: pa.Array, options: Options) -> Converted:
    """A day of the one month that the preset declares by `year` and `month`."""
    year, month = int(options["year"]), int(options["month"])
    days = calendar.monthrange(year, month)[1]
    good = matches(texts, r"^0?[1-9]$|^[12]\d$|^3[01]$")
    numbers = pc.cast(where(good, texts), pa.int64())
    good = pc.and_(good, pc.fill_null(pc.less_equal(numbers, days), False))
    start = pa.scalar(datetime(year, month, 1), STAMP)
    values = pc.add(start, pc.cast(pc.multiply(pc.subtract(where(good, numbers), 1), _DAY), SINCE))
    return Converted(values, bad_unless(good, texts), pc.is_valid(values))


def months_before(texts: pa.Array, options: Options) -> Converted:
    """The day that lies a number of months before the declared `year`, `month` and `day`: of a tenure in months, when
    it began. In a shorter month it is the last day."""
    numbers = whole_number(texts, {}).values
    good = pc.fill_null(pc.and_(pc.greater_equal(numbers, 0), pc.less_equal(numbers, 1200)), False)
    counted = pc.fill_null(where(good, numbers), 0).to_numpy(zero_copy_only=False)
    months = np.datetime64(f"{int(options['year']):04}-{int(options['month']):02}", "M") - counted
    last = (months + 1).astype("datetime64[D]") - 1
    days = np.minimum(months.astype("datetime64[D]") + (int(options["day"]) - 1), last)
    values = where(good, pa.array(days.astype("datetime64[us]"), STAMP))
    return Converted(values, bad_unless(good, texts), pc.is_valid(values))


def unix_seconds(texts: pa.Array, _: Options) -> Converted:
    """Seconds since 1970, UTC."""
    return _since_1970(texts, _SECOND)


def unix_milliseconds(texts: pa.Array, _: Options) -> Converted:
    """Milliseconds since 1970, UTC."""
    return _since_1970(texts, _SECOND // 1000)


def _since_1970(texts: pa.Array, microseconds: int) -> Converted:
    numbers = whole_number(texts, {})
    inside = pc.fill_null(pc.less(pc.abs(numbers.values), 2**62 // microseconds), True)
    values = pc.cast(pc.multiply(where(inside, numbers.values), microseconds), STAMP)
    return _plausible(Converted(values, pc.or_(numbers.bad, pc.invert(inside)), none_bad(texts)), texts)


def _excel(texts: pa.Array, zone: str) -> Converted:
    """Days since 1899-12-30 with the time of day as a fraction, to the millisecond; whole numbers are days.

    Source: ECMA-376 part 1, 18.17.4 (dates and times, the 1900 date system).
    """
    good = matches(texts, r"^\d{1,7}([.,]\d{1,15})?$")
    numbers = pc.cast(pc.replace_substring(where(good, texts), ",", "."), pa.float64())
    thousandths = pc.cast(pc.round(pc.multiply(numbers, 86_400_000)), pa.int64())
    walls = pc.add(pa.scalar(_EXCEL_START, STAMP), pc.cast(pc.multiply(thousandths, 1000), SINCE))
    walls = _plausible(Converted(walls, none_bad(texts)), texts).values
    by_day = pc.fill_null(pc.equal(pc.floor(numbers), numbers), False)
    return Converted(pc.if_else(by_day, walls, to_utc(walls, zone)), none_bad(texts), by_day)


def _by_format(form: str, texts: pa.Array, zone: str) -> Converted:
    if form == "unix_seconds":
        return unix_seconds(texts, {})
    if form == "unix_milliseconds":
        return unix_milliseconds(texts, {})
    read = {"iso": _iso, "excel": _excel}.get(form)
    return _plausible(read(texts, zone) if read else _formatted(texts, form, zone), texts)


def _plausible(result: Converted, texts: pa.Array) -> Converted:
    """Stamps before `FIRST_YEAR`, and those that no calendar of four digits has, are bad."""
    inside = pc.and_(pc.greater_equal(result.values, pa.scalar(_FIRST)), pc.less(result.values, pa.scalar(_LAST)))
    inside = pc.fill_null(inside, False)
    values = result.values if pc.all(inside).as_py() else where(inside, result.values)
    return Converted(values, bad_unless(inside, texts), result.date_only)


def _iso(texts: pa.Array, zone: str) -> Converted:
    """ISO 8601; the column at once where it is of the form of its first value, else form by form."""
    first = texts.drop_null()[:1].to_pylist()
    has_zone = bool(first) and bool(re.search(_ISO_ZONE, first[0]))
    at_once = _cast(texts, pa.timestamp("us", "UTC") if has_zone else STAMP)  # a cast that fails is slow
    if at_once is not None and has_zone:
        return Converted(at_once.cast(STAMP), none_bad(texts), none_bad(texts))
    if at_once is not None:
        return _in_zone(at_once, texts, zone)
    zoned, local = matches(texts, _ISO_ZONE), matches(texts, _ISO)
    instants = _instants(where(zoned, pc.replace_substring_regex(texts, " ?UTC$", "Z")))
    rest = _in_zone(_cast_each(where(local, texts), STAMP), texts, zone)
    stamps = pc.coalesce(instants, rest.values)
    return Converted(stamps, bad_unless(pc.is_valid(stamps), texts), rest.date_only)


def _in_zone(walls: pa.Array, texts: pa.Array, zone: str) -> Converted:
    """Local times as UTC, but for days, which stay as they are: texts no longer than a date."""
    day = pc.and_(pc.is_valid(walls), pc.fill_null(pc.less_equal(pc.binary_length(texts), len("2017-05-31")), False))
    stamps = walls if zone == "UTC" else pc.if_else(day, walls, to_utc(walls, zone))
    return Converted(stamps, none_bad(texts), day)


def _instants(texts: pa.Array) -> pa.Array:
    return _cast_each(texts, pa.timestamp("us", "UTC")).cast(STAMP)


def _cast(texts: pa.Array, kind: pa.DataType) -> pa.Array | None:
    """The texts as stamps, None where one of them is not."""
    try:
        return pc.cast(texts, kind)
    except pa.ArrowInvalid:
        return None


def _cast_each(texts: pa.Array, kind: pa.DataType) -> pa.Array:
    """The texts as stamps, null where they are none: halves until the wrong ones are found.

    Arrow's cast names no place and has no null for failures; a column has few wrong dates that look right.
    """
    whole = _cast(texts, kind)
    if whole is not None:
        return whole
    if len(texts) == 1:
        return pa.nulls(1, kind)
    middle = len(texts) // 2
    return pa.concat_arrays([_cast_each(texts[:middle], kind), _cast_each(texts[middle:], kind)])


def _formatted(texts: pa.Array, form: str, zone: str) -> Converted:
    """Stamps of one strptime format. Zero padding is optional; a 30 February is bad."""
    parsed = pc.strptime(texts, format=form, unit="us", error_is_null=True)
    walls = parsed.cast(STAMP) if parsed.type.tz else parsed
    walls = _without_overflow(walls, texts, form) if "%d" in form else walls
    only_day = not re.search("%[HIMSTRXc]", form)
    stamps = walls if only_day or parsed.type.tz else to_utc(walls, zone)
    date_only = pc.is_valid(stamps) if only_day else none_bad(texts)
    return Converted(stamps, bad_unless(pc.is_valid(stamps), texts), date_only)


def _without_overflow(walls: pa.Array, texts: pa.Array, form: str) -> pa.Array:
    """Null where strptime let a day run over into the next month (30 February is read as 1 March)."""
    suspects = pc.less_equal(pc.day(walls), 3)
    if "%z" in form:  # as UTC, a day earlier or later
        suspects = pc.or_(pc.less_equal(pc.day(walls), 4), pc.greater_equal(pc.day(walls), 28))
    places = pc.indices_nonzero(pc.fill_null(suspects, False))
    if not len(places):
        return walls
    own = texts.take(places)
    days = part(own, _pattern(form, "d"), "d")
    local = pc.add(walls.take(places), _ahead(own, form)) if "%z" in form else walls.take(places)
    wrong = pc.not_equal(pc.cast(days, pa.int64()), pc.day(local))
    mask = np.zeros(len(walls), dtype=bool)
    mask[places.to_numpy()[pc.fill_null(wrong, False).to_numpy(zero_copy_only=False)]] = True
    return pc.if_else(pa.array(mask), null(STAMP), walls)


def _ahead(texts: pa.Array, form: str) -> pa.Array:
    """How far the clocks of texts with an offset are ahead of UTC."""
    offsets = part(texts, _pattern(form, "z"), "z")
    pattern = r"^(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?$"
    hours, minutes = (
        pc.fill_null(pc.cast(part(offsets, pattern, name), pa.int64()), 0) for name in ("hours", "minutes")
    )
    total = pc.multiply(pc.add(pc.multiply(hours, 60), minutes), 60 * _SECOND)
    back = pc.fill_null(pc.equal(part(offsets, pattern, "sign"), "-"), False)
    return pc.cast(pc.if_else(back, pc.negate(total), total), SINCE)


def _pattern(form: str, wanted: str) -> str:
    """A pattern that finds what one code of a strptime format stands for in a text."""
    widths = {"Y": r"\d{4}", "z": r"(?:[+-]\d\d:?(?:\d\d)?|Z)", "T": r"\d{1,2}:\d{1,2}:\d{1,2}"}
    words = dict.fromkeys("bBaAp", r"[^\d\s]+?")

    def code(found: re.Match[str]) -> str:
        one = ({**widths, **words}).get(found[1], r"\d{1,2}")
        return f"(?P<{wanted}>{one})" if found[1] == wanted else one

    before = re.escape(form[: form.index(f"%{wanted}") + 2])
    return "^" + re.sub("%([a-zA-Z])", code, before.replace(r"\ ", r" *"))


def _either(one: Converted, other: Converted) -> Converted:
    """The first result where it could be read, else the second."""
    date_only = pc.if_else(one.bad, other.date_only, one.date_only)
    values = pc.coalesce(one.values, other.values)
    return Converted(values, pc.and_(one.bad, pc.is_null(values)), date_only, one.guessed or other.guessed)
