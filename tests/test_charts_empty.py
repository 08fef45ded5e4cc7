"""Every figure with nothing to show, with one thing, and with values that are missing or endless."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from cx.charts.base import Limits, Series, Target
from cx.charts.by_dimension import by_dimension
from cx.charts.by_rule import side_by_side
from cx.charts.classes import Classes, classes
from cx.charts.diverging import diverging
from cx.charts.durations import EDGES, durations
from cx.charts.flow import KINDS, Flow, flow
from cx.charts.heat import heat
from cx.charts.percentiles import percentiles
from cx.charts.promises import three_states
from cx.charts.steps import by_class
from cx.charts.trend import trend
from cx.charts.within import within
from cx.charts.words import words
from tests.figures import WEEKS, percent

Draw = Callable[[int, float], go.Figure]


def keys(many: int) -> list[str]:
    return [f"group {k}" for k in range(many)]


def named(many: int, value: float) -> Series:
    return Series.plain(keys(many), [value] * many, [value] * many, [value] * many)


def dated(many: int, value: float) -> Series:
    return Series.plain(WEEKS[:many], [value] * many, [value] * many, [value] * many)


def stacked(classes_: int, many: int, value: float) -> Any:
    return np.full((classes_, many), value if not np.isfinite(value) else 1 / classes_)


def _limits(many: int, value: float) -> Limits:
    return Limits(np.full(many, value), np.full(many, value))


def _classes(many: int, value: float) -> go.Figure:
    known = np.ones(many, bool)
    shares = stacked(3, many, np.nan if not np.isfinite(value) else value)
    return classes(Classes(WEEKS[:many], shares, ~known, known, ["a", "b", "c"], keys(many)), label=percent, ticks=[])


def _flow(many: int, value: float) -> go.Figure:
    counts = np.full(many, value)
    hover = dict.fromkeys(KINDS, keys(many))
    return flow(Flow(WEEKS[:many], counts, counts, counts, counts, np.ones(many, bool), hover), label=percent, ticks=[])


def _rows(draw: Callable[..., go.Figure], size: int, **more: Any) -> Draw:
    def drawn(many: int, value: float) -> go.Figure:
        shares = stacked(size, many, np.nan if not np.isfinite(value) else value)
        return draw(keys(many), shares, label=percent, tokens=keys(many), hover=keys(many), **{
            name: keys(many) for name in more
        })  # fmt: skip

    return drawn


DRAWN: dict[str, Draw] = {
    "trend": lambda n, v: trend(dated(n, v), label=percent, ticks=[], end="end", limits=_limits(n, v)),
    "times": lambda n, v: percentiles(
        dated(n, v), dated(n, v), label=percent, ticks=[], targets=[Target(60.0, "1 min")]
    ),
    "classes": _classes,
    "by_dimension": lambda n, v: by_dimension(named(n, v), label=percent, values=keys(n), counts=keys(n)),
    "by_rule": lambda n, v: side_by_side(
        named(n, v), names=keys(n), in_force=[False] * n, label=percent, values=keys(n), apart="apart"
    ),
    "within": lambda n, v: within(named(n, v), names=keys(n), label=percent, values=keys(n), counts=keys(n)),
    "steps": lambda n, v: by_class(named(n, v), names=keys(n), label=percent),
    "flow": _flow,
    "promises": _rows(three_states, 3, kept=True, beside=True),
    "diverging": _rows(diverging, 5, values=True),
    "durations": lambda n, v: durations(
        np.full(len(EDGES) + 1, v), label=percent, times=[""] * len(EDGES), hover=[""] * (len(EDGES) + 1)
    ),
    "heat": lambda n, v: heat(np.full((n, 3), v), names=keys(n), ticks=[(0, "0")], hover=[["", "", ""]] * n),
    "words": lambda n, v: words(
        keys(n), np.full(n, v), np.full(n, v), counts=[("1", "1")] * n, tokens=keys(n), hover=keys(n)
    ),
}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("many", [0, 1, 4])
@pytest.mark.parametrize("value", [0.0, 0.5, np.nan, np.inf])
def test_whatever_there_is_to_show_the_figure_is_sound(name: str, many: int, value: float) -> None:
    figure = DRAWN[name](many, value)
    sent = figure.to_json()

    assert "NaN" not in sent
    assert "Infinity" not in sent
    assert figure.layout.height > 0
    axes = (figure.layout.xaxis, figure.layout.yaxis)
    assert all(not axis.range or len(set(axis.range)) == 2 for axis in axes), "an axis of no length draws nothing"
    assert all(part.x is not None for part in figure.data)
