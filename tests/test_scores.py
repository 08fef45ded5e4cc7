"""Scores: published examples, other people's implementations, and what is promised beside the numbers."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cx import bins
from cx.errors import BadInput
from cx.intervals import Z, bounding_ranks
from cx.measures import MEASURES, measure
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally

SURVEYS = {
    "nps": Survey("nps", "nps"),
    "csat": Survey("csat", "csat", 1, 5),
    "ces": Survey("ces", "ces", 1, 7, direction="low"),
}


def tally(name, codes, by=None, surveys=None):
    columns = by or {}
    frame = pd.DataFrame({**columns, "bin": np.asarray(codes, dtype=np.int64), "n": 1})
    known = surveys if surveys is not None else {name: SURVEYS[name]} if name in SURVEYS else {}
    return Tally.from_frame(measure(name), frame, list(columns), known)


def nps(detractors, passives, promoters):
    return tally("nps", [0] * detractors + [7] * passives + [10] * promoters)


def one(scores):
    assert len(scores) == 1
    return float(scores.value[0]), float(scores.low[0]), float(scores.high[0])


# Published examples.


@pytest.mark.parametrize(
    ("counts", "score", "variance"),
    [
        ((1, 2, 3), 1 / 3, 0.555555555556), ((1, 0, 0), -1, 0), ((0, 1, 0), 0, 0), ((0, 0, 1), 1, 0),
        ((1, 0, 1), 0, 1), ((0, 1, 1), 0.5, 0.25), ((1, 1, 1), 0, 2 / 3),
    ],
)  # fmt: skip
def test_nps_and_its_variance_are_those_of_the_r_package_nps(counts, score, variance):
    found = read(nps(*counts))
    assert found.value[0] == pytest.approx(score)
    assert found.variance[0] == pytest.approx(variance)


# Other implementations.


@given(st.lists(st.integers(1, 400_000), min_size=2, max_size=60))
def test_mean_times_have_scipys_t_interval(seconds):
    found = read(tally("resolution", bins.clock_bin(seconds)), "mean")
    middles = bins.midpoint(bins.clock_bin(seconds))
    spread = stats.sem(middles)
    half = stats.t.ppf(0.975, len(seconds) - 1) * spread
    expected = middles.mean(), max(0, middles.mean() - half), middles.mean() + half
    assert one(found) == pytest.approx(expected, rel=1e-9, abs=1e-6)


@given(
    st.lists(st.integers(0, 90), min_size=1, max_size=80), st.sampled_from([("naive_median", 0.5), ("naive_p90", 0.9)])
)
def test_percentiles_are_numpys_inverted_cdf_where_bins_are_single_seconds(seconds, reading):
    found = read(tally("resolution", seconds), reading[0])
    assert found.value[0] == np.percentile(seconds, reading[1] * 100, method="inverted_cdf")


@given(st.lists(st.integers(0, 90), min_size=1, max_size=80))
def test_the_interval_of_a_percentile_runs_between_order_statistics(seconds):
    _, low, high = one(read(tally("resolution", seconds), "naive_p90"))
    lower, upper = (int(k) for k in bounding_ranks(len(seconds), 0.9))
    ordered = sorted(seconds)
    assert low == (ordered[lower - 1] if lower else 0)
    assert high == (ordered[upper - 1] if upper <= len(seconds) else math.inf)


def test_the_interval_of_a_percentile_takes_in_the_whole_of_both_bins():
    _, low, high = one(read(tally("resolution", bins.clock_bin([3700] * 20)), "naive_median"))
    assert (low, high) == (3660, 3719)


def adjusted_wald(detractors, passives, promoters):
    """As printed: D + 3/4, N + 3/2, P + 3/4, n + 3."""
    n = detractors + passives + promoters + 3
    d, p = (detractors + 0.75) / n, (promoters + 0.75) / n
    half = Z * math.sqrt((p + d - (p - d) ** 2) / n)
    return max(-1, p - d - half), min(1, p - d + half)


@given(st.tuples(*[st.integers(0, 60)] * 3).filter(lambda counts: sum(counts) > 1))
def test_nps_has_the_adjusted_wald_interval(counts):
    value, low, high = one(read(nps(*counts)))
    expected = adjusted_wald(*counts)
    assert value == pytest.approx((counts[2] - counts[0]) / sum(counts))
    assert (low, high) == pytest.approx((min(expected[0], value), max(expected[1], value)))


def test_one_answer_widens_the_interval_to_itself():
    value, low, high = one(read(nps(0, 0, 1)))
    assert value == high == 1
    assert low == pytest.approx(adjusted_wald(0, 0, 1)[0])


def test_a_mean_adds_three_answers_across_its_scale():
    answers = [7, 7, 6, 5, 7]
    value, low, high = one(read(tally("ces", answers), "mean"))
    weights, points = np.array([1] * 5 + [0.75, 1.5, 0.75]), np.array([*answers, 1, 4, 7])
    centre = np.average(points, weights=weights)
    half = Z * math.sqrt(np.average((points - centre) ** 2, weights=weights) / weights.sum())
    assert value == np.mean(answers)
    assert (low, high) == pytest.approx((centre - half, max(value, min(7, centre + half))))


def test_answers_that_all_agree_still_have_an_interval():
    for name, answer in (("nps", 10), ("csat", 5), ("ces", 7)):
        value, low, high = one(read(tally(name, [answer] * 8)))
        assert high - low > 0
        assert low <= value <= high


@pytest.mark.parametrize(
    ("n", "shares", "coverage"),
    [
        (10, (0.5, 0.3, 0.2), 0.963), (10, (0.7, 0.2, 0.1), 0.951), (10, (0.95, 0.04, 0.01), 0.914),
        (30, (0.5, 0.3, 0.2), 0.946), (30, (0.85, 0.1, 0.05), 0.963),
    ],
)  # fmt: skip
def test_the_interval_of_nps_holds_the_truth_as_often_as_all_outcomes_say(n, shares, coverage):
    """By enumeration; the shares are of promoters, passives, detractors."""
    outcomes = [(p, n - p - d, d) for p in range(n + 1) for d in range(n + 1 - p)]
    rows = [(index, answer, count) for index, counts in enumerate(outcomes)
            for answer, count in zip((10, 7, 0), counts, strict=True)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["outcome", "bin", "n"])
    found = read(Tally.from_frame(measure("nps"), frame, ["outcome"], {"nps": SURVEYS["nps"]}))
    truth = shares[0] - shares[2]
    holds = (found.low <= truth + 1e-12) & (truth - 1e-12 <= found.high)
    assert stats.multinomial(n, shares).pmf(outcomes)[holds].sum() == pytest.approx(coverage, abs=6e-4)


# What else is promised.


def test_nothing_is_no_data_and_never_zero():
    for name in MEASURES:
        for reading in MEASURES[name].readings:
            found = read(tally(name, [], surveys={}), reading.full_name)
            assert math.isnan(found.value[0])
            assert found.n[0] == 0
            assert found.records()[0]["value"] is None


def test_what_is_left_out_is_counted_by_its_reason():
    codes = [100, *bins.running([50, 60]), bins.NO_REPLY, bins.NEGATIVE, bins.NEGATIVE]
    found = read(tally("first_response", codes, {"team": ["x", "x", "y", "y", "x", "y"]}), "median")
    assert {reason: rows.tolist() for reason, rows in found.excluded.items()} == {
        "still_running": [1, 1], "no_reply": [0, 1], "negative": [1, 1],
    }  # fmt: skip


def test_questions_on_different_scales_are_each_read_on_their_own():
    surveys = {"a": Survey("a", "csat", 1, 5), "b": Survey("b", "csat", 1, 10), "c": Survey("c", "csat", 1, 5)}
    rows = {"survey": ["a", "a", "b", "b", "b", "c"]}
    found = read(tally("csat", [4, 6, 6, 8, 10, 2], rows, surveys))
    assert found.groups["survey"].tolist() == ["a", "b", "c"]
    assert found.value.tolist() == [1, pytest.approx(2 / 3), 0]
    assert found.excluded["outside_scale"].tolist() == [1, 0, 0]


def test_an_answer_to_a_question_nobody_declared_is_refused():
    with pytest.raises(BadInput, match="scale"):
        read(tally("csat", [4], {"survey": ["mystery"]}, {}))


def test_the_good_direction_is_the_surveys_where_the_reading_leaves_it_open():
    surveys = {"a": Survey("a", "ces", 1, 5), "b": Survey("b", "ces", 1, 5, direction="low")}
    found = tally("ces", [1, 2], {"survey": ["a", "b"]}, surveys)
    assert read(found).better.tolist() == ["high", "low"]
    assert read(found, "easy").better.tolist() == ["high", "high"]
    assert read(found.select({"survey": "b"}).total()).better.tolist() == ["low"]
    assert read(tally("ces", [], surveys={})).better.tolist() == ["none"]


def test_a_pool_is_anonymous_as_soon_as_one_of_its_questions_is():
    surveys = {"a": Survey("a", "nps", anonymous=True), "b": Survey("b", "nps")}
    found = tally("nps", [9, 9], {"survey": ["a", "b"]}, surveys)
    assert read(found).anonymous.tolist() == [True, False]
    assert read(found.total()).anonymous.tolist() == [True]
    assert read(tally("resolution", [5])).anonymous.tolist() == [False]


def test_records_are_in_the_units_people_use_and_can_be_written_as_json():
    (record,) = read(nps(1, 1, 2)).records()
    assert record == {
        "value": 25.0, "low": pytest.approx(-44.16, abs=0.01), "high": pytest.approx(72.73, abs=0.01),
        "n": 4, "numerator": 1.0, "denominator": 4.0, "rows": 4, "excluded": {},
    }  # fmt: skip
    unbounded = read(tally("resolution", [50, -1]), "naive_median").records()[0]
    assert json.loads(json.dumps(unbounded)) == {
        "value": 50.0, "low": 0.0, "high": None, "n": 1, "numerator": None, "denominator": 1.0, "rows": 2,
        "excluded": {"negative": 1},
    }  # fmt: skip


def test_a_reading_may_be_given_by_name_or_as_it_is():
    counted = nps(1, 1, 2)
    assert read(counted, measure("nps").reading("mean")).value[0] == read(counted, "mean").value[0]
    with pytest.raises(BadInput, match="no reading 'mood'"):
        read(counted, "mood")


def test_a_reading_of_another_column_is_refused():
    counted = tally("resolution", [3600])
    with pytest.raises(ValueError, match="median@business cannot be read from a tally of resolution by nothing"):
        read(counted, "median@business")
    elsewhere = Tally(measure("resolution").on("business"), counted.named, counted.bins, counted.counts)
    assert read(elsewhere, "median").reading.full_name == "median@business"
    with pytest.raises(ValueError, match="median cannot be read from a tally of resolution@business"):
        read(elsewhere, measure("resolution").reading("median"))


def test_rows_still_running_are_counted_only_where_they_are_part_of_the_score():
    counted = tally("resolution", [3600, 7200, *bins.running([50, 90_000])])
    assert read(counted, "median").running.tolist() == [2]
    assert read(counted, "open").running.tolist() == [2]
    assert read(counted, "naive_median").running.tolist() == read(counted, "within").running.tolist() == [0]
