"""Workbooks, streamed sheet row by sheet row: openpyxl knows no other way."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from os import PathLike
from typing import Any

import numpy as np
import openpyxl

from cx.errors import BadInput
from cx.readers.files import OpenFile, open_file
from cx.readers.footer import begins, without_footer
from cx.readers.header import Header, read_header
from cx.readers.preset import Shape
from cx.readers.rows import Batches, OnReject, Reject, Rows, csv_line, text_batch
from cx.readers.workbook_parts import check_parts
from cx.readers.workbook_sheet import Marks, marks_of

BATCH_ROWS = 10_000
#: As many rows as a sheet can have (ECMA-376 part 1, 18.3.1.73, and what Excel keeps to).
MOST_ROWS = 1 << 20

Numbered = Iterator[tuple[int, Sequence[Any]]]


def read_xlsx(
    path: str | PathLike[str], shape: Shape, on_reject: OnReject, on_position: Callable[[OpenFile], None]
) -> Batches:
    """The rows of a sheet as texts: that named, or the first that can be seen and holds something.

    Dates are ISO 8601; a formula is its result as the spreadsheet last saved it; an error such as #N/A is that text; a
    percentage is what it shows, 85%; cells merged down a column all say what the first does. A row with a formula that
    has no result, or with more cells than there are columns, goes to the rejects. `lines` are the rows of the sheet.
    Raises BadInput where the file is no workbook, or has no such sheet.
    """
    with open_file(path) as file:
        book = open_book(file)
        sheet = _chosen(file, book, shape.sheet)
        marks = marks_of(sheet)
        cells = sheet_rows(file.name, sheet)
        header = read_header(file.name, ([cell_text(value) or "" for value in row] for row in cells), shape)
        header = _without_nameless_end(header)
        data = _Data(file.name, header, marks, on_reject, shape.footer)
        batches = data.batches(enumerate(cells, header.rows + 1), lambda: on_position(file))
        yield from without_footer(batches, shape.footer) if shape.footer else batches
        book.close()


def open_book(file: OpenFile) -> Any:
    """A workbook, for reading row by row. Raises BadInput where it is none."""
    stream = file.whole()
    check_parts(file.name, stream)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations, which are not read
            return openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except Exception as error:  # a damaged workbook fails in as many ways as it has parts
        raise _damaged(file.name) from error


def _damaged(name: str) -> BadInput:
    return BadInput(f"{name} is not a workbook that can be read; open it in a spreadsheet and save it as .xlsx again.")


def _chosen(file: OpenFile, book: Any, wanted: str) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if wanted and wanted not in sheets:
        raise BadInput(f"{file.name} has no sheet {wanted!r}; it has {', '.join(sheets)}.")
    if wanted:
        return sheets[wanted]
    seen = [sheet for sheet in sheets.values() if sheet.sheet_state == "visible"]
    full = (sheet for sheet in seen if any(_holds_something(row) for row in sheet_rows(file.name, sheet)))
    first = next(full, None) or next(iter(sheets.values()), None)
    if first is None:
        raise BadInput(f"{file.name} has no sheet of cells; save the rows as .xlsx or .csv.")
    return first


def sheet_rows(name: str, sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet, as long as each is: what a sheet says of its own size may be wrong, or a million. Of a row
    that says to be the billionth, openpyxl would make all those above it.
    """
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(values_only=True), MOST_ROWS + 1)
    seen = 0
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of dates that are none, which become an error's text
                chunk = list(islice(rows, 1000))
        except Exception as error:
            raise _damaged(name) from error
        seen += len(chunk)
        if seen > MOST_ROWS:
            raise _damaged(name)
        yield from chunk
        if not chunk:
            return


def _holds_something(row: Sequence[Any]) -> bool:
    return any(row) or any(value is not None and value != "" for value in row)


def _without_nameless_end(header: Header) -> Header:
    """Cells to the right of the last name, formatted or once filled, are no columns."""
    width = len(header.names)
    while width > 1 and header.names[width - 1] == f"column {width}":
        width -= 1
    return Header(header.names[:width], header.labels[:width], header.rows)


@dataclass
class _Data:
    """The rows below a header. left_out: closing lines met that could not be read as rows."""

    name: str
    header: Header
    marks: Marks
    on_reject: OnReject
    footer: tuple[str, ...]
    left_out: int = 0

    def batches(self, rows: Numbered, on_position: Callable[[], None]) -> Batches:
        schema, whole = self.header.schema(), self.whole(rows)
        while True:
            chunk = list(islice(whole, BATCH_ROWS))
            on_position()
            columns = [
                [cell_text(row[place]) if place < len(row) else None for _, row in chunk]
                for place in range(len(schema))
            ]
            left_out, self.left_out = self.left_out, 0
            lines = np.array([line for line, _ in chunk], dtype=np.int64)
            yield Rows(text_batch(schema, columns), lines, left_out)
            if len(chunk) < BATCH_ROWS:
                return

    def whole(self, rows: Numbered) -> Numbered:
        """The rows that hold something, all of which could be read; merged cells filled."""
        for line, row in rows:
            row = self.marks.filled(line, row)
            field, reason = self._wrong(line, row)
            if reason and begins(cell_text(row[0]) or "", self.footer):
                self.left_out += 1
            elif reason:
                self.on_reject(Reject(self.name, line, field, reason, csv_line(map(cell_text, row))))
            elif _holds_something(row):
                yield line, row

    def _wrong(self, line: int, row: Sequence[Any]) -> tuple[str, str]:
        """The column and the reason for which a row cannot be read, "" if it can."""
        names = self.header.names
        lacking = [place for place in self.marks.without_result.get(line, ()) if place < len(names)]
        if lacking:
            return names[lacking[0]], "a formula without its result; open the workbook in a spreadsheet and save it"
        return "", f"{len(row)} cells instead of {len(names)}" if _holds_something(row[len(names) :]) else ""


def cell_text(value: Any) -> str | None:
    """A cell as the text a CSV would hold."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, timedelta):
        whole = int(value.total_seconds())
        return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
