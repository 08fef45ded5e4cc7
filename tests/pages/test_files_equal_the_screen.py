"""Every page on the screen beside every file that is made of it: what a browser is sent, and what is read back.

The figures of the screen are those of the web page, value by value; the tables behind them, as the screen hands them
out, are those of workbook, CSV, JSON and slides; the words of the cards are on all of them that have words. Of a
picture only its size can be read back: it is the web page, photographed.
"""

from __future__ import annotations

import csv
import io
import json
import re
import struct
from collections.abc import Iterator
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
import pypdfium2
import pytest
from pptx import Presentation

from cx.__main__ import main
from cx.company import Company, open_company
from cx.exports.chromium import chromium
from cx.exports.document import Document
from cx.exports.formats import FORMATS
from cx.exports.xlsx import HEADER
from cx.filters import Filters
from cx.reports import cards
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Card, Cards, Chart, Page, Table
from cx.reports.pages import MODELS
from cx.reports.tables import harmless
from cx.reports.whole import whole
from cx.snapshots.snapshot import live_document
from tests.pages import small
from tests.pages.reading import AtPage, charts_of, html_of

#: What a trace draws: everything of it that is a number or a name, not how it looks.
DRAWN = ("x", "y", "z", "base", "width", "error_x", "error_y", "text", "customdata")

#: Tables that hold rows as they came are on the screen alone.
ROWS = ("data-rejects",)


class Shown(NamedTuple):
    """One page: its model with all tabs, its figures and its markup as a browser gets them, and every file of it."""

    page: Page
    document: Document
    figures: list[dict[str, Any]]
    markup: str
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def company(sample: Path) -> Iterator[Company]:
    opened = open_company(small.settings(sample))
    yield opened
    opened.warehouse.close()


@pytest.fixture(scope="module")
def known() -> dict[str, Shown]:
    """Pages that were looked at already: drawing one takes longer than all that is asked of it."""
    return {}


@pytest.fixture(params=sorted(MODELS))
def shown(
    request: pytest.FixtureRequest, known: dict[str, Shown], company: Company, sample: Path, at_page: AtPage
) -> Shown:
    name = request.param
    if name not in known:
        known[name] = look(name, company, sample, at_page)
    return known[name]


def look(name: str, company: Company, sample: Path, at_page: AtPage) -> Shown:
    contents = company.warehouse.contents()
    ask = Ask(contents, company.settings, Filters(), company.warehouse.tally, company.is_sample, company)
    first = MODELS[name](ask, Arrangement())
    runs = [at_page(name, folder=sample, tab=key) for key, _title in first.tabs] or [at_page(name, folder=sample)]
    assert not [failure for run in runs for failure in run.exception]
    document = live_document(company, ask, [(name, Arrangement())], "en", first.name)
    figures = [figure for run in runs for figure in charts_of(run)]
    return Shown(whole(MODELS[name], ask, Arrangement()), document, figures, "".join(map(html_of, runs)), {})


def written(shown: Shown, name: str) -> bytes:
    """The file in a format; written once."""
    if name not in shown.files:
        shown.files[name] = FORMATS[name].write(shown.document)
    return shown.files[name]


def tables(page: Page) -> list[Chart | Table]:
    """The parts that have a table, as the screen offers it."""
    parts = [part for part in page.parts if isinstance(part, Chart | Table) and part.key not in ROWS]
    return [part for part in parts if part.message is None]


def cards_of(page: Page) -> list[Card]:
    return [card for part in page.parts if isinstance(part, Cards) for card in part.cards]


def plain(markup: str) -> str:
    """What is read, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup.replace("<wbr>", ""))).replace("\u00a0", " ").split())


def same(cell: object, found: object) -> bool:
    """Whether a cell of a table was found again: numbers to the last digit."""
    if pd.api.types.is_scalar(cell) and pd.isna(cell) or cell in (float("inf"), ""):  # type: ignore[call-overload]
        return found in (None, "")
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return str(found) in (str(cell), str(cell).lower())
    return float(found) == cell  # type: ignore[arg-type]


def test_every_page_is_there_and_none_is_empty(shown: Shown) -> None:
    assert len(tables(shown.page)) >= 2
    assert all(card.value in shown.markup for card in cards_of(shown.page))


# The web page.


class Figures(HTMLParser):
    """The figures of a file: JSON inside the places they are drawn in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.found = False, list[dict[str, Any]]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open = tag == "script" and ("type", "application/json") in attrs

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found.append(json.loads(data))
            self.open = False


