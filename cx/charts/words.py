"""Which words do the unhappy use more than the happy, and which less?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks, rows
from cx.charts.base import Floats, Margin, Part
from cx.charts.tokens import AXIS, BAD, GOOD

ROW = 28  # pixels a word takes
THICK = 0.7  # of it that a bar takes
TOP, BOTTOM = 22, 6
#: Room for a count at the outer end of the longest bar, as a share of the longest one.
COUNT_ROOM = 0.4


def words(
    names: Sequence[str],
    unhappy: Floats,
    happy: Floats,
    *,
    counts: Sequence[tuple[str, str]],
    heads: tuple[str, str] = ("", ""),
    tokens: Sequence[str],
    hover: Sequence[str],
) -> go.Figure:
    """A bar to the left for the unhappy and one to the right for the happy per word, in the order given.

    unhappy, happy: (K,) the share of the comments of either that hold the word; counts: (K,) how many comments do, as
    they stand at the outer ends of the bars; heads: what stands above the two sides; tokens: (K,) what a click hands
    back. Words are shown as they were written, never as markup.
    """
    named, left, right = rows.names(names), base.finite(unhappy), base.finite(happy)
    longest = max(float(np.max(np.concatenate([left, right]), initial=0.0)), 1e-9)
    ends = [-(1 + COUNT_ROOM) * longest, (1 + COUNT_ROOM) * longest]
    where, whole = list(range(len(named))), [ends[1]] * len(named)
    sides = [_bars(-left, BAD, [count for count, _happy in counts]), _bars(right, GOOD, [count for _, count in counts])]
    unseen = marks.unseen_bars(
        where, [-end for end in whole], whole, list(tokens), list(hover), thick=THICK, lying=True
    )
    return base.figure(
        height_of(len(named)),
        [part for part in (*sides, unseen) if part["x"]],
        x={"range": ends},
        y=rows.axis(named),
        margin=Margin(rows.name_room(named), 8, TOP, BOTTOM),
        shapes=[_middle()],
        notes=_heads(heads),
        hover="y",
        barmode="overlay",
        bargap=1 - THICK,
    )


def height_of(many: int) -> int:
    """The height of the figure for that many words."""
    return ROW * max(many, 1) + TOP + BOTTOM


def _bars(sizes: Floats, colour: str, counts: Sequence[str]) -> Part:
    return marks.KEPT_NUMBERS | {
        "type": "bar", "orientation": "h", "y": list(range(len(sizes))), "x": sizes.tolist(), "width": THICK,
        "marker": {"color": colour, "cornerradius": 2, "line": {"width": 0}}, "text": list(counts),
        "textposition": "outside", "textfont": {"size": base.FONT_SIZE}, "cliponaxis": False, "hoverinfo": "skip",
    }  # fmt: skip


def _middle() -> Part:
    return {
        "type": "line", "xref": "x", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1,
        "line": {"color": AXIS, "width": 1},
    }  # fmt: skip


def _heads(heads: tuple[str, str]) -> list[Part]:
    """On either side of the middle line."""
    above: Part = {"xref": "x", "x": 0, "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 2}
    sides: list[Part] = [{"xanchor": "right", "xshift": -8}, {"xanchor": "left", "xshift": 8}]
    return [base.note(head, **side, **above) for head, side in zip(heads, sides, strict=True) if head]
