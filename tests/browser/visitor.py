"""What a visitor does and sees."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Request

READY = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'

#: Streamlit asks for these below a page's own address on a deep link, finds nothing, and goes on.
PROBES = ("/_stcore/health", "/_stcore/host-config")

#: Where a mark is on the screen: the middle of a column or bar wherever it begins, the centre of a dot.
MARK = """(plot, token) => {
  const drawn = plot.calcdata.find(marks => (marks[0].trace.customdata || []).flat().includes(token));
  const trace = drawn[0].trace, k = trace.customdata.findIndex(data => [data].flat().includes(token));
  const across = plot._fullLayout[trace.xaxis.replace('x', 'xaxis')];
  const up = plot._fullLayout[trace.yaxis.replace('y', 'yaxis')];
  const lying = trace.orientation === 'h', at = plot.getBoundingClientRect();
  const along = (axis, value) => axis._offset + (axis.d2p(value[0]) + axis.d2p(value[1])) / 2;
  const bar = drawn.find(mark => mark.i === k), ends = trace.type === 'bar' && [bar.s0, bar.s1];
  const whole = value => [value, value];
  return [at.left + along(across, ends && lying ? ends : whole(trace.x[k])),
          at.top + along(up, ends && !lying ? ends : whole(trace.y[k]))];
}"""

#: What the marks of a chart are called in the link.
TOKENS = """plot => plot.calcdata.flatMap(marks => (marks[0].trace.customdata || []).flat()).filter(Boolean)"""

#: What the element that has the focus is called.
FOCUSED = """(() => {
  const at = document.activeElement;
  const names = [at.getAttribute('aria-label'), at.placeholder, at.innerText];
  return at.matches('a, button, input') ? names.filter(Boolean).join(' ') : '';
})()"""


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

    def click_mark(self, chart: str, token: str) -> None:
        """Click a mark of a chart by what it is called in the link."""
        self.until_drawn()
        plot = self.at(f"fig-{chart}").locator(".js-plotly-plot")
        plot.scroll_into_view_if_needed()
        self.page.mouse.click(*plot.evaluate(MARK, token))
        self.until_link(lambda url: f"choose={chart}" in url)

    def tokens(self, chart: str) -> list[str]:
        """What the marks of a chart are called in the link."""
        self.until_drawn()
        found: list[str] = self.at(f"fig-{chart}").locator(".js-plotly-plot").evaluate(TOKENS)
        return found

    def tab_to(self, name: str, *, most: int = 120) -> None:
        """Press Tab until what has the focus is called so."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if name in self.page.evaluate(FOCUSED):
                return
        raise AssertionError(f"The keyboard does not reach {name!r}.")

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

    @property
    def drawer(self) -> Locator:
        """The rows behind a number, as a screen reader is told of them."""
        return self.page.get_by_role("dialog").locator("table[aria-rowcount]")

    def state_of(self, filter_key: str) -> str:
        """What the button of a filter says."""
        return self.at(filter_key).locator("button").first.inner_text().split("\n")[0].strip()

    def choose(self, dimension: str, value: str) -> None:
        """Open a filter, choose one more value, and close it."""
        self.at(f"filter-{dimension}").locator("button").first.click()
        body = self.page.get_by_test_id("stPopoverBody")
        body.locator("input").first.click()
        self.page.get_by_role("option", name=value, exact=True).click()
        self.until_link(lambda url: value in parse_qs(urlsplit(url).query).get(dimension, []))
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Escape")
        body.first.wait_for(state="detached")
