"""When is it busy, and where does one number stand out among many?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks, rows
from cx.charts.base import Bools, Floats, Margin, Part
from cx.charts.tokens import ALPHA, INK, MAIN, ON_DARK_MARK, fade

#: Pixels a row takes, with and without a number in its cells.
ROW, NUMBER_ROW = 26, 32
BOTTOM = 28  # pixels below the plot for one line of names
#: The width of a figure on a phone.
PHONE = 340
#: From no value to the greatest; ink must stay readable on cells with numbers.
RAMP = ((0.0, 0.05), (0.5, 0.45), (1.0, 1.0))
PALE_RAMP = ((0.0, 0.03), (1.0, ALPHA["pale"]))

#: How the chosen cell is drawn.
_DOT: Part = {"size": 10, "color": ON_DARK_MARK, "line": {"color": MAIN, "width": 2.5}}
_FRAME: Part = {"size": 28, "symbol": "square-open", "color": MAIN, "line": {"width": 2.5}}


def hours(
    values: Floats,
    *,
    days: Sequence[str],
    ticks: Sequence[tuple[int, str]],
    hover: Sequence[Sequence[str]],
) -> go.Figure:
    """The hours of the week: one row per weekday, one column per hour.

    values: (7, 24), NaN where there is none; days: names of the rows, the first on top; ticks: hours and what stands
    under them; hover: 7 times 24 texts. A click on a cell hands back its row and column, as in "3x14".
    """
    return heat(values, names=days, ticks=ticks, hover=hover)


def heat(
    values: Floats,
    *,
    names: Sequence[str],
    ticks: Sequence[tuple[int, str]],
    hover: Sequence[Sequence[str]],
    texts: Sequence[Sequence[str]] | None = None,
    few: Bools | None = None,
    span: tuple[float, float] | None = None,
) -> go.Figure:
    """Cells the stronger the greater their value, with numbers in them where `texts` are given.

    values: (R, C), NaN for an empty cell; names: of the rows, the first on top; ticks: columns and what stands under
    them; few: (R, C) cells of too few answers, whose number is written on an empty cell; span: the values of the
    weakest and the strongest cell, from 0 to the greatest where it is left out. A click on a cell hands back its row
    and column, as in "3x14".
    """
    full = values if few is None else np.where(few, np.nan, values)
    named = rows.names(names)
    greatest = float(np.max(full[np.isfinite(full)], initial=0.0)) or 1.0
    parts = [_cells(full, span or (0.0, greatest), numbered=texts is not None)]
    parts += [_numbers(values, texts)] if texts is not None else []
    shown = _apart(ticks, values.shape[1], PHONE - _name_room(named))
    return base.figure(
        height_of(len(named), numbered=texts is not None),
        [part for part in (*parts, _unseen(values, hover, numbered=texts is not None)) if len(part["x"])],
        x={"tickvals": [k for k, _text in shown], "ticktext": [text for _k, text in shown],
           "range": [-0.5, values.shape[1] - 0.5]},
        y=rows.axis(named),
        margin=Margin(_name_room(named), 8, 4, BOTTOM + base.LINE * (base.lines_of([text for _k, text in shown]) - 1)),
        hoverdistance=40,
    )  # fmt: skip


def _apart(ticks: Sequence[tuple[int, str]], columns: int, width: int) -> Sequence[tuple[int, str]]:
    """Names that do not touch on a plot of that many pixels: all in lines where every column has one, else as many of
    them, every second, third ..., as there is room for.
    """
    if len(ticks) == columns:
        lines = base.narrow([text for _k, text in ticks], width)
        return [(k, text) for (k, _text), text in zip(ticks, lines, strict=True)]
    widest = max((len(text) * base.SMALL_CHARACTER + 6 for _k, text in ticks), default=0.0)
    space = (ticks[1][0] - ticks[0][0]) * width / columns if len(ticks) > 1 else widest
    return ticks[:: max(math.ceil(widest / max(space, 1.0)), 1)]


def height_of(many: int, *, numbered: bool = False) -> int:
    """The height of the figure for that many rows."""
    return (NUMBER_ROW if numbered else ROW) * max(many, 1) + 4 + BOTTOM


def _cells(values: Floats, span: tuple[float, float], *, numbered: bool) -> Part:
    ramp = PALE_RAMP if numbered else RAMP
    return {
        "type": "heatmap", "x": list(range(values.shape[1])), "y": list(range(values.shape[0])),
        "z": [[value if math.isfinite(value) else None for value in row] for row in values.tolist()],
        "zmin": span[0], "zmax": span[1], "colorscale": [[at, fade(MAIN, alpha)] for at, alpha in ramp],
        "showscale": False, "xgap": 2, "ygap": 2, "hoverinfo": "skip",
    }  # fmt: skip


def _numbers(values: Floats, texts: Sequence[Sequence[str]]) -> Part:
    """The numbers of all cells that have one."""
    y, x = _known(values)
    return {
        "type": "scatter", "mode": "text", "x": x, "y": y, "text": [texts[r][c] for r, c in zip(y, x, strict=True)],
        "textfont": {"size": base.FONT_SIZE, "color": INK}, "unselected": {"textfont": {"color": INK}},
        "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _unseen(values: Floats, hover: Sequence[Sequence[str]], *, numbered: bool) -> Part:
    """Cells send no clicks: markers laid over them do; the chosen one is a white dot, or a frame round its number."""
    y, x = _known(values)
    cells = list(zip(y, x, strict=True))
    return marks.unseen(
        x, y, [f"{r}x{c}" for r, c in cells], [hover[r][c] for r, c in cells], _FRAME if numbered else _DOT
    )


def _known(values: Floats) -> tuple[list[int], list[int]]:
    """Rows and columns of the cells that have a value."""
    rows_, columns = np.nonzero(np.isfinite(values))
    return rows_.tolist(), columns.tolist()


def _name_room(named: Sequence[str]) -> int:
    """Names of weekdays are short, so that cells get the room."""
    longest = max(map(len, named), default=0)
    return int(min(140, base.CHARACTER * longest + 14))
