"""A snapshot is drawn again from what was kept, without any query, and shows what the screen showed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cx.company import Company, open_own
from cx.errors import Unavailable
from cx.filters import Filters
from cx.reports import language, names
from cx.reports.ask import Arrangement
from cx.reports.page import Cards, Chart, Message, Page, Quotes, Table
from cx.reports.pages import WHOLE
from cx.snapshots.content import Content, Shown, ask_of
from cx.snapshots.encoding import from_bytes, to_bytes
from cx.snapshots.redraw import differences, pages_of
from cx.snapshots.taking import take
from cx.store.warehouse import Warehouse
from tests.keeping import company_of, on_screen, taken, told
from tests.pages import small

#: Filters, arrangement and language of whole dashboards.
CASES: dict[str, tuple[Filters, Arrangement, str]] = {
    "as it opens": (Filters(), Arrangement(), "en"),
    "filtered, in Lithuanian": (
        Filters(where=(("channel", ("chat", "email", None)),)), Arrangement(by="region", search="slow"), "lt",
    ),
    "other definitions": (
        Filters.from_query({"definition": ["fcr.F1:14", "nps.nps@customer", "first_response.within:14400"],
                            "period": "12w", "compare": "year"}),
        Arrangement(by="survey", beside="resolution", versus="zendesk", about="nps"), "en",
    ),
    "a period that is still running": (
        Filters(period="this_month", grain="day"), Arrangement(mood="unhappy", start=20), "ru",
    ),
    "nothing matches": (Filters(where=(("channel", ("telex",)),)), Arrangement(), "en"),
    "one anonymous question": (Filters(period="all", where=(("survey", ("pulse",)),)), Arrangement(by="region"), "en"),
}  # fmt: skip


@pytest.fixture(scope="module")
def company(sample: Warehouse) -> Company:
    """The sample company."""
    return company_of(sample, is_sample=True)


def same(page: Page, drawn: Page) -> None:
    """Whether two pages tell the same, part by part."""
    assert (page.name, page.head, page.tabs) == (drawn.name, drawn.head, drawn.tabs)
    for one, other in zip(page.parts, drawn.parts, strict=True):
        assert told(one) == told(other)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_redraw_tells_what_the_screen_told_part_by_part(
    company: Company, case: tuple[Filters, Arrangement, str]
) -> None:
    filters, arranged, spoken = case
    content = from_bytes(to_bytes(taken(company, *case)))

    for page, drawn in zip(on_screen(company, filters, arranged, spoken), pages_of(content), strict=True):
        same(page, drawn)
    assert differences(content) == ()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A small company of its own, with business hours and with what people write down; only to be read."""
    folder = tmp_path_factory.mktemp("own")
    small.build(folder, calendars=small.CALENDARS)
    company = open_own(small.settings(folder, calendars=small.CALENDARS))
    workspace = company.workspace
    workspace.add_marker(date(2026, 2, 2), date(2026, 2, 9), "=1+1 <b>Outage</b>", "incident")
    workspace.set_goal("nps.nps", 0.4)
    workspace.set_benchmark("nps.nps", 0.31, "Retail", "a study")
    workspace.set_labels({("channel", "Chat"): "Live chat", ("region", ""): "Land", ("agent", "7"): "Ona"})
    company.refresh()
    return company


@pytest.fixture(params=["", "pulse"], ids=["all questions", "an anonymous question"])
def kept(own: Company, tmp_path: Path, request: pytest.FixtureRequest) -> tuple[Content, tuple[Page, ...]]:
    """A snapshot and what was on the screen; the data and the workspace are gone since."""
    shutil.copytree(Path(own.settings.workspace_url.removeprefix("sqlite:///")).parent, tmp_path / "gone")
    gone = open_own(small.settings(tmp_path / "gone", calendars=small.CALENDARS))
    asked = Filters(period="12w", where=(("survey", (request.param,)),) if request.param else ())
    content, pages = taken(gone, asked, spoken="lt"), on_screen(gone, asked, spoken="lt")
    gone.warehouse.close()
    gone.workspace.close()
    shutil.rmtree(tmp_path / "gone")
    return from_bytes(to_bytes(content)), pages


def test_a_redraw_needs_no_data_and_no_workspace(kept: tuple[Content, tuple[Page, ...]]) -> None:
    content, pages = kept
    ask = ask_of(content)

    assert (ask.company, ask.several, ask.live) == (None, None, False)
    with pytest.raises(Unavailable, match="not kept"):
        ask.tally("nps", ("telex",))
    for page, drawn in zip(pages, pages_of(content), strict=True):
        same(page, drawn)


def test_what_people_wrote_down_is_in_a_redraw(own: Company) -> None:
    pages = pages_of(taken(own, Filters(period="12w")))
    everything = str([told(part) for page in pages for part in page.parts])

    assert {word for word in ("Live chat", "Outage", "Retail", "Land") if word in everything} == {
        "Live chat", "Outage", "Retail", "Land",
    }  # fmt: skip


