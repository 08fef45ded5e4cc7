"""The probability of superiority: against scipy, against all pairs of rows, and what it promises."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cx import bins
from cx.errors import BadInput
from cx.measures import measure
from cx.superiority import compare, superiority
from cx.surveys import Survey
from cx.tally import Tally

CES = {"q": Survey("q", "ces", 1, 7)}
ROWS = st.lists(st.integers(1, 7), min_size=1, max_size=40)


def tally(rows, name="ces", by=None, surveys=CES):
    frame = pd.DataFrame({**(by or {}), "bin": np.asarray(rows, dtype=np.int64), "n": 1})
    return Tally.from_frame(measure(name), frame, list(by or {}), surveys)


@given(ROWS, ROWS)
def test_it_is_the_share_of_pairs_in_which_the_later_row_is_higher_ties_counted_half(after, before):
    found = superiority(tally(after), tally(before))
    pairs = [(one > other) + (one == other) / 2 for one in after for other in before]
    assert found.value[0] == pytest.approx(sum(pairs) / len(pairs))
    assert (found.n_after[0], found.n_before[0]) == (len(after), len(before))


@given(ROWS, ROWS)
def test_its_p_is_mann_whitneys_with_ties(after, before):
    found = superiority(tally(after), tally(before))
    if len({*after, *before}) == 1:
        assert found.p[0] == 1
        return
    expected = stats.mannwhitneyu(after, before, method="asymptotic", use_continuity=False)
    assert found.p[0] == pytest.approx(expected.pvalue, abs=1e-12)
    assert found.value[0] * len(after) * len(before) == pytest.approx(expected.statistic)


@given(ROWS, ROWS)
def test_the_interval_holds_the_value_within_0_and_1_and_agrees_with_p(after, before):
    found = superiority(tally(after), tally(before))
    low, value, high, p = (float(part[0]) for part in (found.low, found.value, found.high, found.p))
    assert 0 <= low <= value <= high <= 1
    assert low < high
    if abs(p - 0.05) > 1e-9:
        assert (low <= 0.5 <= high) == (p > 0.05)


@given(ROWS, ROWS)
def test_it_turns_round_with_its_sides(after, before):
    there, back = superiority(tally(after), tally(before)), superiority(tally(before), tally(after))
    assert (there.low[0], there.value[0], there.high[0]) == pytest.approx(
        (1 - back.high[0], 1 - back.value[0], 1 - back.low[0]), abs=1e-9
    )
    assert there.p[0] == pytest.approx(back.p[0])


def test_the_limits_are_where_newcombes_equation_holds():
    """Method 5 without ties: |A - theta| = z sqrt(theta (1 - theta) (1 + (N* - 1) (...)) / (m n))."""
    after, before = np.array([[0, 1, 0, 1, 1, 0, 1]]), np.array([[1, 0, 1, 0, 0, 1, 0]])
    found = compare(after, before)
    m, n, value = 4, 3, found.value[0]
    for theta in (found.low[0], found.high[0]):
        more = ((m + n) / 2 - 1) * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        half = stats.norm.ppf(0.975) * math.sqrt(theta * (1 - theta) * (1 + more) / (m * n))
        assert abs(value - theta) == pytest.approx(half)


def test_groups_are_matched_by_name_and_one_without_the_other_has_no_value():
    after = tally([7, 7, 1, 4], by={"team": ["b", "b", "a", "new"]})
    before = tally([1, 1, 7, 3], by={"team": ["b", "b", "a", "gone"]})
    found = superiority(after, before)
    assert found.value[:2].tolist() == [0, 1]
    assert np.isnan([part[2] for part in found[:4]]).all()
    assert found.n_before.tolist() == [1, 2, 0]


def test_each_group_is_compared_as_if_it_were_alone():
    rows, names = [1, 5, 7, 3, 3, 2, 7], {"team": list("aabbbab")}
    together = superiority(tally(rows, by=names), tally(rows[::-1], by=names))
    for position, team in enumerate("ab"):
        sides = [[row for row, name in zip(order, names["team"], strict=True) if name == team]
                 for order in (rows, rows[::-1])]  # fmt: skip
        alone = superiority(*(tally(side) for side in sides))
        for part, other in zip(together, alone, strict=True):
            assert part[position] == pytest.approx(other[0])


def test_answers_outside_the_scale_and_what_still_runs_are_left_out():
    found = superiority(tally([7, 9, -1]), tally([1, 12]))
    assert (found.n_after[0], found.n_before[0], found.value[0]) == (1, 1, 1)
    after = tally([100, *bins.running([5]), bins.NEGATIVE], "resolution", surveys={})
    found = superiority(after, tally([50, 60], "resolution", surveys={}))
    assert (found.n_after[0], found.value[0]) == (1, 1)


def test_questions_on_two_scales_are_each_compared_on_their_own():
    surveys = {"a": Survey("a", "csat", 1, 5), "b": Survey("b", "csat", 1, 10)}
    after = tally([6, 5, 6], "csat", {"survey": ["a", "a", "b"]}, surveys)
    before = tally([4, 7], "csat", {"survey": ["a", "b"]}, surveys)
    found = superiority(after, before)
    assert found.n_after.tolist() == [1, 1]
    assert found.value.tolist() == [1, 0]


def test_nothing_to_compare_has_no_value():
    found = superiority(tally([]), tally([3]))
    assert np.isnan([part[0] for part in found[:4]]).all()


def test_different_things_are_not_compared():
    with pytest.raises(ValueError, match="cannot compare"):
        superiority(tally([1]), tally([1], by={"team": ["a"]}))
    with pytest.raises(BadInput, match="scale"):
        superiority(tally([1], surveys={}), tally([1], surveys={}))
