"""How many are still open, by how old they are?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from cx.charts import base
from cx.charts.base import Floats, Label, Margin, Part, Target
from cx.charts.scale import DAY
from cx.charts.tokens import ALPHA, MAIN, REF, fade

MARGIN = Margin(48, 16, 20, 28)
#: Names nearer than this, as a share of the axis, would touch.
CLOSE = 0.1
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Curve:
    """A share still open that falls with age.

    ages: (B,) seconds, rising, each the age from which its share holds; share, low, high: (B,) fractions with their
    interval, without one for a curve that is only shown beside another, NaN where nobody was seen for so long; end:
    what stands at its right end.
    """

    ages: Floats
    share: Floats
    low: Floats | None = None
    high: Floats | None = None
    end: str = ""

    def at(self, age: float) -> float:
        """The share at an age, NaN where it is unknown; before the first age all are open."""
        place = int(np.searchsorted(self.ages, age, side="right")) - 1
        return float(self.share[place]) if place >= 0 else 1.0


@dataclass(frozen=True)
class Reading:
    """An age (seconds) at which the share is written on the curve; token: what a click on it hands back."""

    age: float
    text: str
    token: str
    hover: str = ""


def still_open(
    curve: Curve,
    *,
    label: Label,
    ticks: Sequence[tuple[float, str]],
    until: float = 14 * DAY,
    readings: Sequence[Reading] = (),
    naive: Curve | None = None,
    target: Target | None = None,
    height: int = 260,
) -> go.Figure:
    """The share still open by age, as steps with their interval; dashed, the curve of those alone that have ended.

    label: a share as the axis shows it; ticks: ages in seconds and what stands under them; until: where the axis ends;
    target: the age by which it should be over, drawn upright where the axis has it.
    """
    aims = [target] if target is not None and target.value <= until else []
    beside = [line for line in (curve, naive) if line is not None]
    shown = _ticks(ticks, until)
    below = MARGIN.bottom + base.LINE * (base.lines_of([text for _age, text in shown]) - 1)
    margin = MARGIN._replace(right=base.end_room([line.end for line in beside]), bottom=below)
    height_of_plot = height - margin.top - margin.bottom
    readings = [each for each in readings if each.age <= until and np.isfinite(curve.at(each.age))]
    return base.figure(
        height,
        [*_band(curve, until), *_lines(curve, naive, until), *_dots(curve, readings)],
        x={"tickvals": [age for age, _text in shown], "ticktext": [text for _age, text in shown], "range": [0, until]},
        y={"tickvals": list(QUARTERS), "ticktext": [label(share) for share in QUARTERS], "range": [0, 1]},
        margin=margin,
        shapes=[_half(), *map(_upright, aims)],
        notes=[*map(_target_words, aims), *_values(curve, readings), *_ends(beside, until, height_of_plot)],
    )


def _ticks(ticks: Sequence[tuple[float, str]], until: float) -> list[tuple[float, str]]:
    """The ages named, each word on a line of its own, without those too close to the next to be read on a phone."""
    nexts = [*(age for age, _text in ticks[1:]), np.inf]
    kept = [tick for tick, after in zip(ticks, nexts, strict=True) if after - tick[0] >= CLOSE * until]
    return [(age, text.replace(" ", "<br>").replace("\u00a0", "<br>")) for age, text in kept]


def _steps(curve: Curve, values: Floats, until: float) -> tuple[list[float], list[float]]:
    """From all open at the beginning to the last age that is known, with the ages alone at which something changes."""
    within = curve.ages <= until
    ages, kept = curve.ages[within], values[within]
    seen = np.isfinite(kept)
    moved = np.flatnonzero(np.diff(kept[seen], prepend=1.0))
    last = float(kept[seen][-1]) if seen.any() else 1.0
    stop = until if seen.all() else float(ages[seen][-1]) if seen.any() else 0.0
    return [0.0, *ages[seen][moved].tolist(), stop], [1.0, *kept[seen][moved].tolist(), last]


def _band(curve: Curve, until: float) -> list[Part]:
    if curve.low is None or curve.high is None:
        return []
    (low_x, low), (high_x, high) = (_steps(curve, edge, until) for edge in (curve.low, curve.high))
    edge: Part = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"width": 0, "shape": "hv"}}
    filled = {"fill": "tonexty", "fillcolor": fade(MAIN, ALPHA["ribbon"])}
    return [{**edge, "x": low_x, "y": low}, {**edge, "x": high_x, "y": high, **filled}]


def _lines(curve: Curve, naive: Curve | None, until: float) -> list[Part]:
    styles: list[Part] = [{"color": MAIN, "width": 2.25}, {"color": REF, "width": 1.75, "dash": "5px,4px"}]
    drawn = [(line, style) for line, style in zip((curve, naive), styles, strict=True) if line is not None]
    return [_line(*_steps(line, line.share, until), style) for line, style in reversed(drawn)]


def _line(x: list[float], y: list[float], style: Part) -> Part:
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "line": {**style, "shape": "hv"}}


def _dots(curve: Curve, readings: Sequence[Reading]) -> list[Part]:
    if not readings:
        return []
    return [{
        "type": "scatter", "mode": "markers", "x": [each.age for each in readings],
        "y": [curve.at(each.age) for each in readings],
        "marker": {"size": 9, "color": MAIN, "opacity": 1}, "cliponaxis": False, "hoverinfo": "text",
        "customdata": [each.token for each in readings], "hovertext": [each.hover for each in readings],
    }]  # fmt: skip


def _half() -> Part:
    place: Part = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": 0.5, "y1": 0.5}
    return {**place, "type": "line", "line": {"color": REF, "width": 1, "dash": "2px,2px"}, "layer": "below"}


def _upright(target: Target) -> Part:
    place: Part = {"xref": "x", "x0": target.value, "x1": target.value, "yref": "paper", "y0": 0, "y1": 1}
    return {**place, "type": "line", "line": {"color": REF, "width": 1.5, "dash": "5px,4px"}, "layer": "below"}


def _target_words(target: Target) -> Part:
    """At the top, from where every curve falls."""
    return base.note(target.text, x=target.value, xref="x", xanchor="left", xshift=6, y=1, yref="paper", yanchor="top")


def _values(curve: Curve, readings: Sequence[Reading]) -> list[Part]:
    place: Part = {"xanchor": "left", "xshift": 5, "yanchor": "bottom", "yshift": 2, "opacity": 1, "size": 12}
    return [base.note(f"<b>{each.text}</b>", x=each.age, y=curve.at(each.age), **place) for each in readings]


def _ends(curves: Sequence[Curve], until: float, height: int) -> list[Part]:
    """What stands beside the right ends of the curves, kept apart; height: of the plot in pixels."""
    rising = sorted((_steps(curve, curve.share, until)[1][-1], curve.end) for curve in curves if curve.end)
    places = base.apart(np.array([share for share, _end in rising]), height)
    place: Part = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "yanchor": "middle", "align": "left"}
    return [
        base.note(end, y=float(y), opacity=1, size=12, **place) for y, (_share, end) in zip(places, rising, strict=True)
    ]
