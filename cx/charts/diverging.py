"""Who is dissatisfied, who is satisfied, and who is in between?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cx.charts import stacks
from cx.charts.base import Bools, Floats, Label, Part
from cx.charts.rows import Column
from cx.charts.stacks import Piece
from cx.charts.stacks import height_of as height_of
from cx.charts.tokens import ALPHA, BAD, GOOD, PASSIVE, REF, fade


def diverging(
    names: Sequence[str],
    shares: Floats,
    *,
    label: Label,
    values: Sequence[str],
    value_head: str = "",
    counts: Sequence[str] = (),
    count_head: str = "",
    tokens: Sequence[str],
    hover: Sequence[str],
    few: Bools | None = None,
) -> go.Figure:
    """One bar per group, the bad answers to the left of the middle line and the good ones to its right.

    shares: (C, K) fractions of each class of answers, the worst first, NaN where a group has none; with an odd number
    of classes the middle one lies on the line. label: a share inside its part; values, counts: ready texts at the
    right; tokens: (K,) what a click hands back; few: (K,) whether too few answers stand behind a bar.
    """
    pale = np.zeros(len(names), bool) if few is None else few
    starts = -_before_middle(shares)
    beside = [Column(values, value_head, strong=(~pale).tolist()), *([Column(counts, count_head)] if counts else [])]
    ends = float(np.nanmin(starts, initial=0)), float(np.nanmax(stacks.stops(shares, starts), initial=0.01))
    return stacks.figure(
        names, shares, starts, pieces(len(shares)), label=label, columns=beside, tokens=tokens, hover=hover, few=pale,
        span=ends, shapes=[_middle_line()],
    )  # fmt: skip


def pieces(classes: int) -> list[Piece]:
    """The marks of so many classes, the worst first: strong at both ends, neutral in the middle."""
    weaker = [1.0, *np.linspace(ALPHA["pale"], ALPHA["possible"], max(classes // 2 - 1, 1))][: classes // 2]
    bad, good = ([Piece(colour, float(alpha)) for alpha in weaker] for colour in (BAD, GOOD))
    return [*bad, *[Piece(PASSIVE, ALPHA["pale"])] * (classes % 2), *reversed(good)]


def _before_middle(shares: Floats) -> Floats:
    """(K,) how much of each bar lies to the left of the middle line."""
    half, odd = divmod(len(shares), 2)
    parts = shares + stacks.GAP * (shares > 0)
    left: Floats = parts[:half].sum(axis=0) + (shares[half] / 2 if odd else 0.0)
    return left


def _middle_line() -> Part:
    return {
        "type": "line", "xref": "x", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1,
        "line": {"color": fade(REF, ALPHA["whisker"]), "width": 1}, "layer": "below",
    }  # fmt: skip
