"""Help for tests of readers: the rows of a file, their lines, and what was rejected or left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

import openpyxl

from cx.readers.formats import read_rows
from cx.readers.preset import Shape
from cx.readers.rows import Reject


@dataclass
class Seen:
    """All that a file gave."""

    names: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    rows: list[list[str | None]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    left_out: int = 0
    batches: int = 0

    @property
    def said(self) -> list[tuple[int, str]]:
        return [(reject.line, reject.reason) for reject in self.rejects]


def read(path: str | PathLike[str], **shape: Any) -> Seen:
    """Read a file by a layout."""
    seen = Seen()
    for rows in read_rows(path, Shape(**shape), seen.rejects.append, lambda _: None):
        seen.names = rows.values.schema.names
        labels = {one.name: (one.metadata or {}).get(b"label", b"").decode() for one in rows.values.schema}
        assert seen.labels in ({}, labels), "every batch says the same of its columns"
        seen.labels = labels
        seen.rows += [list(row.values()) for row in rows.values.to_pylist()]
        seen.lines += rows.lines.tolist()
        seen.left_out += rows.left_out
        seen.batches += 1
    return seen


def read_text(folder: Path, text: str | bytes, name: str = "a.csv", **shape: Any) -> Seen:
    """Write a text and read it."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, **shape)


def workbook(path: Path, rows: list[list[object]], sheet: str = "Sheet") -> Path:
    """A workbook with one sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path
