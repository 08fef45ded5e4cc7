"""Each converter of the closed list: what it reads, what it refuses, and that nothing given is lost in silence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.readers.converted import Converted
from cx.readers.converters import CONVERTERS, clean, map_values
from cx.readers.ranges import fit
from cx.readers.stamps_zones import to_utc


def convert(name: str, *texts: str | None, **options: Any) -> Converted:
    return CONVERTERS[name].convert(clean(pa.array(texts, pa.string())), {"zone": "UTC", "key": "k", **options})


def values(name: str, *texts: str | None, **options: Any) -> list[Any]:
    """Values, with "bad" where a text is refused."""
    result = convert(name, *texts, **options)
    pairs = zip(result.values.to_pylist(), result.bad.to_pylist(), strict=True)
    return ["bad" if bad else value for value, bad in pairs]


def test_blanks_and_sentinels_are_not_given() -> None:
    assert clean(pa.array(["", "  ", "?", " a ", None, "? "]), ["?"]).to_pylist() == [None, None, None, "a", None, None]


def test_a_map_keeps_drops_or_refuses_what_it_does_not_hold() -> None:
    texts, mapping = pa.array(["a", "b", None, "c"]), {"a": "A", "c": ""}

    assert map_values(texts, mapping, "keep").values.to_pylist() == ["A", "b", None, None]
    assert map_values(texts, mapping, "missing").values.to_pylist() == ["A", None, None, None]
    assert map_values(texts, mapping, "reject").bad.to_pylist() == [False, True, False, False]


def test_text_and_lower() -> None:
    assert values("text", " Ąžuolas ", None) == ["Ąžuolas", None]
    assert values("lower", "Anna@X.LT") == ["anna@x.lt"]


def test_whole_numbers() -> None:
    assert values("whole_number", "5", "-3", "+4", "5.0", None) == [5, -3, 4, 5, None]
    assert values("whole_number", "5.5", "1e3", "x", "1,000", "9" * 30) == ["bad"] * 5


def test_decimals_with_point_and_with_comma() -> None:
    assert values("decimal", "5", "-2.5", ".5", "1e3", "+1") == [5, -2.5, 0.5, 1000, 1]
    assert values("decimal", "2,5", "nan", "inf", "x", "1.2.3") == ["bad"] * 5
    assert values("decimal", "2,5", "1.234,5", "1\u00a0234,5", "7", comma=True) == [2.5, 1234.5, 1234.5, 7]


def test_yes_and_no() -> None:
    assert values("yes_no", "Yes", "TRUE", "1", "no", "f", "0", "perhaps", None) == [1, 1, 1, 0, 0, 0, "bad", None]


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


def test_durations_become_seconds() -> None:
    assert values("seconds", "90", "0.5") == [90, 0]
    assert values("minutes", "1.5", "x") == [90, "bad"]
    assert values("hours", "2,5", comma=True) == [9000]
    assert values("clock", "1:05:00", "30:10", "125:00:01", "1:60", "5") == [3900, 108_600, 450_001, "bad", "bad"]


def test_a_hashed_address_is_the_same_person_but_not_readable() -> None:
    one, other, none = values("hashed_email", "Anna@X.lt", "anna@x.lt ", None)

    assert one == other
    assert len(one) == 16
    assert none is None
    assert "anna" not in one
    assert values("hashed_email", "anna@x.lt", key="another") != [one]


def refused(values: pa.Array, kind: str) -> tuple[list[object], dict[str, list[int]]]:
    """What a field of a kind makes of values: them, and the places refused by reason."""
    fitted, reasons = fit(values, kind)
    return fitted.to_pylist(), {reason: np.flatnonzero(mask).tolist() for reason, mask in reasons.items()}


@pytest.mark.parametrize(("kind", "highest"), [("small", 2**15 - 1), ("int", 2**31 - 1), ("big", 2**53)])
def test_whole_numbers_fit_to_the_last_one_and_not_beyond(kind: str, highest: int) -> None:
    lowest = -highest if kind == "big" else -highest - 1
    given = pa.array([float(lowest), lowest * 2.0, None, float(highest), highest * 2.0, 0.5])

    values, reasons = refused(given, kind)

    assert values == [lowest, None, None, highest, None, None]
    assert reasons == {"not a whole number": [5], f"not from {lowest} to {highest}": [1, 4]}


def test_whole_numbers_of_a_file_fit_the_largest_kind() -> None:
    assert refused(convert("whole_number", "9" * 18, "-" + "9" * 18).values, "big") == ([10**18 - 1, 1 - 10**18], {})


def test_a_number_beyond_all_decimals_is_refused() -> None:
    values, reasons = refused(convert("decimal", "1e308", "1e309", "-1e309", None).values, "real")

    assert values == [1e308, None, None, None]
    assert reasons == {"too large a number": [1, 2]}


def test_stamps_beyond_four_digits_of_a_year_are_refused() -> None:
    last = 253_402_300_799
    result = convert("unix_seconds", str(last), str(last + 1), str(10**17))

    assert result.values.to_pylist() == [datetime(9999, 12, 31, 23, 59, 59), None, None]
    assert result.bad.to_pylist() == [False, True, True]


@pytest.mark.parametrize("name", sorted(CONVERTERS))
@given(texts=st.lists(st.one_of(st.none(), st.text(max_size=12), st.from_regex(r"\A\d{1,4}[-/.:,]\d{1,2}\Z"))))
def test_every_text_is_read_or_refused_never_dropped(name: str, texts: list[str | None]) -> None:
    given_texts = clean(pa.array([text and text.replace("\x00", "") for text in texts], pa.string()))
    day = {"year": 2017, "month": 5, "day": 31}
    options = {"zone": "Europe/Vilnius", "key": "k", **day, "formats": ("%d/%m/%Y", "iso")}

    result = CONVERTERS[name].convert(given_texts, options)

    assert len(result.values) == len(result.bad) == len(texts)
    for text, value, bad in zip(
        given_texts.to_pylist(), result.values.to_pylist(), result.bad.to_pylist(), strict=True
    ):
        assert bad == (text is not None and value is None)


def test_an_empty_column_is_no_problem() -> None:
    for name in CONVERTERS:
        assert len(convert(name, year=2017, month=5, day=31).values) == 0
