"""How old is what is still open?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks
from cx.charts.base import Bools, Floats, Label, Margin, Part
from cx.charts.tokens import ALPHA, BAD, MAIN, fade

#: The width of the plot on a phone: there is nothing beside it.
PHONE_PLOT = 340
MARGIN = Margin(4, 4, 24, 26)


def by_age(
    names: Sequence[str],
    counts: Floats,
    *,
    label: Label,
    tokens: Sequence[str],
    hover: Sequence[str],
    late: Bools | None = None,
    height: int = 252,
) -> go.Figure:
    """One column per class of age, the youngest first; in the colour of bad what is older than it should be.

    names: what stands under the columns; counts: (K,); label: a count as it stands above its column; tokens: (K,) what
    a click hands back; late: (K,) whether a class is too old.
    """
    named = base.narrow(names, PHONE_PLOT)
    known = base.finite(counts)
    where = list(range(len(names)))
    return base.figure(
        height,
        [_columns(known, np.zeros(len(names), bool) if late is None else late, label, tokens, hover)] if where else [],
        x={"tickvals": where, "ticktext": named, "range": [-0.5, max(len(names), 1) - 0.5]},
        y={"range": [0, max(float(known.max(initial=0.0)), 1.0) * 1.04], "showgrid": False},
        margin=MARGIN._replace(bottom=MARGIN.bottom + base.LINE * (base.lines_of(named) - 1)),
        hover="x",
        bargap=0.22,
    )


def _columns(counts: Floats, late: Bools, label: Label, tokens: Sequence[str], hover: Sequence[str]) -> Part:
    return marks.NUMBERS | {
        "type": "bar", "x": list(range(len(counts))), "y": counts.tolist(),
        "marker": {"color": np.where(late, BAD, fade(MAIN, ALPHA["column"])).tolist(), "cornerradius": 2,
                   "line": {"width": 0}},
        "text": [label(float(count)) for count in counts], "textposition": "outside", "textangle": 0,
        "textfont": {"size": base.FONT_SIZE}, "cliponaxis": False, "customdata": list(tokens), "hoverinfo": "text",
        "hovertext": list(hover),
    }  # fmt: skip
