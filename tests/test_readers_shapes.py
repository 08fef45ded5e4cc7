"""Files that are not one row to one fact: wide surveys, logs, events, addresses to be hashed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from importing import ALL, Desk, counts

WIDE = """
table = "answers"
[columns]
response_id = "Id"
answered_at = "Day"
[dimensions]
"boarding area" = "Area"
[questions.recommend]
from = "Q1"
measure = "nps"
missing = ["11"]
comment = "Why"
[questions.overall]
from = "Q2"
measure = "csat"
missing = ["0", "6", "Blank"]
"""


def test_a_wide_file_becomes_one_answer_for_each_question_answered(desk: Desk) -> None:
    (desk.folder / "wide.toml").write_text(WIDE)

    result = desk.bring(
        "Id,Day,Area,Q1,Why,Q2\n1,2024-03-01,A,10,fast,5\n2,2024-03-01,B,11,,Blank\n3,2024-03-01,A,,,x\n4,never,A,9,,4\n"
        "5,2024-03-01,B,0,slow,6\n",
        desk.folder / "wide.toml",
    )

    assert counts(result) == (5, 3, 0, 0, 2)
    assert result.rows == 5
    assert {(reject.line, reject.field) for reject in result.rejects} == {(4, "Q2"), (5, "Day")}
    nps = desk.rows("nps").sort_values("response_id")
    assert nps[["response_id", "score", "comment"]].to_numpy().tolist() == [["1", 10, "fast"], ["5", 0, "slow"]]
    areas = desk.warehouse.tally("nps", ALL, ["boarding area"])
    assert areas.groups["boarding area"].tolist() == ["A", "B"]


LOG = """
table = "tickets"
missing = ["?"]
[columns]
ticket_id = "nr"
created_at = { from = "opened", keep = "first" }
solved_at = "resolved"
status = "state"
team = "team"
reopens = { from = "reopened", keep = "highest" }
agents = { from = "agents", keep = "lowest" }
[log]
at = "updated"
actor = "by"
events = [
    { kind = "reopened", rises = "reopens" },
    { kind = "solved", field = "status", becomes = ["Resolved", "Closed"] },
]
"""

LOG_ROWS = """nr,opened,resolved,state,team,reopened,agents,updated,by
A,2024-03-01T10:00:00Z,?,New,one,0,3,2024-03-01T10:05:00Z,ann
B,2024-03-01,?,New,one,0,1,2024-03-02T10:00:00Z,bob
A,2024-03-01T10:01:00Z,2024-03-01T12:00:00Z,Resolved,two,0,2,2024-03-01T12:00:00Z,ann
A,2024-03-01T10:02:00Z,?,Open,two,1,4,2024-03-01T13:00:00Z,ann
A,2024-03-01T10:03:00Z,2024-03-01T14:00:00Z,Resolved,?,0,4,2024-03-01T14:00:00Z,cat
A,2024-03-01T10:03:00Z,2024-03-01T14:00:00Z,Closed,?,0,4,2024-03-01T15:00:00Z,cat
"""


def test_a_log_is_folded_into_tickets_and_events(desk: Desk) -> None:
    (desk.folder / "log.toml").write_text(LOG)

    result = desk.bring(LOG_ROWS, desk.folder / "log.toml")

    assert (result.read, result.added, result.folded) == (6, 2, 4)
    tickets = desk.rows("resolution").sort_values("ticket_id").set_index("ticket_id")
    assert tickets.loc["A", ["created_at", "solved_at", "status", "reopens", "agents"]].tolist() == [
        datetime(2024, 3, 1, 10), datetime(2024, 3, 1, 14), "Closed", 1, 2,
    ]  # fmt: skip
    assert tickets["team"].isna().to_dict() == {"A": True, "B": False}
    assert result.tables["ticket_events"].added == 5
    assert counts(desk.bring(LOG_ROWS, desk.folder / "log.toml")) == (6, 0, 0, 2, 0)


def test_the_events_of_a_log_are_what_changed_between_rows(desk: Desk) -> None:
    (desk.folder / "log.toml").write_text(LOG)
    desk.bring(LOG_ROWS, desk.folder / "log.toml")

    events = events_of(desk)

    assert events == [
        ("A", 1, "created", datetime(2024, 3, 1, 10), None, 0, 0),
        ("A", 2, "solved", datetime(2024, 3, 1, 12), "ann", 0, 0),
        ("A", 3, "reopened", datetime(2024, 3, 1, 13), "ann", 0, 0),
        ("A", 4, "solved", datetime(2024, 3, 1, 14), "cat", 0, 0),
        ("B", 1, "created", datetime(2024, 3, 1), None, 0, 1),
    ]


def events_of(desk: Desk) -> list[tuple[Any, ...]]:
    return desk.stored("ticket_events", "ticket_id", "nr", "kind", "at", "actor", "from_stamps", "date_only")


def test_replacing_a_log_replaces_its_events_too(desk: Desk) -> None:
    preset = desk.write("log.toml", LOG)
    desk.bring(LOG_ROWS, preset)
    header, *lines = LOG_ROWS.splitlines(keepends=True)

    result = desk.bring(header + "".join(line for line in lines if line.startswith("B")), preset, replace=True)

    assert (result.unchanged, result.removed) == (1, 1)
    assert [event[:3] for event in events_of(desk)] == [("B", 1, "created")]


def test_a_source_without_events_gets_those_its_stamps_tell(desk: Desk) -> None:
    desk.bring(
        "ticket_id,created_at,first_response_at,solved_at\nA,2024-03-01T10:00:00Z,2024-03-01T11:00:00Z,2024-03-02\n"
        "B,2024-03-01T10:00:00Z,,\n",
        "generic-tickets",
    )

    assert events_of(desk) == [
        ("A", 1, "created", datetime(2024, 3, 1, 10), None, 1, 0),
        ("A", 2, "solved", datetime(2024, 3, 2), None, 1, 1),
        ("B", 1, "created", datetime(2024, 3, 1, 10), None, 1, 0),
    ]


def test_answers_name_tickets_of_their_own_source_unless_they_say_otherwise(desk: Desk) -> None:
    desk.bring(
        "survey,response_id,answered_at,score,ticket_id,ticket_source\nnps,1,2024-03-01,9,T1,\n"
        "nps,2,2024-03-01,9,T2,phone\nnps,3,2024-03-01,9,,\n"
    )

    assert desk.stored("answers", "ticket_source", "ticket_id") == [
        ("generic-answers", "T1"),
        ("phone", "T2"),
        (None, None),
    ]


def test_events_without_a_number_get_one_that_stays(desk: Desk) -> None:
    events = "ticket_id,at,kind\nA,2024-03-01T10:00:00Z,created\nA,2024-03-01T10:00:00Z,agent_reply\n"

    assert counts(desk.bring(events, "generic-events")) == (2, 2, 0, 0, 0)
    assert counts(desk.bring(events + "A,2024-03-02T10:00:00Z,solved\n", "generic-events")) == (3, 1, 0, 2, 0)


def test_addresses_are_hashed_with_a_key_of_this_workspace(desk: Desk) -> None:
    preset = desk.folder / "mail.toml"
    preset.write_text(
        'table = "answers"\n[columns]\nresponse_id = {}\nanswered_at = {}\nscore = {}\nsurvey = { constant = "nps" }\n'
        'customer_id = { from = "mail", as = "hashed_email" }\n[surveys.nps]\n'
    )
    text = "response_id,answered_at,score,mail\n1,2024-03-01,9,Ann@x.lt\n2,2024-03-01,9,ann@x.lt\n"

    desk.bring(text, preset)

    hashed = set(desk.rows("nps")["customer_id"])
    assert len(hashed) == 1
    assert "ann" not in hashed.pop().lower()
    assert counts(desk.bring(text, preset)) == (2, 0, 0, 2, 0)
