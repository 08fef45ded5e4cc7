"""Delimited text, streamed: any common delimiter and encoding, quoted line breaks, packed or not."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from cx.errors import BadInput
from cx.readers.files import OpenFile, open_file, read_head, sniff_delimiter, sniff_encoding
from cx.readers.rows import Batches, Ints, OnReject, Reject, Rows, unique_names

#: Bytes parsed at a time; a row must fit in one block.
BLOCK = 1 << 20


def read_csv(
    path: str | Path,
    on_reject: OnReject,
    on_position: Callable[[OpenFile], None],
    skip: int = 0,
    encoding: str = "",
    delimiter: str = "",
) -> Batches:
    """The rows of a delimited file, every column as text.

    skip: rows after the header that are no data (further header rows of some vendors).
    Raises BadInput where the file is empty, a quote is never closed, or it is not in the declared encoding.
    """
    encoding = encoding or sniff_encoding(path)
    head = read_head(path, encoding)
    delimiter = delimiter or sniff_delimiter(head)
    with _clear_failures(Path(path).name, encoding), open_file(path) as file:
        names, lines = header(file.name, head, delimiter, skip)
        wrong = _WrongRows(file.name, on_reject)
        reader = _reader(file, names, delimiter, encoding, 1 + skip, wrong)
        yield from _batches(reader, wrong, skip, lines + 1, lambda: on_position(file))


@contextmanager
def _clear_failures(name: str, encoding: str) -> Iterator[None]:
    try:
        yield
    except (UnicodeDecodeError, pa.ArrowInvalid, csv.Error) as error:
        if isinstance(error, UnicodeDecodeError) or "UTF8" in str(error):
            raise BadInput(f"{name} is not written in {encoding}, or only in part; save it as UTF-8.") from error
        reason = str(error).splitlines()[0][:120]
        raise BadInput(f"{name} cannot be split into rows ({reason}); is a quote left open?") from error


def header(name: str, head: str, delimiter: str, skip: int = 0) -> tuple[list[str], int]:
    """The column names in the first row of a file, and how many lines it takes with the `skip` rows after it.

    Raises BadInput if no column is named.
    """
    records = csv.reader(io.StringIO(head.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    first = next(records, [])
    if not any(cell.strip() for cell in first):
        raise BadInput(f"{name} is empty; its first row must name the columns.")
    for _ in range(skip):
        next(records, None)
    return unique_names(first), records.line_num


class _WrongRow(NamedTuple):
    """place: how many good rows (header included) come before it; lines: how many it takes."""

    place: int
    lines: int
    reason: str
    text: str


class _WrongRows:
    """Rows with too few or too many cells: handed to the rejects, and counted to number the good ones.

    They are met before the good rows of their block, so their lines are known when those have been counted.
    """

    def __init__(self, name: str, on_reject: OnReject) -> None:
        self.name, self.on_reject = name, on_reject
        self.waiting: list[_WrongRow] = []
        self.count = self.lines = 0  # met so far; and the lines of those that are settled

    def __call__(self, row: Any) -> str:
        text = row.text.rstrip("\r\n")
        reason = f"{row.actual_columns} cells instead of {row.expected_columns}"
        self.waiting.append(_WrongRow(row.number - 1 - self.count, 1 + text.count("\n"), reason, text))
        self.count += 1
        return "skip"

    def settle(self, first: int, starts: Ints) -> Ints:
        """The lines of the good rows from number `first` on; the wrong ones among them are rejected.

        starts: the lines of the good rows if there were no wrong ones, and where the next would begin.
        """
        more = np.zeros(len(starts), dtype=np.int64)
        due = [row for row in self.waiting if row.place < first + len(starts) - 1]
        self.waiting = self.waiting[len(due) :]
        for row in due:
            self._reject(row, int(starts[row.place - first]))
            more[row.place - first] += row.lines
        before = self.lines - int(more.sum())
        return (starts + before + np.cumsum(more))[:-1]

    def settle_rest(self, line: int) -> None:
        """Reject those that stand after the last good row."""
        for row in self.waiting:
            self._reject(row, line)

    def _reject(self, row: _WrongRow, line: int) -> None:
        self.on_reject(Reject(self.name, line + self.lines, "", row.reason, row.text))
        self.lines += row.lines


def _reader(
    file: OpenFile, names: list[str], delimiter: str, encoding: str, skip: int, wrong: Callable[[Any], str]
) -> Any:
    return arrow_csv.open_csv(
        file.stream,
        # Threads would read blocks ahead and number no wrong row.
        read_options=arrow_csv.ReadOptions(
            column_names=names, skip_rows_after_names=skip, block_size=BLOCK, encoding=encoding, use_threads=False
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=wrong
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )


def _batches(reader: Any, wrong: _WrongRows, skip: int, line: int, on_position: Callable[[], None]) -> Batches:
    good = 1 + skip
    for batch in reader:
        on_position()
        starts = line + np.concatenate([[0], np.cumsum(1 + _breaks(batch))])
        lines = wrong.settle(good, starts)
        good, line = good + batch.num_rows, int(starts[-1])
        yield _without_blank(Rows(batch, lines))
    wrong.settle_rest(line)
    if good == 1 + skip:  # no row at all: the names must be seen nevertheless
        yield Rows(pa.RecordBatch.from_pylist([], schema=reader.schema), np.empty(0, dtype=np.int64))


def _breaks(batch: pa.RecordBatch) -> Ints:
    """How many line breaks the cells of each row hold."""
    total = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        data = column.buffers()[2]
        if data is not None and (np.frombuffer(data, np.uint8) == 10).any():
            total += pc.count_substring(column, pattern="\n").to_numpy(zero_copy_only=False)
    return total


def _without_blank(rows: Rows) -> Rows:
    """Rows with something in them: a blank line is no row."""
    blank = pc.equal(rows.values.column(0), "")
    for column in rows.values.columns[1:]:
        if not pc.any(blank).as_py():
            return rows
        blank = pc.and_(blank, pc.equal(column, ""))
    keep = pc.invert(blank)
    return Rows(rows.values.filter(keep), rows.lines[keep.to_numpy(zero_copy_only=False)])
