"""The marks of the house: a dot with its interval, a line with its ribbon.

Full and coloured means enough answers, hollow and grey means few, dashed to an open dot means not finished.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cx.charts.base import CLEAR, Bools, Floats, Part, Series, positions
from cx.charts.tokens import ALPHA, INK, MAIN, REF, fade

#: A place on an axis: a date as Plotly takes it, or a number.
Place = str | float

#: From so many buckets on, upright intervals of few answers and large dots would only hide each other.
CROWDED = 90

#: Marks that stay as they are while one of another trace is chosen.
KEPT: Part = {"unselected": {"marker": {"opacity": 1}}}

#: Numbers on bars that stay readable while one bar is chosen: all keep theirs where a colour is named for chosen ones.
NUMBERS: Part = {"selected": {"textfont": {"color": INK}}}
KEPT_NUMBERS: Part = {**KEPT, **NUMBERS}

#: Marks of which only the chosen one is seen.
_UNSEEN: Part = {
    "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 0}}, "hoverinfo": "text",
}  # fmt: skip


def over_time(series: Series, *, top: float, bottom: float, colour: str = MAIN, width: float = 2.25) -> list[Part]:
    """A line with its ribbon over buckets of time.

    top, bottom: the ends of the axis, where an endless interval is cut. Buckets without a value are gaps. Of many
    buckets, those of few answers are small dots without their interval, which the pointer still tells.
    """
    crowded = len(series.x) >= CROWDED
    told = series.faint & (not crowded)
    low, high = np.clip(series.low, bottom, top), np.clip(series.high, bottom, top)
    closed = series.known & series.finished
    parts = [
        ribbon(series.x, low, high, series.solid, colour),
        line(series.x, series.value, closed, REF, 1),
        line(series.x, series.value, series.solid, colour, width),
        whiskers(series.x, low, high, told, fade(REF, ALPHA["pale"]), 1.25),
        whiskers(series.x, low, high, lonely(series.solid), fade(colour, ALPHA["whisker"]), 1.5),
        whiskers(series.x, low, high, series.running, fade(colour, ALPHA["whisker"]), 1),
        unfinished(series, colour, width),
        dots(series.x, series.value, series.faint, REF, 4 if crowded else 7, hollow=True),
        dots(series.x, series.value, lonely(series.solid), colour, 7),
        dots(series.x, series.value, series.running, colour, 8, hollow=True),
        dots(series.x, series.value, last_of(series.solid), colour, 7),
        pointer(series, colour),
    ]
    return [part for part in parts if part["x"]]


def ribbon(x: Sequence[Place], low: Floats, high: Floats, where: Bools, colour: str) -> Part:
    """The interval over time, with gaps where `where` is False."""
    chosen = [([x[k] for k in run], low[run].tolist(), high[run].tolist()) for run in runs(where)]
    return outline(chosen, fade(colour, ALPHA["ribbon"]))


def outline(bands: Sequence[tuple[Sequence[Place], Sequence[float], Sequence[float]]], colour: str) -> Part:
    """Filled bands without an edge, one closed outline each: their places, lower and upper ends."""
    xs: list[Place | None] = []
    ys: list[float | None] = []
    for x, low, high in bands:
        xs += [*x, *reversed(x), None]
        ys += [*high, *reversed(low), None]
    return {
        "type": "scatter", "x": xs[:-1], "y": ys[:-1], "mode": "lines", "line": {"width": 0}, "fill": "toself",
        "fillcolor": colour, "hoverinfo": "skip",
    }  # fmt: skip


def line(x: Sequence[Place], y: Floats, where: Bools, colour: str, width: float) -> Part:
    """A line through neighbouring values, with gaps where `where` is False; nothing where no two are neighbours."""
    paired = any(len(run) > 1 for run in runs(where))
    return {
        "type": "scatter", "x": list(x) if paired else [], "mode": "lines", "connectgaps": False, "hoverinfo": "skip",
        "y": [float(v) if keep else None for v, keep in zip(y, where, strict=True)] if paired else [],
        "line": {"color": colour, "width": width},
    }  # fmt: skip


def dots(x: Sequence[Place], y: Floats, where: Bools, colour: str, size: float, *, hollow: bool = False) -> Part:
    """Dots at some of the values."""
    chosen = positions(where)
    marker = {"size": size, "color": colour, "symbol": "circle-open" if hollow else "circle", "opacity": 1}
    return KEPT | {
        "type": "scatter", "x": [x[k] for k in chosen], "y": [float(y[k]) for k in chosen], "mode": "markers",
        "marker": {**marker, "line": {"width": 1.5 if hollow else 0, "color": colour}}, "hoverinfo": "skip",
        "cliponaxis": False,
    }  # fmt: skip


def whiskers(x: Sequence[Place], low: Floats, high: Floats, where: Bools, colour: str, width: float) -> Part:
    """Upright intervals as thin lines."""
    chosen = positions(where)
    return joined([(x[k], x[k]) for k in chosen], [(low[k], high[k]) for k in chosen], colour, width)


def lying_dots(
    groups: Series, y: Sequence[float], low: float = -np.inf, high: float = np.inf, *, choosable: bool = True
) -> list[Part]:
    """A dot on its lying interval per row, all dots as one trace, so that choosing one dims the others.

    y: (K,) the rows; low, high: the ends of the axis, where an interval that goes on ends in an arrowhead; choosable:
    whether a click on a dot hands back the key of its group.
    """
    left, right = np.clip(groups.low, low, high), np.clip(groups.high, low, high)
    dots = dots_in_rows(groups, y, groups.few)
    parts = [
        lying(y, left, right, groups.solid, fade(MAIN, ALPHA["bar"]), 8),
        lying(y, left, right, groups.solid, fade(MAIN, ALPHA["whisker"]), 1.5),
        lying(y, left, right, groups.faint, REF, 1.5),
        _beyond(groups, y, low, high),
        dots if choosable else {**dots, **KEPT, "customdata": None},
    ]
    return [part for part in parts if part["x"]]


def dots_in_rows(groups: Series, y: Sequence[float], hollow: Bools) -> Part:
    """Dots that hand back the keys of their groups, grey where they are hollow, smaller where answers are few."""
    shown = positions(groups.known)
    few, light = groups.few[shown], hollow[shown]
    return {
        "type": "scatter", "mode": "markers", "x": groups.value[shown].tolist(), "y": [y[k] for k in shown],
        "marker": {
            "size": np.where(few, 9, 11).tolist(), "opacity": 1, "line": {"width": np.where(light, 1.5, 0).tolist()},
            "symbol": np.where(light, "circle-open", "circle").tolist(), "color": np.where(light, REF, MAIN).tolist(),
        },
        "customdata": [str(groups.keys[k]) for k in shown],
        "hovertext": [groups.hover[k] for k in shown], "hoverinfo": "text", "cliponaxis": False,
    }  # fmt: skip


def _beyond(groups: Series, y: Sequence[float], low: float, high: float) -> Part:
    """Arrowheads at the edge of the plot where an interval goes on beyond it."""
    left, right = (positions(groups.known & cut) for cut in (groups.low < low, groups.high > high))
    colours = [REF if groups.few[k] else MAIN for k in (*left, *right)]
    symbols = ["triangle-left"] * len(left) + ["triangle-right"] * len(right)
    return KEPT | {
        "type": "scatter", "mode": "markers", "x": [low] * len(left) + [high] * len(right),
        "y": [y[k] for k in (*left, *right)], "hoverinfo": "skip", "cliponaxis": False,
        "marker": {"symbol": symbols, "color": colours, "size": 7, "line": {"width": 0}},
    }  # fmt: skip


def lying(y: Sequence[float], low: Floats, high: Floats, where: Bools, colour: str, width: float) -> Part:
    """Lying intervals, one per row."""
    chosen = positions(where)
    return joined([(low[k], high[k]) for k in chosen], [(y[k], y[k]) for k in chosen], colour, width)


def unfinished(series: Series, colour: str, width: float) -> Part:
    """The dashed step from the last finished value to the running one."""
    x, y = series.x, series.value
    pairs = [(k - 1, k) for k in positions(series.running) if k and series.known[k - 1]]
    along, across = [(x[a], x[b]) for a, b in pairs], [(float(y[a]), float(y[b])) for a, b in pairs]
    return joined(along, across, colour, max(width - 0.5, 1), dash="2px,3px")


def pointer(series: Series, colour: str) -> Part:
    """Points that answer to the mouse with the words of each bucket, and hand back its first day when clicked."""
    chosen = positions(series.known)
    x = [series.x[k] for k in chosen]
    hover, y = [series.hover[k] for k in chosen], [float(series.value[k]) for k in chosen]
    return unseen(x, y, x, hover, {"size": 11, "color": colour})


def unseen(x: Sequence[Place], y: Sequence[Place], tokens: Sequence[str], hover: Sequence[str], marker: Part) -> Part:
    """Markers laid over marks that send no clicks: they answer to the mouse, and only the chosen one is seen.

    tokens: what a click on each hands back; hover: what is said when pointed at; marker: how the chosen one is drawn.
    """
    return _UNSEEN | {
        "type": "scatter", "mode": "markers", "x": list(x), "y": list(y), "marker": {**marker, "opacity": 0},
        "cliponaxis": False, "customdata": list(tokens), "hovertext": list(hover),
    }  # fmt: skip


def unseen_bars(
    where: Sequence[Place],
    starts: Sequence[float],
    stops: Sequence[float],
    tokens: Sequence[str],
    hover: Sequence[str],
    *,
    thick: float,
    lying: bool = False,
) -> Part:
    """The same for bars of several parts: each is chosen as a whole, from start to stop, and then outlined.

    thick: of a row or bucket that a bar takes; without it, bars far apart would be thicker than those they lie over.
    """
    marker = {"color": CLEAR, "opacity": 0, "cornerradius": 1, "line": {"color": MAIN, "width": 2.5}}
    sizes = [float(stop - start) for start, stop in zip(starts, stops, strict=True)]
    along: Part = {"y": list(where), "x": sizes, "orientation": "h"} if lying else {"x": list(where), "y": sizes}
    return _UNSEEN | {
        "type": "bar", **along, "base": [float(start) for start in starts], "width": thick, "marker": marker,
        "customdata": list(tokens), "hovertext": list(hover),
    }  # fmt: skip


def runs(where: Bools) -> list[list[int]]:
    """The positions that are True, in runs of neighbours."""
    chosen = np.flatnonzero(where)
    breaks = np.flatnonzero(np.diff(chosen) > 1) + 1
    return [[int(k) for k in run] for run in np.split(chosen, breaks) if len(run)]


def lonely(where: Bools) -> Bools:
    """Those True without a True neighbour: a line would not show them."""
    alone = np.zeros_like(where)
    alone[[run[0] for run in runs(where) if len(run) == 1]] = True
    return alone


def last_of(where: Bools) -> Bools:
    """Only the last True."""
    last = np.zeros_like(where)
    if where.any():
        last[np.flatnonzero(where)[-1]] = True
    return last


def joined(
    along: Sequence[tuple[Place, Place]],
    across: Sequence[tuple[float, float]],
    colour: str,
    width: float,
    **line: object,
) -> Part:
    """Separate short lines as one trace: pairs of ends, with a break after each; along: x, across: y."""
    return {
        "type": "scatter", "x": _broken(along), "y": _broken(across), "mode": "lines", "hoverinfo": "skip",
        "line": {"color": colour, "width": width, **line},
    }  # fmt: skip


def _broken(pairs: Sequence[tuple[Place, Place]]) -> list[str | float | None]:
    ends: list[str | float | None] = []
    for pair in pairs:
        ends += [end if isinstance(end, str) else float(end) for end in pair] + [None]
    return ends[:-1]
