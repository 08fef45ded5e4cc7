"""Who is above and who is below, and is that more than chance?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks, scale
from cx.charts.base import Label, Margin, Part, Series
from cx.charts.scale import Scale
from cx.charts.tokens import ALPHA, MAIN, REF, fade

ROW = 34  # pixels a group takes
LONGEST_NAME = 20  # characters that fit the left margin
CHARACTER = 6.6  # its width in pixels, about
GAP = 14  # pixels between the columns
PLOT_GAP = 24  # pixels between the plot and the first column
MOST_LABELS = 4  # more would touch on a phone


def by_dimension(
    groups: Series,
    *,
    label: Label,
    values: Sequence[str],
    counts: Sequence[str],
    count_head: str = "",
    names: Sequence[str] | None = None,
    overall: tuple[float, str] | None = None,
    bounds: tuple[float, float] | None = None,
    seconds: bool = False,
) -> go.Figure:
    """One dot with its interval per group, the first group on top; value and number of answers in columns at the right.

    groups: the keys are what a click hands back (`customdata`); names: what is read instead of the keys; values,
    counts: ready texts; overall: the score of all groups together and its words; bounds, seconds: as in `trend`.
    """
    rows = list(range(len(groups.keys)))
    named = [base.plain(base.shorten(str(name), LONGEST_NAME)) for name in (names or groups.keys)]
    spans = [groups.span(), *([(overall[0], overall[0])] if overall else [])]
    axis = scale.of_values(spans, seconds=seconds, bounds=bounds, most=3 if seconds else 6)
    columns = _Columns(values, [*counts, count_head])
    return base.figure(
        height_of(len(rows)),
        _marks(groups, rows, axis),
        x={**axis.axis(_sparse(axis, label)), "range": _range(axis), "showgrid": True},
        y={"tickvals": rows, "ticktext": named, "range": [len(rows) - 0.4, -0.6], "showgrid": False},
        margin=Margin(_name_room(named), columns.room, 22, 28),
        shapes=[_overall_line(overall)] if overall else [],
        notes=[*_heads(overall, count_head, axis, columns), *_rows(groups, values, counts, columns)],
    )


class _Columns:
    """The room at the right for the columns of values and counts, and where each of them ends, in pixels."""

    def __init__(self, values: Sequence[str], counts: Sequence[str]) -> None:
        self.values_end = int(PLOT_GAP + CHARACTER * max(map(len, values), default=0))
        self.counts_end = int(self.values_end + GAP + CHARACTER * max(map(len, counts), default=0))
        self.room = self.counts_end + 4


def _range(axis: Scale) -> list[float]:
    """A little more than the axis, so that no dot at its end touches a name or a value."""
    low, high = axis.at(axis.low), axis.at(axis.high)
    return [low - 0.03 * (high - low), high + 0.03 * (high - low)]


def _sparse(axis: Scale, label: Label) -> Label:
    """Every second tick named where there are many of them; all keep their grid line."""
    if len(axis.ticks) <= MOST_LABELS or axis.log:
        return label
    step = axis.ticks[1] - axis.ticks[0]
    return lambda value: label(value) if round(value / step) % 2 == 0 else ""


def height_of(groups: int) -> int:
    """The height of the figure for that many groups."""
    return ROW * max(groups, 1) + 50


def _marks(groups: Series, rows: Sequence[int], axis: Scale) -> list[Part]:
    low, high = np.clip(groups.low, axis.low, axis.high), np.clip(groups.high, axis.low, axis.high)
    parts = [
        marks.lying(rows, low, high, groups.solid, fade(MAIN, ALPHA["bar"]), 8),
        marks.lying(rows, low, high, groups.solid, fade(MAIN, ALPHA["whisker"]), 1.5),
        marks.lying(rows, low, high, groups.faint, REF, 1.5),
        _beyond(groups, rows, axis),
        _dots(groups, rows),
    ]
    return [part for part in parts if part["x"]]


def _beyond(groups: Series, rows: Sequence[int], axis: Scale) -> Part:
    """Arrowheads at the edge of the plot where an interval goes on beyond it."""
    left, right = (base.positions(groups.known & cut) for cut in (groups.low < axis.low, groups.high > axis.high))
    colours = [REF if groups.few[k] else MAIN for k in (*left, *right)]
    symbols = ["triangle-left"] * len(left) + ["triangle-right"] * len(right)
    return {
        "type": "scatter", "mode": "markers", "x": [axis.low] * len(left) + [axis.high] * len(right),
        "y": [rows[k] for k in (*left, *right)], "hoverinfo": "skip", "cliponaxis": False,
        "marker": {"symbol": symbols, "color": colours, "size": 7, "line": {"width": 0}},
    }  # fmt: skip


def _dots(groups: Series, rows: Sequence[int]) -> Part:
    """All dots as one trace, so that choosing one dims the others."""
    shown = base.positions(groups.known)
    few = groups.few[shown]
    return {
        "type": "scatter", "mode": "markers", "x": groups.value[shown].tolist(), "y": [rows[k] for k in shown],
        "marker": {
            "size": np.where(few, 9, 11).tolist(), "opacity": 1, "line": {"width": np.where(few, 1.5, 0).tolist()},
            "symbol": np.where(few, "circle-open", "circle").tolist(), "color": np.where(few, REF, MAIN).tolist(),
        },
        "customdata": [str(groups.keys[k]) for k in shown], "hovertext": [groups.hover[k] for k in shown],
        "hoverinfo": "text", "cliponaxis": False,
    }  # fmt: skip


def _overall_line(overall: tuple[float, str]) -> Part:
    place: Part = {"xref": "x", "x0": overall[0], "x1": overall[0], "yref": "paper", "y0": 0, "y1": 1}
    return {**place, "type": "line", "line": {"color": REF, "width": 1.5}, "layer": "below"}


def _heads(overall: tuple[float, str] | None, count_head: str, axis: Scale, columns: _Columns) -> list[Part]:
    above: Part = {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 2}
    heads = [base.note(overall[1], xref="x", x=axis.at(overall[0]), **above)] if overall else []
    right: Part = {"xref": "paper", "x": 1, "xanchor": "right", "xshift": columns.counts_end}
    return [*heads, base.note(count_head, **right, **above)] if count_head else heads


def _rows(groups: Series, values: Sequence[str], counts: Sequence[str], columns: _Columns) -> list[Part]:
    """Value (bold where answers are enough) and count of each row, flush right."""
    notes = []
    for row, (value, count, few) in enumerate(zip(values, counts, groups.few, strict=True)):
        right: Part = {"xref": "paper", "x": 1, "xanchor": "right", "yref": "y", "y": row}
        notes.append(
            base.note(value if few else f"<b>{value}</b>", opacity=0.8 if few else 1, size=12,
                      xshift=columns.values_end, **right)
        )  # fmt: skip
        notes.append(base.note(count, size=12, xshift=columns.counts_end, **right))
    return notes


def _name_room(names: Sequence[str]) -> int:
    """Width of the left margin."""
    return int(min(140, max(64, CHARACTER * max(map(len, names), default=0) + 14)))
