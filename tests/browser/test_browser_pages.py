"""Pages in a real browser: themes, errors, strangers, widths, and files opened without a network."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from cx.store.warehouse import open_warehouse
from tests.browser.visitor import Visitor
from tests.pages import small

PAGES = ("/", "/loyalty", "/satisfaction", "/service")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_an_error_or_asks_another_host_in_either_theme(browser: Browser, server: str, theme: str) -> None:
    context = browser.new_context(color_scheme=theme)  # type: ignore[arg-type]
    visitor = Visitor(context.new_page(), server)

    for path in PAGES:
        visitor.open(path)
        visitor.page.locator(".js-plotly-plot .main-svg").first.wait_for()

    context.close()
    assert visitor.errors == []
    assert visitor.strangers == []


@pytest.mark.parametrize("width", [1440, 1024, 420])
def test_no_page_scrolls_sideways(browser: Browser, server: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    visitor = Visitor(context.new_page(), server)
    wider = {}

    for path in PAGES:
        visitor.open(path)
        wider[path] = visitor.page.evaluate(
            "(() => { const main = document.querySelector('[data-testid=stMain]');"
            " return main.scrollWidth - main.clientWidth })()"
        )

    context.close()
    assert wider == dict.fromkeys(PAGES, 0)


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
    with visitor.page.expect_download() as expected:
        visitor.at("download").locator("button").click()
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


def test_the_keyboard_reaches_links_and_filters_and_is_seen_there(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    reached: dict[str, str] = {}

    for _ in range(20):
        visitor.page.keyboard.press("Tab")
        name, mark = visitor.page.evaluate(
            "(() => { const at = document.activeElement, look = getComputedStyle(at);"
            " return [at.innerText, look.outlineStyle !== 'none' || look.boxShadow !== 'none' ? 'seen' : ''] })()"
        )
        reached |= {known: mark for known in ("Service", "Channel", "Region", "Download", "Details") if known in name}

    assert reached == dict.fromkeys(("Service", "Channel", "Region", "Download", "Details"), "seen")


def test_a_table_offers_no_file_that_does_not_say_what_it_is_of(visitor: Visitor) -> None:
    visitor.open("/loyalty?table=by-nps-nps")

    table = visitor.page.get_by_test_id("stDataFrame")
    table.hover()

    assert table.get_by_test_id("stElementToolbarButton").count() > 0
    assert visitor.page.get_by_role("button", name="Download as CSV").count() == 0
