"""Differences and verdicts."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from cx import bins
from cx.change import VERDICTS, aligned, difference, verdicts, verdicts_by
from cx.groups import Groups
from cx.intervals import Z
from cx.measures import measure
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally

YES_NO = {"q": Survey("q", "csat", 0, 1)}
NPS = {"q": Survey("q", "nps")}


def share(successes, n):
    """Scores of one yes-or-no group."""
    rows = pd.DataFrame({"bin": [1, 0], "n": [successes, n - successes]})
    return read(Tally.from_frame(measure("csat"), rows, [], YES_NO))


def nps(detractors, passives, promoters):
    rows = pd.DataFrame({"bin": [0, 7, 10], "n": [detractors, passives, promoters]})
    return read(Tally.from_frame(measure("nps"), rows, [], NPS))


def by_channel(**counts):
    """Shares of several groups: name=(successes, n)."""
    rows = [(name if name != "nobody" else None, value, n) for name, (k, size) in counts.items()
            for value, n in ((1, k), (0, size - k))]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["channel", "bin", "n"])
    return read(Tally.from_frame(measure("csat"), frame, ["channel"], YES_NO))


def times(seconds, reading="naive_median"):
    rows = pd.DataFrame({"bin": bins.clock_bin(seconds), "n": 1})
    return read(Tally.from_frame(measure("resolution"), rows, []), reading)


def limits(after, before):
    found = difference(after, before)
    return float(found.low[0]), float(found.high[0])


# Differences.


@pytest.mark.parametrize(
    ("one", "other", "low", "high"), [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.809)]
)
def test_shares_have_newcombes_intervals_of_a_difference(one, other, low, high):
    """Newcombe, Statistics in Medicine 17 (1998) 873, table II, method 10."""
    assert limits(share(*one), share(*other)) == pytest.approx((low, high), abs=6e-5)


COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, COUNTS)
def test_shares_have_statsmodels_newcomb_interval(one, other):
    expected = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert limits(share(*one), share(*other)) == pytest.approx(expected, abs=1e-9)


NPS_COUNTS = st.tuples(*[st.integers(0, 80)] * 3).filter(lambda counts: sum(counts) > 1)


@given(NPS_COUNTS, NPS_COUNTS)
def test_the_difference_is_the_one_that_is_seen_and_turns_round_with_its_sides(one, other):
    there, back = difference(nps(*one), nps(*other)), difference(nps(*other), nps(*one))
    seen = (one[2] - one[0]) / sum(one) - (other[2] - other[0]) / sum(other)
    assert there.difference[0] == pytest.approx(seen)
    assert (there.difference[0], there.low[0], there.high[0]) == pytest.approx(
        (-back.difference[0], -back.high[0], -back.low[0])
    )
    assert there.p[0] == pytest.approx(back.p[0])
    assert there.low[0] <= there.difference[0] <= there.high[0]


@given(NPS_COUNTS, NPS_COUNTS)
def test_p_is_under_5_percent_exactly_where_the_interval_leaves_out_0(one, other):
    found = difference(nps(*one), nps(*other))
    assume(abs(found.p[0] - 0.05) > 1e-9)
    assert (found.p[0] < 0.05) == (found.low[0] > 0 or found.high[0] < 0)


def test_p_is_that_of_the_normal_test_where_samples_are_large():
    one, other = (3000, 3000, 4000), (2900, 3000, 4100)
    after, before = nps(*one), nps(*other)
    se = math.sqrt(after.variance[0] / 10_000 + before.variance[0] / 10_000)
    z = (after.value[0] - before.value[0]) / se
    assert difference(after, before).p[0] == pytest.approx(2 * stats.norm.sf(abs(z)), rel=0.01)


def test_percentiles_are_compared_as_a_ratio():
    found = difference(times([110] * 40), times([100] * 40))
    assert found.ratio
    assert (found.difference[0], found.low[0], found.high[0]) == pytest.approx((0.1, 0.1, 0.1))


def test_the_interval_of_a_ratio_is_that_of_logarithms():
    after, before = times(range(60, 119)), times(range(40, 99))
    found = difference(after, before)
    gap = math.log(after.value[0] / before.value[0])
    low = gap - math.hypot(math.log(after.value[0] / after.low[0]), math.log(before.high[0] / before.value[0]))
    high = gap + math.hypot(math.log(after.high[0] / after.value[0]), math.log(before.value[0] / before.low[0]))
    assert (found.difference[0], found.low[0], found.high[0]) == pytest.approx(
        (math.exp(gap) - 1, math.exp(low) - 1, math.exp(high) - 1)
    )


def test_a_percentile_without_an_upper_bound_leaves_the_change_open():
    found = difference(times([500] * 5), times([100] * 200))
    assert found.difference[0] == pytest.approx(4.01, abs=0.02)
    assert (found.low[0], found.high[0], found.p[0]) == (-1, math.inf, 1)


def test_durations_of_no_second_can_be_compared():
    found = difference(times([0] * 60), times([100] * 60))
    assert found.difference[0] == pytest.approx(-0.995)
    assert 0 <= found.p[0] <= 1
    assert difference(times([0] * 60), times([0] * 60)).difference[0] == 0


def test_mean_times_are_compared_in_seconds():
    found = difference(times([100, 110] * 50, "mean"), times([90, 100] * 50, "mean"))
    assert not found.ratio
    assert found.difference[0] == pytest.approx(10)
    half = found.difference[0] - found.low[0]
    assert half == pytest.approx(math.sqrt(2) * stats.t.ppf(0.975, 99) * stats.sem([100, 110] * 50))


def test_scores_of_different_readings_are_not_compared():
    with pytest.raises(ValueError, match="cannot compare"):
        difference(times([1]), times([1], "naive_p90"))


# What still runs, shares of it, ratios and counts.


def lives(ended, running=(), reading="median"):
    rows = pd.DataFrame({"bin": [*bins.clock_bin(ended), *bins.running(list(running))], "n": 1})
    return read(Tally.from_frame(measure("resolution"), rows, []), reading)


def flow(opened, solved, reading, days=None):
    rows = pd.DataFrame({"bin": [1, 3], "n": [opened, solved]})
    return read(Tally.from_frame(measure("flow"), rows, []), reading, days)


def test_times_with_rows_still_running_are_compared_by_their_ratio():
    after, before = lives(range(100, 400, 5), [500] * 20), lives(range(50, 200, 3), [300] * 5)
    found = difference(after, before)
    assert found.ratio
    assert found.difference[0] == pytest.approx(after.value[0] / before.value[0] - 1)
    above = math.hypot(math.log(after.high[0] / after.value[0]), math.log(before.value[0] / before.low[0]))
    assert found.high[0] == pytest.approx(after.value[0] / before.value[0] * math.exp(above) - 1)
    assert found.low[0] < found.difference[0]


def test_a_time_that_is_not_reached_yet_is_not_compared():
    reached, not_yet = lives(range(100, 400, 5)), lives([3600] * 10, [7200] * 90)
    for after, before in ((reached, not_yet), (not_yet, reached), (not_yet, not_yet)):
        (change,) = verdicts([(after, before)])
        assert change.verdict == "none"
        assert math.isnan(change.difference)
        assert change.better is None


@pytest.mark.parametrize("reading", ["ended:86400", "open:86400"])
def test_shares_still_running_are_compared_in_percentage_points(reading):
    after, before = lives([3600] * 60, [90_000] * 40, reading), lives([3600] * 40, [90_000] * 60, reading)
    found = difference(after, before)
    assert not found.ratio
    assert abs(found.difference[0]) == pytest.approx(0.2)
    high = found.difference[0] + math.hypot(after.high[0] - after.value[0], before.value[0] - before.low[0])
    assert found.high[0] == pytest.approx(high)


def test_counts_are_compared_by_their_ratio_per_day():
    found = difference(flow(300, 1, "opened", 10), flow(200, 1, "opened", 5))
    assert found.ratio
    assert found.difference[0] == pytest.approx(30 / 40 - 1)
    same = difference(flow(300, 1, "opened", 10), flow(150, 1, "opened", 5))
    assert same.difference[0] == pytest.approx(0)
    assert same.p[0] == pytest.approx(1)


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_the_p_of_two_counts_is_near_that_of_the_exact_test(after, before):
    """Of all rows together, those after are binomial with 1/2 where nothing changed."""
    found = difference(flow(after, 0, "opened"), flow(before, 0, "opened"))
    exact = stats.binomtest(after, after + before, 0.5)
    likely = stats.binom.pmf(after, after + before, 0.5)
    if exact.pvalue > 1e-3:
        assert found.p[0] == pytest.approx(exact.pvalue, abs=0.03 + 2 * likely)


def test_a_count_that_fell_to_nothing_fell_by_all_of_it():
    found = difference(flow(0, 50, "opened", 7), flow(40, 50, "opened", 7))
    assert (found.difference[0], found.low[0]) == (-1, -1)
    assert -1 < found.high[0] < 0
    assert found.p[0] < 0.001


def test_a_count_that_was_nothing_before_has_nothing_to_be_compared_with():
    (change,) = verdicts([(flow(40, 50, "opened"), flow(0, 50, "opened"))])
    assert (change.verdict, change.before, change.after) == ("none", 0, 40)
    assert math.isnan(change.difference)


def test_balances_and_ratios_are_compared_as_they_are():
    net = difference(flow(50, 80, "net"), flow(60, 40, "net"))
    assert not net.ratio
    assert net.difference[0] == -50
    assert net.high[0] - net.difference[0] == pytest.approx(Z * math.sqrt(130 + 100))
    keeping_up = difference(flow(100, 80, "keeping_up"), flow(100, 90, "keeping_up"))
    assert not keeping_up.ratio
    assert keeping_up.difference[0] == pytest.approx(-0.1)
    error = math.sqrt((80 + 0.8**2 * 100 + 90 + 0.9**2 * 100) / 100**2)
    assert keeping_up.high[0] - keeping_up.difference[0] == pytest.approx(Z * error)


# Verdicts.


def test_benjamini_hochberg_finds_the_four_of_the_thrombolysis_example():
    """Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759,
         1.0]  # fmt: skip
    changes = verdicts([with_p(value) for value in p])
    assert [change.p for change in changes] == pytest.approx(p)
    assert [change.adjusted_p for change in changes[:5]] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625, 0.0603])
    assert [change.verdict for change in changes] == ["clear"] * 4 + ["possible"] * 5 + ["noise"] * 6


