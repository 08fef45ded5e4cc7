"""How many are happy, how many are not, bucket by bucket?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import plotly.graph_objects as go

from cx.charts import base
from cx.charts.base import Bools, DateTicks, Floats, Label, Margin, Part
from cx.charts.tokens import ALPHA, BAD, GOOD, INK, PASSIVE, TEXT_ON, fade

#: More columns than this are too narrow for numbers.
MOST_NUMBERS = 16
#: A share lower than this has no room for its number.
LEAST_NUMBER = 0.06
#: Pixels that the two lines of a class's name take.
LABEL_HEIGHT = 36
MARGIN = Margin(4, 92, 4, 28)


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
    """Columns that add up to one: detractors, passives, promoters (or any classes, the worst at the bottom)."""
    columns = [_column(given, index, label) for index in range(len(given.colours))]
    places = {day: k for k, day in enumerate(given.keys)}
    shown = [(places[day], text) for day, text in ticks if day in places]
    return base.figure(
        height,
        [column for column in columns if column["x"]],
        x={"tickvals": [k for k, _ in shown], "ticktext": [text for _, text in shown],
           "range": [-0.5, len(given.keys) - 0.5]},
        y={"showgrid": False, "range": [0, 1]},
        margin=MARGIN,
        notes=_ends(given, height),
        hover="x",
        barmode="stack",
        bargap=0.12,
    )  # fmt: skip


def _column(given: Classes, index: int, label: Label) -> Part:
    """One class as a stacked trace: full, pale where answers are few, hatched where the bucket is not finished."""
    shares, colour = given.shares[index], given.colours[index]
    chosen = base.positions(~np.isnan(shares))
    running = ~given.finished[chosen]
    alphas = np.where(running, ALPHA["band"], np.where(given.few[chosen], ALPHA["possible"], 1.0))
    return {
        "type": "bar", "x": chosen, "y": [float(share) for share in shares[chosen]],
        "marker": {
            "color": [fade(colour, float(alpha)) for alpha in alphas], "cornerradius": 1,
            "line": {"color": colour, "width": [1.25 if open_ else 0 for open_ in running]},
            "pattern": {"shape": ["/" if open_ else "" for open_ in running], "size": 6, "solidity": 0.2,
                        "fillmode": "overlay", "fgcolor": colour},
        },
        "text": _numbers(given, index, chosen, label), "textposition": "inside", "insidetextanchor": "middle",
        "textangle": 0, "constraintext": "none",
        "textfont": {"size": base.NOTE_SIZE,
                     "color": [INK if few else TEXT_ON.get(colour, INK) for few in given.few[chosen]]},
        "hoverinfo": "text" if index == len(given.colours) - 1 else "skip",
        "hovertext": [given.hover[k] for k in chosen],
    }  # fmt: skip


def _numbers(given: Classes, index: int, chosen: list[int], label: Label) -> list[str]:
    if len(given.keys) > MOST_NUMBERS:
        return [""] * len(chosen)
    shares = given.shares[index]
    return [label(float(shares[k])) if given.finished[k] and shares[k] >= LEAST_NUMBER else "" for k in chosen]


def _ends(given: Classes, height: int) -> list[Part]:
    """The name of each class beside the middle of its part of the last finished column, kept apart from each other."""
    last = np.flatnonzero(given.finished & ~np.isnan(given.shares[0]))
    if not len(last):
        return []
    shares = given.shares[:, last[-1]]
    middles = apart(np.cumsum(shares) - shares / 2, LABEL_HEIGHT / (height - MARGIN.top - MARGIN.bottom))
    place: Part = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "yref": "y", "align": "left"}
    return [
        base.note(text, opacity=1, size=12, y=float(y), **place) for text, y in zip(given.ends, middles, strict=True)
    ]


def apart(places: Floats, least: float) -> Floats:
    """Rising places moved until neighbours are `least` apart and all lie within 0..1: first up, then back down."""
    up = places.copy()
    for k in range(len(up)):
        up[k] = max(up[k], least / 2 if k == 0 else up[k - 1] + least)
    for k in reversed(range(len(up))):
        up[k] = min(up[k], 1 - least / 2 if k == len(up) - 1 else up[k + 1] - least)
    return up
