"""A morning with the keyboard alone: days, a filter, a mark and its rows, a view, a marker, a setting."""

from __future__ import annotations

from pathlib import Path

from cx.store.workspace import Workspace
from tests.browser.visitor import Visitor
from tests.pages import small


def enter(visitor: Visitor, name: str) -> None:
    visitor.tab_to(name)
    visitor.page.keyboard.press("Enter")


#: Whether the focus is in what is open.
INSIDE = "document.activeElement.closest('[data-testid=stPopoverBody]') !== null"


def opened(visitor: Visitor, name: str) -> None:
    """Open a popover and go into it: to Streamlit it comes after all of the page."""
    enter(visitor, name)
    visitor.page.get_by_test_id("stPopoverBody").locator("input, button").first.wait_for()
    visitor.settle()
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate(INSIDE):
            return
    raise AssertionError(f"The keyboard does not get into {name!r}.")


def closed(visitor: Visitor) -> None:
    """Close what is open."""
    visitor.page.keyboard.press("Escape")
    visitor.page.get_by_test_id("stPopoverBody").wait_for(state="detached")
    visitor.settle()


def write(visitor: Visitor, name: str, text: str) -> None:
    visitor.tab_to(name)
    visitor.page.keyboard.type(text)


def test_a_page_is_filtered_read_and_kept_with_the_keyboard_alone(visitor: Visitor, served: Path) -> None:
    visitor.open("/loyalty")

    opened(visitor, "9 Feb–8 Mar 2026")
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.keyboard.press("Enter")
    visitor.until_link(lambda url: "period=13w" in url)
    closed(visitor)
    opened(visitor, "Channel")
    visitor.page.keyboard.type("Chat")
    visitor.page.get_by_role("option", name="Chat", exact=True).wait_for()
    visitor.page.keyboard.press("Enter")
    visitor.until_says("Channel: Chat.")
    visitor.page.keyboard.press("Escape")
    closed(visitor)
    write(visitor, "Choose a week", "2 Mar")
    visitor.page.keyboard.press("Enter")
    visitor.until_link(lambda url: "choose=nps-trend" in url)
    enter(visitor, "Read answers")
    visitor.drawer.wait_for(state="attached")
    visitor.page.keyboard.press("Escape")
    visitor.until_link(lambda url: "open=" not in url)
    opened(visitor, "Views")
    visitor.page.keyboard.type("Chat, by keyboard")
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_test_id("stPopoverBody").get_by_role("link", name="Chat, by keyboard").wait_for()

    (view,) = Workspace(small.environment(served)["workspace_url"]).views()
    assert view.query == "period=13w&channel=Chat&choose=nps-trend%3A2026-03-02"


def test_a_marker_and_a_setting_are_written_down_with_the_keyboard_alone(visitor: Visitor, served: Path) -> None:
    workspace = Workspace(small.environment(served)["workspace_url"])
    visitor.open("/")

    opened(visitor, "Add a marker")
    write(visitor, "What happened", "Release 5")
    enter(visitor, "Add the marker")
    visitor.page.get_by_text("Saved").wait_for()
    visitor.open("/settings")
    write(visitor, "Too few to be judged", "40")
    enter(visitor, "Save")
    visitor.page.get_by_text("Saved").wait_for()

    assert [marker.text for marker in workspace.markers()] == ["Release 5"]
    assert workspace.settings() == {"grey_below": "40"}
    workspace.set_settings({"grey_below": None})
    workspace.remove_marker(workspace.markers()[0].marker_id)
