"""Is the newest week unusual: control limits, slow drift, days of an unfinished week, and what has yet to mature.

A new week of score s and n responses is unusual beyond both chance and the spread tau that the weeks before have of
their own (`cx/weeks.py`: mu, tau, the variance v of one response):

    Z = (s - mu) / sqrt(v/n + tau^2 + var(mu)),  p from Student's t with T - 1 degrees of freedom

Additive over-dispersion: Spiegelhalter, Statistics in Medicine 24 (2005) 1185. Weeks are whole, so that weekdays are
alike in all of them. Arrays are (S, T): series by week, oldest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cx.intervals import Z
from cx.measures import Reading
from cx.periods import DAY, GRAINS, bucket_end, bucket_of
from cx.scores import Scores
from cx.tally import Tally
from cx.weeks import Baseline, Weeks, baseline, bounds

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: How many finished weeks a baseline has: with fewer than the least nothing is said.
LEAST_WEEKS, MOST_WEEKS = 8, 52

#: A week is out of control where p is at or below this: as rare as three standard deviations of the normal law.
ALARM = 0.0027

#: Of the average for slow drift: the weight of the newest week, the width of its limits, the weeks it runs over.
LAMBDA, WIDTH, DRIFT_WEEKS = 0.2, 2.7, 8

_DAY_SECONDS = 86_400
_TERMS = 100


# The newest week.


@dataclass(frozen=True, eq=False)
class Control:
    """The week under test against the weeks before it; (S,) each, NaN where nothing can be said.

    week: its first day; value, n: its score and responses; baseline: the 8 to 52 weeks before; z: its distance from
    the expected score in standard deviations; p: how rare that is with nothing going on, two-sided.
    """

    weeks: Weeks
    week: date
    value: Floats
    n: Floats
    baseline: Baseline
    z: Floats
    p: Floats

    @property
    def alarm(self) -> Bools:
        """(S,) whether the week is out of control."""
        return self.p <= ALARM

    def limits(self, n: ArrayLike | None = None) -> tuple[Floats, Floats]:
        """The limits to draw for weeks of n responses, mu -+ 3 sqrt(v/n + tau^2), within the range of the score.

        n: (S, T), by default of the weeks shown; NaN where it is 0 or the baseline too short. They guide the eye: the
        alarm comes from p, which knows how little a short baseline is worth.
        """
        sizes = np.asarray(self.weeks.n if n is None else n, dtype=float)
        enough = np.where(self.baseline.weeks >= LEAST_WEEKS, self.baseline.expected, np.nan)[:, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            half = 3 * np.sqrt(self.baseline.variance[:, None] / sizes + self.baseline.between[:, None])
        half = np.where(sizes > 0, half, np.nan)
        return np.maximum(enough - half, self.weeks.lowest), np.minimum(enough + half, self.weeks.highest)


def control(weekly: Scores | Weeks, new: int = -1) -> Control:
    """Tests the week at position `new` (by default the newest) of finished weeks against up to 52 weeks before it.

    weekly: scores by "week" and any other dimensions, or `Weeks`. p is NaN with fewer than 8 weeks of data before, no
    response in the week, or scores that are no means. Of shares p is never below that of Fisher's exact test of the
    week against all the weeks before, which knows how lopsided rare outcomes are.
    """
    weeks = _as_weeks(weekly)
    new = range(len(weeks.starts))[new]
    before, tested = weeks.among(slice(max(new - MOST_WEEKS, 0), new)), weeks.among(slice(new, new + 1))
    known, value, n = baseline(before), weeks.value[:, new], weeks.n[:, new]
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (value - known.expected) / np.sqrt(known.variance / n + known.between + known.uncertainty)
    z = np.where((known.weeks >= LEAST_WEEKS) & (n > 0), z, np.nan)
    return Control(
        weeks, weeks.starts[new], value, n, known, z, _no_rarer(two_sided(z, known.weeks - 1), tested, before)
    )


def _as_weeks(weekly: Scores | Weeks) -> Weeks:
    return weekly if isinstance(weekly, Weeks) else Weeks.of(weekly)


def two_sided(z: Floats, freedom: ArrayLike) -> Floats:
    """Twice the tail of Student's t beyond |z|; NaN stays NaN."""
    from scipy.special import stdtr

    return np.asarray(2 * stdtr(np.maximum(freedom, 1), -np.abs(z)), dtype=np.float64)


def _no_rarer(p: Floats, tested: Weeks, before: Weeks) -> Floats:
    """Of shares: p, or that of Fisher's exact test if it is larger. NaN stays NaN."""
    if not tested.share:
        return p
    return np.where(np.isnan(p), np.nan, np.fmax(p, fisher(*_successes(tested), *_successes(before))))


def _successes(weeks: Weeks) -> tuple[Floats, Floats]:
    """(S,) successes and responses of all weeks together."""
    return np.where(weeks.n > 0, weeks.value * weeks.n, 0.0).sum(axis=1), weeks.n.sum(axis=1)


