"""Every page once in each theme, opened cold: what went wrong, what axe finds, what the charts say of themselves.

Opening a page takes seconds, so the tests share one tour and each asserts one thing of it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, TimeoutError

from tests.browser.visitor import Visitor

PAGES = {
    "overview": "/",
    "loyalty": "/loyalty",
    "satisfaction": "/satisfaction",
    "voice": "/voice",
    "service": "/service",
    "service-response": "/service?tab=response",
    "service-flow": "/service?tab=flow",
    "trust": "/trust",
    "trust-definitions": "/trust?tab=definitions",
    "trust-tools": "/trust?tab=tools",
    "trust-data": "/trust?tab=data",
    "snapshots": "/snapshots",
    "snapshots-opened": "/snapshots?open=1&tab=1.1",
    "snapshots-today": "/snapshots?open=1&versus=today",
    "data": "/data",
    "settings": "/settings",
}
THEMES = ("light", "dark")
WIDTHS = (1440, 1024, 420)

#: What axe calls worse than a nuisance.
GRAVE = ("serious", "critical")

#: Whose an element is: the nearest of our keys or classes, and the nearest of Streamlit's test ids.
OWNER = """target => {
  const at = document.querySelector(target);
  const key = at.closest('[class*="st-key-"]'), words = at.closest('[class^="cx-"]');
  const named = key && [...key.classList].find(name => name.startsWith('st-key-'));
  const test = at.closest('[data-testid]');
  return {ours: Boolean(words), key: named || '', element: `${test ? test.dataset.testid : ''} ${at.tagName}`};
}"""

#: Pixels by which what is in the page is wider than the page, and the milliseconds it has for laying that out: a busy
#: machine takes several goes.
WIDER = "(main => main.scrollWidth - main.clientWidth)(document.querySelector('[data-testid=stMain]'))"
LAID_OUT = 3000

CHARTS = """all => all.map(plot => {
  const figure = plot.closest('[role="figure"]');
  const card = plot.closest('[class*="st-key-card-"]');
  return {alt: figure ? figure.getAttribute('aria-label') : '', title: card ? card.querySelector('h2').innerText : ''};
})"""


class Finding(NamedTuple):
    """What axe found: its rule, Streamlit's name of the element, whether it lies in markup that we write ourselves."""

    rule: str
    element: str
    ours: bool
    where: str


@dataclass
class Stop:
    """One page in one theme."""

    path: str
    title: str
    finding: str
    findings: list[Finding]
    charts: list[dict[str, str]]
    wider: dict[int, int]


@dataclass
class Tour:
    """All pages in all themes, by (name, theme)."""

    stops: dict[tuple[str, str], Stop] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def travel(browser: Browser, server: str) -> Tour:
    """Open everything."""
    tour = Tour()
    for theme in THEMES:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
        visitor = Visitor(context.new_page(), server)
        for name, path in PAGES.items():
            tour.stops[name, theme] = _stop(visitor, path, narrow=theme == "light")
        tour.errors += visitor.errors
        tour.strangers += visitor.strangers
        context.close()
    return tour


def _stop(visitor: Visitor, path: str, *, narrow: bool) -> Stop:
    visitor.open(path)
    visitor.until_drawn()
    page = visitor.page
    return Stop(
        path, page.title(), visitor.finding, scan(page), page.locator(".js-plotly-plot").evaluate_all(CHARTS),
        {width: _wider(page, width) for width in WIDTHS if narrow},
    )  # fmt: skip


def scan(page: Page) -> list[Finding]:
    """What axe finds grave in what is open now."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    targets = [(rule["id"], node["target"][0]) for rule in found if rule["impact"] in GRAVE for node in rule["nodes"]]
    return [_finding(page, rule, target) for rule, target in targets]


def _finding(page: Page, rule: str, target: str) -> Finding:
    owner = page.evaluate(OWNER, target)
    return Finding(rule, owner["element"], owner["ours"], f"{page.url} {owner['key']} {target}")


def _wider(page: Page, width: int) -> int:
    """Pixels by which the page is wider than the window, once it has been laid out."""
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(200)  # Streamlit lays out anew without saying when
    with suppress(TimeoutError):
        page.wait_for_function(f"{WIDER} <= 0", timeout=LAID_OUT)
    return int(page.evaluate(WIDER))
