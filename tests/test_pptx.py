"""Slides are read back: the numbers of the pages to the last digit, their words, and nothing that runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest

from cx.exports.document import Document
from cx.exports.paper import short_facts
from cx.exports.pptx import pptx
from cx.exports.pptx_charts import chart_data
from cx.exports.pptx_text import clean
from cx.reports import coverage, native
from cx.reports.native import Native, Series
from cx.reports.page import Attention, Cards, Chart, Quotes, Table
from cx.store.warehouse import Warehouse
from tests.slides import book_of, charts_of, everything, notes, opened, parts_of, table_of, texts, titles
from tests.whole_pages import asked, charts, pages

SEAL = "0123456789abcdef" * 4


# The sample company.


@pytest.fixture(scope="module")
def document(sample: Warehouse) -> Document:
    ask = asked(sample, channel=["chat", "e-mail", "phone"])
    facts = (*coverage.facts(ask), ("Seal", SEAL), ("Sealed on", "28 Nov 2026, 15:00"))
    return Document("Numbers of the week", tuple(pages(ask).values()), facts, "For the board", link="https://cx.test/")


@pytest.fixture(scope="module")
def deck(document: Document) -> Any:
    return opened(document)


def drawn(document: Document) -> list[Chart]:
    return [chart for chart in charts(document.pages) if chart_data(chart) is not None]


def tables(document: Document) -> Iterator[Chart | Table]:
    """What is shown as a table."""
    for page in document.pages:
        for part in page.parts:
            charted = isinstance(part, Chart) and chart_data(part) is not None
            if isinstance(part, Chart | Table) and not charted and part.message is None:
                yield part


def test_every_chart_that_can_be_is_drawn_by_powerpoint(document: Document, deck: Any) -> None:
    given = drawn(document)

    assert len(given) > 25
    assert [slide.shapes.title.text_frame.text for slide, _chart in charts_of(deck)] == [chart.title for chart in given]


def test_series_equal_the_tables_to_the_last_digit(document: Document, deck: Any) -> None:
    for given, (_slide, chart) in zip(drawn(document), charts_of(deck), strict=True):
        assert given.native is not None
        series = [line for one in given.native.series for line in with_ends(given.native, one)]
        assert [one.name for one in chart.plots[0].series] == [one.name for one in series]
        for own, shown in zip(series, chart.plots[0].series, strict=True):
            assert list(shown.values) == native.numbers(given.native, own, given.table)


def with_ends(given: Native, one: Series) -> list[Series]:
    return [one, *(one.ends if given.kind == "line" else ())]


def test_the_workbook_behind_a_chart_holds_the_same_numbers(document: Document, deck: Any) -> None:
    for given, (_slide, chart) in zip(drawn(document), charts_of(deck), strict=True):
        columns = list(book_of(chart).iter_cols(values_only=True))
        for column, series in zip(columns[1:], chart.plots[0].series, strict=False):
            assert column[0] == series.name
            assert list(column[1:]) == list(series.values)
        assert list(columns[0][1:]) == list(chart.plots[0].categories)
        assert given.native is not None
        for one in given.native.series if given.native.kind != "line" else ():
            ends = [native.numbers(given.native, one, given.table, end) for end in (one.low, one.high) if end]
            assert all(end in [list(column[1:]) for column in columns] for end in ends)


def test_points_are_named_in_the_words_of_the_page(document: Document, deck: Any) -> None:
    for given, (_slide, chart) in zip(drawn(document), charts_of(deck), strict=True):
        assert given.native is not None
        said = [clean(label) for label in native.labels(given.native, given.table, given.shown)]
        shown = [str(label) for label in chart.plots[0].categories]
        assert [label.startswith(own) for label, own in zip(shown, said, strict=True)] == [True] * len(said)


def test_a_lying_bar_with_an_interval_says_its_number_as_the_page_does(document: Document, deck: Any) -> None:
    found = {given.key: (given, chart) for given, (_s, chart) in zip(drawn(document), charts_of(deck), strict=True)}
    given, chart = found["by-resolution-median"]

    shown = given.shown.iloc[:, :2].itertuples(index=False, name=None)
    assert list(chart.plots[0].categories) == [f"{name} · {value}" for name, value in shown]


def test_tables_equal_what_is_shown(document: Document, deck: Any) -> None:
    slides = [slide for slide in deck.slides if table_of(slide)]
    for part in tables(document):
        heads = [str(head) for head in part.shown.columns]
        found = [table_of(slide) for slide in slides if slide.shapes.title.text_frame.text == part.title]
        rows = [row for head, *body in found for row in body if head == heads]
        expected = [["" if cell is None else str(cell) for cell in row] for row in part.shown.itertuples(index=False)]
        assert rows == expected[: len(rows)]
        left = len(expected) - len(rows)
        assert left == 0 or any(f"{left} more row" in texts(slide) for slide in slides), part.key


def test_every_finding_is_a_title(document: Document, deck: Any) -> None:
    expected = [document.title]
    for page in document.pages:
        own = [part.title for part in page.parts if isinstance(part, Chart | Table | Attention) and not _empty(part)]
        expected += [page.head.finding, *own]
    found = list(dict.fromkeys(titles(deck)))

    assert [title for title in dict.fromkeys(expected) if title not in found] == []


def _empty(part: Chart | Table | Attention) -> bool:
    return not isinstance(part, Attention) and part.message is not None


def test_notes_say_what_is_drawn_how_of_how_many_and_under_which_filters(document: Document, deck: Any) -> None:
    for given, (slide, _chart) in zip(drawn(document), charts_of(deck), strict=True):
        said = notes(slide)
        for text in (given.subtitle, given.definition, *given.footer):
            assert clean(text) in said
        assert all(f"{name}: {text}" in said for name, text in document.facts)
        if "95% interval" in given.shown:
            assert all(clean(text) in said for text in given.shown["95% interval"].head(20))


def test_every_slide_says_days_how_far_the_data_reach_and_how_the_seal_begins(document: Document, deck: Any) -> None:
    facts = dict(document.facts)
    for slide in deck.slides:
        foot = short_facts(document)
        assert foot in texts(slide)
        assert all(text in foot for text in (facts["Days"], facts["As of"], SEAL[:8]))


def test_the_first_slide_says_what_it_is_and_the_last_says_all_facts(document: Document, deck: Any) -> None:
    first, last = texts(deck.slides[0]), texts(deck.slides[-1])

    for text in (document.title, "For the board", "Overview, Loyalty, Satisfaction", SEAL, "Filters", "Time zone"):
        assert text in first
    assert all(name in last and text in last for name, text in document.facts)
    assert "https://cx.test/" in last


def test_cards_say_value_interval_change_verdict_and_number(document: Document, deck: Any) -> None:
    said = "\n".join(texts(slide) for slide in deck.slides)
    given = [card for page in document.pages for part in page.parts if isinstance(part, Cards) for card in part.cards]

    assert len(given) > 10
    for card in given:
        for text in (card.title, card.value, card.interval, card.change, card.verdict_text, card.count):
            assert text in said


def test_attention_is_sentences_with_their_evidence(document: Document, deck: Any) -> None:
    said = "\n".join(texts(slide) for slide in deck.slides)
    items = [
        item for page in document.pages for part in page.parts if isinstance(part, Attention) for item in part.items
    ]

    assert items
    assert all(item.sentence in said and item.evidence in said for item in items)


def test_comments_are_in_no_part_of_the_file(document: Document) -> None:
    quotes = [
        quote for page in document.pages for part in page.parts if isinstance(part, Quotes) for quote in part.quotes
    ]
    assert quotes

    file = everything(pptx(document))

    assert [quote.text for quote in quotes if len(quote.text) > 12 and quote.text in file] == []


def test_the_same_document_gives_the_same_parts(document: Document) -> None:
    once, again = (parts_of(pptx(document)) for _time in range(2))

    assert once == again


def test_no_clock_and_no_stranger_stands_in_the_properties(deck: Any) -> None:
    known = deck.core_properties

    assert (known.title, known.author, known.last_modified_by) == ("Numbers of the week", "", "")
    assert known.created == known.modified == datetime(2000, 1, 1)


# How slides look.


def test_nothing_lies_outside_its_slide_or_over_something_else(deck: Any) -> None:
    for slide in deck.slides:
        places = {shape.shape_id: bounds(shape) for shape in slide.shapes if shape.name != "mark"}
        assert len(places) + 2 * (slide == deck.slides[0]) == len(slide.shapes)
        for left, top, right, bottom in places.values():
            assert min(left, top) >= 0
            assert right <= deck.slide_width
            assert bottom <= deck.slide_height
        assert overlapping(list(places.values())) == [], slide.shapes.title.text_frame.text


Bounds = tuple[int, int, int, int]


def bounds(shape: Any) -> Bounds:
    return shape.left, shape.top, shape.left + shape.width, shape.top + shape.height


def overlapping(places: Sequence[Bounds]) -> list[tuple[Bounds, Bounds]]:
    pairs = [(one, other) for place, one in enumerate(places) for other in places[place + 1 :]]
    return [
        (one, other) for one, other in pairs
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]  # fmt: skip


def test_slides_are_wide_and_have_one_layout(deck: Any) -> None:
    assert round(deck.slide_width / deck.slide_height, 2) == 1.78
    assert len(deck.slide_layouts) == 1
