"""What every reader yields: batches of text columns that know their lines in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Reject(NamedTuple):
    """A row, or one answer of it, that could not be read: where, which field, why, and what it said."""

    file: str
    line: int
    field: str
    reason: str
    raw: str


@dataclass(frozen=True)
class Rows:
    """Some rows of a file.

    values: one text column per column of the file, all cells as they came; missing cells are null or "";
    lines: for each row the line (record for workbooks and Parquet) it begins at, from 1;
    left_out: how many rows met on the way are no data (closing lines), and not among these.
    """

    values: pa.RecordBatch
    lines: Ints
    left_out: int = 0

    def raw(self, row: int) -> str:
        """One row as a line of CSV, for its reader to recognise."""
        return csv_line(column[row].as_py() for column in self.values.columns)


def csv_line(cells: Iterable[str | None]) -> str:
    """Cells as a line of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


#: What a reader calls for a row it cannot even split into cells.
OnReject = Callable[[Reject], None]
Batches = Iterator[Rows]


def text_batch(names: list[str] | pa.Schema, columns: list[list[str | None]]) -> pa.RecordBatch:
    """A batch of text columns from Python lists, under names or as a schema says."""
    schema = names if isinstance(names, pa.Schema) else pa.schema([(name, pa.string()) for name in names])
    arrays = [pa.array(column, pa.string()) for column in columns]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def unique_names(names: list[str]) -> list[str]:
    """Column names trimmed, those without a name called by their place, and repeats numbered (`Comment.2`)."""
    unique: dict[str, None] = {}
    times: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        name = name.strip().lstrip("\ufeff") or f"column {place}"
        called = name
        while called in unique:
            times[name] = times.get(name, 1) + 1
            called = f"{name}.{times[name]}"
        unique[called] = None
    return list(unique)