def drawn(figure: dict[str, Any]) -> list[dict[str, Any]]:
    """What its traces draw; colours of texts aside, which are those of paper in a file."""
    return [{key: trace[key] for key in DRAWN if key in trace} for trace in figure["data"]]


def test_a_web_page_draws_the_figures_of_the_screen_value_by_value(shown: Shown) -> None:
    found = Figures(written(shown, "html").decode()).found

    assert len(found) == len(shown.figures) == sum(part.figure is not None for part in shown.page.parts
                                                    if isinstance(part, Chart) and not part.message)  # fmt: skip
    assert [drawn(figure) for figure in found] == [drawn(figure) for figure in shown.figures]


def test_a_web_page_shows_the_cards_and_the_tables_of_the_screen(shown: Shown) -> None:
    text = written(shown, "html").decode()

    assert all(cards.body(card) in text and cards.body(card) in shown.markup for card in cards_of(shown.page))
    said = plain(text)
    for part in tables(shown.page):
        for row in part.shown.itertuples(index=False, name=None):
            assert " ".join(str(cell) for cell in row if cell).replace("\u00a0", " ").split() in _runs(said, row)


def _runs(said: str, row: tuple[object, ...]) -> list[list[str]]:
    """The row where it is in the text."""
    wanted = " ".join(str(cell) for cell in row if cell).replace("\u00a0", " ").split()
    return [wanted] if " ".join(wanted) in said else []


# Numbers alone.


def test_a_workbook_holds_the_tables_of_the_screen_to_the_last_digit(shown: Shown) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(shown, "xlsx")))
    sheets = iter(book.worksheets[1:])

    for part in tables(shown.page):
        heads = tuple(map(str, part.table.columns))
        sheet = next(sheet for sheet in sheets if _head(sheet, len(heads)) == heads)
        for place, row in enumerate(part.table.itertuples(index=False, name=None), HEADER + 2):
            found = [sheet.cell(place, column).value for column in range(1, len(heads) + 1)]
            assert all(same(_stamp(cell), _stamp(one)) for cell, one in zip(row, found, strict=True)), (part.key, row)


def _head(sheet: Any, columns: int) -> tuple[str, ...]:
    return tuple(str(sheet.cell(HEADER + 1, column).value) for column in range(1, columns + 1))


def _stamp(cell: object) -> object:
    """Days and instants to the second, as texts: a workbook keeps no finer ones."""
    return pd.Timestamp(cell).tz_localize(None).floor("s").isoformat() if isinstance(cell, date) else cell


def test_a_json_file_holds_the_tables_of_the_screen_to_the_last_digit(shown: Shown) -> None:
    parts = iter([part for page in json.loads(written(shown, "json"))["pages"] for part in page["parts"]])

    for part in tables(shown.page):
        found = next(one for one in parts if one["key"] == part.key)
        assert found["columns"] == list(map(str, part.table.columns))
        for row, cells in zip(part.table.itertuples(index=False, name=None), found["rows"], strict=True):
            assert all(same(_iso(cell), one) for cell, one in zip(row, cells, strict=True)), (part.key, row)


def _iso(cell: object) -> object:
    return pd.Timestamp(cell).to_pydatetime().replace(tzinfo=None).isoformat() if isinstance(cell, pd.Timestamp) else (
        cell.isoformat() if isinstance(cell, date) else cell)  # fmt: skip


def test_a_csv_file_holds_every_number_of_the_tables_to_the_last_digit(shown: Shown) -> None:
    rows = list(csv.reader(io.StringIO(written(shown, "csv").decode("utf-8-sig"), newline="")))
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows[rows.index([]) + 2 :]:
        found.setdefault((row[2], row[5]), []).append(row[6])

    for part in tables(shown.page):
        for name, column in part.table.items():
            numbers = [cell for cell in column if isinstance(cell, int | float) and not isinstance(cell, bool)]
            cells = found.get((harmless(part.key), str(name)))
            if numbers and cells is not None:  # else it is part of the name of its rows
                assert all(same(cell, one) for cell, one in zip(column, cells, strict=True)), (part.key, name)


