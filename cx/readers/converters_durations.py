"""Converters of durations: all become whole seconds."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from cx.readers.converted import Converted, Options, bad_unless, matches, where
from cx.readers.converters_numbers import decimal

#: Seconds of each unit, by the name of its group in a pattern.
_LENGTHS = {"w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
_CLOCK = r"^(?P<h>\d{1,5}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?$"
_DAYS_AND_CLOCK = r"(?i)^(?P<d>\d{1,5}) ?(?:d|days?),? (?P<h>\d{1,5}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?:\.0+)?$"
_ISO = r"^P(?:(?P<w>\d{1,5})W)?(?:(?P<d>\d{1,5})D)?(?:T(?:(?P<h>\d{1,7})H)?(?:(?P<m>\d{1,9})M)?(?:(?P<s>\d{1,9})S)?)?$"
_WORDS = "(?i)^" + "".join(
    rf"(?:(?P<{unit}>\d{{1,9}}) ?(?:{names})\.?(?:,? ?|$))?"
    for unit, names in {
        "w": r"w|weeks?|нед\p{L}*|sav\p{L}*",
        "d": r"d|days?|д|дн|день|дн[яе]й?|dien\p{L}*",
        "h": r"h|hrs?|hours?|ч|час\p{L}*|val",
        "m": r"m|mins?|minutes?|м|мин\p{L}*",
        "s": r"s|secs?|seconds?|с|сек\p{L}*|sek",
    }.items()
) + "$"  # fmt: skip


def seconds(texts: pa.Array, options: Options) -> Converted:
    """A duration in seconds, rounded to whole ones."""
    return _times(texts, options, 1)


def minutes(texts: pa.Array, options: Options) -> Converted:
    """A duration in minutes, as seconds."""
    return _times(texts, options, 60)


def hours(texts: pa.Array, options: Options) -> Converted:
    """A duration in hours, as seconds."""
    return _times(texts, options, 3600)


def _times(texts: pa.Array, options: Options, length: int) -> Converted:
    numbers = decimal(texts, options)
    return Converted(pc.round(pc.multiply(numbers.values, length)), numbers.bad)


def clock(texts: pa.Array, _: Options) -> Converted:
    """A duration written H:MM:SS or H:MM (hours may pass 24), as seconds."""
    return _by_units(texts, (_CLOCK,))


def duration_words(texts: pa.Array, _: Options) -> Converted:
    """A duration written with its units, as seconds: 1d 2h 3m, 2 hours 5 minutes, 2 days 03:00:00, PT1H5M (ISO 8601);
    a clock like 3:00:00 counts too. Months and years, which have no length, are refused."""
    return _by_units(texts, (_CLOCK, _DAYS_AND_CLOCK, _ISO, _WORDS))


def _by_units(texts: pa.Array, patterns: tuple[str, ...]) -> Converted:
    """Seconds by the first pattern that fits."""
    totals = [_total(texts, pattern) for pattern in patterns]
    values = pc.coalesce(*totals)
    return Converted(values, bad_unless(pc.is_valid(values), texts))


def _total(texts: pa.Array, pattern: str) -> pa.Array:
    """The sum of all units that a pattern finds; null where it does not fit, or finds none."""
    fits = pc.and_(matches(texts, pattern), matches(texts, r"\d"))
    found = pc.extract_regex(where(fits, texts), pattern=pattern)
    total = pa.repeat(pa.scalar(0, pa.int64()), len(texts))
    for unit, length in _LENGTHS.items():
        if f"<{unit}>" in pattern:
            amount = pc.struct_field(found, [unit])
            amount = pc.cast(pc.if_else(pc.equal(amount, ""), "0", amount), pa.int64())
            total = pc.add(total, pc.multiply(amount, length))
    return total
