"""Slides of pages made by hand: harmful names, gaps, states, messages, tables too long or too wide."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE

from cx.exports.document import Document
from cx.exports.formats import FORMATS
from cx.exports.pptx import pptx
from cx.exports.pptx_deck import LONGEST_PROPERTY
from cx.exports.pptx_tables import MOST_ROWS, MOST_SLIDES, ROOM, SIZES, grid, slices
from cx.exports.pptx_text import Place, clean, lines_of, size_for
from cx.reports import words
from cx.reports.native import Native, Series
from cx.reports.page import Card, Cards, Chart, Head, Heading, Message, Page, Picker, Quote, Quotes, Table
from tests.slides import book_of, charts_of, everything, notes, opened, table_of, texts, titles

SEAL = "0123456789abcdef" * 4
FACTS = (
    ("Days", "26 Oct–22 Nov 2026"), ("Filters", "Channel: Chat"), ("Time zone", "Vilnius time"),
    ("As of", "Sat 28 Nov 2026, 14:05, Vilnius time"), ("Seal", SEAL),
)  # fmt: skip
HARMFUL = ["=cmd|' /C calc'!A0", "+1", "@x", "-2+3", "<img onerror=alert(1)>", "a\x00\x0bb\ufffe", "{n} & 'c'", ""]


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
             change="−4.5 points", verdict="clear", verdict_text="clear", good=False, up=False, goal="goal +40"),
        Card("csat", "CSAT", "loyalty", "hidden", verdict_text="Fewer than 5 answers, not shown", note="So that"),
        Card("ces", "=CES", "loyalty", "none", verdict_text="No answers"),
        Card("fcr", "Solved first time", "loyalty", "few", value="77", unit="%", verdict="few", verdict_text="few"),
    ]  # fmt: skip
    deck = opened(by_hand(Cards(tuple(given * 3))))
    said = [texts(slide) for slide in deck.slides if "CSAT" in texts(slide)]

    assert len(said) == 2  # eight on the first slide
    for text in ("+34", "▼ −4.5 points", "+32 to +36 · 4,816 answers", "goal +40", "=CES", "77\u00a0%", "So that"):
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
        assert all(shape.top + shape.height <= deck.slide_height for shape in slide.shapes)


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

    assert not found.browser
    assert titles(Presentation(io.BytesIO(found.write(by_hand(chart())))))[0] == "=2+5"


# Layout.


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
