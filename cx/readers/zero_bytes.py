"""Rows that hold a zero byte: no database keeps one in a text, and where it stands something was damaged."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx.readers.rows import Batches, OnReject, Reject, Rows


def without_zero_bytes(name: str, batches: Batches, on_reject: OnReject) -> Batches:
    """The rows without; those with one go to the rejects."""
    for rows in batches:
        yield _without(name, rows, on_reject)


def _without(name: str, rows: Rows, on_reject: OnReject) -> Rows:
    keep = np.ones(rows.values.num_rows, dtype=bool)
    for field, column in zip(rows.values.schema, rows.values.columns, strict=True):
        if _may_hold(column):
            for place in np.flatnonzero(_held(column) & keep):
                reason = "a zero byte, which no text holds"
                on_reject(
                    Reject(name, int(rows.lines[place]), field.name, reason, rows.raw(int(place)).replace("\0", ""))
                )
                keep[place] = False
    return rows if keep.all() else Rows(rows.values.filter(pa.array(keep)), rows.lines[keep], rows.left_out)


def _may_hold(column: pa.Array) -> bool:
    data = column.buffers()[2] if pa.types.is_string(column.type) else None
    return data is not None and not np.frombuffer(data, np.uint8).all()


def _held(column: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = pc.fill_null(pc.match_substring(column, "\0"), False)
    return np.asarray(found)
