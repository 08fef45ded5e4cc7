"""How long does it take, and how many wait longer than promised?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cx.charts import base, marks
from cx.charts.base import Floats, Label, Margin, Part, Target
from cx.charts.scale import DAY, HOUR, MINUTE
from cx.charts.tokens import ALPHA, GOOD, MAIN, PASSIVE, REF, fade

Ints = NDArray[np.int64]

#: Right edges of the columns in seconds; the last column has none. Each is an edge of the clock bins, so that
#: the columns count exactly.
EDGES = (
    MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR,
    12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY,
)  # fmt: skip


#: Room above the columns for two lines of words: half above, the target below.
TOP, LINE = 44, 18


def durations(
    shares: Floats,
    edges: Sequence[float] = EDGES,
    *,
    label: Label,
    times: Sequence[str],
    hover: Sequence[str],
    target: Target | None = None,
    half: Target | None = None,
    height: int = 252,
) -> go.Figure:
    """Columns over times people think in: within the target in the colour of good, beyond it neutral.

    shares: (K + 1,) fractions, one per edge and one for everything from the last edge on; label: a share;
    times: (K,) the edges as they stand under the right ends of their columns, "" for none; target: the promise and
    the share that keeps it; half: the median and its words. A click on a column hands back its place: "0", "1", ...
    """
    known, columns = base.finite(shares), list(range(len(shares)))
    top = max(float(known.max(initial=0.0)), 0.01) * 1.12
    within = np.array([*edges, np.inf]) <= target.value if target else np.zeros(len(columns), bool)
    return base.figure(
        height,
        [_columns(columns, known, within, label, hover, bool(target))],
        x={"tickvals": [k + 0.5 for k in range(len(edges))], "ticktext": list(times),
           "range": [-0.5, len(columns) - 0.5]},
        y={"range": [0, top], "showgrid": False},
        margin=Margin(4, 4, TOP, 28),
        shapes=_lines(edges, target, half),
        notes=_words(edges, target, half),
        hover="x",
        bargap=0.06,
    )  # fmt: skip


def between(bins: Ints, counts: Ints, edges: Sequence[float] = EDGES) -> Ints:
    """How many durations lie under each edge and from the edge before on; last, from the last edge on.

    bins: (B,) clock bins (codes below 0 are no durations and are left out); counts: (B,) how many of each.
    """
    column = np.searchsorted(np.asarray(edges), bins, side="right")
    real = bins >= 0
    return np.bincount(column[real], weights=counts[real], minlength=len(edges) + 1).astype(np.int64)


def position(seconds: float, edges: Sequence[float] = EDGES) -> float:
    """Where a duration lies on the axis of columns, by its logarithm inside its column."""
    ends = np.array([edges[0] / 2, *edges, edges[-1] * 2])
    places = np.arange(len(ends)) - 0.5
    return float(np.interp(np.log(max(seconds, ends[0])), np.log(ends), places))


def _columns(
    columns: Sequence[int], shares: Floats, within: NDArray[np.bool_], label: Label, hover: Sequence[str], judged: bool
) -> Part:
    colours = np.where(within, GOOD, PASSIVE if judged else fade(MAIN, ALPHA["column"])).tolist()
    return marks.NUMBERS | {
        "type": "bar", "x": list(columns), "y": [float(share) for share in shares],
        "marker": {"color": colours, "cornerradius": 2, "line": {"width": 0}},
        "text": [label(float(share)) for share in shares], "textposition": "outside", "textangle": 0,
        "textfont": {"size": base.NOTE_SIZE}, "cliponaxis": False, "customdata": [str(k) for k in columns],
        "hoverinfo": "text", "hovertext": list(hover),
    }  # fmt: skip


def _lines(edges: Sequence[float], target: Target | None, half: Target | None) -> list[Part]:
    """The target through all columns, half as a short mark above them."""
    upright: Part = {"type": "line", "xref": "x", "yref": "paper"}
    lines: list[Part] = []
    if target:
        at = position(target.value, edges)
        lines.append({**upright, "x0": at, "x1": at, "y0": 0, "y1": 1,
                      "line": {"color": REF, "width": 1.5, "dash": "5px,4px"}})  # fmt: skip
    if half:
        at = position(half.value, edges)
        lines.append({**upright, "x0": at, "x1": at, "yanchor": 1, "ysizemode": "pixel", "y0": LINE, "y1": TOP - 4,
                      "line": {"color": MAIN, "width": 2.25}})  # fmt: skip
    return lines


def _words(edges: Sequence[float], target: Target | None, half: Target | None) -> list[Part]:
    """What the lines are, each on a line of its own, so that they never touch."""
    words = [_beside(half, edges, LINE + 4)] if half else []
    return [*words, _beside(target, edges, 2)] if target else words


def _beside(line: Target, edges: Sequence[float], shift: int) -> Part:
    """The words of a line on that side of it where there is room."""
    at = position(line.value, edges)
    left = at < len(edges) / 2
    place: Part = {"xanchor": "left" if left else "right", "xshift": 6 if left else -6, "yshift": shift}
    return base.note(line.text, x=at, xref="x", yref="paper", y=1, yanchor="bottom", opacity=1, size=12, **place)
