"""Snapshots that leave the dashboard and come back: files in every format, and files that somebody sent."""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx.company import open_own
from cx.errors import CxError
from cx.exports.chromium import chromium
from cx.exports.document import Document
from cx.exports.formats import FORMATS
from cx.snapshots import snapshot
from cx.snapshots.seal import Sealed, sealed_file
from pages._parts import files, snapshot_file
from tests.pages import small
from tests.pages.reading import AtPage, html_of, words_of
from tests.pages.snapshots import errors_of, kept


@pytest.fixture
def own(company: Path, tmp_path: Path) -> Path:
    """A small company that may be written to."""
    return Path(shutil.copytree(company, tmp_path / "own"))


def sent(app: AppTest, data: bytes) -> AppTest:
    """Choose a file in the uploader."""
    return app.file_uploader[0].upload("snapshot.json", data, "application/json").run()


def file_of(folder: Path, number: int) -> tuple[bytes, Sealed]:
    sealed = snapshot.load(open_own(small.settings(folder)), number).sealed
    return sealed_file(sealed), sealed


def test_a_file_of_this_workspace_is_proved_and_an_edited_one_is_called_changed(at_page: AtPage, own: Path) -> None:
    kept(own)
    data, sealed = file_of(own, 1)
    assert "Proved: unchanged since" in words_of(sent(at_page("snapshots", folder=own), data))

    edited = data.replace(sealed.content, re.sub(rb'"product": ?"', rb"\g<0>9", sealed.content))

    assert edited != data
    said = sent(at_page("snapshots", folder=own), edited)
    assert "Changed after it was sealed" in words_of(said)
    assert "cx-chip cx-good" not in html_of(said)


def test_a_file_of_another_workspace_is_not_proved(at_page: AtPage, own: Path, company: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(company, tmp_path / "other"))
    (other / "workspace.sqlite").unlink(missing_ok=True)
    kept(other)

    app = sent(at_page("snapshots", folder=own), file_of(other, 1)[0])

    assert "Complete and self-consistent, not proved" in words_of(app)
    assert "cx-chip cx-good" not in html_of(app)


@pytest.mark.parametrize("data", [b"", b"{}", b"\x00\xff", b'{"format": "cx snapshot", "content": {}}', b"[" * 9000])
def test_a_file_that_is_no_snapshot_is_refused_in_one_sentence(at_page: AtPage, data: bytes) -> None:
    app = sent(at_page("snapshots"), data)

    assert len(app.error) == 1
    assert "The file holds no sealed snapshot" in errors_of(app)


def test_a_file_that_is_too_large_is_refused(at_page: AtPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_file, "MOST", 1)

    assert "at most 1 MB" in errors_of(sent(at_page("snapshots"), b" " * (2**20 + 1)))


def downloads_of(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def test_every_format_is_offered_for_the_page_and_for_a_snapshot(at_page: AtPage, own: Path) -> None:
    kept(own)
    expected = [known.title for known in FORMATS.values() if not known.browser]

    assert downloads_of(at_page("loyalty", folder=own, opened=("share",))) == expected
    assert downloads_of(at_page("snapshots", folder=own, open="1", opened=("export",))) == expected
    assert {"html", "pptx", "xlsx", "pdf", "png", "csv", "json"} == set(FORMATS)


def test_without_a_chromium_it_is_said_once_and_nothing_is_offered_that_needs_one(
    at_page: AtPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    chromium.cache_clear()

    app = at_page("loyalty", opened=("share",))

    chromium.cache_clear()
    assert sum("none is found here" in caption.value.replace("\\", "") for caption in app.caption) == 1
    assert [button.label for button in app.button if button.label.startswith("Prepare")] == []


def test_a_file_that_cannot_be_made_is_told_in_one_sentence_and_found_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def document() -> Document:
        raise RuntimeError("planted")

    told, taken = files.Told(), files.Taken("cx-loyalty-2026-03-11", "1", document)
    with caplog.at_level(logging.ERROR, "cx"), pytest.raises(CxError) as failure:
        files.made(taken, FORMATS["html"], told)

    assert re.fullmatch(r"This file could not be made\. The reason is in the log under [0-9A-F]{4}\.", told.sentence)
    assert str(failure.value) == told.sentence
    assert any("file html failed" in record.getMessage() for record in caplog.records)
    assert taken.file(FORMATS["xlsx"]) == "cx-loyalty-2026-03-11.xlsx"
