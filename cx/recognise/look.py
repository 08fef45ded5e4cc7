"""What can be seen of a file without knowing what it is: its layout, and what its columns hold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from os import PathLike, fspath
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cx.errors import BadInput
from cx.readers.files import shown_name
from cx.readers.formats import kind_of, read_rows
from cx.readers.preset import Shape
from cx.readers.rows import OnReject, Reject, Rows
from cx.recognise.columns import ColumnLook, look_at
from cx.recognise.excerpt import excerpt
from cx.recognise.header import TOP
from cx.recognise.layout import json_layout, sheet_layout, text_layout

if TYPE_CHECKING:
    from cx.readers.sheets import Sheet

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

    @property
    def said(self) -> Shape:
        """What must be said of the layout so that it is read as it was looked at: without what readers find out
        themselves, which the next file of the kind may have otherwise."""
        return replace(self.shape, encoding="", delimiter=self.shape.delimiter if self.shape.header_row > 1 else "")

    def column(self, name: str) -> ColumnLook:
        """What was seen of a column. KeyError if the file has none of that name."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, ColumnLook]:
        return {one.name: one for one in self.columns}


def look(path: str | PathLike[str], shape: Shape | None = None) -> Look:
    """What the first rows of a file show; of its end only whether it closes with a line that is no data.

    path: of a file, packed or not, or of one inside a .zip (`cx.readers.files.members`); shape: its layout where
    somebody has said it, in place of what would be found. Raises BadInput where the file cannot be read or names no
    column.
    """
    kind = kind_of(path)
    sheets = _sheets(path) if kind == "xlsx" else []
    found = _found(path, kind, sheets) if shape is None else _completed(path, kind, shape)
    rows, whole = head_of(path, found)
    named = zip(rows.values.schema, rows.values, strict=True)
    columns = tuple(look_at(one.name, _label(one), cells) for one, cells in named)
    names = tuple(sheet.name for sheet in sheets)
    return Look(str(fspath(path)), shown_name(path), kind, found, names, rows.values, columns, whole)


def _sheets(path: str | PathLike[str]) -> list[Sheet]:
    from cx.readers.sheets import sheets_of  # what reads workbooks takes long to import

    return sheets_of(path, TOP)


def head_of(
    path: str | PathLike[str], shape: Shape, on_reject: OnReject | None = None, limit: int = HEAD
) -> tuple[Rows, bool]:
    """The first rows of a file under a layout, and whether they are all of it. on_reject: what
    to do with rows that cannot be split into cells, nothing unless given.

    shape: with the encoding of a text, so that it is not looked for in all of it.
    """
    text = kind_of(path) == "csv" and shape.encoding and shape.delimiter
    with excerpt(path, shape, limit) if text else nullcontext((path, shape)) as (file, layout):
        pieces = _pieces(file, layout, on_reject or _ignored, limit)
    if not pieces:
        raise BadInput(f"{shown_name(path)} holds no rows; export it again.")
    values = pa.concat_batches([piece.values for piece in _alike(pieces)])
    lines = np.concatenate([piece.lines for piece in _alike(pieces)])
    left_out = sum(piece.left_out for piece in pieces)
    return Rows(values.slice(0, limit), lines[:limit], left_out), file == path and len(values) <= limit


def _ignored(_: Reject) -> None:
    """A row that cannot be split into cells is no matter where only columns are looked at."""


def _pieces(path: str | PathLike[str], shape: Shape, on_reject: OnReject, limit: int) -> list[Rows]:
    """The first batches of a file, until there are more rows than are asked for."""
    pieces: list[Rows] = []
    for rows in read_rows(path, shape, on_reject, lambda _: None):
        pieces.append(rows)
        if sum(len(piece.lines) for piece in pieces) > limit:
            break
    return pieces


def _alike(pieces: list[Rows]) -> list[Rows]:
    """The first pieces that have the same columns: batches of JSON may bring others."""
    return list(takewhile(lambda piece: piece.values.schema.names == pieces[0].values.schema.names, pieces))


def _label(column: pa.Field) -> str:
    """The wording of a column, where the file has one beside its name."""
    return str((column.metadata or {}).get(b"label", b"").decode())


def _found(path: str | PathLike[str], kind: str, sheets: Sequence[Sheet]) -> Shape:
    """The layout of a file, as far as it shows."""
    if kind == "csv":
        return text_layout(path)
    if kind == "json":
        return json_layout(path)
    return sheet_layout(sheets) if sheets else Shape()


def _completed(path: str | PathLike[str], kind: str, shape: Shape) -> Shape:
    """A declared layout of a text, with the encoding and delimiter that it leaves open."""
    if kind != "csv":
        return shape
    found = text_layout(path)
    delimiter = shape.delimiter or (found.delimiter if found.header_row == shape.header_row else "")
    return replace(shape, encoding=shape.encoding or found.encoding, delimiter=delimiter)


def shape_key(looked: Look) -> str:
    """A fingerprint of a file's columns: the same for every file of one export, in whatever order they stand."""
    names = sorted(one.name.casefold() for one in looked.columns)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
