"""Scores and intervals: published examples, other people's implementations, and the rows themselves."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cx import bins, path
from cx.errors import BadInput
from cx.measures import MEASURES, measure
from cx.intervals import Z, bounding_ranks, pseudo_responses, rank, score_interval, wilson
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


# Other implementations.


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_statsmodels_wilson(counts):
    expected = proportion_confint(*counts, method="wilson")
    assert wilson(*counts) == pytest.approx(expected, abs=1e-12)


@given(st.lists(st.integers(1, 400_000), min_size=2, max_size=60))
def test_mean_times_have_scipys_t_interval(seconds):
    found = read(tally("resolution", bins.clock_bin(seconds)), "mean")
    middles = bins.midpoint(bins.clock_bin(seconds))
    spread = stats.sem(middles)
    half = stats.t.ppf(0.975, len(seconds) - 1) * spread
    expected = middles.mean(), max(0, middles.mean() - half), middles.mean() + half
    assert one(found) == pytest.approx(expected, rel=1e-9, abs=1e-6)


@given(st.lists(st.integers(0, 90), min_size=1, max_size=80), st.sampled_from([("naive_median", 0.5), ("naive_p90", 0.9)]))
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


def test_ranks_are_not_thrown_off_by_fractions_that_are_not_exact():
    n = np.arange(1, 20_001)
    for numerator, q in ((5, 0.5), (7, 0.7), (9, 0.9)):
        assert (rank(n, q) == np.maximum(1, -(-n * numerator // 10))).all()


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


@given(st.integers(1, 60), st.floats(-1, 1), st.floats(0, 1))
def test_pseudo_responses_never_leave_the_scale_nor_the_mean(n, mean, share):
    variance = share * (1 - mean**2)
    low, high = pseudo_responses(n, np.array(mean), np.array(variance), -1, 1)
    assert -1 <= low <= mean <= high <= 1


# The rows themselves: every reading of every measure, by its words.


def nps_value(answer, survey):
    return None if not 0 <= answer <= 10 else (answer >= 9) - (answer <= 6)


def on_scale(value):
    return lambda answer, survey: value(answer) if survey.low <= answer <= survey.high else None


def within(code, target):
    if code >= 0:
        return float(code < target)
    return 0.0 if code <= bins.CENSORED and bins.age_of(code) >= target else None


def digit(code, part):
    value = int(path.digit(code, part))
    return None if value == path.PARTS[part].unknown else value


def f1(code, survey):
    """Decided once 7 days (of the classes by path.DAY_EDGES, the fifth) have been observed."""
    back, seen = digit(code, "next_any"), digit(code, "observed")
    if back is None or seen is None or seen < 5:
        return None
    return float(back >= 5 and digit(code, "solves") != 1)


def part_is(part, wanted):
    return lambda code, survey: None if digit(code, part) is None else float(digit(code, part) == wanted)


def seconds(code, survey):
    return float(bins.midpoint(code)) if code >= 0 else None


BY_ITS_WORDS = {
    ("nps", "nps"): nps_value,
    ("nps", "promoters"): on_scale(lambda answer: answer >= 9),
    ("nps", "passives"): on_scale(lambda answer: answer in (7, 8)),
    ("nps", "detractors"): on_scale(lambda answer: answer <= 6),
    ("nps", "mean"): on_scale(float),
    ("csat", "satisfied"): on_scale(lambda answer: answer >= 4),
    ("csat", "mean"): on_scale(float),
    ("ces", "mean"): on_scale(float),
    ("ces", "easy"): on_scale(lambda answer: answer <= 3),
    ("fcr", "F1"): f1,
    ("fcr", "F3"): part_is("agent_replies", 1),
    ("fcr", "F6"): part_is("customer_messages", 0),
    **{(name, kind): seconds for name in ("first_response", "resolution", "closing") for kind in ("median", "p90")},
    **{(name, "mean"): seconds for name in ("first_response", "resolution", "closing")},
    ("first_response", "within"): lambda code, survey: within(code, 3600),
    **{(name, "within"): lambda code, survey: within(code, 86400) for name in ("resolution", "closing")},
    **{
        (name, "share"): lambda code, survey: code if code in (0, 1) else None for name in ("reopen", "transfer", "sla")
    },
}

ANSWERS = st.integers(-1, 12)
DURATIONS = st.one_of(
    st.integers(0, 400_000).map(lambda s: int(bins.clock_bin(s))),
    st.integers(0, 400_000).map(lambda s: int(bins.running(s))),
    st.sampled_from(sorted(bins.CODE_REASONS)),
)
PATHS = st.fixed_dictionaries({part.name: st.integers(0, part.unknown) for part in path.PARTS.values()}).map(
    lambda digits: int(path.pack(**digits))
)


def codes_of(name):
    if measure(name).of_answers:
        return ANSWERS
    return {"path": PATHS, **dict.fromkeys(("first_response", "resolution", "closing"), DURATIONS)}.get(
        measure(name).column, st.integers(0, 2)
    )


def test_every_reading_is_checked_against_its_words():
    assert set(BY_ITS_WORDS) == {(name, reading.name) for name in MEASURES for reading in MEASURES[name].readings}


@pytest.mark.parametrize(("name", "kind"), BY_ITS_WORDS)
@settings(max_examples=40)
@given(data=st.data())
def test_a_reading_is_the_mean_or_the_rank_of_its_rows(name, kind, data):
    rows = data.draw(st.lists(st.tuples(st.sampled_from(["a", "b", None]), codes_of(name)), max_size=25))
    found = read(tally(name, [code for _, code in rows], {"group": [group for group, _ in rows]}), kind)
    assert found.groups["group"].tolist() == [g for g in ("a", "b", None) if g in {group for group, _ in rows}]
    for position, group in enumerate(found.groups["group"]):
        codes = [code for other, code in rows if other == group]
        values = [BY_ITS_WORDS[name, kind](code, SURVEYS.get(name)) for code in codes]
        counted = sorted(float(value) for value in values if value is not None)
        assert found.rows[position] == len(codes)
        assert found.n[position] == len(counted) == found.denominator[position]
        assert sum(left_out[position] for left_out in found.excluded.values()) == len(codes) - len(counted)
        _check_score(found, position, counted)


def _check_score(found, position, counted):
    value, low, high = found.value[position], found.low[position], found.high[position]
    if not counted:
        assert math.isnan(value)
        assert math.isnan(low)
        assert math.isnan(high)
    elif found.reading.kind == "percentile":
        assert value == counted[int(rank(len(counted), found.reading.q)) - 1]
        assert low <= value <= high
    else:
        assert value == pytest.approx(sum(counted) / len(counted))
        assert found.numerator[position] == pytest.approx(sum(counted))
        assert found.variance[position] == pytest.approx(np.var(counted), rel=1e-9, abs=1e-6)
        assert low <= value <= high


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