@pytest.mark.parametrize(("p", "verdict"), [(0.0499, "clear"), (0.0501, "noise")])
def test_the_line_is_drawn_at_5_percent(p, verdict):
    assert verdicts([with_p(p)])[0].verdict == verdict


def with_p(p):
    """A pair of scores whose difference has this p: intervals of half 1 on either side, by hand."""
    gap = stats.norm.isf(p / 2) / Z * math.sqrt(2)
    start = nps(100, 100, 100).changed(lambda numbers, nothing: numbers, Groups({}, 1))
    return shifted(start, gap), shifted(start, 0.0)


def shifted(scores, value):
    numbers = iter([value, value - 1, value + 1, 0, 0, 0])  # value, low, high; the others do not matter here
    return scores.changed(lambda old, nothing: np.array([next(numbers)]) if math.isnan(nothing) else old, scores.named)


def test_a_number_is_clear_only_if_it_stays_so_beside_the_others():
    doubtful = share(60, 100), share(45, 100)
    assert verdicts([doubtful])[0].verdict == "clear"
    quiet = [(share(50, 100), share(50, 100))] * 3
    found = verdicts([doubtful, *quiet])
    assert found[0].verdict == "possible"
    assert found[0].p < 0.05 < found[0].adjusted_p
    assert [change.verdict for change in found[1:]] == ["noise"] * 3


