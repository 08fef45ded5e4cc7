"""HOW counts are read: scores of all groups of a tally at once, each with its 95 % interval.

Give every bin b a value c_b. Then a linear score is S = sum c_b n_b / n, and the variance of one response
v = sum c_b^2 n_b / n - S^2. Only percentiles are not of this form. Intervals:

    net, mean    three pseudo-responses (3/4 lowest, 3/2 middle, 3/4 highest value), then z; clipped to the scale and
                 widened to the score. For NPS: the adjusted Wald interval of Rocks, "Interval Estimation for the Net
                 Promoter Score", The American Statistician 70 (2016)
    share        Wilson (Newcombe, Statistics in Medicine 17 (1998) 857)
    time_mean    Student's t on the variance of the sample
    percentile   order statistics by the binomial distribution, no shape assumed

All intervals take responses as independent of each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cx import bins
from cx.measures import Measure, Reading
from cx.surveys import Survey, scale_of
from cx.tally import Tally

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: The 97.5 % quantile of the normal distribution.
Z = 1.959963984540054

#: The parts of `Scores` that are (G,) real numbers.
FLOATS = ("value", "low", "high", "numerator", "denominator", "variance")

#: Ranks are taken in ten-thousandths, so that 0.9 x 10 is rank 9 and not a rounding error above it.
_PARTS = 10_000


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of the groups of a tally. Fractions (NPS +37.5 is 0.375), answers or seconds; NaN is "no data".

    groups: (G rows) as in the tally; value, low, high: (G,) the score and its 95 % interval, high may be infinite;
    n: (G,) rows that count in the score; numerator, denominator: (G,) what the score is the quotient of (shares:
    successes and n; net: promoters less detractors and n; means: sum and n; percentiles: NaN and n);
    variance: (G,) of one response (NaN for percentiles); excluded: reason -> (G,) rows left out of the score;
    rows: (G,) all rows; surveys: the questions read, by name.
    """

    measure: Measure
    reading: Reading
    groups: pd.DataFrame
    value: Floats
    low: Floats
    high: Floats
    n: Ints
    numerator: Floats
    denominator: Floats
    variance: Floats
    excluded: Mapping[str, Ints]
    rows: Ints
    surveys: Mapping[str, Survey] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.groups)

    @property
    def better(self) -> NDArray[np.object_]:
        """(G,) which way is good: "high", "low" or "none"; as the survey says where the reading leaves it to it."""
        if self.reading.better != "declared":
            return np.full(len(self), self.reading.better, dtype=object)
        return self._of_survey({name: survey.direction for name, survey in self.surveys.items()}, "none")

    @property
    def anonymous(self) -> Bools:
        """(G,) whether answers to a survey declared anonymous are in the group."""
        known = {name: survey.anonymous for name, survey in self.surveys.items()}
        if "survey" not in self.groups:
            return np.full(len(self), any(known.values()))
        return self._of_survey(known, False).astype(bool)

    def _of_survey(self, known: Mapping[str, Any], otherwise: Any) -> NDArray[np.object_]:
        if "survey" not in self.groups:
            return np.full(len(self), next(iter(known.values()), otherwise), dtype=object)
        return np.array([known.get(name, otherwise) for name in self.groups["survey"]], dtype=object)

    def changed(self, change: Callable[[NDArray[Any], float], NDArray[Any]], groups: pd.DataFrame) -> Self:
        """A copy whose every array of numbers went through `change(numbers, what stands for no data)`."""
        numbers: dict[str, Any] = {name: change(getattr(self, name), np.nan) for name in FLOATS}
        numbers |= {name: change(getattr(self, name), 0) for name in ("n", "rows")}
        excluded = {reason: change(rows, 0) for reason, rows in self.excluded.items()}
        return replace(self, groups=groups, excluded=excluded, **numbers)

    def records(self) -> list[dict[str, Any]]:
        """One dictionary per group, unrounded, in the units people use: NPS points, percent, answers, seconds.

        Keys: the dimensions; value, low, high, n, numerator, denominator, rows; excluded: {reason: rows}.
        None stands for "no data", and for a limit of the interval that there is none of.
        """
        scaled = {name: _plain(getattr(self, name) * self.reading.scale) for name in ("value", "low", "high")}
        counted = {name: _plain(getattr(self, name)) for name in ("n", "numerator", "denominator", "rows")}
        columns = {str(name): self.groups[name].tolist() for name in self.groups} | scaled | counted
        records = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        for index, record in enumerate(records):
            record["excluded"] = {why: int(rows[index]) for why, rows in self.excluded.items() if rows[index]}
        return records


def _plain(numbers: NDArray[Any]) -> list[Any]:
    return [number if math.isfinite(number) else None for number in numbers.tolist()]


