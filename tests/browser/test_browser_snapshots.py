"""A snapshot in a real browser: taken, opened, taken away in every format by a click, compared, gone back from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser.test_browser_every_page import KNOWN
from tests.browser.tour import scan
from tests.browser.visitor import Visitor

#: How files begin, by what their buttons say.
BEGINS = {
    "Web page (HTML)": (".html", b"<!doctype html>"), "Slides (PPTX)": (".pptx", b"PK\x03\x04"),
    "Workbook (XLSX)": (".xlsx", b"PK\x03\x04"), "Numbers (CSV)": (".csv", b"\xef\xbb\xbf"),
    "Numbers (JSON)": (".json", b"{"),
}  # fmt: skip


def opened_popover(visitor: Visitor, key: str) -> None:
    visitor.at(key).locator("button").first.click()
    visitor.page.get_by_test_id("stPopoverBody").wait_for()
    visitor.settle()


def until_alone(visitor: Visitor) -> None:
    """Wait until what was there before is gone: Streamlit takes it away last."""
    visitor.page.wait_for_function("document.querySelectorAll('.cx-head h1').length === 1")
    visitor.settle()


def downloaded(visitor: Visitor, label: str) -> tuple[str, bytes]:
    """Name and bytes of the file behind a button."""
    with visitor.page.expect_download(timeout=90_000) as download:
        visitor.at("files").get_by_role("button", name=label).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_snapshot_is_taken_on_a_page_and_shows_the_same_when_it_is_opened(visitor: Visitor) -> None:
    visitor.open("/overview?channel=Chat")
    visitor.at("kpi-nps").get_by_role("link").wait_for()
    live = visitor.at("kpi-nps").inner_text().removesuffix("chevron_right").split()

    opened_popover(visitor, "snapshot")
    visitor.page.get_by_label("Title").fill("<img src=x onerror=\"window.harmed = 'title'\"> **bold**")
    visitor.page.get_by_role("button", name="Take the snapshot").click()
    visitor.page.get_by_text("Kept, and sealed.").wait_for()
    visitor.page.get_by_test_id("stPopoverBody").get_by_test_id("stPageLink").get_by_role("link").click()
    visitor.until_link(lambda url: "/snapshots" in url and "open=" in url)
    until_alone(visitor)
    visitor.until_drawn()

    assert visitor.finding == "<img src=x onerror=\"window.harmed = 'title'\"> **bold**"
    assert [word for word in visitor.at("kpi-nps").inner_text().split() if word != "help"] == [
        word for word in live if word != "chevron_right"
    ]
    assert "Proved: unchanged since" in visitor.page.locator(".cx-proof").inner_text()
    assert visitor.page.evaluate("window.harmed") is None
    assert (visitor.errors, visitor.strangers) == ([], [])


def test_a_snapshot_is_taken_away_in_every_format_by_a_click(visitor: Visitor) -> None:
    visitor.open("/snapshots?open=1")
    opened_popover(visitor, "export")

    files = {label: downloaded(visitor, label) for label in BEGINS}

    for label, (suffix, begin) in BEGINS.items():
        name, data = files[label]
        assert (name, data[: len(begin)]) == (f"cx-dashboard-2026-03-11{suffix}", begin)
    assert json.loads(files["Numbers (JSON)"][1])["title"] == "For *the* <b>board</b>"
    assert (visitor.errors, visitor.strangers) == ([], [])


def test_a_paper_is_prepared_with_progress_and_then_taken(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    opened_popover(visitor, "share")

    visitor.at("files").get_by_role("button", name="Prepare Document (PDF)").click()
    ready = visitor.at("files").get_by_role("button", name="Document (PDF) is ready")
    ready.wait_for(timeout=90_000)
    name, data = downloaded(visitor, "Document (PDF) is ready")

    assert (name, data[:5]) == ("cx-loyalty-2026-03-11.pdf", b"%PDF-")
    assert visitor.errors == []


def test_a_file_that_cannot_be_made_is_said_in_words(visitor: Visitor, served: Path) -> None:
    visitor.open("/loyalty")
    opened_popover(visitor, "share")
    workspace, away = served / "workspace.sqlite", served / "away.sqlite"
    workspace.rename(away)
    workspace.mkdir()

    try:
        visitor.at("files").get_by_role("button", name="Web page (HTML)").click()
        visitor.page.get_by_test_id("stPopoverBody").get_by_role("alert").wait_for(timeout=20_000)
    finally:
        workspace.rmdir()
        away.rename(workspace)

    assert "workspace" in visitor.page.get_by_test_id("stPopoverBody").get_by_role("alert").first.inner_text()


def test_links_between_the_list_and_a_snapshot_are_in_the_address_bar_and_can_be_gone_back_on(
    visitor: Visitor,
) -> None:
    visitor.open("/snapshots")
    listed = visitor.finding

    visitor.at("item-snapshot-1").get_by_role("link").click()
    visitor.until_link(lambda url: "open=1" in url)
    visitor.page.get_by_role("radio", name="Service").click()
    visitor.until_link(lambda url: "tab=1.0" in url)
    visitor.page.reload()
    visitor.settle()
    until_alone(visitor)
    reloaded = visitor.finding, visitor.page.locator(".cx-head h2").inner_text().startswith("Solved first time")
    visitor.page.go_back()
    visitor.until_link(lambda url: "tab=" not in url)
    visitor.page.go_back()
    visitor.until_link(lambda url: "open=" not in url)
    visitor.until_silent_on("For *the*")

    assert reloaded == ("For *the* <b>board</b>", True)
    assert visitor.finding == listed


@pytest.mark.parametrize(("path", "key"), [("/loyalty", "snapshot"), ("/snapshots?open=1", "export")])
def test_what_opens_has_no_grave_finding(visitor: Visitor, path: str, key: str) -> None:
    visitor.open(path)

    opened_popover(visitor, key)

    assert [found for found in scan(visitor.page) if (found.rule, found.element) not in KNOWN] == []


def test_what_opens_on_a_snapshot_has_no_grave_finding_in_the_dark(visitor: Visitor) -> None:
    visitor.page.emulate_media(color_scheme="dark")
    visitor.open("/snapshots?open=1")

    found = []
    for key in ("export", "compare", "edit-1", "remove-1"):
        opened_popover(visitor, key)
        found += scan(visitor.page)
        visitor.page.keyboard.press("Escape")
        visitor.page.get_by_test_id("stPopoverBody").wait_for(state="detached")

    assert [one for one in found if (one.rule, one.element) not in KNOWN] == []
