"""The curve of Kaplan and Meier: against scipy, statsmodels, brute force and what follows from its definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from cx import bins
from cx.intervals import Z
from cx.survival import curves, lives, reached

CELLS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12)


def curve(cells):
    """One group from (ended, still running) by bin."""
    ends, censored = np.array(cells).T
    return curves(ends[None, :], censored[None, :])


def expanded(cells):
    """The rows of a tally: how long, and whether it ended."""
    times = [bin for bin, (ended, still) in enumerate(cells) for _ in range(ended + still)]
    ended = [row < ended for ended, still in cells for row in range(ended + still)]
    return np.array(times), np.array(ended, dtype=bool)


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
@given(CELLS)
def test_the_curve_and_its_band_are_scipys(cells):
    times, ended = expanded(cells)
    assume(ended.any())
    sample = stats.CensoredData(uncensored=times[ended].astype(float), right=times[~ended].astype(float))
    with np.errstate(all="ignore"):
        expected = stats.ecdf(sample).sf
        band = expected.confidence_interval(0.95, method="log-log")
    found, bins = curve(cells), np.arange(len(cells))
    survival = expected.evaluate(bins)
    np.testing.assert_allclose(found.survival[0], survival, atol=1e-12)
    inside = (survival > 0) & (survival < 1)
    np.testing.assert_allclose(found.low[0][inside], band.low.evaluate(bins)[inside], atol=1e-9)
    np.testing.assert_allclose(found.high[0][inside], band.high.evaluate(bins)[inside], atol=1e-9)


@given(CELLS)
def test_the_curve_its_error_and_the_rows_at_risk_are_statsmodels(cells):
    times, ended = expanded(cells)
    assume(ended.any())
    expected = SurvfuncRight(times.astype(float), ended.astype(int))
    found, at = curve(cells), expected.surv_times.astype(int)
    np.testing.assert_allclose(found.survival[0][at], expected.surv_prob, atol=1e-12)
    np.testing.assert_array_equal(found.at_risk[0][at], expected.n_risk)
    falling = at[expected.surv_prob > 0]
    error = found.survival[0][falling] * np.sqrt(found.variance[0][falling])
    np.testing.assert_allclose(error, expected.surv_prob_se[: len(falling)], atol=1e-12)


@given(CELLS)
def test_where_nothing_runs_the_curve_is_the_share_of_rows_beyond(cells):
    cells = [(ended, 0) for ended, _ in cells]
    n = sum(ended for ended, _ in cells)
    assume(n > 0)
    beyond = n - np.cumsum([ended for ended, _ in cells])
    found = curve(cells)
    np.testing.assert_allclose(found.survival[0], beyond / n, atol=1e-12)
    extreme = (beyond == 0) | (beyond == n)
    limits = np.array([proportion_confint(int(k), n, method="wilson") for k in beyond])
    np.testing.assert_allclose(found.low[0][extreme], limits[extreme, 0], atol=1e-9)
    np.testing.assert_allclose(found.high[0][extreme], limits[extreme, 1], atol=1e-9)


@given(st.lists(CELLS, min_size=1, max_size=5))
def test_groups_do_not_touch_each_other(groups):
    bins = max(map(len, groups))
    cells = [group + [(0, 0)] * (bins - len(group)) for group in groups]
    array = np.array(cells)
    together = curves(array[:, :, 0], array[:, :, 1])
    for row, group in enumerate(cells):
        for part, alone in zip(together, curve(group), strict=True):
            np.testing.assert_array_equal(part[row], alone[0])


@given(CELLS)
def test_the_band_holds_the_curve_within_0_and_1_and_is_never_a_point(cells):
    found = curve(cells)
    assert (found.low >= 0).all()
    assert (found.low <= found.survival + 1e-12).all()
    assert (found.survival <= found.high + 1e-12).all()
    assert (found.high <= 1).all()
    assert (found.high - found.low > 0).all()
    assert (np.diff(found.survival) <= 0).all()


@given(CELLS, st.integers(0, 11))
def test_an_empty_bin_changes_nothing(cells, place):
    place = min(place, len(cells))
    wider = [*cells[:place], (0, 0), *cells[place:]]
    for part, other in zip(curve(cells), curve(wider), strict=True):
        np.testing.assert_array_equal(part[0], np.delete(other[0], place))


def test_rows_that_end_count_before_rows_that_still_run_in_the_same_bin():
    assert curve([(1, 1), (0, 2)]).survival[0, 0] == pytest.approx(3 / 4)


def test_before_anything_ends_only_rows_seen_beyond_the_bin_speak_for_the_curve():
    found = curve([(0, 4), (0, 0), (0, 6)])
    assert found.low[0].tolist() == pytest.approx([6 / (6 + Z * Z), 6 / (6 + Z * Z), 0])
    assert found.high[0].tolist() == [1, 1, 1]


def test_once_all_have_ended_the_limit_is_that_of_the_effective_number_of_rows():
    survival, summed = 3 / 4 * 1 / 2, 1 / (4 * 3) + 1 / (2 * 1)
    rows = (1 - survival) / (survival * summed)
    found = curve([(1, 1), (1, 0), (1, 0)])
    assert found.survival[0, 2] == 0
    assert math.isinf(found.variance[0, 2])
    assert (found.low[0, 2], found.high[0, 2]) == (0, pytest.approx(Z * Z / (rows + Z * Z)))


def test_a_group_without_rows_stays_at_1_and_knows_nothing():
    found = curve([(0, 0), (0, 0)])
    assert found.survival[0].tolist() == [1, 1]
    assert (found.low[0].tolist(), found.high[0].tolist()) == ([0, 0], [1, 1])


def test_a_level_is_reached_in_the_first_bin_at_or_under_it():
    share = np.array([[0.9, 0.5 + 1e-13, 0.2], [0.9, 0.8, 0.7], [0.1, 0.1, 0.1]])
    assert reached(share, 0.5).tolist() == [1, 3, 0]


def test_lives_put_what_ended_and_what_still_runs_at_their_ages():
    still = bins.running(np.array([60, 100]))
    keys = np.array([*still[::-1], 30, 60], dtype=np.int64)

    found = lives(keys, np.array([[5, 2, 3, 4]]))

    assert found.ages.tolist() == [0, 30, 60, 100]
    assert found.ends.tolist() == [[0, 3, 4, 0]]
    assert found.censored.tolist() == [[0, 0, 2, 5]]