class _Block(NamedTuple):
    """The scores of some groups that are read alike; (K,) each."""

    value: Floats
    low: Floats
    high: Floats
    n: Ints
    numerator: Floats
    variance: Floats


def read(tally: Tally, reading: Reading | str = "") -> Scores:
    """The scores of all groups. reading: one of the measure's, by name ("" for the default) or as it is.

    A group without rows that count has value, low and high NaN. Raises BadInput for an unknown reading and for
    answers whose survey is not declared.
    """
    chosen = tally.measure.reading(reading) if isinstance(reading, str) else reading
    out = {name: np.full(len(tally.groups), np.nan) for name in _Block._fields}
    excluded: dict[str, Ints] = {}
    for members, survey in _read_alike(tally):
        counts = tally.counts[members]
        values = _values(tally, counts, chosen, survey)
        for name, numbers in _block(counts, tally.bins, values, chosen, survey)._asdict().items():
            out[name][members] = numbers
        _exclude(excluded, tally, members, np.isnan(values))
    n = np.nan_to_num(out.pop("n")).astype(np.int64)
    return Scores(
        tally.measure, chosen, tally.groups, n=n, denominator=n.astype(float), excluded=excluded,
        rows=tally.counts.sum(axis=1), surveys=tally.surveys, **out,
    )  # fmt: skip


def _read_alike(tally: Tally) -> Iterator[tuple[Bools, Survey | None]]:
    """The groups whose answers are read in one way, as masks, with a survey that says how."""
    if "survey" not in tally.by or not tally.measure.of_answers:
        yield np.ones(len(tally.groups), dtype=bool), next(iter(tally.surveys.values()), None)
        return
    alike: dict[object, list[str]] = {}
    for name in tally.groups["survey"].unique():
        survey = tally.surveys.get(name)
        alike.setdefault(survey and scale_of(survey), []).append(name)
    for names in alike.values():
        yield tally.groups["survey"].isin(names).to_numpy(dtype=bool), tally.surveys.get(names[0])


def _values(tally: Tally, counts: Ints, reading: Reading, survey: Survey | None) -> Floats:
    if not counts.any():  # nothing to read, so nothing needs a scale
        return np.full(len(tally.bins), np.nan)
    return reading.values(tally.bins, survey, reading.parameter)


def _exclude(excluded: dict[str, Ints], tally: Tally, members: Bools, left_out: Bools) -> None:
    """Count the rows in bins without a value, by the reason."""
    for column in np.flatnonzero(left_out & tally.counts[members].any(axis=0)):
        reason = tally.measure.reason(int(tally.bins[column]))
        rows = excluded.setdefault(reason, np.zeros(len(members), dtype=np.int64))
        rows[members] += tally.counts[members, column]


def _block(counts: Ints, keys: Ints, values: Floats, reading: Reading, survey: Survey | None) -> _Block:
    counted = ~np.isnan(values)
    counts, keys, values = counts[:, counted], keys[counted], values[counted]
    if reading.kind == "percentile":
        return _percentile(counts, keys, values, reading.q)
    n, total = counts.sum(axis=1), counts @ values
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n
        variance = (counts * (values - mean[:, None]) ** 2).sum(axis=1) / n
        low, high = _interval(reading.kind, n, total, mean, variance, survey)
    return _Block(mean, low, high, n, total, variance)


def _interval(
    kind: str, n: Ints, total: Floats, mean: Floats, variance: Floats, survey: Survey | None
) -> tuple[Floats, Floats]:
    if kind == "share":
        return wilson(total, n)
    if kind == "net":
        return pseudo_responses(n, mean, variance, -1.0, 1.0)
    if kind == "mean":
        lowest, highest = (survey.low, survey.high) if survey else (np.nan, np.nan)
        return pseudo_responses(n, mean, variance, lowest, highest)
    return _student(n, mean, variance)


def wilson(successes: ArrayLike, n: ArrayLike, z: float = Z) -> tuple[Floats, Floats]:
    """The Wilson score interval of shares k/n: (k + z^2/2 -+ z sqrt(k(n-k)/n + z^2/4)) / (n + z^2).

    Any shapes that broadcast; NaN where n is 0. It always holds k/n and stays within 0 and 1.
    """
    k, size = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = k / size
        centre, half = k + z * z / 2, z * np.sqrt(k * (size - k) / size + z * z / 4)
        low, high = (centre - half) / (size + z * z), (centre + half) / (size + z * z)
    return np.clip(np.minimum(low, share), 0.0, 1.0), np.clip(np.maximum(high, share), 0.0, 1.0)


