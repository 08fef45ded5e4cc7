"""How a spreadsheet or a slide draws a chart itself, from the numbers of its table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from cx.charts import tokens
from cx.measures import Reading
from cx.reports import words
from cx.reports.words import _

#: Number formats by the unit of a reading, as spreadsheets write them; minus is U+2212.
FORMATS = {
    "points": '+0.0;"−"0.0;0.0', "percent": '0.0"%"', "answer": "0.00", "seconds": "#,##0", "number": '0.0;"−"0.0;0.0',
}  # fmt: skip
COUNT = "#,##0"


class Series(NamedTuple):
    """One line or one colour of columns in a chart that a spreadsheet draws.

    column: of the chart's table; name: in words; colour: a token name (`cx/charts/tokens.py`), with "_pale" behind it
    for its pale tone; low, high: the columns of the ends of its interval, "" where none is drawn; where: only rows with
    this text in that column, for a table that holds several scores under each other.
    """

    column: str
    name: str
    colour: str = "main"
    low: str = ""
    high: str = ""
    where: tuple[str, str] | None = None

    @property
    def ends(self) -> tuple[Series, ...]:
        """Both ends of its interval as lines of their own, to be drawn thin and grey; none where it has no interval."""
        if not self.low:
            return ()
        named = ((self.low, _("Low end of the interval")), (self.high, _("High end of the interval")))
        return tuple(Series(column, name, "ref", where=self.where) for column, name in named)


class Native(NamedTuple):
    """How spreadsheets and slides draw a chart themselves, from its table; so it can be edited there.

    kind: "line", "column" (upright), "bar" (lying), "stacked" (lying bars that add up to 100 %) or "stacked_column" (as
    well, upright); category: the column of the table that names the points, in the words of the first column of
    `shown`; series: the numbers, in order; rows: how many of the first rows are drawn, None for all (a chart that draws
    only the largest groups); format: of the numbers, as spreadsheets write it; axis: what the numbers are, where the
    format does not say it ("seconds"); logarithmic: whether their axis goes by powers of ten, as that of times over
    time does.
    """

    kind: str
    category: str
    series: tuple[Series, ...]
    rows: int | None = None
    format: str = "0.0"
    axis: str = ""
    logarithmic: bool = False


def of_reading(kind: str, category: str, series: Sequence[Series], reading: Reading, rows: int | None = None) -> Native:
    """A chart of scores, in the format and the unit of their reading."""
    axis = _("seconds") if reading.unit == "seconds" else ""
    return Native(kind, category, tuple(series), rows, FORMATS[reading.unit], axis, bool(axis) and kind == "line")


def scored(name: str, *, where: tuple[str, str] | None = None) -> Series:
    """A score with its interval, as `tables.table` names its columns."""
    return Series("value", name, low="low", high="high", where=where)


def share_columns(category: str) -> Native:
    """Upright columns of shares in percent."""
    return Native("column", category, (Series("share", _("Share")),), format=FORMATS["percent"])


def places(native: Native, series: Series, table: pd.DataFrame) -> list[int]:
    """The rows of the table that a series draws, in order."""
    if series.where is None:
        return list(range(len(table)))[: native.rows]
    column, text = series.where
    return np.flatnonzero(table[column].to_numpy() == text).tolist()[: native.rows]


def numbers(native: Native, series: Series, table: pd.DataFrame, column: str = "") -> list[float | None]:
    """The numbers of a series, unrounded; None, a gap, for what is missing, endless or not to be shown. column: another
    one of the same rows, as the end of its interval."""
    chosen = table[column or series.column].iloc[places(native, series, table)]
    return [_finite(number) for number in chosen.tolist()]


def few(native: Native, series: Series, table: pd.DataFrame) -> list[bool]:
    """Which points are of too few to compare, to be drawn hollow, in stacks pale: by the table's column of states."""
    if "state" not in table:
        return [False] * len(places(native, series, table))
    return [state == "few" for state in table["state"].iloc[places(native, series, table)]]


def labels(native: Native, table: pd.DataFrame, shown: pd.DataFrame) -> list[str]:
    """What the points are called: as on the page, but days of a time axis in short."""
    rows = places(native, native.series[0], table)
    given = table[native.category].iloc[rows].tolist()
    said = shown.iloc[:, 0].tolist() if len(shown.columns) else []
    return [_label(value, native.category, said[place] if place < len(said) else value)
            for place, value in enumerate(given)]  # fmt: skip


def colour(series: Series) -> str:
    """Of a series, as a hex colour on white."""
    name, _sep, pale = series.colour.partition("_")
    return tokens.pale(tokens.MARKS[name]) if pale else tokens.MARKS[name]


def _finite(number: object) -> float | None:
    known = isinstance(number, int | float | np.number) and math.isfinite(number)
    return float(number) if known else None  # type: ignore[arg-type]


def _label(value: object, category: str, said: object) -> str:
    if isinstance(value, date):
        return words.bucket(value, category) if category == "month" else words.day(value)
    return str(said)
