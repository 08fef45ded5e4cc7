"""Derived columns: each is compared with a plain reading of its definition, row by row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from cx import bins
from cx.measures.tickets import NOT_RATED, PENDING
from cx.store.derive import INPUTS, derived
from cx.store.facts import Rule
from cx.store.schema import TABLES, TICKETS
from cx.store.tables import ARROW_TYPES
from cx.surveys import Survey
from tests.facts import CSAT, NPS, Row, answer, arrow, at, bring, digits, everything, stored, ticket

VILNIUS, NEW_YORK = "Europe/Vilnius", "America/New_York"
BIT = {name: 1 << place for place, name in enumerate(TICKETS.stamps)}


def derive(table: str, rows: list[Row], rule: Rule | None = None) -> list[Row]:
    """The derived columns of these rows."""
    given = arrow(table, rows)
    for name in set(INPUTS[table]) - set(given.column_names):
        given = given.append_column(name, pa.nulls(len(rows), ARROW_TYPES[TABLES[table].kind(name)]))
    columns = derived(TABLES[table], given, rule or Rule())
    lists = [column.to_pylist() for column in columns.values()]
    return [dict(zip(columns, values, strict=True)) for values in zip(*lists, strict=True)]


def random_stamps(n: int) -> list[datetime]:
    """Stamps over three years, many of them near the changes of the clocks."""
    draws = np.random.default_rng(7)
    anywhere = [datetime(2023, 1, 1) + timedelta(seconds=int(s)) for s in draws.integers(0, 3 * 365 * 86400, n)]
    changes = [datetime(2024, 3, 31), datetime(2024, 10, 27), datetime(2024, 3, 10), datetime(2024, 11, 3)]
    near = [changes[i % 4] + timedelta(seconds=int(s)) for i, s in enumerate(draws.integers(-7200, 36000, n))]
    return anywhere + near


@pytest.mark.parametrize("zone", ["UTC", VILNIUS, NEW_YORK, "Asia/Kathmandu"])
@pytest.mark.parametrize("week_start", ["monday", "sunday"])
def test_days_weeks_months_and_hours_are_those_of_the_business_zone(zone: str, week_start: str) -> None:
    stamps = random_stamps(200)
    rows = [answer(nr, 5) | {"answered_at": stamp} for nr, stamp in enumerate(stamps)]

    for stamp, row in zip(stamps, derive("answers", rows, Rule(zone, week_start)), strict=True):
        local = stamp.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        day = local.date()
        into_week = (day.weekday() + (week_start == "sunday")) % 7
        assert row["answered_day"] == day
        assert row["answered_week"] == day - timedelta(days=into_week)
        assert row["answered_month"] == day.replace(day=1)
        assert row["answered_weekday"] == day.weekday()
        assert row["answered_hour"] == day.weekday() * 24 + local.hour


def test_stamps_long_ago_and_with_fractions_fall_on_their_day() -> None:
    stamps = [datetime(1955, 5, 1, 23, 59, 59, 999_999), datetime(1969, 12, 31, 23, 59, 59, 1)]
    rows = [answer(nr, 5) | {"answered_at": stamp} for nr, stamp in enumerate(stamps)]

    assert [row["answered_day"] for row in derive("answers", rows)] == [date(1955, 5, 1), date(1969, 12, 31)]


@pytest.mark.parametrize("zone", ["UTC", VILNIUS, NEW_YORK])
def test_a_date_is_that_day_in_every_zone_and_has_no_hour(zone: str) -> None:
    [row] = derive("answers", [answer(1, 5, "2024-03-31", date_only=1)], Rule(zone))

    assert (row["answered_day"], row["answered_weekday"], row["answered_hour"]) == (date(2024, 3, 31), 6, None)


def test_a_missing_stamp_has_no_day() -> None:
    [row] = derive("answers", [{**answer(1, 5), "answered_at": None}])

    assert {row[name] for name in row if name.startswith("answered")} == {None}


@pytest.mark.parametrize(
    ("score", "bin_"), [(0, 0), (10, 10), (11, -1), (-1, -1), (7.5, -1), (None, None), (float("nan"), None)]
)
def test_an_answer_is_its_own_bin_only_on_its_scale(score: float | None, bin_: int | None) -> None:
    [row] = derive("answers", [answer(1, score)], Rule(surveys={"nps": NPS}))

    assert (row["measure"], row["bin"]) == ("nps", bin_)


def test_each_answer_is_read_on_the_scale_of_its_own_survey() -> None:
    rows = [answer(1, 0), answer(1, 0, survey="csat"), answer(1, 0, survey="unknown")]

    found = derive("answers", rows, Rule(surveys={"nps": NPS, "csat": CSAT}))

    assert [(row["measure"], row["bin"]) for row in found] == [("nps", 0), ("csat", -1), (None, None)]


@pytest.mark.parametrize(
    ("more", "resolution", "first_response", "closing"),
    [
        ({"solved_at": at("2025-03-03 13:01")}, bins.clock_bin(3660), bins.NO_REPLY, bins.TIME_UNKNOWN),
        ({"solved_at": at("2025-03-03 11:00")}, bins.NEGATIVE, bins.NO_REPLY, bins.TIME_UNKNOWN),
        ({}, bins.running(0), bins.running(0), bins.running(0)),
        ({"is_open": 1}, bins.running(0), bins.running(0), bins.running(0)),
        ({"is_open": 0}, bins.TIME_UNKNOWN, bins.NO_REPLY, bins.TIME_UNKNOWN),
        ({"closed_at": at("2025-03-03 14:00")}, bins.TIME_UNKNOWN, bins.NO_REPLY, 7200),
        ({"first_response_at": at("2025-03-03 12:00:59")}, bins.running(0), 59, bins.running(0)),
        ({"is_open": 1, "solved_at": at("2025-03-03 13:00")}, bins.running(0), bins.running(0), bins.running(0)),
        ({"created_at": None, "solved_at": at("2025-03-03 13:00")}, bins.TIME_UNKNOWN, bins.NO_REPLY,
         bins.TIME_UNKNOWN),
    ],
)  # fmt: skip
def test_durations_say_how_long_or_why_not(more: Row, resolution: int, first_response: int, closing: int) -> None:
    [row] = derive("tickets", [ticket(1) | more])

    assert (row["resolution"], row["first_response"], row["closing"]) == (resolution, first_response, closing)


def test_a_ticket_that_is_open_again_is_running_although_it_was_solved_before() -> None:
    rows = [ticket(1, solved="2025-03-04", is_open=is_open, reopens=1) for is_open in (1, 0, None)]
    found = derive("tickets", rows)

    assert [row["resolution"] for row in found] == [bins.running(0), 12 * 3600, 12 * 3600]
    assert [row["path"] is None for row in found] == [True, False, False]
    assert [row["confirmed"] for row in found] == [None, NOT_RATED, NOT_RATED]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"first_solved_at": at("2025-03-03 13:00"), "solved_at": at("2025-03-04")}, 3600),
        ({"first_solved_at": at("2025-03-03 13:00"), "is_open": 1}, 3600),
        ({"solved_at": at("2025-03-03 14:00"), "solves": 1}, 7200),
        ({"solved_at": at("2025-03-03 14:00"), "reopens": 0}, 7200),
        ({"solved_at": at("2025-03-03 14:00"), "reopens": 1}, bins.TIME_UNKNOWN),
        ({"solved_at": at("2025-03-03 14:00"), "solves": 2, "reopens": 0}, bins.TIME_UNKNOWN),
        ({"solved_at": at("2025-03-03 14:00")}, bins.TIME_UNKNOWN),
        ({"solved_at": at("2025-03-03 14:00"), "is_open": 1}, bins.TIME_UNKNOWN),
        ({"is_open": 0}, bins.TIME_UNKNOWN),
        ({}, bins.running(0)),
    ],
)
def test_the_first_solution_is_the_last_one_only_where_it_is_the_only_one(more: Row, code: int) -> None:
    assert derive("tickets", [ticket(1) | more])[0]["first_resolution"] == code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"queue_seconds": 121}, 120),
        ({"queue_seconds": 121, "abandoned": 0}, 120),
        ({"queue_seconds": 121, "abandoned": 1}, bins.running(121)),
        ({"abandoned": 1}, bins.ABANDONED),
        ({"abandoned": 0}, None),
        ({}, None),
    ],
)
def test_who_gave_up_would_have_waited_longer(more: Row, code: int | None) -> None:
    assert derive("tickets", [ticket(1) | more])[0]["wait"] == code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"replied_at": at("2025-03-03 13:00")}, 3600),
        ({"replied_at": at("2025-03-03 11:00")}, bins.NEGATIVE),
        ({"replied_at": at("2025-03-04"), "date_only": 0b100}, bins.DATE_ONLY),
        ({"replied_at": at("2025-03-04"), "answered_at": None}, bins.TIME_UNKNOWN),
        ({}, bins.running(0)),
    ],
)
def test_a_reply_is_timed_from_the_answer(more: Row, code: int) -> None:
    assert derive("answers", [answer(1, 5) | more])[0]["reply"] == code


@pytest.mark.parametrize(
    ("facts", "response"),
    [
        ({}, 1),
        ({"delivered": 0}, 0),
        ({"delivered": 1, "answered": 1}, 3),
        ({"answered": 1, "opted_out": 1}, 7),
        ({"delivered": 0, "opted_out": 1}, 4),
    ],
)
def test_an_invitation_arrived_unless_the_source_says_otherwise(facts: Row, response: int) -> None:
    invitation = {"source": "form", "invitation_id": "1", "sent_at": at("2025-03-03")}

    assert derive("invitations", [invitation | facts])[0]["response"] == response


def test_attempts_beyond_the_third_are_counted_together() -> None:
    numbers = (None, 0, 1, 2, 3, 4, 17)
    rows = [{"source": "form", "invitation_id": str(place), "nr": nr} for place, nr in enumerate(numbers)]

    assert [row["attempt"] for row in derive("invitations", rows)] == [None, None, "1", "2", "3", "4+", "4+"]


@pytest.mark.parametrize(("zone", "joined"), [("UTC", date(2025, 3, 3)), (VILNIUS, date(2025, 3, 4))])
def test_customers_come_and_go_on_days_of_the_business_zone(zone: str, joined: date) -> None:
    customer = {"source": "crm", "customer_id": "a", "joined_on": at("2025-03-03 22:30"), "left_on": at("2025-04-01")}
    [row] = derive("customers", [customer | {"date_only": 0b10}], Rule(zone, gone_after=30))

    assert (row["joined_day"], row["left_day"], row["gone_day"]) == (joined, date(2025, 4, 1), None)


def test_a_customer_would_be_gone_so_many_days_after_the_last_sign_of_life() -> None:
    customer = {"source": "crm", "customer_id": "a", "last_active_on": at("2025-03-03 12:00")}
    found = [derive("customers", [customer], Rule(gone_after=days))[0] for days in (0, 30)]

    assert [(row["gone_day"], row["left_day"]) for row in found] == [(None, None), (date(2025, 4, 2), None)]


def test_what_no_fact_at_hand_says_anything_of_is_not_written() -> None:
    plain = derived(TICKETS, arrow("tickets", [ticket(1)]), Rule())
    promised = derived(TICKETS, arrow("tickets", [ticket(1, due_at=at("2025-03-05"))]), Rule())

    assert {"first_response", "closing", "wait", "sla", "closed_day"}.isdisjoint(plain)
    assert set(promised) - set(plain) == {"sla"}


@pytest.mark.parametrize(
    ("created", "solved", "marks", "code"),
    [
        ("2025-03-03", "2025-03-03", ("created_at", "solved_at"), bins.DATE_ONLY),
        ("2025-03-03", "2025-03-04", ("created_at", "solved_at"), bins.DATE_ONLY),
        ("2025-03-03", "2025-03-05", ("created_at", "solved_at"), 2 * 86400),
        ("2025-03-03", "2025-03-02", ("created_at", "solved_at"), bins.NEGATIVE),
        ("2025-03-03 12:00", "2025-03-03", ("solved_at",), bins.DATE_ONLY),
        ("2025-03-03 23:30", "2025-03-03", ("solved_at",), bins.NEGATIVE),  # already the 4th in Vilnius
        ("2025-03-03 12:00", "2025-03-10", ("solved_at",), int(bins.clock_bin(6 * 86400 + 10 * 3600))),
    ],
)
def test_durations_between_dates_count_days(created: str, solved: str, marks: tuple[str, ...], code: int) -> None:
    row = ticket(1, created, solved, date_only=sum(BIT[name] for name in marks))

    assert derive("tickets", [row], Rule(VILNIUS))[0]["resolution"] == code


def test_a_path_knows_what_the_ticket_says() -> None:
    facts = {"agent_replies": 5, "customer_messages": 1, "agents": 2, "solves": 1, "transfers": 1, "hold_seconds": 0}
    [row] = derive("tickets", [ticket(1, solved="2025-03-03 12:15", **facts)])

    assert digits(row) == {
        "agent_replies": 2, "customer_messages": 0, "agents": 1, "solves": 0, "transferred": 1, "held": 0, "quick": 1,
        "says_solved": "unknown", "next_any": "unknown", "next_same": "unknown", "observed": "unknown",
    }  # fmt: skip


def test_a_path_tells_unknown_from_none() -> None:
    [row] = derive("tickets", [ticket(1, solved="2025-03-03 12:15:01")])

    assert {name for name, digit in digits(row).items() if digit != "unknown"} == {"quick"}
    assert digits(row)["quick"] == 0


def test_reopens_say_the_number_of_solves_where_that_is_missing() -> None:
    rows = [ticket(nr, solved="2025-03-04", reopens=reopens) for nr, reopens in enumerate((0, 1, None))]

    assert [digits(row)["solves"] for row in derive("tickets", rows)] == [0, 1, "unknown"]


def test_only_a_solved_ticket_has_a_path_also_one_solved_at_an_unknown_time() -> None:
    rows = [ticket(1), ticket(2, is_open=0), ticket(3, solved="2025-03-04")]

    assert [row["path"] is not None for row in derive("tickets", rows)] == [False, True, True]


@pytest.mark.parametrize(
    ("more", "sla"),
    [
        ({"sla_met": 1}, 1),
        ({"sla_met": 0, "due_at": at("2025-03-05"), "solved_at": at("2025-03-04")}, 0),
        ({"due_at": at("2025-03-05"), "solved_at": at("2025-03-05")}, 1),
        ({"due_at": at("2025-03-05"), "solved_at": at("2025-03-05 00:00:01")}, 0),
        ({"due_at": at("2025-03-05"), "solved_at": at("2025-03-05 18:00"), "date_only": BIT["due_at"]}, 1),
        ({"due_at": at("2025-03-05")}, PENDING),
        ({"due_at": at("2025-03-05"), "is_open": 0}, None),
        ({}, None),
    ],
)
def test_a_promise_is_what_the_source_says_else_what_the_stamps_say(more: Row, sla: int | None) -> None:
    assert derive("tickets", [ticket(1) | more])[0]["sla"] == sla


# Deriving again.


def some_of_everything(warehouse) -> None:
    """Rows near midnight, days, open tickets: whatever a zone may move."""
    tickets = [
        ticket(1, "2025-03-30 00:30", "2025-04-02 23:30", customer_id="a"),
        ticket(2, "2025-04-05 22:30", customer_id="a", due_at=at("2025-04-07 22:00")),
        ticket(3, "2025-03-30", "2025-04-06", date_only=BIT["created_at"] | BIT["solved_at"]),
        ticket(4, "2025-04-07 23:00", "2025-04-09", date_only=BIT["solved_at"]),
    ]
    with warehouse.publish(surveys=(NPS, CSAT)) as batch:
        batch.add("tickets", arrow("tickets", tickets))
        named = {"ticket_source": "desk", "ticket_id": "3", "survey": "csat"}
        answers = [answer(1, 9, "2025-03-30 22:59"), answer(2, 9, "2025-03-29"), answer(3, 4, "2025-03-29") | named]
        batch.add("answers", arrow("answers", answers))
        customer = {"source": "crm", "customer_id": "a", "segment": "gold", "last_active_on": at("2025-03-29 23:30")}
        batch.add(
            "customers",
            arrow("customers", [customer, {**customer, "customer_id": "b"} | {"left_on": at("2025-04-09")}]),
        )
        invitation = {"source": "form", "invitation_id": "1", "customer_id": "a", "sent_at": at("2025-03-31 22:30")}
        batch.add("invitations", arrow("invitations", [invitation]))
        event = {"source": "desk", "ticket_id": "1", "nr": 1, "at": at("2025-03-30 22:59"), "kind": "created"}
        batch.add("ticket_events", arrow("ticket_events", [event]))


@pytest.mark.parametrize(
    "changes", [{"zone": VILNIUS, "gone_after": 5}, {"zone": NEW_YORK, "week_start": "sunday"}, {"gone_after": 5}]
)
def test_deriving_again_equals_an_import_under_the_new_settings(make_warehouse, changes: dict[str, Any]) -> None:
    moved, fresh = make_warehouse("moved"), make_warehouse("fresh", **changes)
    some_of_everything(moved)
    some_of_everything(fresh)
    version, before = moved.version, everything(moved)

    moved.derive(fresh.settings)

    assert everything(moved) == everything(fresh) != before
    assert moved.version != version
    assert moved.contents().derived_with == fresh.settings.derived()
    assert moved.contents().sources == fresh.contents().sources


def test_deriving_again_under_the_same_settings_publishes_nothing(warehouse) -> None:
    some_of_everything(warehouse)
    version = warehouse.version
    warehouse.derive()

    assert warehouse.version == version


def test_a_survey_declared_anew_moves_its_answers(warehouse) -> None:
    bring(warehouse, "answers", answer(1, 5), answer(2, 5, survey="later"))
    warehouse.derive(surveys=[Survey("later", "ces", 1, 7)])

    assert [(row["measure"], row["bin"]) for row in stored(warehouse, "answers")] == [("ces", 5), ("nps", 5)]
