"""Which promises are kept, which are missed, and which are still open?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cx.charts import stacks
from cx.charts.base import Bools, Floats, Label
from cx.charts.rows import Column
from cx.charts.stacks import Piece
from cx.charts.stacks import height_of as height_of
from cx.charts.tokens import ALPHA, BAD, GOOD, PASSIVE

#: Kept, not decided yet, missed.
PIECES = (Piece(GOOD), Piece(PASSIVE, ALPHA["band"], hatched=True), Piece(BAD))


def three_states(
    names: Sequence[str],
    shares: Floats,
    *,
    label: Label,
    kept: Sequence[str],
    beside: Sequence[str],
    heads: tuple[str, str] = ("", ""),
    tokens: Sequence[str],
    hover: Sequence[str],
    few: Bools | None = None,
) -> go.Figure:
    """One bar per group: kept, hatched what is not decided yet, missed; the first group on top.

    shares: (3, K) fractions of kept, pending, missed, NaN where a group has none; label: a share inside its part;
    kept, beside: ready texts at the right, the share kept of those decided, and between what it can end or how many
    there are, with their heads; tokens: (K,) what a click hands back; few: (K,) whether too few answers stand behind a
    bar.
    """
    pale = np.zeros(len(names), bool) if few is None else few
    columns = [Column(kept, heads[0], strong=(~pale).tolist()), Column(beside, heads[1])]
    return stacks.figure(
        names, shares, np.zeros(len(names)), PIECES, label=label, columns=columns, tokens=tokens, hover=hover, few=pale,
        span=(0.0, 1 + 3 * stacks.GAP),
    )  # fmt: skip
