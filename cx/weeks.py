"""Weekly scores of many series, and the one estimate that trends rest on: where a series lies and how much it varies.

Scores differ from week to week by more than chance: they have a spread of their own, tau. With one response's variance
v over all weeks of a baseline, and the score s and the number of responses n of each of its T weeks:

    w = n/v,  mu_F = sum w s / sum w,  Q = sum w (s - mu_F)^2
    tau^2 = max(0, (Q - (T - 1)) / (sum w - sum w^2 / sum w))
    w* = 1 / (v/n + tau^2),  mu = sum w* s / sum w*,  var(mu) = 1 / sum w*

Source: DerSimonian and Laird, Controlled Clinical Trials 7 (1986) 177. The formulas hold for scores that are means of
values (NPS, shares, mean answers); of a duration take the share within a target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cx.measures import Reading
from cx.scores import Scores
from cx.surveys import Survey

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Weeks:
    """Scores of whole weeks, of many series at once.

    groups: one row per series; starts: (T,) first days of the weeks, oldest first; value, n, variance: (S, T) score,
    responses and variance of one response, n = 0 where a week has none; lowest, highest: the range of the score;
    share: whether every response is 0 or 1.
    """

    groups: pd.DataFrame
    starts: tuple[date, ...]
    value: Floats
    n: Floats
    variance: Floats
    lowest: float = -np.inf
    highest: float = np.inf
    share: bool = False

    @classmethod
    def of(cls, scores: Scores, starts: Sequence[date] | None = None) -> Weeks:
        """From scores by "week" and, if any, other dimensions, which tell the series apart.

        starts: the weeks meant, so that one without any row is there too; by default those that have rows.
        """
        weeks = tuple(sorted(set(scores.groups["week"]) - {None}) if starts is None else starts)
        groups, series = _series(scores.groups.drop(columns="week"))
        place = {week: index for index, week in enumerate(weeks)}
        column = np.array([place.get(week, -1) for week in scores.groups["week"]], dtype=np.int64)
        meant = column >= 0
        where = (series[meant], column[meant])

        def spread(numbers: NDArray[Any], nothing: float) -> Floats:
            table = np.full((len(groups), len(weeks)), nothing)
            table[where] = numbers[meant]
            return table

        low, high = bounds(scores.reading, next(iter(scores.surveys.values()), None))
        return cls(
            groups, weeks, spread(scores.value, np.nan), spread(scores.n, 0.0), spread(scores.variance, np.nan),
            low, high, scores.reading.kind == "share",
        )  # fmt: skip

    def among(self, chosen: slice) -> Weeks:
        """Some of the weeks."""
        return Weeks(
            self.groups, self.starts[chosen], self.value[:, chosen], self.n[:, chosen], self.variance[:, chosen],
            self.lowest, self.highest, self.share,
        )  # fmt: skip


def _series(names: pd.DataFrame) -> tuple[pd.DataFrame, Ints]:
    """The distinct rows, and which of them each row is."""
    if not len(names.columns):
        return pd.DataFrame(index=pd.RangeIndex(1)), np.zeros(len(names), dtype=np.int64)
    series = np.asarray(names.groupby(list(names), dropna=False, sort=False).ngroup(), dtype=np.int64)
    first = np.unique(series, return_index=True)[1]
    return names.iloc[first].reset_index(drop=True), series


def bounds(reading: Reading, survey: Survey | None) -> tuple[float, float]:
    """The range that a score can lie in; infinite where there is none."""
    if reading.kind == "mean" and survey is not None:
        return float(survey.low), float(survey.high)
    return {"net": (-1.0, 1.0), "share": (0.0, 1.0)}.get(reading.kind, (-np.inf, np.inf))


class Baseline(NamedTuple):
    """(S,) what the weeks of a baseline say: how many have data; the score they vary about and the variance of that
    estimate; the variance between weeks; the variance of one response. NaN where there are fewer than two weeks.
    """

    weeks: Ints
    expected: Floats
    uncertainty: Floats
    between: Floats
    variance: Floats


def baseline(weeks: Weeks) -> Baseline:
    """The random-effects estimate from these weeks, those without data left out; the formulas stand above."""
    known, v = weeks.n > 0, one_response(weeks)
    count, s = known.sum(axis=1), np.where(known, weeks.value, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        within = v[:, None] / weeks.n
        w = np.where(known, 1 / within, 0.0)
        total = w.sum(axis=1)
        q = (w * (s - ((w * s).sum(axis=1) / total)[:, None]) ** 2).sum(axis=1)
        between = np.maximum(0.0, (q - (count - 1)) / (total - (w * w).sum(axis=1) / total))
        w = np.where(known, 1 / (within + between[:, None]), 0.0)
        total = w.sum(axis=1)
        return Baseline(count, (w * s).sum(axis=1) / total, 1 / total, between, v)


def one_response(weeks: Weeks) -> Floats:
    """(S,) the variance of one response over all these weeks together.

    Where all responses are alike, as if half a response more stood at the other end of the range: an outcome not
    seen so far is rare, not impossible. NaN where there is no response.
    """
    n, s = weeks.n, np.where(weeks.n > 0, weeks.value, 0.0)
    inside = np.where(n > 0, weeks.variance, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = n.sum(axis=1)
        mean = (n * s).sum(axis=1) / total
        pooled = (n * (inside + (s - mean[:, None]) ** 2)).sum(axis=1) / total
        least = (weeks.highest - weeks.lowest) ** 2 / 2 / (total + 1)
        floored: Floats = np.where(np.isfinite(least), np.maximum(pooled, least), np.where(pooled > 0, pooled, np.nan))
    return floored
