"""One function per kind of reading: from the counts of many groups to their scores, all at once.

Give every bin b a value c_b; n is the number of rows in bins with a value.

    net, share, mean, sample_mean    S = sum c_b n_b / n, variance of one response v = sum c_b^2 n_b / n - S^2
    percentile                       the value of the bin that holds rank q
    survival                         the first bin after which no more than 1 - q still run (`cx.survival`)
    survival_share                   1 - S just before the parameter, or S with `complement`
    ratio                            R = sum c_b n_b / sum d_b n_b, d from the reading's `base`;
                                     by the delta method Var R = sum n_b (c_b - R d_b)^2 / (sum d_b n_b)^2
    count                            sum c_b n_b, per day where days are given; as a Poisson number its
                                     variance is sum c_b^2 n_b

Intervals: `cx.intervals`, for what is measured by Kaplan and Meier the band of `cx.survival` (times: Brookmeyer and
Crowley, Biometrics 38 (1982) 29), for ratios and for counts with negative values the normal interval. Where all rows
agree these would say that a few of them prove it: so the interval of a ratio, and of a mean number of times, is never
narrower than the score interval of a Poisson number is for none, R -+ z^2 / sum d_b n_b (mean -+ z^2 / n). A ratio's is
clipped at 0 where the reading is not signed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cx import bins, survival
from cx.intervals import Z, bounding_ranks, poisson, pseudo_responses, rank, student, wilson
from cx.measures import Reading
from cx.surveys import Survey

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Counted(NamedTuple):
    """Groups that are read alike. counts: (K, B); keys: (B,) bins, all with a value; values: (B,); days: (K,)."""

    counts: Ints
    keys: Ints
    values: Floats
    reading: Reading
    survey: Survey | None
    days: Floats


class Block(NamedTuple):
    """Their scores, (K,) each, as in `cx.scores.Scores`."""

    value: Floats
    low: Floats
    high: Floats
    n: Ints
    numerator: Floats
    denominator: Floats
    variance: Floats
    running: Ints


def block(counted: Counted) -> Block:
    """The scores, by the function of the reading's kind. Where no row counts they are NaN."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return _KINDS[counted.reading.kind](counted)


def _nothing_running(
    score: tuple[Floats, Floats, Floats], n: Ints, numerator: Floats, denominator: Floats, variance: Floats
) -> Block:
    return Block(*score, n, numerator, denominator, variance, np.zeros(len(n), dtype=np.int64))


# Means of the bins' values.


def _sums(counted: Counted) -> tuple[Ints, Floats, Floats]:
    """n, sum c n and sum c^2 n, in one product of matrices."""
    powers = np.ones((len(counted.values), 3))
    powers[:, 1], powers[:, 2] = counted.values, counted.values**2
    n, total, squares = (counted.counts.astype(float) @ powers).T
    return n.astype(np.int64), total, squares


def _share(counted: Counted) -> Block:
    n, total, _ = _sums(counted)
    share = total / n
    return _nothing_running((share, *wilson(total, n)), n, total, n.astype(float), share * (1 - share))


def _bounded(counted: Counted) -> Block:
    """A mean of whole values on a scale; sums of whole numbers and their squares are exact."""
    n, total, squares = _sums(counted)
    mean = total / n
    variance = np.maximum(squares / n - mean**2, 0)
    interval = pseudo_responses(n, mean, variance, *_scale(counted))
    return _nothing_running((mean, *interval), n, total, n.astype(float), variance)


def _scale(counted: Counted) -> tuple[float, float]:
    if counted.reading.kind == "net":
        return -1.0, 1.0
    return (counted.survey.low, counted.survey.high) if counted.survey else (np.nan, np.nan)


def _sample_mean(counted: Counted) -> Block:
    """Squares are taken about the mean: those of long durations are too large to be subtracted from each other."""
    n, total = counted.counts.sum(axis=1), counted.counts @ counted.values
    mean = total / n
    variance = (counted.counts * (counted.values - mean[:, None]) ** 2).sum(axis=1) / n
    low, high = student(n, mean, variance)
    if counted.reading.unit == "number":  # of times that something happened: never in a few rows proves nothing
        low, high = np.minimum(low, mean - Z * Z / n), np.maximum(high, mean + Z * Z / n)
    if not (counted.values < 0).any():
        low = np.maximum(low, 0.0)
    return _nothing_running((mean, low, high), n, total, n.astype(float), variance)


# Ranks.


