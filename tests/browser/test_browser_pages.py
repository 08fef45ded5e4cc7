"""Pages in a real browser: texts, cards, files opened without a network, the keyboard, newer data."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser

from cx.store.warehouse import open_warehouse
from tests.browser.visitor import Visitor
from tests.pages import small


def test_texts_of_the_data_are_shown_as_they_are(visitor: Visitor) -> None:
    visitor.open("/loyalty?channel=*Phone*+<b>")

    assert visitor.state_of("filter-channel") == "Channel: *Phone* <b>"
    assert "Channel: *Phone* <b>." in visitor.cover
    assert visitor.errors == []


def test_a_card_leads_to_its_page_with_the_filters(visitor: Visitor) -> None:
    visitor.open("/?channel=Chat")

    visitor.at("kpi-nps").get_by_role("link").click()
    visitor.until_link(lambda url: urlsplit(url).path == "/loyalty")

    assert visitor.query == {"channel": ["Chat"]}


def test_a_page_can_be_downloaded_and_opened_without_a_network(
    visitor: Visitor, browser: Browser, tmp_path: Path
) -> None:
    visitor.open("/loyalty?channel=Chat")
    visitor.at("share").locator("button").first.click()
    with visitor.page.expect_download() as expected:
        visitor.at("file-html").locator("button").click()
    file = tmp_path / "loyalty.html"
    expected.value.save_as(file)

    context = browser.new_context(offline=True)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(file.as_uri())
    page.locator(".main-svg").first.wait_for()

    assert page.locator("h1").inner_text().replace("\u00a0", " ") == visitor.finding
    assert page.locator(".figure .main-svg").count() >= 4
    assert errors == []
    context.close()


def test_the_numbers_of_a_chart_can_be_downloaded(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    visitor.at("details-by-nps-nps").locator("button").first.click()

    with visitor.page.expect_download() as expected:
        visitor.at("csv-by-nps-nps").locator("button").click()

    text = Path(expected.value.path()).read_text(encoding="utf-8-sig")
    assert "channel,value,low,high,n" in text
    assert "Chat,-41.25," in text


def test_a_chart_can_be_taken_away_as_a_picture(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    visitor.at("details-by-nps-nps").locator("button").first.click()

    with visitor.page.expect_download() as expected:
        visitor.at("png-by-nps-nps").locator("button").click()

    with Image.open(expected.value.path()) as picture:
        assert (picture.format, picture.width) == ("PNG", 2400)
    assert expected.value.suggested_filename == "by-nps-nps.png"


def test_the_bar_stays_in_sight_while_the_page_scrolls(visitor: Visitor) -> None:
    visitor.open("/service")

    visitor.page.locator(".st-key-card-by-resolution-median").scroll_into_view_if_needed()

    assert visitor.at("filterbar").evaluate("bar => bar.getBoundingClientRect().top") >= 0


def test_an_open_page_moves_over_to_newer_data_by_itself(visitor: Visitor, served: Path) -> None:
    visitor.open("/")
    before = visitor.finding
    assert "In all 3,531 answers" in visitor.cover

    warehouse = open_warehouse(small.settings(served).warehouse_url, small.settings(served))
    with warehouse.publish() as batch:
        batch.add("answers", small.one_more_answer())
    warehouse.close()
    visitor.until_says("In all 3,532 answers")

    assert visitor.finding == before


#: What a visitor of the keyboard is at, and whether that can be seen; without a focus all of the page is.
FOCUS = """(() => {
  const at = document.activeElement, look = getComputedStyle(at);
  const marked = look.outlineStyle !== 'none' || look.boxShadow !== 'none';
  return [at.matches('a, button') ? at.innerText : '', marked ? 'seen' : ''];
})()"""


def test_the_keyboard_reaches_links_and_filters_and_is_seen_there(visitor: Visitor) -> None:
    wanted = ("Service", "Channel", "Region", "Share", "Details")
    visitor.open("/loyalty")
    visitor.until_drawn()
    reached: dict[str, str] = {}

    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        name, mark = visitor.page.evaluate(FOCUS)
        reached |= {known: mark for known in wanted if known in name}

    assert reached == dict.fromkeys(wanted, "seen")


def test_a_table_offers_no_file_that_does_not_say_what_it_is_of(visitor: Visitor) -> None:
    visitor.open("/loyalty?table=by-nps-nps")

    table = visitor.page.get_by_test_id("stDataFrame")
    table.hover()

    assert table.get_by_test_id("stElementToolbarButton").count() > 0
    assert visitor.page.get_by_role("button", name="Download as CSV").count() == 0
