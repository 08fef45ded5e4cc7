"""The rows above the data: which of them name the columns, and which say more about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

import pyarrow as pa

from cx.errors import BadInput
from cx.readers.preset import Shape
from cx.readers.rows import unique_names

#: What a second header row says of a column that has no parts, as SurveyMonkey writes it.
NO_PART = ("", "Response", "Open-Ended Response")

#: As many columns as a workbook can have: more are rows that stand on their side, or no rows at all.
MOST_COLUMNS = 16_384


@dataclass(frozen=True)
class Header:
    """names: of the columns; labels: their wording, "" where there is none; rows: how many rows come before the data,
    themselves among them."""

    names: list[str]
    labels: list[str]
    rows: int

    def schema(self) -> pa.Schema:
        """Columns of text; the wording of each as the metadata "label" of its field."""
        pairs = zip(self.names, self.labels, strict=True)
        return pa.schema(
            [pa.field(name, pa.string(), metadata={"label": label} if label else None) for name, label in pairs]
        )


def read_header(file: str, rows: Iterator[Sequence[str]], shape: Shape) -> Header:
    """The header of a file from its first rows, of which no more are taken than stand before the data.

    Blank rows above are no rows where the preset does not count them (`header_row`). Raises BadInput if no column is
    named, or more are than `MOST_COLUMNS`.
    """
    top, blank = [next(rows, ())], 0
    while shape.header_row == 1 and not _said(top[0]) and (following := next(rows, None)) is not None:
        top, blank = [following], blank + 1
    last = shape.header_row + shape.header_rows - 1
    before = max(last + shape.skip_rows, shape.label_row)
    top += islice(rows, before - 1)
    named = top[shape.header_row - 1 : last]
    if not any(map(_said, named)):
        where = f"row {shape.header_row}" if shape.header_row > 1 else "first row"
        raise BadInput(f"{file} is empty; its {where} must name the columns.")
    names = joined(named)
    check_width(file, len(names))
    labels = top[shape.label_row - 1] if 0 < shape.label_row <= len(top) else ()
    return Header(unique_names(names), _fitted(labels, len(names)), blank + before)


def check_width(file: str, columns: int) -> None:
    """Raises BadInput where there are too many columns."""
    if columns > MOST_COLUMNS:
        raise BadInput(f"{file} has {columns:,} columns, more than {MOST_COLUMNS:,}; export it with fewer.")


def _said(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row)


def _fitted(labels: Sequence[str], width: int) -> list[str]:
    return [*(label.strip() for label in labels[:width]), *[""] * (width - len(labels))]


def joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """The names that several rows make together: `question: choice`, where an empty cell above means the question to
    its left."""
    names = list(rows[0])
    for row in rows[1:]:
        left, upper = "", names
        names = []
        for name, part in zip_longest(upper, map(str.strip, row), fillvalue=""):
            left = name.strip() or left
            names.append(name if part in NO_PART and name else f"{left}: {part}" if part else "")
    return names
