"""Business calendars: what lies within their hours, across holidays and clock changes; and how they are read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cx.calendars import DAYS, Calendar, Rule, business_seconds, one_week, parse, week_text
from cx.errors import BadInput

MINUTE, HOUR, DAY = 60, 3600, 86400
ALWAYS = ((0, 24 * 60),)
OFFICE = ((8 * 60, 12 * 60), (13 * 60, 17 * 60))
WORKDAYS = (OFFICE,) * 5 + ((),) * 2

#: Zones whose clocks change by an hour, by half an hour and at midnight, and one that changes nothing.
ZONES = ("Europe/Vilnius", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata", "UTC")


def seconds(text: str, zone: str = "UTC") -> int:
    """UTC seconds of a wall time."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def open_for(start: str, end: str, calendar: Calendar) -> int:
    """Business seconds between two wall times of the calendar's zone."""
    return int(business_seconds([seconds(start, calendar.zone)], [seconds(end, calendar.zone)], calendar)[0])


def by_the_minute(start: int, end: int, calendar: Calendar) -> int:
    """The same for whole minutes, by looking at the wall clock each minute."""
    there = ZoneInfo(calendar.zone)
    walls = [datetime.fromtimestamp(second, UTC).astimezone(there) for second in range(start, end, MINUTE)]
    return sum(MINUTE for wall in walls if is_open(wall, calendar))


def is_open(wall: datetime, calendar: Calendar) -> bool:
    minute = wall.hour * 60 + wall.minute
    in_hours = any(begin <= minute < end for begin, end in calendar.week[wall.weekday()])
    return in_hours and wall.date() not in calendar.holidays


# The hours of a week, any.


