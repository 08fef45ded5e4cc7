"""Which promises are kept, which are missed, and which are still open?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks, rows, stacks
from cx.charts.base import Bools, Floats, Label, Margin
from cx.charts.stacks import Piece
from cx.charts.tokens import ALPHA, BAD, GOOD, PASSIVE

TOP, BOTTOM = 22, 6  # pixels for the words above and the room below the rows

#: Kept, not decided yet, missed.
PIECES = (Piece(GOOD), Piece(PASSIVE, ALPHA["band"], hatched=True), Piece(BAD))


def three_states(
    names: Sequence[str],
    shares: Floats,
    *,
    label: Label,
    kept: Sequence[str],
    ranges: Sequence[str],
    heads: tuple[str, str] = ("", ""),
    tokens: Sequence[str],
    hover: Sequence[str],
    few: Bools | None = None,
) -> go.Figure:
    """One bar per group: kept, hatched what is not decided yet, missed; the first group on top.

    shares: (3, K) fractions of kept, pending, missed, NaN where a group has none; label: a share inside its part;
    kept, ranges: ready texts at the right, the share kept of those decided and between what it can end, with their
    heads; tokens: (K,) what a click hands back; few: (K,) whether too few answers stand behind a bar.
    """
    pale = np.zeros(len(names), bool) if few is None else few
    known = stacks.rows_of(shares)
    named, starts = rows.names(names), np.zeros(len(names))
    columns = rows.Columns(rows.Column(kept, heads[0], strong=(~pale).tolist()), rows.Column(ranges, heads[1]))
    unseen = marks.unseen_bars(
        known, starts[known].tolist(), stacks.stops(shares, starts)[known].tolist(), [tokens[k] for k in known],
        [hover[k] for k in known], thick=stacks.THICK, lying=True,
    )  # fmt: skip
    return base.figure(
        height_of(len(named)),
        [part for part in (*stacks.bars(shares, starts, PIECES, pale, label), unseen) if part["x"]],
        x={"range": [0, 1 + 3 * stacks.GAP]},
        y=rows.axis(named),
        margin=Margin(rows.name_room(named), columns.room, TOP, BOTTOM),
        notes=columns.notes(),
        hover="y",
        **stacks.LAYOUT,
    )


def height_of(groups: int) -> int:
    """The height of the figure for that many groups."""
    return rows.ROW * max(groups, 1) + TOP + BOTTOM
