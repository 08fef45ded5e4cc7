"""What a visitor does and sees."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Request

READY = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'

#: Streamlit asks for these below a page's own address on a deep link, finds nothing, and goes on.
PROBES = ("/_stcore/health", "/_stcore/host-config")


class Visitor:
    """A browser window on the dashboard; remembers what went wrong in it and who else was asked."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server = page, server
        self.errors: list[str] = []
        self.strangers: list[str] = []
        page.on("console", lambda message: self._hear(message.type, message.text, message.location.get("url", "")))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._see)

    def _hear(self, kind: str, text: str, address: str) -> None:
        if kind == "error" and not address.endswith(PROBES):
            self.errors.append(f"{text} ({address})")

    def _see(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in ("localhost", None, ""):
            self.strangers.append(request.url)

    def open(self, path: str) -> None:
        """Open a link cold."""
        self.page.goto(f"{self.server}{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until the page has been drawn for what was done last."""
        self.page.wait_for_selector(READY)
        self.page.wait_for_selector(".cx-head h1")

    def until_drawn(self) -> None:
        """Wait until every figure of the page is there."""
        missing = self.page.locator("[class*='st-key-fig-']:not(:has(.main-svg))")
        missing.first.wait_for(state="detached")

    def until_link(self, says: Callable[[str], bool]) -> None:
        """Wait until the address is as expected, then until the page has settled."""
        self.page.wait_for_url(says)
        self.settle()

    def until_says(self, text: str) -> None:
        """Wait until the head of the page says something."""
        self.page.locator(".cx-head", has_text=text).wait_for()
        self.settle()

    def until_silent_on(self, text: str) -> None:
        """Wait until the head of the page no longer says something."""
        self.page.locator(".cx-head", has_text=text).wait_for(state="detached")
        self.settle()

    @property
    def path(self) -> str:
        """Which page the address bar names."""
        return urlsplit(self.page.url).path

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters in the address bar."""
        return parse_qs(urlsplit(self.page.url).query, keep_blank_values=True)

    @property
    def finding(self) -> str:
        """The finding at the top of the page."""
        return self.page.locator(".cx-head h1").inner_text().replace("\u00a0", " ")

    @property
    def cover(self) -> str:
        """What the page covers."""
        return self.page.locator(".cx-cover").inner_text().replace("\u00a0", " ")

    def at(self, key: str) -> Locator:
        """The part of the page with one of our keys."""
        return self.page.locator(f".st-key-{key}")

    def state_of(self, filter_key: str) -> str:
        """What the button of a filter says."""
        return self.at(filter_key).locator("button").first.inner_text().split("\n")[0].strip()

    def choose(self, dimension: str, value: str) -> None:
        """Open a filter, choose one more value, and close it."""
        self.at(f"filter-{dimension}").locator("button").first.click()
        body = self.page.get_by_test_id("stPopoverBody")
        body.locator("input").first.click()
        self.page.get_by_role("option", name=value, exact=True).click()
        self.settle()
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Escape")
