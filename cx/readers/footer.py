"""Closing lines of a file that are no data: totals, the reporting period, a notice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx.readers.rows import Batches, Rows


def without_footer(batches: Batches, beginnings: Sequence[str]) -> Batches:
    """The rows before the closing ones: those at the very end whose first cell begins as the preset says.

    A row that begins so in the middle is data. What is left out is counted by `Rows.left_out`.
    """
    beginnings = tuple(filter(None, beginnings))
    held: Rows | None = None
    for rows in batches:
        whole = rows if held is None else _together(held, rows)
        good = whole.values.num_rows - _closing(whole, beginnings)
        held = _part(whole, good, whole.values.num_rows) if good < whole.values.num_rows else None
        yield _part(whole, 0, good)
    if held is not None:
        yield Rows(held.values.slice(0, 0), held.lines[:0], held.values.num_rows)


def begins(text: str, beginnings: Sequence[str]) -> bool:
    """Whether a line, or its first cell, begins as a closing one does."""
    return bool(text) and text.lstrip('" \t').startswith(tuple(filter(None, beginnings)) or ("\0",))


def _closing(rows: Rows, beginnings: Sequence[str]) -> int:
    """How many rows at the end begin so."""
    first = pc.fill_null(pc.utf8_trim_whitespace(rows.values.column(0)), "")
    found = np.zeros(len(first), dtype=bool)
    for beginning in beginnings:
        found |= pc.starts_with(first, beginning).to_numpy(zero_copy_only=False)
    others = np.flatnonzero(~found)
    return len(found) - (int(others[-1]) + 1 if len(others) else 0)


def _together(one: Rows, other: Rows) -> Rows:
    values = pa.concat_batches([one.values, other.values])
    return Rows(values, np.concatenate([one.lines, other.lines]), one.left_out + other.left_out)


def _part(rows: Rows, start: int, end: int) -> Rows:
    return Rows(rows.values.slice(start, end - start), rows.lines[start:end], rows.left_out if start == 0 else 0)
