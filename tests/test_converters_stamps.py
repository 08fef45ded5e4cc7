"""Converters of dates and times, form by form."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from meaning import convert, values

from cx.readers.stamps_zones import to_utc


def test_iso_stamps_of_every_form_in_one_column() -> None:
    stamps = values(
        "stamp", "2020-01-01T10:00:00Z", "2020-01-01 12:00+02:00", "2020-01-01T12:00:00.5+0200", "2020-01-01 10:00 UTC",
        "2020-01-01T12:00", "2020-01-01",
        zone="Europe/Vilnius",
    )  # fmt: skip

    ten = datetime(2020, 1, 1, 10)
    assert stamps == [ten, ten, ten.replace(microsecond=500_000), ten, ten, datetime(2020, 1, 1)]


@pytest.mark.parametrize(
    "column", [["2020-01-01T10:00:00Z"] * 2, ["2020-01-01 10:00", "2020-01-01 11:00"], ["2020-01-01", "2020-01-02"]]
)
def test_a_column_of_one_form_reads_like_the_same_values_among_others(column: list[str]) -> None:
    alone = convert("stamp", *column, zone="Europe/Vilnius")
    mixed = convert("stamp", "2020-01-01", "2020-01-01T10:00:00Z", "2020-01-01 10:00", *column, zone="Europe/Vilnius")

    assert alone.values.to_pylist() == mixed.values.to_pylist()[3:]
    assert alone.date_only is not None
    assert mixed.date_only is not None
    assert alone.date_only.to_pylist() == mixed.date_only.to_pylist()[3:]


def test_dates_that_no_calendar_has_are_refused() -> None:
    assert values("stamp", "2020-02-30", "2020-13-01T00:00:00Z", "2020-01-01T25:00", "x", "0000-00-00") == ["bad"] * 5
    wrong = values("stamp", "31/4/2020", "30/2/2020", "1/13/2020", "29/2/2019", formats=("%d/%m/%Y",))
    assert wrong == ["bad"] * 4
    assert values("stamp", "Feb 30, 2020", "Apr 31, 2020", formats=("%b %d, %Y",)) == ["bad"] * 2


def test_stamps_before_the_twentieth_century_are_refused() -> None:
    assert values("stamp", "0001-01-01", "1899-12-31T09:30:00Z") == ["bad", "bad"]
    assert values("stamp", "9/2/16", formats=("%d/%m/%Y",)) == ["bad"]


def test_days_and_hours_without_zeros_are_read() -> None:
    stamps = values("stamp", "29/2/2016 01:16", "5/11/2016 9:05", formats=("%d/%m/%Y %H:%M",))

    assert stamps == [datetime(2016, 2, 29, 1, 16), datetime(2016, 11, 5, 9, 5)]


def test_formats_are_tried_in_their_order_and_know_days_from_times() -> None:
    result = convert("stamp", "1/2/2016 3:04", "1/2/2016", "2016-02-01", formats=("%d/%m/%Y %H:%M", "%d/%m/%Y", "iso"))

    assert result.values.to_pylist() == [datetime(2016, 2, 1, 3, 4), datetime(2016, 2, 1), datetime(2016, 2, 1)]
    assert result.date_only is not None
    assert result.date_only.to_pylist() == [False, True, True]


def test_afternoons_month_names_and_zones_in_formats() -> None:
    assert values("stamp", "05/Jan/24 3:07 PM", formats=("%d/%b/%y %I:%M %p",)) == [datetime(2024, 1, 5, 15, 7)]
    assert values("stamp", "2024-01-05 15:07 +0200", formats=("%Y-%m-%d %H:%M %z",), zone="Asia/Tokyo") == [
        datetime(2024, 1, 5, 13, 7)
    ]


def test_a_time_that_comes_twice_is_the_first_and_one_that_is_skipped_the_next() -> None:
    walls = pa.array([datetime(2021, 10, 31, 3, 30), datetime(2021, 3, 28, 3, 30), None], pa.timestamp("us"))

    assert to_utc(walls, "Europe/Vilnius").to_pylist() == [
        datetime(2021, 10, 31, 0, 30), datetime(2021, 3, 28, 1), None,
    ]  # fmt: skip


@given(st.datetimes(datetime(1902, 1, 1), datetime(2099, 1, 1)).map(lambda moment: moment.replace(microsecond=0)))
def test_a_stamp_written_by_a_format_is_read_back(moment: datetime) -> None:
    for form in ("%d/%m/%Y %H:%M:%S", "%m-%d-%Y %I:%M:%S %p", "%Y%m%d %H%M%S", "%d %b %Y %H:%M:%S"):
        assert values("stamp", moment.strftime(form), formats=(form,)) == [moment]
    assert values("stamp", moment.isoformat() + "Z") == [moment]


def test_days_of_a_declared_month() -> None:
    result = convert("day_of_month", "1", "09", "30", "31", "0", "x", None, year=2017, month=6)

    assert result.values.to_pylist()[:3] == [datetime(2017, 6, 1), datetime(2017, 6, 9), datetime(2017, 6, 30)]
    assert result.bad.to_pylist() == [False, False, False, True, True, True, False]
    assert result.date_only is not None
    assert result.date_only.to_pylist() == [True, True, True, False, False, False, False]


def test_seconds_and_milliseconds_since_1970() -> None:
    assert values("unix_seconds", "1641289688", "x", "9" * 18) == [datetime(2022, 1, 4, 9, 48, 8), "bad", "bad"]
    assert values("unix_milliseconds", "1641289688250") == [datetime(2022, 1, 4, 9, 48, 8, 250_000)]


def test_stamps_beyond_four_digits_of_a_year_are_refused() -> None:
    last = 253_402_300_799
    result = convert("unix_seconds", str(last), str(last + 1), str(10**17))

    assert result.values.to_pylist() == [datetime(9999, 12, 31, 23, 59, 59), None, None]
    assert result.bad.to_pylist() == [False, True, True]


@pytest.mark.parametrize(
    ("text", "form", "moment"),
    [
        ("18 Apr, 2018 04:38:39 AM", "%d %b, %Y %I:%M:%S %p", datetime(2018, 4, 18, 4, 38, 39)),
        ("18 April, 2018 04:38:39 p.m.", "%d %b, %Y %I:%M:%S %p", datetime(2018, 4, 18, 16, 38, 39)),
        ("1/31/2024 12:05 am", "%m/%d/%Y %I:%M %p", datetime(2024, 1, 31, 0, 5)),
        ("1/31/2024 12:05 P.M.", "%m/%d/%Y %I:%M %p", datetime(2024, 1, 31, 12, 5)),
        ("1/31/2024 3:07\u202fPM", "%m/%d/%Y %I:%M %p", datetime(2024, 1, 31, 15, 7)),
        ("31/1/24 3:07PM", "%d/%m/%y %I:%M%p", datetime(2024, 1, 31, 15, 7)),
        ("31-Sept-24", "%d-%b-%y", None),
        ("30-Sept-24", "%d-%b-%y", datetime(2024, 9, 30)),
        ("Jan. 5, 2024", "%b %d, %Y", datetime(2024, 1, 5)),
        ("Friday, January 5, 2024", "%A, %B %d, %Y", datetime(2024, 1, 5)),
        ("5.1.2024 10:00:59.999", "%d.%m.%Y %H:%M:%S", datetime(2024, 1, 5, 10, 0, 59)),
        ("1/31/2024 13:05 PM", "%m/%d/%Y %I:%M %p", None),
    ],
)  # fmt: skip
def test_twelve_hour_clocks_month_names_and_two_digit_years(text: str, form: str, moment: datetime | None) -> None:
    assert values("stamp", text, formats=(form,)) == [moment or "bad"]


RUSSIAN = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря", "янв", "фев.", "мар", "апр", "май", "июн.", "июл", "авг.", "сент.", "окт", "нояб.", "дек", "январь",
    "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
LITHUANIAN = (
    "sausio", "vasario", "kovo", "balandžio", "gegužės", "birželio", "liepos", "rugpjūčio", "rugsėjo", "spalio",
    "lapkričio", "gruodžio", "saus.", "vas.", "kov.", "bal.", "geg.", "birž.", "liep.", "rugp.", "rugs.", "spal.",
    "lapkr.", "gruod.", "SAUSIS", "Vasaris", "Kovas", "Balandis", "Gegužė", "Birželis", "Liepa", "Rugpjūtis",
    "Rugsėjis", "Spalis", "Lapkritis", "Gruodis",
)  # fmt: skip


@pytest.mark.parametrize("names", [RUSSIAN, LITHUANIAN], ids=["Russian", "Lithuanian"])
def test_month_names_in_other_languages(names: tuple[str, ...]) -> None:
    moments = [datetime(2024, place % 12 + 1, 5, 10, 30) for place in range(len(names))]

    assert values("stamp", *(f"5 {name} 2024 10:30" for name in names), formats=("%d %b %Y %H:%M",)) == moments
    assert values("stamp", *(f"05/{name}/24 10:30 AM" for name in names), formats=("%d/%b/%y %I:%M %p",)) == moments


def test_the_words_year_and_day_are_no_part_of_a_date() -> None:
    assert values("stamp", "5 января 2024 г. 10:30", "5 мая 2024 г 10:30", formats=("%d %b %Y %H:%M",)) == [
        datetime(2024, 1, 5, 10, 30), datetime(2024, 5, 5, 10, 30),
    ]  # fmt: skip
    assert values("stamp", "2024 m. sausio 5 d.", "2024 m. gegužės 31 d.", formats=("%Y %b %d",)) == [
        datetime(2024, 1, 5), datetime(2024, 5, 31),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("ART", 13), ("EST", 15), ("PST", 18), ("(CET)", 9), ("CEST", 8), ("UTC", 10), ("GMT", 10), ("Z", 10),
        ("GMT+1", 9), ("GMT-0500", 15), ("UTC+03:00", 7), ("+0200", 8), ("+02", 8), ("-05:00", 15), ("MSK", 7),
        ("Europe/Vilnius", 8), ("(America/Argentina/Buenos_Aires)", 13), ("+0200 (Eastern European Standard Time)", 8),
        ("GMT+0200 (EET)", 8), ("IST", 4.5), ("CST", 16), ("BST", 9), ("Asia/Kolkata", 4.5), ("", 1),
    ],
)  # fmt: skip
def test_a_zone_at_the_end_counts_whatever_the_format(zone: str, hour: float) -> None:
    moment = datetime(2024, 1, 5) + timedelta(hours=hour)
    options = {"formats": ("%d %b, %Y %I:%M:%S %p", "%d.%m.%Y %H:%M", "iso"), "zone": "Asia/Tokyo"}

    texts = [f"5 Jan, 2024 10:00:00 AM {zone}", f"5.1.2024 10:00 {zone}", f"2024-01-05T10:00:00 {zone}"]

    assert values("stamp", *texts, **options) == [moment] * 3


@pytest.mark.parametrize("zone", ["XYZ", "Mars/Olympus", "GMT+25", "PM", "../etc/passwd", "today"])
def test_a_word_that_is_no_zone_makes_no_stamp(zone: str) -> None:
    assert values("stamp", f"2024-01-05 10:00 {zone}", f"5.1.2024 10:00 {zone}", formats=("iso", "%d.%m.%Y %H:%M")) == [
        "bad", "bad",
    ]  # fmt: skip


def test_summer_time_of_a_named_zone_counts() -> None:
    assert values("stamp", "2024-01-05 10:00 Europe/Vilnius", "2024-07-05 10:00 Europe/Vilnius") == [
        datetime(2024, 1, 5, 8), datetime(2024, 7, 5, 7),
    ]  # fmt: skip


def test_a_day_with_a_zone_stays_that_day() -> None:
    result = convert("stamp", "2024-01-05 PST", "5 Jan 2024 GMT-8", formats=("iso", "%d %b %Y"), zone="Asia/Tokyo")

    assert result.values.to_pylist() == [datetime(2024, 1, 5)] * 2
    assert result.date_only is not None
    assert result.date_only.to_pylist() == [True, True]


def test_an_abbreviation_that_several_zones_share_is_guessed_unless_the_column_is_in_one_of_them() -> None:
    texts = ["2024-01-05 10:00 UTC", "2024-01-05 10:00 IST", "2024-01-05 10:00 CST", "2024-07-05 10:00 BST"]
    india, kolkata, shanghai = (
        convert("stamp", *texts, zone=zone) for zone in ("UTC", "Asia/Kolkata", "Asia/Shanghai")
    )

    assert india.guessed == kolkata.guessed.replace("CST", "IST") == "2024-01-05 10:00 IST"
    assert kolkata.guessed == "2024-01-05 10:00 CST"
    assert shanghai.values.to_pylist()[2] == datetime(2024, 1, 5, 2)
    assert india.values.to_pylist() == [
        datetime(2024, 1, 5, 10), datetime(2024, 1, 5, 4, 30), datetime(2024, 1, 5, 16), datetime(2024, 7, 5, 9),
    ]  # fmt: skip
    assert convert("stamp", "2024-07-05 10:00 BST", zone="Europe/London").guessed == ""


def test_a_guessed_zone_of_what_is_no_date_is_no_guess() -> None:
    assert convert("stamp", "2024-13-05 10:00 IST").guessed == ""


TWITTER = ("%a %b %d %H:%M:%S %z %Y",)


def test_an_offset_may_stand_before_the_year() -> None:
    texts = ["Tue Oct 31 22:10:47 +0000 2017", "Tue Oct 31 22:10:47 -0500 2017", "Wed Nov 01 00:10:47 +0300 2017"]

    assert values("stamp", *texts, formats=TWITTER, zone="Asia/Tokyo") == [
        datetime(2017, 10, 31, 22, 10, 47), datetime(2017, 11, 1, 3, 10, 47), datetime(2017, 10, 31, 21, 10, 47),
    ]  # fmt: skip


def test_dates_that_no_calendar_has_are_refused_beside_an_offset_too() -> None:
    wrong = ["Fri Feb 30 10:00:00 +0000 2017", "Fri Feb 29 23:00:00 -0500 2017", "Fri Apr 31 01:00:00 +0500 2017"]

    assert values("stamp", *wrong, formats=TWITTER) == ["bad"] * 3
    assert values("stamp", "2017-02-30 10:00 +0000", "2017-03-01 01:00 +05:30", formats=("%Y-%m-%d %H:%M %z",)) == [
        "bad", datetime(2017, 2, 28, 19, 30),
    ]  # fmt: skip


def test_iso_stamps_with_commas_blanks_and_short_offsets() -> None:
    assert values(
        "stamp", "2024-01-05 10:00:00,123", "2024-01-05T10:00:00,5Z", "2024-01-05 10:00:00 +0200",
        "2024-01-05T10:00:00+02", "2024-01-05 10:00:00.25 UTC",
    ) == [
        datetime(2024, 1, 5, 10, 0, 0, 123_000), datetime(2024, 1, 5, 10, 0, 0, 500_000), datetime(2024, 1, 5, 8),
        datetime(2024, 1, 5, 8), datetime(2024, 1, 5, 10, 0, 0, 250_000),
    ]  # fmt: skip


def test_days_of_a_spreadsheet_are_dates_only_where_that_is_declared() -> None:
    result = convert(
        "stamp", "45296", "45296.5", "45296,75", "2024-01-05", formats=("excel", "iso"), zone="Europe/Vilnius"
    )

    assert result.values.to_pylist() == [
        datetime(2024, 1, 5), datetime(2024, 1, 5, 10), datetime(2024, 1, 5, 16), datetime(2024, 1, 5),
    ]  # fmt: skip
    assert result.date_only is not None
    assert result.date_only.to_pylist() == [True, False, False, True]
    assert values("stamp", "45296", "45296.5") == ["bad", "bad"]
    assert values("stamp", "1", "0", "-5", "1e5", "9999999", "x", formats=("excel",)) == ["bad"] * 6


@given(st.datetimes(datetime(1902, 1, 1), datetime(2099, 1, 1)))
def test_a_day_of_a_spreadsheet_is_read_to_the_millisecond(moment: datetime) -> None:
    exact = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    days = (exact - datetime(1899, 12, 30)) / timedelta(days=1)

    assert values("stamp", f"{days:.10f}", formats=("excel",)) == [exact]


def test_seconds_since_1970_may_stand_among_stamps() -> None:
    texts, ten = ["1641289688", "2022-01-04T09:48:08Z", "1641289688250"], datetime(2022, 1, 4, 9, 48, 8)

    assert values("stamp", *texts, formats=("iso", "unix_seconds", "unix_milliseconds")) == [
        ten, ten, ten.replace(microsecond=250_000),
    ]  # fmt: skip


def test_a_number_of_months_before_a_day() -> None:
    result = convert("months_before", "0", "1", "13", "1200", None, year=2018, month=3, day=31)

    assert result.values.to_pylist() == [
        datetime(2018, 3, 31), datetime(2018, 2, 28), datetime(2017, 2, 28), datetime(1918, 3, 31), None,
    ]  # fmt: skip
    assert result.date_only is not None
    assert result.date_only.to_pylist() == [True, True, True, True, False]
    assert values("months_before", "-1", "1201", "2.5", "x", year=2018, month=3, day=31) == ["bad"] * 4


FORMS = (
    "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M:%S", "%d %b, %Y %I:%M:%S %p", "%b %d, %Y, %H:%M:%S",
    "%d/%b/%Y %I:%M:%S%p", "%Y/%m/%d %H:%M:%S", "%a %b %d %Y %H:%M:%S", "iso",
)  # fmt: skip


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2060, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from(FORMS),
    st.sampled_from([("", 0), (" UTC", 0), (" +0530", 330), (" GMT-8", -480), (" EST", -300), (" (CEST)", 120)]),
)
def test_a_moment_written_by_any_form_and_zone_is_read_back(moment: datetime, form: str, zone: tuple[str, int]) -> None:
    written = moment.isoformat() if form == "iso" else moment.strftime(form)
    utc = moment - timedelta(minutes=zone[1])

    assert values("stamp", written + zone[0], formats=(form,)) == [utc]
