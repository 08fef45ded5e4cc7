"""Files of the whole dashboard against the bare libraries writing the same: slides, a workbook, a web page.

Ours is read back once, and what is found there (charts with their series, tables, texts, cells) is what the bare
library writes: python-pptx and XlsxWriter as their manuals show; Plotly's own `to_html` writes the same figures. The
pages and the tables behind their charts are made before, as both need them.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import plotly.io
import pptx
import xlsxwriter
from pptx.chart.data import CategoryChartData

from bench import pages
from cx.company import Company
from cx.exports.document import Document
from cx.exports.formats import FORMATS, Format
from cx.filters import Filters
from cx.reports import coverage
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Chart, Part, Table
from cx.reports.pages import WHOLE, whole_pages

ROUNDS = 5
#: The layout of a slide without anything on it.
BLANK = 6


class Run(NamedTuple):
    """One format: seconds of ours and of the bare library, medians over the rounds."""

    name: str
    seconds: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many times the bare library ours takes."""
        return self.seconds / self.bare


def bench(folder: Path) -> None:
    """Print one line per format, with the databases that `imports.bench` left in the folder, or make them."""
    for run in runs(_document(pages.imported(folder))):
        ours, bare = 1000 * run.seconds, 1000 * run.bare
        print(f"file {run.name:<6} {ours:8.0f} ms  bare library {bare:8.0f} ms  {run.ratio:5.2f} x", flush=True)


def runs(document: Document) -> Iterator[Run]:
    """All formats that a bare library writes too."""
    for name, bare_of in BARE.items():
        known = FORMATS[name]
        bare = bare_of(document, known.write(document))
        rounds = [(_ours(known, document), _seconds(bare)) for _ in range(ROUNDS)]  # a busy machine slows both
        yield Run(name, *(statistics.median(times) for times in zip(*rounds, strict=True)))


def _ours(known: Format, document: Document) -> float:
    """Seconds, with the figures made into JSON anew, which the bare library does too."""
    for part in _parts(document):
        vars(part).pop("json", None)
    return _seconds(lambda: known.write(document))


def _parts(document: Document) -> list[Part]:
    return [part for page in document.pages for part in page.parts]


def _document(company: Company) -> Document:
    ask = Ask.of_company(company, Filters())
    made = whole_pages(ask, [(name, Arrangement()) for name in WHOLE])
    document = Document("The whole dashboard", made, tuple(coverage.facts(ask)))
    for part in (part for part in _parts(document) if isinstance(part, Chart | Table)):
        part.table, part.shown  # noqa: B018
    return document


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# The bare libraries.


def _bare_html(document: Document, _written: bytes) -> Callable[[], object]:
    """The figures one after another, plotly.js once."""
    figures = [part.figure for part in _parts(document) if isinstance(part, Chart) and part.figure is not None]

    def write() -> bytes:
        drawn = [plotly.io.to_html(figure, include_plotlyjs=not place, full_html=False)
                 for place, figure in enumerate(figures)]  # fmt: skip
        return f"<!doctype html><html><body>{''.join(drawn)}</body></html>".encode()

    return write


def _bare_xlsx(_document: Document, written: bytes) -> Callable[[], object]:
    """The same cells on the same sheets, and the same charts of the same cells."""
    book = openpyxl.load_workbook(io.BytesIO(written))
    sheets = [(sheet.title, list(_cells(sheet)), [_chart(chart) for chart in sheet._charts]) for sheet in book]

    def write() -> bytes:
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True, "remove_timezone": True}) as bare:
            for title, cells, charts in sheets:
                sheet = bare.add_worksheet(title)
                for row, column, value in cells:
                    sheet.write(row, column, value)
                for kind, series in charts:
                    chart = bare.add_chart({"type": kind})
                    for names, values in series:
                        chart.add_series({"categories": names, "values": values})
                    sheet.insert_chart("H2", chart)
        return file.getvalue()

    return write


def _cells(sheet: Any) -> Iterator[tuple[int, int, object]]:
    for row in sheet.iter_rows():
        yield from ((cell.row - 1, cell.column - 1, cell.value) for cell in row if cell.value is not None)


def _chart(chart: Any) -> tuple[str, list[tuple[str, str]]]:
    """Kind, and the references of each series."""
    kind = "line" if type(chart).__name__ == "LineChart" else {"col": "column"}.get(chart.type, "bar")
    return kind, [(f"={_names(series)}", f"={series.val.numRef.f}") for series in chart.series]


def _names(series: Any) -> str:
    return str((series.cat.strRef or series.cat.numRef).f)


def _bare_pptx(_document: Document, written: bytes) -> Callable[[], object]:
    """The same charts, tables and texts on as many slides, with the same notes."""
    slides = [([_shape(shape) for shape in slide.shapes], slide.notes_slide.notes_text_frame.text)
              for slide in pptx.Presentation(io.BytesIO(written)).slides]  # fmt: skip

    def write() -> bytes:
        deck, file = pptx.Presentation(), io.BytesIO()
        for shapes, notes in slides:
            slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
            for add, place, given in shapes:
                add(slide.shapes, place, given)
            slide.notes_slide.notes_text_frame.text = notes
        deck.save(file)
        return file.getvalue()

    return write


Shape = tuple[Callable[[Any, Any, Any], None], tuple[int, int, int, int], Any]


def _shape(shape: Any) -> Shape:
    """What adds it, where, and what is in it."""
    place = shape.left, shape.top, shape.width, shape.height
    if shape.has_chart:
        plot = shape.chart.plots[0]
        series = [(one.name, tuple(one.values)) for one in plot.series]
        return _add_chart, place, (shape.chart.chart_type, list(plot.categories), series)
    if shape.has_table:
        return _add_table, place, [[cell.text for cell in row.cells] for row in shape.table.rows]
    return _add_text, place, shape.text_frame.text if shape.has_text_frame else ""


def _add_chart(shapes: Any, place: Any, given: Any) -> None:
    kind, names, series = given
    data = CategoryChartData()
    data.categories = names
    for name, values in series:
        data.add_series(name, values)
    shapes.add_chart(kind, *place, data)


def _add_table(shapes: Any, place: Any, given: Any) -> None:
    table = shapes.add_table(len(given), len(given[0]), *place).table
    for row, texts in enumerate(given):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text


def _add_text(shapes: Any, place: Any, given: Any) -> None:
    shapes.add_textbox(*place).text_frame.text = given


BARE = {"pptx": _bare_pptx, "xlsx": _bare_xlsx, "html": _bare_html}

if __name__ == "__main__":
    bench(Path(sys.argv[1]))
