"""Lying bars of several parts, one bar per row, with numbers where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks, rows
from cx.charts.base import Bools, Floats, Label, Margin, Part
from cx.charts.rows import Column
from cx.charts.tokens import ALPHA, INK, TEXT_ON, fade

#: Between two parts, as a share of the whole.
GAP = 0.004
#: A share lower than this has no room for its number.
LEAST_NUMBER = 0.05
#: Of a row that a bar takes, in a row of 34 pixels.
THICK = 0.68

#: Pixels for the words above and the room below the rows.
TOP, BOTTOM = 22, 6


@dataclass(frozen=True)
class Piece:
    """One part of every bar: its mark, how strong it is drawn, and whether it is hatched, as what is not decided is."""

    colour: str
    alpha: float = 1.0
    hatched: bool = False

    def fill(self, few: bool) -> str:
        """Its fill, paler where answers are few."""
        strength = self.alpha * (ALPHA["possible"] if few else 1)
        return self.colour if strength == 1 else fade(self.colour, strength)

    def ink(self, few: bool) -> str:
        """What its number is written in."""
        return INK if few or self.alpha < 1 else TEXT_ON[self.colour]


def figure(
    names: Sequence[str],
    shares: Floats,
    starts: Floats,
    pieces: Sequence[Piece],
    *,
    label: Label,
    columns: Sequence[Column],
    tokens: Sequence[str],
    hover: Sequence[str],
    few: Bools,
    span: tuple[float, float],
    shapes: Sequence[Part] = (),
) -> go.Figure:
    """One bar of several parts per row, the first row on top; a click on any part hands back the token of its row.

    shares: (C, K) fractions, NaN where a row has nothing; starts: (K,) where each row begins; columns: texts at the
    right; few: (K,) rows to be drawn pale; span: the ends of the axis.
    """
    known, ends, named = rows_of(shares), stops(shares, starts), rows.names(names)
    beside = rows.Columns(*columns)
    unseen = marks.unseen_bars(
        known, starts[known].tolist(), ends[known].tolist(), [tokens[k] for k in known], [hover[k] for k in known],
        thick=THICK, lying=True,
    )  # fmt: skip
    return base.figure(
        height_of(len(named)),
        [part for part in (*bars(shares, starts, pieces, few, label), unseen) if part["x"]],
        x={"range": list(span)},
        y=rows.axis(named),
        margin=Margin(rows.name_room(named), beside.room, TOP, BOTTOM),
        shapes=shapes,
        notes=beside.notes(),
        hover="y",
        barmode="overlay",
        bargap=1 - THICK,
        # A number that does not fit its part on a narrow screen is left out.
        uniformtext={"minsize": base.NOTE_SIZE - 0.5, "mode": "hide"},
    )


def height_of(many: int) -> int:
    """The height of the figure for that many rows."""
    return rows.ROW * max(many, 1) + TOP + BOTTOM


def bars(shares: Floats, starts: Floats, pieces: Sequence[Piece], few: Bools, label: Label) -> list[Part]:
    """All parts of all rows, the first part at the start of its row.

    shares: (C, K) fractions, NaN where a row has nothing; starts: (K,) where each row begins; few: (K,) rows to be
    drawn pale.
    """
    begins = starts + np.cumsum(shares + GAP * (shares > 0), axis=0) - shares - GAP * (shares > 0)
    strengths = [(weak, [k for k in rows_of(shares) if few[k] == weak]) for weak in (False, True)]
    return [
        _one(piece, [k for k in chosen if shares[c, k] > 0], shares[c], begins[c], weak, label)
        for c, piece in enumerate(pieces) for weak, chosen in strengths
    ]  # fmt: skip


def rows_of(shares: Floats) -> list[int]:
    """The rows that have something to draw."""
    return [int(k) for k in np.flatnonzero(~np.isnan(shares).any(axis=0))]


def stops(shares: Floats, starts: Floats) -> Floats:
    """(K,) where each row ends."""
    ends: Floats = starts + np.sum(shares + GAP * (shares > 0), axis=0) - GAP
    return ends


def _one(piece: Piece, chosen: list[int], shares: Floats, begins: Floats, few: bool, label: Label) -> Part:
    numbers = [label(float(shares[k])) if shares[k] >= LEAST_NUMBER and not piece.hatched else "" for k in chosen]
    return marks.KEPT_NUMBERS | {
        "type": "bar", "orientation": "h", "y": chosen, "x": shares[chosen].tolist(), "base": begins[chosen].tolist(),
        "width": THICK, "hoverinfo": "skip", "marker": _marker(piece, few), "text": numbers, "textposition": "inside",
        "insidetextanchor": "middle", "textangle": 0, "textfont": {"size": base.NOTE_SIZE, "color": piece.ink(few)},
    }  # fmt: skip


def _marker(piece: Piece, few: bool) -> Part:
    fill = {"color": piece.fill(few), "cornerradius": 1}
    if not piece.hatched:
        return {**fill, "line": {"width": 0}}
    pattern = {"shape": "/", "size": 6, "solidity": 0.2, "fillmode": "overlay", "fgcolor": piece.colour}
    return {**fill, "line": {"color": piece.colour, "width": 1}, "pattern": pattern}