def pseudo_responses(
    n: ArrayLike, mean: Floats, variance: Floats, lowest: float, highest: float, z: float = Z
) -> tuple[Floats, Floats]:
    """The interval of a mean on a bounded scale: 3/4 of a response on the lowest value, 3/2 on the middle one and
    3/4 on the highest are added, then the normal interval is taken, clipped to the scale and widened to the mean.

    With -1 and 1 this is the adjusted Wald interval of NPS (Rocks 2016). NaN where n is 0.
    """
    size, middle = np.asarray(n, dtype=float), (lowest + highest) / 2
    squares = size * (variance + (mean - middle) ** 2) + 1.5 * (highest - middle) ** 2
    with np.errstate(invalid="ignore"):
        shifted = size * (mean - middle) / (size + 3)
        half = z * np.sqrt(np.maximum(squares / (size + 3) - shifted**2, 0) / (size + 3))
        low, high = middle + shifted - half, middle + shifted + half
    return np.minimum(np.maximum(low, lowest), mean), np.maximum(np.minimum(high, highest), mean)


def _student(n: Ints, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """mean -+ t s / sqrt(n) with n - 1 degrees of freedom, from 0 up; one duration alone bounds nothing."""
    from scipy.special import stdtrit

    t = stdtrit(np.maximum(n - 1, 1), 0.975)
    half = np.where(n > 1, t * np.sqrt(variance / np.maximum(n - 1, 1)), np.inf)
    return np.where(n > 0, np.maximum(mean - half, 0.0), np.nan), np.where(n > 0, mean + half, np.nan)


def rank(n: ArrayLike, q: float) -> Ints:
    """The rank that a percentile is the value of: max(1, ceil(q n)), the inverse of the distribution function."""
    return np.maximum(1, -(-np.asarray(n, dtype=np.int64) * round(q * _PARTS) // _PARTS))


def bounding_ranks(n: ArrayLike, q: float) -> tuple[Ints, Ints]:
    """The ranks whose values hold the percentile q between them with at least 95 % confidence.

    By the binomial distribution, whatever the shape. 0: no lower bound; n + 1: no upper bound.
    """
    from scipy.stats import binom

    size = np.asarray(n, dtype=np.int64)
    lower, upper = (np.asarray(binom.ppf(side, size, q), dtype=np.int64) for side in (0.025, 0.975))
    return lower, upper + 1


def _percentile(counts: Ints, keys: Ints, values: Floats, q: float) -> _Block:
    """The value of the bin that holds the rank; from the first second of the lower rank's bin to the last second of
    the upper rank's bin. 0 and infinity where there is no bound.
    """
    n, until = counts.sum(axis=1), counts.cumsum(axis=1)
    lower, upper = bounding_ranks(np.maximum(n, 1), q)
    value = _at_rank(until, values, rank(n, q), np.nan)
    low = np.where(lower > 0, _at_rank(until, keys.astype(float), lower, 0.0), 0.0)
    high = _at_rank(until, bins.last_second(keys).astype(float), upper, np.inf)
    nothing = np.full(len(n), np.nan)
    return _Block(value, np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan), n, nothing, nothing)


def _at_rank(until: Ints, values: Floats, ranks: Ints, otherwise: float) -> Floats:
    """In each group, the value of the first bin whose cumulative count reaches the rank; `otherwise` if none does."""
    column = (until < ranks[:, None]).sum(axis=1)
    found: Floats = np.append(values, otherwise)[column]
    return found


def score_interval(detractors: ArrayLike, promoters: ArrayLike, n: ArrayLike, z: float = Z) -> tuple[Floats, Floats]:
    """The score interval of NPS, a check on the adjusted Wald interval: all theta with
    |P - D - n theta| <= z sqrt(n (2q + theta (1 - theta))), q the most likely share of detractors given theta.

    Source: Tango, Statistics in Medicine 17 (1998) 891 (paired proportions, which are the same three counts).
    """
    d, p, size = (np.asarray(counts, dtype=float) for counts in (detractors, promoters, n))
    return -_score_limit(p, d, size, z), _score_limit(d, p, size, z)


def _score_limit(d: Floats, p: Floats, n: Floats, z: float) -> Floats:
    """The upper limit, by halving the range above the score."""
    low: Floats = (p - d) / n
    high: Floats = np.ones_like(low)
    for _ in range(60):
        theta = (low + high) / 2
        b, c = -d - p + (2 * n - p + d) * theta, -d * theta * (1 - theta)
        q = (np.sqrt(np.maximum(b * b - 8 * n * c, 0)) - b) / (4 * n)
        inside = n * theta - (p - d) <= z * np.sqrt(n * np.maximum(2 * q + theta * (1 - theta), 0))
        low, high = np.where(inside, theta, low), np.where(inside, high, theta)
    return low
