"""A document as a workbook: a first sheet that says what the numbers are of, then a sheet for each chart and table.

Cells are typed: numbers to the last digit of the page's own, days as days. What is missing or endless (an interval
without an upper limit) is an empty cell, never 0, because a chart would draw it and a sum would count it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from io import BytesIO
from itertools import chain
from typing import Any

from cx.charts.tokens import LIGHT
from cx.exports.document import WRITTEN, Document, spoken
from cx.exports.numbers import Column, Numbers, facts_of, of_page, plain
from cx.exports.xlsx_charts import add_chart
from cx.exports.xlsx_names import sheet_names
from cx.reports.native import COUNT, FORMATS
from cx.reports.page import Page
from cx.reports.words import _

#: No text becomes anything else.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}

#: Rows of a sheet: title, subtitle, definition, notes, the way back, and where its table begins.
BACK, HEADER = 4, 5
FIRST = HEADER + 1

#: Number formats of cells that are no scores; numbers that begin behind the second decimal are shown with more.
WHOLE, DECIMAL, SMALL, DAY, INSTANT = "#,##0", "#,##0.00", "#,##0.00####", "yyyy-mm-dd", "yyyy-mm-dd\\ hh:mm:ss"
#: Spreadsheets know no earlier days; those are texts.
FIRST_YEAR = 1900
#: What a cell may hold, in UTF-16 units, and its sign where something was cut off.
MOST, CUT = 32_767, "…"
#: Widths of columns, in characters.
LEAST, WIDEST = 13, 60


class Exact(float):
    """A number that is written with every digit it takes to read it back; XlsxWriter leaves it at sixteen."""

    def __format__(self, _as: str) -> str:
        return float.__repr__(self)


@spoken
def xlsx(document: Document) -> bytes:
    """The file. The same document gives the same bytes."""
    from xlsxwriter import Workbook

    file, parts = BytesIO(), [list(of_page(page)) for page in document.pages]
    with Workbook(file, OPTIONS) as book:
        book.set_properties({"title": plain(document.title), "created": WRITTEN})
        sheets = _Sheets(book)
        front, *names = sheet_names(_("About the numbers"), chain(*parts))
        left = iter(names)
        named = [[(next(left), part) for part in own] for own in parts]
        sheets.front(front, document, named)
        for name, part in chain(*named):
            sheets.of_part(name, part, front)
    return file.getvalue()


class _Sheets:
    """The sheets of one workbook, and how their cells look: each look is made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.look = cache(lambda **given: book.add_format(given))
        self.number = cache(lambda form: self.look(num_format=form))
        grey = LIGHT["grey"]
        self.title, self.heading = self.look(bold=True, font_size=15), self.look(bold=True, font_size=12)
        self.bold, self.said = self.look(bold=True), self.look(font_color=grey)
        self.wrapped = self.look(text_wrap=True, valign="top")
        self.link = self.look(font_color=LIGHT["link"], underline=1)
        self.head = self.look(bold=True, bottom=1, bottom_color=grey, bg_color=LIGHT["secondary"])

    def front(self, name: str, document: Document, parts: Sequence[Sequence[tuple[str, Numbers]]]) -> None:
        """What the numbers are of, what the columns hold, and a link to each sheet."""
        sheet = self._added(name, document.title)
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 1, 120)
        row = 2
        for said in (facts_of(document), _columns_explained()):
            for line, (fact, text) in enumerate(said, row):
                write_text(sheet, line, 0, fact, self.said)
                write_text(sheet, line, 1, text, self.wrapped)
            row += len(said) + 1
        for page, own in zip(document.pages, parts, strict=True):
            row = self._contents(sheet, row, page, own)

    def _contents(self, sheet: Any, row: int, page: Page, parts: Sequence[tuple[str, Numbers]]) -> int:
        """The sheets of a page, under its finding; gives the row after them."""
        write_text(sheet, row, 0, plain(page.name), self.heading)
        write_text(sheet, row, 1, plain(page.head.finding), self.bold)
        write_text(sheet, row + 1, 1, plain(" ".join([*page.head.cover, *page.head.notes])), self.wrapped)
        for line, (name, part) in enumerate(parts, row + 2):
            self._link(sheet, line, name, name)
            write_text(sheet, line, 1, ". ".join(text for text in (part.title, part.subtitle) if text), None)
        return row + len(parts) + 3

    def of_part(self, name: str, part: Numbers, front: str) -> None:
        """Title, subtitle, definition and notes, the table, and the chart that is drawn from it at its right."""
        sheet = self._added(name, part.title)
        said = (part.subtitle, part.definition, " · ".join(part.footer))
        for row, text in enumerate(said, 1):
            write_text(sheet, row, 0, text, self.said)
        self._link(sheet, BACK, front, front)
        if part.message:
            write_text(sheet, HEADER, 0, part.message, self.bold)
        elif part.columns:
            self._table(sheet, part)
            add_chart(self.book, sheet, part, FIRST)

    def _table(self, sheet: Any, part: Numbers) -> None:
        for place, (name, column) in enumerate(zip(part.heads, part.columns, strict=True)):
            write_text(sheet, HEADER, place, column.name, self.head)
            self._column(sheet, place, column, self._looks(part, name, column))
            sheet.set_column(place, place, _width(column))
        sheet.autofilter(HEADER, 0, HEADER + max(len(part.table), 1), len(part.columns) - 1)
        sheet.freeze_panes(FIRST, 0)
        sheet.repeat_rows(HEADER)
        if part.labels:
            self._labels(sheet, len(part.columns), part.labels)

    def _column(self, sheet: Any, place: int, column: Column, looks: Sequence[Any]) -> None:
        day, instant = self.number(DAY), self.number(INSTANT)
        for row, (cell, look) in enumerate(zip(column.cells, looks, strict=True), FIRST):
            if isinstance(cell, float):
                sheet.write_number(row, place, Exact(cell), look)
            elif isinstance(cell, str):
                write_text(sheet, row, place, cell, None)
            elif isinstance(cell, bool):
                sheet.write_boolean(row, place, cell)
            elif isinstance(cell, date) and cell.year < FIRST_YEAR:
                write_text(sheet, row, place, cell.isoformat(), None)
            elif isinstance(cell, date):
                sheet.write_datetime(row, place, cell, instant if isinstance(cell, datetime) else day)
            elif cell is not None:
                sheet.write_number(row, place, cell, look)

    def _labels(self, sheet: Any, place: int, labels: Column) -> None:
        """What the chart calls its points, beside the table."""
        write_text(sheet, HEADER, place, labels.name, self.said)
        sheet.set_column(place, place, _width(labels))
        for row, label in enumerate(labels.cells, FIRST):
            write_text(sheet, row, place, str(label), self.said)

    def _looks(self, part: Numbers, name: str, column: Column) -> list[Any]:
        """How the numbers of a column are written: by the unit of its row, where rows have one, else of its chart."""
        units = {"value": "unit", "low": "unit", "high": "unit", "change": "change_unit"}
        if part.key == "cards" and name in units:
            return [self.number(FORMATS.get(str(unit), DECIMAL)) for unit in part.cells(units[name])]
        return [self.number(_format(part, name, column))] * len(column.cells)

    def _added(self, name: str, title: str) -> Any:
        """A new sheet with its title, that prints on pages as wide as itself."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        write_text(sheet, 0, 0, plain(title), self.title)
        return sheet

    def _link(self, sheet: Any, row: int, to: str, text: str) -> None:
        from xlsxwriter.utility import quote_sheetname

        sheet.write_url(row, 0, f"internal:{quote_sheetname(to)}!A1", self.link, text)


def write_text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    """A text, and never anything else; one that is longer than a cell may be ends in an ellipsis."""
    shown = _cut(text)
    if shown.startswith("<r>") and shown.endswith("</r>"):  # XlsxWriter would take it for markup of its own
        sheet.write_rich_string(row, column, shown[:1], shown[1:2], shown[2:], *([look] if look else []))
    elif shown:
        sheet.write_string(row, column, shown, look)


def _cut(text: str) -> str:
    if 2 * len(text) <= MOST:
        return text
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * MOST else units[: 2 * (MOST - 1)].decode("utf-16-le", "ignore") + CUT


def _columns_explained() -> list[tuple[str, str]]:
    """What the columns hold that most tables have."""
    return [
        ("value", _("The score, unrounded: NPS points, percent, answers or seconds")),
        ("low", _("The lower end of its 95% interval; empty where it has none")),
        ("high", _("The upper end of its 95% interval; empty where it has none")),
        ("n", _("How many rows it was counted from")),
        ("state", _("ok; few: too few to compare; hidden: too few to be shown")),
    ]


def _format(part: Numbers, name: str, column: Column) -> str:
    """The number format of a column: of its chart, of shares, else as many decimals as its numbers take."""
    series = part.native.series if part.native else ()
    drawn = {column for one in series for column in (one.column, one.low, one.high)}
    if part.native and (name in drawn or (name in ("low", "high") and "value" in drawn)):
        return WHOLE if part.native.format == COUNT else part.native.format
    if name.startswith("share"):
        return FORMATS["percent"]
    sizes = [abs(cell) for cell in column.cells if isinstance(cell, float) and cell]
    if all(size == int(size) for size in sizes):
        return WHOLE
    return SMALL if min(sizes) < 0.01 else DECIMAL


def _width(column: Column) -> int:
    """As wide as its longest text, with room for the filter's button."""
    longest = max([len(cell) for cell in column.cells if isinstance(cell, str)], default=0)
    least = len(INSTANT) if any(isinstance(cell, datetime) for cell in column.cells) else LEAST
    return min(max(longest + 1, len(column.name) + 4, least), WIDEST)
