"""The facts of some rows as numpy columns, beside the settings that derived columns are made with.

A stamp that is only a date (its bit of `date_only` is set; bit i is the i-th of `Table.stamps`) is that business day
whatever the zone: it is never converted, has no hour, and durations that touch it count whole days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from cx.store.schema import Table
from cx.surveys import Survey

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Stamps = NDArray[np.datetime64]
Values = tuple[NDArray[Any], Mask]


@dataclass(frozen=True)
class Rule:
    """The settings that derived columns depend on. gone_after: days without a sign of life, 0 for never."""

    zone: str = "UTC"
    week_start: str = "monday"
    surveys: Mapping[str, Survey] = field(default_factory=dict)
    gone_after: int = 0


class Facts:
    """The rows as numpy columns, each with a mask of what is known."""

    def __init__(self, table: Table, rows: pa.Table, rule: Rule) -> None:
        self.table, self.rows, self.rule = table, rows, rule
        self._bits, _ = self.number("date_only")
        self._local: dict[str, Values] = {}

    def gives(self, *names: str) -> bool:
        """Whether any of these columns is among the rows'."""
        return any(name in self.rows.column_names for name in names)

    def number(self, name: str) -> tuple[Ints, Mask]:
        """A whole-number column, 0 where missing, and where it is known."""
        if name not in self.rows.column_names:
            return np.zeros(self.rows.num_rows, dtype=np.int64), np.zeros(self.rows.num_rows, dtype=bool)
        column = self.rows[name]
        return np.asarray(column.cast(pa.int64()).fill_null(0)), np.asarray(column.is_valid())

    def stamp(self, name: str) -> tuple[Stamps, Mask]:
        """A stamp in UTC to the second, and where it is known."""
        if name not in self.rows.column_names:
            blank = np.zeros(self.rows.num_rows, dtype=np.int64)
            return blank.view("datetime64[s]"), np.zeros(self.rows.num_rows, dtype=bool)
        column = self.rows[name]
        micros = np.asarray(column.cast(pa.int64()).fill_null(0))
        return (micros // 1_000_000).view("datetime64[s]"), np.asarray(column.is_valid())

    def only_date(self, name: str) -> Mask:
        """Where a stamp is only a date."""
        only_date: Mask = (self._bits >> self.table.stamps.index(name)) & 1 == 1
        return only_date

    def local(self, name: str) -> Values:
        """A stamp in the business zone's wall time; a date is the midnight it begins at."""
        if name not in self._local:
            utc, known = self.stamp(name)
            self._local[name] = np.where(self.only_date(name), utc, to_zone(utc, self.rule.zone)), known
        return self._local[name]

    def seconds(self, name: str) -> tuple[Ints, Mask]:
        """Seconds since 1970 in UTC; of a date, those of its midnight as written."""
        utc, known = self.stamp(name)
        return utc.astype(np.int64), known


def to_zone(utc: Stamps, zone: str) -> Stamps:
    """UTC to the wall time of a zone, to the second."""
    if zone == "UTC":
        return utc
    wall = pd.DatetimeIndex(utc).tz_localize("UTC").tz_convert(zone).tz_localize(None)
    return wall.to_numpy().astype("datetime64[s]")


def calendar(facts: Facts, prefix: str, stamp: str, *, hours: bool = True) -> dict[str, Values]:
    """Day, first day of the week, first day of the month; weekday (Monday 0) and hour of the week (0..167)."""
    local, known = facts.local(stamp)
    day = local.astype("datetime64[D]")
    number = day.astype(np.int64)
    weekday = (number + 3) % 7
    into_week = (weekday + (facts.rule.week_start == "sunday")) % 7
    month = day.astype("datetime64[M]").astype("datetime64[D]")
    columns: dict[str, Values] = {
        f"{prefix}_day": (day, known),
        f"{prefix}_week": ((number - into_week).view("datetime64[D]"), known),
        f"{prefix}_month": (month, known),
    }
    if hours:
        hour = weekday * 24 + (local - day).astype("timedelta64[h]").astype(np.int64)
        columns |= {f"{prefix}_weekday": (weekday, known), f"{prefix}_hour": (hour, known & ~facts.only_date(stamp))}
    return columns
