"""What may be kept of a trend of anonymous answers, beside periods whose totals are shown: a period less its other
buckets is one of them, so groups are hidden in each stretch of days that such totals tell of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cx import periods
from cx.errors import Unavailable
from cx.groups import Groups, coded
from cx.guard import Thresholds, guarded_tally
from cx.periods import Window
from cx.pools import LOST
from cx.tally import Tally

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


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
    if ahead is not None:
        found = found.select(_starts(found, shown) >= np.datetime64(shown.trend.first))
    return _without(found, _split(trend, shown, week_start, settings.hide_below, of_periods))


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


def _split(trend: Tally, shown: Window, week_start: str, least: int, of_periods: Callable[[], Tally]) -> Bools:
    """(G,) buckets within which a period begins or ends, where that tells of few answers on one side of its edge; and
    the buckets beside them, for each side would follow from the others of its period.
    """
    before = _before(trend, shown, week_start)
    known = _followed(before, shown, of_periods) if len(before) else before
    days = sorted(known)
    few = [pair for pair in pairwise(days) if 0 < known[pair[1]] - known[pair[0]] < least and {*pair} - {*before}]
    buckets = {np.datetime64(periods.bucket_of(first, shown.grain, week_start)) for first, _end in few}
    inside = np.isin(_starts(trend, shown), [*buckets])
    beside: Bools = np.append(inside[1:], False) | np.append(False, inside[:-1])
    return inside | beside


def _before(trend: Tally, shown: Window, week_start: str) -> dict[date, int]:
    """How many rows of the trend lie before the begin of each bucket, and before the end of the last."""
    days = [*periods.buckets(shown.trend, shown.grain, week_start), shown.trend.last + periods.DAY]
    rows = np.append(0, trend.counts.sum(axis=1).cumsum())
    places = np.searchsorted(_starts(trend, shown), np.array(days, dtype="datetime64[D]"))
    return dict(zip(days, rows[places].tolist(), strict=True))


def _followed(before: Mapping[date, int], shown: Window, of_periods: Callable[[], Tally]) -> dict[date, int]:
    """The same of the edges of periods too, as far as it follows from their totals."""
    found = dict(before)
    try:
        totals = of_periods().known()
    except Unavailable:
        return found
    rows = {name: int(totals.select({"period": name}).counts.sum()) for name in totals.groups["period"]}
    named = {"current": shown.current, "previous": shown.previous}
    for name in [*rows, *rows]:  # what follows from one period may make the other's edge follow
        period = named[name]
        if period is not None:
            first, end = period.first, period.last + periods.DAY
            if first in found:
                found.setdefault(end, found[first] + rows[name])
            elif end in found:
                found[first] = found[end] - rows[name]
    return found


def _without(trend: Tally, lost: Bools) -> Tally:
    """The trend with nothing kept of these buckets, nor of what is known only together with them."""
    if not lost.any():
        return trend
    held = np.zeros(len(lost), dtype=np.int64) if trend.withheld is None else trend.withheld
    gone = lost | np.isin(held, held[lost & (held > 0)])
    counts = np.where(gone[:, None], 0, trend.counts)
    return replace(trend, counts=counts, withheld=np.where(gone, LOST, held))


def _less(whole: Tally, inside: Tally, first: object, grain: str) -> Tally | None:
    """The rows of the whole that are not inside, as a bucket that begins on its first day."""
    known = dict(zip(inside.bins.tolist(), inside.counts.sum(axis=0).tolist(), strict=True))
    left = whole.counts - np.array([[known.get(key, 0) for key in whole.bins.tolist()]], dtype=np.int64)
    if not left.any() or (left < 0).any():
        return None
    return replace(whole, named=Groups({grain: coded(np.array([first], dtype=object))}, 1), counts=left)
