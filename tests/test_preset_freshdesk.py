"""Freshdesk: the CSV export of tickets, Freshservice's too; tickets and survey ratings of the interface. Fixtures by
documented columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from importing import ALL, Desk
from vendor_files import FOLDER, Landed, open_desk, single_row, tickets

from cx import scores
from cx.errors import BadInput

FILES = FOLDER / "freshdesk"
CSV = FILES / "tickets.csv"
JSON = tuple(FILES / f"{name}.json" for name in ("tickets", "satisfaction_ratings", "conversations"))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    """The CSV export of somebody in Vilnius."""
    with open_desk(tmp_path_factory.mktemp("csv"), "Europe/Vilnius") as desk:
        yield desk, desk.bring_files([CSV], "freshdesk")


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    """What the interface gives."""
    with open_desk(tmp_path_factory.mktemp("json")) as desk:
        yield desk, desk.bring_files(JSON, "freshdesk")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def changed(**cells: str) -> str:
    """An export of one ticket with these cells."""
    return single_row(CSV, {"Ticket ID": "1", "Created time": "2024-02-01 09:00:00", **cells})


# The CSV export.


def test_every_row_is_a_ticket_and_those_rated_are_answers(exported: Landed) -> None:
    _, result = exported

    assert {table: counts.added for table, counts in result.tables.items()} == {"tickets": 4, "answers": 3}
    assert (result.rejected, result.folded, result.left_out) == (0, 0, 2)


def test_spam_is_left_out(exported: Landed) -> None:
    assert list(tickets(exported[0], "status")) == ["1001", "1002", "1003", "1005"]


def test_times_are_told_by_stamps_in_the_zone_of_the_account(exported: Landed) -> None:
    found = tickets(exported[0], "created_at", "first_response_at", "solved_at", "closed_at")

    assert found["1002"] == (
        datetime(2024, 2, 1, 8), datetime(2024, 2, 2, 14), datetime(2024, 2, 4, 10, 30), None,
    )  # fmt: skip
    assert found["1005"][1] is None  # nobody replied


def test_business_hours_are_not_taken_for_hours(desk: Desk) -> None:
    hours = {"First response time (in hrs)": "32:15:00", "Resolution time (in hrs)": "08:00:00"}
    desk.bring(changed(**hours, **{"Resolved time": "2024-02-02 15:00:00"}), "freshdesk")

    assert tickets(desk, "first_response_at", "solved_at") == {"1": (None, datetime(2024, 2, 2, 15))}
    resolution = scores.read(desk.warehouse.tally("resolution", ALL), "naive_median").value[0]
    assert resolution == pytest.approx(30 * 3600, rel=0.01)


def test_the_promise_is_what_the_desk_says_and_pending_where_it_says_nothing(exported: Landed) -> None:
    found = scores.read(exported[0].warehouse.tally("sla", ALL))

    assert tickets(exported[0], "sla_met") == {"1001": 1, "1002": 0, "1003": None, "1005": 1}
    assert (int(found.numerator[0]), int(found.n[0])) == (2, 3)
    assert int(found.excluded["pending"][0]) == 1


def test_a_status_that_waits_is_open_and_dashes_are_empty(exported: Landed) -> None:
    assert tickets(exported[0], "is_open", "topic", "team")["1003"] == (1, None, None)


def test_who_wrote_is_known_by_the_address_in_any_case_and_not_readable(exported: Landed) -> None:
    found = tickets(exported[0], "customer_id")

    assert found["1001"] == found["1003"] != found["1002"]
    assert "example" not in "".join(found.values())


def test_answers_of_agents_and_messages_of_customers_are_counted(exported: Landed) -> None:
    assert tickets(exported[0], "agent_replies", "customer_messages")["1002"] == (5, 4)


def test_survey_results_in_words_are_seven_steps(exported: Landed) -> None:
    found = exported[0].stored("answers", "ticket_id", "score", "answered_at")

    assert found == [
        ("1001", 7, datetime(2024, 2, 1, 13)), ("1002", 2, datetime(2024, 2, 4, 10, 30)),
        ("1005", 4, datetime(2024, 2, 4, 7)),
    ]  # fmt: skip


def test_all_kinds_of_happy_are_satisfied_and_neutral_is_neither(exported: Landed) -> None:
    tally = exported[0].warehouse.tally("csat", ALL)

    shares = {name: scores.read(tally, name).records()[0]["value"] for name in ("satisfied", "dissatisfied")}
    assert shares == {"satisfied": pytest.approx(100 / 3), "dissatisfied": pytest.approx(100 / 3)}


def test_a_survey_in_words_of_ones_own_is_rejected_with_the_word(desk: Desk) -> None:
    result = desk.bring(changed(**{"Survey results": "Wonderful"}), "freshdesk")

    assert [(one.line, one.field, one.reason) for one in result.rejects] == [
        (2, "Survey results", "not a known value")
    ]  # fmt: skip
    assert list(tickets(desk, "status")) == ["1"]


def test_dates_of_another_form(desk: Desk) -> None:
    desk.bring(changed(**{"Created time": "13-02-2024 09:05", "Resolved time": "14/02/2024 10:00:30"}), "freshdesk")

    assert tickets(desk, "created_at", "solved_at") == {
        "1": (datetime(2024, 2, 13, 9, 5), datetime(2024, 2, 14, 10, 0, 30)),
    }  # fmt: skip


def test_a_file_of_mixed_encodings_is_refused_with_its_line(desk: Desk) -> None:
    good, broken = changed(Subject="Größe ąž").encode(), changed(Subject="café").splitlines()[1].encode("latin-1")
    path = desk.folder / "mixed.csv"
    path.write_bytes(good + b"\n" + broken)

    with pytest.raises(BadInput, match="mixed.csv is not written in utf-8: line 3 holds the byte 0xE9"):
        desk.bring_files([path], "freshdesk")


def test_columns_that_the_account_dropped_may_be_missing(desk: Desk) -> None:
    desk.bring("Ticket ID,Status,Created time,Resolved time\n1,Closed,2024-02-01 09:00:00,\n", "freshdesk")

    assert tickets(desk, "is_open", "channel") == {"1": (0, None)}


def test_freshservice_writes_the_same_with_capitals(desk: Desk) -> None:
    desk.bring_files([FILES / "freshservice.csv"], "freshdesk")

    assert tickets(desk, "created_at", "first_response_at", "sla_met", "segment") == {
        "77": (datetime(2024, 2, 1, 9), datetime(2024, 2, 1, 10), 1, "Sales"),
    }  # fmt: skip


# The interface.


def test_three_lists_of_the_interface_are_one_source(fetched: Landed) -> None:
    desk, result = fetched

    assert list(tickets(desk, "status")) == ["1", "2", "3"]
    assert (result.tables["answers"].added, result.tables["ticket_events"].added) == (3, 3)
    assert (result.rejected, result.left_out) == (0, 2)  # one is spam, one deleted


def test_numbers_of_status_priority_and_source_are_the_words_of_the_export(fetched: Landed) -> None:
    assert tickets(fetched[0], "status", "priority", "channel")["2"] == ("Resolved", "Urgent", "Phone")


def test_numbers_of_ones_own_stay_and_the_stamps_say_whether_it_is_open(fetched: Landed) -> None:
    assert tickets(fetched[0], "status", "channel")["3"] == ("7", "101")
    assert int(scores.read(fetched[0].warehouse.tally("backlog", ALL), "open").n[0]) == 1


def test_stamps_of_the_statistics(fetched: Landed) -> None:
    found = tickets(fetched[0], "first_response_at", "solved_at", "closed_at", "due_at", "escalated")

    assert found["2"] == (
        datetime(2024, 2, 1, 19, 45), datetime(2024, 2, 5, 9), None, datetime(2024, 2, 2, 9), 1,
    )  # fmt: skip
    assert found["3"][3] == datetime(2024, 2, 29, 23)  # 9:00 ten hours ahead of UTC


def test_a_promise_is_judged_by_its_time(fetched: Landed) -> None:
    assert tickets(fetched[0], "sla") == {"1": 1, "2": 0, "3": 2}


def test_codes_of_ratings_are_seven_steps_and_a_ticket_may_have_several(fetched: Landed) -> None:
    found = fetched[0].stored("answers", "response_id", "ticket_id", "score", "comment", "answered_at")

    assert found == [
        ("901", "1", 7, "Fine", datetime(2024, 2, 4, 8)), ("902", "2", 2, None, datetime(2024, 2, 6, 8)),
        ("903", "2", 4, None, datetime(2024, 2, 7, 8)),
    ]  # fmt: skip


def test_conversations_are_events_and_notes_among_agents_are_none(fetched: Landed) -> None:
    found = fetched[0].stored("ticket_events", "ticket_id", "kind", "at", "actor", "from_stamps")

    assert sorted(row for row in found if row[0] == "2" and not row[4]) == [
        ("2", "agent_reply", datetime(2024, 2, 1, 19, 45), "91", 0),
        ("2", "agent_reply", datetime(2024, 2, 5, 8, 59), "92", 0),
        ("2", "customer_message", datetime(2024, 2, 3, 8), "52", 0),
    ]
    told = sorted(row[1] for row in found if row[0] == "2" and row[4])
    assert told == ["created", "solved"]  # which only the ticket's stamps tell


def test_conversations_tell_who_replied_and_how_often(fetched: Landed) -> None:
    assert tickets(fetched[0], "agent_replies", "agents")["2"] == (2, 2)
    assert tickets(fetched[0], "agent_replies")["1"] is None  # of which no conversation was brought


def test_conversations_tell_the_first_reply_where_tickets_came_without_statistics(desk: Desk) -> None:
    desk.bring_files([JSON[2]], "freshdesk")

    assert tickets(desk, "first_response_at") == {"2": datetime(2024, 2, 1, 19, 45)}


def test_results_of_a_search_stand_under_a_key(desk: Desk) -> None:
    tickets_of_page = json.loads(JSON[0].read_text("utf-8"))[:2]
    page = desk.write("search.json", json.dumps({"total": 2, "results": tickets_of_page}))

    desk.bring_files([page], "freshdesk")

    assert list(tickets(desk, "status")) == ["1", "2"]


@pytest.mark.parametrize("files", [[CSV], JSON])
def test_the_same_files_again_change_nothing(desk: Desk, files: list[Path]) -> None:
    desk.bring_files(files, "freshdesk")

    again = desk.bring_files(files, "freshdesk")

    assert (again.added, again.changed) == (0, 0)
