"""Delimited text, streamed: any common delimiter and encoding, quoted line breaks, packed or not."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
    Raises BadInput where the file is empty, or a quote is never closed.
    """
    encoding = encoding or sniff_encoding(path)
    head = read_head(path, encoding)
    delimiter = delimiter or sniff_delimiter(head)
    names, lines = header(Path(path).name, head, delimiter, skip)
    with open_file(path) as file:
        wrong = _WrongRows(file.name, on_reject)
        reader = _reader(file, names, delimiter, encoding, 1 + skip, wrong)
        try:
            yield from _batches(reader, wrong, skip, lines + 1, lambda: on_position(file))
        except pa.ArrowInvalid as error:
            raise BadInput(f"{file.name} cannot be split into rows ({_first(error)}); is a quote left open?") from error


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


def _first(error: Exception) -> str:
    return str(error).splitlines()[0][:120]


class _WrongRows:
    """Rows with too few or too many cells: handed to the rejects, and remembered to number the good ones.

    They are met before the good rows of their block, so their lines are known when those have been counted.
    """

    def __init__(self, name: str, on_reject: OnReject) -> None:
        self.name, self.on_reject = name, on_reject
        self.waiting: list[tuple[int, str, str]] = []
        self.places: list[int] = []  # of each wrong row: how many good ones (header included) come before it
        self.lengths = [0]  # lines taken by the first 0, 1, 2, ... wrong rows

    def __call__(self, row: Any) -> str:
        place = row.number - 1 - len(self.places)
        self.places.append(place)
        reason = f"{row.actual_columns} cells instead of {row.expected_columns}"
        self.waiting.append((self.lengths[-1], reason, row.text.rstrip("\r\n")))
        self.lengths.append(self.lengths[-1] + 1 + row.text.rstrip("\r\n").count("\n"))
        return "skip"

    def lines_before(self, records: Ints) -> Ints:
        """How many lines wrong rows take before each good row."""
        if not self.places:
            return np.zeros(len(records), dtype=np.int64)
        return np.array(self.lengths, dtype=np.int64)[np.searchsorted(self.places, records, side="right")]

    def settle(self, first: int, starts: Ints) -> None:
        """Reject those that stand before or among good rows `first`.., whose lines but for wrong ones are `starts`
        (one more than there are rows: the last is where the next will begin)."""
        while self.waiting and self.places[-len(self.waiting)] < first + len(starts) - 1:
            self._reject(starts[self.places[-len(self.waiting)] - first])

    def settle_rest(self, line: int) -> None:
        """Reject those that stand after the last good row."""
        while self.waiting:
            self._reject(line)

    def _reject(self, line: int) -> None:
        before, reason, raw = self.waiting.pop(0)
        self.on_reject(Reject(self.name, int(line) + before, "", reason, raw))


def _reader(
    file: OpenFile, names: list[str], delimiter: str, encoding: str, skip: int, wrong: Callable[[Any], str]
) -> Any:
    try:
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
    except pa.ArrowInvalid as error:
        raise BadInput(f"{file.name} cannot be split into rows ({_first(error)}); is a quote left open?") from error


def _batches(reader: Any, wrong: _WrongRows, skip: int, line: int, on_position: Callable[[], None]) -> Batches:
    good = 1 + skip
    for batch in reader:
        on_position()
        starts = line + np.concatenate([[0], np.cumsum(1 + _breaks(batch))])
        wrong.settle(good, starts)
        lines = starts[:-1] + wrong.lines_before(np.arange(good, good + batch.num_rows))
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
