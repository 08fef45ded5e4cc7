"""A real server and a real Chromium. Without a Chromium these tests are skipped; CX_REQUIRE_BROWSER=1 makes that fail.

The system's Chromium is used, else Playwright's own (`python -m playwright install chromium`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import company, serving
from tests.browser.serving import launched
from tests.browser.visitor import Visitor
from tests.pages import small


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window; not for the whole session, because Playwright keeps an event loop running."""
    with sync_playwright() as playwright:
        opened = launched(playwright)
        if opened is None:
            _missing("No Chromium is found: install one, or run `python -m playwright install chromium`.")
        else:
            yield opened
            opened.close()


def _missing(reason: str) -> None:
    if os.environ.get("CX_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the company that is served."""
    folder = tmp_path_factory.mktemp("served")
    company.build(folder)
    return folder


@pytest.fixture(scope="session")
def server(served: Path) -> Iterator[str]:
    """The address of the dashboard, as a visitor gets it."""
    settings = {f"CX_{name.upper()}": value for name, value in small.environment(served).items()}
    with serving.served(settings, served / "server.log") as address:
        yield address


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Visitor]:
    """Somebody who has never been here, on a screen of 1440 x 900; whatever he does asks no other host."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page: Page = context.new_page()
    came = Visitor(page, server)
    yield came
    context.close()
    assert (came.errors, came.strangers) == ([], [])
