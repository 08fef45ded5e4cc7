"""When is it busy?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks, rows
from cx.charts.base import Floats, Margin, Part
from cx.charts.tokens import MAIN, ON_DARK_MARK, fade

ROW = 26  # pixels a row takes
BOTTOM = 28  # pixels below the plot for one line of names
#: The width of a figure on a phone.
PHONE = 340
#: From no value to the greatest.
RAMP = ((0.0, 0.05), (0.5, 0.45), (1.0, 1.0))

#: How the chosen cell is drawn.
_DOT: Part = {"size": 10, "color": ON_DARK_MARK, "line": {"color": MAIN, "width": 2.5}}


def heat(
    values: Floats,
    *,
    names: Sequence[str],
    ticks: Sequence[tuple[int, str]],
    hover: Sequence[Sequence[str]],
    top: int = 0,
) -> go.Figure:
    """Cells the stronger the greater their value: the hours of the week, one row per weekday, one column per hour.

    values: (R, C), NaN for an empty cell; names: of the rows; ticks: columns and what stands under them; hover: R times
    C texts; top: the row that is drawn on top, after the last comes the first. A click on a cell hands back its row
    and column, as in "3x14".
    """
    order = [*range(top, len(names)), *range(top)]
    named, drawn = rows.names([names[row] for row in order]), values[order]
    shown = _apart(ticks, values.shape[1], PHONE - _name_room(named))
    below = BOTTOM + base.LINE * (base.lines_of([text for _k, text in shown]) - 1)
    return base.figure(
        height_of(len(named)),
        [part for part in (_cells(drawn), _unseen(drawn, hover, order)) if len(part["x"])],
        x={"tickvals": [k for k, _text in shown], "ticktext": [text for _k, text in shown],
           "range": [-0.5, values.shape[1] - 0.5]},
        y=rows.axis(named),
        margin=Margin(_name_room(named), 8, 4, below),
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


def height_of(many: int) -> int:
    """The height of the figure for that many rows."""
    return ROW * max(many, 1) + 4 + BOTTOM


def _cells(values: Floats) -> Part:
    greatest = float(np.max(values[np.isfinite(values)], initial=0.0)) or 1.0
    return {
        "type": "heatmap", "x": list(range(values.shape[1])), "y": list(range(values.shape[0])),
        "z": [[value if math.isfinite(value) else None for value in row] for row in values.tolist()],
        "zmin": 0.0, "zmax": greatest, "colorscale": [[at, fade(MAIN, alpha)] for at, alpha in RAMP],
        "showscale": False, "xgap": 2, "ygap": 2, "hoverinfo": "skip",
    }  # fmt: skip


def _unseen(values: Floats, hover: Sequence[Sequence[str]], order: Sequence[int]) -> Part:
    """Cells send no clicks: markers laid over them do; the chosen one is a white dot."""
    y, x = _known(values)
    cells = [(order[row], column) for row, column in zip(y, x, strict=True)]
    return marks.unseen(x, y, [f"{r}x{c}" for r, c in cells], [hover[r][c] for r, c in cells], _DOT)


def _known(values: Floats) -> tuple[list[int], list[int]]:
    """Rows and columns of the cells that have a value."""
    rows_, columns = np.nonzero(np.isfinite(values))
    return rows_.tolist(), columns.tolist()


def _name_room(named: Sequence[str]) -> int:
    """Names of weekdays are short, so that cells get the room."""
    longest = max(map(len, named), default=0)
    return int(min(140, base.CHARACTER * longest + 14))
