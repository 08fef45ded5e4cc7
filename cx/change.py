"""Is the difference real: differences with their intervals, and verdicts on a family of them.

Every difference comes from the two scores' own intervals (MOVER: Zou and Donner, Statistics in Medicine 27 (2008)
1693; for shares this is Newcombe's interval, Statistics in Medicine 17 (1998) 873):

    low  = d - sqrt((after - after.low)^2 + (before.high - before)^2)
    high = d + sqrt((after.high - after)^2 + (before - before.low)^2)

so it is centred on the difference that is seen, and agrees with its p about 0. Times (percentiles, with or without
what still runs) and counts are compared on logarithms, which gives a ratio.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cx.groups import Groups
from cx.intervals import Z
from cx.measures import Reading
from cx.scores import Scores

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: clear: adjusted p <= 0.05; possible: only the interval leaves out 0; noise: the rest; few: too few rows on one side
#: to say; none: nothing to compare with.
VERDICTS = ("clear", "possible", "noise", "few", "none")

LEVEL = 0.05

#: A duration of no whole second counts as half a second, and no row as half a row, so that it has a logarithm.
_LEAST = 0.5

_TIMES = ("percentile", "survival")


class Difference(NamedTuple):
    """(G,) differences, their 95 % intervals and two-sided p; NaN where a side has no score or an infinite one, and
    where a count was 0 before.

    ratio: they are after/before - 1 (of times and counts); otherwise after - before, in the unit of the scores.
    """

    difference: Floats
    low: Floats
    high: Floats
    p: Floats
    ratio: bool


@dataclass(frozen=True)
class Change:
    """One number against an earlier one. Scores and differences are fractions, answers or seconds, as in `Scores`.

    ratio: the difference is after/before - 1; p: of this difference alone; adjusted_p: within its family (NaN where
    it was not tested); better: whether the change is for the better, None where neither way is, or nothing moved.
    """

    reading: Reading
    before: float
    after: float
    n_before: int
    n_after: int
    difference: float
    low: float
    high: float
    ratio: bool
    p: float
    adjusted_p: float
    verdict: str
    better: bool | None


def difference(after: Scores, before: Scores) -> Difference:
    """The differences of two Scores of one reading, group by group in the order they stand in."""
    if after.reading.full_name != before.reading.full_name or len(after) != len(before):
        raise ValueError(f"cannot compare {after.reading.full_name} with {before.reading.full_name}, group by group")
    if is_ratio(after.reading):
        return _ratio(after, before)
    parts = _mover(after.value, after.low, after.high, before.value, before.low, before.high)
    return Difference(*parts, _p(*parts), False)


def is_ratio(reading: Reading) -> bool:
    """Whether two scores are compared by their ratio: times and counts, unless these can be below 0."""
    return reading.kind in _TIMES or (reading.kind == "count" and not reading.signed)


def _ratio(after: Scores, before: Scores) -> Difference:
    logs = _mover(*_logs(after), *_logs(before))
    gap, low, high = (np.expm1(part) for part in logs)
    if after.reading.kind != "count":
        return Difference(gap, low, high, _p(*logs), True)
    compared = before.value > 0
    gap, low, high, p = (np.where(compared, part, np.nan) for part in (gap, low, high, _p(*logs)))
    return Difference(np.where(compared & (after.value == 0), -1.0, gap), low, high, p, True)


def _logs(scores: Scores) -> tuple[Floats, Floats, Floats]:
    least = _LEAST / scores.denominator if scores.reading.kind == "count" else _LEAST
    value = np.where(np.isfinite(scores.value), scores.value, np.nan)
    with np.errstate(divide="ignore"):
        low = np.log(scores.low)  # no lower bound: minus infinity
    value, high = (np.log(np.maximum(part, least)) for part in (value, scores.high))
    return value, low, high


def _mover(
    after: Floats, after_low: Floats, after_high: Floats, before: Floats, before_low: Floats, before_high: Floats
) -> tuple[Floats, Floats, Floats]:
    gap = after - before
    low = gap - np.hypot(after - after_low, before_high - before)
    high = gap + np.hypot(after_high - after, before - before_low)
    return gap, low, high


def _p(gap: Floats, low: Floats, high: Floats) -> Floats:
    """Two-sided p: 1.96 times the distance of the gap from 0, in units of its interval's half on that side."""
    from scipy.special import ndtr

    half = np.where(gap > 0, gap - low, high - gap)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = 2 * ndtr(-Z * np.abs(gap) / half)
    return np.where(gap == 0, 1.0, p)


