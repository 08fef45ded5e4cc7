"""What stands out: the scores whose newest finished week is unusual, with false alarms controlled over all of them.

Each series (a measure as a whole, or one value of one dimension) is tested twice: the week itself against the weeks
before it, and the slow drift of the last eight weeks (`cx/trends.py`); twice the smaller p is the p of the series. All
series are one family: of the alerts no more than a tenth are false on average (Benjamini and Hochberg, Journal of the
Royal Statistical Society B 57 (1995) 289), and in nine weeks of ten in which nothing goes on there is none. Whatever is
too small to matter, or of too few responses to be relied on, raises none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cx.guard import Guarded, Thresholds
from cx.measures import Measure, Reading
from cx.surveys import Survey
from cx.trends import Control, control, drift
from cx.weeks import Weeks, bounds

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: The share of alerts that may be false.
FALSE_ALERTS = 0.10

#: What a change must reach to matter: 5 points of NPS, 5 percentage points, 5 % of the length of a scale of answers.
PRACTICAL = 0.05

KINDS = ("shift", "drift")


@dataclass(frozen=True)
class Alert:
    """One score that stands out. Scores are fractions or answers, as in `Scores`.

    measure, reading: what was counted and how it was read, by full name; survey: the question, "" where it is none;
    dimension, group: where ("" and None: the whole; None of a dimension: not given); week: the first day of the week;
    value, n: its score and responses; low, high: the control limits of a week of that size; expected: the score of the
    weeks before; p: how rare this is with nothing going on, by both tests together; adjusted_p: within its family;
    kind: "shift" of this week or slow "drift" up to it; better: whether it is for the better, None where neither is.
    """

    measure: str
    reading: str
    survey: str
    dimension: str
    group: str | None
    week: date
    value: float
    n: int
    low: float
    high: float
    expected: float
    p: float
    adjusted_p: float
    kind: str
    better: bool | None


@dataclass(frozen=True, eq=False)
class Watched:
    """A measure to be watched over one dimension.

    scores: of finished weeks as they may be shown, by "week" and, if any, the dimension; weeks: the first days of the
    weeks meant, up to 52 of a baseline and the one under test, which comes last.
    """

    scores: Guarded
    weeks: tuple[date, ...]

    @property
    def dimension(self) -> str:
        """Its name, "" for the whole."""
        return next((str(name) for name in self.scores.groups if name != "week"), "")


def watchable(measure: Measure) -> Reading | None:
    """How a measure is read to be watched: its first reading that is a mean over a bounded range, so times as the
    share within a target. None where a week's rows are not what it counts.
    """
    if measure.counting != "rows" or measure.vote or not measure.date:
        return None
    return next((reading for reading in measure.readings if reading.kind in ("net", "share", "mean")), None)


def matters(reading: Reading, survey: Survey | None) -> float:
    """By how much a score must change for it to matter: `PRACTICAL` of one, or of the length of the scale."""
    low, high = bounds(reading, survey)
    return PRACTICAL * ((high - low) if reading.kind == "mean" else 1.0)


def found(watched: Sequence[Watched], settings: Thresholds) -> tuple[Alert, ...]:
    """The alerts of the last of the weeks, the rarest first; the same for the same counts, in whatever order.

    A series is tested where its week has `grey_below` responses, its baseline at least 8 weeks, and guard hides
    neither.
    """
    checks = [_check(one, settings) for one in watched]
    corrected = adjusted(np.concatenate([np.empty(0), *(check.p for check in checks)]))
    parts = np.split(corrected, np.cumsum([len(check.p) for check in checks])[:-1]) if checks else []
    alerts = [alert for check, part in zip(checks, parts, strict=True) for alert in _alerts(check, part)]
    return tuple(sorted(alerts, key=_rarest_first))


class _Check(NamedTuple):
    """All series of one measure over one dimension, (S,) each: p, NaN where not tested; whether what is rarer is the
    drift and not the week by itself; and the change it tells of.
    """

    watched: Watched
    control: Control
    p: Floats
    drifting: Bools
    change: Floats


def _check(watched: Watched, settings: Thresholds) -> _Check:
    weeks = Weeks.of(watched.scores, watched.weeks)
    newest, slow = control(weeks), drift(weeks)
    drifting = slow.p < newest.p
    change = np.where(drifting, slow.change, newest.value - newest.baseline.expected)
    tested = newest.n >= settings.grey_below
    return _Check(watched, newest, np.where(tested, either(newest.p, slow.p), np.nan), drifting, change)


def either(one: Floats, other: Floats) -> Floats:
    """The p of two tests of one series together, twice the smaller (Bonferroni); of one that there is, its own."""
    both = np.minimum(1.0, 2 * np.fmin(one, other))
    return np.where(np.isnan(one) | np.isnan(other), np.fmin(one, other), both)


def adjusted(p: Floats) -> Floats:
    """Benjamini-Hochberg adjusted p; NaN, which is no part of the family, stays NaN.

    Written out because `scipy.stats`, which has it, takes longer to import than all alerts to find.
    """
    order = np.argsort(p)[: np.count_nonzero(~np.isnan(p))]  # NaN sorts last
    at_most = p[order] * len(order) / np.arange(1, len(order) + 1)
    corrected = np.full(len(p), np.nan)
    corrected[order] = np.minimum(1.0, np.minimum.accumulate(at_most[::-1])[::-1])
    return corrected


def _alerts(check: _Check, corrected: Floats) -> list[Alert]:
    least = matters(check.watched.scores.reading, _survey(check.watched))
    with np.errstate(invalid="ignore"):
        stands_out = (corrected <= FALSE_ALERTS) & (np.abs(check.change) >= least)
    return [_alert(check, series, float(corrected[series])) for series in np.flatnonzero(stands_out).tolist()]


def _alert(check: _Check, series: int, adjusted_p: float) -> Alert:
    scores, newest, dimension = check.watched.scores, check.control, check.watched.dimension
    survey = _survey(check.watched)
    low, high = newest.limits(newest.n[:, None])
    group = newest.weeks.groups[dimension].iloc[series] if dimension else None
    return Alert(
        scores.measure.name, scores.reading.full_name, survey.survey if survey else "", dimension, group, newest.week,
        float(newest.value[series]), int(newest.n[series]), float(low[series, 0]), float(high[series, 0]),
        float(newest.baseline.expected[series]), float(check.p[series]), adjusted_p,
        "drift" if check.drifting[series] else "shift", _better(scores.reading, survey, float(check.change[series])),
    )  # fmt: skip


def _survey(watched: Watched) -> Survey | None:
    return next(iter(watched.scores.surveys.values()), None)


def _better(reading: Reading, survey: Survey | None, change: float) -> bool | None:
    good = reading.better
    if good == "declared":
        good = survey.direction if survey else "none"
    return None if good == "none" else (change > 0) == (good == "high")


def _rarest_first(alert: Alert) -> tuple[float, float, str, str, bool, str]:
    """Within its family, by itself, then by name, so that the order is always the same."""
    return alert.adjusted_p, alert.p, alert.measure, alert.dimension, alert.group is None, alert.group or ""
