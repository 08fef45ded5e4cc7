"""Which dimension explains a change: the one whose segments moved most unevenly, not the one with most segments."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from cx.measures import measure
from cx.tally import Tally
from cx.why import decompose, ranked
from tests.segments import DEFAULT, DETRACTOR, NPS, PASSIVE, PROMOTER, split

EVEN = {6: np.array([0.35, 0.3, 0.14, 0.1, 0.07, 0.04]), 12: np.full(12, 1 / 12), 30: np.full(30, 1 / 30)}
AS_EVER, WORSE = (0.2, 0.3, 0.5), (0.32, 0.3, 0.38)


def simulated(rng, n, after_of):
    """One change of n answers a side over three dimensions; only the first has to do with the answers."""
    labels = [{k: rng.choice(k, n, p=EVEN[k]) for k in EVEN} for _ in range(2)]
    p = [np.tile(AS_EVER, (6, 1)), np.array(after_of)]
    classes = [(rng.random(n)[:, None] > p[side].cumsum(axis=1)[labels[side][6]]).sum(axis=1) for side in range(2)]
    tallies = [{k: tallied(labels[side][k], classes[side], str(k)) for k in EVEN} for side in range(2)]
    return [decompose(tallies[1][k], tallies[0][k], "", DEFAULT) for k in EVEN]


def tallied(labels, classes, by):
    bins_ = np.array([DETRACTOR, PASSIVE, PROMOTER])[np.minimum(classes, 2)]
    frame = pd.DataFrame({by: labels, "bin": bins_, "n": 1}).groupby([by, "bin"], as_index=False).sum()
    return Tally.from_frame(measure("nps"), frame, [by], NPS)


def winners(after_of, runs=60, n=2000):
    rng = np.random.default_rng(11)
    found = [simulated(rng, n, after_of) for _ in range(runs)]
    largest = Counter(max(three, key=lambda one: one.size).dimension for three in found)
    first = Counter(ranked(three)[0].dimension for three in found)
    standing = Counter(one.dimension for three in found for one in three if one.stands_out)
    return largest, first, standing


def test_the_dimension_with_most_segments_has_the_largest_lines_whatever_happened():
    """One of six channels got worse; by size, thirty segments that have nothing to do with it would be blamed."""
    one_worse = [AS_EVER, WORSE, *[AS_EVER] * 4]
    largest, first, standing = winners(one_worse)
    assert largest["30"] > 40
    assert first["6"] > 55
    assert standing["6"] > 45
    assert max(standing["12"], standing["30"]) <= 4


def test_where_all_get_worse_alike_no_dimension_is_preferred_nor_stands_out():
    largest, first, standing = winners([WORSE] * 6)
    assert largest["30"] > 50
    assert max(first.values()) < 40
    assert max(standing.values()) <= 4


def test_dimensions_are_ranked_by_how_unevenly_their_segments_moved():
    plain = split({"a": (10, 0, 290), "b": (190, 0, 110)}, {"a": (100, 0, 200), "b": (100, 0, 200)})
    even = split({"a": (100, 0, 200), "b": (100, 0, 200)}, {"a": (90, 0, 210), "b": (90, 0, 210)})
    alone = split({"a": (200, 0, 400)}, {"a": (10, 0, 590)})
    assert ranked([even, plain, alone]) == [plain, even]
    assert plain.stands_out
    assert not even.stands_out
    assert even.unevenness == 0 < even.size
