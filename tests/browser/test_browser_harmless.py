"""What customers write is shown as they wrote it, wherever it is shown: nothing runs, nothing is fetched."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.browser.company import COMMENTS
from tests.browser.visitor import Visitor


def unharmed(visitor: Visitor) -> bool:
    return bool(visitor.page.evaluate("window.harmed === undefined")) and not visitor.strangers


def test_comments_are_read_as_they_were_written(visitor: Visitor) -> None:
    visitor.open("/voice")

    shown = visitor.page.get_by_test_id("stMain").inner_text()

    assert [comment for comment in COMMENTS if comment not in shown] == []
    assert visitor.page.locator("img[src*='harm.example'], a[href*='harm.example'], a[href^='javascript']").count() == 0
    assert unharmed(visitor)
    assert visitor.errors == []


def test_the_rows_behind_a_number_do_no_harm(visitor: Visitor) -> None:
    visitor.open("/loyalty?open=nps-trend:2026-03-02")
    visitor.drawer.wait_for(state="attached")

    cells = visitor.drawer.locator("td").all_inner_texts()

    assert set(COMMENTS) & set(cells)
    assert unharmed(visitor)


def test_a_spreadsheet_runs_nothing_of_what_is_taken_away(visitor: Visitor) -> None:
    visitor.open("/loyalty?open=nps-trend:2026-03-02")
    with visitor.page.expect_download() as expected:
        visitor.at("drawer-csv").locator("button").click()

    with Path(expected.value.path()).open(encoding="utf-8-sig", newline="") as file:
        cells = {cell for row in csv.reader(file) for cell in row}

    assert {f"'{comment}" for comment in COMMENTS if comment[0] in "=+"} <= cells
    assert set(COMMENTS) & cells >= {comment for comment in COMMENTS if comment[0] not in "=+"}


def test_a_value_that_looks_like_a_script_filters_like_any_other(visitor: Visitor) -> None:
    visitor.open("/loyalty?channel=<script>window.harmed=1</script>")

    assert "<script>window.harmed=1</script>" in visitor.at("notice-unknown-0").inner_text()
    assert unharmed(visitor)
