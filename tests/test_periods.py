"""Which days a token names, and which days they are compared with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cx.errors import BadInput
from cx.periods import COMPARISONS, GRAINS, LEAST_BUCKETS, WEEK_STARTS, Period, bucket_end, bucket_of, buckets, window

DAY = timedelta(days=1)
AS_OF = date(2017, 6, 15)  # a Thursday


def on(token, compare="before", as_of=AS_OF, **others):
    return window(token, compare, as_of=as_of, **others)


def days(token, **others):
    return str(on(token, **others).current)


def compared(token, compare="before", **others):
    previous = on(token, compare, **others).previous
    return previous and str(previous)


# What a token names.


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("4w", "2017-05-15..2017-06-11"), ("1w", "2017-06-05..2017-06-11"), ("30d", "2017-05-17..2017-06-15"),
        ("1d", "2017-06-15..2017-06-15"), ("this_week", "2017-06-12..2017-06-15"),
        ("last_week", "2017-06-05..2017-06-11"), ("this_month", "2017-06-01..2017-06-15"),
        ("last_month", "2017-05-01..2017-05-31"), ("this_quarter", "2017-04-01..2017-06-15"),
        ("last_quarter", "2017-01-01..2017-03-31"), ("this_year", "2017-01-01..2017-06-15"),
        ("last_year", "2016-01-01..2016-12-31"), ("2016", "2016-01-01..2016-12-31"),
        ("2016-Q4", "2016-10-01..2016-12-31"), ("2016-02", "2016-02-01..2016-02-29"),
        ("2016-W53", None), ("2015-W53", "2015-12-28..2016-01-03"), ("2017-W01", "2017-01-02..2017-01-08"),
        ("2017-05..2017-05-20", "2017-05-01..2017-05-20"), ("2017-05-09..2017-05-09", "2017-05-09..2017-05-09"),
    ],
)  # fmt: skip
def test_a_token_names_its_days(token, expected):
    if expected is None:
        with pytest.raises(BadInput):
            on(token)
    else:
        assert days(token) == expected


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("1w", "2017-06-04..2017-06-10"), ("this_week", "2017-06-11..2017-06-15"),
        ("last_week", "2017-06-04..2017-06-10"), ("2017-W20", "2017-05-14..2017-05-20"),
    ],
)  # fmt: skip
def test_weeks_may_begin_on_sunday(token, expected):
    assert days(token, week_start="sunday") == expected


def test_a_week_that_ends_on_the_as_of_day_is_finished():
    sunday = date(2017, 6, 11)
    assert days("1w", as_of=sunday) == "2017-06-05..2017-06-11"
    assert not on("this_week", as_of=sunday).running
    assert days("1w", as_of=sunday - DAY) == "2017-05-29..2017-06-04"


def test_all_begins_with_the_first_data_and_is_compared_with_nothing():
    for compare in COMPARISONS:
        found = on("all", compare, first=date(2015, 3, 2))
        assert str(found.current) == "2015-03-02..2017-06-15"
        assert found.previous is None
    assert str(on("all").current) == "2017-06-15..2017-06-15"


@pytest.mark.parametrize("token", ["2017-06", "2017", "2017-W24", "2017-06-01..2017-07-31", "this_quarter"])
def test_a_period_partly_in_the_future_ends_with_the_as_of_day_and_says_so(token):
    found = on(token)
    assert found.current.last == AS_OF
    assert found.running


def test_a_period_wholly_in_the_future_keeps_its_days():
    found = on("2030-01")
    assert str(found.current) == "2030-01-01..2030-01-31"
    assert found.trend.last == AS_OF


@pytest.mark.parametrize(
    "token",
    ["", "4", "0w", "w", "12345d", "٣w", "-1d", "2017-13", "2017-00", "2017-5", "2017-Q5", "2017-Q0", "2017-W00",
     "2017-W54", "1899", "3000", "0000", "2017-02-30..2017-03-01", "2017-05-31..2017-05-01", "2017-05-01..",
     "..2017-05-01", "2017-05..2017-06-01", "2017-05..2017-04-30", "2017-05..2017-06", "next_month", "ALL", "4w ",
     "4w\n", "x" * 10_000],
)  # fmt: skip
def test_a_wrong_token_gets_one_clear_sentence(token):
    with pytest.raises(BadInput, match=r"There is no period '.*'; write for example 4w") as caught:
        on(token)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("wrong", [{"compare": "never"}, {"grain": "hour"}, {"week_start": "friday"}])
def test_other_wrong_words_are_bad_input_too(wrong):
    with pytest.raises(BadInput, match="it is one of"):
        on("4w", **wrong)


# What it is compared with.


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("4w", "2017-04-17..2017-05-14"), ("30d", "2017-04-17..2017-05-16"), ("last_week", "2017-05-29..2017-06-04"),
        ("2017-W20", "2017-05-08..2017-05-14"), ("2017-03", "2017-02-01..2017-02-28"),
        ("2017-Q1", "2016-10-01..2016-12-31"), ("2016", "2015-01-01..2015-12-31"),
        ("2017-05-01..2017-05-31", "2017-03-31..2017-04-30"), ("2017-06-10..2017-07-03", "2017-06-04..2017-06-09"),
    ],
)  # fmt: skip
def test_finished_periods_are_compared_with_the_one_before(token, expected):
    assert compared(token) == expected


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("this_week", "2017-06-05..2017-06-08"), ("this_month", "2017-05-01..2017-05-15"),
        ("2017-06", "2017-05-01..2017-05-15"), ("this_quarter", "2017-01-01..2017-03-17"),
        ("this_year", "2016-01-01..2016-06-14"), ("2017-05..2017-05-20", "2017-04-01..2017-04-20"),
    ],
)  # fmt: skip
def test_running_periods_are_compared_with_as_many_days_of_the_one_before(token, expected):
    assert compared(token) == expected


def test_a_shorter_month_before_is_compared_whole():
    assert compared("this_month", as_of=date(2017, 3, 30)) == "2017-02-01..2017-02-28"
    assert compared("this_month", as_of=date(2017, 3, 31)) == "2017-02-01..2017-02-28"


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("4w", "2016-05-16..2016-06-12"), ("30d", "2016-05-18..2016-06-16"), ("2017-W20", "2016-05-16..2016-05-22"),
        ("this_week", "2016-06-13..2016-06-16"), ("2017-05-01..2017-05-31", "2016-05-02..2016-06-01"),
        ("2017-05", "2016-05-01..2016-05-31"), ("this_month", "2016-06-01..2016-06-15"),
        ("2016-02", "2015-02-01..2015-02-28"), ("2017-02", "2016-02-01..2016-02-28"),
        ("2017-Q1", "2016-01-01..2016-03-31"), ("2016", "2015-01-01..2015-12-31"),
        ("2016-01-01..2016-12-31", "2015-01-01..2015-12-31"), ("2015-01-01..2016-12-31", "2013-01-01..2014-12-31"),
    ],
)  # fmt: skip
def test_a_year_earlier_is_the_same_dates_or_the_same_weekdays(token, expected):
    assert compared(token, "year") == expected


def test_nothing_is_compared_when_nothing_is_asked_for():
    assert compared("4w", "none") is None


# Over time.


@pytest.mark.parametrize(
    ("token", "grain", "first", "last", "unfinished"),
    [
        ("4w", "week", "2016-12-19", "2017-06-15", "2017-06-12"),
        ("last_month", "month", "2016-06-01", "2017-06-15", "2017-06-01"),
        ("30d", "day", "2017-05-17", "2017-06-15", None),
        ("7d", "day", "2017-05-19", "2017-06-15", None),
        ("2016", "month", "2015-12-01", "2016-12-31", None),
        ("2016-05", "week", "2015-12-07", "2016-06-05", None),
        ("2015", "week", "2014-12-29", "2016-01-03", None),
        ("2017-06-13..2017-06-14", "week", "2016-12-19", "2017-06-15", "2017-06-12"),
    ],
)
def test_a_trend_is_the_period_widened_to_a_readable_length(token, grain, first, last, unfinished):
    found = on(token, grain=grain)
    assert str(found.trend) == f"{first}..{last}"
    assert found.unfinished == (unfinished and date.fromisoformat(unfinished))


def test_a_trend_does_not_begin_before_the_data():
    assert on("4w", first=date(2017, 4, 5)).trend.first == date(2017, 4, 3)
    assert on("4w", first=date(2017, 6, 14)).trend.first == date(2017, 5, 15)


# Whatever is asked for.

DATES = st.dates(date(1990, 1, 1), date(2060, 12, 31))
TOKENS = st.one_of(
    st.builds("{}{}".format, st.integers(1, 999), st.sampled_from("dw")),
    st.builds("{}_{}".format, st.sampled_from(["this", "last"]), st.sampled_from(["week", "month", "quarter", "year"])),
    st.sampled_from(["2017", "2016-02", "2016-Q1", "2015-W53", "2017-W20", "2017-Q2..2017-05-03", "all"]),
    st.tuples(DATES, DATES).map(lambda pair: f"{min(pair)}..{max(pair)}"),
)
WINDOWS = st.builds(
    lambda token, as_of, compare, grain, week_start: (
        token, window(token, compare, grain, as_of=as_of, week_start=week_start), compare, grain, week_start
    ),
    TOKENS, DATES, st.sampled_from(COMPARISONS), st.sampled_from(GRAINS), st.sampled_from(WEEK_STARTS),
)  # fmt: skip


@given(WINDOWS)
def test_the_two_periods_never_share_a_day(case):
    _, found, *_ = case
    assert found.previous is None or found.previous.last < found.current.first


@given(WINDOWS)
def test_rolling_periods_and_ranges_follow_one_of_equal_length(case):
    _, found, compare, *_ = case
    if compare == "before" and not found.calendar and found.previous:
        assert found.previous.days == found.current.days
        assert found.previous.last + DAY == found.current.first


@given(WINDOWS)
def test_calendar_periods_follow_the_one_before(case):
    _, found, compare, _, week_start = case
    if compare != "before" or not found.calendar or found.previous is None:
        return
    if found.running:
        assert found.previous.days <= found.current.days
    else:
        assert found.previous.last + DAY == found.current.first
    assert found.previous.first < found.current.first


@given(WINDOWS)
def test_a_year_earlier_has_as_many_days_give_or_take_leap_days(case):
    _, found, compare, *_ = case
    if compare == "year" and found.previous:
        years = found.current.days // 365 + 1
        assert abs(found.previous.days - found.current.days) <= 1 + years // 4
        assert found.current.days > 364 or (found.current.first - found.previous.first).days in (364, 365, 366)


@given(WINDOWS)
def test_nothing_after_the_as_of_day_is_shown(case):
    _, found, *_ = case
    assert found.current.last <= found.as_of or found.current.first > found.as_of
    assert found.trend.last <= max(found.as_of, bucket_end(found.as_of, found.grain))


@given(WINDOWS)
def test_a_trend_is_made_of_whole_buckets_but_for_an_unfinished_last_one(case):
    _, found, _, grain, week_start = case
    starts = buckets(found.trend, grain, week_start)
    assert found.trend.first == starts[0]
    assert len(starts) >= LEAST_BUCKETS[grain]
    whole = found.trend.last == bucket_end(starts[-1], grain, week_start)
    assert (found.unfinished is None) == whole
    assert whole or (found.unfinished, found.trend.last) == (starts[-1], found.as_of)
    if found.current.first <= found.as_of:
        assert found.trend.first <= found.current.first
        assert found.current.last <= found.trend.last


@given(WINDOWS, st.integers(0, 900))
def test_the_absolute_token_names_the_same_days_for_ever(case, later):
    _, found, compare, grain, week_start = case
    assume(found.token != "all")
    assume(found.current.first <= found.as_of)
    again = window(found.token, compare, grain, as_of=found.as_of + later * DAY, week_start=week_start)
    assert (again.current, again.previous, again.token) == (found.current, found.previous, found.token)


@given(DATES, st.integers(0, 400), st.sampled_from(GRAINS), st.sampled_from(WEEK_STARTS))
def test_buckets_hold_every_day_of_a_period_once(first, length, grain, week_start):
    period = Period(first, first + length * DAY)
    starts = buckets(period, grain, week_start)
    expected = {bucket_of(first + n * DAY, grain, week_start) for n in range(period.days)}
    assert starts == sorted(expected)
    for start, following in zip(starts, starts[1:], strict=False):
        assert bucket_end(start, grain, week_start) + DAY == following


def test_a_period_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2020, 1, 2), date(2020, 1, 1))


def test_a_week_up_to_a_day_stays_within_the_week_wherever_that_begins():
    assert days("2017-W20..2017-05-21") == "2017-05-15..2017-05-21"
    assert days("2017-W20..2017-05-21", week_start="sunday") == "2017-05-14..2017-05-20"
    assert days("2017-W20..2017-05-14", week_start="sunday") == "2017-05-14..2017-05-14"
    assert days("2017-W20..2017-05-14") == "2017-05-15..2017-05-15"
