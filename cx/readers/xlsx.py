"""Workbooks, streamed sheet row by sheet row: openpyxl knows no other way."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from cx.errors import BadInput
from cx.readers.files import OpenFile, open_file
from cx.readers.rows import Batches, Rows, text_batch, unique_names

BATCH_ROWS = 10_000


def read_xlsx(path: str | Path, on_position: Callable[[OpenFile], None], sheet: str = "", skip: int = 0) -> Batches:
    """The rows of a sheet (the first unless named), under the names in its first row; dates as ISO 8601 texts.

    Raises BadInput where the file is no workbook, or has no such sheet.
    """
    with open_file(path) as file:
        try:
            book = openpyxl.load_workbook(file.stream, read_only=True, data_only=True)
        except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError) as error:
            raise BadInput(f"{file.name} is not a workbook that can be read; save it as .xlsx again.") from error
        if sheet and sheet not in book.sheetnames:
            raise BadInput(f"{file.name} has no sheet {sheet!r}; it has {', '.join(book.sheetnames)}.")
        cells = (book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True)
        yield from _batches(file, cells, skip, on_position)
        book.close()


def _batches(
    file: OpenFile, cells: Iterator[tuple[Any, ...]], skip: int, on_position: Callable[[OpenFile], None]
) -> Batches:
    first = [_text(value) or "" for value in next(cells, ())]
    if not any(first):
        raise BadInput(f"{file.name} is empty; its first row must name the columns.")
    names = unique_names(first)
    data = islice(enumerate(cells, 2), skip, None)
    numbered = ((line, row) for line, row in data if any(value is not None for value in row))
    while True:
        chunk = list(islice(numbered, BATCH_ROWS))
        on_position(file)
        columns = [[_text(row[place]) if place < len(row) else None for _, row in chunk] for place in range(len(names))]
        yield Rows(text_batch(names, columns), np.array([line for line, _ in chunk], dtype=np.int64))
        if len(chunk) < BATCH_ROWS:
            return


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
