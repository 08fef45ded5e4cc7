"""From a click to the last repainted chart, in Chromium, of each page against the same page drawn from constants.

The click changes the grain of the page under a filter nobody asked for before. Made again, it finds the page's model
remembered: then the same frame draws words, tables and figures that are constants.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

from tests.browser.serving import launched, served
from tests.browser.tour import PAGES
from tests.browser.visitor import Visitor

#: Periods that nobody asked for before, one for each time a page is measured.
PERIODS = ("29d", "36d", "43d")

#: The pages with charts by day, week or month: a click on the grain draws those anew.
TIMED = ("overview", "loyalty", "satisfaction", "voice", "service", "service-response", "service-flow")

#: Remembers when something was clicked and when a chart changed last.
WATCH = """(() => {
  window.clicked = window.painted = 0;
  const plot = '.js-plotly-plot', holds = node => node.matches && (node.matches(plot) || node.querySelector(plot));
  const inChart = change => change.target.closest('.js-plotly-plot') || [...change.addedNodes].some(holds);
  document.addEventListener('click', () => { window.clicked = performance.now(); window.painted = 0; }, true);
  new MutationObserver(changes => {
    if (changes.some(inChart)) window.painted = performance.now();
  }).observe(document.body, {subtree: true, childList: true, attributes: true});
})()"""

#: Milliseconds without any change after which a page is taken to be done.
QUIET = 700
#: How often it is looked whether it is.
PATIENCE = 200


class Run(NamedTuple):
    """Milliseconds of one page: of clicks that nobody made before, and of the same drawn from constants."""

    page: str
    new: float
    constants: float

    @property
    def ratio(self) -> float:
        """How many times as long."""
        return self.new / self.constants


def bench(folder: Path) -> None:
    """Print one line per page, with the database that the other parts left in the folder."""
    environment = {
        "CX_WAREHOUSE_URL": f"duckdb:///{folder}/both.duckdb",
        "CX_WORKSPACE_URL": f"sqlite:///{folder}/both.sqlite",
    }
    with sync_playwright() as playwright:
        browser = launched(playwright)
        if browser is None:
            print("browser: no Chromium is found, so clicks are not timed", flush=True)
            return
        with served(environment, folder / "server.log") as address:
            visitor = Visitor(browser.new_page(viewport={"width": 1440, "height": 900}), address)
            for run in runs(visitor):
                print(
                    f"browser {run.page:<20} click to last chart {run.new:6.0f} ms  from constants "
                    f"{run.constants:6.0f} ms  {run.ratio:5.2f} x",
                    flush=True,
                )
        browser.close()


def runs(visitor: Visitor) -> Iterator[Run]:
    """The median of each page, in turns: new, then from constants."""
    for name in TIMED:
        path = PAGES[name]
        times = [(_clicked(visitor, path, period), _clicked(visitor, path, period)) for period in PERIODS]
        yield Run(name, *(statistics.median(column) for column in zip(*times, strict=True)))


def _clicked(visitor: Visitor, path: str, period: str) -> float:
    """Milliseconds from the click to the last change of a chart."""
    visitor.open(f"{path}{'&' if '?' in path else '?'}{urlencode({'period': period})}")
    visitor.page.locator(".js-plotly-plot").first.wait_for()
    visitor.until_drawn()
    visitor.page.wait_for_timeout(QUIET)
    visitor.page.evaluate(WATCH)
    visitor.page.get_by_role("radio", name="Month").click()
    for _ in range(PATIENCE):
        painted, now, clicked = visitor.page.evaluate("[window.painted, performance.now(), window.clicked]")
        if painted and now - painted > QUIET:
            return float(painted - clicked)
        visitor.page.wait_for_timeout(QUIET / 4)
    raise RuntimeError(f"No chart of {path} changed.")


if __name__ == "__main__":
    bench(Path(sys.argv[1]))
