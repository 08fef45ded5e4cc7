"""Intercom: conversations, their parts and their messages. Fixtures by documented columns, their values invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from importing import ALL, Desk
from vendor_files import FOLDER, Landed, open_desk

from cx import scores

FILES = FOLDER / "intercom"


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2024, 3, 4, hour, minute, second)


def landed(folder: Path, preset: str, *names: str) -> Iterator[Landed]:
    with open_desk(folder, "Europe/Vilnius") as desk:
        yield desk, desk.bring_files([FILES / name for name in names], preset)


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    yield from landed(tmp_path_factory.mktemp("json"), "intercom", "conversations.json")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    yield from landed(tmp_path_factory.mktemp("parts"), "intercom-parts", "conversations_with_parts.json")


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    """A warehouse loader's copies of conversations, then of their parts, as one source."""
    with open_desk(tmp_path_factory.mktemp("copies")) as desk:
        first = desk.bring_files([FILES / "conversation_history.csv"], "intercom", source="intercom")
        desk.bring_files([FILES / "conversation_part_history.csv"], "intercom-parts", source="intercom")
        yield desk, first


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    yield from landed(tmp_path_factory.mktemp("messages"), "intercom-messages", "messages.csv")


def tickets(desk: Desk, *columns: str) -> dict[str, Any]:
    """Columns of each conversation by its id."""
    return {row[0]: row[1:] for row in desk.stored("tickets", "ticket_id", *columns)}


def kinds(desk: Desk, ticket: str) -> list[str]:
    """What happened to a conversation, as files say it."""
    events = desk.stored("ticket_events", "ticket_id", "kind", "from_stamps")
    return [kind for id_, kind, stamps in events if id_ == ticket and not stamps]


# Conversations.


def test_what_a_colleague_began_is_left_out(fetched: Landed) -> None:
    assert "1004" not in tickets(fetched[0])
    assert fetched[1].left_out == 2  # as a conversation, and as its rating


def test_conversations_are_tickets_timed_by_their_statistics(fetched: Landed) -> None:
    desk, result = fetched

    assert tickets(desk, "created_at", "first_response_at", "first_solved_at", "solved_at", "is_open") == {
        "1001": (at(9), at(9, 30), at(10), at(11), 0),
        "1002": (at(10), at(15), None, None, 1),
        "1003": (at(11), None, None, None, 1),
        "1005": (at(13), at(13, 5), at(13, 30), at(13, 30), 0),
    }
    assert result.rejected == 0


def test_reopenings_are_counted_and_the_first_assignment_is_no_transfer(fetched: Landed) -> None:
    found = tickets(fetched[0], "reopens", "transfers", "sla_met", "channel", "team", "agent")

    assert found["1001"] == (1, 2, 1, "chat", "501", "77")
    assert found["1002"] == (0, 0, 0, "email", None, "78")
    assert found["1003"] == (0, 0, None, "chat", None, None)


def test_ratings_are_answers_about_their_conversation_and_a_rating_only_asked_for_is_none(fetched: Landed) -> None:
    desk = fetched[0]

    answers = desk.stored("answers", "survey", "response_id", "ticket_id", "score", "answered_at", "comment", "agent")
    assert answers == [("intercom rating", "1001", "1001", 4, at(12), "Quick, thanks", "77")]
    assert scores.read(desk.warehouse.tally("csat", ALL)).records()[0]["value"] == 100


# A warehouse's copies.


def test_versions_that_are_no_longer_in_force_are_left_out(copied: Landed) -> None:
    desk, first = copied

    assert first.left_out == 2  # one version, as a conversation and as its rating
    assert tickets(desk, "created_at", "is_open", "channel", "customer_id") == {
        "2001": (at(9), 0, "chat", "u2001"), "2002": (at(9), 1, "email", "u2002"),
    }  # fmt: skip
    assert desk.stored("answers", "response_id", "score", "comment") == [("2001", 5, "fine")]


def test_parts_complete_the_conversations_of_their_source(copied: Landed) -> None:
    desk = copied[0]

    assert tickets(desk, "created_at", "first_response_at", "solved_at", "agent_replies", "bot_only") == {
        "2001": (at(9), at(9, 30), at(10), 1, 0), "2002": (at(9), None, None, 0, 1),
    }  # fmt: skip
    assert kinds(desk, "2001") == ["agent_reply", "solved"]
    told = [row for row in desk.stored("ticket_events", "ticket_id", "kind", "at") if row[1] == "created"]
    assert told == [("2001", "created", at(9)), ("2002", "created", at(9))]


# Parts.


def test_a_part_is_a_message_if_it_has_words_for_the_customer(parts: Landed) -> None:
    desk, result = parts

    assert kinds(desk, "1001") == [
        "created", "bot_reply", "agent_reply", "customer_message", "solved", "customer_message", "reopened",
        "agent_reply", "agent_reply", "solved",
    ]  # fmt: skip
    assert tickets(desk, "agent_replies", "customer_messages", "agents", "agent")["1001"] == (3, 2, 2, "77")
    assert (result.left_out, result.rejected) == (2, 0)  # left out as a conversation, and as its rating


def test_the_rating_comes_with_the_parts(parts: Landed) -> None:
    assert parts[1].tables["answers"].added == 1


def test_the_first_response_is_no_robots_and_no_note(parts: Landed) -> None:
    found = tickets(parts[0], "created_at", "first_response_at", "bot_only")

    assert found["1001"] == (at(9), at(9, 30), 0)
    assert found["1002"] == (at(10), None, 1)


def test_closed_reopened_and_closed_again(parts: Landed) -> None:
    found = tickets(parts[0], "first_solved_at", "solved_at", "solves", "reopens", "is_open")

    assert found["1001"] == (at(10), at(11), 2, 1, 0)
    assert found["1005"] == (at(13, 30), at(13, 40), 2, 0, 0)


def test_a_conversation_without_parts_waits_for_its_first_response(parts: Landed) -> None:
    found = tickets(parts[0], "created_at", "first_response_at", "agent_replies", "is_open")

    assert found["1003"] == (at(11), None, 0, 1)
    assert set(found) == {"1001", "1002", "1003", "1005"}


def test_the_same_parts_again_change_nothing(parts: Landed) -> None:
    again = parts[0].bring_files([FILES / "conversations_with_parts.json"], "intercom-parts")

    assert (again.added, again.changed, again.tables["ticket_events"].touched) == (0, 0, 0)


# Messages.


def test_messages_in_any_order_tell_the_first_response_of_a_person(messages: Landed) -> None:
    desk, result = messages

    assert (result.read, result.added, result.folded) == (7, 2, 5)
    assert tickets(desk, "created_at", "first_response_at", "solved_at", "is_open") == {
        "3001": (at(9), at(9, 45), at(10, 20), 0), "3002": (at(11), None, None, 1),
    }  # fmt: skip


def test_messages_tell_who_wrote(messages: Landed) -> None:
    found = tickets(messages[0], "customer_id", "agent", "agents", "agent_replies", "customer_messages", "bot_only")

    assert found == {"3001": ("u3001", "78", 2, 2, 1, 0), "3002": ("u3002", None, 0, 0, 1, 1)}
