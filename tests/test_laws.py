"""Laws that hold for every tally and every score, whatever is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx import bins, path
from cx.change import difference
from cx.intervals import score_interval, wilson
from cx.measures import MEASURES, measure
from cx.scores import read
from cx.surveys import SCALES, Survey
from cx.tally import Tally

SURVEYS = {
    **{name: Survey("q", name, *SCALES[name]) for name in SCALES}, "ces": Survey("q", "ces", 1, 7),
    "advocates": Survey("q", "nps"), "review_reply": Survey("q", "review", 1, 5),
}  # fmt: skip
CHANNELS = st.sampled_from(["chat", "mail", "(x", "", None])
WEEKS = st.sampled_from([1, 2, 3, None])
CELLS = st.lists(st.tuples(CHANNELS, WEEKS, st.integers(-1, 10), st.integers(0, 2**40)), max_size=12)
READINGS = [(name, reading.full_name) for name, known in MEASURES.items() for reading in known.readings]


def tally(cells, name="nps"):
    frame = pd.DataFrame(cells, columns=["channel", "week", "bin", "n"])
    surveys = {"q": SURVEYS[name]} if name in SURVEYS else {}
    return Tally.from_frame(measure(name), frame, ["channel", "week"], surveys)


def cells(found):
    return {tuple(row[:-1]): row[-1] for row in found.frame().itertuples(index=False, name=None)}


def total_of(rows):
    added: dict[tuple, int] = {}
    for channel, week, code, n in rows:
        added[channel, week, code] = added.get((channel, week, code), 0) + n
    return {key: n for key, n in added.items() if n}


# Tallies.


@given(CELLS)
def test_a_tally_holds_every_row_once(rows):
    assert cells(tally(rows)) == total_of(rows)


@given(CELLS, CELLS)
def test_adding_is_counting_both_at_once(one, other):
    assert cells(tally(one) + tally(other)) == cells(tally(one + other)) == cells(tally(other) + tally(one))


@given(CELLS, CELLS, CELLS)
def test_it_does_not_matter_what_is_added_first(one, two, three):
    left, right = (tally(one) + tally(two)) + tally(three), tally(one) + (tally(two) + tally(three))
    assert cells(left) == cells(right)
    pd.testing.assert_frame_equal(left.groups, right.groups)


@given(CELLS)
def test_nothing_added_changes_nothing(rows):
    assert cells(tally(rows) + tally([])) == cells(tally(rows))


@given(CELLS)
def test_groups_are_distinct_and_in_order_with_missing_values_last(rows):
    groups = list(tally(rows).groups.itertuples(index=False, name=None))
    order = sorted(set(groups), key=lambda group: [(value is None, value or 0) if i else (value is None, value or "")
                                                   for i, value in enumerate(group)])  # fmt: skip
    assert groups == order


@given(CELLS)
def test_every_marginal_holds_all_rows(rows):
    found = tally(rows)
    for marginal in (found.total(), found.over("channel"), found.over("week"), found.over("week", "channel")):
        assert marginal.n_rows() == found.n_rows()
    assert cells(found.over("channel")) == cells(tally([(c, None, b, n) for c, _, b, n in rows]).over("channel"))


@given(CELLS, CELLS)
def test_a_marginal_of_a_sum_is_the_sum_of_the_marginals(one, other):
    assert cells((tally(one) + tally(other)).over("week")) == cells(tally(one).over("week") + tally(other).over("week"))


@given(CELLS)
def test_the_parts_make_up_the_whole(rows):
    found = tally(rows)
    parts = [found.select({"channel": channel}) for channel in found.groups["channel"].unique()]
    assert sum(part.n_rows() for part in parts) == found.n_rows()
    chosen = np.arange(len(found.groups)) % 2 == 0
    assert cells(found.select(chosen) + found.select(~chosen)) == cells(found)


@given(CELLS.map(lambda rows: [(c, w, b, n) for c, w, b, n in rows if n]), st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert cells(tally(shuffled)) == cells(tally(rows))
    pd.testing.assert_frame_equal(tally(shuffled).groups, tally(rows).groups)


# Scores.


DURATIONS = st.integers(0, 10**6).map(lambda seconds: int(bins.clock_bin(seconds)))
TIMES = st.one_of(DURATIONS, DURATIONS.map(lambda age: int(bins.running(age))), st.integers(-6, -1))
PATHS = st.tuples(*(st.integers(0, part.known) for part in path.PARTS.values())).map(
    lambda digits: int(path.pack(**dict(zip(path.PARTS, digits, strict=True))))
)
#: The codes of each column; whole numbers from -2 to 10 hold those of all others.
CODES = {
    **dict.fromkeys(("first_response", "resolution", "closing", "wait", "reply"), TIMES),
    "open_age": DURATIONS, "path": PATHS, "created_hour": st.integers(0, 167), "flow": st.sampled_from([-2, 1, 2, 3]),
    "left_day": st.integers(-1, 3), "response": st.integers(0, 7), "confirmed": st.integers(0, 2),
    "sla": st.integers(0, 3),
}  # fmt: skip


def codes_of(name):
    return CODES.get(measure(name).column, st.integers(-2, 10))


def small_tallies(name, least=0):
    rows = st.lists(st.tuples(CHANNELS, st.just(1), codes_of(name), st.integers(1, 40)), min_size=least, max_size=8)
    return rows.map(lambda cells: tally(cells, name))


@pytest.mark.parametrize(("name", "reading"), READINGS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_group_is_scored_as_if_it_were_alone(name, reading, data):
    found = data.draw(small_tallies(name))
    together = read(found, reading)
    for row in range(len(found.groups)):
        alone = read(found.select(np.arange(len(found.groups)) == row), reading)
        for part in ("value", "low", "high", "n", "numerator", "variance", "rows"):
            expected = pytest.approx(getattr(alone, part)[0], nan_ok=True, rel=1e-12, abs=1e-12)
            assert getattr(together, part)[row] == expected


@pytest.mark.parametrize(("name", "reading"), READINGS)
@settings(max_examples=25)
@given(data=st.data())
def test_the_interval_holds_the_score_and_every_row_is_counted_or_excluded(name, reading, data):
    found = read(data.draw(small_tallies(name)), reading)
    known = ~np.isnan(found.value)
    assert (known <= (found.n > 0)).all()
    assert (found.low[known] <= found.value[known]).all()
    assert (found.value[known] <= found.high[known]).all()
    assert np.isnan([found.value[~known], found.low[~known], found.high[~known]]).all()
    excluded = sum(found.excluded.values(), np.zeros(len(found), dtype=np.int64))
    assert (found.n + excluded == found.rows).all()


@pytest.mark.parametrize(("name", "reading"), READINGS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_share_is_a_quotient_and_never_leaves_0_and_1(name, reading, data):
    found = read(data.draw(small_tallies(name)), reading)
    if found.reading.kind != "share":
        return
    known = found.n > 0
    assert (found.numerator <= found.denominator).all()
    assert (found.value[known] == found.numerator[known] / found.denominator[known]).all()
    assert ((found.low[known] >= 0) & (found.high[known] <= 1)).all()


@pytest.mark.parametrize(("name", "reading"), READINGS)
@settings(max_examples=15)
@given(data=st.data())
def test_five_times_the_rows_say_the_same_more_exactly(name, reading, data):
    few = data.draw(small_tallies(name, least=1))
    many = few + few + few + few + few
    one, five = read(few.total(), reading), read(many.total(), reading)
    assert five.n[0] == 5 * one.n[0]
    if one.n[0] > 1 and one.reading.kind == "count":
        assert five.value[0] == 5 * one.value[0]
    elif one.n[0] > 1 and one.reading.kind not in ("percentile", "survival"):
        assert five.value[0] == pytest.approx(one.value[0], nan_ok=True)
        assert not five.high[0] - five.low[0] > one.high[0] - one.low[0] + 1e-9


@pytest.mark.parametrize(("name", "reading"), READINGS)
@settings(max_examples=15)
@given(data=st.data())
def test_nothing_differs_from_itself(name, reading, data):
    found = read(data.draw(small_tallies(name, least=1)), reading)
    same = difference(found, found)
    known = np.isfinite(found.value) & ((found.value > 0) | (found.reading.kind != "count") | found.reading.signed)
    assert (same.difference[known] == 0).all()
    assert (same.p[known] == 1).all()
    assert ((same.low[known] <= 0) & (same.high[known] >= 0)).all()


@given(st.lists(st.integers(0, 10), min_size=1, max_size=200))
def test_nps_is_the_difference_of_its_parts(answers):
    found = tally([("chat", 1, answer, 1) for answer in answers])
    promoters, passives, detractors = (read(found, name).value[0] for name in ("promoters", "passives", "detractors"))
    assert read(found).value[0] == pytest.approx(promoters - detractors)
    assert promoters + passives + detractors == pytest.approx(1)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=200).filter(lambda codes: {0, 1} & set(codes)))
def test_churn_as_one_article_writes_it_is_churn_less_what_new_customers_hide(codes):
    found = tally([("chat", 1, code, 1) for code in codes], "churn")
    lost, net, gap, kept = (read(found, name).value[0] for name in ("lost", "net", "gap", "retained"))
    start, end = sum(code < 2 for code in codes), sum(code in (0, 2) for code in codes)
    assert net == pytest.approx((start - end) / start) == pytest.approx(lost - gap)
    assert lost + kept == pytest.approx(1)


@given(st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=200))
def test_what_was_opened_and_reopened_less_what_was_solved_is_the_net_flow(codes):
    found = tally([("chat", 1, code, 1) for code in codes], "flow")
    opened, reopened, solved, net = (read(found, name).value[0] for name in ("opened", "reopened", "solved", "net"))
    assert opened + reopened - solved == net


@given(st.lists(st.integers(0, 2), min_size=1, max_size=200))
def test_the_share_of_promises_kept_lies_between_its_bounds(codes):
    found = tally([("chat", 1, code, 1) for code in codes], "sla")
    least, kept, most = (read(found, name).value[0] for name in ("least", "share", "most"))
    assert least <= most
    assert np.isnan(kept) or least <= kept <= most


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60), st.integers(0, 59), st.integers(0, 10))
def test_a_better_answer_never_lowers_nps(answers, position, better):
    position %= len(answers)
    improved = [*answers[:position], max(answers[position], better), *answers[position + 1 :]]
    scores = [read(tally([("chat", 1, answer, 1) for answer in given])).value[0] for given in (answers, improved)]
    assert scores[1] >= scores[0]


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_looks_the_same_from_the_other_side(counts):
    k, n = counts
    (low, high), (other_low, other_high) = wilson(k, n), wilson(n - k, n)
    assert (low, high) == pytest.approx((1 - other_high, 1 - other_low))
    assert low <= k / n <= high


@given(st.tuples(*[st.integers(0, 200)] * 3).filter(lambda counts: sum(counts) >= 30))
def test_the_adjusted_wald_interval_of_nps_stays_near_the_score_interval(counts):
    detractors, passives, promoters = counts
    rows = [("chat", 1, 0, detractors), ("chat", 1, 7, passives), ("chat", 1, 10, promoters)]
    found = read(tally(rows))
    low, high = score_interval(detractors, promoters, sum(counts))
    assert low <= found.value[0] <= high
    assert found.low[0] == pytest.approx(low, abs=0.06)
    assert found.high[0] == pytest.approx(high, abs=0.06)
