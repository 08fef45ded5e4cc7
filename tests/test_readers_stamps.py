"""What some dates say of how they are written."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from meaning import values

from cx.readers.stamps import CANDIDATES, exchangeable, formats_of, left_open


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["2024-01-05", "2024-01-05T10:00:00Z", "2024-01-05 10:00"], ("iso",)),
        (["2024-01-05 10:00:00,123", "2024-01-05 10:00 CET", "2024-01-31T16:05:06.000+0000"], ("iso",)),
        (["31/12/2024"], ("%d/%m/%Y",)), (["12/31/2024"], ("%m/%d/%Y",)), (["2024/12/31"], ("%Y/%m/%d",)),
        (["31.12.24", "1.2.24"], ("%d.%m.%y",)), (["08-04-2023 20:52", "31-04-2023 20:52"], ()),
        (["1/2/16 3:04", "29/2/16 13:04"], ("%d/%m/%y %H:%M",)),
        (["18 Apr, 2018 04:38:39 AM ART"], ("%d %b, %Y %I:%M:%S %p",)),
        (["2024/03/05 1:23:45 PM GMT+1"], ("%Y/%m/%d %I:%M:%S %p",)),
        (["05/Jan/24 3:07 PM", "05/янв/24 3:07 p.m."], ("%d/%b/%y %I:%M %p",)),
        (["5 марта 2024 г. 10:05"], ("%d %b %Y %H:%M",)), (["2024 m. sausio 5 d."], ("%Y %b %d",)),
        (["Tue Oct 31 22:10:47 +0000 2017"], ("%a %b %d %H:%M:%S %z %Y",)),
        (["Sep 5, 2024, 3:07 PM"], ("%b %d, %Y, %I:%M %p",)),
        (["Tue, 31 Oct 2017 22:10:47 +0200"], ("%a, %d %b %Y %H:%M:%S",)),
        (["1/31/2024, 3:07:09\u202fPM"], ("%m/%d/%Y, %I:%M:%S %p",)), (["2024 01 31"], ("%Y %m %d",)),
        (["Jan  5 2024 10:00AM"], ("%b %d %Y %I:%M %p",)),
        (["20240105", "20231231"], ("%Y%m%d",)), (["20240105T150700Z"], ("%Y%m%dT%H%M%S",)),
        (["1641289688", "999999999"], ("unix_seconds",)), (["1641289688250"], ("unix_milliseconds",)),
        (["45296", "45296.5"], ("excel",)),
    ],
)  # fmt: skip
def test_the_formats_of_dates_are_found(texts: list[str], formats: tuple[str, ...]) -> None:
    assert formats_of(texts) == formats
    assert formats_of(["", *texts, "  "]) == formats


def test_where_a_day_could_be_a_month_both_orders_are_found_the_likelier_first() -> None:
    assert formats_of(["01/02/2024", "3/4/2024"]) == ("%d/%m/%Y", "%m/%d/%Y")
    assert formats_of(["01-02-2024 10:05"]) == ("%d-%m-%Y %H:%M", "%m-%d-%Y %H:%M")
    assert formats_of(["1/2/2024 4:05:06 PM"]) == ("%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M:%S %p")


@pytest.mark.parametrize(
    "texts",
    [[], [""], ["hello"], ["12:30"], ["5", "7"], ["3.14"], ["+37060012345"], ["31/12/2024", "12/31/2024"], ["1.2.3"],
     ["12345678"], ["10:00 PM"], ["2024-01-05", "x"], ["2024-01-05 10:00 XYZ"], ["99999"], ["1234567890123456"]],
)  # fmt: skip
def test_what_is_no_date_has_no_format(texts: list[str]) -> None:
    assert formats_of(texts) == ()


@settings(max_examples=40)
@given(
    st.datetimes(datetime(2001, 1, 1), datetime(2060, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from(CANDIDATES),
)
def test_what_a_format_wrote_is_read_by_the_formats_found(moment: datetime, form: str) -> None:
    text = moment.strftime(form.replace("%z", "+0000"))

    found = formats_of([text])

    written = moment.replace(second=0) if "%S" not in form else moment
    written = written if "%M" in form else datetime(moment.year, moment.month, moment.day)
    assert [written] in [values("stamp", text, formats=(one,)) for one in found]


def test_only_formats_of_numbers_can_have_day_and_month_exchanged() -> None:
    assert exchangeable(["iso", "%d/%m/%Y"])
    assert exchangeable(["%m-%d-%y %H:%M"])
    assert not exchangeable(["iso", "%d %b %Y", "%Y/%m/%d", "excel", "%d.%m.%Y"])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["01/02/2024", None, "3.4.24 10:05"], (True, "01/02/2024")), (["05/05/2024", "1-2-2024"], (True, "1-2-2024")),
        (["05/05/2024"], (True, "")), ([None], (True, "")), (["2024-01-02"], (True, "")),
        (["01/02/2024", "13/02/2024"], (False, "")), (["02/13/2024"], (False, "")),
    ],
)  # fmt: skip
def test_dates_leave_open_which_is_the_day(texts: list[str | None], expected: tuple[bool, str]) -> None:
    assert left_open(pa.array(texts, pa.string())) == expected
