"""The order in which new rows are written: by day, so that a question about some days reads only those.

A file that is in that order already, forwards or backwards, is written as it came. Any other is sorted part by part,
each small enough to be sorted in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx.store.schema import Table

#: Rows that are sorted in one go.
SORTED_AT_ONCE = 500_000

#: Pieces of a file that is in order cover hardly more days together than the whole file does.
IN_ORDER = 2.0


class Arrival:
    """What the pieces of a file say of its order. The outer tenth of each piece's days does not count."""

    def __init__(self, table: Table) -> None:
        *self.leading, self.day = table.sort or ("",)
        self.groups: set[tuple[str | None, ...]] = set()
        self.spans: list[tuple[float, float]] = []

    def note(self, piece: pa.Table) -> None:
        """Take notice of the next piece."""
        if not self.day:
            return
        if self.leading:
            groups = piece.select(self.leading).group_by(self.leading).aggregate([])
            self.groups |= set(zip(*(groups[name].to_pylist() for name in self.leading), strict=True))
        days = np.asarray(pc.drop_null(piece[self.day]).cast(pa.int32()))
        if len(days):
            low, high = np.quantile(days, (0.05, 0.95))
            self.spans.append((low, high))

    @property
    def in_order(self) -> bool:
        """Whether sorting the rows would hardly move them."""
        if not self.spans:
            return True
        lows, highs = np.array(self.spans).T
        return len(self.groups) <= 1 and bool((highs - lows).sum() <= IN_ORDER * (highs.max() - lows.min()))


def parts(connection: Connection, day: ColumnElement[date], wanted: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Conditions that split the wanted rows by days, in their order, into parts to be sorted; the undated come last."""
    found = select(day, func.count()).where(wanted, day.is_not(None)).group_by(day).order_by(day)
    ranges = _ranges([(at, n) for at, n in connection.execute(found)])
    return [*(day.between(first, last) for first, last in ranges), day.is_(None)]


def _ranges(days: Sequence[tuple[date, int]]) -> list[tuple[date, date]]:
    """First and last day of ranges that hold about SORTED_AT_ONCE rows each, at least one day."""
    if not days:
        return []
    before = np.cumsum([0, *(n for _, n in days[:-1])]) // SORTED_AT_ONCE
    starts = [0, *(np.flatnonzero(np.diff(before)) + 1), len(days)]
    return [(days[a][0], days[b - 1][0]) for a, b in pairwise(starts)]
