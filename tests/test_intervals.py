"""Intervals: published examples, other people's implementations, and what each promises."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cx.intervals import Z, bounding_ranks, poisson, pseudo_responses, rank, score_interval, student, wilson


@pytest.mark.parametrize(
    ("counts", "z", "low", "high"),
    [
        # Fagerland, Lydersen, Laake, Statistics in Medicine 33 (2014) 2850: airway hyper-responsiveness
        ((7, 13, 1), Z, -0.517, -0.026),
        # R package PropCIs, scoreci.mp(25, 28, 618, 0.90)
        ((25, 565, 28), 1.6448536269514722, -0.0148, 0.0247),
    ],
)
def test_the_score_interval_is_the_published_one(counts, z, low, high):
    found = score_interval(counts[0], counts[2], sum(counts), z)
    assert found == pytest.approx((low, high), abs=6e-4)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_shares_have_newcombes_wilson_intervals(k, n, low, high):
    """Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3."""
    assert wilson(k, n) == pytest.approx((low, high), abs=6e-5)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_statsmodels_wilson(counts):
    expected = proportion_confint(*counts, method="wilson")
    assert wilson(*counts) == pytest.approx(expected, abs=1e-12)


def test_the_ranks_that_bound_a_median_are_those_of_the_textbook_table():
    """Table "Confidence Intervals for the Population Median"."""
    n = [6, 7, 8, 9, 10, 12, 13, 15, 17, 18, 19, 20]
    lower, upper = bounding_ranks(n, 0.5)
    expected = [(1, 6), (1, 7), (1, 8), (2, 8), (2, 9), (3, 10), (3, 11), (4, 12), (5, 13), (5, 14), (5, 15), (6, 15)]
    assert list(zip(lower.tolist(), upper.tolist(), strict=True)) == expected


@pytest.mark.parametrize(("q", "least"), [(0.5, 6), (0.9, 36), (0.95, 72), (0.99, 368)])
def test_a_percentile_has_an_upper_bound_from_a_least_number_of_rows_on(q, least):
    _, upper = bounding_ranks([least - 1, least], q)
    assert upper[0] == least  # one more than there are rows
    assert upper[1] <= least


def test_the_rank_among_very_many_does_not_run_over():
    n = [3 * 10**15, 10**18 + 1, 2**62]
    assert rank(n, 0.9).tolist() == [-(-size * 9 // 10) for size in n]


def test_ranks_are_not_thrown_off_by_fractions_that_are_not_exact():
    n = np.arange(1, 20_001)
    for numerator, q in ((5, 0.5), (7, 0.7), (9, 0.9)):
        assert (rank(n, q) == np.maximum(1, -(-n * numerator // 10))).all()


@given(st.integers(1, 60), st.floats(-1, 1), st.floats(0, 1))
def test_pseudo_responses_never_leave_the_scale_nor_the_mean(n, mean, share):
    variance = share * (1 - mean**2)
    low, high = pseudo_responses(n, np.array(mean), np.array(variance), -1, 1)
    assert -1 <= low <= mean <= high <= 1


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_means_of_samples_have_scipys_t_interval(rows):
    found = student(np.array([len(rows)]), np.array([np.mean(rows)]), np.array([np.var(rows)]))
    half = stats.t.ppf(0.975, len(rows) - 1) * stats.sem(rows)
    assert (found[0][0], found[1][0]) == pytest.approx((np.mean(rows) - half, np.mean(rows) + half), rel=1e-9, abs=1e-6)


def test_one_row_bounds_no_mean_and_none_has_no_interval():
    low, high = student(np.array([1, 0]), np.array([5.0, np.nan]), np.array([0.0, np.nan]))
    assert (low[0], high[0]) == (-math.inf, math.inf)
    assert np.isnan([low[1], high[1]]).all()


@given(st.integers(0, 10**9))
def test_the_limits_of_a_poisson_number_are_where_its_score_test_turns(number):
    """The expected numbers m with (number - m)^2 = z^2 m."""
    low, high = (float(limit) for limit in poisson(number))
    assert 0 <= low <= number <= high
    for limit in (low, high):
        assert (number - limit) ** 2 == pytest.approx(Z * Z * limit, rel=1e-6, abs=1e-6)


def test_no_row_at_all_bounds_what_can_be_expected():
    assert poisson(0) == pytest.approx((0, Z * Z))
