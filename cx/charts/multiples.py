"""Did all move alike, or only some?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cx.charts import base, marks, scale
from cx.charts.base import Bools, DateTicks, Floats, Label, Margin, Part, Series
from cx.charts.scale import Scale
from cx.charts.tokens import GRID, MAIN, REF

#: Pixels a row of panels takes, and of these what stands above a plot and below it.
ROW, HEAD, FOOT = 118, 26, 12
MARGIN = Margin(44, 12, 2, 24)
#: Between two panels, as a share of a panel's width.
GAP = 0.13
MOST_TIMES = 3  # names of months that fit below a panel
LONGEST_NAME = 14  # characters that fit above one


@dataclass(frozen=True)
class Panel:
    """One group: its scores over time, its name and its value; token: what a click on it hands back."""

    name: str
    text: str
    series: Series
    token: str
    few: bool = False


def multiples(
    panels: Sequence[Panel],
    everyone: Series | None = None,
    *,
    label: Label,
    ticks: DateTicks,
    columns: int = 3,
    bounds: tuple[float, float] | None = None,
    seconds: bool = False,
) -> go.Figure:
    """Small panels with shared axes: each group with its interval, and the thin grey line of everyone in each.

    columns: at most so many panels beside each other, fewer where that fills the rows better. All series are over the
    same buckets. A group of few answers is drawn in grey. bounds: the ends of what is measured; seconds: durations,
    drawn by their logarithm. A click anywhere in a panel hands back its token.
    """
    drawn = [panel.series for panel in panels] + ([everyone] if everyone else [])
    spans = [series.span() for series in drawn] or [(0.0, 1.0)]
    board = _Board(len(panels), columns, scale.of_values(spans, seconds=seconds, bounds=bounds, most=3))
    keys = drawn[0].keys if drawn else []
    parts = [board.grid(), _everyone(everyone, board), *_groups(panels, board), _pointer(panels, board)]
    return base.figure(
        height_of(len(panels), columns),
        [part for part in parts if part["x"]],
        x={"range": [-0.02, board.width + 0.02]},
        y={"range": [ROW * board.rows, 0], "showgrid": False},
        margin=MARGIN,
        notes=[*board.heads(panels), *board.values(label), *board.times(keys, ticks)],
        hoverdistance=60,
    )


def height_of(panels: int, columns: int = 3) -> int:
    """The height of the figure for that many panels."""
    return ROW * max(-(-panels // columns), 1) + MARGIN.top + MARGIN.bottom


class _Board:
    """Where the panels lie: all on one pair of axes, one wide each and `ROW` pixels high, so that few traces do."""

    def __init__(self, panels: int, columns: int, scale_: Scale) -> None:
        self.panels, self.scale = panels, scale_
        self.rows = max(-(-panels // columns), 1)
        self.columns = max(-(-panels // self.rows), 1)
        self.width = self.columns + GAP * (self.columns - 1)

    def left(self, panel: int) -> float:
        """Where a panel begins."""
        return (panel % self.columns) * (1 + GAP)

    def x(self, panel: int, buckets: int) -> Floats:
        """(K,) where its buckets lie."""
        return self.left(panel) + (np.arange(buckets) + 0.5) / max(buckets, 1)

    def y(self, panel: int, values: Floats) -> Floats:
        """(K,) where values lie, cut at the ends of the axis."""
        cut = np.clip(values, self.scale.low, self.scale.high)
        low, high = self.scale.at(self.scale.low), self.scale.at(self.scale.high)
        share = ((np.log10(cut) if self.scale.log else cut) - low) / (high - low)
        foot: Floats = ROW * (panel // self.columns + 1) - FOOT - share * (ROW - HEAD - FOOT)
        return foot

    def grid(self) -> Part:
        """The lines of all panels."""
        ticks = [float(tick) for tick in self.scale.ticks]
        places = [(panel, float(y)) for panel in range(self.panels) for y in self.y(panel, np.array(ticks))]
        return marks.joined(
            [(self.left(p), self.left(p) + 1) for p, _y in places], [(y, y) for _p, y in places], GRID, 1
        )

    def heads(self, panels: Sequence[Panel]) -> list[Part]:
        """Name and value above each panel."""
        named = [base.plain(base.shorten(panel.name, LONGEST_NAME)) for panel in panels]
        return [
            base.note(f"<b>{name}</b>  {panel.text}", x=self.left(k), y=ROW * (k // self.columns) + HEAD - 4,
                      xanchor="left", yanchor="bottom", size=12, opacity=0.8 if panel.few else 1)
            for k, (name, panel) in enumerate(zip(named, panels, strict=True))
        ]  # fmt: skip

    def values(self, label: Label) -> list[Part]:
        """The values at the left of each row of panels."""
        firsts = range(0, self.panels, self.columns)
        place: Part = {"x": 0, "xref": "paper", "xanchor": "right", "xshift": -6, "yanchor": "middle", "size": 12}
        return [
            base.note(label(tick), y=float(self.y(first, np.array([tick]))[0]), opacity=1, **place)
            for first in firsts for tick in self.scale.ticks
        ]  # fmt: skip

    def times(self, keys: Sequence[object], ticks: DateTicks) -> list[Part]:
        """The names of times below the lowest panel of each column."""
        places = {day: k for k, day in enumerate(keys)}
        known = [(places[day], text) for day, text in ticks if day in places]
        shown = known[:: max(-(-len(known) // MOST_TIMES), 1)]
        lowest = [max(range(c, self.panels, self.columns)) for c in range(min(self.columns, self.panels))]
        place: Part = {"yanchor": "top", "yshift": -6, "size": 12, "opacity": 1}
        return [
            base.note(text, x=float(self.x(panel, len(keys))[k]), y=ROW * (panel // self.columns + 1) - FOOT, **place)
            for panel in lowest for k, text in shown
        ]  # fmt: skip


@dataclass(frozen=True)
class _Laid:
    """Several series laid out on the board one after the other, with a gap after each, so that one trace draws all.

    seen: what is drawn in full; closed: what is known and finished; running: what is known and is not.
    """

    x: list[float]
    y: Floats
    low: Floats
    high: Floats
    seen: Bools
    closed: Bools
    running: Bools


def _laid(chosen: Sequence[tuple[int, Series]], board: _Board, *, few: bool = False) -> _Laid:
    closed = [series.known & series.finished for _k, series in chosen]
    return _Laid(
        x=_strung([board.x(k, len(series.keys)) for k, series in chosen], 0.0).tolist(),
        y=_strung([board.y(k, series.value) for k, series in chosen], np.nan),
        low=_strung([board.y(k, series.low) for k, series in chosen], np.nan),
        high=_strung([board.y(k, series.high) for k, series in chosen], np.nan),
        seen=_strung(closed if few else [series.solid for _k, series in chosen], False),
        closed=_strung(closed, False),
        running=_strung([series.running for _k, series in chosen], False),
    )


def _strung(parts: Sequence[NDArray[Any]], gap: float | bool) -> NDArray[Any]:
    """One after the other, each with a gap behind it."""
    return np.concatenate([np.append(part, gap) for part in parts] or [np.array([], type(gap))])


def _groups(panels: Sequence[Panel], board: _Board) -> list[Part]:
    """Ribbons and lines of all groups, those of few answers in grey."""
    parts = []
    for few, colour in ((True, REF), (False, MAIN)):
        laid = _laid([(k, panel.series) for k, panel in enumerate(panels) if panel.few == few], board, few=few)
        parts += [
            marks.ribbon(laid.x, laid.low, laid.high, laid.seen, colour),
            marks.line(laid.x, laid.y, laid.closed, REF, 1),
            marks.line(laid.x, laid.y, laid.seen, colour, 2),
            marks.dots(laid.x, laid.y, laid.closed & marks.lonely(laid.seen), colour, 5),
            marks.dots(laid.x, laid.y, laid.running, colour, 6, hollow=True),
        ]
    return parts


def _everyone(everyone: Series | None, board: _Board) -> Part:
    """The same line in every panel."""
    laid = _laid([(k, everyone) for k in range(board.panels)] if everyone else [], board)
    return marks.line(laid.x, laid.y, laid.closed, REF, 1)


def _pointer(panels: Sequence[Panel], board: _Board) -> Part:
    """Points nobody sees: the nearest answers to the mouse, each hands back the token of its panel."""
    places = [(k, b) for k, panel in enumerate(panels) for b in base.positions(panel.series.known)]
    x = [float(board.x(k, len(panels[k].series.keys))[b]) for k, b in places]
    y = [float(board.y(k, panels[k].series.value)[b]) for k, b in places]
    hover = [panels[k].series.hover[b] for k, b in places]
    return marks.unseen(x, y, [panels[k].token for k, _b in places], hover, {"size": 9, "color": MAIN})
