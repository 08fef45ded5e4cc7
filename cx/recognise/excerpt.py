"""The first rows of a large text as a file of their own: what reads a file to its end stays short for any size."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from os import PathLike
from pathlib import Path

from cx.readers.delimiters import records
from cx.readers.files import open_file
from cx.readers.preset import Shape

#: Bytes of a text up to which it is read itself.
SMALL = 4 << 20


@contextmanager
def excerpt(path: str | PathLike[str], shape: Shape, rows: int) -> Iterator[tuple[str | PathLike[str], Shape]]:
    """A file, and how it is laid out; of a large text only its first `rows` rows, under its own name.

    shape: with the encoding and the delimiter of a text.
    """
    with open_file(path) as file:
        name, head = file.name, file.stream.read(SMALL)
    if len(head) < SMALL:
        yield path, shape
        return
    with tempfile.TemporaryDirectory() as folder:
        short = Path(folder) / Path(name).name
        short.write_bytes(_first(head, shape, rows).encode("utf-8", "replace"))
        yield short, replace(shape, encoding="utf-8", footer=())


def _first(head: bytes, shape: Shape, rows: int) -> str:
    """The text of the first rows and of what stands above them; the last of all may be cut in two, and is left out. Of
    rows with a very long cell only those before it; all where there is none.
    """
    text = head.decode(shape.encoding, errors="replace").lstrip("\ufeff")
    table = records(text, shape.delimiter)
    above = shape.header_row + shape.header_rows + max(shape.skip_rows, shape.label_row)
    ends: list[int] = []
    try:
        ends.extend(table.line_num for _ in islice(table, above + rows))
        ends.pop()
    except (csv.Error, IndexError):
        pass
    return "".join(islice(io.StringIO(text, newline=""), ends[-1])) if ends else text
