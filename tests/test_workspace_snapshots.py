"""Snapshots in the workspace: kept byte for byte, listed without being read, under titles and notes that may change."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event

from cx.errors import BadInput
from cx.settings import Settings
from cx.store.workspace import Workspace

DAYS = date(2026, 3, 2), date(2026, 3, 29)
HOSTILE = "=cmd|' /C calc'!A0 <img src=x onerror=alert(1)> \"; DROP TABLE snapshots; --"
SEAL = "5e" * 32


def keep(workspace: Workspace, title: str = "March", note: str = "", content: bytes = b"x", **other: Any) -> int:
    """Keep a snapshot."""
    said = {
        "seal": SEAL, "key_name": "0123456789abcdef", "pages": ("loyalty", "voice"), "days": DAYS,
        "is_sample": False, "product": "1.0", "version": "000002-ab",
    } | other  # fmt: skip
    return workspace.add_snapshot(title, note, content, **said)


def test_a_snapshot_comes_back_as_it_was_kept(workspace: Workspace) -> None:
    before = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    content = bytes(range(256))
    number = keep(workspace, " March\n figures ", "For the board.\r\nTwo lines.\n", content)

    kept = workspace.kept(number)
    assert (kept.number, kept.title, kept.note) == (number, "March figures", "For the board.\nTwo lines.")
    assert before <= kept.taken_at <= datetime.now(UTC).replace(tzinfo=None)
    assert (kept.seal, kept.key_name, kept.product, kept.version) == (SEAL, "0123456789abcdef", "1.0", "000002-ab")
    assert (kept.pages, kept.days, kept.is_sample, kept.bytes) == (("loyalty", "voice"), DAYS, False, 256)
    assert workspace.snapshot(number) == content
    assert workspace.snapshots() == (kept,)


def test_the_newest_is_the_first(workspace: Workspace) -> None:
    numbers = [keep(workspace, title, is_sample=title == "b") for title in "abc"]

    assert [kept.number for kept in workspace.snapshots()] == numbers[::-1]
    assert [kept.is_sample for kept in workspace.snapshots()] == [False, True, False]


def test_the_list_reads_no_content(workspace: Workspace) -> None:
    keep(workspace)
    asked: list[str] = []
    event.listen(workspace._database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))

    workspace.snapshots()

    statement = next(text for text in asked if "snapshots" in text)
    assert "content" not in statement


def test_a_large_content_stays_whole_over_a_restart(settings: Settings) -> None:
    content = secrets.token_bytes(12_000_000)
    first = Workspace(settings.workspace_url)
    number = keep(first, content=content)
    first.close()

    again = Workspace(settings.workspace_url)

    assert again.snapshot(number) == content
    assert again.kept(number).bytes == 12_000_000


def test_title_and_note_can_change_and_nothing_else_does(workspace: Workspace) -> None:
    number, other = keep(workspace, content=b"one"), keep(workspace, "Other", content=b"two")
    before = workspace.kept(number)

    workspace.rename_snapshot(number, HOSTILE, "A note")

    after = workspace.kept(number)
    assert (after.title, after.note) == (HOSTILE, "A note")
    assert {**vars(after), "title": 0, "note": 0} == {**vars(before), "title": 0, "note": 0}
    assert workspace.snapshot(number) == b"one"
    assert workspace.kept(other).title == "Other"


def test_a_snapshot_that_is_removed_is_gone_and_its_number_is_not_given_again(workspace: Workspace) -> None:
    first, second = keep(workspace), keep(workspace)
    sealed = workspace.register(SEAL)
    for _ in range(2):
        workspace.remove_snapshot(second)

    assert [kept.number for kept in workspace.snapshots()] == [first]
    assert workspace.sealed_at(SEAL) == sealed
    assert workspace.register_intact()
    assert keep(workspace) == second + 1


@pytest.mark.parametrize("number", [0, -1, 99, 2**31, 10**30])
def test_a_snapshot_that_there_is_not_is_said_in_one_sentence(workspace: Workspace, number: int) -> None:
    keep(workspace)
    for ask in (
        lambda: workspace.kept(number), lambda: workspace.snapshot(number),
        lambda: workspace.rename_snapshot(number, "x", ""),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=f"There is no snapshot number {number};"):
            ask()

    workspace.remove_snapshot(number)
    assert len(workspace.snapshots()) == 1


@pytest.mark.parametrize(
    ("title", "note", "words"),
    [
        ("  ", "", "The title of a snapshot is missing"),
        ("x" * 121, "", "at most 120 characters, not 121"),
        ("x\0", "", "a character that no text can hold"),
        ("x", "y" * 2_001, "at most 2000 characters, not 2001"),
        ("x", "y\x1b[2J", "The note of a snapshot holds a character that no text can hold"),
        ("x", "\ud800", "a character that no text can hold"),
    ],
)
def test_words_that_cannot_be_kept_are_refused(workspace: Workspace, title: str, note: str, words: str) -> None:
    number = keep(workspace)
    for change in (lambda: keep(workspace, title, note), lambda: workspace.rename_snapshot(number, title, note)):
        with pytest.raises(BadInput, match=words) as caught:
            change()
        assert "\n" not in str(caught.value)

    assert [(kept.title, kept.note) for kept in workspace.snapshots()] == [("March", "")]


def test_keeping_renaming_and_removing_make_no_revision(workspace: Workspace) -> None:
    number = keep(workspace)
    workspace.rename_snapshot(number, "Other", "")
    workspace.remove_snapshot(number)

    assert workspace.revision() == 0
