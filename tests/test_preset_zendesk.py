"""Zendesk: the CSV export of tickets; tickets, metrics and ratings of its interface. Fixtures by documented columns."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from importing import ALL, Desk
from vendor_files import FOLDER, Landed, open_desk, single_row, tickets

from cx import scores
from cx.readers.preset import FOLDER as PRESETS
from cx.readers.preset_parser import parse_preset

FILES = FOLDER / "zendesk"
CSV = FILES / "tickets.csv"
JSON = tuple(FILES / f"{name}.json" for name in ("tickets", "ticket_metrics", "satisfaction_ratings"))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    """The CSV export of an account in Vilnius."""
    with open_desk(tmp_path_factory.mktemp("csv"), "Europe/Vilnius") as desk:
        yield desk, desk.bring_files([CSV], "zendesk")


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    """What the interface gives."""
    with open_desk(tmp_path_factory.mktemp("json")) as desk:
        yield desk, desk.bring_files(JSON, "zendesk")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def changed(**cells: str) -> str:
    """An export of one ticket with these cells."""
    return single_row(CSV, {"Id": "101", "Created at": "2023-04-08 09:00", **cells})


# The CSV export.


def test_every_row_is_a_ticket_and_three_of_them_are_rated(exported: Landed) -> None:
    _, result = exported

    assert {table: counts.added for table, counts in result.tables.items()} == {"tickets": 5, "answers": 3}
    assert (result.rejected, result.folded, result.noticed) == (0, 0, ())


def test_deleted_tickets_are_left_out(exported: Landed) -> None:
    desk, result = exported

    assert "105" not in tickets(desk, "status")
    assert result.left_out == 2  # as a ticket, and as its rating


def test_stamps_are_in_the_zone_of_the_account(exported: Landed) -> None:
    assert tickets(exported[0], "created_at")["101"] == datetime(2023, 4, 8, 6)


def test_first_reply_and_first_solution_are_told_in_minutes(exported: Landed) -> None:
    found = tickets(exported[0], "first_response_at", "first_solved_at", "solved_at")

    assert found["102"] == (datetime(2023, 4, 9, 9), datetime(2023, 4, 10, 7), datetime(2023, 4, 12, 8))
    assert found["103"] == (None, None, None)
    assert found["106"] == (None, datetime(2023, 4, 12, 7), datetime(2023, 4, 12, 7))


def test_whole_hours_of_resolution_are_not_read(exported: Landed) -> None:
    """Its 73 hours are 73.0 by the stamps too; the 20 minutes of another ticket are 0 hours."""
    found = scores.read(exported[0].warehouse.tally("resolution", ALL), "naive_median").value[0]

    assert tickets(exported[0], "solved_at")["104"] == datetime(2023, 4, 11, 12, 20)
    assert found == pytest.approx(3600, rel=0.01)  # of 20, 60, 180 minutes and 73 hours


def test_a_station_counts_the_first_assignment_too(exported: Landed) -> None:
    assert tickets(exported[0], "transfers") == {"101": 0, "102": 2, "103": 0, "104": 1, "106": 0}


def test_counts_and_time_on_hold(exported: Landed) -> None:
    assert tickets(exported[0], "agent_replies", "reopens", "hold_seconds")["102"] == (4, 1, 90 * 60)


def test_a_dash_is_an_empty_value(exported: Landed) -> None:
    assert tickets(exported[0], "priority", "topic")["103"] == (None, None)


def test_words_are_those_of_the_interface(exported: Landed) -> None:
    found = tickets(exported[0], "status", "channel", "priority", "topic", "is_open")

    assert found["102"] == ("solved", "web", "high", "problem", 0)
    assert found["103"] == ("open", "chat", None, None, 1)
    assert [found[one][1] for one in ("101", "104")] == ["email", "api"]


def test_ratings_of_both_kinds_are_two_questions(exported: Landed) -> None:
    found = exported[0].stored("answers", "survey", "response_id", "score", "answered_at", "ticket_id")

    assert found == [
        ("zendesk csat", "104", 4, datetime(2023, 4, 11, 12, 20), "104"),
        ("zendesk rating", "101", 1, datetime(2023, 4, 8, 9), "101"),
        ("zendesk rating", "102", 0, datetime(2023, 4, 12, 8), "102"),
    ]


def test_good_and_bad_make_a_share(exported: Landed) -> None:
    tally = exported[0].warehouse.tally("csat", ALL.where_("survey", ["zendesk rating"]))
    found = scores.read(tally, "good_or_bad").records()

    assert [(group["value"], group["n"]) for group in found] == [(50.0, 2)]


def test_a_rating_takes_channel_team_and_topic_from_its_ticket(exported: Landed) -> None:
    found = exported[0].stored("answers", "response_id", "channel", "team", "topic")

    assert ("102", "web", "Billing", "problem") in found


def test_the_same_export_again_changes_nothing(exported: Landed) -> None:
    again = exported[0].bring_files([CSV], "zendesk")

    assert (again.added, again.changed, again.unchanged) == (0, 0, 8)


# A CSV export that went through a spreadsheet.


def test_dates_may_be_day_first(desk: Desk) -> None:
    text = changed(**{"Created at": "08-04-2023 20:52", "Solved at": "18-04-2023 06:00"})

    desk.bring(text, "zendesk")

    assert tickets(desk, "created_at", "solved_at") == {
        "101": (datetime(2023, 4, 8, 20, 52), datetime(2023, 4, 18, 6)),
    }  # fmt: skip


@pytest.mark.parametrize("column", ["Id", "Requester id"])
def test_ruined_ids_are_rejected(desk: Desk, column: str) -> None:
    result = desk.bring(f"{changed(**{column: '1.03006E+13'})}\n{changed(Id='7').splitlines()[1]}", "zendesk")

    assert {(one.line, one.field) for one in result.rejects} == {(2, column)}
    assert all("spreadsheet" in one.reason for one in result.rejects)
    assert [(one.kind, one.column) for one in result.noticed] == [("ruined_id", column)]
    assert list(tickets(desk, "status")) == ["7"]


def test_a_comma_that_lost_its_quotes_is_rejected_with_its_line(desk: Desk) -> None:
    broken, fine = changed(Id="8", Tags="Internal,Communication"), changed(Id="9").splitlines()[1]

    result = desk.bring(f"{broken}\n{fine}", "zendesk")

    assert [one.line for one in result.rejects] == [2]
    assert list(tickets(desk, "status")) == ["9"]


def test_a_rating_in_other_words_is_rejected_and_the_ticket_stays(desk: Desk) -> None:
    result = desk.bring(changed(**{"Satisfaction Score": "Gut"}), "zendesk")

    assert [(one.field, one.reason, one.line) for one in result.rejects] == [
        ("Satisfaction Score", "not a known value", 2)
    ]  # fmt: skip
    assert list(tickets(desk, "status")) == ["101"]


# The interface.


def test_three_lists_of_the_interface_are_one_source(fetched: Landed) -> None:
    desk, result = fetched

    assert (result.rejected, result.noticed) == (0, ())
    assert list(tickets(desk, "status")) == ["201", "202", "203", "205"]
    assert [row[0] for row in desk.stored("answers", "response_id")] == ["201", "202"]


def test_a_ticket_is_what_both_of_its_lists_say(fetched: Landed) -> None:
    columns = ("subject", "channel", "created_at", "first_response_at", "first_solved_at", "solved_at", "transfers")

    assert tickets(fetched[0], *columns)["202"] == (
        "Parcel", "web", datetime(2023, 6, 20, 8), datetime(2023, 6, 20, 12), datetime(2023, 6, 21, 8),
        datetime(2023, 6, 22, 8), 2,
    )  # fmt: skip


def test_minutes_are_those_of_the_calendar_not_of_business(fetched: Landed) -> None:
    assert tickets(fetched[0], "hold_seconds") == {"201": 0, "202": 75 * 60, "203": 0, "205": 600 * 60}


def test_what_is_on_hold_is_open(fetched: Landed) -> None:
    assert tickets(fetched[0], "is_open") == {"201": 0, "202": 0, "203": 1, "205": 1}


def test_what_was_only_offered_is_no_answer_and_the_last_rating_counts(fetched: Landed) -> None:
    found = fetched[0].stored("answers", "response_id", "score", "answered_at", "comment")

    assert found == [
        ("201", 1, datetime(2023, 6, 21, 9), "Quick!"), ("202", 0, datetime(2023, 6, 23, 10), None),
    ]  # fmt: skip


def test_the_reason_of_a_bad_rating_is_a_dimension(fetched: Landed) -> None:
    tally = fetched[0].warehouse.tally("csat", ALL, ("reason of the rating",))

    found = {group["reason of the rating"]: group["n"] for group in scores.read(tally).records()}
    assert found == {None: 1, "Took too long": 1}


def test_the_order_of_the_files_does_not_matter(fetched: Landed, desk: Desk) -> None:
    columns = ("first_response_at", "solved_at", "status", "reopens", "channel", "is_open")

    desk.bring_files(JSON[::-1], "zendesk")

    assert tickets(desk, *columns) == tickets(fetched[0], *columns)
    answers = ("response_id", "answered_at", "score", "comment")
    assert desk.stored("answers", *answers) == fetched[0].stored("answers", *answers)


def test_the_same_files_again_change_nothing(fetched: Landed) -> None:
    again = fetched[0].bring_files(JSON, "zendesk")

    assert (again.added, again.changed, again.rejected) == (0, 0, 0)


def test_tickets_alone_carry_their_ratings_without_a_time(desk: Desk) -> None:
    result = desk.bring_files(JSON[:1], "zendesk")

    assert {table: counts.added for table, counts in result.tables.items()} == {"tickets": 4, "answers": 2}
    assert desk.stored("answers", "score", "answered_at") == [(1, None), (0, None)]
    assert scores.read(desk.warehouse.tally("csat", ALL)).records()[0]["n"] == 2
    assert set(tickets(desk, "solved_at", "is_open").values()) == {(None, 0), (None, 1)}


def test_metrics_may_come_with_the_tickets(desk: Desk) -> None:
    both = zip(*(json.loads(file.read_text("utf-8"))[file.stem][:2] for file in JSON[:2]), strict=True)
    page = {"tickets": [ticket | {"metric_set": metrics} for ticket, metrics in both]}

    desk.bring_files([desk.write("page.json", json.dumps(page))], "zendesk")

    assert tickets(desk, "first_response_at", "transfers") == {
        "201": (datetime(2023, 6, 19, 18, 30), 0), "202": (datetime(2023, 6, 20, 12), 2),
    }  # fmt: skip


def test_custom_fields_can_be_dimensions_of_a_preset_of_ones_own(desk: Desk) -> None:
    raw = tomllib.loads((PRESETS / "zendesk.toml").read_text("utf-8"))
    tickets_of_interface = next(one for one in raw["also"] if "via.channel" in one["signature"])
    tickets_of_interface["dimensions"] = {"area": "custom_fields.3600011"}

    desk.bring_files(JSON[:1], parse_preset(raw, "own"))

    found = scores.read(desk.warehouse.tally("arrivals", ALL, ("area",))).records()
    assert [(group["area"], group["n"]) for group in found] == [("delivery", 4)]
