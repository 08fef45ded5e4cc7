"""Uploaded files lie in a private folder, under harmless names, and do not stay."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from pages._parts import import_spool


@pytest.fixture(autouse=True)
def spooled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploaded files are put meanwhile."""
    folder = tmp_path / "spooled"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


class Dropped:
    """A file as Streamlit hands it over."""

    def __init__(self, name: str, content: bytes = b"a", file_id: str = "1") -> None:
        self.name, self.file_id, self.content = name, file_id, content

    def getbuffer(self) -> memoryview:
        return memoryview(self.content)


def test_spooled_files_are_private_and_whole() -> None:
    spool = import_spool.Spool()

    path = spool.file(Dropped("a.csv", b"x" * 3_000_000))

    assert path.read_bytes() == b"x" * 3_000_000
    assert spool.folder is not None
    assert spool.folder.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\answers.csv", "answers.csv"),
        ("-rf.csv", "rf.csv"),
        (".hidden.csv", "hidden.csv"),
        ("a\x00b\u202e.csv", "a_b_.csv"),
        ("Ответы за март.xlsx", "Ответы за март.xlsx"),
        ("", "file"),
        ("..", "file"),
    ],
)
def test_names_lead_nowhere(name: str, harmless: str) -> None:
    assert import_spool.harmless_name(name) == harmless


def test_a_long_name_keeps_its_ending() -> None:
    name = import_spool.harmless_name("ж" * 500 + ".csv.gz")

    assert name.endswith("ж.csv.gz")
    assert len(name.encode()) <= import_spool.LONGEST_NAME


def test_files_of_one_name_do_not_meet() -> None:
    spool = import_spool.Spool()

    one, other = spool.file(Dropped("a.csv", b"1", "1")), spool.file(Dropped("a.csv", b"2", "2"))

    assert (one.read_bytes(), other.read_bytes()) == (b"1", b"2")


def test_a_file_that_was_taken_away_is_removed() -> None:
    spool = import_spool.Spool()
    path = spool.file(Dropped("a.csv"))

    spool.keep_only(set())

    assert not path.exists()


def test_only_old_folders_of_ours_are_swept_away(tmp_path: Path) -> None:
    old, fresh, other = (tmp_path / name for name in ("cx-import-old", "cx-import-fresh", "other"))
    for folder in (old, fresh, other):
        folder.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "cx-import-link").symlink_to(elsewhere)
    now = fresh.stat().st_mtime

    import_spool.sweep(tmp_path, now + import_spool.STALE - 1)
    assert old.exists()
    import_spool.sweep(tmp_path, now + import_spool.STALE + 60)

    assert not old.exists()
    assert other.exists()
    assert elsewhere.exists()


def test_where_users_have_no_numbers_old_folders_are_swept_away_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "getuid")
    old = tmp_path / "cx-import-old"
    old.mkdir()

    import_spool.sweep(tmp_path, old.stat().st_mtime + import_spool.STALE + 60)

    assert old.exists() == (old.parent.stat().st_uid != 0)  # that of every file there
