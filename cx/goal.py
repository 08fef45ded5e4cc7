"""Whether a score has reached its goal, and what a net score takes to: in points, in answers, and by what chance.

A goal is a value of a measure that the company wants to reach. It is reached, or missed, where the whole 95 % interval
of the score lies on one side of it, which chance alone brings about once in forty times where the score is at the goal
(Altman, Machin, Bryant and Gardner 2000, Statistics with Confidence, chapter 3); otherwise the two are too close.

Of n answers with P promoters and D detractors, NPS = (P - D) / n. To reach the goal T, P - D must grow by

    g = T n - (P - D)

A detractor who would become a promoter counts 2; one who would become passive, or a passive who would become a
promoter, counts 1. New promoters who answer in addition make n grow too: x = g / (1 - T).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from cx.intervals import Z
from cx.scores import Scores


class ToGoal(NamedTuple):
    """What is missing. points: the goal less the score, as a fraction, below 0 where it is passed; the other numbers
    are whole answers, 0 where nothing is missing: `turned` detractors into promoters, or `raised` by one class, or
    `added` promoters in addition (infinite for a goal of 100); chance: that the true score is at the goal or above it,
    by the normal law whose 95 % interval is that of the score.
    """

    points: float
    turned: int
    raised: int
    added: float
    chance: float


def reached(scores: Scores, goal: float, group: int = 0) -> bool | None:
    """Whether one group is surely at its goal or better; None where its interval holds the goal, where it has no score,
    or where neither way is good. goal: in the reading's own unit; a limit that there is none of is endless.
    """
    value, good = float(scores.value[group]), scores.better[group]
    if math.isnan(value) or good not in ("high", "low"):
        return None
    low, high = float(scores.low[group]), float(scores.high[group])
    low, high = (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)
    worst, best = (low, high) if good == "high" else (-high, -low)
    wanted = goal if good == "high" else -goal
    if worst >= wanted:
        return True
    return False if best < wanted else None


def to_goal(scores: Scores, goal: float, group: int = 0) -> ToGoal:
    """What one group of a net reading lacks; goal: as a fraction. NaN without a score; ValueError if it is not net."""
    if scores.reading.kind != "net":
        raise ValueError(f"{scores.reading.full_name} is no net score")
    value, low, high = (float(part[group]) for part in (scores.value, scores.low, scores.high))
    if math.isnan(value):
        return ToGoal(math.nan, 0, 0, math.nan, math.nan)
    missing = round(max(goal * int(scores.n[group]) - float(scores.numerator[group]), 0.0), 9)
    chance = _chance(goal - value, (high if goal > value else low) - value)
    return ToGoal(goal - value, math.ceil(missing / 2), math.ceil(missing), _added(missing, goal), chance)


def _added(missing: float, goal: float) -> float:
    if not missing:
        return 0
    return math.ceil(round(missing / (1 - goal), 9)) if goal < 1 else math.inf


def _chance(gap: float, half: float) -> float:
    """gap: from the score to the goal; half: from the score to the end of its interval on that side."""
    from scipy.special import ndtr

    return float(ndtr(-Z * gap / abs(half))) if half else float(gap <= 0)
