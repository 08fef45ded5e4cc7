"""How many are happy, how many are not, bucket by bucket?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks
from cx.charts.base import Bools, DateTicks, Floats, Label, Margin, Part
from cx.charts.tokens import ALPHA, BAD, GOOD, INK, PASSIVE, TEXT_ON, fade

#: More columns than this are too narrow for numbers.
MOST_NUMBERS = 16
#: A share lower than this has no room for its number.
LEAST_NUMBER = 0.06
#: Of a bucket that a column takes.
THICK = 0.88
MARGIN = Margin(4, 16, 4, 28)


@dataclass(frozen=True)
class Classes:
    """Shares of classes over time, the worst class first.

    keys: (K,) first days of the buckets; shares: (C, K) fractions of each bucket, NaN where there is no answer;
    few, finished: (K,) as in `Series`; colours: (C,) marks; ends: (C,) name and last share beside the last column;
    hover: (K,) what is said of a bucket.
    """

    keys: Sequence[date]
    shares: Floats
    few: Bools
    finished: Bools
    ends: Sequence[str]
    hover: Sequence[str]
    colours: Sequence[str] = (BAD, PASSIVE, GOOD)


def classes(given: Classes, *, label: Label, ticks: DateTicks, height: int = 252) -> go.Figure:
    """Columns that add up to one: detractors, passives, promoters (or any classes, the worst at the bottom).

    A click on a column hands back the first day of its bucket.
    """
    order = range(len(given.colours))
    columns = [bars for k in order for bars in (_closed(given, k, label), _pale(given, k, label), _running(given, k))]
    places = {day: k for k, day in enumerate(given.keys)}
    shown = [(places[day], text) for day, text in ticks if day in places]
    return base.figure(
        height,
        [column for column in (*columns, _choosable(given)) if column["x"]],
        x={"tickvals": [k for k, _ in shown], "ticktext": [text for _, text in shown],
           "range": [-0.5, max(len(given.keys), 1) - 0.5]},
        y={"showgrid": False, "range": [0, 1]},
        margin=MARGIN._replace(right=base.end_room(given.ends)),
        notes=_ends(given, height),
        hover="x",
        barmode="stack",
        bargap=1 - THICK,
        uniformtext={"minsize": base.NOTE_SIZE - 0.5, "mode": "hide"},
    )  # fmt: skip


def _closed(given: Classes, index: int, label: Label) -> Part:
    """One class of the finished buckets as a stacked trace."""
    colour = given.colours[index]
    return _numbered(given, index, given.finished & ~given.few, label, colour, TEXT_ON.get(colour, INK))


def _pale(given: Classes, index: int, label: Label) -> Part:
    """The same where answers are few."""
    faded = fade(given.colours[index], ALPHA["possible"])
    return _numbered(given, index, given.finished & given.few, label, faded, INK)


def _numbered(given: Classes, index: int, where: Bools, label: Label, fill: str, ink: str) -> Part:
    chosen = _where(given, where)
    return marks.KEPT_NUMBERS | {
        **_bars(given, index, chosen), "marker": {"color": fill, "cornerradius": 1, "line": {"width": 0}},
        "text": _numbers(given, index, chosen, label), "textposition": "inside", "insidetextanchor": "middle",
        "textangle": 0, "textfont": {"size": base.NOTE_SIZE, "color": ink},
    }  # fmt: skip


def _running(given: Classes, index: int) -> Part:
    """One class of the bucket that is not finished: hatched, without a number."""
    colour = given.colours[index]
    pattern = {"shape": "/", "size": 6, "solidity": 0.2, "fillmode": "overlay", "fgcolor": colour}
    line = {"color": colour, "width": 1.25}
    marker = {"color": fade(colour, ALPHA["band"]), "cornerradius": 1, "line": line, "pattern": pattern}
    return marks.KEPT | _bars(given, index, _where(given, ~given.finished)) | {"marker": marker}


def _bars(given: Classes, index: int, chosen: list[int]) -> Part:
    """Columns of one class."""
    y = [float(given.shares[index, k]) for k in chosen]
    return {"type": "bar", "x": chosen, "y": y, "width": THICK, "hoverinfo": "skip"}


def _choosable(given: Classes) -> Part:
    """What answers to the mouse for a whole column and outlines the chosen one."""
    chosen = _where(given, np.ones(len(given.keys), bool))
    days, hover = [given.keys[k].isoformat() for k in chosen], [given.hover[k] for k in chosen]
    return marks.unseen_bars(chosen, [0.0] * len(chosen), [1.0] * len(chosen), days, hover, thick=THICK)


def _where(given: Classes, mask: Bools) -> list[int]:
    return base.positions(mask & ~np.isnan(given.shares[0]))


def _numbers(given: Classes, index: int, chosen: list[int], label: Label) -> list[str]:
    if len(given.keys) > MOST_NUMBERS:
        return [""] * len(chosen)
    shares = given.shares[index]
    return [label(float(shares[k])) if shares[k] >= LEAST_NUMBER else "" for k in chosen]


def _ends(given: Classes, height: int) -> list[Part]:
    """The name of each class beside the middle of its part of the last finished column, of the last there is where
    none is finished; kept apart from each other."""
    known = ~np.isnan(given.shares[0])
    last = np.flatnonzero(known & given.finished if (known & given.finished).any() else known)
    if not len(last):
        return []
    shares = given.shares[:, last[-1]]
    middles = base.apart(np.cumsum(shares) - shares / 2, height - MARGIN.top - MARGIN.bottom)
    place: Part = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "yref": "y", "align": "left"}
    return [
        base.note(text, opacity=1, size=12, y=float(y), **place) for text, y in zip(given.ends, middles, strict=True)
    ]
