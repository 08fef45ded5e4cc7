"""Every page once, opened cold: what went wrong, what axe finds in each theme, what the charts say of themselves, how
wide it is on each screen and on paper.

Opening a page takes seconds, so the tests share one tour and each asserts one thing of it; the theme changes while a
page is open, as it does in the evening.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, TimeoutError

from tests.browser.visitor import Visitor

PAGES = {
    "overview": "/",
    "loyalty": "/loyalty",
    "satisfaction": "/satisfaction",
    "loyalty-table": "/loyalty?table=by-nps-nps",
    "loyalty-rows": "/loyalty?open=by-nps-nps:Chat",
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
    "snapshots-compared": "/snapshots?open=1&versus=2",
    "data": "/data",
    "settings": "/settings",
}
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
WIDTHS = (1440, 1024, 420)

#: Where the page ends that is printed, in pixels: A4 lying, less its margins.
PAPER = (842 - 2 * 25.5) * 96 / 72
PRINTED = """Math.max(...[...document.querySelectorAll('[data-testid=stMain] :is(.main-svg, .cx-head, table)')]
  .map(at => at.getBoundingClientRect().right))"""

#: Whether the page has the ground of a theme.
GROUND = "theme => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === theme"

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
    """One page. findings: of axe in each theme; wider: pixels by screen; printed: where it ends on paper."""

    path: str
    title: str
    finding: str
    findings: list[Finding]
    charts: list[dict[str, str]]
    wider: dict[int, int]
    printed: float


@dataclass
class Tour:
    """All pages by their names."""

    stops: dict[str, Stop] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def travel(browser: Browser, server: str) -> Tour:
    """Open everything."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    visitor = Visitor(context.new_page(), server)
    stops = {name: _stop(visitor, path) for name, path in PAGES.items()}
    context.close()
    return Tour(stops, visitor.errors, visitor.strangers)


def _stop(visitor: Visitor, path: str) -> Stop:
    visitor.page.emulate_media(color_scheme="light")
    visitor.open(path)
    visitor.until_drawn()
    page = visitor.page
    return Stop(
        path, page.title(), visitor.finding, [found for theme in THEMES for found in _scanned(page, theme)],
        page.locator(".js-plotly-plot").evaluate_all(CHARTS), {width: _wider(page, width) for width in WIDTHS},
        _printed(page),
    )  # fmt: skip


def _scanned(page: Page, theme: Theme) -> list[Finding]:
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(GROUND, arg=theme)
    return scan(page)


def _printed(page: Page) -> float:
    """Where the page ends on paper."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(media="print")
    end = float(page.evaluate(PRINTED))
    page.emulate_media(media="screen")
    return end


def scan(page: Page) -> list[Finding]:
    """What axe finds grave in what is open now."""
    found: list[dict[str, Any]] = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
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
