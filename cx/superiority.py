"""How likely a row drawn after is higher than one drawn before: for ordered answers and durations, whatever the scale.

With F the share of the rows before that lie under a bin, ties counted half, and n1, n2 the rows after and before,

    A = sum over bins b of n1_b (n2_<b + n2_b / 2) / (n1 n2) = P(after > before) + P(after = before) / 2

is the statistic of Mann and Whitney divided by n1 n2. Its p is theirs with the correction T for ties,

    z = (A - 1/2) / sqrt(T (n1 + n2 + 1) / (12 n1 n2)),   T = 1 - sum (t^3 - t) / (N^3 - N), t the rows of a bin of both

(Mann and Whitney, Annals of Mathematical Statistics 18 (1947) 50; Lehmann, Nonparametrics (1975) for the ties). The
interval is all theta with |A - theta| <= z sqrt(T V(theta)), V the variance of Hanley and McNeil with the mean number
of rows in place of each side's: Newcombe, Statistics in Medicine 25 (2006) 559, method 5, here with T. It stays within
0 and 1, and leaves out 1/2 exactly where p < 0.05. Where all rows agree T is taken as 1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cx.change import matching
from cx.intervals import Z
from cx.measures import Reading
from cx.scores import readable
from cx.tally import Tally

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_HALVINGS = 60


class Superiority(NamedTuple):
    """(G,) each, by the groups of `after`: the probability that a row after is higher (ties half), from 0 to 1, its
    95 % interval, the two-sided p of no difference, and the rows compared. NaN where a side has no row.
    """

    value: Floats
    low: Floats
    high: Floats
    p: Floats
    n_after: Ints
    n_before: Ints


def superiority(after: Tally, before: Tally, reading: Reading | str = "") -> Superiority:
    """The probability of superiority, group by group; groups are matched by what they are called.

    Bins are compared in their own order; those that the reading ("" for the default) leaves out are left out, and so
    are rows still running. Raises ValueError for tallies of different measures or dimensions, BadInput for answers
    whose survey is not declared.
    """
    if not after.like(before):
        raise ValueError(f"cannot compare {after} with {before}")
    chosen = after.measure.reading(reading) if isinstance(reading, str) else reading
    bins = np.union1d(after.bins, before.bins)
    bins = bins[bins >= 0]
    first, second = (_counts(tally, chosen, bins) for tally in (after, before))
    rows = matching(after.named, before.named)
    return compare(first, np.where((rows >= 0)[:, None], second[rows] if len(second) else 0, 0))


def _counts(tally: Tally, reading: Reading, bins: Ints) -> Ints:
    """(G, B) counts in these bins, without the rows that the reading leaves out."""
    counts = np.zeros((len(tally.named), len(bins)), dtype=np.int64)
    kept = tally.bins >= 0
    place = np.searchsorted(bins, tally.bins[kept])
    for part in readable(tally, reading):
        counted = np.where(np.isnan(part.values), 0, tally.counts[part.members])
        rows = counts[part.members]
        rows[:, place] = counted[:, kept]
        counts[part.members] = rows
    return counts


def compare(after: Ints, before: Ints) -> Superiority:
    """From two histograms of the same ordered bins, (G, B) each."""
    first, second, both = after.sum(axis=1), before.sum(axis=1), (after + before).astype(float)
    pairs, n = np.multiply(first, second, dtype=float), both.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = (after * (before.cumsum(axis=1) - before / 2)).sum(axis=1) / pairs
        ties = 1 - (both**3 - both).sum(axis=1) / (n**3 - n)
        ties = np.where(ties > 0, ties, 1.0)
        p = _p((value - 0.5) / np.sqrt(ties * (n + 1) / (12 * pairs)))
        low, high = (_limit(value, n, pairs, ties, end) for end in (0.0, 1.0))
    return Superiority(value, low, high, p, first, second)


def _p(z: Floats) -> Floats:
    from scipy.special import ndtr

    p: Floats = 2 * ndtr(-np.abs(z))
    return p


def _limit(value: Floats, n: Floats, pairs: Floats, ties: Floats, end: float) -> Floats:
    """The theta nearest to `end` that the value is not too far from, by halving what lies between."""
    near, far = value.copy(), np.where(np.isnan(value), np.nan, end)
    for _ in range(_HALVINGS):
        theta = (near + far) / 2
        more = (n / 2 - 1) * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        inside = np.abs(value - theta) <= Z * np.sqrt(ties * theta * (1 - theta) * (1 + more) / pairs)
        near, far = np.where(inside, theta, near), np.where(inside, far, theta)
    return near
