"""Control limits, slow drift, the days of an unfinished week, and what has yet to mature."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cx.measures import measure
from cx.scores import Scores, read
from cx.tally import Tally
from cx.trends import (
    control,
    drift,
    ewma,
    finished,
    fisher,
    matured,
    newest_week,
    provisional,
    same_weekdays,
)
from cx.weeks import Weeks, baseline
from tests.weekly import NPS, drawn, nps_scores, share_weeks, starts

# The newest week.


def test_z_p_and_limits_are_those_of_the_formulas() -> None:
    weeks = Weeks.of(nps_scores(drawn(3, 21)))

    found, before = control(weeks), baseline(weeks.among(slice(0, 20)))

    error = np.sqrt(before.variance / 100 + before.between + before.uncertainty)
    assert found.week == starts(21)[-1]
    assert found.z == pytest.approx((weeks.value[:, -1] - before.expected) / error, rel=1e-12)
    assert found.p == pytest.approx(2 * stats.t.sf(np.abs(found.z), 19), rel=1e-9)
    low, high = found.limits()
    half = 3 * np.sqrt(before.variance / 100 + before.between)
    assert low[:, 4] == pytest.approx(before.expected - half, rel=1e-12)
    assert high[:, -1] == pytest.approx(before.expected + half, rel=1e-12)


def test_the_week_under_test_is_no_part_of_its_baseline() -> None:
    counts = drawn(1, 21)
    other = counts.copy()
    other[0, -1] = (100, 0, 0)

    calm, fallen = control(nps_scores(counts)), control(nps_scores(other))

    assert calm.baseline == fallen.baseline
    assert not calm.alarm[0]
    assert fallen.alarm[0]


def test_only_the_52_weeks_before_are_the_baseline() -> None:
    counts = drawn(1, 60)
    long_ago = counts.copy()
    long_ago[0, :7] = (100, 0, 0)

    assert control(nps_scores(long_ago)).p == pytest.approx(control(nps_scores(counts)).p, rel=1e-12)
    assert control(nps_scores(counts)).baseline.weeks.tolist() == [52]


def test_with_fewer_than_8_weeks_before_there_is_no_alarm_and_no_limit() -> None:
    counts = drawn(1, 9)
    counts[0, -1] = (100, 0, 0)

    short, enough = control(nps_scores(counts[:, 1:])), control(nps_scores(counts))

    assert np.isnan(short.p[0])
    assert not short.alarm[0]
    assert np.isnan(short.limits()).all()
    assert enough.alarm[0]


def test_weeks_without_answers_are_missing_and_not_nought() -> None:
    counts = drawn(1, 30)
    counts[0, 5:9] = 0

    found = control(nps_scores(counts), -1)
    weeks = Weeks.of(nps_scores(counts), starts(30))
    over_all = control(weeks)

    assert over_all.baseline.weeks.tolist() == [25]
    assert over_all.p == pytest.approx(found.p, rel=1e-12)
    assert np.isnan(over_all.limits()[0][0, 5:9]).all()


def test_a_newest_week_without_answers_raises_no_alarm() -> None:
    found = control(Weeks.of(nps_scores(drawn(1, 30)), starts(31)))

    assert np.isnan(found.p[0])
    assert not found.alarm[0]


def test_an_earlier_week_is_tested_against_the_weeks_before_it_alone() -> None:
    scores = nps_scores(drawn(2, 40))

    assert control(scores, 25).p == pytest.approx(control(nps_scores(drawn(2, 40)[:, :26])).p, rel=1e-12)


def test_many_series_at_once_are_each_as_if_alone() -> None:
    counts = drawn(7, 30)
    together = control(nps_scores(counts))

    alone = [control(nps_scores(counts[series : series + 1])).p[0] for series in range(7)]

    assert together.p == pytest.approx(alone, rel=1e-12)


def test_weeks_that_swing_by_themselves_are_no_alarm_where_chance_alone_would_make_one() -> None:
    random = np.random.default_rng(4)
    swing = 0.6 + np.where(np.arange(30) % 2, 0.08, -0.08)
    weeks = share_weeks(random.binomial(1000, swing)[None], np.full((1, 30), 1000))
    found = control(weeks)

    p_chart = abs(weeks.value[0, -1] - 0.6) / np.sqrt(0.24 / 1000)
    assert p_chart > 4
    assert not found.alarm[0]


def test_limits_stay_within_the_range_of_the_score() -> None:
    low, high = control(share_weeks(np.full((1, 20), 29), np.full((1, 20), 30))).limits()

    assert (high == 1).all()
    assert ((low > 0.7) & (low < 1)).all()


def test_limits_widen_where_a_week_has_fewer_answers() -> None:
    found = control(nps_scores(drawn(1, 20)))
    low, high = found.limits([[400, 100, 25]])

    assert (np.diff(high - low)[0] > 0).all()


def test_a_percentile_has_no_limits() -> None:
    frame = pd.DataFrame({"week": starts(20), "bin": 600, "n": 50})
    found = control(read(Tally.from_frame(measure("first_response"), frame, ["week"]), "median"))

    assert np.isnan(found.p[0])
    assert np.isnan(found.limits()).all()


# Rare outcomes.


@pytest.mark.parametrize(("failures", "alarm"), [(1, False), (2, True)])
def test_one_failure_after_none_in_5200_is_chance_and_two_are_not(failures: int, alarm: bool) -> None:
    successes = np.full((1, 53), 100)
    successes[0, -1] -= failures

    assert control(share_weeks(successes, np.full((1, 53), 100))).alarm.tolist() == [alarm]


def test_the_exact_test_agrees_with_scipy() -> None:
    random = np.random.default_rng(2)
    n, other_n = random.integers(1, 200, 300), random.integers(1, 3000, 300)
    share = random.random(300) ** 6
    k, other_k = random.binomial(n, share), random.binomial(other_n, share)

    found = fisher(k, n, other_k, other_n)

    law = stats.hypergeom(n + other_n, k + other_k, n)
    assert found == pytest.approx(np.minimum(1, 2 * np.minimum(law.cdf(k), law.sf(k - 1))), abs=1e-7)
    assert fisher([0], [0], [3], [9]) == pytest.approx([1])


# False alarms: with nothing going on at most 0.005 in a week (bench/alarms.py has the full table).


@pytest.mark.parametrize("spread", [0.0, 0.05, 0.10])
def test_false_alarms_are_as_rare_as_promised(spread: float) -> None:
    random = np.random.default_rng(7)
    sizes = random.integers(30, 500, (6000, 34))
    share = np.clip(random.normal(0.7, spread, (6000, 34)), 0, 1)
    weeks = share_weeks(random.binomial(sizes, share), sizes)

    assert control(weeks).alarm.mean() <= 0.005
    assert drift(weeks).alarm.mean() <= 0.005


# Slow drift.


def test_the_moving_average_follows_its_formula() -> None:
    found = ewma([[1.0, 2.0, np.nan, 4.0]], start=1.0, lam=0.5, s=2.0, k=3.0)

    assert found.values.tolist() == [[1.0, 1.5, 1.5, 2.75]]
    assert (found.low, found.high) == pytest.approx((1 - 6 * np.sqrt(1 / 3), 1 + 6 * np.sqrt(1 / 3)))


def test_the_moving_average_agrees_with_pandas() -> None:
    x = np.random.default_rng(3).normal(size=50)

    assert ewma(x).values == pytest.approx(pd.Series([0.0, *x]).ewm(alpha=0.2, adjust=False).mean()[1:], abs=1e-12)


def falling(points: float, weeks: int = 8) -> Weeks:
    """300 series of 52 weeks, the last of which lie that many points lower."""
    counts = drawn(300, 52, 150)
    shares = (0.2 + points / 2, 0.3, 0.5 - points / 2)
    counts[:, 52 - weeks :] = drawn(300, weeks, 150, 2, shares)
    return Weeks.of(nps_scores(counts))


def test_a_slow_fall_is_seen_by_the_drift_long_before_any_one_week_stands_out() -> None:
    weeks = falling(0.10)

    assert drift(weeks).alarm.mean() > 0.6
    assert control(weeks).alarm.mean() < 0.2
    assert drift(weeks).change.mean() == pytest.approx(-0.10, abs=0.01)


def test_the_drift_of_calm_weeks_has_the_limits_of_the_formula() -> None:
    found = drift(nps_scores(drawn(2, 30)))

    place = np.arange(1, 9)
    assert found.limit[0] == pytest.approx(2.7 * np.sqrt(0.2 / 1.8 * (1 - 0.8 ** (2 * place))), rel=1e-12)
    assert found.values.shape == (2, 8)


def test_the_drift_starts_from_weeks_before_those_it_runs_over() -> None:
    counts = drawn(1, 30)
    weeks = Weeks.of(nps_scores(counts))
    before = baseline(weeks.among(slice(0, 22)))
    own = before.variance / 100 + before.between
    z = (weeks.value[0, 22:] - before.expected) / np.sqrt(own + before.uncertainty)

    found = drift(weeks)

    assert found.values[0] == pytest.approx(ewma(z).values, rel=1e-12)
    weight = 0.2 * 0.8 ** np.arange(7, -1, -1)
    shared = weight.sum() ** 2 * before.uncertainty
    error = np.sqrt(((weight**2 * own).sum() + shared) / (own + before.uncertainty))
    assert found.p == pytest.approx(2 * stats.t.sf(abs(found.values[0, -1]) / error, 21), rel=1e-9)


def test_a_week_without_answers_leaves_the_drift_as_it_was_and_the_newest_one_unsaid() -> None:
    counts = drawn(1, 30)
    counts[0, 25] = 0
    hole = drift(Weeks.of(nps_scores(counts), starts(30)))
    late = drift(Weeks.of(nps_scores(counts), starts(31)))

    assert hole.values[0, 3] == hole.values[0, 2]
    assert hole.limit[0, 3] == hole.limit[0, 2]
    assert not np.isnan(hole.p[0])
    assert np.isnan(late.p[0])


def test_with_fewer_than_8_weeks_before_its_own_there_is_no_drift() -> None:
    assert np.isnan(drift(nps_scores(drawn(1, 15))).p[0])
    assert not np.isnan(drift(nps_scores(drawn(1, 16))).p[0])


# The same weekdays.


def by_weekday(**counts: tuple[int, int, int]) -> Scores:
    """NPS by weekday from detractors, passives, promoters."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    rows = [
        (days.index(day), bin_, n)
        for day, classes in counts.items()
        for bin_, n in zip((3, 7, 10), classes, strict=True)
    ]
    return read(Tally.from_frame(measure("nps"), pd.DataFrame(rows, columns=["weekday", "bin", "n"]), ["weekday"], NPS))