def test_cards_are_in_every_file_of_numbers_unrounded(shown: Shown) -> None:
    parts = [part for page in json.loads(written(shown, "json"))["pages"] for part in page["parts"]]
    rows = [dict(zip(part["columns"], row, strict=True)) for part in parts if part["key"].startswith("cards")
            for row in part["rows"]]  # fmt: skip

    assert len(rows) == len(cards_of(shown.page))
    for card, row in zip(cards_of(shown.page), rows, strict=True):
        assert card.record is not None
        known = card.record._asdict()
        assert all(same(known[name], row[name]) for name in ("reading", "unit", "value", "low", "high", "n", "verdict"))


# Slides, paper, pictures.


def test_slides_draw_the_numbers_of_the_tables_and_say_the_cards(shown: Shown) -> None:
    deck = Presentation(io.BytesIO(written(shown, "pptx")))
    texts = plain(" ".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes
                           if shape.has_text_frame))  # fmt: skip
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    known = [number for part in tables(shown.page) for number in _numbers(part.table)]

    assert charts or not any(isinstance(part, Chart) and part.native for part in tables(shown.page))
    for chart in charts:
        values = [value for series in chart.plots[0].series for value in series.values if value is not None]
        assert values
        assert set(values) <= set(known)
    for card in cards_of(shown.page):
        assert plain(f"{card.value} {card.unit}") in texts


def _numbers(table: pd.DataFrame) -> list[float]:
    return [float(cell) for name in table for cell in table[name]
            if isinstance(cell, int | float) and not isinstance(cell, bool)]  # fmt: skip


@pytest.mark.skipif(not chromium(), reason="no Chromium is found to print")
def test_paper_and_picture_are_the_web_page(shown: Shown) -> None:
    with pypdfium2.PdfDocument(io.BytesIO(written(shown, "pdf"))) as paper:
        said = plain(" ".join(sheet.get_textpage().get_text_bounded() for sheet in paper))
    picture = written(shown, "png")
    width, height = struct.unpack(">II", picture[16:24])

    assert all(plain(card.interval) in said and card.value in said for card in cards_of(shown.page))
    assert all(plain(part.title) in said for part in tables(shown.page))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert width > 1000
    assert height > 500


def test_every_file_says_what_its_numbers_are_of(shown: Shown) -> None:
    facts = [text for _name, text in shown.document.facts]
    texts = {
        "html": plain(written(shown, "html").decode()),
        "csv": written(shown, "csv").decode("utf-8-sig"),
        "json": json.dumps(json.loads(written(shown, "json")), ensure_ascii=False),
        "xlsx": " ".join(str(cell) for row in openpyxl.load_workbook(io.BytesIO(written(shown, "xlsx"))).worksheets[0]
                         .iter_rows(values_only=True) for cell in row),
        "pptx": _deck_text(written(shown, "pptx")),
    }  # fmt: skip

    seal = next(text for text in facts if re.fullmatch("[0-9a-f]{64}", text))
    assert {name: seal in text for name, text in texts.items()} == dict.fromkeys(texts, True)
    assert {name: "UTC" in text for name, text in texts.items()} == dict.fromkeys(texts, True)


def _deck_text(given: bytes) -> str:
    deck = Presentation(io.BytesIO(given))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    said = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    cells = [cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return " ".join([*said, *cells])


def test_a_command_writes_what_the_screen_shows_while_there_are_no_data_of_its_own(
    sample: Path, company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for setting, value in small.environment(sample).items():
        monkeypatch.setenv(f"CX_{setting.upper()}", value)
    contents = company.warehouse.contents()
    ask = Ask(contents, company.settings, Filters(), company.warehouse.tally, company.is_sample, company)
    shown = FORMATS["json"].write(live_document(company, ask, [("voice", Arrangement())], "en", "Voice"))

    assert main(["export", "--page", "voice", "-o", str(tmp_path / "voice.json")]) == 0
    assert (tmp_path / "voice.json").read_bytes() == shown
    assert b"Sample data: an invented company" in shown
