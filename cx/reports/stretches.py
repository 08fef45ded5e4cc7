"""What may be kept of a trend of anonymous answers, beside periods whose totals are shown: a period less its other
buckets is one of them, so groups are hidden in each stretch of days that such totals tell of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cx import periods
from cx.errors import Unavailable
from cx.groups import Groups, coded
from cx.guard import Thresholds, guarded_tally
from cx.periods import Window
from cx.tally import Tally

Ints = NDArray[np.int64]


def kept(trend: Tally, shown: Window, week_start: str, settings: Thresholds, of_periods: Callable[[], Tally]) -> Tally:
    """The trend as it may be kept. of_periods: the same counted by period, asked only where it is needed.

    Where the period before begins ahead of the trend, the days ahead of it follow from its total and the buckets after:
    they are one more bucket while it is decided what to hide.
    """
    anonymous = any(survey.anonymous for survey in trend.surveys.values())
    if trend.withheld is not None or not anonymous or not len(trend.named):
        return trend
    ahead = _ahead(trend, shown, week_start, of_periods)
    both = trend if ahead is None else trend + ahead
    found = guarded_tally(both, settings, _stretches(both, shown, week_start))
    return found if ahead is None else found.select(_starts(found, shown) >= np.datetime64(shown.trend.first))


def _stretches(trend: Tally, shown: Window, week_start: str) -> Ints:
    """(G,) between which edges of the periods each bucket lies."""
    edges = np.array(periods.edges(shown, week_start), dtype="datetime64[D]")
    return np.searchsorted(edges, _starts(trend, shown), side="right")


def _starts(trend: Tally, shown: Window) -> NDArray[np.datetime64]:
    return trend.groups[shown.grain].to_numpy(dtype="datetime64[D]")


def _ahead(trend: Tally, shown: Window, week_start: str, of_periods: Callable[[], Tally]) -> Tally | None:
    """The days of the period before that lie ahead of the trend, as one bucket; None where nobody can tell them."""
    before, first = shown.previous, shown.trend.first
    if before is None or not before.first < first <= before.last:
        return None
    end = np.datetime64(before.last + periods.DAY)
    if before.last + periods.DAY not in periods.edges(shown, week_start):
        return None
    try:
        whole = of_periods().known().select({"period": "previous"}).over()
    except Unavailable:
        return None
    return _less(whole, trend.select(_starts(trend, shown) < end), before.first, shown.grain)


def _less(whole: Tally, inside: Tally, first: object, grain: str) -> Tally | None:
    """The rows of the whole that are not inside, as a bucket that begins on its first day."""
    known = dict(zip(inside.bins.tolist(), inside.counts.sum(axis=0).tolist(), strict=True))
    left = whole.counts - np.array([[known.get(key, 0) for key in whole.bins.tolist()]], dtype=np.int64)
    if not left.any() or (left < 0).any():
        return None
    return replace(whole, named=Groups({grain: coded(np.array([first], dtype=object))}, 1), counts=left)
