"""A real server and a real Chromium. Without a Chromium these tests are skipped; CX_REQUIRE_BROWSER=1 makes that fail.

The system's Chromium is used, else Playwright's own (`python -m playwright install chromium`).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

from tests.browser import company
from tests.browser.visitor import Visitor
from tests.pages import small

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window; not for the whole session, because Playwright keeps an event loop running."""
    with sync_playwright() as playwright:
        path = _chromium(playwright.chromium)
        if path is None:
            _missing("No Chromium is found: install one, or run `python -m playwright install chromium`.")
        opened = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield opened
        opened.close()


def _chromium(kind: BrowserType) -> str | None:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    own = kind.executable_path
    return found or (own if own and Path(own).exists() else None)


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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = _start(served, port)
    try:
        _wait_for(f"http://localhost:{port}/_stcore/health", process)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    settings = {f"CX_{name.upper()}": value for name, value in small.environment(folder).items()}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("The server did not start.")


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Visitor]:
    """Somebody who has never been here, on a screen of 1440 x 900."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page: Page = context.new_page()
    yield Visitor(page, server)
    context.close()
