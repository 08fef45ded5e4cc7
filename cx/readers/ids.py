"""Ids for rows that have none: from their content, and their ordinal among identical rows of the same file.

So repeats stay several, the same file again changes nothing, and a longer or overlapping file adds only what is new.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cx.readers.converters import hexadecimal

#: Not a secret: the same row must have the same id in every installation.
KEY = "identical rows"

Hashes = NDArray[np.uint64]


class IdMaker:
    """Makes the ids of one file, batch after batch. Memory: 16 bytes for each different row."""

    def __init__(self) -> None:
        self._seen: Hashes = np.empty(0, np.uint64)
        self._times: NDArray[np.int64] = np.empty(0, np.int64)

    def hashes(self, rows: pa.RecordBatch) -> Hashes:
        """A number for each row, the same in every file where its content and its ordinal are the same."""
        content = content_hashes(rows)
        return content + self._ordinals(content).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)

    def ids(self, rows: pa.RecordBatch) -> pa.StringArray:
        """The same as a text of sixteen letters and digits."""
        return hexadecimal(self.hashes(rows))

    def numbers(self, rows: pa.RecordBatch) -> pa.Int32Array:
        """Shorter ones, for what is numbered within a ticket and so seldom meets its like."""
        return pa.array((self.hashes(rows) >> np.uint64(33)).astype(np.int32))

    def _ordinals(self, content: Hashes) -> NDArray[np.int64]:
        """How many equal rows came before each, in this batch and those before."""
        within = pd.Series(content).groupby(content).cumcount().to_numpy(np.int64)
        different, counts = np.unique(content, return_counts=True)
        places = np.searchsorted(self._seen, different)
        known = places < len(self._seen)
        known[known] = self._seen[places[known]] == different[known]
        before = np.zeros(len(different), np.int64)
        before[known] = self._times[places[known]]
        self._times[places[known]] += counts[known]
        self._seen = np.insert(self._seen, places[~known], different[~known])
        self._times = np.insert(self._times, places[~known], counts[~known])
        return within + before[np.searchsorted(different, content)]


def content_hashes(rows: pa.RecordBatch) -> Hashes:
    """A number for what each row says, whatever the order of its columns and whether those that say nothing are there:
    rows of JSON have the keys that were met so far."""
    names = sorted(rows.schema.names)
    cells = [_said(name, pc.fill_null(pc.utf8_trim_whitespace(rows.column(name)), "")) for name in names]
    joined = pc.binary_join_element_wise(*cells, "")
    return pd.util.hash_array(joined.to_numpy(zero_copy_only=False), hash_key=f"{KEY:0<16.16}", categorize=False)


def _said(name: str, cells: pa.StringArray) -> pa.StringArray:
    """Each cell with its column's name; nothing where the cell is empty."""
    named = pc.binary_join_element_wise(name, cells, "\x1f", "\x1e")
    return pc.if_else(pc.equal(cells, ""), "", named)
