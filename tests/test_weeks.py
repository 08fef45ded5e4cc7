"""Weekly series and the spread between their weeks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from cx.measures import measure
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally
from cx.weeks import Weeks, baseline, bounds, one_response
from tests.weekly import drawn, nps_scores, nps_tally, share_weeks, starts


def uneven(seed: int, series: int = 6, weeks: int = 20) -> np.ndarray:
    """Counts of weeks that differ by more than chance, of any size, some of them empty."""
    random = np.random.default_rng(seed)
    lift = random.normal(0, 0.15, (series, weeks))
    shares = np.stack([0.3 - lift / 2, np.full_like(lift, 0.25), 0.45 + lift / 2], axis=-1).clip(0.01)
    sizes = random.integers(5, 400, (series, weeks)) * (random.random((series, weeks)) > 0.1)
    return random.multinomial(sizes, shares / shares.sum(axis=-1, keepdims=True))


@pytest.mark.parametrize("seed", range(5))
def test_the_spread_and_the_expected_score_agree_with_statsmodels(seed: int) -> None:
    weeks = Weeks.of(nps_scores(uneven(seed)))

    found = baseline(weeks)

    for series in range(len(weeks.groups)):
        known = weeks.n[series] > 0
        within = found.variance[series] / weeks.n[series][known]
        other = combine_effects(weeks.value[series][known], within, method_re="chi2")
        assert found.weeks[series] == known.sum()
        assert found.between[series] == pytest.approx(max(0.0, other.tau2), abs=1e-12)
        expected = other.mean_effect_re if other.tau2 > 0 else other.mean_effect_fe
        assert found.expected[series] == pytest.approx(expected, abs=1e-12)
        assert found.uncertainty[series] == pytest.approx(1 / (1 / (within + found.between[series])).sum(), rel=1e-12)


def test_some_of_these_series_do_spread_and_some_do_not() -> None:
    assert (baseline(Weeks.of(nps_scores(uneven(1)))).between > 0).all()
    assert (baseline(Weeks.of(nps_scores(drawn(40, 20)))).between == 0).any()


def test_the_variance_of_one_response_is_that_of_all_weeks_pooled() -> None:
    tally = nps_tally(uneven(3))
    pooled = read(tally.over("channel"))

    assert one_response(Weeks.of(read(tally))) == pytest.approx(pooled.variance, rel=1e-12)


def test_where_all_responses_agree_another_outcome_is_rare_but_not_impossible() -> None:
    weeks = share_weeks(np.full((1, 10), 50), np.full((1, 10), 50))

    assert one_response(weeks) == pytest.approx([0.5 / 501])
    assert baseline(weeks).expected == pytest.approx([1.0])


def test_a_range_without_ends_and_no_spread_says_nothing() -> None:
    weeks = share_weeks(np.full((1, 10), 50), np.full((1, 10), 50))
    endless = Weeks(weeks.groups, weeks.starts, weeks.value, weeks.n, weeks.variance)

    assert np.isnan(one_response(endless)).all()


def test_without_any_week_nothing_is_said() -> None:
    found = baseline(share_weeks(np.zeros((1, 9)), np.zeros((1, 9))))

    assert found.weeks.tolist() == [0]
    assert np.isnan([found.expected[0], found.between[0], found.variance[0]]).all()


def test_series_are_told_apart_by_all_dimensions_but_the_week_and_missing_is_a_value() -> None:
    rows = [("chat", starts(3)[0], 10, 4), (None, starts(3)[0], 3, 5), (None, starts(3)[2], 10, 6)]
    frame = pd.DataFrame(rows, columns=["channel", "week", "bin", "n"])
    tally = Tally.from_frame(measure("nps"), frame, ("channel", "week"), {"nps": Survey("nps", "nps")})

    weeks = Weeks.of(read(tally))

    assert weeks.groups["channel"].tolist() == ["chat", None]
    assert weeks.starts == (starts(3)[0], starts(3)[2])
    assert weeks.n.tolist() == [[4, 0], [5, 6]]
    assert np.isnan(weeks.value[0, 1])


def test_a_week_that_is_meant_is_there_without_rows_and_others_are_left_out() -> None:
    scores = nps_scores(drawn(1, 3))

    weeks = Weeks.of(scores, (starts(4)[1], starts(4)[3]))

    assert weeks.n.tolist() == [[100, 0]]


def test_everything_as_one_group_is_one_series() -> None:
    tally = nps_tally(drawn(2, 5)).over("week")

    assert Weeks.of(read(tally)).n.tolist() == [[200] * 5]


def test_the_range_of_a_score_is_that_of_its_kind_or_scale() -> None:
    survey = Survey("q", "ces", 1, 7)

    assert bounds(measure("nps").reading(), None) == (-1, 1)
    assert bounds(measure("csat").reading("satisfied"), survey) == (0, 1)
    assert bounds(measure("ces").reading("mean"), survey) == (1, 7)
    assert bounds(measure("first_response").reading("mean"), None) == (-np.inf, np.inf)


@given(st.integers(0, 10_000), st.integers(0, 19))
def test_the_baseline_does_not_depend_on_the_order_of_weeks(seed: int, turn: int) -> None:
    counts = uneven(seed, 2)
    one, other = (baseline(Weeks.of(nps_scores(part))) for part in (counts, np.roll(counts, turn, axis=1)))

    for mine, theirs in zip(one, other, strict=True):
        assert mine == pytest.approx(theirs, abs=1e-12)
