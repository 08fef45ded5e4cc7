"""Durations in business time: calendars by channel, holidays, clock changes, and what has no business time."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from cx import bins
from cx.measures import measure
from cx.store.business import COLUMNS
from cx.store.schema import TICKETS
from tests.facts import at, bring, everything, stored
from tests.hours import (
    BY_CHANNEL,
    HOUR,
    LONG,
    LUNCH,
    MINUTE,
    NIGHTS,
    OFFICE,
    VILNIUS,
    business,
    calendar,
    case,
    event,
    resolved_in,
    there,
)  # fmt: skip

BIT = {name: 1 << nr for nr, name in enumerate(TICKETS.stamps)}


# By hand.


def test_friday_afternoon_to_monday_morning_is_three_hours(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)

    assert resolved_in(office, case(1, "2025-03-07 16:00", "2025-03-10 10:00")) == [3 * HOUR]


def test_after_hours_to_monday_morning_is_what_lies_on_monday(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)

    assert resolved_in(office, case(1, "2025-03-07 17:00", "2025-03-10 10:00")) == [2 * HOUR]


def test_a_lunch_break_does_not_count(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)
    rows = case(1, "2025-03-03 11:30", "2025-03-03 13:30"), case(2, "2025-03-03 12:10", "2025-03-03 12:50")

    assert resolved_in(office, *rows) == [HOUR, 0]


def test_a_holiday_in_between_does_not_count(make_warehouse) -> None:
    holiday = calendar("office", LUNCH, more=f'zone = "{VILNIUS}"\nholidays = [2025-03-11]')
    office = make_warehouse(calendars='default = "office"\n' + holiday)

    assert resolved_in(office, case(1, "2025-03-10 16:00", "2025-03-12 09:00")) == [2 * HOUR]


def test_nights_of_clock_changes_are_an_hour_shorter_and_longer(make_warehouse) -> None:
    nights = make_warehouse(calendars=NIGHTS)
    spring, autumn = ("2025-03-29 21:00", "2025-03-30 07:00"), ("2025-10-25 21:00", "2025-10-26 07:00")

    assert resolved_in(nights, case(1, *spring), case(2, *autumn)) == [7 * HOUR, 9 * HOUR]


def test_response_and_first_resolution_have_their_own_business_time(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)
    stamps = {"first_response_at": there("2025-03-10 08:10"), "first_solved_at": there("2025-03-10 09:00")}
    bring(office, "tickets", case(1, "2025-03-07 17:30", "2025-03-11 09:00", solves=2, **stamps))
    (row,) = stored(office, "tickets")

    assert [row[name] for name in COLUMNS] == [10 * MINUTE, 9 * HOUR, HOUR]


def test_without_a_first_solution_of_its_own_the_only_solution_is_the_first(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)
    bring(office, "tickets", case(1, "2025-03-10 08:00", "2025-03-10 10:00", solves=1))

    assert business(office, "first_resolution") == {"1": 2 * HOUR}


# Which calendar.


def test_each_channel_is_measured_by_its_own_calendar(make_warehouse) -> None:
    warehouse = make_warehouse(calendars=BY_CHANNEL)
    night = "2025-03-03 20:00", "2025-03-04 09:00"
    rows = (case(nr, *night, channel=channel) for nr, channel in enumerate(("chat", "phone", "email")))

    assert resolved_in(warehouse, *rows) == [13 * HOUR, HOUR, HOUR]


def test_a_channel_without_a_calendar_is_counted_as_such_and_is_not_0_seconds(make_warehouse) -> None:
    """Chatwoot writes 0 for an inbox without business hours, and the mean drops."""
    warehouse = make_warehouse(calendars=BY_CHANNEL)
    hour = "2025-03-03 09:00", "2025-03-03 10:00"
    done = [case(1, *hour, channel="phone"), case(2, *hour, channel="letter"), case(3, *hour, channel=None)]
    codes = resolved_in(warehouse, *done, case(4, hour[0], channel="letter"))
    tally = warehouse.tally(measure("resolution").on("business"))

    assert codes == [HOUR, bins.NO_CALENDAR, bins.NO_CALENDAR, bins.NO_CALENDAR]
    assert dict(zip(tally.bins.tolist(), tally.counts[0].tolist(), strict=True)) == {bins.NO_CALENDAR: 3, HOUR: 1}


def test_the_first_rule_that_fits_counts_and_all_of_its_dimensions_must_fit(make_warehouse) -> None:
    rules = '[[rules]]\nchannel = "phone"\nteam = "b"\ncalendar = "chat"\n[[rules]]\nteam = "b"\ncalendar = "office"\n'
    text = BY_CHANNEL.partition("[[rules]]")[0] + rules
    night = "2025-03-03 20:00", "2025-03-04 09:00"
    pairs = [("phone", "b"), ("email", "b"), ("phone", "c"), ("phone", None)]
    rows = (case(nr, *night, channel=channel, team=team) for nr, (channel, team) in enumerate(pairs))

    found = resolved_in(make_warehouse(calendars=text), *rows)
    assert found == [13 * HOUR, HOUR, bins.NO_CALENDAR, bins.NO_CALENDAR]


def test_a_rule_knows_what_a_ticket_takes_from_its_customer(make_warehouse) -> None:
    text = calendar("office", LUNCH) + '[[rules]]\nsegment = "gold"\ncalendar = "office"\n'
    warehouse = make_warehouse(calendars=text)
    bring(warehouse, "customers", {"source": "crm", "customer_id": "a", "segment": "gold"})

    found = resolved_in(warehouse, case(1, "2025-03-03 09:00", "2025-03-03 10:00", customer_id="a"))
    assert found == [HOUR]


def test_a_calendar_without_a_zone_is_in_the_business_zone(make_warehouse) -> None:
    text = 'default = "office"\n' + calendar("office", LUNCH, more="")
    rows = case(1, "2025-03-03 07:00", "2025-03-03 11:00")  # 14:00 to 18:00 in Tokyo

    assert resolved_in(make_warehouse("here", calendars=text, zone=VILNIUS), rows) == [3 * HOUR]
    assert resolved_in(make_warehouse("far", calendars=text, zone="Asia/Tokyo"), rows) == [3 * HOUR]
    assert resolved_in(make_warehouse("utc", calendars=text), rows) == [HOUR]


# What has no business time.


def test_open_tickets_run_in_business_time_to_their_own_sources_as_of_time(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)
    rows = case(1, "2025-03-07 16:00"), case(2, "2025-03-10 10:00"), case(3, "2025-03-31 09:00", source="other")

    assert resolved_in(office, *rows) == [bins.running(3 * HOUR), bins.running(0), bins.running(0)]


def test_a_ticket_open_again_runs_on_whenever_it_was_solved(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)
    rows = case(1, *LONG, is_open=1, first_solved_at=there(LONG[1])), case(2, "2025-03-11 10:00", is_open=1)

    assert resolved_in(office, *rows) == [bins.running(11 * HOUR), bins.running(0)]
    assert business(office, "first_resolution")["1"] == 3 * HOUR


def test_later_data_move_the_business_age(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)
    before = resolved_in(office, case(1, "2025-03-07 16:00"))
    bring(office, "tickets", case(2, "2025-03-10 10:00"))

    assert (before, business(office)["1"]) == ([bins.running(0)], bins.running(3 * HOUR))


def test_what_plain_time_does_not_know_business_time_does_not_know(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)
    rows = (
        case(1, "2025-03-03 10:00", is_open=0),
        case(2, "2025-03-03 10:00", "2025-03-03 09:00"),
        case(3, "2025-03-03 10:00", "2025-03-03 11:00") | {"created_at": None},
        case(4, "2025-03-03 10:00") | {"created_at": None},
    )

    assert resolved_in(office, *rows) == [bins.TIME_UNKNOWN, bins.NEGATIVE, bins.TIME_UNKNOWN, bins.running(0)]
    assert set(business(office, "first_response").values()) == {None}  # this source never tells of responses


def test_a_ticket_over_without_a_reply_has_none_in_business_time_either(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)
    replied = {"first_response_at": there("2025-03-03 10:00")}
    bring(office, "tickets", case(1, "2025-03-03 09:00", **replied), case(2, "2025-03-03 09:00", is_open=0))

    assert business(office, "first_response") == {"1": HOUR, "2": bins.NO_REPLY}


def test_a_stamp_that_is_only_a_date_has_no_business_time(make_warehouse) -> None:
    office = make_warehouse(calendars=OFFICE)
    rows = (
        case(1, "2025-03-03 10:00", "2025-03-17 00:00", date_only=BIT["solved_at"]),
        case(2, "2025-03-03 00:00", "2025-03-17 10:00", date_only=BIT["created_at"]),
        case(3, "2025-03-03 00:00", date_only=BIT["created_at"]),
        case(4, "2025-03-03 10:00", "2025-03-03 11:00", date_only=BIT["due_at"]),
    )

    assert resolved_in(office, *rows) == [bins.DATE_ONLY] * 3 + [HOUR]


def test_without_calendars_there_is_no_business_time(warehouse) -> None:
    bring(warehouse, "tickets", case(1, "2025-03-03 09:00", "2025-03-03 10:00"))

    assert [stored(warehouse, "tickets")[0][name] for name in COLUMNS] == [None] * 3
    assert not set(COLUMNS) & warehouse.contents().filled["tickets"]


# Deriving again.


def test_calendars_edited_after_the_import_take_effect_through_derive(make_warehouse, tmp_path: Path) -> None:
    file = tmp_path / "calendars.toml"
    file.write_text(OFFICE, encoding="utf-8")
    warehouse = make_warehouse(calendars=str(file))
    before = resolved_in(warehouse, case(1, *LONG))
    file.write_text(OFFICE.replace("08:00", "09:30"), encoding="utf-8")
    differs = warehouse.contents().derived_with != warehouse.settings.derived()
    warehouse.derive()

    assert (before, differs, business(warehouse)) == ([3 * HOUR], True, {"1": 90 * MINUTE})
    assert warehouse.contents().derived_with == warehouse.settings.derived()


def test_calendars_taken_away_take_business_time_with_them(make_warehouse) -> None:
    warehouse = make_warehouse(calendars=OFFICE)
    before = resolved_in(warehouse, case(1, *LONG))
    warehouse.derive(warehouse.settings.with_(calendars=""))

    assert (before, business(warehouse)) == ([3 * HOUR], {"1": None})
    assert not set(COLUMNS) & warehouse.contents().filled["tickets"]


def test_calendars_given_later_measure_what_is_there(warehouse) -> None:
    before = resolved_in(warehouse, case(1, *LONG))
    warehouse.derive(warehouse.settings.with_(calendars=OFFICE))

    assert (before, business(warehouse)) == ([None], {"1": 3 * HOUR})


@pytest.mark.parametrize("changes", [{"calendars": OFFICE.replace(VILNIUS, "Asia/Tokyo")}, {"zone": "Asia/Tokyo"}])
def test_another_zone_moves_the_hours(make_warehouse, changes: dict[str, str]) -> None:
    text = OFFICE if "calendars" in changes else 'default = "office"\n' + calendar("office", LUNCH, more="")
    warehouse = make_warehouse(calendars=text, zone=VILNIUS)
    before = resolved_in(warehouse, case(1, "2025-03-07 08:00", "2025-03-07 11:00"))  # 15:00 to 18:00 in Tokyo
    warehouse.derive(warehouse.settings.with_(**changes))

    assert (before, business(warehouse)) == ([3 * HOUR], {"1": 2 * HOUR})


def test_the_same_rows_again_are_nothing_new(make_warehouse) -> None:
    warehouse = make_warehouse(calendars=OFFICE)
    resolved_in(warehouse, case(1, *LONG), events=(event(1, "hold_start", "2025-03-07 16:30"),))
    version = warehouse.version
    bring(warehouse, "tickets", case(1, *LONG))

    assert warehouse.version == version


def test_a_ticket_that_changes_is_measured_again(make_warehouse) -> None:
    warehouse = make_warehouse(calendars=OFFICE)
    resolved_in(warehouse, case(1, *LONG), events=(event(1, "hold_start", "2025-03-07 16:30"),))

    assert resolved_in(warehouse, case(1, LONG[0], "2025-03-10 11:00", channel="chat")) == [30 * MINUTE]


FILES = (
    ("tickets", case(1, *LONG, customer_id="a")),
    ("tickets", case(2, "2025-03-12 09:00", customer_id="a")),
    ("ticket_events", event(1, "hold_start", "2025-03-07 16:30")),
    ("ticket_events", event(2, "hold_end", "2025-03-10 09:00")),
)


def test_files_in_any_order_give_the_same_business_time(make_warehouse) -> None:
    found = []
    for nr, order in enumerate(list(permutations(FILES))[::5]):
        warehouse = make_warehouse(f"order{nr}", calendars=OFFICE)
        for table, row in order:
            bring(warehouse, table, row)
        found.append(everything(warehouse)["tickets"])

    assert all(one == found[0] for one in found)
    assert found[0][0]["resolution_business"] == 90 * MINUTE
    assert at("2025-03-07 14:00") == found[0][0]["created_at"]