@st.composite
def days(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """Up to three intervals of one day, in order and apart or touching."""
    edges = draw(st.lists(st.integers(0, 24 * 60), max_size=6, unique=True).map(sorted))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any week, some holidays of 2025."""
    week = tuple(draw(st.lists(days(), min_size=7, max_size=7)))
    holidays = draw(st.frozensets(st.dates(date(2025, 1, 1), date(2025, 12, 31)), max_size=8))
    return Calendar("any", draw(st.sampled_from(ZONES)), week, holidays)


INSTANTS = st.integers(seconds("2024-12-30"), seconds("2026-01-05"))

#: Minutes of some days around the changes of the clocks in Europe, America, Australia and Cuba, and of others.
SOME_DAYS = ("2025-03-29", "2025-10-25", "2025-03-08", "2025-11-01", "2025-04-05", "2025-10-04", "2025-06-16")
STARTS = st.builds(lambda day, minute: seconds(day) + minute * MINUTE, st.sampled_from(SOME_DAYS), st.integers(0, 1440))


@given(calendars(), STARTS, st.integers(0, 3 * 24 * 60))
@example(Calendar("a", "Europe/Vilnius", (ALWAYS,) * 7), seconds("2025-10-25"), 2 * 1440)
@example(Calendar("a", "Europe/Vilnius", (((210, 300),),) * 7), seconds("2025-10-25"), 2 * 1440)  # inside the fold
@example(Calendar("a", "Europe/Vilnius", (((200, 230),),) * 7), seconds("2025-03-29"), 2 * 1440)  # inside the gap
@example(Calendar("a", "America/Havana", (((0, 30),),) * 7), seconds("2025-03-08"), 3 * 1440)  # a day without midnight
@example(Calendar("a", "America/Havana", (((0, 30),),) * 7), seconds("2025-11-01"), 3 * 1440)  # a day with two
def test_every_minute_counts_as_the_wall_clock_says(calendar: Calendar, start: int, minutes: int) -> None:
    end = start + minutes * MINUTE

    assert business_seconds([start], [end], calendar).tolist() == [by_the_minute(start, end, calendar)]


@given(calendars(), st.lists(INSTANTS, min_size=3, max_size=3).map(sorted))
def test_the_parts_of_a_duration_add_up_to_it(calendar: Calendar, instants: list[int]) -> None:
    a, b, c = instants
    first, second, whole = business_seconds([a, b, a], [b, c, c], calendar).tolist()

    assert first + second == whole


@given(calendars(), st.lists(st.tuples(INSTANTS, INSTANTS), max_size=20))
def test_business_time_lies_between_nothing_and_clock_time(calendar: Calendar, pairs: list[tuple[int, int]]) -> None:
    start, end = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    found = business_seconds(start, end, calendar)

    assert (found >= 0).all()
    assert (found <= np.maximum(end - start, 0)).all()


@given(st.sampled_from(ZONES), st.lists(st.tuples(INSTANTS, INSTANTS), max_size=20))
def test_a_calendar_open_around_the_clock_is_clock_time(zone: str, pairs: list[tuple[int, int]]) -> None:
    start, end = np.array(pairs, dtype=np.int64).reshape(-1, 2).T

    assert (business_seconds(start, end, Calendar("a", zone, (ALWAYS,) * 7)) == np.maximum(end - start, 0)).all()


@given(calendars(), st.dates(date(2025, 1, 1), date(2025, 12, 31)))
def test_a_holiday_takes_out_exactly_the_hours_of_its_day(calendar: Calendar, day: date) -> None:
    with_it = Calendar("any", calendar.zone, calendar.week, calendar.holidays | {day})
    without = Calendar("any", calendar.zone, calendar.week, calendar.holidays - {day})
    year = seconds("2024-12-01"), seconds("2026-02-01")
    midnights = [seconds(str(one), calendar.zone) for one in (day, day + timedelta(days=1))]

    taken = business_seconds(year[0], year[1], without) - business_seconds(year[0], year[1], with_it)
    assert int(taken) == int(business_seconds(*midnights, without))


@given(calendars(), st.integers(1, 6), INSTANTS, INSTANTS)
def test_intervals_add_up(calendar: Calendar, cut: int, start: int, end: int) -> None:
    """A week is the sum of any two weeks that share its intervals out between them."""
    halves = [tuple(day[side::2] for day in calendar.week) for side in (0, 1)]
    parts = [Calendar("part", calendar.zone, week, calendar.holidays) for week in halves]

    found = sum(int(business_seconds(start, end, part)) for part in parts)
    assert found == int(business_seconds(start, end, calendar))


# By hand.


def test_a_lunch_break_and_a_weekend_do_not_count() -> None:
    office = Calendar("office", "Europe/Vilnius", WORKDAYS)

    assert open_for("2025-03-03 11:30", "2025-03-03 13:15", office) == 45 * MINUTE
    assert open_for("2025-03-07 16:30", "2025-03-10 09:00", office) == 90 * MINUTE
    assert open_for("2025-03-08 00:00", "2025-03-09 23:59", office) == 0
    assert open_for("2025-03-03 00:00", "2025-03-10 00:00", office) == 40 * HOUR


def test_a_night_shift_loses_an_hour_in_spring_and_gains_one_in_autumn() -> None:
    nights = Calendar("nights", "Europe/Vilnius", (((0, 6 * 60), (22 * 60, 24 * 60)),) * 7)

    assert open_for("2025-03-29 22:00", "2025-03-30 06:00", nights) == 7 * HOUR
    assert open_for("2025-10-25 22:00", "2025-10-26 06:00", nights) == 9 * HOUR
    assert open_for("2025-06-14 22:00", "2025-06-15 06:00", nights) == 8 * HOUR


def test_a_duration_over_fifty_years_is_exact() -> None:
    office = Calendar("office", "Asia/Kolkata", WORKDAYS)

    assert open_for("1990-01-01 00:00", "2040-01-02 00:00", office) == 2609 * 40 * HOUR  # so many whole weeks


def test_stamps_at_the_end_of_all_years_do_not_fail() -> None:
    late = seconds("9999-12-31 23:00")

    assert business_seconds([late - HOUR], [late], Calendar("a", "Europe/Vilnius", (ALWAYS,) * 7)).tolist() == [HOUR]


def test_no_rows_and_no_hours_are_no_time() -> None:
    closed = Calendar("closed", "UTC", ((),) * 7)

    assert business_seconds([], [], closed).tolist() == []
    assert business_seconds([0, DAY], [DAY, 9 * DAY], closed).tolist() == [0, 0]


# As people write them.

GOOD = """
default = "office"

[calendars.office]
zone = "Europe/Vilnius"
monday = ["13:00-17:00", "08:00-12:00"]
sunday = ["22:00-24:00"]
holidays = [2025-12-25, "2026-01-01"]

[calendars.always]
monday = ["00:00-24:00"]

[[rules]]
channel = "chat"
calendar = "always"

[[rules]]
team = ["one", "two"]
channel = "phone"
calendar = "office"
"""


def test_calendars_and_rules_are_read() -> None:
    found = parse(GOOD, "Asia/Tokyo")

    week = (OFFICE, (), (), (), (), (), ((22 * 60, 24 * 60),))
    holidays = frozenset({date(2025, 12, 25), date(2026, 1, 1)})
    assert found.calendars["office"] == Calendar("office", "Europe/Vilnius", week, holidays)
    assert found.calendars["always"] == Calendar("always", "Asia/Tokyo", (ALWAYS, *((),) * 6))
    assert found.default == "office"
    assert found.rules == (
        Rule("always", {"channel": ("chat",)}),
        Rule("office", {"channel": ("phone",), "team": ("one", "two")}),
    )


def test_without_a_default_there_is_none() -> None:
    found = parse('[calendars.a]\nfriday = ["00:00-00:01"]')

    assert (found.default, found.rules) == ("", ())


def day(text: str) -> str:
    return f"[calendars.a]\nmonday = {text}"


RULE = day('["08:00-12:00"]') + "\n[[rules]]\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[calendars.a", "not valid TOML"),
        ("", "no calendar"),
        ("calendars = 3", "no calendar"),
        ("[calendars]\na = 3", r"must be a table, \[calendars.a\]"),
        ("[calendars.a]\n", "never open"),
        (day("[]"), "never open"),
        (day('"08:00-12:00"'), "must be a list of intervals"),
        (day('["8-12"]'), "'8-12' on monday of the calendar 'a' is no interval"),
        (day('["08:00-24:01"]'), "is no interval"),
        (day('["24:00-24:00"]'), "is no interval"),
        (day("[8]"), "8 on monday of the calendar 'a' is no interval"),
        (day('["22:00-06:00"]'), "must end after it starts; hours over midnight are two intervals"),
        (day('["08:00-08:00"]'), "must end after it starts"),
        (day('["08:00-12:00", "11:59-13:00"]'), "Two intervals of monday of the calendar 'a' overlap at 11:59"),
        (day('["08:00-12:00"]\nzone = "Mars/Olympus"'), "zone 'Mars/Olympus' of the calendar 'a' is not known"),
        (day('["08:00-12:00"]\nzone = 3'), "zone 3 of the calendar 'a' is not known"),
        (day('["08:00-12:00"]\nholidays = ["Christmas"]'), "'Christmas' of the calendar 'a' is no date"),
        (day('["08:00-12:00"]\nholidays = ["20251225"]'), "'20251225' of the calendar 'a' is no date"),
        (day('["08:00-12:00"]\nholidays = [2025-12-25T00:00:00]'), "is no date"),
        (day('["08:00-12:00"]\nholidays = 2025-12-25'), "must be a list of dates"),
        (day('["08:00-12:00"]\nmontag = []'), "cannot have 'montag'"),
        (day('["08:00-12:00"]') + "\n[other]\na = 1", "The calendars cannot have 'other'"),
        ('default = "b"\n' + day('["08:00-12:00"]'), "The default names the calendar 'b'; there are: a"),
        ("default = 0\n" + day('["08:00-12:00"]'), "The default names the calendar 0"),
        (RULE + 'channel = "x"', "Rule 1 of the calendars names the calendar None"),
        (RULE + 'channel = "x"\ncalendar = "b"', "names the calendar 'b'; there are: a"),
        (RULE + 'calendar = "a"', "fits nothing"),
        (RULE + 'calendar = "a"\nchannel = []', "Channel in rule 1 of the calendars must be a text"),
        (RULE + 'calendar = "a"\nchannel = [3]', "must be a text"),
        (RULE + 'calendar = "a"\nagent = "x"', "cannot have 'agent'"),
        ("rules = 3\n" + day('["08:00-12:00"]'), r"begins with \[\[rules\]\]"),
        ("rules = [3]\n" + day('["08:00-12:00"]'), "must be a table"),
    ],
)
def test_what_cannot_be_meant_so_is_named_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        parse(text)

    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("name", DAYS)
def test_touching_intervals_are_no_overlap(name: str) -> None:
    found = parse(f'[calendars.a]\n{name} = ["12:00-13:00", "08:00-12:00"]')

    assert found.calendars["a"].week[DAYS.index(name)] == ((480, 720), (720, 780))


def test_a_week_is_read_as_it_was_written() -> None:
    hours = {"monday": ["08:00-12:00", "13:00-24:00"], "sunday": ["00:00-06:30"]}

    text = week_text('a "b" \\ ū', "Asia/Tokyo", hours, ["2026-12-25"])

    week = ((480, 720), (780, 1440)), (), (), (), (), (), ((0, 390),)
    assert one_week(text) == Calendar('a "b" \\ ū', "Asia/Tokyo", week, frozenset({date(2026, 12, 25)}))


def test_a_week_without_a_zone_is_in_that_of_the_business() -> None:
    text = week_text("office", "", {"monday": ["08:00-12:00"]})

    week = one_week(text, "Europe/Vilnius")

    assert week is not None
    assert week.zone == "Europe/Vilnius"


def test_no_text_is_a_week_that_is_never_open_and_such_a_week_is_no_text() -> None:
    week = one_week("", "UTC")

    assert week == Calendar("office", "UTC", ((),) * 7)
    assert week_text("office", "", dict.fromkeys(DAYS, [])) == ""


@pytest.mark.parametrize(
    "more",
    [
        '[calendars.nights]\nsaturday = ["00:00-06:00"]',
        '[[rules]]\nchannel = "chat"\ncalendar = "office"',
    ],
)
def test_what_says_more_than_one_week_is_none(more: str) -> None:
    one = week_text("office", "", {"monday": ["08:00-12:00"]})

    assert one_week(f"{one}\n{more}") is None
    assert one_week(one.partition("\n")[2]) is None