def fisher(successes: ArrayLike, n: ArrayLike, other_successes: ArrayLike, other_n: ArrayLike) -> Floats:
    """Fisher's exact test of two shares: twice the smaller tail of the hypergeometric law of the successes on one
    side, given those on both; at most 1. (S,) each.

    A tail is summed over its 100 terms next to what was seen, all that count where successes or failures are few. It
    is summed here because `scipy.stats` takes longer to import than a year of weeks to test.
    """
    counts = (successes, n, other_successes, other_n)
    k, size, others, rest = (np.rint(np.asarray(part)).astype(np.int64)[:, None] for part in counts)
    steps = np.arange(_TERMS)
    upper, lower = (_hypergeometric(k + way * steps, size, k + others, size + rest).sum(axis=1) for way in (1, -1))
    doubled: Floats = 2 * np.minimum(upper, lower)
    return np.minimum(1.0, doubled)


def _hypergeometric(k: Ints, n: Ints, successes: Ints, everything: Ints) -> Floats:
    """The chance of k successes among n of everything; 0 for a k that cannot be."""
    possible = (k >= np.maximum(0, n + successes - everything)) & (k <= np.minimum(n, successes))
    k = np.where(possible, k, np.maximum(0, n + successes - everything))
    log = _log_ways(successes, k) + _log_ways(everything - successes, n - k) - _log_ways(everything, n)
    return np.where(possible, np.exp(log), 0.0)


def _log_ways(n: Ints, k: Ints) -> Floats:
    """The logarithm of the number of ways to choose k of n."""
    from scipy.special import gammaln

    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), dtype=np.float64)


# Slow drift.


class Ewma(NamedTuple):
    """An exponentially weighted moving average, (..., T), and its steady-state limits."""

    values: Floats
    low: float
    high: float


def ewma(x: ArrayLike, start: float = 0.0, lam: float = LAMBDA, s: float = 1.0, k: float = WIDTH) -> Ewma:
    """E_t = lam x_t + (1 - lam) E_(t-1) from E_0 = start; limits start -+ k s sqrt(lam / (2 - lam)).

    x: (..., T), s: the standard deviation of one value; a missing (NaN) value leaves the average as it was.
    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4.
    """
    series = np.asarray(x, dtype=float)
    values, last = np.empty_like(series), np.full(series.shape[:-1], float(start))
    for time in range(series.shape[-1]):
        now = series[..., time]
        last = np.where(np.isnan(now), last, lam * now + (1 - lam) * last)
        values[..., time] = last
    half = k * s * float(np.sqrt(lam / (2 - lam)))
    return Ewma(values, start - half, start + half)


class Drift(NamedTuple):
    """Where the last weeks have been going, against the weeks before them.

    values, limit: (S, K) the moving average of Z and how far from 0 it may be, week by week; p: (S,) how rare the
    newest average is with nothing going on, two-sided; change: (S,) the mean shift of the score under its weights.
    """

    values: Floats
    limit: Floats
    p: Floats
    change: Floats

    @property
    def alarm(self) -> Bools:
        """(S,) whether the score has drifted away."""
        return self.p <= ALARM


