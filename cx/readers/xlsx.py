"""Workbooks, streamed sheet row by sheet row: openpyxl knows no other way."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from os import PathLike
from typing import Any

import numpy as np
import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from cx.errors import BadInput
from cx.readers.files import OpenFile, open_file
from cx.readers.footer import without_footer
from cx.readers.header import Header, read_header
from cx.readers.preset import Shape
from cx.readers.rows import Batches, OnReject, Rows, text_batch

BATCH_ROWS = 10_000


def read_xlsx(
    path: str | PathLike[str], shape: Shape, on_reject: OnReject, on_position: Callable[[OpenFile], None]
) -> Batches:
    """The rows of a sheet (the first unless named), under the names in its first row; dates as ISO 8601 texts.

    Raises BadInput where the file is no workbook, or has no such sheet.
    """
    with open_file(path) as file:
        try:
            book = openpyxl.load_workbook(file.whole(), read_only=True, data_only=True)
        except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError) as error:
            raise BadInput(f"{file.name} is not a workbook that can be read; save it as .xlsx again.") from error
        if shape.sheet and shape.sheet not in book.sheetnames:
            raise BadInput(f"{file.name} has no sheet {shape.sheet!r}; it has {', '.join(book.sheetnames)}.")
        sheet = book[shape.sheet] if shape.sheet else book.worksheets[0]
        sheet.reset_dimensions()
        batches = _batches(file, sheet.iter_rows(values_only=True), shape, on_position)
        yield from without_footer(batches, shape.footer) if shape.footer else batches
        book.close()


def _batches(
    file: OpenFile, cells: Iterator[tuple[Any, ...]], shape: Shape, on_position: Callable[[OpenFile], None]
) -> Batches:
    header = read_header(file.name, ([_text(value) or "" for value in row] for row in cells), shape)
    numbered = (
        (line, row) for line, row in enumerate(cells, header.rows + 1) if any(value is not None for value in row)
    )
    while True:
        chunk = list(islice(numbered, BATCH_ROWS))
        on_position(file)
        yield _rows(chunk, header)
        if len(chunk) < BATCH_ROWS:
            return


def _rows(chunk: list[tuple[int, tuple[Any, ...]]], header: Header) -> Rows:
    width = range(len(header.names))
    columns = [[_text(row[place]) if place < len(row) else None for _, row in chunk] for place in width]
    values = text_batch(header.schema(), columns)
    return Rows(values, np.array([line for line, _ in chunk], dtype=np.int64))


def _text(value: Any) -> str | None:
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