def test_under_the_threshold_on_either_side_there_are_too_few():
    few = (share(29, 29), share(0, 1000)), (share(1000, 1000), share(0, 29))
    assert [change.verdict for change in verdicts(few)] == ["few", "few"]
    assert [change.verdict for change in verdicts(few, grey_below=29)] == ["clear", "clear"]


def test_without_earlier_data_there_is_no_verdict():
    found = verdicts([(share(50, 100), None), (share(50, 100), share(0, 0)), (share(0, 0), share(50, 100))])
    assert [change.verdict for change in found] == ["none"] * 3
    assert all(math.isnan(change.difference) and change.better is None for change in found)


def test_what_is_not_tested_does_not_weigh_on_the_others():
    tested = share(60, 100), share(45, 100)
    beside = [(share(5, 10), share(5, 10)), (share(50, 100), None)]
    alone, (together, few, none) = verdicts([tested])[0], verdicts([tested, *beside])
    assert together.adjusted_p == alone.adjusted_p
    assert math.isnan(few.adjusted_p)
    assert math.isnan(none.adjusted_p)


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=6), st.randoms())
def test_the_order_of_a_family_does_not_matter(counts, random):
    family = [(share(*one), share(*other)) for one, other in counts]
    order = random.sample(range(len(family)), len(family))
    straight, mixed = verdicts(family), verdicts([family[index] for index in order])
    assert [straight[index].verdict for index in order] == [change.verdict for change in mixed]


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=6))
def test_a_verdict_follows_from_the_numbers_of_its_change(counts):
    for change in verdicts([(share(*one), share(*other)) for one, other in counts]):
        outside = change.low > 0 or change.high < 0
        if min(change.n_before, change.n_after) < 30:
            assert change.verdict == "few"
        elif change.adjusted_p <= 0.05:
            assert change.verdict == "clear"
            assert outside
        else:
            assert change.verdict == ("possible" if outside else "noise")
        assert change.verdict in VERDICTS


