"""Somebody new drops a spreadsheet that nobody has seen before, and reads its NPS; then takes it back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser

from tests import sample_built
from tests.browser import serving
from tests.browser.test_browser_every_page import KNOWN
from tests.browser.tour import scan
from tests.browser.visitor import Visitor
from tests.pages import small

#: Milliseconds that an import may take on a busy machine.
PATIENCE = 60_000

#: Of every twelve answers seven are promoters' and two are detractors'.
SCORES = (10, 9, 9, 10, 8, 7, 7, 3, 6, 10, 9, 10) * 4
NPS = "+42"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard of a company without data of its own."""
    folder = tmp_path_factory.mktemp("new")
    shutil.copytree(sample_built.copied(tmp_path_factory), folder, dirs_exist_ok=True)
    settings = {f"CX_{name.upper()}": value for name, value in small.environment(folder).items()}
    with serving.served({**settings, "TMPDIR": str(folder)}, folder / "server.log") as found:
        yield found


@pytest.fixture
def newcomer(browser: Browser, address: str) -> Iterator[Visitor]:
    """Somebody who has never been here."""
    context = browser.new_context(viewport={"width": 1440, "height": 1400}, accept_downloads=True)
    yield Visitor(context.new_page(), address)
    context.close()


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Path:
    """A workbook as a person writes one: a title above, names in Russian, days before months."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Опрос клиентов, весна"])
    sheet.append([])
    sheet.append(["Когда", "Филиал", "Порекомендуете ли вы нас? (0–10)", "Почему?"])
    for k, score in enumerate(SCORES):
        sheet.append(
            [f"{13 + k % 12}.03.2026 1{k % 8}:15", ("Вильнюс", "Каунас")[k % 2], score, f"Потому что <b>{k}</b>"]
        )
    path = tmp_path / "Опрос 2026-03.xlsx"
    book.save(path)
    return path


def dropped(visitor: Visitor, path: Path) -> None:
    visitor.page.locator("input[type=file]").set_input_files(path)
    visitor.at("import-now").wait_for(timeout=PATIENCE)
    visitor.settle()


def choose(visitor: Visitor, column: int, becomes: str) -> None:
    """Say what a column becomes, by its place in the file; a long list is searched by writing."""
    visitor.at(f"becomes-0-{column}").locator("input").fill(becomes)
    visitor.page.get_by_role("option", name=becomes, exact=True).click()
    visitor.page.wait_for_timeout(300)
    visitor.settle()


def test_an_unknown_spreadsheet_shows_its_nps_without_any_documentation(newcomer: Visitor, spreadsheet: Path) -> None:
    newcomer.open("/")
    newcomer.at("sample-banner").get_by_role("link").click()
    newcomer.page.wait_for_url("**/data*")
    newcomer.settle()
    assert newcomer.finding == "Bring your own data"

    dropped(newcomer, spreadsheet)
    choose(newcomer, 1, "Team")
    assert "names in row 3" in newcomer.at("card-work-0").inner_text()
    assert [found for found in scan(newcomer.page) if (found.rule, found.element) not in KNOWN] == []
    newcomer.at("import-now").locator("button").click()
    newcomer.at("import-close").wait_for(timeout=PATIENCE)
    newcomer.settle()
    assert "Imported: 48 new answers" in newcomer.at("card-import").inner_text()

    newcomer.at("action-imported").get_by_role("link", name="See your NPS").click()
    newcomer.page.wait_for_url("**/loyalty?period=all")
    newcomer.until_says(f"NPS is {NPS}")
    assert newcomer.page.locator(".cx-head .cx-cover").inner_text().startswith("48 answers")
    assert "NPS by team" in newcomer.page.get_by_test_id("stMain").inner_text()
    assert (newcomer.errors, newcomer.strangers) == ([], [])

    newcomer.open("/data")
    newcomer.at("undo").locator("button").first.click()
    newcomer.at("undo-now").locator("button").click()
    newcomer.until_says("Bring your own data")
    newcomer.open("/")
    assert "Sample data." in newcomer.at("sample-banner").inner_text()
