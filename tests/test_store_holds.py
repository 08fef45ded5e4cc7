"""Time on hold is taken out of business time: once, and only where it lies within the duration."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cx import bins
from cx.calendars import Calendar, parse
from tests.facts import Row, at, bring, ticket
from tests.hours import BY_CHANNEL, HOUR, LONG, MINUTE, OFFICE, business, case, event, resolved_in, there


def test_a_hold_over_the_weekend_takes_out_only_the_hours_it_lies_in(make_warehouse) -> None:
    held = event(1, "hold_start", "2025-03-07 16:30"), event(2, "hold_end", "2025-03-10 09:00")

    found = resolved_in(make_warehouse(calendars=OFFICE), case(1, *LONG), case(2, *LONG), events=held)
    assert found == [90 * MINUTE, 3 * HOUR]


@pytest.mark.parametrize(
    ("events", "left"),
    [
        ([("hold_end", "07 16:30")], 180),
        ([("hold_end", "07 16:15"), ("hold_start", "07 16:30"), ("hold_end", "10 08:00")], 150),
        ([("hold_start", "07 16:30")], 30),
        ([("hold_start", "07 16:30"), ("solved", "10 08:30"), ("reopened", "10 08:40")], 120),
        ([("hold_start", "07 16:15"), ("hold_start", "07 16:30"), ("hold_end", "10 08:00")], 135),
        ([("hold_start", "07 16:30"), ("hold_end", "10 08:00"), ("hold_end", "10 09:00")], 150),
        ([("hold_start", "07 16:10"), ("hold_end", "07 16:20"), ("hold_start", "10 09:00"), ("hold_end", "10 09:15")],
         155),
        ([("hold_start", "07 12:00"), ("hold_end", "07 16:30")], 150),
        ([("hold_start", "10 09:30"), ("hold_end", "12 10:00")], 150),
        ([("hold_start", "11 09:30"), ("hold_end", "12 10:00")], 180),
        ([("hold_start", "08 09:30"), ("hold_end", "09 10:00")], 180),
    ],
    ids=["an end alone", "an end before", "no end", "solved", "two starts", "two ends", "twice", "before", "after",
         "later", "on the weekend"],
)  # fmt: skip
def test_holds_count_once_and_only_within_the_duration(
    make_warehouse, events: list[tuple[str, str]], left: int
) -> None:
    rows = tuple(event(nr, kind, f"2025-03-{when}") for nr, (kind, when) in enumerate(events, 1))

    assert resolved_in(make_warehouse(calendars=OFFICE), case(1, *LONG), events=rows) == [
        int(bins.clock_bin(left * MINUTE))
    ]


def test_a_hold_before_the_first_response_is_taken_out_of_it(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)
    held = event(1, "hold_start", "2025-03-07 16:30"), event(2, "hold_end", "2025-03-10 09:00")
    late, early = there("2025-03-10 09:30"), there("2025-03-07 16:20")
    bring(office, "tickets", *(case(nr, *LONG, first_response_at=when) for nr, when in ((1, late), (2, early))))
    bring(office, "ticket_events", *held, *(one | {"ticket_id": "2"} for one in held))

    assert business(office, "first_response") == {"1": HOUR, "2": 20 * MINUTE}


def test_an_open_ticket_on_hold_does_not_age(make_warehouse) -> None:
    rows = case(1, LONG[0]), case(2, "2025-03-12 09:00")

    found = resolved_in(make_warehouse(calendars=OFFICE), *rows, events=(event(1, "hold_start", "2025-03-07 16:30"),))
    assert found == [bins.running(30 * MINUTE), bins.running(0)]


def test_a_hold_known_to_the_day_leaves_no_business_time(make_warehouse) -> None:
    held = event(1, "hold_start", "2025-03-07 16:30"), event(2, "hold_end", "2025-03-10 00:00", date_only=1)

    assert resolved_in(make_warehouse(calendars=OFFICE), case(1, *LONG), events=held) == [bins.DATE_ONLY]


def test_an_event_without_a_time_says_nothing(make_warehouse) -> None:
    held = event(1, "hold_start", "2025-03-07 16:30") | {"at": None}, event(2, "hold_end", "2025-03-10 09:00")

    assert resolved_in(make_warehouse(calendars=OFFICE), case(1, *LONG), events=held) == [3 * HOUR]


def test_seconds_on_hold_that_nobody_can_place_are_not_taken_out(make_warehouse) -> None:
    assert resolved_in(make_warehouse(calendars=OFFICE), case(1, *LONG, hold_seconds=HOUR)) == [3 * HOUR]


def test_holds_are_measured_by_the_calendar_of_their_ticket(make_warehouse) -> None:
    warehouse = make_warehouse(calendars=BY_CHANNEL)
    held = event(1, "hold_start", "2025-03-07 16:30"), event(2, "hold_end", "2025-03-07 18:30")
    rows = (case(nr, *LONG, channel=channel) for nr, channel in ((1, "chat"), (2, "phone"), (3, "letter")))
    events = tuple(one | {"ticket_id": str(nr)} for nr in (1, 2, 3) for one in held)

    assert resolved_in(warehouse, *rows, events=events) == [64 * HOUR, 150 * MINUTE, bins.NO_CALENDAR]


# Against a count minute by minute.

START, AS_OF = at("2025-03-27 00:00"), at("2025-04-02 00:00")  # the clocks go forward on 30 March
KINDS = ("hold_start", "hold_end", "solved", "agent_reply")


def minute_by_minute(office: Calendar, created: datetime, end: datetime, events: list[Row]) -> int:
    """Open seconds at which the ticket is not on hold."""
    told = sorted((row["at"], row["nr"], row["kind"]) for row in events)
    held, seconds, minute = False, 0, min([created, *(row["at"] for row in events)])
    while minute < end:
        for when, _, kind in told:
            if when == minute and kind in ("hold_start", "hold_end", "solved"):
                held = kind == "hold_start"
        seconds += MINUTE * (minute >= created and not held and is_open(office, minute))
        minute += timedelta(minutes=1)
    return seconds


def is_open(office: Calendar, instant: datetime) -> bool:
    wall = instant.replace(tzinfo=UTC).astimezone(ZoneInfo(office.zone))
    return any(start <= wall.hour * 60 + wall.minute < end for start, end in office.week[wall.weekday()])


def some_ticket(dice: random.Random, nr: int) -> tuple[Row, list[Row]]:
    """A ticket solved or not, with up to six events of any order, some at one instant."""
    created = START + timedelta(minutes=dice.randrange(3 * 1440))
    solved = created + timedelta(minutes=dice.randrange(2 * 1440)) if dice.random() < 0.7 else None
    minutes = [dice.randrange(5 * 1440) // 30 * 30 for _ in range(dice.randrange(7))]
    events = [
        {"source": "desk", "ticket_id": str(nr), "nr": place, "kind": dice.choice(KINDS)}
        | {"at": START + timedelta(minutes=minute)}
        for place, minute in enumerate(minutes)
    ]
    return ticket(nr) | {"created_at": created, "solved_at": solved}, events


def test_business_time_is_what_counting_minute_by_minute_gives(make_warehouse) -> None:
    dice = random.Random(7)
    found = dict(enumerate(some_ticket(dice, nr) for nr in range(60)))
    rows, events = [row for row, _ in found.values()], [row for _, several in found.values() for row in several]
    codes = resolved_in(make_warehouse(calendars=OFFICE), *rows, case(99, "2025-04-02 03:00"), events=tuple(events))
    office = parse(OFFICE).calendars["office"]

    for code, (row, told) in zip(codes, found.values(), strict=False):
        seconds = minute_by_minute(office, row["created_at"], row["solved_at"] or AS_OF, told)
        assert code == int(bins.clock_bin(seconds) if row["solved_at"] else bins.running(seconds)), row["ticket_id"]
    assert len(set(codes)) > 20
