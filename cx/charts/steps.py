"""How does the score go with how much it took: how long, how many contacts, how many hands?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks, scale
from cx.charts.base import Floats, Label, Margin, Part, Series
from cx.charts.tokens import ALPHA, BAD, MAIN, REF, fade

TOP, BOTTOM = 24, 28  # pixels above and below the plot


@dataclass(frozen=True)
class Knee:
    """Where the score drops: after the class of that place, with its words."""

    after: int
    text: str


def by_class(
    classes: Series,
    *,
    names: Sequence[str],
    label: Label,
    axis_name: str = "",
    knee: Knee | None = None,
    bounds: tuple[float, float] | None = None,
    height: int = 260,
) -> go.Figure:
    """A dot with its interval per class, in their order, joined by a thin line where answers are enough.

    classes: the keys are what a click hands back; names: what stands under them, "<br>" for a second line; axis_name:
    what they are classes of; bounds: the ends of what is measured.
    """
    x: list[float] = [float(k) for k in range(len(names))]
    values = scale.of_values([classes.span()], bounds=bounds)
    named = base.narrow(names)
    below = BOTTOM + base.LINE * (base.lines_of(named) - 1 + bool(axis_name))
    return base.figure(
        height,
        _marks(
            classes, x, np.clip(classes.low, values.low, values.high), np.clip(classes.high, values.low, values.high)
        ),
        x={"tickvals": x, "ticktext": named, "range": [-0.5, max(len(names), 1) - 0.5]},
        y=values.axis(label),
        margin=Margin(48, 12, TOP, below),
        shapes=_knee(knee, len(names)) if knee else [],
        notes=[*(_knee_words(knee, len(names)) if knee else []), *_axis_name(axis_name, below)],
        hover="x",
    )


def _marks(classes: Series, x: list[float], low: Floats, high: Floats) -> list[Part]:
    parts = [
        marks.line(x, classes.value, classes.solid, fade(MAIN, ALPHA["pale"]), 1.25),
        marks.whiskers(x, low, high, classes.solid, fade(MAIN, ALPHA["bar"]), 8),
        marks.whiskers(x, low, high, classes.solid, fade(MAIN, ALPHA["whisker"]), 1.5),
        marks.whiskers(x, low, high, classes.faint, REF, 1.5),
        _dots(classes, x),
    ]
    return [part for part in parts if part["x"]]


def _dots(classes: Series, x: list[float]) -> Part:
    """The dots in rows, stood upright."""
    lying = marks.dots_in_rows(classes, x, classes.few)
    return {**lying, "x": lying["y"], "y": lying["x"]}


def _knee(knee: Knee, classes: int) -> list[Part]:
    """A line after the class, and a wash over all that follow."""
    at = knee.after + 0.5
    through: Part = {"xref": "x", "x0": at, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    wash = {**through, "type": "rect", "x1": classes - 0.5, "line": {"width": 0}, "fillcolor": fade(BAD, ALPHA["wash"])}
    return [wash, {**through, "type": "line", "x1": at, "line": {"color": BAD, "width": 1.5}}]


def _knee_words(knee: Knee, classes: int) -> list[Part]:
    """Above the line, or flush with the end of the plot where they would leave it."""
    early = knee.after + 1 < classes / 2
    place: Part = {"xref": "x", "x": knee.after + 0.5} if early else {"xref": "paper", "x": 1}
    anchor = "left" if early else "right"
    return [
        base.note(knee.text, opacity=1, size=12, yref="paper", y=1, yanchor="bottom", yshift=3, xanchor=anchor, **place)
    ]


def _axis_name(text: str, below: int) -> list[Part]:
    return [base.note(text, xref="paper", x=0.5, yref="paper", y=0, yanchor="bottom", yshift=-below)] if text else []