def test_better_follows_the_direction_of_the_reading():
    good, bad = share(90, 100), share(50, 100)
    assert verdicts([(good, bad)])[0].better is True
    assert verdicts([(bad, good)])[0].better is False
    assert verdicts([(good, good)])[0].better is None
    assert verdicts([(times([50] * 40), times([100] * 40))])[0].better is True


def test_better_follows_the_direction_of_the_survey():
    def ces(answer, direction):
        rows = pd.DataFrame({"bin": [answer], "n": [50]})
        survey = Survey("q", "ces", 1, 7, direction=direction)
        return read(Tally.from_frame(measure("ces"), rows, [], {"q": survey}))

    assert verdicts([(ces(6, "high"), ces(2, "high"))])[0].better is True
    assert verdicts([(ces(6, "low"), ces(2, "low"))])[0].better is False


def test_a_share_that_is_neither_good_nor_bad_is_not_judged():
    def passives(n):
        rows = pd.DataFrame({"bin": [7, 10], "n": [n, 100 - n]})
        return read(Tally.from_frame(measure("nps"), rows, [], NPS), "passives")

    (change,) = verdicts([(passives(90), passives(10))])
    assert change.verdict == "clear"
    assert change.better is None


def test_a_change_names_both_sides():
    (change,) = verdicts([(share(60, 100), share(30, 60))])
    assert (change.before, change.after, change.n_before, change.n_after) == (0.5, 0.6, 60, 100)
    assert change.difference == pytest.approx(0.1)
    assert change.reading.name == "satisfied"


def test_a_family_is_made_of_single_groups():
    with pytest.raises(ValueError, match="verdicts_by"):
        verdicts([(by_channel(a=(1, 2), b=(1, 2)), None)])


def test_an_empty_family_has_no_verdicts():
    assert verdicts([]) == []


# One measure over one dimension.


def test_groups_are_matched_by_what_they_are_called():
    after = by_channel(chat=(30, 60), mail=(50, 60), nobody=(10, 50))
    before = by_channel(nobody=(40, 50), chat=(30, 60), phone=(1, 90))
    found = verdicts_by(after, before)
    assert [change.after for change in found] == after.value.tolist()
    assert [change.n_before for change in found] == [60, 0, 50]
    assert [change.verdict for change in found] == ["noise", "none", "clear"]


def test_groups_and_single_numbers_are_judged_alike():
    after, before = by_channel(a=(60, 100), b=(40, 90)), by_channel(a=(45, 100), b=(41, 80))
    pairs = [(share(60, 100), share(45, 100)), (share(40, 90), share(41, 80))]
    for one, other in zip(verdicts_by(after, before), verdicts(pairs), strict=True):
        assert (one.verdict, one.p, one.adjusted_p) == (other.verdict, other.p, other.adjusted_p)


def test_matching_keeps_what_was_left_out():
    rows = pd.DataFrame({"channel": ["a", "b", "b"], "bin": [1, 1, -1], "n": [1, 2, 3]})
    before = read(Tally.from_frame(measure("csat"), rows, ["channel"], YES_NO))
    found = aligned(by_channel(b=(1, 1), c=(1, 1), a=(1, 1)), before)
    assert found.groups["channel"].tolist() == ["a", "b", "c"]
    assert found.excluded["outside_scale"].tolist() == [0, 3, 0]
    assert found.rows.tolist() == [1, 5, 0]


def test_without_an_earlier_period_no_group_has_a_verdict():
    assert [change.verdict for change in verdicts_by(by_channel(a=(50, 90), b=(50, 90)), None)] == ["none", "none"]


def test_groups_by_different_dimensions_cannot_be_matched():
    with pytest.raises(ValueError, match="cannot match"):
        aligned(by_channel(a=(1, 2)), share(1, 2))
