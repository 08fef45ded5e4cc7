"""Rows that hold a zero byte: no database keeps one in a text, and where it stands something was damaged."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cx.readers.rows import Batches, OnReject, Reject, Rows


def without_zero_bytes(name: str, batches: Batches, on_reject: OnReject) -> Batches:
    """The rows without; those with one go to the rejects."""
    for rows in batches:
        yield _without(name, rows, on_reject)


def _without(name: str, rows: Rows, on_reject: OnReject) -> Rows:
    columns = {place: _held(column) for place, column in enumerate(rows.values.columns) if _may_hold(column)}
    bad = reduce(np.logical_or, columns.values(), np.zeros(rows.values.num_rows, dtype=bool))
    for row in np.flatnonzero(bad).tolist():
        field = rows.values.schema.names[next(place for place, held in columns.items() if held[row])]
        raw = rows.raw(row).replace("\0", "")
        on_reject(Reject(name, int(rows.lines[row]), field, "a zero byte, which no text holds", raw))
    return Rows(rows.values.filter(pa.array(~bad)), rows.lines[~bad], rows.left_out) if bad.any() else rows


def _may_hold(column: pa.Array) -> bool:
    data = column.buffers()[2] if pa.types.is_string(column.type) else None
    return data is not None and not np.frombuffer(data, np.uint8).all()


def _held(column: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(pc.fill_null(pc.match_substring(column, "\0"), False))
