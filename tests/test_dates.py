"""Days, periods and instants in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from cx.reports import dates, language

WEEKS = [date(2026, 5, 25) + timedelta(weeks=week) for week in range(27)]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


def test_a_range_names_its_year_once() -> None:
    assert dates.date_range(date(2026, 10, 26), date(2026, 11, 22)) == "26 Oct–22 Nov 2026"
    assert dates.date_range(date(2026, 10, 26), date(2026, 11, 22), year=False) == "26 Oct–22 Nov"


def test_a_range_over_two_years_always_names_both() -> None:
    assert dates.date_range(date(2025, 12, 26), date(2026, 1, 22), year=False) == "26 Dec 2025–22 Jan 2026"


def test_one_day_is_no_range() -> None:
    assert dates.date_range(date(2026, 11, 22), date(2026, 11, 22)) == "22 Nov 2026"


def test_a_bucket_is_named_by_its_grain() -> None:
    monday = date(2026, 11, 16)

    assert dates.bucket(monday, "week") == "week of 16 Nov 2026"
    assert dates.bucket(monday, "day") == "Mon 16 Nov 2026"
    assert dates.bucket(monday, "month") == "November 2026"


def test_an_instant_is_said_in_the_business_zone() -> None:
    noon = datetime(2026, 11, 28, 12, 5)

    assert dates.as_of(noon, "Europe/Vilnius") == "Sat 28 Nov 2026, 14:05, Vilnius time"
    assert dates.as_of(noon.replace(tzinfo=UTC), "Europe/Vilnius") == dates.as_of(noon, "Europe/Vilnius")
    assert dates.as_of(noon, "UTC") == "Sat 28 Nov 2026, 12:05, UTC"


def test_summer_time_moves_the_clock() -> None:
    assert dates.as_of(datetime(2026, 7, 1, 12, 0), "Europe/Vilnius").endswith("15:00, Vilnius time")


def test_a_long_trend_is_named_at_the_starts_of_months() -> None:
    ticks = dates.date_ticks(WEEKS, "week")

    assert [text for _day, text in ticks] == ["Jun", "Jul", "Aug", "Sept", "Oct", "Nov"]
    assert all(day.day == 1 for day, _text in ticks)


def test_a_short_trend_is_named_by_its_buckets() -> None:
    assert dates.date_ticks(WEEKS[:4], "week")[0] == (date(2026, 5, 25), "25 May")


def test_a_trend_over_years_names_the_years() -> None:
    months = [date(2025 + k // 12, k % 12 + 1, 1) for k in range(24)]
    texts = [text for _day, text in dates.date_ticks(months, "month")]

    assert texts[0] == "Jan<br>2025"
    assert sum("2026" in text for text in texts) == 1


def test_no_more_days_are_named_than_a_phone_has_room_for() -> None:
    days = [date(2026, 7, 26) + timedelta(days=day) for day in range(28)]

    assert len(dates.date_ticks(days, "day")) <= dates.MOST_DAYS


def test_a_year_is_named_though_its_january_is_left_out() -> None:
    months = [date(2016 + (8 + k) // 12, (8 + k) % 12 + 1, 1) for k in range(26)]
    texts = [text for _day, text in dates.date_ticks(months, "month")]

    assert [text for text in texts if "<br>" in text] == ["Sept<br>2016", "Jan<br>2017", "Jan<br>2018"]
    assert [text for _day, text in dates.date_ticks(months[1:], "month") if "<br>" in text] == [
        "Oct<br>2016", "Feb<br>2017", "Feb<br>2018",
    ]  # fmt: skip


def test_columns_of_months_are_named_by_month_and_those_of_years_also_by_year() -> None:
    year = [date(2026, month, 1) for month in (3, 4, 5)]

    assert [text for _day, text in dates.bucket_ticks(year, "month")] == ["Mar", "Apr", "May"]
    assert dates.bucket_ticks([date(2025, 12, 1), *year], "month")[0][1] == "Dec 2025"
    assert len(dates.bucket_ticks([date(2015 + k // 12, k % 12 + 1, 1) for k in range(93)], "month")) == 4


def test_columns_are_named_from_the_last_backwards() -> None:
    ticks = dates.bucket_ticks(WEEKS, most=5)

    assert ticks[-1][0] == WEEKS[-1]
    assert len(ticks) <= 5
    assert {day for day, _text in ticks} <= set(WEEKS)


def test_no_buckets_have_no_names() -> None:
    assert dates.date_ticks([], "week") == []
    assert dates.bucket_ticks([]) == []


@pytest.mark.parametrize("spoken", ["ru", "lt"])
def test_other_languages_have_their_own_months(spoken: str) -> None:
    language.use(spoken)

    assert "Nov" not in dates.date_range(date(2026, 10, 26), date(2026, 11, 22))
    assert "2026" in dates.day(date(2026, 11, 22))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("weekday", 0, "Monday"), ("weekday", 6, "Sunday"), ("weekend", 1, "weekend"),
        ("weekend", 0, "Monday to Friday"), ("hour", 9, "Mon 09:00"), ("hour", 167, "Sun 23:00"),
    ],
)  # fmt: skip
def test_a_part_of_the_week_has_its_name(name: str, value: int, said: str) -> None:
    assert dates.part_of_week(name, value) == said


def test_a_moment_is_told_in_the_business_zone_and_a_date_as_it_was_written() -> None:
    late = datetime(2026, 11, 20, 22, 30)

    assert dates.moment(late, "UTC") == "20 Nov 2026, 22:30"
    assert dates.moment(late, "Europe/Vilnius") == "21 Nov 2026, 00:30"
    assert dates.moment(late.replace(tzinfo=UTC), "Europe/Vilnius") == "21 Nov 2026, 00:30"
    assert dates.moment(datetime(2026, 11, 20), "America/New_York", date_only=True) == "20 Nov 2026"
