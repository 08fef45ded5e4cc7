"""Who is served within the target, and who is not?"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from cx.charts import base, marks, rows
from cx.charts.base import Label, Margin, Part, Series, Target
from cx.charts.tokens import GRID, REF

TOP, BOTTOM = 22, 28  # pixels for the words above and below the plot
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
NAMED = (0.0, 0.5, 1.0)  # all five would touch on a phone


def within(
    groups: Series,
    *,
    names: Sequence[str],
    label: Label,
    values: Sequence[str],
    counts: Sequence[str],
    count_head: str = "",
    target: Target | None = None,
) -> go.Figure:
    """A share per group from 0 to 1, as a dot with its interval on a hairline from zero; the first group on top.

    groups: the keys are what a click hands back; target: the share that was promised, a dashed line with its words.
    """
    named = rows.names(names)
    columns = rows.Columns(rows.Column(values, strong=(~groups.few).tolist()), rows.Column(counts, count_head))
    return base.figure(
        height_of(len(named)),
        [*_hairlines(groups), *marks.lying_dots(groups, range(len(named)), 0.0, 1.0)],
        x={"tickvals": list(QUARTERS), "ticktext": [label(share) if share in NAMED else "" for share in QUARTERS],
           "range": rows.padded(0, 1), "showgrid": True},
        y=rows.axis(named),
        margin=Margin(rows.name_room(named), columns.room, TOP, BOTTOM),
        shapes=[_target_line(target)] if target else [],
        notes=[*([_target_words(target)] if target else []), *columns.notes()],
        hover="y",
    )  # fmt: skip


def height_of(groups: int) -> int:
    """The height of the figure for that many groups."""
    return rows.ROW * max(groups, 1) + TOP + BOTTOM


def _hairlines(groups: Series) -> list[Part]:
    known = base.positions(groups.known)
    lines = marks.joined([(0.0, float(groups.value[k])) for k in known], [(k, k) for k in known], GRID, 1.5)
    return [lines] if known else []


def _target_line(target: Target) -> Part:
    return {
        "type": "line", "xref": "x", "x0": target.value, "x1": target.value, "yref": "paper", "y0": 0, "y1": 1,
        "line": {"color": REF, "width": 1.5, "dash": "5px,4px"},
    }  # fmt: skip


def _target_words(target: Target) -> Part:
    return base.note(target.text, xref="x", x=target.value, yref="paper", y=1, yanchor="bottom", yshift=2)
