"""Nothing jumps: on a page that is there, no part moves by itself when something is chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.visitor import Visitor

#: Adds up how far parts of the page move by themselves, as shares of the window (Layout Instability, W3C draft).
WATCH = """window.moved = []; new PerformanceObserver(list => list.getEntries().forEach(entry => window.moved.push(
  [entry.value, ...entry.sources.map(source => source.node && source.node.className || '')])))
  .observe({type: 'layout-shift'})"""

#: A share that somebody hardly sees: a line of text more or less, below the charts.
STEADY = 0.02

#: Milliseconds in which what was chosen has been drawn, and whatever follows it has moved.
DRAWN = 700


def moved(visitor: Visitor, act: Callable[[], object]) -> list[object]:
    """What moves while something is done and drawn."""
    visitor.page.evaluate("window.moved.length = 0")
    act()
    visitor.until_drawn()
    visitor.page.wait_for_timeout(DRAWN)
    found: list[object] = visitor.page.evaluate("window.moved.filter(entry => entry[0] >= 0.001)")
    return found if sum(entry[0] for entry in found) >= STEADY else []  # type: ignore[index]


@pytest.mark.parametrize(("path", "chart"), [("/loyalty", "by-nps-nps"), ("/voice", "moods-by")])
def test_nothing_jumps_when_something_is_chosen(visitor: Visitor, path: str, chart: str) -> None:
    visitor.open(path)
    visitor.until_drawn()
    visitor.page.evaluate(WATCH)

    def month() -> None:
        visitor.page.get_by_role("radio", name="Month").click()
        visitor.until_link(lambda url: "grain=month" in url)

    def as_table() -> None:
        visitor.page.get_by_test_id("stPopoverBody").get_by_text("Show as table").click()
        visitor.until_link(lambda url: "table=" in url)

    assert moved(visitor, month) == []
    visitor.at(f"fig-{chart}").scroll_into_view_if_needed()
    assert moved(visitor, lambda: visitor.click_mark(chart, visitor.tokens(chart)[0])) == []
    visitor.at(f"details-{chart}").locator("button").first.click()
    visitor.page.get_by_test_id("stPopoverBody").wait_for()
    assert moved(visitor, as_table) == []


def test_a_jump_would_be_seen(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    visitor.until_drawn()
    visitor.page.evaluate(WATCH)

    def jump() -> None:
        visitor.page.evaluate("document.querySelector('.cx-head').style.marginTop = '300px'")

    assert moved(visitor, jump) != []
