"""Derived columns that need other rows or the as-of time: what came next, how long it has run, whose segment it is."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

from cx import bins, path
from cx.measures.tickets import NO_PROMISE, PENDING
from cx.store.schema import FILLABLE, TICKETS
from tests.facts import answer, at, bring, digits, everything, stored, ticket

# What came next, and how far the data go.


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

    assert (before, after) == ([PENDING, PENDING], [0, 0, NO_PROMISE])


def test_a_promise_for_a_day_is_not_missed_before_that_day_is_over(warehouse) -> None:
    by_day = {"date_only": 1 << TICKETS.stamps.index("due_at")}
    due = [ticket(nr, "2025-03-01", due_at=at(f"2025-03-0{nr}"), **by_day) for nr in (4, 5, 6)]
    bring(warehouse, "tickets", *due, ticket("last", "2025-03-05 15:00"))

    assert [row["sla"] for row in stored(warehouse, "tickets")][:3] == [0, PENDING, PENDING]


def test_a_source_that_never_tells_of_first_responses_says_nothing_of_them(warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, is_open=0), ticket(2), ticket(3, is_open=0, source="other"))
    silent = [row["first_response"] for row in stored(warehouse, "tickets")]
    bring(warehouse, "tickets", ticket(4, first_response_at=at("2025-03-03 12:01")))
    told = {row["ticket_id"]: row["first_response"] for row in stored(warehouse, "tickets")}

    assert silent == [None, None, None]
    assert told == {"1": bins.NO_REPLY, "2": bins.running(60), "4": 60, "3": None}


def test_open_tickets_have_an_age_and_others_none(warehouse) -> None:
    bring(
        warehouse,
        "tickets",
        ticket(1, "2025-03-01"),
        ticket(2, "2025-03-08", "2025-03-11", reopens=1, is_open=1),
        ticket(3, "2025-03-08", "2025-03-11"),
        ticket(4, is_open=0),
    )
    ages = [row["open_age"] for row in stored(warehouse, "tickets")]
    bring(warehouse, "tickets", ticket(1, "2025-03-01", "2025-03-12"))

    assert ages == [10 * 86400, 3 * 86400, None, None]
    assert [row["open_age"] for row in stored(warehouse, "tickets")] == [None, 4 * 86400, None, None]


def test_a_reply_still_awaited_is_aged_where_the_source_tells_of_replies(warehouse) -> None:
    bring(warehouse, "answers", answer(1, 5, "2025-03-03"), answer(2, 5, source="other"))
    silent = [row["reply"] for row in stored(warehouse, "answers")]
    bring(warehouse, "answers", answer(3, 5, "2025-03-04", replied_at=at("2025-03-05")))
    told = {row["response_id"]: row["reply"] for row in stored(warehouse, "answers")}
    bring(warehouse, "answers", answer(3, 5, "2025-03-04", replied_at=None))

    assert silent == [None, None]
    assert told == {"1": bins.running(2 * 86400), "2": None, "3": 86400}
    assert [row["reply"] for row in stored(warehouse, "answers")] == [None, None, None]


def test_a_ticket_without_a_promise_is_said_to_have_none_only_where_its_source_makes_promises(warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, sla_met=1), ticket(2), ticket(3, source="other"))
    promising = [row["sla"] for row in stored(warehouse, "tickets")]
    bring(warehouse, "tickets", ticket(1, sla_met=None))

    assert promising == [1, NO_PROMISE, None]
    assert [row["sla"] for row in stored(warehouse, "tickets")] == [None, None, None]


# Customers of whom nothing is seen any more.

CUSTOMERS = (
    {"source": "crm", "customer_id": "active", "last_active_on": at("2025-03-20")},
    {"source": "crm", "customer_id": "gone", "last_active_on": at("2025-02-18")},
    {"source": "crm", "customer_id": "left", "last_active_on": at("2025-01-01"), "left_on": at("2025-03-01")},
    {"source": "crm", "customer_id": "unknown"},
)


def left(warehouse) -> list[str | None]:
    return [row["left_day"] and row["left_day"].isoformat() for row in stored(warehouse, "customers")]


def test_customers_of_whom_nothing_was_seen_for_so_long_have_left(make_warehouse) -> None:
    warehouse = make_warehouse(gone_after=30)
    bring(warehouse, "customers", *CUSTOMERS)
    today = left(warehouse)
    bring(warehouse, "customers", {"source": "crm", "customer_id": "new", "joined_on": at("2025-04-19")})

    assert today == [None, "2025-03-20", "2025-03-01", None]
    assert left(warehouse) == ["2025-04-19", "2025-03-20", "2025-03-01", None, None]


def test_what_is_seen_of_a_customer_later_brings_them_back(make_warehouse) -> None:
    warehouse = make_warehouse(gone_after=30)
    bring(warehouse, "customers", *CUSTOMERS)
    bring(warehouse, "customers", CUSTOMERS[1] | {"last_active_on": at("2025-03-19")})

    assert left(warehouse) == [None, None, "2025-03-01", None]


def test_how_long_is_too_long_can_be_set_after_the_import(make_warehouse) -> None:
    warehouse, fresh = make_warehouse("moved"), make_warehouse("fresh", gone_after=30)
    for one in (warehouse, fresh):
        bring(one, "customers", *CUSTOMERS)
    never = left(warehouse)
    warehouse.derive(fresh.settings)

    assert never == [None, None, "2025-03-01", None]
    assert everything(warehouse) == everything(fresh)
    assert warehouse.contents().derived_with["gone_after"] == "30"
    warehouse.derive(fresh.settings.with_(gone_after=0))
    assert left(warehouse) == never


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


def test_invitations_are_filled_from_their_customers(warehouse) -> None:
    invitation = {"source": "form", "invitation_id": "1", "customer_id": "a", "region": "US"}
    bring(warehouse, "invitations", invitation)
    bring(warehouse, "customers", {"source": "crm", "customer_id": "a", "segment": "gold", "region": "EU"})

    [row] = stored(warehouse, "invitations")
    assert (row["segment"], row["region"], row["filled"]) == ("gold", "US", 256 << FILLABLE.index("segment"))
    assert bring(warehouse, "invitations", invitation).unchanged == 1


FILES = (
    ("customers", {"source": "crm", "customer_id": "a", "segment": "gold", "last_active_on": at("2025-01-05")}),
    (
        "tickets",
        ticket(1, "2025-03-01", "2025-03-02", customer_id="a", channel="chat", region="US", due_at=at("2025-03-02")),
    ),
    ("tickets", ticket(2, "2025-03-05", customer_id="a", topic="bill")),
    ("answers", answer(1, 9, customer_id="a", ticket_source="desk", ticket_id="1", replied_at=at("2025-03-06"))),
    ("answers", answer(2, 5, survey="csat", ticket_source="desk", ticket_id="1")),
    ("ticket_events", {"source": "desk", "ticket_id": "1", "nr": 1, "kind": "created", "at": at("2025-03-01")}),
    ("invitations", {"source": "form", "invitation_id": "1", "customer_id": "a", "nr": 4, "answered": 1}),
    ("customers", {"source": "crm", "customer_id": "b", "joined_on": at("2025-03-01")}),
)


def test_files_in_any_order_give_the_same_warehouse(make_warehouse) -> None:
    orders = [*list(permutations(FILES))[::20011], FILES[::-1], (*FILES[1:], FILES[0])]
    found = []
    for nr, order in enumerate(orders):
        warehouse = make_warehouse(f"order{nr}", gone_after=30)
        for table, row in order:
            bring(warehouse, table, row)
        found.append((everything(warehouse), warehouse.contents().sources, warehouse.contents().values))

    assert all(one == found[0] for one in found)
    tables = found[0][0]
    first = tables["answers"][1]
    assert (first["region"], first["segment"], first["ticket_resolution"]) == ("US", "gold", 86400)
    assert (tables["tickets"][0]["confirmed"], tables["tickets"][1]["sla"]) == (1, NO_PROMISE)
    assert [row["flow"] for row in tables["ticket_events"]] == [3, 1, 1]
    assert {row["segment"] for row in tables["ticket_events"]} == {"gold"}
    assert tables["customers"][0]["left_day"] is not None