def drift(weekly: Scores | Weeks, new: int = -1, over: int = DRIFT_WEEKS) -> Drift:
    """The moving average of Z over the `over` weeks up to `new`; their baseline is the up to 52 weeks before these.

    limit: 2.7 sqrt(lam/(2-lam) (1 - (1-lam)^(2i))) in the i-th week with data. p is from Student's t, and counts in
    that all weeks share the error of one baseline, which the limit leaves out. NaN as in `control`.
    """
    weeks = _as_weeks(weekly)
    end = range(len(weeks.starts))[new] + 1
    first = max(end - over, 0)
    recent, before = weeks.among(slice(first, end)), weeks.among(slice(max(first - MOST_WEEKS, 0), first))
    known = baseline(before)
    gap, own, z = _standardised(recent, known)
    seen = ~np.isnan(z)
    place = seen.cumsum(axis=1)
    limit = WIDTH * np.sqrt(LAMBDA / (2 - LAMBDA) * (1 - (1 - LAMBDA) ** (2.0 * place)))
    weight = np.where(seen, LAMBDA * (1 - LAMBDA) ** (place[:, -1:] - place).astype(float), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        change = np.nansum(weight * gap, axis=1) / weight.sum(axis=1)
        average = np.nansum(weight * z, axis=1)
        shared = np.nansum(weight / np.sqrt(own + known.uncertainty[:, None]), axis=1) ** 2 * known.uncertainty
        alone = np.nansum(weight**2 * own / (own + known.uncertainty[:, None]), axis=1)
        p = two_sided(average / np.sqrt(alone + shared), known.weeks - 1)
    p = _no_rarer(np.where(seen[:, -1], p, np.nan), recent, before)
    return Drift(ewma(z).values, limit, p, change)


def _standardised(recent: Weeks, known: Baseline) -> tuple[Floats, Floats, Floats]:
    """(S, K) distances from the expected score, the variance of each week about it, and Z."""
    with np.errstate(invalid="ignore", divide="ignore"):
        own = known.variance[:, None] / recent.n + known.between[:, None]
        gap = recent.value - known.expected[:, None]
        z = gap / np.sqrt(own + known.uncertainty[:, None])
    told = (known.weeks >= LEAST_WEEKS)[:, None] & (recent.n > 0)
    return gap, own, np.where(told, z, np.nan)


# Unfinished weeks.


class SameWeekdays(NamedTuple):
    """Some days of a week against the same weekdays of earlier weeks.

    value, low, high: the score as it would be with the baseline's shares of these weekdays, and its 95 % interval;
    crude: the score as it is; n: its responses; expected: the baseline on these weekdays; whole_week: the baseline on
    all days; difference: value - expected; p: of no difference, two-sided. NaN where a side has no response.
    """

    value: float
    low: float
    high: float
    n: int
    crude: float
    expected: float
    whole_week: float
    difference: float
    p: float


def same_weekdays(now: Scores, before: Scores, between: float = 0.0) -> SameWeekdays:
    """Direct standardisation: S = sum W_k s_k, Var = sum W_k^2 v_k / n_k + between, over the weekdays k with data now.

    now, before: scores by "weekday" of the days so far and of whole weeks before; W_k: the baseline's share of weekday
    k among these; v_k: the variance of one response on that weekday on both sides together, so that few responses
    that agree do not look certain; between: the variance between weeks, `Baseline.between`.
    Source: Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions (2003), chapter 19.
    """
    from scipy.special import ndtr

    (s, n, v), (s0, n0, v0) = _by_weekday(now), _by_weekday(before)
    here = (n > 0) & (n0 > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        crude, whole = (s * n).sum() / n.sum(), (s0 * n0).sum() / n0.sum()
        weight = np.where(here, n0, 0.0) / n0[here].sum()
        mean = (n * s + n0 * s0) / (n + n0)
        v = (n * (v + (s - mean) ** 2) + n0 * (v0 + (s0 - mean) ** 2)) / (n + n0)
        value, expected = ((weight * part)[here].sum() if here.any() else np.nan for part in (s, s0))
        variance = (weight**2 * v / n)[here].sum() + between
        error = np.sqrt(variance + (weight**2 * v / n0)[here].sum())
        p = 2 * ndtr(-np.abs(value - expected) / error) if value != expected else 1.0
    low, high = np.clip(value + np.array([-Z, Z]) * np.sqrt(variance), *_range(now))
    rest = (float(number) for number in (crude, expected, whole, value - expected, p))
    return SameWeekdays(float(value), float(low), float(high), int(n.sum()), *rest)


def _range(scores: Scores) -> tuple[float, float]:
    return bounds(scores.reading, next(iter(scores.surveys.values()), None))


def _by_weekday(scores: Scores) -> tuple[Floats, Floats, Floats]:
    """(7,) score, responses and variance of one response, 0 where there is no response."""
    parts = np.zeros((3, 7))
    day = scores.groups["weekday"]
    known = day.notna().to_numpy(dtype=bool) & (scores.n > 0)
    place = day[known].to_numpy(dtype=np.int64)
    parts[:, place] = scores.value[known], scores.n[known], scores.variance[known]
    return parts[0], parts[1], parts[2]


# What is not finished, or has not matured.


def finished(starts: Sequence[date], grain: str, as_of: date, week_start: str = "monday") -> Bools:
    """Which buckets of time have ended by the as-of day, which itself counts as over."""
    return np.array([bucket_end(start, grain, week_start) <= as_of for start in starts], dtype=bool)


def newest_week(as_of: date, week_start: str = "monday", reading: Reading | None = None) -> date:
    """The first day of the newest week that has ended by the as-of day and, for a reading, has matured."""
    ended = as_of - (_days_to_mature(reading) if reading else 0) * DAY
    return bucket_of(ended + DAY, "week", week_start) - 7 * DAY


def provisional(ends: Sequence[date], as_of: date, reading: Reading) -> Bools:
    """Which buckets, by their last days, are too young for a reading that needs time: a rule with a window of 7 days
    decides nothing about a ticket before those days have passed. What needs less than a day has matured when its day
    is over.
    """
    days = _days_to_mature(reading) * DAY
    return np.array([end + days > as_of for end in ends], dtype=bool)


def matured(tally: Tally, reading: Reading, as_of: date, week_start: str = "monday") -> Tally:
    """The groups of a tally by "day", "week" or "month" whose whole bucket has ended and matured."""
    grain = next((name for name in GRAINS if name in tally.by), None)
    if grain is None:
        raise ValueError(f"what has matured can only be told of a tally over time, not by {', '.join(tally.by)}")
    starts = tally.groups[grain]
    ends = [as_of if start is None else bucket_end(start, grain, week_start) for start in starts]
    return tally.select(starts.notna().to_numpy(dtype=bool) & ~provisional(ends, as_of, reading))


def _days_to_mature(reading: Reading) -> int:
    return reading.matures // _DAY_SECONDS
