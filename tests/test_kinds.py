"""Every reading of every measure, by its words, on the rows themselves: a tally and the rows it came from agree."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx import bins, path
from cx.intervals import Z, rank
from cx.measures import MEASURES, measure
from cx.scores import read
from cx.tally import Tally
from tests.by_words import BY_ITS_WORDS, SURVEYS


def tally(name, codes, by=None):
    frame = pd.DataFrame({**(by or {}), "bin": np.asarray(codes, dtype=np.int64), "n": 1})
    return Tally.from_frame(measure(name), frame, list(by or {}), {name: SURVEYS[name]} if name in SURVEYS else {})


READINGS = [(name, reading) for name, readings in BY_ITS_WORDS.items() for reading in readings]

ANSWERS = st.integers(-2, 12)
DURATIONS = st.one_of(
    st.integers(0, 900_000).map(lambda s: int(bins.clock_bin(s))),
    st.integers(0, 900_000).map(lambda s: int(bins.running(s))),
    st.sampled_from(sorted(bins.CODE_REASONS)),
)
PATHS = st.fixed_dictionaries({part.name: st.integers(0, part.unknown) for part in path.PARTS.values()}).map(
    lambda digits: int(path.pack(**digits))
)
CODES = {
    "bin": ANSWERS, "path": PATHS, "reopens": st.integers(0, 5), "transfers": st.integers(0, 5),
    "escalated": st.integers(0, 1), "sla": st.integers(0, 3), "confirmed": st.integers(0, 2),
    "created_hour": st.integers(-1, 167), "flow": st.sampled_from([bins.TIME_UNKNOWN, 1, 2, 3]),
    "left_day": st.integers(-1, 3), "response": st.integers(0, 7),
}  # fmt: skip


def test_every_reading_is_checked_against_its_words():
    assert set(READINGS) == {(name, reading.name) for name in MEASURES for reading in MEASURES[name].readings}


@pytest.mark.parametrize(("name", "kind"), READINGS)
@settings(max_examples=40)
@given(data=st.data())
def test_a_score_is_that_of_its_rows(name, kind, data):
    codes_of = CODES.get(measure(name).column, DURATIONS)
    rows = data.draw(st.lists(st.tuples(st.sampled_from(["a", "b", None]), codes_of), max_size=25))
    found = read(tally(name, [code for _, code in rows], {"group": [group for group, _ in rows]}), kind)
    assert found.groups["group"].tolist() == [g for g in ("a", "b", None) if g in {group for group, _ in rows}]
    for position, group in enumerate(found.groups["group"]):
        codes = [code for other, code in rows if other == group]
        values = [BY_ITS_WORDS[name][kind](code, SURVEYS.get(name)) for code in codes]
        counted = sorted(value for value in values if value is not None)
        assert found.rows[position] == len(codes)
        assert found.n[position] == len(counted)
        assert sum(left_out[position] for left_out in found.excluded.values()) == len(codes) - len(counted)
        CHECKS[found.reading.kind](found, position, counted)
        interval = found.low[position], found.value[position], found.high[position]
        assert np.isnan(interval).all() or interval[0] <= interval[1] <= interval[2]


# Each kind on rows, one row at a time.


def check_mean(found, position, counted):
    assert found.denominator[position] == len(counted)
    assert found.numerator[position] == pytest.approx(sum(counted))
    if not counted:
        assert math.isnan(found.value[position])
        return
    assert found.value[position] == pytest.approx(sum(counted) / len(counted))
    assert found.variance[position] == pytest.approx(np.var(counted), rel=1e-9, abs=1e-6)


def check_percentile(found, position, counted):
    expected = counted[int(rank(len(counted), found.reading.q)) - 1] if counted else math.nan
    assert found.value[position] == pytest.approx(expected, nan_ok=True)


def still_there(counted, until):
    """The share running on after `until`, by the definition: one row after the other in order of age."""
    share, at_risk = 1.0, len(counted)
    for age, running in sorted(counted):
        if age > until:
            break
        share *= 1 if running else (at_risk - 1) / at_risk
        at_risk -= 1
    return share


def check_survival(found, position, counted):
    assert found.running[position] == sum(running for _, running in counted)
    assert found.denominator[position] == len(counted)
    level = 1 - found.reading.q + 1e-9
    fallen = [age for age, running in sorted(counted) if not running and still_there(counted, age) <= level]
    expected = float(bins.midpoint(fallen[0])) if fallen else math.inf if counted else math.nan
    assert found.value[position] == pytest.approx(expected, nan_ok=True)


def check_survival_share(found, position, counted):
    threshold = found.reading.parameter
    share = still_there(counted, threshold - 1)
    if share > 0 and not any(age >= threshold for age, _ in counted):
        share = math.nan  # nobody was seen for that long
    expected = share if found.reading.complement else 1 - share
    assert found.running[position] == sum(running for _, running in counted)
    assert found.value[position] == pytest.approx(expected, nan_ok=True, abs=1e-12)
    assert math.isnan(share) or 0 <= found.low[position] <= found.high[position] <= 1


def check_ratio(found, position, counted):
    total, base = sum(value for value, _ in counted), sum(base for _, base in counted)
    assert (found.numerator[position], found.denominator[position]) == (total, base)
    if not base:
        assert math.isnan(found.value[position])
        return
    ratio = total / base
    error = math.sqrt(sum((value - ratio * part) ** 2 for value, part in counted)) / base
    assert found.value[position] == pytest.approx(ratio)
    assert found.variance[position] == pytest.approx(len(counted) * error**2, abs=1e-12)
    half = Z * max(error, Z / base)
    lowest = -math.inf if found.reading.signed else 0
    limits = found.low[position], found.high[position]
    assert limits == pytest.approx((max(ratio - half, lowest), ratio + half), abs=1e-12)


def check_count(found, position, counted):
    if not counted:
        assert math.isnan(found.value[position])
        return
    assert found.value[position] == found.numerator[position] == sum(counted)
    assert found.variance[position] / len(counted) == pytest.approx(sum(value**2 for value in counted))


CHECKS = {
    **dict.fromkeys(("net", "share", "mean", "sample_mean"), check_mean),
    "percentile": check_percentile, "survival": check_survival, "survival_share": check_survival_share,
    "ratio": check_ratio, "count": check_count,
}  # fmt: skip


# Times with rows still running.


def both(ended, running):
    return tally("resolution", [*bins.clock_bin(ended), *bins.running(running)])


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60), st.sampled_from(["median", "p90"]))
def test_where_nothing_runs_the_full_time_is_the_naive_one(seconds, reading):
    found = tally("resolution", bins.clock_bin(seconds))
    assert read(found, reading).value[0] == read(found, f"naive_{reading}").value[0]
    assert read(found, "ended").value[0] == pytest.approx(read(found, "within").value[0])


def test_a_time_that_most_have_not_reached_is_infinite_and_said_to_be_beyond_what_was_seen():
    found = read(both([3600] * 10, [7200] * 990))
    assert found.value[0] == found.high[0] == math.inf
    assert found.low[0] == 7200
    assert (found.n[0], found.running[0]) == (1000, 990)
    assert found.records()[0]["value"] is None


def test_tickets_still_open_are_not_left_out_of_the_median():
    """Of nine, five were solved within a day; four are open for two days."""
    found = both([3600 * hours for hours in (2, 4, 6, 8, 20)], [172800] * 4)
    assert read(found, "naive_median").value[0] == bins.midpoint(3600 * 6)
    assert read(found, "median").value[0] == bins.midpoint(3600 * 20)


def test_the_share_still_open_after_some_days_is_not_known_while_nobody_was_seen_for_that_long():
    found = both([3600], [86400])
    assert read(found, "open:86400").value[0] == 0.5
    assert math.isnan(read(found, "open:259200").value[0])
    assert math.isnan(read(found, "ended:259200").value[0])


def test_once_all_have_ended_nothing_is_open_any_more():
    found = read(both([3600] * 40, []), "open:604800")
    assert (found.value[0], found.low[0]) == (0, 0)
    assert 0 < found.high[0] < 0.1
    assert found.variance[0] == 0


def test_ended_and_open_are_two_sides_of_one_curve():
    found = both([3600 * hours for hours in range(1, 30)], [7200, 90_000, 200_000])
    ended, still = read(found, "ended:86400"), read(found, "open:86400")
    assert ended.value[0] == pytest.approx(1 - still.value[0])
    assert (ended.low[0], ended.high[0]) == pytest.approx((1 - still.high[0], 1 - still.low[0]))
    assert ended.variance[0] == still.variance[0] > 0


def test_what_is_known_for_no_row_excludes_it_from_the_curve():
    found = read(tally("resolution", [100, *bins.running([50]), bins.TIME_UNKNOWN, bins.NEGATIVE]))
    assert (found.n[0], found.running[0], found.rows[0]) == (2, 1, 4)
    assert {why: int(rows[0]) for why, rows in found.excluded.items()} == {"time_unknown": 1, "negative": 1}


# Counts and ratios.


def test_counts_are_per_day_where_days_are_given():
    rows = {"group": ["a"] * 6 + ["b"] * 2}
    flow = tally("flow", [1, 1, 1, 2, 3, 3, 1, 3], rows)
    found = read(flow, "opened", days=[2, 4])
    assert found.value.tolist() == [1.5, 0.25]
    assert found.numerator.tolist() == [3, 1]
    assert found.denominator.tolist() == [2, 4]
    assert read(flow, "opened", days=2).value.tolist() == [1.5, 0.5]
    per_day, whole = read(flow, "net", days=[2, 4]), read(flow, "net")
    np.testing.assert_allclose(per_day.high, whole.high / [2, 4])
    np.testing.assert_allclose(per_day.variance, whole.variance / [4, 16])


def test_days_do_not_touch_other_kinds():
    found = tally("csat", [5, 1])
    assert read(found, days=7).value[0] == read(found).value[0] == 0.5


def test_a_balance_may_be_below_zero_and_has_a_normal_interval():
    found = read(tally("flow", [3] * 30 + [1] * 10), "net")
    half = Z * math.sqrt(40)
    assert (found.value[0], found.low[0], found.high[0]) == pytest.approx((-20, -20 - half, -20 + half))


def test_a_count_of_rows_has_the_interval_of_a_poisson_number():
    found = read(tally("flow", [1] * 9 + [3] * 5), "opened")
    middle, half = 9 + Z * Z / 2, Z * math.sqrt(9 + Z * Z / 4)
    assert (found.value[0], found.low[0], found.high[0]) == pytest.approx((9, middle - half, middle + half))


def test_a_ratio_of_nothing_is_not_certain():
    """Nothing solved of five opened bounds little, and no more so than the number of events that is 0."""
    found = read(tally("flow", [1] * 5), "keeping_up")
    assert (found.value[0], found.low[0], found.high[0]) == pytest.approx((0, 0, Z * Z / 5))
    assert read(tally("churn", [0] * 8), "gap").high[0] == pytest.approx(Z * Z / 8)


def test_a_mean_number_of_times_is_not_certain_where_it_never_happened():
    found = read(tally("reopen", [0] * 20), "per_ticket")
    assert (found.value[0], found.low[0], found.high[0]) == pytest.approx((0, 0, Z * Z / 20))


def test_a_ratio_of_numbers_is_not_below_zero_but_one_of_balances_may_be():
    assert read(tally("flow", [1, 1, 1, 3]), "keeping_up").low[0] == 0
    assert read(tally("churn", [0] * 9 + [2]), "net").low[0] < 0


def test_customers_lost_of_none_is_no_data():
    found = read(tally("churn", [2, 2, 2]), "net")
    assert math.isnan(found.value[0])
    assert found.denominator[0] == 0
