"""A mark of a chart is chosen, the page filtered by it or its rows read; and the way back, by mouse and by keyboard."""

from __future__ import annotations

import pytest

from tests.browser.tour import scan
from tests.browser.visitor import Visitor
from tests.pages import small

CHAT = "by-nps-nps:Chat"

#: A cell of an hour in which there are tickets.
FILLED = {"arrivals": "0x9"}


def answers(**given: str) -> int:
    """Answers to NPS in the four finished weeks, counted from the rows that were put in."""
    rows = small.answers(60).to_pandas()
    rows = rows[(rows["survey"] == "nps") & rows["answered_at"].between("2026-02-09", "2026-03-09")]
    for name, value in given.items():
        rows = rows[rows[name] == value]
    return len(rows)


def test_a_click_filters_the_page_and_both_ways_lead_back(visitor: Visitor) -> None:
    visitor.open("/loyalty")

    visitor.click_mark("by-nps-nps", "Chat")
    assert visitor.query == {"choose": [CHAT]}
    assert "Channel" not in visitor.cover

    visitor.at("filter-by-nps-nps").locator("button").click()
    visitor.until_says("Channel: Chat.")
    assert visitor.query == {"channel": ["Chat"], "back": ["channel"]}

    visitor.page.reload()
    visitor.settle()
    assert "filtered by “Chat”" in visitor.at("notice-narrowed").inner_text()

    visitor.at("widen").locator("button").click()
    visitor.until_silent_on("Channel: Chat.")
    assert visitor.query == {}
    assert visitor.at("notice-narrowed").count() == 0


def test_the_back_button_undoes_a_filter_and_then_the_choice(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    visitor.click_mark("by-nps-nps", "Chat")
    visitor.at("filter-by-nps-nps").locator("button").click()
    visitor.until_says("Channel: Chat.")

    visitor.page.go_back()
    visitor.until_silent_on("Channel: Chat.")
    assert visitor.query == {"choose": [CHAT]}
    assert visitor.at("notice-narrowed").count() == 0

    visitor.page.go_back()
    visitor.until_link(lambda url: "choose" not in url)
    visitor.at("filter-by-nps-nps").wait_for(state="detached")
    assert visitor.query == {}


def test_the_keyboard_alone_filters_the_page_and_takes_it_back(visitor: Visitor) -> None:
    visitor.open("/loyalty")

    visitor.tab_to("Choose a channel")
    visitor.page.keyboard.type("Chat")
    visitor.page.get_by_role("option", name="Chat").first.wait_for()
    visitor.page.keyboard.press("Enter")
    visitor.until_link(lambda url: "choose=" in url)
    visitor.tab_to("Filter page")
    visitor.page.keyboard.press("Enter")
    visitor.until_says("Channel: Chat.")
    visitor.page.keyboard.press("Escape")
    visitor.tab_to("Back to all")
    visitor.page.keyboard.press("Enter")
    visitor.until_silent_on("Channel: Chat.")

    assert visitor.query.get("channel") is None


@pytest.mark.parametrize(
    ("path", "charts"),
    [
        ("/loyalty", ("by-nps-nps", "nps-why", "nps-trend", "nps-classes", "nps-answers")),
        ("/satisfaction", ("csat-trend", "answers-by-csat")),
        ("/voice", ("moods-by",)),
        ("/service", ("fcr-rules", "still-open")),
        ("/service?tab=response", ("first-reply-trend", "first-reply-spread", "first-reply-within", "arrivals")),
        ("/service?tab=flow", ("flow", "backlog")),
        ("/trust?tab=definitions", ("definitions-sides",)),
    ],
)
def test_dots_lines_columns_steps_and_cells_can_be_chosen_by_a_click(
    visitor: Visitor, path: str, charts: tuple[str, ...]
) -> None:
    visitor.open(path)

    for chart in charts:
        tokens = visitor.tokens(chart)
        token = FILLED.get(chart, tokens[len(tokens) // 3])  # the last buckets and columns may be empty
        visitor.click_mark(chart, token)

        assert visitor.query["choose"] == [f"{chart}:{token}"]
        visitor.at(f"unchoose-{chart}").wait_for()
    visitor.at(f"unchoose-{charts[-1]}").locator("button").click()
    visitor.until_link(lambda url: "choose" not in url)
    visitor.at(f"unchoose-{charts[-1]}").wait_for(state="detached")


def test_a_choice_survives_a_reload_and_the_other_marks_are_dimmed(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    visitor.click_mark("by-nps-nps", "Chat")

    visitor.page.reload()
    visitor.settle()
    visitor.until_drawn()

    assert visitor.query == {"choose": [CHAT]}
    shown = visitor.at("fig-by-nps-nps").locator(".scatterlayer .point")
    opacities = set(shown.evaluate_all("all => all.map(at => getComputedStyle(at).opacity)"))
    assert len(opacities) == 2


def test_exactly_the_rows_behind_a_number_are_shown(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    visitor.click_mark("by-nps-nps", "Chat")

    visitor.at("read-by-nps-nps").locator("button").click()
    visitor.drawer.wait_for(state="attached")

    n = answers(channel="Chat")
    assert int(visitor.drawer.get_attribute("aria-rowcount") or 0) - 1 == n
    assert f"Chat: {n} answers" in visitor.page.get_by_role("dialog").inner_text()
    assert [found for found in scan(visitor.page) if found.ours] == []


def test_what_is_closed_leaves_the_link_and_the_back_button_opens_it_again(visitor: Visitor) -> None:
    visitor.open(f"/loyalty?open={CHAT}")
    visitor.drawer.wait_for(state="attached")

    visitor.page.keyboard.press("Escape")
    visitor.until_link(lambda url: "open=" not in url)

    assert visitor.page.get_by_role("dialog").count() == 0
    visitor.page.go_back()
    visitor.drawer.wait_for(state="attached")
