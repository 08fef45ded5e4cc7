"""Every page, opened cold by its link, in both themes and on paper: no error, no stranger, nothing that somebody cannot
use.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pages._parts.registry import BY_NAME, ENTRIES
from tests.browser.tour import PAGES, PAPER, WIDTHS, Finding, Tour, scan, travel
from tests.browser.visitor import Visitor

FINDINGS = Path(__file__).with_name("streamlit_findings.toml")
KNOWN = {(entry["rule"], entry["element"]): entry["reason"] for entry in tomllib.loads(FINDINGS.read_text())["finding"]}


@pytest.fixture(scope="module")
def tour(browser: Browser, server: str) -> Tour:
    """All pages in all themes."""
    return travel(browser, server)


def test_the_tour_leads_to_every_page() -> None:
    assert {name.partition("-")[0] for name in PAGES} == {entry.name for entry in ENTRIES}


def test_a_cold_deep_link_leads_to_its_page(tour: Tour) -> None:
    titles = {key: stop.title for key, stop in tour.stops.items()}

    assert titles == {key: f"{BY_NAME[key.partition('-')[0]].title} · CX" for key in tour.stops}
    assert [key for key, stop in tour.stops.items() if not stop.finding] == []


def test_tabs_lead_to_something_else(tour: Tour) -> None:
    titles = [tuple(chart["title"] for chart in stop.charts) for key, stop in tour.stops.items() if "service" in key]

    assert len(set(titles)) == 3


def test_no_page_has_an_error_in_the_console(tour: Tour) -> None:
    assert tour.errors == []


def test_no_page_asks_another_host(tour: Tour) -> None:
    assert tour.strangers == []


def test_no_page_scrolls_sideways(tour: Tour) -> None:
    wider = {key: stop.wider for key, stop in tour.stops.items()}

    assert wider == {key: dict.fromkeys(WIDTHS, 0) for key in wider}


def test_every_page_fits_on_the_sheet_it_is_printed_on(tour: Tour) -> None:
    ends = {key: stop.printed for key, stop in tour.stops.items() if "rows" not in key}

    assert all(0 < end <= PAPER for end in ends.values()), ends


def test_every_chart_has_a_title_and_an_alternative_text(tour: Tour) -> None:
    charts = [(key, chart) for key, stop in tour.stops.items() for chart in stop.charts]

    assert len(charts) >= 20
    assert [(key, chart) for key, chart in charts if not (chart["alt"] and chart["title"])] == []


def test_nothing_that_we_draw_has_a_grave_finding(tour: Tour) -> None:
    assert [found for found in findings(tour) if (found.rule, found.element) not in KNOWN] == []


def test_findings_of_streamlit_that_no_longer_occur_leave_the_list(tour: Tour) -> None:
    occurs = Counter((found.rule, found.element) for found in findings(tour))

    assert [entry for entry in KNOWN if not occurs[entry]] == []
    assert [found for found in findings(tour) if found.ours] == []
    assert all(reason for reason in KNOWN.values())


def findings(tour: Tour) -> list[Finding]:
    return [found for stop in tour.stops.values() for found in stop.findings]


def test_the_scan_would_find_something(visitor: Visitor) -> None:
    visitor.open("/loyalty")

    visitor.page.evaluate("document.querySelector('.cx-head').append(document.createElement('img'))")

    assert [(found.rule, found.ours) for found in scan(visitor.page)] == [("image-alt", True)]


@pytest.mark.parametrize("opened", ["details-by-nps-nps", "filter-channel", "period", "share"])
def test_what_opens_has_no_grave_finding_either(visitor: Visitor, opened: str) -> None:
    visitor.open("/loyalty")

    visitor.at(opened).locator("button").first.click()
    visitor.page.get_by_test_id("stPopoverBody").wait_for()

    assert [found for found in scan(visitor.page) if (found.rule, found.element) not in KNOWN] == []
