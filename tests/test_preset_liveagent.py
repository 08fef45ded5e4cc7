"""LiveAgent: tickets as JSON and CSV, and message groups. Fixtures by documented columns, their values invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from importing import Desk
from vendor_files import FOLDER, Landed, open_desk

FILES = FOLDER / "liveagent"


@pytest.fixture(scope="module", params=["tickets.json", "tickets.csv"])
def landed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    """The tickets and their message groups, of an account in Vilnius."""
    with open_desk(tmp_path_factory.mktemp("liveagent"), "Europe/Vilnius") as desk:
        files = [FILES / request.param, FILES / "message_groups.csv"]
        yield desk, desk.bring_files(files, "liveagent")


def tickets(desk: Desk, *columns: str) -> dict[str, Any]:
    return {row[0]: row[1:] for row in desk.stored("tickets", "ticket_id", *columns)}


def test_deleted_tickets_spam_and_such_as_were_only_begun_are_left_out(landed: Landed) -> None:
    desk, result = landed

    assert set(tickets(desk)) == {"t001", "t002", "t003", "t007"}
    assert (result.left_out, result.rejected) == (3, 0)


def test_codes_of_the_status_are_words_and_say_what_is_open(landed: Landed) -> None:
    assert tickets(landed[0], "status", "is_open") == {
        "t001": ("resolved", 0), "t002": ("answered", 1), "t003": ("postponed", 1), "t007": ("closed", 0),
    }  # fmt: skip


def test_times_are_in_the_accounts_zone_also_over_the_change_to_summer_time(landed: Landed) -> None:
    found = tickets(landed[0], "created_at", "solved_at", "due_at")

    assert found["t001"] == (
        datetime(2024, 3, 29, 21, 30), datetime(2024, 3, 31, 7), datetime(2024, 4, 1, 9),
    )  # fmt: skip
    assert found["t007"] == (datetime(2024, 3, 30, 12), None, None)


def test_dimensions_are_the_accounts_own_ids(landed: Landed) -> None:
    found = tickets(landed[0], "customer_id", "team", "agent", "channel", "subject")

    assert found["t001"] == ("c001", "dep1", "ag1", "E", "Question")
    assert found["t003"] == ("c003", "dep1", None, "C", "Question")


def test_the_first_response_is_an_agents_first_group_and_neither_a_note_nor_the_systems(landed: Landed) -> None:
    found = tickets(landed[0], "first_response_at", "agent_replies", "customer_messages", "agents")

    assert found["t001"] == (datetime(2024, 3, 30, 7, 30), 2, 2, 2)
    assert found["t002"] == (None, 0, 1, 0)
    assert found["t003"] == (None, None, None, None)


def test_groups_leave_the_creation_and_the_solution_to_the_tickets(landed: Landed) -> None:
    events = landed[0].stored("ticket_events", "ticket_id", "kind", "from_stamps")

    assert [(kind, stamps) for ticket, kind, stamps in events if ticket == "t001"] == [
        ("created", 1), ("solved", 1), ("customer_message", 0), ("agent_reply", 0), ("customer_message", 0),
        ("agent_reply", 0),
    ]  # fmt: skip


def test_the_same_files_again_change_nothing(landed: Landed) -> None:
    desk, result = landed
    files = [FILES / "tickets.json", FILES / "message_groups.csv"]

    again = desk.bring_files(files, "liveagent")

    assert (again.added, again.changed, again.unchanged) == (0, 0, 6)
    assert result.added + result.changed == 6


def test_tickets_without_their_groups_know_no_first_response(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        desk.bring_files([FILES / "tickets.csv"], "liveagent")

        assert {row[0] for row in tickets(desk, "first_response_at").values()} == {None}