#: Weeks whose weekends are worse: 50 points on working days, 0 on Saturday and Sunday.
BASELINE = by_weekday(
    mon=(200, 100, 700), tue=(200, 100, 700), wed=(200, 100, 700), thu=(200, 100, 700), fri=(200, 100, 700),
    sat=(120, 60, 120), sun=(80, 40, 80),
)  # fmt: skip


def test_days_at_the_weekend_are_no_fall_when_they_are_as_on_weekends_before() -> None:
    now = by_weekday(fri=(8, 4, 28), sat=(20, 10, 20), sun=(20, 10, 20))

    found = same_weekdays(now, BASELINE)

    assert found.crude == pytest.approx(20 / 140)
    assert found.value == pytest.approx(found.expected)
    assert found.expected == pytest.approx(500 / 1500)
    assert found.whole_week == pytest.approx(2500 / 5500)
    assert found.difference == pytest.approx(0)
    assert found.p == pytest.approx(1)
    assert found.low < found.value < found.high
    assert found.n == 140


def test_the_interval_is_that_of_a_weighted_sum() -> None:
    now = by_weekday(fri=(10, 10, 20), sat=(10, 5, 5))
    found = same_weekdays(now, BASELINE)

    pooled = [(210, 110, 720), (130, 65, 125)]
    v = [((p + d) / (d + a + p) - ((p - d) / (d + a + p)) ** 2) for d, a, p in pooled]
    weight = np.array([1000, 300]) / 1300
    half = 1.959964 * np.sqrt((weight**2 * v / np.array([40, 20])).sum())
    assert found.value == pytest.approx(weight @ [0.25, -0.25])
    assert (found.low, found.high) == pytest.approx((found.value - half, found.value + half), abs=1e-6)


