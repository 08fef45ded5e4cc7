"""Do more come in than go out, and what is left open?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks, scale
from cx.charts.base import AXIS_BASE, Bools, DateTicks, Floats, Label, Margin, Part
from cx.charts.scale import Scale
from cx.charts.tokens import ALPHA, AXIS, BAD, GOOD, MAIN, REF, fade

MARGIN = Margin(48, 16, 12, 28)
#: Which part of the plot, from below, is for the columns, and from where on the line has it.
COLUMNS, LINE = 0.62, 0.72
#: Of a bucket that a column takes; said of every column, as else one alone in its trace would be as wide as the plot.
THICK = 0.75

#: The marks of a bucket: the parts of its column, and the dot of the line.
KINDS = ("opened", "reopened", "solved", "open_at_end")


@dataclass(frozen=True)
class Flow:
    """Counts per bucket of time that add up: open at the end is open before + opened + reopened - solved.

    keys: (K,) first days of the buckets; finished: (K,) False for a bucket that is still running; hover: for each of
    `KINDS` (K,) what is said of it when pointed at.
    """

    keys: Sequence[date]
    opened: Floats
    reopened: Floats
    solved: Floats
    open_at_end: Floats
    finished: Bools
    hover: Mapping[str, Sequence[str]]


def token(first: date, kind: str) -> str:
    """What the mark of a bucket is called in links: "2026-03-02.solved"."""
    return f"{first.isoformat()}.{kind}"


def flow(given: Flow, *, label: Label, ticks: DateTicks, end: str = "", height: int = 300) -> go.Figure:
    """What comes in upwards, what goes out downwards, and above them what is open at the end of each bucket.

    The line has an axis of its own above the columns, as what is open may be many times what comes in a bucket. label:
    a count, without its sign; end: what stands beside the last finished value of the line. A click on a part of a
    column, or on a dot, hands back its `token`; where it stands for nothing there is none.
    """
    places = {day: k for k, day in enumerate(given.keys)}
    shown = [(places[day], text) for day, text in ticks if day in places]
    up, down = given.opened + given.reopened, given.solved
    flows = scale.tight(-_greatest(down), _greatest(up), most=5)
    left = scale.tight(*_ends(given.open_at_end), most=3)
    return base.figure(
        height,
        [part for part in (*_columns(given), *_line(given), *_unseen(given)) if part["x"]],
        x={"tickvals": [k for k, _ in shown], "ticktext": [text for _, text in shown],
           "range": [-0.5, max(len(given.keys), 1) - 0.5]},
        y={**flows.axis(lambda value: label(abs(value))), "domain": [0, COLUMNS]},
        yaxis2={**AXIS_BASE, **left.axis(label), "showgrid": True, "domain": [LINE, 1]},
        margin=MARGIN._replace(right=base.end_room([end])),
        shapes=[_zero()],
        notes=_end(given, left, end),
        barmode="overlay",
        bargap=1 - THICK,
    )  # fmt: skip


def _greatest(counts: Floats) -> float:
    return max(float(base.finite(counts).max(initial=0.0)), 1.0)


def _ends(counts: Floats) -> tuple[float, float]:
    """The least and the greatest, with some room for the dots."""
    known = counts[np.isfinite(counts)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    room = (high - low or max(high, 1.0)) * 0.1
    return max(low - room, 0.0), high + room


def _columns(given: Flow) -> list[Part]:
    """Opened, and reopened on top of it; solved below the line."""
    zero = np.zeros(len(given.keys))
    return [
        _bars(given, given.opened, zero, REF, 0.75),
        _bars(given, given.reopened, given.opened, BAD, 0.8),
        _bars(given, -given.solved, zero, GOOD, ALPHA["column"]),
    ]


def _bars(given: Flow, sizes: Floats, start: Floats, colour: str, alpha: float) -> Part:
    """Full for finished buckets, hatched for one that is still running."""
    shown = base.positions(np.isfinite(sizes) & (sizes != 0))
    closed = [bool(given.finished[k]) for k in shown]
    return marks.KEPT | {
        "type": "bar", "x": shown, "y": sizes[shown].tolist(), "base": start[shown].tolist(), "hoverinfo": "skip",
        "width": THICK,
        "marker": {
            "color": [fade(colour, alpha if done else ALPHA["band"]) for done in closed], "cornerradius": 1,
            "line": {"color": colour, "width": [0 if done else 1.25 for done in closed]},
            "pattern": {"shape": ["" if done else "/" for done in closed], "size": 6, "solidity": 0.2,
                        "fillmode": "overlay", "fgcolor": colour},
        },
    }  # fmt: skip


def _line(given: Flow) -> list[Part]:
    known, x = np.isfinite(given.open_at_end), list(range(len(given.keys)))
    closed, running = known & given.finished, known & ~given.finished
    steps = [(k - 1, k) for k in base.positions(running) if k and known[k - 1]]
    dashed = marks.joined(
        steps,
        [(float(given.open_at_end[a]), float(given.open_at_end[b])) for a, b in steps],
        MAIN,
        1.75,
        dash="2px,3px",
    )
    parts = [
        marks.line(x, given.open_at_end, closed, MAIN, 2.25),
        dashed,
        marks.dots(x, given.open_at_end, closed, MAIN, 5),
        marks.dots(x, given.open_at_end, running, MAIN, 8, hollow=True),
    ]
    return [{**part, "yaxis": "y2"} for part in parts]


def _unseen(given: Flow) -> list[Part]:
    """What answers to the mouse for each part of a column and outlines the chosen one; and for the dots."""
    return [_unseen_columns(given), _unseen_dots(given)]


def _unseen_columns(given: Flow) -> Part:
    """All parts of columns as one trace, so that choosing one lets go of the others."""
    zero, top = np.zeros(len(given.keys)), given.opened + given.reopened
    ends = {"opened": (zero, given.opened), "reopened": (given.opened, top), "solved": (-given.solved, zero)}
    parts = [(k, kind) for kind, (start, stop) in ends.items() for k in base.positions(stop > start)]
    starts, stops = ([float(ends[kind][end][k]) for k, kind in parts] for end in (0, 1))
    return marks.unseen_bars([k for k, _ in parts], starts, stops, *_named(given, parts), thick=THICK)


def _unseen_dots(given: Flow) -> Part:
    shown = base.positions(base.finite(given.open_at_end) > 0)
    named = _named(given, [(k, "open_at_end") for k in shown])
    dots = marks.unseen(shown, given.open_at_end[shown].tolist(), *named, {"size": 11, "color": MAIN})
    return {**dots, "yaxis": "y2"}


def _named(given: Flow, parts: Sequence[tuple[int, str]]) -> tuple[list[str], list[str]]:
    """Tokens of marks, and what is said of each."""
    return [token(given.keys[k], kind) for k, kind in parts], [given.hover[kind][k] for k, kind in parts]


def _zero() -> Part:
    return {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": 0, "y1": 0,
        "line": {"color": AXIS, "width": 1},
    }  # fmt: skip


def _end(given: Flow, left: Scale, end: str) -> list[Part]:
    closed = np.flatnonzero(np.isfinite(given.open_at_end) & given.finished)
    if not end or not len(closed):
        return []
    place: Part = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 6, "yref": "paper", "yanchor": "middle"}
    y = LINE + (1 - LINE) * left.share(float(given.open_at_end[closed[-1]]))
    return [base.note(end, y=y, opacity=1, size=12, align="left", **place)]
