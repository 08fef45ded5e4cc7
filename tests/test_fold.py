"""Logs and threads folded: which rows are events, and what tickets learn from them. On every engine."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from importing import Desk, counts


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    return datetime(2024, 3, day, hour, minute)


def preset(desk: Desk, log: str, columns: str = "") -> Path:
    head = f'table = "tickets"\nzone = "UTC"\n[columns]\nticket_id = "ticket"\n{columns}\n'
    return desk.write("log.toml", f'{head}[log]\nat = "at"\n{log}')


def rows(*lines: str, header: str = "ticket,at,who,what") -> str:
    """Rows of 1 March 2024, whose times are written as hour:minute."""
    cells = [line.split(",", 2) for line in lines]
    return header + "\n" + "".join(f"{ticket},2024-03-01T{time}:00Z,{rest}\n" for ticket, time, rest in cells)


def tickets(desk: Desk, *columns: str) -> list[tuple[Any, ...]]:
    return desk.stored("tickets", "ticket_id", *columns)


def events(desk: Desk) -> list[tuple[Any, ...]]:
    """Ticket, kind and time of all events, in the order of their numbers."""
    return desk.stored("ticket_events", "ticket_id", "kind", "at")


CHAT = """
actor = "who"
order = "time"
events = [
    { kind = "customer_message", when = { what = ["asks"] } },
    { kind = "bot_reply", when = { who = ["robot"], what = ["answers"] } },
    { kind = "agent_reply", when = { what = ["answers", "calls"] }, unless = { who = ["system", ""] } },
    { kind = "transferred", when = { what = ["passes on"] } },
    { kind = "escalated", when = { what = ["alarms"] } },
    { kind = "hold_start", when = { what = ["waits"] } },
    { kind = "hold_end", when = { what = ["goes on"] } },
    { kind = "solved", when = { what = ["solves"] } },
    { kind = "reopened", when = { what = ["reopens"] } },
]
"""


def chat(tells: str) -> str:
    names = ", ".join(f'"{name}"' for name in tells.split())
    return f"{CHAT}tells = [{names}]\n"


# First responses.


def test_the_first_response_is_by_a_person_and_not_by_a_robot_or_the_system(desk: Desk) -> None:
    by = preset(
        desk, chat("created_at first_response_at agent_replies customer_messages bot_only agents agent customer_id")
    )

    desk.bring(
        rows(
            "A,10:00,zoe,asks", "A,10:01,robot,answers", "A,10:02,system,answers", "A,10:03,,answers",
            "A,10:30,ann,answers", "A,10:40,zoe,asks", "A,10:50,bob,calls", "A,11:00,ann,answers",
            "B,10:00,yan,asks", "B,10:05,robot,answers", "C,10:00,xi,asks",
        ),
        by,
    )  # fmt: skip

    names = ("first_response_at", "agent_replies", "customer_messages", "bot_only", "agents", "agent", "customer_id")
    assert tickets(desk, *names) == [
        ("A", at(10, 30), 3, 2, 0, 2, "ann", "zoe"), ("B", None, 0, 1, 1, 0, None, "yan"),
        ("C", None, 0, 1, 0, 0, None, "xi"),
    ]  # fmt: skip
    assert tickets(desk, "created_at") == [("A", at(10)), ("B", at(10)), ("C", at(10))]


def test_texts_are_compared_in_any_case_and_without_blanks_around_them(desk: Desk) -> None:
    by = preset(desk, chat("agent_replies"))

    desk.bring(rows("A,10:00,ann, Answers "), by)

    assert tickets(desk, "agent_replies") == [("A", 1)]


def test_a_message_is_of_the_first_kind_that_fits_it(desk: Desk) -> None:
    log = """
    actor = "who"
    events = [
        { kind = "customer_message", same = ["who", "owner"] },
        { kind = "bot_reply", when = { who = ["robot"] } },
        { kind = "agent_reply", unless = { what = ["note"] } },
        { kind = "transferred", when = { what = ["note"] } },
    ]
    tells = ["customer_messages", "agent_replies", "bot_only", "transfers"]
    """
    header = "ticket,at,who,what,owner"
    text = rows("A,10:00,7,x,7", "A,10:01,robot,x,7", "A,10:02,8,x,7", "A,10:03,9,note,7", "A,10:04,,x,", header=header)

    desk.bring(text, preset(desk, log))

    assert tickets(desk, "customer_messages", "agent_replies", "bot_only", "transfers") == [("A", 1, 2, 0, 1)]
    assert [kind for _, kind, _ in events(desk)] == [
        "customer_message", "bot_reply", "agent_reply", "transferred", "agent_reply",
    ]  # fmt: skip


def test_where_only_ids_are_known_who_wrote_first_is_the_customer(desk: Desk) -> None:
    log = """
    actor = "who"
    order = "time"
    events = [
        { kind = "bot_reply", when = { who = ["robot"] } },
        { kind = "customer_message", by = "starter", unless = { who = ["system"] } },
        { kind = "agent_reply", by = "others", unless = { who = ["system"] } },
    ]
    tells = ["created_at", "first_response_at", "customer_messages", "agents"]
    """
    text = rows(
        "A,10:20,9,x",
        "A,09:50,robot,x",
        "A,10:15,robot,x",
        "A,10:00,system,x",
        "A,10:10,7,x",
        "A,10:30,7,x",
        "A,10:40,,x",
        "B,10:00,8,x",
        "B,10:01,system,x",
    )

    desk.bring(text, preset(desk, log))

    found = tickets(desk, "first_response_at", "customer_messages", "agents")
    assert found == [("A", at(10, 20), 2, 1), ("B", None, 1, 0)]


# The order of rows.


@pytest.mark.parametrize(("order", "status"), [("time", "late"), ("file", "early")])
def test_rows_follow_each_other_by_time_or_as_the_file_has_them(desk: Desk, order: str, status: str) -> None:
    log = f'order = "{order}"\nevents = [{{ kind = "solved", field = "status", becomes = ["late"] }}]'
    by = preset(desk, log, 'status = "what"\nteam = { from = "who", keep = "first" }')

    desk.bring(rows("A,12:00,two,late", "A,11:00,one,early"), by)

    assert tickets(desk, "status", "team") == [("A", status, "one" if order == "time" else "two")]
    assert events(desk) == [("A", "solved", at(12))]


def test_rows_of_one_time_follow_each_other_as_the_file_has_them(desk: Desk) -> None:
    by = preset(desk, 'order = "time"', 'status = "what"\nteam = { from = "who", keep = "first" }')

    desk.bring(rows("A,11:00,one,b", "A,11:00,two,c", "A,11:00,three,a"), by)

    assert tickets(desk, "status", "team") == [("A", "a", "one")]


def test_events_of_one_time_follow_each_other_by_their_kind(desk: Desk) -> None:
    by = preset(desk, chat("created_at solved_at is_open first_response_at"))

    desk.bring(rows("A,10:00,ann,solves", "A,10:00,ann,answers", "A,10:00,zoe,asks"), by)

    assert [kind for _, kind, _ in events(desk)] == ["created", "customer_message", "agent_reply", "solved"]
    assert tickets(desk, "first_response_at", "solved_at", "is_open") == [("A", at(10), at(10), 0)]


# Solved, and solved again.

SOLUTIONS = "created_at first_solved_at solved_at is_open solves reopens"


def solutions(desk: Desk) -> list[tuple[Any, ...]]:
    return tickets(desk, "first_solved_at", "solved_at", "is_open", "solves", "reopens")


def test_a_ticket_is_solved_by_the_last_solution_that_nothing_reopened(desk: Desk) -> None:
    desk.bring(
        rows(
            "A,10:00,z,asks", "A,11:00,a,solves", "A,12:00,z,reopens", "A,13:00,a,solves",
            "B,10:00,z,asks", "B,11:00,a,solves", "B,12:00,a,solves",
            "C,10:00,z,asks", "C,11:00,a,solves", "C,12:00,z,reopens",
            "D,10:00,z,asks",
        ),
        preset(desk, chat(SOLUTIONS)),
    )  # fmt: skip

    assert solutions(desk) == [
        ("A", at(11), at(13), 0, 2, 1),
        ("B", at(11), at(12), 0, 2, 0),
        ("C", at(11), None, 1, 1, 1),
        ("D", None, None, 1, 0, 0),
    ]


def test_a_customers_message_can_reopen_what_was_solved(desk: Desk) -> None:
    log = chat(SOLUTIONS).replace('    { kind = "reopened", when = { what = ["reopens"] } },\n', "")
    by = preset(desk, log + "reopen_on_message = true")

    desk.bring(
        rows(
            "A,10:00,z,asks", "A,11:00,a,solves", "A,12:00,z,asks", "A,12:30,z,asks", "A,13:00,a,solves",
            "B,10:00,z,asks", "B,11:00,a,solves", "B,12:00,a,answers",
            "C,10:00,z,asks", "C,11:00,a,solves", "C,12:00,z,asks",
        ),
        by,
    )  # fmt: skip

    assert solutions(desk) == [
        ("A", at(11), at(13), 0, 2, 1), ("B", at(11), at(11), 0, 1, 0), ("C", at(11), None, 1, 1, 1),
    ]  # fmt: skip
    assert [event for event in events(desk) if event[1] == "reopened"] == [
        ("A", "reopened", at(12)), ("C", "reopened", at(12)),
    ]  # fmt: skip


def test_transfers_are_counted_and_escalations_noted(desk: Desk) -> None:
    by = preset(desk, chat("created_at transfers escalated"))

    desk.bring(rows("A,10:00,z,asks", "A,11:00,a,passes on", "A,11:30,a,passes on", "B,10:00,z,alarms"), by)

    assert tickets(desk, "transfers", "escalated") == [("A", 2, 0), ("B", 0, 1)]


def test_time_on_hold_is_from_each_start_to_its_end_or_to_the_solution(desk: Desk) -> None:
    desk.bring(
        rows(
            "A,10:00,a,waits", "A,10:10,a,goes on", "A,11:00,a,waits", "A,11:20,a,solves", "A,11:30,a,goes on",
            "B,10:00,a,waits", "B,10:05,a,waits", "B,10:10,z,asks", "B,10:30,a,goes on",
            "C,10:00,a,waits", "C,10:30,a,goes on", "C,11:00,a,waits", "C,11:10,a,waits",
            "D,10:00,z,asks", "D,10:10,a,goes on",
        ),
        preset(desk, chat("hold_seconds")),
    )  # fmt: skip

    assert tickets(desk, "hold_seconds") == [("A", 1800), ("B", 1800), ("C", 1800), ("D", 0)]


# What is not known.


def test_a_log_that_begins_in_the_middle_knows_no_creation(desk: Desk) -> None:
    log = chat("created_at first_response_at").replace(
        "events = [", 'events = [ { kind = "created", when = { what = ["opens"] } },'
    )

    desk.bring(rows("A,10:00,z,opens", "A,10:10,a,answers", "B,11:00,z,asks", "B,11:10,a,answers"), preset(desk, log))

    assert tickets(desk, "created_at", "first_response_at") == [("A", at(10), at(10, 10)), ("B", None, at(11, 10))]


def test_a_reply_before_the_creation_is_no_response_to_it(desk: Desk) -> None:
    by = preset(desk, chat("first_response_at"), 'created_at = "opened"')
    text = rows(
        "A,09:00,a,answers,2024-03-01T10:00:00Z", "A,11:00,a,answers,2024-03-01T10:00:00Z",
        header="ticket,at,who,what,opened",
    )  # fmt: skip

    desk.bring(text, by)

    assert tickets(desk, "created_at", "first_response_at") == [("A", at(10), at(11))]
    assert ("A", "created", at(10)) in events(desk)


def test_stamps_that_are_only_dates_stay_dates(desk: Desk) -> None:
    by = preset(desk, chat("created_at first_response_at solved_at hold_seconds"))
    text = (
        "ticket,at,who,what\nA,2024-03-01T10:00:00Z,z,asks\nA,2024-03-01,a,answers\nA,2024-03-02T08:00:00Z,a,waits\n"
        "A,2024-03-03,a,solves\nB,2024-03-01,z,asks\nB,2024-03-01T09:00:00Z,a,waits\nB,2024-03-01T10:00:00Z,a,solves\n"
    )

    desk.bring(text, by)

    created, replied, solved = 1, 2, 8
    assert tickets(desk, "first_response_at", "solved_at", "hold_seconds", "date_only") == [
        ("A", at(0), at(0, day=3), None, replied + solved + created),
        ("B", None, at(10), 3600, created),
    ]


def test_times_of_a_zone_with_summer_time_are_folded_as_instants(desk: Desk) -> None:
    by = preset(desk, chat("created_at hold_seconds first_response_at"))
    by.write_text(by.read_text().replace('zone = "UTC"', 'zone = "Europe/Vilnius"'))
    text = (
        "ticket,at,who,what\nA,2024-03-31 02:30:00,a,waits\nA,2024-03-31 04:30:00,a,goes on\n"
        "A,2024-03-31 01:00:00,z,asks\nA,2024-03-31 04:00:00,b,answers\n"
    )

    desk.bring(text, by)

    assert tickets(desk, "created_at", "first_response_at", "hold_seconds") == [
        ("A", datetime(2024, 3, 30, 23), datetime(2024, 3, 31, 1), 3600),
    ]  # fmt: skip


@pytest.mark.parametrize("order", ["file", "time"])
def test_a_row_without_a_time_is_rejected_or_tells_of_its_ticket_alone(desk: Desk, order: str) -> None:
    by = preset(desk, chat("created_at agent_replies").replace("time", order), 'channel = "what"')
    text = rows("A,10:00,z,asks") + "B,,a,answers\nA,,a,answers\n"

    strict = desk.bring(text, by)
    by.write_text(by.read_text().replace('at = "at"', 'at = { from = "at", required = false }'))
    loose = desk.bring(text, by)

    assert [(reject.line, reject.reason) for reject in strict.rejects] == [(3, "missing"), (4, "missing")]
    assert (loose.rejected, events(desk)) == (0, [("A", "created", at(10)), ("A", "customer_message", at(10))])
    assert tickets(desk, "created_at", "agent_replies", "channel") == [
        ("A", at(10), 0, "asks" if order == "time" else "answers"), ("B", None, 0, "answers"),
    ]  # fmt: skip


# Again, and longer.

SHORT = ("A,10:00,z,asks", "A,10:30,a,answers", "B,10:00,z,asks")
TELLS = "created_at first_response_at solved_at is_open agent_replies"


def test_the_same_log_again_changes_nothing(desk: Desk) -> None:
    by = preset(desk, chat(TELLS))
    desk.bring(rows(*SHORT), by)

    again = desk.bring(rows(*SHORT), by)

    assert counts(again) == (3, 0, 0, 2, 0)
    assert again.tables["ticket_events"].touched == 0


def test_a_longer_log_updates_its_tickets(desk: Desk) -> None:
    by = preset(desk, chat(TELLS))
    desk.bring(rows(*SHORT), by)

    longer = desk.bring(rows(*SHORT, "A,11:00,a,solves", "C,12:00,z,asks"), by)

    assert counts(longer) == (5, 1, 1, 1, 0)
    assert tickets(desk, "solved_at", "is_open") == [("A", at(11), 0), ("B", None, 1), ("C", None, 1)]


def test_a_later_file_may_have_more_columns(desk: Desk) -> None:
    by = preset(desk, chat("created_at"), 'channel = { from = "via", optional = true }')
    first = desk.write("one.csv", rows("A,10:00,z,asks"))
    second = desk.write("two.csv", rows("B,10:00,z,asks,web", header="ticket,at,who,what,via"))

    desk.bring_files([first, second], by)

    assert tickets(desk, "channel") == [("A", None), ("B", "web")]
