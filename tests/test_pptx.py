"""Slides are read back: the numbers of the pages to the last digit, their words, and nothing that runs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE

from cx.exports.document import Document
from cx.exports.formats import FORMATS
from cx.exports.paper import short_facts
from cx.exports.pptx import pptx
from cx.exports.pptx_charts import written
from cx.exports.pptx_deck import LONGEST_PROPERTY
from cx.exports.pptx_tables import MOST_ROWS, MOST_SLIDES, ROOM, SIZES, grid, slices
from cx.exports.pptx_text import Place, clean, lines_of, size_for
from cx.reports import coverage, native, words
from cx.reports.native import Native, Series
from cx.reports.page import Attention, Card, Cards, Chart, Head, Heading, Message, Page, Picker, Quote, Quotes, Table
from cx.store.warehouse import Warehouse
from tests.whole_pages import asked, charts, pages

SEAL = "0123456789abcdef" * 4
FACTS = (
    ("Days", "26 Oct–22 Nov 2026"), ("Filters", "Channel: Chat"), ("Time zone", "Vilnius time"),
    ("As of", "Sat 28 Nov 2026, 14:05, Vilnius time"), ("Seal", SEAL),
)  # fmt: skip
HARMFUL = ["=cmd|' /C calc'!A0", "+1", "@x", "-2+3", "<img onerror=alert(1)>", "a\x00\x0bb\ufffe", "{n} & 'c'", ""]


def opened(document: Document) -> Any:
    return Presentation(io.BytesIO(pptx(document)))


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def texts(slide: Any) -> str:
    """Everything that is read on a slide, tables too."""
    said = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    cells = [cell for row in table_of(slide) for cell in row]
    return "\n".join([*said, *cells])


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def table_of(slide: Any) -> list[list[str]]:
    """The rows of its table, the head first; none where it has none."""
    found = [shape.table for shape in slide.shapes if getattr(shape, "has_table", False) and shape.has_table]
    return [[cell.text for cell in row.cells] for row in found[0].rows] if found else []


def charts_of(deck: Any) -> list[tuple[Any, Any]]:
    """Each chart with its slide."""
    return [(slide, shape.chart) for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def book_of(chart: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active


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
    return [chart for chart in charts(document.pages) if written(chart) is not None]


def tables(document: Document) -> Iterator[Chart | Table]:
    """What is shown as a table."""
    for page in document.pages:
        for part in page.parts:
            charted = isinstance(part, Chart) and written(part) is not None
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

    for text in (document.title, "For the board", "Overview, Loyalty, Satisfaction", SEAL, *dict(FACTS[1:3])):
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


def everything(file: bytes) -> str:
    """All parts of the file, the workbooks in it too."""
    said = []
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        for name in parts.namelist():
            content = parts.read(name)
            said.append(everything(content) if name.endswith(".xlsx") else content.decode("utf-8", "replace"))
    return "\n".join(said)


def test_the_same_document_gives_the_same_parts(document: Document) -> None:
    once, again = (parts_of(pptx(document)) for _time in range(2))

    assert once == again


def parts_of(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


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


def test_letters_get_smaller_until_a_text_fits() -> None:
    place = Place(0, 0, 5, 0.5)

    assert size_for("short", place, (24, 12)) == 24
    assert size_for("long " * 20, place, (24, 12)) == 12
    assert lines_of("a\nb", 10, 5) == 2


def test_a_table_that_is_too_wide_breaks_its_longest_column() -> None:
    rows = [["chat", "a sentence " * 30, "1", "and another " * 9]] * 3
    laid = grid(["Name", "Sentence", "n", "Remark"], rows, 6.0)

    assert laid.size == SIZES[-1]
    assert sum(laid.widths) == pytest.approx(6.0)
    assert laid.widths[0] < 1.0 < laid.widths[1]
    assert min(laid.heights) > 1.0


def test_a_text_that_is_too_long_for_a_slide_is_cut() -> None:
    laid = grid(["Name", "Formula"], [["chat", "word " * 4000]], 4.0)

    assert laid.rows[0][1].endswith("…")
    assert laid.head + laid.heights[0] <= ROOM
    assert slices(laid) == [slice(0, 1)]


def test_a_narrow_table_keeps_large_letters() -> None:
    laid = grid(["Name", "n"], [["chat", "1"]], 12.0)

    assert laid.size == SIZES[0]
    assert sum(laid.widths) < 3.0


def test_a_table_goes_on_on_the_next_slide() -> None:
    laid = grid(["Name"], [["chat"] for _row in range(30)], 12.0)

    assert [part.stop - part.start for part in slices(laid, 100.0)] == [MOST_ROWS, MOST_ROWS, 30 - 2 * MOST_ROWS]
    assert slices(laid, laid.head + 2.5 * laid.heights[0])[:2] == [slice(0, 2), slice(2, 4)]


# By hand.


def chart(**given: Any) -> Chart:
    values = [12.345678901234567, None, 0.1 + 0.2, -3.0, 1e-17, 5, 6, 7]
    table = pd.DataFrame({
        "channel": HARMFUL, "value": pd.Series(values, dtype=object), "low": [1.0] * 8,
        "high": pd.Series([20.0, None, *[30.0] * 6], dtype=object), "state": ["ok", "hidden"] + ["ok"] * 6,
    })  # fmt: skip
    shown = pd.DataFrame(
        {"Channel": HARMFUL, "NPS": [str(n) for n in range(8)], "Remark": ["", "not shown"] + [""] * 6}
    )
    made = Chart(
        "by-channel", "=1+1 leads", "NPS by channel", "NPS = promoters minus detractors", figure=go.Figure(),
        make_table=lambda: table, make_shown=lambda: shown, footer=("9 answers",), alt="<b>alt</b>\x0b",
        native=Native("bar", "channel", (Series("value", "@NPS", low="low", high="high"),)),
    )  # fmt: skip
    return replace(made, **given)


def one_page(*parts: Any, name: str = "Loyalty") -> Page:
    return Page(name, Head(name, "=Chat leads & <b>falls</b>", ("4,816 answers",)), tuple(parts))


def by_hand(*parts: Any, title: str = "=2+5\ud800", note: str = "@note\n+more") -> Document:
    return Document(title, (one_page(*parts),), FACTS, note)


@pytest.mark.parametrize("kind", ["bar", "column", "line", "stacked", "stacked_column"])
def test_harmful_names_are_texts_on_slides_and_in_workbooks(kind: str) -> None:
    series = (Series("value", "=SUM(A1)", low="low", high="high"),)
    deck = opened(by_hand(chart(native=Native(kind, "channel", series))))
    ((slide, found),) = charts_of(deck)

    book = book_of(found)
    assert [cell.data_type for row in book.iter_rows() for cell in row if isinstance(cell.value, str)].count("f") == 0
    assert book["B1"].value == "=SUM(A1)"
    assert book["B1"].data_type == "s"
    names = [book.cell(row, 1).value or "" for row in range(2, 10)]
    assert [name.startswith(clean(own)) for name, own in zip(names, HARMFUL, strict=True)] == [True] * 8
    assert "a\x00" not in slide.shapes.title.text_frame.text
    assert titles(deck)[:3] == ["=2+5", "=Chat leads & <b>falls</b>", "=1+1 leads"]


def test_harmful_names_are_plain_in_tables_too() -> None:
    deck = opened(by_hand(chart(native=None)))
    rows = next(table_of(slide) for slide in deck.slides if slide.shapes.title.text_frame.text == "=1+1 leads")

    assert [row[0] for row in rows[1:]] == [clean(name) for name in HARMFUL]
    assert "ab" in [row[0] for row in rows]


def test_what_is_hidden_is_a_gap_and_never_nothing() -> None:
    ((_slide, found),) = charts_of(opened(by_hand(chart())))

    values = list(found.plots[0].series[0].values)
    assert values == [12.345678901234567, None, 0.1 + 0.2, -3.0, 1e-17, 5.0, 6.0, 7.0]
    assert found._chartSpace.xpath("c:chart/c:dispBlanksAs/@val") == ["gap"]
    assert [book_of(found).cell(row, 2).value for row in (2, 3, 4)] == [12.345678901234567, None, 0.1 + 0.2]


@pytest.mark.parametrize("kind", ["bar", "column", "line", "stacked"])
def test_what_is_of_too_few_is_hollow_and_in_stacks_pale(kind: str) -> None:
    given = chart(native=Native(kind, "channel", (Series("value", "NPS", "bad"),)))
    given.table["state"] = ["ok", "few", "few", *["ok"] * 5]
    (_slide, found), = charts_of(opened(by_hand(given)))  # fmt: skip

    points = found._chartSpace.xpath(".//c:dPt/c:idx/@val")
    fills = found._chartSpace.xpath(".//c:dPt//c:spPr/a:solidFill/a:srgbClr/@val")
    assert points == ["2"]  # the other has no value
    assert fills == ["E39B82" if kind == "stacked" else "FFFFFF"]


def test_an_interval_is_as_far_as_its_ends_lie_from_the_number() -> None:
    ((_slide, found),) = charts_of(opened(by_hand(chart())))

    up, down = (found._chartSpace.xpath(f".//c:errBars/c:{way}//c:v/text()") for way in ("plus", "minus"))
    assert [float(text) for text in up[:3]] == [20.0 - 12.345678901234567, 0.0, 30.0 - (0.1 + 0.2)]
    assert [float(text) for text in down[:2]] == [12.345678901234567 - 1.0, 0.0]


def test_a_chart_without_a_number_is_a_table() -> None:
    table = pd.DataFrame({"channel": ["a"], "value": [None], "low": [None], "high": [None]})
    deck = opened(by_hand(chart(make_table=lambda: table, make_shown=lambda: pd.DataFrame({"Channel": ["a"]}))))

    assert charts_of(deck) == []
    assert [["Channel"], ["a"]] in [table_of(slide) for slide in deck.slides]


def test_a_chart_without_a_table_has_no_slide() -> None:
    deck = opened(by_hand(chart(native=None, make_shown=pd.DataFrame)))

    assert "=1+1 leads" not in titles(deck)


def test_what_cannot_be_shown_is_said_once_per_page() -> None:
    gone = chart(message=Message("No answers match these filters", "Channel: Fax."), native=None)
    deck = opened(by_hand(gone, replace(gone, title="Another"), chart()))
    said = [texts(slide) for slide in deck.slides if slide.shapes.title.text_frame.text == "What is not shown here"]

    assert len(said) == 1
    assert "No answers match these filters. Channel: Fax." in said[0]
    assert "Another" in said[0]


def test_what_was_chosen_is_in_the_notes_of_what_follows() -> None:
    picker = Picker("by", "Break down by", (("channel", "Channel"), ("team", "Team")), "team")
    deck = opened(by_hand(Heading("Response times"), picker, chart()))
    ((slide, _found),) = charts_of(deck)

    assert "Break down by: Team" in notes(slide)
    assert "Loyalty · Response times" in texts(slide)


def test_a_long_table_says_how_many_rows_are_elsewhere() -> None:
    shown = pd.DataFrame({"Rule": [f"rule {n}" for n in range(100)], "n": ["1"] * 100})
    deck = opened(by_hand(Table("rules", "Every rule", make_shown=lambda: shown)))
    own = [slide for slide in deck.slides if slide.shapes.title.text_frame.text == "Every rule"]

    rows = [row[0] for slide in own for row in table_of(slide)[1:]]
    assert len(own) == MOST_SLIDES
    assert rows == [f"rule {n}" for n in range(len(rows))]
    assert f"{100 - len(rows)} more rows are in the workbook" in texts(own[-1])


def test_cards_in_every_state_are_boxes() -> None:
    given = [
        Card("nps", "NPS", "loyalty", "ok", value="+34", interval="+32 to +36", count="4,816 answers",
             change="−4.5 points", verdict="clear", verdict_text="clear", good=False, up=False, target="target +40"),
        Card("csat", "CSAT", "loyalty", "hidden", verdict_text="Fewer than 5 answers, not shown", note="So that"),
        Card("ces", "=CES", "loyalty", "none", verdict_text="No answers"),
        Card("fcr", "Solved first time", "loyalty", "few", value="77", unit="%", verdict="few", verdict_text="few"),
    ]  # fmt: skip
    deck = opened(by_hand(Cards(tuple(given * 3))))
    said = [texts(slide) for slide in deck.slides if "CSAT" in texts(slide)]

    assert len(said) == 2  # eight on the first slide
    for text in ("+34", "▼ −4.5 points", "+32 to +36 · 4,816 answers", "target +40", "=CES", "77\u00a0%", "So that"):
        assert text in said[0]


def test_a_comment_never_reaches_a_slide() -> None:
    quotes = Quotes("comments", "3 comments", "", (Quote("I sit by the window", "bad", "3"),))
    file = everything(pptx(by_hand(quotes, chart())))

    assert "I sit by the window" not in file
    assert "3 comments" not in file


def test_a_document_of_two_pages_begins_each_with_its_finding() -> None:
    two = Document("Both", (one_page(chart()), replace(one_page(), head=Head("Voice", "Nobody writes"))), FACTS)

    assert titles(opened(two)) == [
        "Both", "=Chat leads & <b>falls</b>", "=1+1 leads", "Nobody writes", "About the numbers",
    ]  # fmt: skip


def test_long_titles_notes_and_facts_fit() -> None:
    facts = (*FACTS, ("Definition", "word " * 900))
    deck = opened(Document("A title " * 60, (one_page(chart()),), facts, "A note " * 200))

    assert len(deck.core_properties.title) == LONGEST_PROPERTY
    about = [slide for slide in deck.slides if slide.shapes.title.text_frame.text == "About the numbers"]
    assert "".join(texts(slide) for slide in about).count("word") == 900
    for slide in deck.slides:
        assert all(bounds(shape)[3] <= deck.slide_height for shape in slide.shapes)


def test_slides_speak_the_language_of_their_document_whoever_reads() -> None:
    days = [date(2026, 3, 2), date(2026, 3, 9)]
    over_time = chart(
        make_table=lambda: pd.DataFrame({"week": days, "value": [1.0, 2.0]}), make_shown=pd.DataFrame,
        native=Native("line", "week", (Series("value", "NPS"),)),
    )  # fmt: skip
    (_slide, found), = charts_of(opened(replace(by_hand(over_time), language="ru")))  # fmt: skip

    assert [label.replace("\u202f", " ") for label in found.plots[0].categories] == ["2 мар. 2026 г.", "9 мар. 2026 г."]
    assert words.day(days[0]) == "2 Mar 2026"


def test_each_kind_is_the_one_that_powerpoint_knows() -> None:
    kinds = {
        "line": XL_CHART_TYPE.LINE_MARKERS, "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
        "bar": XL_CHART_TYPE.BAR_CLUSTERED, "stacked": XL_CHART_TYPE.BAR_STACKED_100,
        "stacked_column": XL_CHART_TYPE.COLUMN_STACKED_100,
    }  # fmt: skip
    for kind, known in kinds.items():
        given = Native(kind, "channel", (Series("value", "NPS"),))
        (_slide, found), = charts_of(opened(by_hand(chart(native=given))))  # fmt: skip
        assert found.chart_type == known


def test_times_over_time_go_by_powers_of_ten_where_all_have_a_logarithm() -> None:
    for values, base in (([1.0, 1000.0], ["10"]), ([0.0, 1000.0], [])):
        times = pd.DataFrame({"week": [date(2026, 3, 2), date(2026, 3, 9)], "value": values})
        line = Native("line", "week", (Series("value", "Half"),), axis="seconds", logarithmic=True)
        (_slide, found), = charts_of(opened(by_hand(chart(make_table=lambda t=times: t, native=line))))  # fmt: skip
        assert found._chartSpace.xpath(".//c:valAx/c:scaling/c:logBase/@val") == base


def test_slides_are_one_of_the_formats() -> None:
    found = FORMATS["pptx"]

    assert found.suffix == "pptx"
    assert not found.browser
    assert titles(Presentation(io.BytesIO(found.write(by_hand(chart())))))[0] == "=2+5"
