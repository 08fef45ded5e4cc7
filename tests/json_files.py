"""Help for tests of JSON: write a file, read its rows."""

from __future__ import annotations

from pathlib import Path

from cx.readers.formats import read_rows
from cx.readers.preset import Shape
from cx.readers.rows import Reject

PLAIN = Shape()


def read(path: Path, shape: Shape = PLAIN) -> tuple[list[dict[str, str]], list[int], list[Reject]]:
    """The cells that hold something, the numbers of the rows, and what was refused."""
    rejects: list[Reject] = []
    rows, lines = [], []
    for part in read_rows(path, shape, rejects.append, lambda _: None):
        rows += [{name: text for name, text in row.items() if text is not None} for row in part.values.to_pylist()]
        lines += part.lines.tolist()
    return rows, lines, rejects


def written(folder: Path, text: str | bytes, name: str = "a.json") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def rows_of(folder: Path, text: str | bytes, shape: Shape = PLAIN, name: str = "a.json") -> list[dict[str, str]]:
    rows, _, rejects = read(written(folder, text, name), shape)
    assert rejects == []
    return rows
