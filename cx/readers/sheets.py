"""What a workbook holds before anything is known of its layout: its sheets, and their first and last rows as texts."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from os import PathLike
from typing import Any

from cx.readers.files import open_file
from cx.readers.xlsx import cell_text, open_book, sheet_rows

#: Bytes of a workbook above which its end is not looked for: a sheet can only be read from its beginning.
SMALL = 1 << 20
#: How many of the last rows are kept.
LAST = 5


@dataclass(frozen=True)
class Sheet:
    """name; top: the first rows; end: the last ones, empty where the workbook is too large to look for them."""

    name: str
    top: Sequence[Sequence[str]]
    end: Sequence[Sequence[str]]


def sheets_of(path: str | PathLike[str], rows: int) -> list[Sheet]:
    """The sheets of a workbook that can be seen, with their first `rows` rows.

    Raises BadInput where the file is no workbook.
    """
    with open_file(path) as file:
        book = open_book(file)
        seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        found = [_sheet(file.name, sheet, rows, file.size <= SMALL) for sheet in seen]
        book.close()
    return found


def _sheet(file: str, sheet: Any, rows: int, small: bool) -> Sheet:
    cells = ([cell_text(value) or "" for value in row] for row in sheet_rows(file, sheet))
    top = list(islice(cells, rows))
    filled = (row for row in chain(top, cells) if any(row))
    return Sheet(sheet.title, top, list(deque(filled, LAST)) if small else [])
