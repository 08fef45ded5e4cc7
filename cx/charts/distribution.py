"""Which answers were given, and how often?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from cx.charts import base
from cx.charts.base import Floats, Label, Margin, Part
from cx.charts.tokens import ALPHA, REF

#: What a number takes of the height of the plot, about.
NUMBER = 0.12


@dataclass(frozen=True)
class Group:
    """A class of answers: its name with its share, its mark, and its first and last column."""

    text: str
    colour: str
    first: int
    last: int


def distribution(
    answers: Sequence[str],
    shares: Floats,
    groups: Sequence[Group],
    *,
    label: Label,
    hover: Sequence[str],
    before: Floats | None = None,
    tokens: Sequence[str] | None = None,
    few: bool = False,
    height: int = 252,
) -> go.Figure:
    """One column per answer in the colour of its class; the period it is compared with as a tick across the column.

    answers: (K,) what stands under the columns; shares, before: (K,) fractions of all answers; label: a share as it
    stands above its column; groups: classes in order, each over neighbouring columns; tokens: (K,) what a click on a
    column hands back, the answers as they stand where it is left out; few: too few answers, so the columns are pale.
    """
    where = list(range(len(answers)))
    higher = np.asarray(shares) if before is None else np.fmax(shares, before)
    traces = [
        _columns(where, shares, groups, hover, tokens or answers, ALPHA["possible"] if few else 1.0),
        *([] if before is None else [_ticks(where, before)]),
    ]
    top = max(float(np.nanmax(higher, initial=0.0)), 0.01) * 1.12
    return base.figure(
        height,
        traces,
        x={"tickvals": where, "ticktext": list(answers), "range": [-0.5, len(answers) - 0.5]},
        y={"range": [0, top], "showgrid": False},
        margin=Margin(4, 4, 12, 64),
        shapes=[_rule(group) for group in groups],
        notes=[*map(_name, groups), *_numbers(where, shares, _above(shares, before, top), label)],
        hover="x",
        bargap=0.22,
    )


def _columns(
    where: Sequence[int], shares: Floats, groups: Sequence[Group], hover: Sequence[str], tokens: Sequence[str],
    strength: float,
) -> Part:  # fmt: skip
    colours = [group.colour for group in groups for _ in range(group.first, group.last + 1)]
    return {
        "type": "bar", "x": list(where), "y": [float(share) for share in shares],
        "marker": {"color": colours, "cornerradius": 2, "line": {"width": 0}, "opacity": strength},
        "customdata": list(tokens), "hoverinfo": "text", "hovertext": list(hover),
    }  # fmt: skip


def _above(shares: Floats, before: Floats | None, top: float) -> Floats:
    """(K,) where the number of each column stands: on the column, or on the tick close above it that it would touch."""
    if before is None:
        return shares
    close = (before > shares) & (before < shares + NUMBER * top)
    return np.where(close, before, shares)


def _numbers(where: Sequence[int], shares: Floats, height: Floats, label: Label) -> list[Part]:
    """The share of each column."""
    place: Part = {"yanchor": "bottom", "yshift": 1, "xref": "x", "yref": "y", "opacity": 1, "size": 12}
    return [base.note(label(float(shares[k])), x=k, y=float(height[k]), **place) for k in where]


def _ticks(where: Sequence[int], before: Floats) -> Part:
    xs = [x for k in where for x in (k - 0.45, k + 0.45, None)]
    ys = [y for share in before for y in (float(share), float(share), None)]
    return {
        "type": "scatter", "x": xs[:-1], "y": ys[:-1], "mode": "lines", "line": {"color": REF, "width": 2},
        "hoverinfo": "skip",
    }  # fmt: skip


def _rule(group: Group) -> Part:
    """A coloured rule under the columns of a class, hung from the plot by pixels so that it is not clipped."""
    return {
        "type": "rect", "xref": "x", "x0": group.first - 0.42, "x1": group.last + 0.42, "yref": "paper",
        "yanchor": 0, "ysizemode": "pixel", "y0": -24, "y1": -26.5, "line": {"width": 0}, "fillcolor": group.colour,
    }  # fmt: skip


def _name(group: Group) -> Part:
    middle = (group.first + group.last) / 2
    place: Part = {"xref": "x", "x": middle, "yref": "paper", "y": 0, "yanchor": "top", "yshift": -28}
    return base.note(group.text, opacity=1, size=12, **place)
