"""How many answers it takes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower

from cx.intervals import Z
from cx.power import answers_for_margin, answers_missing, answers_per_period, days_left, visible_difference

#: Of one answer where 50 % promote, 30 % are passive and 20 % detract.
SPREAD = 0.5 + 0.2 - 0.3**2


@pytest.mark.parametrize(("points", "answers"), [(4, 5985), (5, 3831), (10, 958), (15, 426), (20, 240)])
def test_an_nps_that_moves_by_some_points_needs_that_many_answers_a_period(points, answers):
    assert answers_per_period(SPREAD, points / 100) == answers


@given(st.floats(0.05, 2), st.floats(0.02, 0.5), st.floats(0.6, 0.99))
def test_answers_per_period_are_those_of_statsmodels(variance, difference, power):
    """Where a difference the wrong way is no success."""
    effect = difference / math.sqrt(variance)
    expected = NormalIndPower().solve_power(effect, alpha=0.025, power=power, alternative="larger")
    assert max(expected - 1e-3, 1) <= answers_per_period(variance, difference, power) <= max(expected + 1 + 1e-3, 1)


@given(st.floats(0.01, 4), st.floats(0.01, 0.5))
def test_a_margin_is_kept_with_three_pseudo_responses_and_not_with_one_answer_less(variance, margin):
    answers = answers_for_margin(variance, margin)
    assert Z * math.sqrt(variance / (answers + 3)) <= margin + 1e-9
    assert answers == 1 or Z * math.sqrt(variance / (answers + 2)) > margin - 1e-9


def test_a_wide_margin_takes_one_answer():
    assert answers_for_margin(0.25, 0.9) == 1


@given(st.floats(0.05, 2), st.floats(0.05, 0.5), st.integers(0, 3000), st.integers(1, 3000))
def test_with_the_missing_answers_the_difference_can_be_seen_and_with_one_less_it_cannot(
    variance, difference, after, before
):
    missing = answers_missing(variance, difference, after, before)
    if math.isinf(missing):
        assert visible_difference(variance, 10**12, before) >= difference - 1e-6
        return
    assert visible_difference(variance, after + missing, before) <= difference + 1e-9
    if missing > 1:
        assert visible_difference(variance, after + missing - 1, before) > difference - 1e-9


def test_nothing_is_missing_where_there_are_enough():
    assert answers_missing(SPREAD, 0.1, 2000, 2000) == 0
    assert answers_missing(SPREAD, 0.1, 958, 958) == 0
    assert answers_missing(SPREAD, -0.1, 900, 958) == answers_missing(SPREAD, 0.1, 900, 958) > 0


def test_an_earlier_period_that_is_too_small_stays_so():
    assert answers_missing(SPREAD, 0.1, 10**9, 400) == math.inf
    assert answers_missing(SPREAD, 0.1, 100, 0) == math.inf
    assert visible_difference(SPREAD, 0, 50) == math.inf


@pytest.mark.parametrize(
    ("missing", "per_day", "days"),
    [(0, 5, 0), (0, 0, 0), (10, 5, 2), (11, 5, 3), (11, 0, math.inf), (math.inf, 5, math.inf), (3, 0.5, 6)],
)
def test_days_left_are_whole_days_at_the_present_rate(missing, per_day, days):
    assert days_left(missing, per_day) == days


@pytest.mark.parametrize("wrong", [0, -0.1, math.nan])
def test_a_margin_of_nothing_and_an_unknown_variance_are_refused(wrong):
    with pytest.raises(ValueError, match="more than 0"):
        answers_for_margin(1, wrong)
    with pytest.raises(ValueError, match="variance"):
        answers_per_period(wrong if wrong else math.nan, 0.1)
    with pytest.raises(ValueError, match="more than 0"):
        answers_missing(1, 0, 1, 1)