def verdicts(family: Sequence[tuple[Scores, Scores | None]], grey_below: int = 30) -> list[Change]:
    """Verdicts on several numbers that are looked at together: (after, before) of one group each.

    before None: there is nothing to compare with. False discoveries are held at 5 % over the family (Benjamini and
    Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289); what is not tested is no part of it.
    """
    pairs = [(after, _nothing(after) if before is None else before) for after, before in family]
    if any(len(after) != 1 for after, _ in pairs):
        raise ValueError("a family is made of scores of one group each; see verdicts_by for the groups of one score")
    return _changes(pairs, grey_below)


def verdicts_by(after: Scores, before: Scores | None, grey_below: int = 30) -> list[Change]:
    """Verdicts on the groups of one score (one measure over one dimension, one family), in the order of `after`.

    Groups are matched by what they are called; one that was not there before has nothing to compare with.
    """
    return _changes([(after, aligned(after, before) if before is not None else _nothing(after))], grey_below)


def aligned(after: Scores, before: Scores) -> Scores:
    """The scores of `before` in the groups and the order of `after`; groups unknown to it have no data."""
    wanted, known = after.named, before.named
    if wanted.by != known.by:
        raise ValueError(f"cannot match groups by {list(known.by)} with groups by {list(wanted.by)}")
    return _taken(before, matching(wanted, known), wanted) if wanted.by else before


def matching(wanted: Groups, known: Groups) -> Ints:
    """For each group wanted, the row of the known groups with the same names; -1 where there is none."""
    rows = {names: row for row, names in enumerate(known.names())}
    return np.array([rows.get(names, -1) for names in wanted.names()], dtype=np.int64)


def _taken(scores: Scores, rows: Ints, named: Groups) -> Scores:
    """The scores of some rows, under other names; -1 stands for a row without data."""
    return scores.changed(lambda numbers, nothing: np.append(numbers, nothing)[rows], named)


def _nothing(after: Scores) -> Scores:
    return _taken(after, np.full(len(after), -1), after.named)


def _changes(pairs: Sequence[tuple[Scores, Scores]], grey_below: int) -> list[Change]:
    parts = [difference(after, before) for after, before in pairs]
    gap, low, high, p = (_joined([part[index] for part in parts]) for index in range(4))
    n = [_joined([pair[side].n for pair in pairs]) for side in (0, 1)]
    compared = (n[0] > 0) & (n[1] > 0) & ~np.isnan(gap)
    tested = compared & (n[0] >= grey_below) & (n[1] >= grey_below)
    adjusted = _adjusted(p, tested)
    cases = [~compared, ~tested, adjusted <= LEVEL, (low > 0) | (high < 0)]
    found = np.select(cases, ["none", "few", "clear", "possible"], "noise")
    changes: list[Change] = []
    for (after, before), part in zip(pairs, parts, strict=True):
        rows = slice(len(changes), len(changes) + len(after))
        changes += _each(after, before, part, adjusted[rows], found[rows])
    return changes


def _each(
    after: Scores, before: Scores, part: Difference, adjusted: Floats, found: NDArray[np.str_]
) -> Iterator[Change]:
    """The changes of one pair, group by group; columns first, as there may be thousands of groups."""
    numbers = (before.value, after.value, before.n, after.n, part.difference, part.low, part.high, part.p)
    columns = [column.tolist() for column in (*numbers, adjusted, found, after.better)]
    for was, became, n_before, n_after, gap, low, high, p, adjusted_p, verdict, good in zip(*columns, strict=True):
        yield Change(
            after.reading, was, became, n_before, n_after, gap, low, high, part.ratio, p, adjusted_p, verdict,
            _better(gap, good),
        )  # fmt: skip


def _joined(arrays: list[Any]) -> Floats:
    return np.concatenate([np.empty(0), *arrays])


def _adjusted(p: Floats, tested: Bools) -> Floats:
    """Benjamini-Hochberg adjusted p of those tested, NaN for the others."""
    adjusted = np.full(len(p), np.nan)
    if tested.any():
        from scipy.stats import false_discovery_control

        adjusted[tested] = false_discovery_control(p[tested])
    return adjusted


def _better(gap: float, good: str) -> bool | None:
    if good == "none" or math.isnan(gap) or gap == 0:
        return None
    return (gap > 0) == (good == "high")
