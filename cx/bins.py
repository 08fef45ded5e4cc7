"""Clock bins: durations in whole seconds, counted in bins whose key is their own lower edge.

A bin is never wider than 1/60 of its edge, below two minutes it is one second, and every threshold people set
(1 h, 4 h, 2 days) is exactly an edge, so shares within a target are exact. The rule is part of the database
schema and versioned (`RULE`). It needs whole numbers only, so every database puts a duration in the same bin.

A duration that is not a plain number has a code below zero, so that one integer column says everything:
NEGATIVE (ends before it begins), TIME_UNKNOWN (over, but nobody wrote when), NO_REPLY (over without one),
DATE_ONLY (known to the day only, and under two days), ABANDONED (the customer gave up, nobody knows after how long),
NO_CALENDAR (business time without a calendar), and every code <= CENSORED is one still running: CENSORED minus the
bin of its age.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

RULE = "clock1"

#: From this second on, bins have the width beside it.
EDGES_AND_WIDTHS = (
    (0, 1), (120, 2), (300, 5), (600, 10), (900, 15), (1800, 30), (3600, 60), (7200, 120), (18000, 300),
    (36000, 600), (54000, 900), (108000, 1800), (216000, 3600), (432000, 7200), (864000, 14400),
    (1728000, 28800), (2592000, 43200), (5184000, 86400), (10368000, 172800),
)  # fmt: skip

_EDGES = np.array([edge for edge, _ in EDGES_AND_WIDTHS], dtype=np.int64)
_WIDTHS = np.array([width for _, width in EDGES_AND_WIDTHS], dtype=np.int64)

NEGATIVE, TIME_UNKNOWN, NO_REPLY, DATE_ONLY, ABANDONED, NO_CALENDAR = -1, -2, -3, -4, -5, -6
CENSORED = -10

#: Why a code keeps a duration out of scores.
CODE_REASONS = {
    NEGATIVE: "negative",
    TIME_UNKNOWN: "time_unknown",
    NO_REPLY: "no_reply",
    DATE_ONLY: "date_only",
    ABANDONED: "abandoned",
    NO_CALENDAR: "no_calendar",
}

Ints = NDArray[np.int64]


def clock_bin(seconds: ArrayLike) -> Ints:
    """The bin of each duration: its lower edge in seconds; NEGATIVE for durations below 0.

    seconds: whole seconds, any shape. Missing values must be taken out before.
    """
    whole = np.asarray(seconds, dtype=np.int64)
    widths = _WIDTHS[np.maximum(np.searchsorted(_EDGES, whole, side="right") - 1, 0)]
    return np.where(whole < 0, NEGATIVE, whole - whole % widths)


def width(bins: ArrayLike) -> Ints:
    """How many seconds each bin covers; meaningless for codes below 0."""
    keys = np.asarray(bins, dtype=np.int64)
    return _WIDTHS[np.maximum(np.searchsorted(_EDGES, keys, side="right") - 1, 0)]


def midpoint(bins: ArrayLike) -> NDArray[np.float64]:
    """The middle of the whole seconds in each bin: within 1/120 of every duration counted there."""
    keys = np.asarray(bins, dtype=np.int64)
    return keys + (width(keys) - 1) / 2


def last_second(bins: ArrayLike) -> Ints:
    """The last whole second in each bin."""
    keys = np.asarray(bins, dtype=np.int64)
    return keys + width(keys) - 1


def is_edge(seconds: int) -> bool:
    """Whether a threshold is the lower edge of a bin, so that the share below it is exact."""
    return seconds >= 0 and int(clock_bin(seconds)) == seconds


def running(ages: ArrayLike) -> Ints:
    """The code of durations still running, from their age in seconds (below 0 counts as 0)."""
    return CENSORED - clock_bin(np.maximum(np.asarray(ages, dtype=np.int64), 0))


def age_of(codes: ArrayLike) -> Ints:
    """The age bin of durations still running; meaningless for other codes."""
    return CENSORED - np.asarray(codes, dtype=np.int64)