def test_the_readers_language_and_names_stay_what_they_were(own: Company) -> None:
    content = taken(own, Filters(), spoken="lt")
    language.use("en")
    names.use({("channel", "Chat"): "mine"})
    pages = pages_of(content)

    assert (language.current(), names.own_name("channel", "Chat")) == ("en", "mine")
    assert pages[0].head == on_screen(own, Filters(), spoken="lt")[0].head
    assert pages[0].head != on_screen(own, Filters())[0].head
    names.use({})


# Comments.


def test_comments_are_counted_and_not_shown(company: Company) -> None:
    content = take(company, Filters(), [("voice", Arrangement(mood="unhappy", start=40))], "en")
    (page,) = pages_of(content)
    (quotes,) = [part for part in page.parts if isinstance(part, Quotes)]
    found = company.warehouse.comments(Filters(), mood="unhappy")

    assert quotes.quotes == ()
    assert (quotes.total, quotes.message) == (
        found.total, Message("Comments are not kept in a snapshot", "Open the live page to read them."),
    )  # fmt: skip
    assert found.total > 0


# What is missing.


def without(content: Content, missing: Any) -> Content:
    """The content of one page or several without one of its answers."""
    tallies = {key: found for key, found in content.tallies.items() if key != missing}
    return replace(content, tallies=tallies, facts={k: found for k, found in content.facts.items() if k != missing})


@pytest.mark.parametrize("name", WHOLE)
def test_without_any_one_answer_the_rest_of_the_page_stands(own: Company, name: str) -> None:
    content = take(own, Filters(period="12w"), [(name, Arrangement())], "en")
    (page,) = pages_of(content)
    parts = [told(part) for part in page.parts]
    for missing in [*content.tallies, *content.facts]:
        (left,) = pages_of(without(content, missing))

        assert [part for part in map(told, left.parts) if part in parts], missing


def test_a_part_whose_answer_is_missing_says_so(own: Company) -> None:
    content = take(own, Filters(period="12w"), [("loyalty", Arrangement())], "en")
    trend = next(key for key in content.tallies if key[0] == "nps" and key[2] == ("week",))
    (page,) = pages_of(without(content, trend))
    said = [part for part in page.parts if isinstance(part, Chart | Table) and part.message is not None]

    assert {part.message.title for part in said if part.message} == {"Not in this snapshot"}
    assert len([part for part in page.parts if isinstance(part, Chart) and part.message is None]) > 2


# The scores.


def test_the_scores_kept_are_the_unrounded_tables_and_the_records_of_cards(own: Company) -> None:
    content = take(own, Filters(period="12w"), [("overview", Arrangement()), ("loyalty", Arrangement())], "en")
    shown = {(part.page, part.part): part for part in content.shown}
    pages = dict(zip(("overview", "loyalty"), pages_of(content), strict=True))

    chart = next(part for part in pages["loyalty"].parts if isinstance(part, Chart) and part.message is None)
    kept = shown["loyalty", chart.key]
    assert kept.columns == tuple(chart.table)
    assert len(kept.rows) == len(chart.table) > 1
    cards = next(part for part in pages["overview"].parts if isinstance(part, Cards)).cards
    assert [row[0] for row in shown["overview", "cards"].rows] == [card.key for card in cards]
    records = {
        row[0]: dict(zip(shown["overview", "cards"].columns, row, strict=True))
        for row in shown["overview", "cards"].rows
    }
    for card in cards:
        assert (
            card.record is None
            or (records[card.key]["value"], records[card.key]["n"]) == card.record[2:3] + card.record[5:6]
        )


def test_a_page_that_is_there_twice_has_two_names(own: Company) -> None:
    pages = [("loyalty", Arrangement(by="channel")), ("loyalty", Arrangement(by="region"))]
    content = take(own, Filters(), pages, "en")

    assert {shown.page for shown in content.shown} == {"loyalty", "loyalty-2"}
    assert len({(shown.page, shown.part) for shown in content.shown}) == len(content.shown)


def test_a_number_a_row_and_a_part_that_differ_are_named(own: Company) -> None:
    content = take(own, Filters(period="12w"), [("loyalty", Arrangement())], "en")
    first, second, *others = [shown for shown in content.shown if len(shown.rows) > 1 and shown.part != "cards"]
    place = next(place for place, cell in enumerate(first.rows[0]) if isinstance(cell, float))
    edited = (*first.rows[0][:place], first.rows[0][place] + 1e-9, *first.rows[0][place + 1 :])
    shown = (
        first._replace(rows=(edited, *first.rows[1:])), second._replace(rows=second.rows[:-1]), *others[1:],
        Shown("loyalty", "gone", ("n",), ((1,),)),
    )  # fmt: skip
    unchanged = tuple(known for known in content.shown if known not in (first, second, *others))
    found = differences(replace(content, shown=(*unchanged, *shown)))

    assert [difference[:4] for difference in found] == [
        ("loyalty", first.part, first.columns[place], 0), ("loyalty", second.part, "", len(second.rows) - 1),
        ("loyalty", "gone", "", None), ("loyalty", others[0].part, "", None),
    ]  # fmt: skip
    assert (found[0].kept, found[0].redrawn) == (edited[place], first.rows[0][place])
    assert (found[1].kept, found[1].redrawn) == (None, second.rows[-1])
    assert [(one.kept, one.redrawn) for one in found[2:]] == [(1, None), (None, len(others[0].rows))]
