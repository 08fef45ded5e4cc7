"""Which delimiter a text is written with: told by its header, and by the rows that follow it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

#: In the order in which they are believed where rows fit several: commas stand in prose, and in numbers.
DELIMITERS = "\t|;,"
NO_DELIMITER = "\x1f"

#: How many rows are looked at.
LOOKED_AT = 30


def records(head: str, delimiter: str) -> Reader:
    """The rows of a text, split into cells; blank lines are rows without a cell."""
    return csv.reader(io.StringIO(head.lstrip("\ufeff"), newline=""), delimiter=delimiter)


def first_records(head: str, delimiter: str) -> Iterator[list[str]]:
    """The rows up to the first very long cell."""
    with suppress(csv.Error):
        yield from records(head, delimiter)


def declared_delimiter(head: str) -> str:
    """The delimiter that a first line such as `sep=;` names, as Excel reads and writes it; "" if there is none."""
    line = head.lstrip("\ufeff")[:20].splitlines()[:1]
    text = line[0].strip('"') if line else ""
    return text[4:] if text[:4].lower() == "sep=" and len(text) == 5 else ""


def sniff_delimiter(head: str, header_row: int = 1) -> str:
    """The delimiter of a text: the one of comma, semicolon, tab and bar that parts its header into most cells and most
    of its rows into as many. A header without any is one column, whose texts may hold all of them: then `NO_DELIMITER`.

    header_row: the row that names the columns; blank lines before the first row of all count where it is not 1.
    """
    declared = declared_delimiter(head)
    if declared:
        return declared
    fits = {delimiter: _fit(head, delimiter, header_row) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: fits[delimiter])
    return best if fits[best] else NO_DELIMITER


def _fit(head: str, delimiter: str, header_row: int) -> float:
    """The cells of the header, times the share of rows that have as many; 0 for one cell."""
    if header_row == 1:
        head = head.lstrip("\ufeff\r\n")
    rows = list(islice(first_records(head, delimiter), header_row - 1, header_row + LOOKED_AT))
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0
    others = [len(row) for row in rows[1:] if row]
    return width * (1 + sum(other == width for other in others)) / (1 + len(others))
