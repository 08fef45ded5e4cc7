"""Links in a real browser: cold, reloaded, switched, gone back to; and what the browser writes into them."""

from __future__ import annotations

from urllib.parse import urlsplit

from cx.filters import Filters
from pages._parts.registry import ENTRIES
from tests.browser.visitor import Visitor
from tests.pages import small


def nps_by_hand(channel: str, first: str, last: str) -> float:
    """The score counted from the rows that were put in, without the product."""
    rows = small.answers(60).to_pandas()
    days = rows["answered_at"].dt.strftime("%Y-%m-%d")
    scores = rows["score"][(rows["survey"] == "nps") & (rows["channel"] == channel) & days.between(first, last)]
    return float(100 * ((scores >= 9).mean() - (scores <= 6).mean()))


CHAT = "80 answers, 9 Feb–8 Mar 2026 against 12 Jan–8 Feb 2026. Channel: Chat."


def test_a_cold_deep_link_opens_the_right_page_with_frame_filters_and_numbers(visitor: Visitor) -> None:
    visitor.open("/loyalty?channel=Chat&period=4w")

    now, before = nps_by_hand("Chat", "2026-02-09", "2026-03-08"), nps_by_hand("Chat", "2026-01-12", "2026-02-08")
    assert visitor.finding == f"NPS is −{-now:.0f}, a clear rise of {now - before:.1f} points"
    assert visitor.cover.startswith(CHAT)
    assert visitor.state_of("filter-channel") == "Channel: Chat"
    assert visitor.page.get_by_test_id("stPageLink").count() >= 4


def test_a_reload_keeps_everything(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    visitor.choose("channel", "Chat")
    visitor.until_says("Channel: Chat.")
    before = visitor.page.url, visitor.finding, visitor.cover

    visitor.page.reload()
    visitor.settle()

    assert (visitor.page.url, visitor.finding, visitor.cover) == before


def test_what_the_browser_writes_is_what_the_filters_say(visitor: Visitor) -> None:
    visitor.open("/loyalty")

    visitor.choose("channel", "E-mail")
    visitor.until_says("Channel: E-mail.")
    visitor.choose("channel", "Chat")
    visitor.until_says("Channel: Chat, E-mail.")
    visitor.choose("region", "(not given)")
    visitor.until_says("Region: (not given).")
    visitor.page.get_by_role("radio", name="Month").click()
    visitor.until_link(lambda url: "grain=month" in url)

    chosen = Filters(grain="month").where_("channel", ["Chat", "E-mail"]).where_("region", [None])
    assert visitor.query == chosen.to_query()


def test_a_page_switch_keeps_the_filters(visitor: Visitor) -> None:
    visitor.open("/loyalty?channel=Chat&grain=month")

    visitor.page.get_by_role("link", name="Service").click()
    visitor.until_link(lambda url: urlsplit(url).path == "/service")

    assert visitor.query == {"channel": ["Chat"], "grain": ["month"]}
    assert "Channel: Chat." in visitor.cover
    assert visitor.state_of("filter-channel") == "Channel: Chat"


def test_the_back_button_takes_back_the_last_filter_and_then_the_page(visitor: Visitor) -> None:
    visitor.open("/?period=13w")
    visitor.page.get_by_role("link", name="Loyalty").first.click()
    visitor.until_link(lambda url: urlsplit(url).path == "/loyalty")
    visitor.choose("channel", "Chat")
    visitor.until_says("Channel: Chat.")

    visitor.page.go_back()
    visitor.until_silent_on("Channel")
    without_filter = visitor.path, visitor.query, "Channel" in visitor.cover, visitor.state_of("filter-channel")
    visitor.page.go_back()
    visitor.until_link(lambda url: urlsplit(url).path == "/")

    assert without_filter == ("/loyalty", {"period": ["13w"]}, False, "Channel")
    assert visitor.query == {"period": ["13w"]}


def test_going_back_at_once_after_a_popover_was_closed_is_heeded(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    visitor.choose("channel", "Chat")

    visitor.page.go_back()
    visitor.until_silent_on("Channel")

    assert visitor.query == {}
    assert visitor.state_of("filter-channel") == "Channel"


def test_links_opened_in_a_new_tab_lead_to_their_page_with_the_filters(visitor: Visitor) -> None:
    visitor.open("/loyalty?channel=Chat")

    navigation = visitor.at("nav").get_by_test_id("stPageLink").get_by_role("link")
    navigation.nth(len(ENTRIES) - 1).wait_for()
    links = navigation.evaluate_all("all => all.map(a => a.href)")

    expected = [entry.name for entry in ENTRIES]
    assert [link.removeprefix(visitor.server) for link in links] == [f"/{name}?channel=Chat" for name in expected]


def test_what_went_back_stays_back_on_the_next_change(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    visitor.choose("channel", "Chat")
    visitor.until_says("Channel: Chat.")
    visitor.page.go_back()
    visitor.until_silent_on("Channel")

    visitor.page.get_by_role("radio", name="Month").click()
    visitor.until_link(lambda url: "grain=month" in url)

    assert visitor.query == {"grain": ["month"]}


def test_an_unknown_value_is_named_and_can_be_removed(visitor: Visitor) -> None:
    visitor.open("/loyalty?channel=Chat&channel=Fax")

    assert "Channel has no value “Fax”" in visitor.at("notice-unknown-0").inner_text()
    assert visitor.query == {"channel": ["Chat", "Fax"]}

    visitor.at("remove-unknown-0").locator("button").click()
    visitor.until_link(lambda url: "Fax" not in url)

    assert visitor.query == {"channel": ["Chat"]}
    assert visitor.cover.startswith(CHAT)


def test_clear_filters_clears_what_a_closed_popover_held(visitor: Visitor) -> None:
    visitor.open("/loyalty")
    visitor.choose("channel", "Chat")
    visitor.until_says("Channel: Chat.")

    visitor.at("clear").locator("button").click()
    visitor.until_silent_on("Channel")
    visitor.page.get_by_role("radio", name="Day").click()
    visitor.until_link(lambda url: "grain=day" in url)

    assert visitor.query == {"grain": ["day"]}


def test_the_dimension_of_a_breakdown_is_in_the_link_and_survives_a_reload(visitor: Visitor) -> None:
    visitor.open("/loyalty")

    visitor.page.get_by_role("radio", name="Region").click()
    visitor.until_link(lambda url: "by=region" in url)
    visitor.page.reload()
    visitor.settle()

    assert "NPS by region" in visitor.at("card-by-nps-nps").inner_text()


def test_two_quick_choices_are_both_kept(visitor: Visitor) -> None:
    visitor.open("/loyalty")

    visitor.page.get_by_role("radio", name="Month").click()
    visitor.page.get_by_role("radio", name="Region").click()
    visitor.until_link(lambda url: "by=region" in url and "grain=month" in url)

    assert visitor.query == {"grain": ["month"], "by": ["region"]}
    assert "NPS by region" in visitor.at("card-by-nps-nps").inner_text()


def test_the_copied_link_opens_the_same_page_with_absolute_dates(visitor: Visitor) -> None:
    visitor.open("/loyalty?channel=Chat")
    before = visitor.finding, visitor.cover
    visitor.at("share").locator("button").first.click()
    address = visitor.page.get_by_test_id("stPopoverBody").locator("code").inner_text().strip()

    visitor.page.goto(address)
    visitor.settle()

    assert (visitor.finding, visitor.cover) == before
    assert visitor.query["period"] == ["2026-02-09..2026-03-08"]
    assert visitor.query["definition"]