def test_a_true_fall_on_these_days_is_seen() -> None:
    found = same_weekdays(by_weekday(fri=(120, 40, 40), sat=(60, 20, 10)), BASELINE)

    assert found.p < 0.001
    assert found.difference < -0.5


def test_the_spread_between_weeks_counts_against_the_difference() -> None:
    now = by_weekday(mon=(40, 10, 50))

    assert same_weekdays(now, BASELINE, between=0.05).p > 0.05 > same_weekdays(now, BASELINE).p


def test_a_day_that_the_baseline_lacks_and_a_side_without_answers_say_nothing() -> None:
    sunday = by_weekday(sun=(5, 5, 5))
    monday = by_weekday(mon=(1, 1, 1))

    assert np.isnan(same_weekdays(sunday, monday).p)
    assert np.isnan(same_weekdays(by_weekday(), BASELINE).value)
    assert same_weekdays(by_weekday(mon=(4, 4, 4), sun=(5, 5, 5)), monday).value == 0


# What is not finished, or has not matured.


def test_a_week_is_finished_on_its_last_day() -> None:
    weeks = [date(2025, 3, 3), date(2025, 3, 10)]

    assert finished(weeks, "week", date(2025, 3, 16)).tolist() == [True, True]
    assert finished(weeks, "week", date(2025, 3, 15)).tolist() == [True, False]
    assert finished([date(2025, 3, 2)], "week", date(2025, 3, 8), "sunday").tolist() == [True]
    assert finished([date(2025, 2, 1)], "month", date(2025, 2, 27)).tolist() == [False]


