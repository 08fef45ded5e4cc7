"""What can be seen of a file without knowing what it is: its layout, and what its columns hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from cx.readers.files import inner_suffix
from cx.readers.formats import DELIMITED, read_rows
from cx.readers.preset import Shape
from cx.readers.rejects import Rejects
from cx.readers.rows import Rows
from cx.recognise.columns import ColumnLook, look_at
from cx.recognise.layout import text_layout

__all__ = ["HEAD", "ColumnLook", "Look", "head_of", "look", "shape_key"]

#: How many rows are looked at.
HEAD = 500


@dataclass(frozen=True)
class Look:
    """What was seen of one file. path: where it lies; file: its name; kind: "csv", "xlsx", "json" or "parquet"; shape:
    its layout, encoding and delimiter among it; sheets: of a workbook; head: the first rows as text; columns: one for
    each; whole: whether the head is all of the file.
    """

    path: str
    file: str
    kind: str
    shape: Shape
    sheets: tuple[str, ...]
    head: pa.RecordBatch
    columns: tuple[ColumnLook, ...]
    whole: bool

    def column(self, name: str) -> ColumnLook:
        """What was seen of a column. KeyError if the file has none of that name."""
        return {one.name: one for one in self.columns}[name]


def look(path: str | Path, shape: Shape | None = None) -> Look:
    """What the first rows of a file show; of its end only whether it closes with a line that is no data.

    shape: its layout where somebody has said it, in place of what would be found. Raises BadInput where the file
    cannot be read or names no column.
    """
    kind = _kind(path)
    found = _found(path, kind) if shape is None else shape
    rows, whole = head_of(path, found)
    columns = tuple(
        look_at(one.name, _label(one), cells) for one, cells in zip(rows.values.schema, rows.values, strict=True)
    )
    return Look(str(path), Path(path).name, kind, found, (), rows.values, columns, whole)


def head_of(path: str | Path, shape: Shape, limit: int = HEAD) -> tuple[Rows, bool]:
    """The first rows of a file under a layout, and whether they are all of it."""
    ignored = Rejects()
    batches = read_rows(path, shape, ignored.add, lambda _: None)
    pieces: list[Rows] = []
    for rows in islice(batches, 8):
        pieces.append(rows)
        if sum(len(piece.lines) for piece in pieces) > limit:
            break
    first = pieces[0]
    return Rows(first.values.slice(0, limit), first.lines[:limit]), len(pieces) == 1 and len(first.lines) <= limit


def _label(column: pa.Field) -> str:
    """The wording of a column, where the file has one beside its name."""
    return str((column.metadata or {}).get(b"label", b"").decode())


def _kind(path: str | Path) -> str:
    suffix = inner_suffix(path)
    if suffix in DELIMITED:
        return "csv"
    return {".xlsm": "xlsx", ".jsonl": "json", ".ndjson": "json"}.get(suffix, suffix.lstrip("."))


def _found(path: str | Path, kind: str) -> Shape:
    return text_layout(path) if kind == "csv" else Shape()


def shape_key(looked: Look) -> str:
    """A fingerprint of a file's columns: the same for every file of one export, whatever its order of columns."""
    names = sorted(one.name.casefold() for one in looked.columns)
    return hashlib.sha256("\n".join([looked.shape.sheet and "sheet", *names]).encode()).hexdigest()[:16]
