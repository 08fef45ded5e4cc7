"""How much does the number depend on the rule it is counted by?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks, rows, scale
from cx.charts.base import Bools, Label, Margin, Part, Series
from cx.charts.scale import Scale
from cx.charts.tokens import ALPHA, MAIN, REF, fade

TOP, BOTTOM = 24, 28  # pixels for the words above and below the plot


def side_by_side(
    rules: Series,
    *,
    names: Sequence[str],
    in_force: Sequence[bool],
    label: Label,
    values: Sequence[str],
    counts: Sequence[str] = (),
    count_head: str = "",
    apart: str = "",
    bounds: tuple[float, float] | None = None,
) -> go.Figure:
    """One dot with its interval per rule: the rule in force filled and bold, the others hollow and grey.

    rules: the keys are what a click hands back; names: of the rules; apart: what stands above the grey band from the
    least to the most of them; counts: the rows behind each, left out where all are the same; bounds: the ends of what
    is measured.
    """
    where, force = list(range(len(names))), np.asarray(in_force, bool)
    axis = scale.of_values([rules.span()], bounds=bounds)
    given = [rows.Column(values, strong=force.tolist()), *([rows.Column(counts, count_head)] if counts else [])]
    columns = rows.Columns(*given)
    named = [f"<b>{name}</b>" if own else name for name, own in zip(rows.names(names), force, strict=True)]
    return base.figure(
        height_of(len(where)),
        _marks(rules, where, force, axis),
        x={**axis.axis(rows.sparse(axis, label, 3)), "range": rows.padded(axis.low, axis.high), "showgrid": True},
        y=rows.axis(named),
        margin=Margin(rows.name_room(named), columns.room, TOP, BOTTOM),
        shapes=_band(rules),
        notes=[*_words(rules, apart), *columns.notes()],
        hover="y",
    )


def height_of(rules: int) -> int:
    """The height of the figure for that many rules."""
    return rows.ROW * max(rules, 1) + TOP + BOTTOM


def _marks(rules: Series, where: Sequence[int], force: Bools, axis: Scale) -> list[Part]:
    low, high = np.clip(rules.low, axis.low, axis.high), np.clip(rules.high, axis.low, axis.high)
    parts = [marks.lying(where, low, high, rules.faint, REF, 1.5)]
    for chosen, colour in ((rules.solid & ~force, REF), (rules.solid & force, MAIN)):
        parts.append(marks.lying(where, low, high, chosen, fade(colour, ALPHA["bar"]), 8))
        parts.append(marks.lying(where, low, high, chosen, fade(colour, ALPHA["whisker"]), 1.5))
    parts.append(marks.dots_in_rows(rules, where, ~force | rules.few))
    return [part for part in parts if part["x"]]


def _band(rules: Series) -> list[Part]:
    """From the least to the most of the values."""
    known = rules.value[rules.known]
    if len(known) < 2:
        return []
    return [{
        "type": "rect", "xref": "x", "x0": float(known.min()), "x1": float(known.max()), "yref": "paper", "y0": 0,
        "y1": 1, "line": {"width": 0}, "layer": "below", "fillcolor": fade(REF, ALPHA["band"]),
    }]  # fmt: skip


def _words(rules: Series, apart: str) -> list[Part]:
    known = rules.value[rules.known]
    if not apart or len(known) < 2:
        return []
    middle = float(known.min() + known.max()) / 2
    return [base.note(apart, xref="x", x=middle, yref="paper", y=1, yanchor="bottom", yshift=2)]
