"""Groups whose counts are known only together: what becomes of them where groups are added up or left out.

Every group of a tally is in a pool or in none: `KNOWN` groups have counts of their own; of the groups of a pool, 1 and
up, only the sum is known; of `LOST` ones nothing is, whatever they are added to.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

KNOWN, LOST = 0, -1


def pooled(counts: Ints, pools: Ints) -> Ints:
    """(G, B) counts with those of a pool on its first group, and no others on groups that are in a pool or lost."""
    sums = np.where((pools == KNOWN)[:, None], counts, 0)
    names, first, place = np.unique(pools, return_index=True, return_inverse=True)
    whole = names > 0
    together = np.zeros((len(names), counts.shape[1]), dtype=np.int64)
    np.add.at(together, place, counts)
    sums[first[whole]] = together[whole]
    return sums


def added_up(pools: Ints, into: Ints, size: int) -> Ints:
    """(size,) the pools of sums of groups. into: (G,) which sum each group is part of.

    A sum that takes in all of a pool is known; one that takes in part of it is in that pool. Where parts of several
    meet, or of one and what is lost, nothing is known of any sum that takes in part of them.
    """
    sums = np.full(size, KNOWN, dtype=np.int64)
    sums[into[pools == LOST]] = LOST
    pool, place = _parts(pools, into)
    meeting = (np.bincount(place, minlength=size) > 1) | (sums == LOST)
    sums[place] = np.where(np.isin(pool, pool[meeting[place]]), LOST, pool)
    return sums


def _parts(pools: Ints, into: Ints) -> tuple[Ints, Ints]:
    """Every pool that lies in several sums, with each of these."""
    inside = pools > 0
    pool, place = np.unique(np.stack([pools[inside], into[inside]]), axis=1)
    several = np.bincount(pool, minlength=1)[pool] > 1
    return pool[several], place[several]


def chosen(pools: Ints, mask: Bools) -> Ints:
    """The pools of some of the groups: one that is not there as a whole is lost."""
    kept = pools[mask]
    return np.where((kept > 0) & np.isin(kept, pools[~mask]), LOST, kept)


def beside(one: Ints, other: Ints) -> Ints:
    """The pools of two tallies' groups, one after the other; those of the other have numbers of their own."""
    return np.concatenate([one, np.where(other > 0, other + one.max(initial=0), other)])
