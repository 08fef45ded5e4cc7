"""Derived columns: each is compared with a plain reading of its definition, row by row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cx import bins, path
from cx.store.derive import PENDING, Rule, derived
from cx.store.schema import FILLABLE, TABLES, TICKETS
from cx.surveys import Survey
from tests.facts import CSAT, NPS, Row, answer, arrow, at, bring, everything, stored, ticket

VILNIUS, NEW_YORK = "Europe/Vilnius", "America/New_York"
BIT = {name: 1 << place for place, name in enumerate(TICKETS.stamps)}


def derive(table: str, rows: list[Row], rule: Rule | None = None) -> list[Row]:
    """The derived columns of these rows."""
    columns = derived(TABLES[table], arrow(table, rows), rule or Rule())
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
        ({"is_open": 1, "solved_at": at("2025-03-03 13:00")}, 3600, bins.running(0), bins.running(0)),
        ({"created_at": None, "solved_at": at("2025-03-03 13:00")}, bins.TIME_UNKNOWN, bins.NO_REPLY,
         bins.TIME_UNKNOWN),
    ],
)  # fmt: skip
def test_durations_say_how_long_or_why_not(more: Row, resolution: int, first_response: int, closing: int) -> None:
    [row] = derive("tickets", [ticket(1) | more])

    assert (row["resolution"], row["first_response"], row["closing"]) == (resolution, first_response, closing)


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


def digits(row: Row) -> dict[str, int | str]:
    """A path taken apart, unknown parts by that word."""
    parts = {name: int(path.digit(row["path"], name)) for name in path.PARTS}
    return {name: "unknown" if digit == path.PARTS[name].unknown else digit for name, digit in parts.items()}


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


def test_reopened_and_transferred_are_unknown_where_nobody_counted() -> None:
    rows = [ticket(1, reopens=2, transfers=0), ticket(2)]

    assert [(row["reopened"], row["transferred"]) for row in derive("tickets", rows)] == [(1, 0), (None, None)]


# What needs other rows.


def test_the_next_ticket_of_a_customer_is_found_whatever_its_source(warehouse) -> None:
    rows = [
        ticket(1, "2025-03-01", "2025-03-02", customer_id="a", topic="bill"),
        ticket(2, "2025-03-09", "2025-03-09 01:00", customer_id="a", topic="login", source="other"),
        ticket(3, "2025-03-20", customer_id="a", topic="bill"),
        ticket(4, "2025-03-05", "2025-03-06", customer_id="b"),
        ticket(5, "2025-03-05", "2025-03-06"),
    ]
    bring(warehouse, "tickets", *rows)
    found = {row["ticket_id"]: digits(row) for row in stored(warehouse, "tickets") if row["path"] is not None}

    lags = {nr: (f["next_any"], f["next_same"]) for nr, f in found.items()}
    assert lags["1"] == (int(path.day_class(7)), int(path.day_class(18)))
    assert lags["2"] == (int(path.day_class(10)), path.NONE)
    assert lags["4"] == (path.NONE, "unknown")  # without a topic nobody can say
    assert lags["5"] == ("unknown", "unknown")


def test_a_ticket_created_before_the_solution_of_the_one_before_follows_at_once(warehouse) -> None:
    bring(
        warehouse,
        "tickets",
        ticket(1, "2025-03-01", "2025-03-20", customer_id="a"),
        ticket(2, "2025-03-05", customer_id="a"),
    )

    assert digits(stored(warehouse, "tickets")[0])["next_any"] == 0


def test_days_observed_count_to_the_as_of_time_of_the_tickets_own_source(warehouse) -> None:
    bring(
        warehouse,
        "tickets",
        ticket(1, "2025-03-01", "2025-03-02"),
        ticket(2, "2025-03-12"),
        ticket(3, "2025-06-01", source="other"),
    )

    assert digits(stored(warehouse, "tickets")[0])["observed"] == path.day_class(10)


def test_later_data_move_the_lags_and_the_days_observed_of_tickets_already_there(warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, "2025-03-01", "2025-03-02", customer_id="a"))
    before = digits(stored(warehouse, "tickets")[0])
    bring(warehouse, "tickets", ticket(2, "2025-03-05", customer_id="a"))
    after = digits(stored(warehouse, "tickets")[0])

    assert (before["next_any"], before["observed"]) == (path.NONE, 0)
    assert (after["next_any"], after["observed"]) == (path.day_class(3), path.day_class(3))


def test_open_tickets_are_aged_to_their_own_sources_as_of_time(warehouse) -> None:
    bring(
        warehouse,
        "tickets",
        ticket(1, "2025-03-01"),
        ticket(2, "2025-03-08", "2025-03-11"),
        ticket(3, "2025-01-01", source="other"),
        ticket(4, "2025-06-01", source="other"),
    )
    codes = {row["ticket_id"]: row["resolution"] for row in stored(warehouse, "tickets")}

    assert codes["1"] == bins.running(10 * 86400)
    assert codes["3"] == bins.running(151 * 86400)
    assert codes["4"] == bins.running(0)


def test_ages_in_sql_are_the_clock_bins_of_python(warehouse) -> None:
    ages = [0, 1, 119, 120, 121, 3599, 3600, 86399, 86400, 432001, 864001, 5184001, 10368001, 90_000_000]
    as_of = at("2025-03-03 12:00")
    rows = [ticket(nr) | {"created_at": as_of - timedelta(seconds=age)} for nr, age in enumerate(ages)]
    bring(warehouse, "tickets", *rows)
    codes = {int(row["ticket_id"]): row["resolution"] for row in stored(warehouse, "tickets")}

    assert [codes[nr] for nr in range(len(ages))] == bins.running(ages).tolist()


def test_a_declared_as_of_time_is_used_where_it_is_later_than_the_newest_stamp(warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, "2025-03-01"), sources_as_of={"desk": at("2025-03-04")})

    assert stored(warehouse, "tickets")[0]["resolution"] == bins.running(3 * 86400)
    assert warehouse.contents().as_of == at("2025-03-04")


def test_a_promise_of_an_open_ticket_is_missed_once_the_data_go_beyond_it(warehouse) -> None:
    due = {"due_at": at("2025-03-05")}
    bring(warehouse, "tickets", ticket(1, "2025-03-01", **due), ticket(2, "2025-03-04", **due))
    before = [row["sla"] for row in stored(warehouse, "tickets")]
    bring(warehouse, "tickets", ticket(3, "2025-03-06"))
    after = [row["sla"] for row in stored(warehouse, "tickets")]

    assert (before, after) == ([PENDING, PENDING], [0, 0, None])


def test_a_source_that_never_tells_of_first_responses_says_nothing_of_them(warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, is_open=0), ticket(2), ticket(3, is_open=0, source="other"))
    silent = [row["first_response"] for row in stored(warehouse, "tickets")]
    bring(warehouse, "tickets", ticket(4, first_response_at=at("2025-03-03 12:01")))
    told = {row["ticket_id"]: row["first_response"] for row in stored(warehouse, "tickets")}

    assert silent == [None, None, None]
    assert told == {"1": bins.NO_REPLY, "2": bins.running(60), "4": 60, "3": None}


# Dimensions from the ticket and the customer.


def test_empty_dimensions_are_filled_from_the_ticket_and_then_from_the_customer(warehouse) -> None:
    bring(warehouse, "customers", {"source": "crm", "customer_id": "a", "segment": "gold", "region": "EU"})
    bring(warehouse, "tickets", ticket(1, customer_id="a", channel="chat", region="US"))
    bring(
        warehouse,
        "answers",
        answer(1, 9, customer_id="a", ticket_source="desk", ticket_id="1"),
        answer(2, 9, customer_id="a", channel="web"),
    )
    first, second = stored(warehouse, "answers")

    assert (first["channel"], first["region"], first["segment"]) == ("chat", "US", "gold")
    assert (second["channel"], second["region"], second["segment"]) == ("web", "EU", "gold")
    assert first["filled"] & 1 << FILLABLE.index("channel")
    assert second["filled"] == sum(256 << FILLABLE.index(name) for name in ("region", "segment"))


def test_what_was_filled_compares_as_it_was_given(warehouse) -> None:
    bring(warehouse, "customers", {"source": "crm", "customer_id": "a", "segment": "gold"})
    bring(warehouse, "answers", answer(1, 9, customer_id="a", segment=None))

    assert bring(warehouse, "answers", answer(1, 9, customer_id="a", segment=None)).unchanged == 1
    assert bring(warehouse, "answers", answer(1, 8, customer_id="a", segment=None)).changed == 1
    assert stored(warehouse, "answers")[0]["segment"] == "gold"
    assert bring(warehouse, "answers", answer(1, 8, customer_id="a", segment="gold")).changed == 1
    assert stored(warehouse, "answers")[0]["filled"] == 0


def test_what_was_filled_stays_when_the_customer_changes(warehouse) -> None:
    bring(warehouse, "customers", {"source": "crm", "customer_id": "a", "segment": "gold"})
    bring(warehouse, "answers", answer(1, 9, customer_id="a"))
    bring(warehouse, "customers", {"source": "crm", "customer_id": "a", "segment": "silver"})
    bring(warehouse, "answers", answer(2, 9, customer_id="a"))

    assert [row["segment"] for row in stored(warehouse, "answers")] == ["gold", "silver"]


FILES = (
    ("customers", {"source": "crm", "customer_id": "a", "segment": "gold", "region": "EU"}),
    ("tickets", ticket(1, "2025-03-01", "2025-03-02", customer_id="a", channel="chat", region="US")),
    ("tickets", ticket(2, "2025-03-05", customer_id="a", topic="bill")),
    ("answers", answer(1, 9, customer_id="a", ticket_source="desk", ticket_id="1")),
)


def test_files_in_any_order_give_the_same_warehouse(make_warehouse) -> None:
    orders = list(permutations(FILES))[::5]
    found = []
    for nr, order in enumerate(orders):
        warehouse = make_warehouse(f"order{nr}")
        for table, row in order:
            bring(warehouse, table, row)
        found.append((everything(warehouse), warehouse.contents().sources, warehouse.contents().values))

    assert all(one == found[0] for one in found)
    assert found[0][0]["answers"][0]["region"] == "US"


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
        batch.add("answers", arrow("answers", [answer(1, 9, "2025-03-30 22:59"), answer(2, 9, "2025-03-29")]))
        batch.add("customers", arrow("customers", [{"source": "crm", "customer_id": "a", "segment": "gold"}]))
        event = {"source": "desk", "ticket_id": "1", "nr": 1, "at": at("2025-03-30 22:59"), "kind": "created"}
        batch.add("ticket_events", arrow("ticket_events", [event]))


@pytest.mark.parametrize("changes", [{"zone": VILNIUS}, {"zone": NEW_YORK, "week_start": "sunday"}])
def test_deriving_again_equals_an_import_under_the_new_settings(make_warehouse, changes: dict[str, str]) -> None:
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
