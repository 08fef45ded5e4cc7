"""Groups known only together: their sums stay exact, and nothing is made of a part of one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cx.pools import KNOWN, LOST, added_up, beside, chosen, pooled

#: Of each group: its pool, its count, and which sum it goes into.
GROUPS = st.lists(st.tuples(st.integers(LOST, 4), st.integers(0, 9), st.integers(0, 4)), max_size=12)


def arrays(groups):
    return (np.array(part, dtype=np.int64) for part in zip(*groups, strict=True)) if groups else [np.zeros(0, int)] * 3


def told(pools, numbers):
    """Everything that a tally tells: the numbers of known groups, and the sums of pools."""
    known = {("group", place): int(numbers[place]) for place in np.flatnonzero(pools == KNOWN)}
    return known | {("pool", name): int(numbers[pools == name].sum()) for name in np.unique(pools[pools > KNOWN])}


@given(GROUPS)
def test_a_pool_keeps_its_sum_and_nothing_else(groups):
    pools, counts, _ = arrays(groups)
    kept = pooled(counts[:, None], pools)[:, 0]
    assert told(pools, kept) == told(pools, counts)
    assert not kept[pools == LOST].any()
    for name in set(pools[pools > KNOWN]):
        first, *others = np.flatnonzero(pools == name)
        assert kept[first] == counts[pools == name].sum()
        assert not kept[others].any()


@given(GROUPS)
def test_what_is_told_of_sums_is_true(groups):
    pools, counts, into = arrays(groups)
    kept, sums = (
        np.bincount(into, weights=part, minlength=5) for part in (pooled(counts[:, None], pools)[:, 0], counts)
    )
    assert told(added_up(pools, into, 5), kept) == told(added_up(pools, into, 5), sums)


@given(GROUPS)
def test_a_sum_is_known_if_it_takes_in_whole_pools_alone(groups):
    pools, _, into = arrays(groups)
    parts = [pools[into == place] for place in range(5)]
    whole = [all(name == KNOWN or (name > KNOWN and (pools[into != place] != name).all()) for name in part)
             for place, part in enumerate(parts)]  # fmt: skip
    assert (added_up(pools, into, 5) == KNOWN).tolist() == whole


@given(GROUPS)
def test_everything_together_is_known_unless_something_is_lost(groups):
    pools, _, into = arrays(groups)
    assert added_up(pools, np.zeros_like(into), 1).tolist() == [LOST if (pools == LOST).any() else KNOWN]


def test_where_parts_of_two_pools_meet_neither_is_known_any_more():
    assert added_up(np.array([1, 1, 2, 2, 3, 3]), np.array([0, 1, 1, 2, 3, 4]), 5).tolist() == [-1, -1, -1, 3, 3]


def test_a_pool_that_is_cut_is_lost():
    pools = np.array([1, 1, 2, 2, 0, -1])
    assert chosen(pools, np.array([1, 0, 1, 1, 1, 1], dtype=bool)).tolist() == [-1, 2, 2, 0, -1]


def test_pools_of_two_sides_are_told_apart():
    assert beside(np.array([1, 2, 0]), np.array([1, -1, 0])).tolist() == [1, 2, 0, 3, -1, 0]
