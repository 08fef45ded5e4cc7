"""The closed list of converters: from the text in a file to a value of the warehouse.

Each takes an Arrow array of text (null where nothing is given; sentinels are null already) and the options its
column declares, and returns values of the same length and which texts it could not read. All work on whole
columns; none looks at one row after another.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Options = Mapping[str, Any]
STAMP = pa.timestamp("us")
_SINCE = pa.duration("us")

#: Stamps before this year are slips of the pen (a year in two digits, an empty date of a spreadsheet).
FIRST_YEAR = 1901
_FIRST, _LAST = (np.datetime64(f"{year}-01-01", "us") for year in (FIRST_YEAR, 10_000))

_YES, _NO = pa.array(["1", "true", "yes", "y", "t", "on"]), pa.array(["0", "false", "no", "n", "f", "off"])
_ISO = r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?$"
_ISO_ZONE = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?( ?UTC|Z|[+-]\d\d(:?\d\d)?)$"


@dataclass(frozen=True)
class Converted:
    """values: of the field's type, null where nothing is given or it cannot be read; bad: where it cannot be read;
    date_only: where a stamp is known to the day only (None for other fields)."""

    values: pa.Array
    bad: pa.BooleanArray
    date_only: pa.BooleanArray | None = None


class Converter(NamedTuple):
    """A converter by name: how, the kinds of fields it fills, the options it takes, and what a good text is."""

    convert: Callable[[pa.Array, Options], Converted]
    kinds: tuple[str, ...]
    options: tuple[str, ...]
    expects: str


def clean(texts: pa.Array, missing: Sequence[str] = ()) -> pa.Array:
    """Texts without blanks around them; null where nothing is left or the text is a sentinel for "not given"."""
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.is_in(trimmed, value_set=pa.array(["", *missing], pa.string())), _null(pa.string()), trimmed)


def map_values(texts: pa.Array, mapping: Mapping[str, str], unmapped: str) -> Converted:
    """Texts replaced by a map; what the map does not hold is kept ("keep"), made null ("missing") or bad ("reject").

    A text mapped to "" becomes null.
    """
    places = pc.index_in(texts, value_set=pa.array(list(mapping), pa.string()))
    known = pc.is_valid(places)
    mapped = clean(pa.array(list(mapping.values()), pa.string())).take(places)
    others = texts if unmapped == "keep" else _nulls(texts, pa.string())
    bad = pc.and_(pc.invert(known), pc.is_valid(texts)) if unmapped == "reject" else _none_bad(texts)
    return Converted(pc.if_else(known, mapped, others), bad)


def text(texts: pa.Array, _: Options) -> Converted:
    """The text as it came, without blanks around it."""
    return Converted(texts, _none_bad(texts))


def lower(texts: pa.Array, _: Options) -> Converted:
    """The text in lower case, for ids and addresses that differ in nothing else."""
    return Converted(pc.utf8_lower(texts), _none_bad(texts))


def whole_number(texts: pa.Array, _: Options) -> Converted:
    """A whole number; 5.0 counts as 5."""
    try:
        return Converted(pc.cast(texts, pa.int64()), _none_bad(texts))
    except pa.ArrowInvalid:
        good = _matches(texts, r"^[+-]?\d{1,18}(\.0*)?$")
        digits = pc.replace_substring_regex(pc.if_else(good, texts, _null(pa.string())), r"\.0*$|^\+", "")
        return Converted(pc.cast(digits, pa.int64()), _bad(texts, good))


def decimal(texts: pa.Array, options: Options) -> Converted:
    """A number; with `comma` its decimals follow a comma (1.234,5)."""
    plain = texts
    if options.get("comma"):
        plain = pc.replace_substring(pc.replace_substring_regex(texts, r"[. \x{a0}\x{202f}]", ""), ",", ".")
    good = _matches(plain, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$")
    numbers = pc.cast(pc.replace_substring_regex(pc.if_else(good, plain, _null(pa.string())), r"^\+", ""), pa.float64())
    return Converted(numbers, _bad(texts, good))


def yes_no(texts: pa.Array, _: Options) -> Converted:
    """1 for yes, true, 1, on; 0 for no, false, 0, off; in any case of letters."""
    lowered = pc.utf8_lower(texts)
    yes, no = pc.is_in(lowered, value_set=_YES), pc.is_in(lowered, value_set=_NO)
    values = pc.if_else(yes, pa.scalar(1, pa.int64()), pc.if_else(no, pa.scalar(0, pa.int64()), _null(pa.int64())))
    return Converted(values, _bad(texts, pc.or_(yes, no)))


def stamp(texts: pa.Array, options: Options) -> Converted:
    """An instant in UTC. ISO 8601 unless `formats` (of strptime) are declared, tried in their order.

    A stamp without a zone of its own is in `zone`. A value without a time of day is that day, never converted:
    midnight of it, marked date only.
    """
    formats = options.get("formats") or ("iso",)
    result = _stamps_by(formats[0], texts, str(options["zone"]))
    for other in formats[1:]:
        if not pc.any(result.bad).as_py():
            break
        result = _either(result, _stamps_by(other, pc.if_else(result.bad, texts, _null(pa.string())), options["zone"]))
    return result


def day_of_month(texts: pa.Array, options: Options) -> Converted:
    """A day of the one month that the preset declares by `year` and `month`."""
    year, month = int(options["year"]), int(options["month"])
    days = calendar.monthrange(year, month)[1]
    good = _matches(texts, r"^0?[1-9]$|^[12]\d$|^3[01]$")
    numbers = pc.cast(pc.if_else(good, texts, _null(pa.string())), pa.int64())
    good = pc.and_(good, pc.fill_null(pc.less_equal(numbers, days), False))
    start = pa.scalar(datetime(year, month, 1), STAMP)
    since = pc.cast(pc.multiply(pc.subtract(pc.if_else(good, numbers, _null(pa.int64())), 1), 86_400_000_000), _SINCE)
    values = pc.add(start, since)
    return Converted(values, _bad(texts, good), pc.is_valid(values))


def unix_seconds(texts: pa.Array, _: Options) -> Converted:
    """Seconds since 1970, UTC."""
    return _since_1970(texts, 1_000_000)


def unix_milliseconds(texts: pa.Array, _: Options) -> Converted:
    """Milliseconds since 1970, UTC."""
    return _since_1970(texts, 1_000)


def seconds(texts: pa.Array, options: Options) -> Converted:
    """A duration in seconds, rounded to whole ones."""
    return _duration(texts, options, 1)


def minutes(texts: pa.Array, options: Options) -> Converted:
    """A duration in minutes, as seconds."""
    return _duration(texts, options, 60)


def hours(texts: pa.Array, options: Options) -> Converted:
    """A duration in hours, as seconds."""
    return _duration(texts, options, 3600)


def clock(texts: pa.Array, _: Options) -> Converted:
    """A duration written H:MM:SS or H:MM (hours may pass 24), as seconds."""
    good = _matches(texts, r"^\d{1,5}:[0-5]\d(:[0-5]\d)?$")
    parts = pc.extract_regex(pc.if_else(good, texts, _null(pa.string())), r"^(?P<h>\d+):(?P<m>\d+)(?::(?P<s>\d+))?$")
    h, m, s = (pc.struct_field(parts, [name]) for name in "hms")
    s = pc.if_else(pc.equal(s, ""), "0", s)
    whole = [pc.cast(part, pa.int64()) for part in (h, m, s)]
    total = pc.add(pc.add(pc.multiply(whole[0], 3600), pc.multiply(whole[1], 60)), whole[2])
    return Converted(total, _bad(texts, good))


def hashed_email(texts: pa.Array, options: Options) -> Converted:
    """The address in lower case as a keyed hash (SipHash): the same person, but not readable without the `key`."""
    hashes = hash_texts(pc.utf8_lower(texts), str(options["key"]))
    return Converted(pc.if_else(pc.is_valid(texts), hashes, _null(pa.string())), _none_bad(texts))


_STAMP_KINDS, _NUMBERS, _TEXTS = ("stamp",), ("small", "int", "big", "real"), ("id", "dim", "text")

CONVERTERS = {
    "text": Converter(text, _TEXTS, (), "a text"),
    "lower": Converter(lower, _TEXTS, (), "a text"),
    "whole_number": Converter(whole_number, _NUMBERS, (), "a whole number of at most 18 digits"),
    "decimal": Converter(decimal, _NUMBERS, ("comma",), "a number"),
    "yes_no": Converter(yes_no, _NUMBERS, (), "yes or no"),
    "stamp": Converter(stamp, _STAMP_KINDS, ("formats", "zone"), "a date or time of the declared form"),
    "day_of_month": Converter(day_of_month, _STAMP_KINDS, ("year", "month"), "a day of the declared month"),
    "unix_seconds": Converter(unix_seconds, _STAMP_KINDS, (), "seconds since 1970"),
    "unix_milliseconds": Converter(unix_milliseconds, _STAMP_KINDS, (), "milliseconds since 1970"),
    "seconds": Converter(seconds, _NUMBERS, ("comma",), "a number of seconds"),
    "minutes": Converter(minutes, _NUMBERS, ("comma",), "a number of minutes"),
    "hours": Converter(hours, _NUMBERS, ("comma",), "a number of hours"),
    "clock": Converter(clock, _NUMBERS, (), "a duration like 1:05:00"),
    "hashed_email": Converter(hashed_email, ("id",), (), "an e-mail address"),
}  # fmt: skip

#: The converter of a field whose preset names none.
BY_KIND = {
    "id": "text", "dim": "text", "text": "text", "stamp": "stamp",
    "small": "whole_number", "int": "whole_number", "big": "whole_number", "real": "decimal",
}  # fmt: skip


def hash_texts(texts: pa.Array, key: str) -> pa.Array:
    """Sixteen hexadecimal digits for each text (null: for ""), by SipHash with a key of sixteen letters."""
    objects = pc.fill_null(texts, "").to_numpy(zero_copy_only=False)
    return hexadecimal(pd.util.hash_array(objects, hash_key=f"{key:0<16.16}", categorize=False))


def hexadecimal(hashes: Any) -> pa.Array:
    """Unsigned 64-bit numbers as sixteen digits each."""
    halves = np.frombuffer(hashes.astype(">u8").tobytes(), np.uint8)
    digits = np.stack([halves >> 4, halves & 15], axis=1)
    letters = np.frombuffer(b"0123456789abcdef", np.uint8)[digits]
    return _of_width(letters.tobytes(), 16)


def _of_width(letters: bytes, width: int) -> pa.Array:
    """Texts of one width from their letters in a row."""
    offsets = np.arange(0, len(letters) + 1, width, dtype=np.int32)
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(letters))


def _null(kind: pa.DataType) -> pa.Scalar:
    return pa.scalar(None, kind)


def _nulls(like: pa.Array, kind: pa.DataType) -> pa.Array:
    return pa.nulls(len(like), kind)


def _none_bad(texts: pa.Array) -> pa.BooleanArray:
    return pa.repeat(pa.scalar(False), len(texts))


def _bad(texts: pa.Array, good: pa.BooleanArray) -> pa.BooleanArray:
    """Given, but not good."""
    return pc.and_(pc.is_valid(texts), pc.invert(pc.fill_null(good, False)))


def _matches(texts: pa.Array, pattern: str) -> pa.BooleanArray:
    return pc.fill_null(pc.match_substring_regex(texts, pattern=pattern), False)


def _since_1970(texts: pa.Array, microseconds: int) -> Converted:
    numbers = whole_number(texts, {})
    inside = pc.fill_null(pc.less(pc.abs(numbers.values), 2**62 // microseconds), True)
    kept = pc.if_else(inside, numbers.values, _null(pa.int64()))
    values = pc.cast(pc.multiply(kept, microseconds), STAMP)
    return _plausible(Converted(values, pc.or_(numbers.bad, pc.invert(inside)), _none_bad(texts)), texts)


def _duration(texts: pa.Array, options: Options, length: int) -> Converted:
    numbers = decimal(texts, options)
    return Converted(pc.round(pc.multiply(numbers.values, length)), numbers.bad)


def _stamps_by(form: str, texts: pa.Array, zone: str) -> Converted:
    return _plausible(_iso(texts, zone) if form == "iso" else _formatted(texts, form, zone), texts)


def _plausible(result: Converted, texts: pa.Array) -> Converted:
    """Stamps before `FIRST_YEAR`, and those that no calendar of four digits has, are bad."""
    inside = pc.and_(pc.greater_equal(result.values, pa.scalar(_FIRST)), pc.less(result.values, pa.scalar(_LAST)))
    inside = pc.fill_null(inside, False)
    values = result.values if pc.all(inside).as_py() else pc.if_else(inside, result.values, _null(STAMP))
    return Converted(values, _bad(texts, inside), result.date_only)


def _iso(texts: pa.Array, zone: str) -> Converted:
    """ISO 8601; the column at once where it is of the form of its first value, else form by form."""
    first = texts.drop_null()[:1].to_pylist()
    has_zone = bool(first) and bool(re.search(_ISO_ZONE, first[0]))
    at_once = _cast(texts, pa.timestamp("us", "UTC") if has_zone else STAMP)  # a cast that fails is slow
    if at_once is not None and has_zone:
        return Converted(at_once.cast(STAMP), _none_bad(texts), _none_bad(texts))
    if at_once is not None:
        return _in_zone(at_once, texts, zone)
    zoned, local = _matches(texts, _ISO_ZONE), _matches(texts, _ISO)
    instants = _instants(pc.if_else(zoned, pc.replace_substring_regex(texts, " ?UTC$", "Z"), _null(pa.string())))
    rest = _in_zone(_cast_each(pc.if_else(local, texts, _null(pa.string())), STAMP), texts, zone)
    stamps = pc.coalesce(instants, rest.values)
    return Converted(stamps, _bad(texts, pc.is_valid(stamps)), rest.date_only)


def _in_zone(walls: pa.Array, texts: pa.Array, zone: str) -> Converted:
    """Local times as UTC, but for days, which stay as they are: texts no longer than a date."""
    day = pc.and_(pc.is_valid(walls), pc.fill_null(pc.less_equal(pc.binary_length(texts), len("2017-05-31")), False))
    stamps = walls if zone == "UTC" else pc.if_else(day, walls, to_utc(walls, zone))
    return Converted(stamps, _none_bad(texts), day)


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
    date_only = pc.is_valid(stamps) if only_day else _none_bad(texts)
    return Converted(stamps, _bad(texts, pc.is_valid(stamps)), date_only)


def _without_overflow(walls: pa.Array, texts: pa.Array, form: str) -> pa.Array:
    """Null where strptime let a day run over into the next month (30 February is read as 1 March)."""
    suspects = pc.fill_null(pc.less_equal(pc.day(walls), 3), False)
    places = pc.indices_nonzero(suspects)
    if not len(places) or "%z" in form:
        return walls
    pattern = _day_pattern(form)
    days = pc.struct_field(pc.extract_regex(texts.take(places), pattern), ["day"])
    wrong = pc.not_equal(pc.cast(days, pa.int64()), pc.day(walls.take(places)))
    mask = np.zeros(len(walls), dtype=bool)
    mask[places.to_numpy()[pc.fill_null(wrong, False).to_numpy(zero_copy_only=False)]] = True
    return pc.if_else(pa.array(mask), _null(STAMP), walls)


def _day_pattern(form: str) -> str:
    """A pattern that finds the day of the month in a text of a strptime format."""
    before = re.escape(form[: form.index("%d")])
    widths = {"Y": r"\d{4}", "b": r"[^\d\s]+", "B": r"[^\d\s]+"}
    return "^" + re.sub("%([a-zA-Z])", lambda code: widths.get(code[1], r"\d{1,2}"), before) + r" *(?P<day>\d{1,2})"


def to_utc(walls: pa.Array, zone: str) -> pa.Array:
    """Local times of a zone as UTC. A time that comes twice is the first of the two; one that is skipped is the
    first instant after the gap."""
    if zone == "UTC":
        return walls
    times = pd.DatetimeIndex(walls.to_numpy(zero_copy_only=False))
    first = np.ones(len(times), dtype=bool)
    utc = times.tz_localize(zone, ambiguous=first, nonexistent="shift_forward").tz_convert("UTC").tz_localize(None)
    return pa.array(utc, STAMP, from_pandas=True)


def _either(one: Converted, other: Converted) -> Converted:
    """The first result where it could be read, else the second."""
    date_only = pc.if_else(one.bad, other.date_only, one.date_only)
    return Converted(pc.coalesce(one.values, other.values), pc.and_(one.bad, other.bad), date_only)