def _percentile(counted: Counted) -> Block:
    """The value of the bin that holds the rank; from the first second of the lower rank's bin to the last second of
    the upper rank's bin. 0 and infinity where there is no bound.
    """
    counts, keys, values, q = counted.counts, counted.keys, counted.values, counted.reading.q
    until = counts.cumsum(axis=1)
    n = until[:, -1] if len(keys) else counts.sum(axis=1)
    lower, upper = bounding_ranks(np.maximum(n, 1), q)
    value = _at_rank(until, values, rank(n, q), np.nan)
    low = np.where(lower > 0, _at_rank(until, keys.astype(float), lower, 0.0), 0.0)
    high = _at_rank(until, bins.last_second(keys).astype(float), upper, np.inf)
    return _of_order((value, low, high), n)


def _at_rank(until: Ints, values: Floats, ranks: Ints, otherwise: float) -> Floats:
    """In each group, the value of the first bin whose cumulative count reaches the rank; `otherwise` if none does."""
    column = np.count_nonzero(until < ranks[:, None], axis=1)
    found: Floats = np.append(values, otherwise)[column]
    return found


def _of_order(score: tuple[Floats, ...], n: Ints) -> Block:
    """A score that is no quotient and no mean."""
    value, low, high = (np.where(n > 0, part, np.nan) for part in score)
    nothing = np.full(len(n), np.nan)
    return _nothing_running((value, low, high), n, nothing, n.astype(float), nothing)


# What still runs counted in.


def _survival(counted: Counted) -> Block:
    """Infinity where the curve does not fall that far; low is then no more than the greatest age seen."""
    lives, level = survival.lives(counted.keys, counted.counts), 1 - counted.reading.q
    curve = survival.curves(lives.ends, lives.censored)
    last = np.maximum(np.count_nonzero(curve.at_risk, axis=1) - 1, 0)
    value = np.append(bins.midpoint(lives.ages), np.inf)[survival.reached(curve.survival, level)]
    low = lives.ages[np.minimum(survival.reached(curve.low, level), last)].astype(float)
    high = np.append(bins.last_second(lives.ages), np.inf)[survival.reached(curve.high, level)]
    n, running = counted.counts.sum(axis=1), lives.censored.sum(axis=1)
    return _of_order((value, low, high), n)._replace(running=running)


def _survival_share(counted: Counted) -> Block:
    """NaN where nobody was observed up to the threshold, unless all had ended before."""
    lives, reading = survival.lives(counted.keys, counted.counts), counted.reading
    curve = survival.curves(lives.ends, lives.censored)
    before = int(np.searchsorted(lives.ages[1:], reading.parameter))
    share, summed, low, high = (part[:, before] for part in curve[1:])
    n, running = counted.counts.sum(axis=1), lives.censored.sum(axis=1)
    seen = curve.at_risk[:, before] - lives.ends[:, before] - lives.censored[:, before]
    share = np.where((seen > 0) | (share == 0), share, np.nan)
    score = (share, low, high) if reading.complement else (1 - share, 1 - high, 1 - low)
    variance = np.where(share > 0, n * share**2 * summed, share)
    score_known = tuple(np.where(np.isnan(share), np.nan, part) for part in score)
    return _of_order(score_known, n)._replace(running=running, variance=variance)


# Quotients and sums.


def _ratio(counted: Counted) -> Block:
    """NaN where there is nothing to divide by."""
    assert counted.reading.base is not None, f"{counted.reading.full_name} has no base"
    base = counted.reading.base(counted.keys, counted.survey, counted.reading.parameter)
    n, total, whole = counted.counts.sum(axis=1), counted.counts @ counted.values, counted.counts @ base
    whole = np.where(whole > 0, whole, np.nan)
    ratio = total / whole
    squares = (counted.counts * (counted.values - ratio[:, None] * base) ** 2).sum(axis=1)
    half = Z * np.sqrt(np.maximum(squares, Z * Z)) / whole
    low = ratio - half if counted.reading.signed else np.maximum(ratio - half, 0)
    return _nothing_running((ratio, low, ratio + half), n, total, np.nan_to_num(whole), n * squares / whole**2)


def _count(counted: Counted) -> Block:
    n, total, squares = _sums(counted)
    if counted.reading.signed:
        low, high = total - Z * np.sqrt(squares), total + Z * np.sqrt(squares)
    else:
        low, high = poisson(total)
    per, known = counted.days, np.where(n > 0, 1.0, np.nan)
    value, low, high = (known * part / per for part in (total, low, high))
    return _nothing_running((value, low, high), n, total, per, known * n * squares / per**2)


_KINDS = {
    "net": _bounded,
    "share": _share,
    "mean": _bounded,
    "sample_mean": _sample_mean,
    "percentile": _percentile,
    "survival": _survival,
    "survival_share": _survival_share,
    "ratio": _ratio,
    "count": _count,
}
