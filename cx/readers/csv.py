"""Delimited text, streamed: any common delimiter and encoding, quoted line breaks, packed or not."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from os import PathLike
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from cx.errors import BadInput
from cx.readers.delimiters import LOOKED_AT, declared_delimiter, records
from cx.readers.files import (
    OpenFile,
    check_utf_8,
    not_written_in,
    open_file,
    read_head,
    shown_name,
    sniff_delimiter,
    sniff_encoding,
)
from cx.readers.footer import without_footer
from cx.readers.header import Header, read_header
from cx.readers.preset import Shape
from cx.readers.rows import Batches, Ints, OnReject, Rows
from cx.readers.wrong_rows import WrongRows

#: Bytes parsed at a time; where a row does not fit in one block, larger ones are tried.
BLOCK = 1 << 20
LARGER = (1, 8, 64)


def read_csv(
    path: str | PathLike[str], shape: Shape, on_reject: OnReject, on_position: Callable[[OpenFile], None]
) -> Batches:
    """The rows of a delimited file, every column as text.

    Raises BadInput where the file is empty, a quote is never closed, or it is not in its encoding.
    """
    name, encoding = shown_name(path), shape.encoding or sniff_encoding(path)
    if shape.encoding:
        check_utf_8(path, encoding)  # rows that do not fit are handed over as UTF-8, or not at all
    head = read_head(path, encoding)
    delimiter = shape.delimiter or sniff_delimiter(head, shape.header_row)
    text = _Text(path, name, encoding, delimiter, "\n" if "\n" in head or "\r" not in head else "\r")
    with _clear_failures(text):
        header, lines, rows = text_header(name, head, delimiter, shape)
        wrong = WrongRows(name, on_reject, shape.footer, text.line_break)
        batches = _batches(text, header, lines + 1, wrong, on_position) if rows else iter([_no_rows(header)])
        yield from without_footer(batches, shape.footer) if shape.footer else batches


@dataclass(frozen=True)
class _Text:
    """How a file is written. line_break: what its lines are counted by (old Macintosh files have no other)."""

    path: str | PathLike[str]
    name: str
    encoding: str
    delimiter: str
    line_break: str


@contextmanager
def _clear_failures(text: _Text) -> Iterator[None]:
    try:
        yield
    except (UnicodeDecodeError, pa.ArrowInvalid, csv.Error) as error:
        if isinstance(error, UnicodeDecodeError) or "UTF8" in str(error):
            raise not_written_in(text.path, text.encoding) from error
        reason = str(error).partition("\n")[0][:120]
        raise BadInput(f"{text.name} cannot be split into rows ({reason}); is a quote left open?") from error


def text_header(file: str, head: str, delimiter: str, shape: Shape) -> tuple[Header, int, bool]:
    """What stands above the data in the head of a text, how many lines that takes, and whether there is data.

    Raises BadInput if no column is named.
    """
    rows = records(head, delimiter)
    above = 1 if declared_delimiter(head) and next(rows) else 0
    header = read_header(file, rows, shape)
    lines, shown = rows.line_num, _shown(rows)
    if not shown and _is_open(header.names[-1], head.encode()):
        raise _left_open(file, 1)
    return replace(_as_wide(header, shown), rows=header.rows + above), lines, bool(shown)


def _shown(rows: Iterator[list[str]]) -> list[list[str]]:
    """The first rows below the header."""
    shown: list[list[str]] = []
    try:
        shown.extend(islice(rows, LOOKED_AT))
    except csv.Error:  # a very long cell
        shown.append([])
    return shown


def _as_wide(header: Header, shown: list[list[str]]) -> Header:
    """The header as wide as the rows, where these end with a delimiter and it does not, or it does and they do not."""
    width, widths = len(header.names), [len(row) for row in shown if len(row) > 1]
    if 2 * sum(len(row) == width + 1 and not row[-1] for row in shown) > len(widths):
        return replace(header, names=[*header.names, f"column {width + 1}"], labels=[*header.labels, ""])
    if header.names[-1] == f"column {width}" and 2 * widths.count(width - 1) > len(widths):
        return replace(header, names=header.names[:-1], labels=header.labels[:-1])
    return header


def _is_open(cell: str, tail: bytes) -> bool:
    """Whether the last cell of a file, which ends in `tail`, took in all that follows a quote never closed."""
    ended = tail.replace(b"\0", b"").rstrip(b"\r\n")
    return ("\n" in cell or "\r" in cell) and not ended.endswith(b'"')


def _left_open(name: str, line: int) -> BadInput:
    return BadInput(f"{name} cannot be split into rows from line {line} on; is a quote left open there?")


def _tail(text: _Text) -> bytes:
    """The last bytes of a file."""
    tail = b""
    with open_file(text.path) as file:
        while chunk := file.stream.read(BLOCK):
            tail = (tail + chunk)[-64:]
    return tail


def _batches(
    text: _Text, header: Header, line: int, wrong: WrongRows, on_position: Callable[[OpenFile], None]
) -> Batches:
    good, last = header.rows, ("", line)
    for batch in _parsed(text, header, wrong, on_position):
        starts = line + np.concatenate([[0], np.cumsum(1 + _breaks(batch, text.line_break))])
        lines = wrong.settle(good, starts)
        good, line = good + batch.num_rows, int(starts[-1])
        if batch.num_rows:
            last = (batch.column(batch.num_columns - 1)[-1].as_py(), int(lines[-1]))
        yield _without_blank(Rows(batch, lines, wrong.take_left_out()))
    if wrong.waiting:
        last = (wrong.waiting[-1].text, line + wrong.lines + sum(row.lines for row in wrong.waiting[:-1]))
    _check_closed(text, *last)
    wrong.settle_rest(line)
    left_out = wrong.take_left_out()
    if left_out or good == header.rows:  # without any row the names must be seen nevertheless
        yield _no_rows(header, left_out)


def _no_rows(header: Header, left_out: int = 0) -> Rows:
    return Rows(pa.RecordBatch.from_pylist([], schema=header.schema()), np.empty(0, np.int64), left_out)


def _check_closed(text: _Text, cell: str, line: int) -> None:
    """Raises BadInput where the last cell took in the rest of the file."""
    if ("\n" in cell or "\r" in cell) and _is_open(cell, _tail(text)):
        raise _left_open(text.name, line)


def _parsed(
    text: _Text, header: Header, wrong: WrongRows, on_position: Callable[[OpenFile], None]
) -> Iterator[pa.RecordBatch]:
    """The good rows, in blocks as large as its longest row needs."""
    good, schema = header.rows, header.schema()
    for larger in LARGER:
        with open_file(text.path) as file:
            try:
                for batch in _reader(file, text, schema, good + wrong.settled, wrong, BLOCK * larger):
                    on_position(file)
                    yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)
                    good += batch.num_rows
                return
            except pa.ArrowInvalid as error:
                if "straddling" not in str(error) or larger == LARGER[-1]:
                    raise
        wrong.forget_waiting()


def _reader(file: OpenFile, text: _Text, schema: pa.Schema, skip: int, wrong: Callable[[Any], str], block: int) -> Any:
    return arrow_csv.open_csv(
        file.stream,
        # Threads would read blocks ahead and number no wrong row.
        read_options=arrow_csv.ReadOptions(
            column_names=schema.names,
            skip_rows_after_names=skip,
            block_size=block,
            encoding=text.encoding,
            use_threads=False,
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=text.delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=wrong
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(schema.names, pa.string()), strings_can_be_null=False
        ),
    )


def _breaks(batch: pa.RecordBatch, line_break: str) -> Ints:
    """How many line breaks the cells of each row hold."""
    total = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        data = column.buffers()[2]
        if data is not None and (np.frombuffer(data, np.uint8) == ord(line_break)).any():
            total += pc.count_substring(column, pattern=line_break).to_numpy(zero_copy_only=False)
    return total


def _without_blank(rows: Rows) -> Rows:
    """Rows with something in them: a blank line is no row."""
    blank = pc.equal(rows.values.column(0), "")
    for column in rows.values.columns[1:]:
        if not pc.any(blank).as_py():
            return rows
        blank = pc.and_(blank, pc.equal(column, ""))
    keep = pc.invert(blank)
    return Rows(rows.values.filter(keep), rows.lines[keep.to_numpy(zero_copy_only=False)], rows.left_out)
