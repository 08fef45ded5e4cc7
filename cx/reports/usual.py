"""What a trend is seen against: its usual range, and the goals, benchmarks and events that people wrote down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cx import weeks
from cx.charts import base
from cx.charts.base import Bools, Floats, Limits, Series
from cx.guard import Guarded
from cx.measures import Measure, Reading
from cx.reports import parts, words
from cx.reports.ask import Ask
from cx.reports.page import Swatch
from cx.reports.words import _
from cx.trends import LEAST_WEEKS, Control, control
from cx.weeks import Weeks

#: For so many finished buckets it is told that a score is back in its usual range.
BACK_FOR = 8


@dataclass(frozen=True, eq=False)
class Usual:
    """The usual range of a score over time. limits: bucket by bucket, NaN where the bucket is not finished;
    alarms: (K,) the buckets outside of it that are out of control by the test of alerts too, not by the picture alone.
    """

    limits: Limits
    alarms: Bools

    @property
    def known(self) -> bool:
        """Whether there is a range at all: scores that are no means, and short series, have none."""
        return bool(np.isfinite(self.limits.low).any())


def usual(ask: Ask, scores: Guarded, series: Series) -> Usual:
    """The range from the finished buckets before the newest; series: of the scores, over the buckets of the trend."""
    rows, finished = parts.places(ask, scores), np.flatnonzero(series.finished)
    low, high = (np.full(len(rows), np.nan) for _ in range(2))
    alarms = np.zeros(len(rows), dtype=bool)
    if len(finished) > LEAST_WEEKS:
        tested = _weeks(scores, series, [rows[k] for k in finished])
        newest = control(tested)
        low[finished], high[finished] = (edge[0] for edge in newest.limits())
        alarms[finished] = _alarms(tested, newest)
    limits = Limits(low, high, str(next(iter(scores.better), "none")))
    return Usual(limits, alarms & limits.outside(series.value) & series.solid)


def _weeks(scores: Guarded, series: Series, rows: list[int | None]) -> Weeks:
    """The finished buckets as one series."""

    def spread(numbers: NDArray[Any], nothing: float) -> Floats:
        return np.array([[nothing if row is None else float(numbers[row]) for row in rows]])

    keys = [key for key, done in zip(series.keys, series.finished, strict=True) if done and isinstance(key, date)]
    low, high = weeks.bounds(scores.reading, parts.survey_of(scores))
    n = np.where(np.isnan(spread(scores.value, np.nan)), 0.0, spread(scores.n, 0.0))
    return Weeks(
        pd.DataFrame(index=pd.RangeIndex(1)), tuple(keys), spread(scores.value, np.nan), n,
        spread(scores.variance, np.nan), low, high, scores.reading.kind == "share",
    )  # fmt: skip


def _alarms(tested: Weeks, newest: Control) -> Bools:
    """Which buckets are out of control against those before them."""
    many = len(tested.starts)
    found = np.zeros(many, dtype=bool)
    found[LEAST_WEEKS:-1] = [bool(control(tested, k).alarm[0]) for k in range(LEAST_WEEKS, many - 1)]
    found[-1] = bool(newest.alarm[0])
    return found


def title(ask: Ask, name: str, series: Series, found: Usual) -> str:
    """That a score left its usual range, or is back in it; "" where neither is so, or neither is clear."""
    finished = np.flatnonzero(series.finished & series.known)
    odd = [place for place, k in enumerate(finished) if found.alarms[k]]
    if not odd or odd[-1] < len(finished) - 1 - BACK_FOR:
        return ""
    if odd[-1] < len(finished) - 1:
        return _back(ask, name, series, int(finished[odd[-1] + 1]))
    first = next(place for place in reversed(odd) if place - 1 not in odd)
    return _left(ask, name, series, int(finished[first]))


def _left(ask: Ask, name: str, series: Series, bucket: int) -> str:
    said = {
        "day": _("{name} left its usual range on {bucket}"), "week": _("{name} left its usual range in the {bucket}"),
        "month": _("{name} left its usual range in {bucket}"),
    }  # fmt: skip
    return said[ask.window.grain].format(name=name, bucket=_bucket(ask, series, bucket))


def _back(ask: Ask, name: str, series: Series, bucket: int) -> str:
    said = {
        "day": _("{name} is back in its usual range since {bucket}"),
        "week": _("{name} is back in its usual range since the {bucket}"),
        "month": _("{name} is back in its usual range since {bucket}"),
    }
    return said[ask.window.grain].format(name=name, bucket=_bucket(ask, series, bucket))


def _bucket(ask: Ask, series: Series, bucket: int) -> str:
    first = series.keys[bucket]
    assert isinstance(first, date)
    return words.bucket(first, ask.window.grain, year=False)


def swatches(series: Series, found: Usual) -> list[Swatch]:
    """The key of the range and of what lies outside."""
    if not found.known:
        return []
    outside = found.limits.outside(series.value) & series.solid
    good = outside & found.limits.improving(series.value)
    worse = [Swatch("dot", "bad", _("outside it"))] if (outside & ~good).any() else []
    better = [Swatch("dot", "good", _("better than it"))] if good.any() else []
    return [Swatch("band", "ref", _("usual range")), *worse, *better]


def definition(found: Usual) -> list[str]:
    """How the usual range is found, where there is one."""
    said = _(
        "Usual range: mean of the finished periods before the newest ± 3 deviations, their own spread included "
        "(DerSimonian and Laird 1986)."
    )
    return [said] if found.known else []


# What people wrote down.


def markers(ask: Ask) -> list[base.Marker]:
    """What happened in the days of the trend."""
    trend = ask.window.trend
    return [base.Marker(event.first, event.text, event.last) for event in ask.notes.markers_of(trend.first, trend.last)]


def benchmarks(ask: Ask, measure: Measure, reading: Reading) -> list[base.Benchmark]:
    """The numbers of others, each with its name and value."""
    known = ask.notes.benchmarks_of(measure, reading)
    return [base.Benchmark(each.value, f"{each.name} {words.score(each.value, reading.unit)}") for each in known]


def sources(ask: Ask, measure: Measure, reading: Reading) -> list[str]:
    """Who says so, of each benchmark: "Industry mean +31: annual report 2025"."""
    return [
        _("{name} {value}: {source}").format(
            name=each.name, value=words.score(each.value, reading.unit), source=each.source
        )
        for each in ask.notes.benchmarks_of(measure, reading)
    ]
