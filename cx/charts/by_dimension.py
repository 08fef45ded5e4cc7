"""Who is above and who is below, and is that more than chance?"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from cx.charts import base, marks, rows, scale
from cx.charts.base import Label, Margin, Part, Series
from cx.charts.scale import Scale
from cx.charts.tokens import REF

TOP, BOTTOM = 22, 28  # pixels for the words above and below the plot


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
    named = rows.names([str(name) for name in (names or groups.keys)])
    spans = [groups.span(), *([(overall[0], overall[0])] if overall else [])]
    axis = scale.of_values(spans, seconds=seconds, bounds=bounds, most=3 if seconds else 6)
    columns = rows.Columns(rows.Column(values, strong=(~groups.few).tolist()), rows.Column(counts, count_head))
    return base.figure(
        height_of(len(named)),
        marks.lying_dots(groups, range(len(named)), axis.low, axis.high),
        x={**axis.axis(rows.sparse(axis, label)), "range": rows.padded(axis.at(axis.low), axis.at(axis.high)),
           "showgrid": True},
        y=rows.axis(named),
        margin=Margin(rows.name_room(named), columns.room, TOP, BOTTOM),
        shapes=[_overall_line(overall)] if overall else [],
        notes=[*_overall_words(overall, axis), *columns.notes()],
        hover="y",
    )  # fmt: skip


def height_of(groups: int) -> int:
    """The height of the figure for that many groups."""
    return rows.ROW * max(groups, 1) + TOP + BOTTOM


def _overall_line(overall: tuple[float, str]) -> Part:
    place: Part = {"xref": "x", "x0": overall[0], "x1": overall[0], "yref": "paper", "y0": 0, "y1": 1}
    return {**place, "type": "line", "line": {"color": REF, "width": 1.5}, "layer": "below"}


def _overall_words(overall: tuple[float, str] | None, axis: Scale) -> list[Part]:
    above: Part = {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 2}
    return [base.note(overall[1], xref="x", x=axis.at(overall[0]), **above)] if overall else []
