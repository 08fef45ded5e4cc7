"""How a text is laid out: encoding, delimiter, where its header stands, and how it closes.

Seen are the beginning and the end of a file, so that it takes as long for any size.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from io import SEEK_END, BufferedReader
from itertools import islice
from os import PathLike
from typing import TYPE_CHECKING

from cx.readers.delimiters import DELIMITERS, NO_DELIMITER, declared_delimiter, records
from cx.readers.encodings import by_mark, single_byte
from cx.readers.files import OpenFile, open_file
from cx.readers.json_document import first_end, lists_by_key
from cx.readers.preset import Shape
from cx.recognise.excerpt import SMALL
from cx.recognise.header import TOP, footer_of, header_of

if TYPE_CHECKING:
    from cx.readers.sheets import Sheet

#: Bytes of the beginning and of the end that are looked at; of the beginning, those in which the header stands.
HEAD, TAIL = SMALL, 1 << 16
TITLES = 1 << 18
#: A packed file has no end that can be reached without unpacking it; larger ones are taken to have no closing line.
UNPACKED = 4 << 20


def text_layout(path: str | PathLike[str]) -> Shape:
    """The layout of a delimited file."""
    head, tail = _ends(path)
    encoding = encoding_of(head, tail)
    text = _decoded(head[:TITLES], encoding)
    declared = declared_delimiter(text)
    shapes = [_by(text, delimiter) for delimiter in ([declared] if declared else DELIMITERS)]
    fit, width, shape = max(shapes, key=lambda one: one[0])
    shape = replace(shape, encoding=encoding) if fit else Shape(encoding=encoding, delimiter=NO_DELIMITER)
    return replace(shape, footer=_footer(_decoded(tail, encoding), shape.delimiter, width))


def encoding_of(head: bytes, tail: bytes) -> str:
    """The encoding of a file by its beginning and its end. In the middle it may have letters that these lack, so it is
    for looking only: an import reads it from all bytes."""
    marked = by_mark(head[:4096])
    if marked:
        return marked
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
        _whole_lines(tail).decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return single_byte(head + tail)


def _ends(path: str | PathLike[str]) -> tuple[bytes, bytes]:
    """The first and the last bytes of a file, unpacked."""
    with open_file(path) as file:
        head = file.stream.read(HEAD)
        return head, _end(file, head)


def _end(file: OpenFile, head: bytes) -> bytes:
    if isinstance(file.stream, BufferedReader) and file.stream is file.packed:
        file.stream.seek(-min(TAIL, file.size // 2 * 2), SEEK_END)
        return file.stream.read()
    last = head
    while file.size <= UNPACKED and (block := file.stream.read(HEAD)):
        last = (last + block)[-TAIL:]
    return last[-TAIL:] if file.size <= UNPACKED else b""


def _whole_lines(tail: bytes) -> bytes:
    """What stands after the first line break: the beginning may lie within a character."""
    return tail[tail.find(b"\n") + 1 :]


def _decoded(part: bytes, encoding: str) -> str:
    """Text of a part of a file; what was cut in two at its ends is left out or replaced."""
    if encoding == "utf-16":
        encoding = "utf-16-be" if part[:2] == codecs.BOM_UTF16_BE or part[:1] == b"\0" else "utf-16-le"
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(part).lstrip("\ufeff")


def _by(text: str, delimiter: str) -> tuple[float, int, Shape]:
    """How well a delimiter parts a text: the cells of its header, times the share of the rows that have as many, less
    where the header would not stand first or hold numbers, 0 for a single column; its cells, and the layout."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        top = records(text, delimiter)
        rows.extend(islice(top, 1 if declared_delimiter(text) else 0, TOP))
    shape = header_of(rows)
    header = rows[shape.header_row - 1] if rows else []
    below = [len(row) for row in rows[shape.header_row :] if row]
    share = (1 + sum(other == len(header) for other in below)) / (1 + len(below))
    unlikely = (shape.header_row > 1) + any(cell.strip()[:1].isdigit() for cell in header)
    width = len(header)
    return (width * share / 2**unlikely if width > 1 else 0.0), width, replace(shape, delimiter=delimiter)


def _footer(tail: str, delimiter: str, width: int) -> tuple[str, ...]:
    """How the closing lines of a text begin."""
    lines = [line for line in tail.splitlines() if line.strip()][-5:]
    whole = [line for line in lines if line.count('"') % 2 == 0]
    return footer_of([next(csv.reader([line], delimiter=delimiter), []) for line in whole], width)


def sheet_layout(sheets: Sequence[Sheet]) -> Shape:
    """The layout of a workbook: the first of its sheets with rows under a header, else the first."""
    tables = [sheet for sheet in sheets if sum(sum(map(bool, row)) > 1 for row in sheet.top) > 1]
    sheet = next(iter(tables), sheets[0])
    shape = header_of(sheet.top)
    width = max((sum(map(bool, row)) for row in sheet.top), default=0)
    named = "" if sheet == sheets[0] else sheet.name
    return replace(shape, sheet=named, footer=footer_of(sheet.end, width))


def json_layout(path: str | PathLike[str]) -> Shape:
    """The layout of a JSON document: the key under which its first object holds the rows, where it does."""
    head, tail = _ends(path)
    encoding = encoding_of(head, tail)
    text = _decoded(head[:TITLES], encoding).strip().encode("utf-8", "replace")
    single = text.startswith(b"{") and first_end(text) in (-1, len(text) - 1)
    found = [key for key, objects in lists_by_key(text, 2).items() if key and objects] if single else []
    return Shape(encoding=encoding, records=tuple(found[:1]))