def test_the_newest_week_is_the_last_one_that_has_ended_and_matured() -> None:
    f1, half = measure("fcr").reading("F1:7"), measure("first_response").reading("within:3600")

    assert newest_week(date(2025, 3, 16)) == date(2025, 3, 10)
    assert newest_week(date(2025, 3, 15)) == date(2025, 3, 3)
    assert newest_week(date(2025, 3, 15), "sunday") == date(2025, 3, 9)
    assert newest_week(date(2025, 3, 16), "monday", f1) == date(2025, 3, 3)
    assert newest_week(date(2025, 3, 23), "monday", f1) == date(2025, 3, 10)
    assert newest_week(date(2025, 3, 16), "monday", half) == date(2025, 3, 10)


@pytest.mark.parametrize(
    ("name", "reading"),
    [("response_rate", "answered"), ("response_rate", "of_sent"), ("response_rate", "opted_out"), ("reopen", "share"),
     ("reopen", "per_ticket"), ("fcr", "reopened"), ("confirmed", "of_solved"), ("review_reply", "answered")],
)  # fmt: skip
def test_invitations_of_yesterday_that_nobody_answered_yet_are_no_fall(name: str, reading: str) -> None:
    """Nor are solved tickets that have had no time to come back a gain."""
    as_of = date(2026, 3, 31)
    ends = [as_of - timedelta(days=back) for back in (8, 7, 6, 0)]
    assert provisional(ends, as_of, measure(name).reading(reading)).tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    ("name", "reading", "expected"),
    [
        ("fcr", "F1:7", [False, False, True, True]),
        ("fcr", "F1:1", [False, False, False, True]),
        ("fcr", "F3", [False, False, False, False]),
        ("resolution", "within:259200", [False, False, True, True]),
        ("resolution", "within:14400", [False, False, False, False]),
        ("resolution", "median", [False, False, False, False]),
    ],
)
def test_what_is_provisional_is_younger_than_the_reading_needs(name: str, reading: str, expected: list[bool]) -> None:
    as_of = date(2025, 3, 16)
    ends = [as_of - timedelta(days=days) for days in (8, 7, 2, 0)]

    assert provisional(ends, as_of, measure(name).reading(reading)).tolist() == expected


def test_only_whole_days_and_weeks_that_have_matured_are_kept() -> None:
    within = measure("resolution").reading("within:259200")
    frame = pd.DataFrame({"week": [*starts(3), None], "bin": 60, "n": 5})
    tally = Tally.from_frame(measure("resolution"), frame, ["week"])

    kept = matured(tally, within, date(2025, 1, 22))

    assert kept.groups["week"].tolist() == list(starts(2))
    assert matured(tally, within, date(2025, 1, 21)).groups["week"].tolist() == list(starts(1))
    with pytest.raises(ValueError, match="over time"):
        matured(tally.total(), within, date(2025, 1, 22))
