"""A split change in the units people use: unrounded for files, and rounded so that whatever is printed adds up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cx.change import Change
from cx.why import Decomposition, Line

#: Decimals that are printed, by unit.
DIGITS: Mapping[str, int] = {"points": 1, "percent": 1, "answer": 2, "seconds": 0, "number": 2}

OTHER = "(other)"

Record = dict[str, Any]


def records(found: Decomposition) -> list[Record]:
    """One dictionary per line, unrounded. segment: None for missing, OTHER for the `lumped` together."""
    return [_record(line, found.reading.scale) for line in found.lines]


def _record(line: Line, scale: float) -> Record:
    return {
        "segment": line.segments[0] if len(line.segments) == 1 else OTHER,
        "lumped": list(line.segments) if len(line.segments) > 1 else [],
        "share_before": line.w0 * 100,
        "share_after": line.w1 * 100,
        "before": _known(line.s0 * scale),
        "after": _known(line.s1 * scale),
        "n_before": line.n0,
        "n_after": line.n1,
        "mix": line.mix * scale,
        "mix_sd": line.mix_sd * scale,
        "rate": line.rate * scale,
        "rate_sd": line.rate_sd * scale,
        "verdict": line.verdict,
    }


def whole(found: Decomposition) -> Record:
    """The change as a whole, unrounded."""
    scale = found.reading.scale
    parts = {"mix": _known(found.mix * scale), "rate": _known(found.rate * scale)}
    return change(found.change) | parts | sizes(found)


def change(found: Change) -> Record:
    """A difference of two scores with its interval, unrounded."""
    scale = found.reading.scale
    names = {"before": "before", "after": "after", "change": "difference", "change_low": "low", "change_high": "high"}
    numbers = {name: _known(getattr(found, field) * scale) for name, field in names.items()}
    return {**numbers, "n_before": found.n_before, "n_after": found.n_after, "verdict": found.verdict}


def sizes(found: Decomposition) -> Record:
    """How much a dimension explains: the sum of its lines, and how uneven they are beyond chance."""
    scale = found.reading.scale
    return {
        "size": found.size * scale,
        "unevenness": found.unevenness * scale,
        "stands_out": found.stands_out,
    }


def _known(number: float) -> float | None:
    return number if math.isfinite(number) else None


# Rounded.


def printed(found: Decomposition) -> list[Record]:
    """The lines and, last, their sum as segment "all", rounded to the digits of the unit: before + mix + rate = after,
    the lines add up to the mix and the rate and the shares to 100, in what is printed as much as in what is not. Where
    rounding does not let all three be next to theirs, it is the score before that gives in: the change is said
    elsewhere too.
    """
    digits, scale = DIGITS[found.reading.unit], found.reading.scale * 10 ** DIGITS[found.reading.unit]
    after, moved = nearest(found.after * scale), nearest(found.change.difference * scale)
    before = after - moved
    mix, rate = adding_up([found.mix * scale, found.rate * scale], moved)
    columns = {
        "share_before": _digits(adding_up([line.w0 * 1000 for line in found.lines], 1000), 1),
        "share_after": _digits(adding_up([line.w1 * 1000 for line in found.lines], 1000), 1),
        "mix": _digits(adding_up([line.mix * scale for line in found.lines], mix), digits),
        "rate": _digits(adding_up([line.rate * scale for line in found.lines], rate), digits),
    }
    lines = [_printed_line(line, columns, place, scale, digits) for place, line in enumerate(found.lines)]
    total = {"before": before, "after": after, "mix": mix, "rate": rate, "both": mix + rate}
    sums = {name: _digits([number], digits)[0] for name, number in total.items()}
    counts = {"n_before": found.change.n_before, "n_after": found.change.n_after}
    return [*lines, {"segment": "all", "share_before": 100.0, "share_after": 100.0, **sums, **counts}]


def _printed_line(line: Line, columns: Mapping[str, list[Any]], place: int, scale: float, digits: int) -> Record:
    own = {name: column[place] for name, column in columns.items()}
    scores = {"before": line.s0, "after": line.s1, "rate_sd": line.rate_sd}
    rounded = {name: None if math.isnan(s) else _digits([nearest(s * scale)], digits)[0] for name, s in scores.items()}
    return _record(line, 1.0) | rounded | own | {"both": round(own["mix"] + own["rate"], digits)}


def printed_net(found: Decomposition, good: Change, bad: Change) -> tuple[float, float]:
    """The changes of the shares of good and of bad answers, rounded: their difference is the change that is printed."""
    digits = DIGITS[found.reading.unit]
    scale = found.reading.scale * 10**digits
    moved = nearest(found.change.difference * scale)
    gained, lost = adding_up([good.difference * scale, -bad.difference * scale], moved)
    first, second = _digits([gained, -lost], digits)
    return first, second


def rounded(number: float, unit: str) -> float:
    """One number, in the units people use, with the digits of its unit; infinite where it is."""
    if not math.isfinite(number):
        return number
    found: float = _digits([nearest(number * 10 ** DIGITS[unit])], DIGITS[unit])[0]
    return found


def adding_up(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers next to the parts that add up to the total, which is that of the parts up to rounding.

    Each part is rounded down, and those with the largest remainders go up by one (Hamilton's method).
    """
    numbers = np.asarray(parts, dtype=float)
    down = np.floor(numbers)
    missing = total - int(down.sum())
    each, some = divmod(missing, len(numbers))
    down[np.argsort(down - numbers, kind="stable")[:some]] += 1
    return [int(number) + each for number in down]


def nearest(number: float) -> int:
    """The nearest whole number, halves away from zero, of the number as people would write it (twelve digits)."""
    return int(math.copysign(math.floor(float(f"{abs(number):.12g}") + 0.5), number))


def _digits(last_digits: Sequence[int], digits: int) -> list[Any]:
    """Numbers from how many of their last digits they are."""
    return [round(number / 10**digits, digits) if digits else number for number in last_digits]
