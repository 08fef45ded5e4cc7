"""Numbers and times as people read them: the only place where a value becomes text.

Card, axis, table, sentence and export all come here, so they round alike: half away from zero. Values are as `Scores`
holds them (fractions, the answer itself, seconds, numbers); the unit ("points", "percent", "answer", "seconds",
"number") says how they are written. A missing value is a dash, an infinite one a time that is not reached yet. Minus is
U+2212, and a number never parts from its unit at the end of a line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale, numbers
from babel.core import get_global

from cx.charts.scale import CLOCK
from cx.reports.language import locale, translate_plural
from cx.reports.language import translate as _

DASH = "—"
MINUS = "\u2212"
NBSP = "\u00a0"

_DAY, _YEAR = 86_400, 365 * 86_400

_SCALE = {"points": 100, "percent": 100, "answer": 1, "seconds": 1, "number": 1}


def score(value: float, unit: str, *, width: float = 0.0, of: int = 0) -> str:
    """A score with its unit: "+34", "81%", "5.6 of 7", "4 min 20 s".

    width: of its interval, so that no more digits are written than it supports; of: the top of the scale of answers.
    """
    number, name = parts(value, unit, width=width, of=of)
    if not number:
        return name
    return number + (_percent_sign() if name == "%" else NBSP + name if name else "")


def parts(value: float, unit: str, *, width: float = 0.0, of: int = 0) -> tuple[str, str]:
    """The number and its unit apart, for a card that sets the unit smaller; ("—", "") where there is no value, words
    alone for a time that is not reached yet.
    """
    if not math.isfinite(value):
        return ("", _("not reached yet")) if value > 0 else (DASH, "")
    if unit == "seconds":
        return _number_and_rest(duration(value, width=width))
    digits = _digits(value, unit, width)
    number = decimal(value * _SCALE[unit], digits, signed=unit == "points")
    names = {"percent": "%", "answer": _("of {top}").format(top=of).replace(" ", NBSP) if of else ""}
    return number, names.get(unit, "")


def change(value: float, unit: str, *, ratio: bool = False) -> str:
    """A difference: "−4.5 points", "+0.4 pp", "+0.2", "+12 min"; a ratio less one: "22% slower", "+8%"."""
    if not math.isfinite(value):
        return DASH
    if unit == "seconds":
        return (pace(value) if ratio else _signed_duration(value)).replace(" ", NBSP)
    if ratio:
        return decimal(value * 100, signed=True) + _percent_sign()
    number = decimal(value * _SCALE[unit], 2 if unit == "number" and abs(value) < 1 else 1, signed=True)
    words = {"points": _("{number} points"), "percent": _("{number} pp")}
    return words.get(unit, "{number}").format(number=number).replace(" ", NBSP)


def exact(value: float, unit: str, *, signed: bool = False) -> str:
    """A score with all the decimals in which parts of a change add up: "+38.6", "81.2%", "5.63"; signed: with a plus,
    as NPS always has; a time is written as ever.
    """
    if unit == "seconds" or not math.isfinite(value):
        return score(value, unit)
    digits = 1 if unit in ("points", "percent") else 2
    number = decimal(value * _SCALE[unit], digits, signed=signed or unit == "points")
    return number + (_percent_sign() if unit == "percent" else "")


def pace(change: float) -> str:
    """How much longer something takes, where a sign could be misread: "22% slower", "45% faster"; from twice or half
    on "2.5 times as long", "2.5 times as fast". change: the ratio less one."""
    ratio = 1 + change
    if ratio <= 0.5 or ratio >= 2:
        words = _("{times} times as long") if ratio > 1 else _("{times} times as fast")
        return words.format(times=times_of(max(ratio, 1 / ratio) if ratio > 0 else math.inf))
    size = decimal(abs(change) * 100)
    words = "{size}" if size == "0" else _("{size} slower") if change > 0 else _("{size} faster")
    return words.format(size=size + _percent_sign())


def times_of(ratio: float) -> str:
    """How many times as much, in the two digits that a ratio of medians bears: "2.5", "85", "2,500"; from 1 on."""
    if not math.isfinite(ratio):
        return "∞"
    digits = 1 - math.floor(math.log10(float(_rounded(ratio, 1))))
    return decimal(float(_rounded(ratio, digits)), max(digits, 0))


def interval(low: float, high: float, unit: str) -> str:
    """Both ends, the unit once: "+32 to +36", "80 to 82%", "37 to 39 min"; "" where there is none."""
    if math.isnan(low) or math.isnan(high) or math.isinf(low):
        return ""
    if math.isinf(high):
        return _("{low} or more").format(low=score(low, unit)) if low > 0 else _("too few for an interval")
    if unit == "seconds":
        return _duration_interval(low, high)
    return _interval(low, high, unit, _interval_digits(low, high, unit))


def value_only(value: float, unit: str) -> str:
    """A tick of an axis, with as many decimals as it takes: zero without sign, no unit but percent and times."""
    if unit == "seconds":
        return NBSP.join(_clock(int(value)))
    number = value * _SCALE[unit]
    text = decimal(number, max(_tick_digits(number), unit == "answer"), signed=unit == "points")
    return text + _percent_sign() if unit == "percent" else text


def count(n: float) -> str:
    """A count in full up to a million, short above."""
    if not math.isfinite(n):
        return DASH
    whole = int(_rounded(n, 0))
    if abs(whole) < 1_000_000:
        return decimal(whole)
    return str(numbers.format_compact_decimal(whole, format_type="short", fraction_digits=1, locale=locale()))


def decimal(value: float, digits: int = 0, *, signed: bool = False) -> str:
    """A number with exactly so many decimals, a real minus, and a plus if asked for (zero has no sign)."""
    rounded = _rounded(value, digits)
    text = _grouped(abs(rounded), digits, locale())
    if rounded < 0:
        return MINUS + text
    return "+" + text if signed and rounded > 0 else text


def money(amount: float, currency: str) -> str:
    """An amount of money where its language has the sign: "€40", "€2.50", "−€1,200"; no cents from 100 up, nor where
    there are none. currency: its ISO code.
    """
    if not math.isfinite(amount):
        return DASH
    digits = 0 if abs(amount) >= 100 or _rounded(amount, 2) == _rounded(amount, 0) else 2
    rounded = _rounded(amount, digits)
    pattern = re.sub(r"\.0+", "." + "0" * digits if digits else "", _pattern_of_money(locale()))
    text = str(numbers.format_currency(abs(rounded), currency, format=pattern, locale=locale(), currency_digits=False))
    return (MINUS if rounded < 0 else "") + text


@lru_cache
def _pattern_of_money(where: str) -> str:
    return str(Locale.parse(where).currency_formats["standard"].pattern).partition(";")[0]


def currencies() -> dict[str, str]:
    """The currencies that are paid with somewhere today, by ISO code, with their names."""
    paid = {code for known in get_global("territory_currencies").values() for code, _from, to, tender in known
            if to is None and tender}  # fmt: skip
    return {code: str(numbers.get_currency_name(code, locale=locale())) for code in sorted(paid)}


def duration(seconds: float, *, width: float = 0.0) -> str:
    """A time in at most two units: "42 s", "4 min 20 s", "38 min", "4 h 12 min", "31 h", "3.4 days".

    width: of its interval; the smaller unit is left out where the interval is wider than two of the larger.
    """
    if not math.isfinite(seconds):
        return DASH
    whole = int(_rounded(abs(seconds), 0))
    sign = MINUS if seconds < 0 and whole else ""
    return sign + _duration(whole, width)


def clock_span(first: float, last: float) -> str:
    """From one round time to another, the unit once: "1 to 3 days", "30 min to 1 h"."""
    ends, sizes = (value_only(first, "seconds"), value_only(last, "seconds")), (_clock_size(first), _clock_size(last))
    low = ends[0].partition(NBSP)[0] if sizes[0] == sizes[1] else ends[0]
    return _("{first} to {last}").format(first=low, last=ends[1])


def clock_labels(seconds: Sequence[float]) -> list[str]:
    """Times under neighbouring columns: named where people think in them (1, 5, 15 min, 1, 4 h, 1 day, ...), else "";
    of two neighbours only the later, so that names do not touch."""
    human = [time in CLOCK for time in seconds]
    free = [not after for after in [*human[1:], False]]
    return [
        value_only(time, "seconds") if named and room else ""
        for time, named, room in zip(seconds, human, free, strict=True)
    ]


@lru_cache(maxsize=10_000)
def _grouped(number: Decimal, digits: int, where: str) -> str:
    """A number with its thousands apart; remembered, because a page writes the same ones many times."""
    return str(numbers.format_decimal(number, format="#,##0." + "0" * digits, locale=where))


def _rounded(value: float, digits: int) -> Decimal:
    """Half away from zero, on the number as people would write it (twelve digits), not on its binary neighbour."""
    if isinstance(value, int) and not digits:
        return Decimal(value)
    return Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _signed_duration(seconds: float) -> str:
    """A longer time with a plus."""
    text = duration(seconds)
    return "+" + text if seconds >= 0.5 else text


def _digits(value: float, unit: str, width: float) -> int:
    """How many decimals a score is written with."""
    if unit == "answer":
        return 1
    if unit == "number":
        return 0 if value == int(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    extreme = 0 < value < 0.02 or 0.98 < value < 1
    return 1 if unit == "percent" and extreme and width <= 0.02 else 0


def _tick_digits(value: float) -> int:
    exact = _rounded(value, 6)
    return next((digits for digits in range(6) if _rounded(value, digits) == exact), 6)


def _percent_sign() -> str:
    """Close to the number in English, after a space that does not break elsewhere."""
    return _sign_of(locale())


@lru_cache
def _sign_of(where: str) -> str:
    return str(numbers.format_percent(0, locale=where)).lstrip("0")


def _interval_digits(low: float, high: float, unit: str) -> int:
    """Decimals of both ends: as of a score, and one more where both would read the same."""
    digits = max(_digits(low, unit, high - low), _digits(high, unit, high - low))
    same = _rounded(low * _SCALE[unit], digits) == _rounded(high * _SCALE[unit], digits)
    return digits + 1 if same and low < high else digits


def _interval(low: float, high: float, unit: str, digits: int) -> str:
    signed = unit == "points"
    ends = [decimal(end * _SCALE[unit], digits, signed=signed) for end in (low, high)]
    text = _("{low} to {high}").format(low=ends[0], high=ends[1])
    return text + _percent_sign() if unit == "percent" else text


def _duration_interval(low: float, high: float) -> str:
    """The unit once where both ends have the same single one."""
    ends = [duration(end, width=high - low) for end in (low, high)]
    pairs = [end.split(NBSP) for end in ends]
    if len(pairs[0]) == len(pairs[1]) == 2 and pairs[0][1] == pairs[1][1]:
        ends[0] = pairs[0][0]
    return _("{low} to {high}").format(low=ends[0], high=ends[1])


def _duration(whole: int, width: float) -> str:
    if whole < 60:
        return _joined((whole, _("s")))
    if whole < 600 and width < 120:
        return _joined((whole // 60, _("min")), (whole % 60, _("s")))
    minutes = int(_rounded(whole / 60, 0))
    if minutes < 60:
        return _joined((minutes, _("min")))
    if minutes < 600 and width < 7200:
        return _joined((minutes // 60, _("h")), (minutes % 60, _("min")))
    hours = int(_rounded(whole / 3600, 0))
    if hours < 48:
        return _joined((hours, _("h")))
    return _days(whole / 86400, width)


def _clock(seconds: int) -> tuple[str, str]:
    """A round time in its largest whole unit, as axes name it: a day is a day, not 24 hours."""
    size = _clock_size(seconds)
    many = seconds // size
    units = {
        _YEAR: translate_plural("year", "years", many), _DAY: translate_plural("day", "days", many), 3600: _("h"),
        60: _("min"), 1: _("s"),
    }  # fmt: skip
    return count(many), units[size]


def _clock_size(seconds: float) -> int:
    """The seconds of the largest unit of which a round time is a whole number; of none, the second."""
    return next(size for size in (_YEAR, _DAY, 3600, 60, 1) if int(seconds) % size == 0 and (seconds or size == 1))


def _days(days: float, width: float) -> str:
    digits = 1 if days < 100 and width < 2 * 86400 and _rounded(days, 0) != _rounded(days, 1) else 0
    number = decimal(days, digits)
    return number + NBSP + (translate_plural("day", "days", int(_rounded(days, 0))) if not digits else _("days"))


def _joined(*amounts: tuple[int, str]) -> str:
    """Amounts with their units; a second one of zero is left out."""
    return NBSP.join(f"{count(n)}{NBSP}{unit}" for k, (n, unit) in enumerate(amounts) if n or not k)


def _number_and_rest(text: str) -> tuple[str, str]:
    number, _space, rest = text.partition(NBSP)
    return number, rest
