"""How a spreadsheet or a slide draws a chart itself, from the numbers of its table."""

from __future__ import annotations

from typing import NamedTuple


class Series(NamedTuple):
    """One line or one colour of columns in a chart that a spreadsheet draws.

    column: of the chart's table; name: in words; colour: a token name (`cx/charts/tokens.py`).
    """

    column: str
    name: str
    colour: str = "main"


class Native(NamedTuple):
    """How spreadsheets and slides draw a chart themselves, from its table; so it can be edited there.

    kind: "line", "column" (upright), "bar" (lying), "stacked" (lying bars that add up to 100 %) or "stacked_column";
    category: the column of the table that names the points; series: the numbers, in order; rows: how many of the first
    rows are drawn, None for all (a chart that draws only the largest groups); format: of the numbers, as spreadsheets
    write it ("0.0", "0", '0.0"%"'); where: only rows with this text in that column.
    """

    kind: str
    category: str
    series: tuple[Series, ...]
    rows: int | None = None
    format: str = "0.0"
    where: tuple[str, str] | None = None
