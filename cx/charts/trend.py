"""How did the score move, and is the move more than chance?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks, references, scale
from cx.charts.base import Benchmark, Bools, DateTicks, Label, Limits, Margin, Marker, Part, Series, Target
from cx.charts.scale import Scale
from cx.charts.tokens import MAIN

MARGIN_TOP, MARGIN_BOTTOM = 12, 26
#: Where some tick has a second line: the year below the month.
SECOND_LINE = 14


@dataclass(frozen=True)
class Line:
    """One line of a chart over time: its scores, what stands at its end, and its mark."""

    series: Series
    end: str = ""
    colour: str = MAIN
    width: float = 2.25


def trend(
    series: Series,
    *,
    label: Label,
    ticks: DateTicks,
    end: str = "",
    target: Target | None = None,
    period: tuple[date, date] | None = None,
    markers: Sequence[Marker] = (),
    limits: Limits | None = None,
    benchmarks: Sequence[Benchmark] = (),
    bounds: tuple[float, float] | None = None,
    seconds: bool = False,
    height: int = 260,
) -> go.Figure:
    """A score over time with its 95 % interval as a ribbon.

    series: one score per bucket; label: a value as the axis shows it; ticks: where months or days are named;
    end: what stands beside the last finished value; period: first and last day of the days the page is about, shaded;
    limits: the usual range of each bucket, with dots on what lies outside; bounds: the ends of what is measured;
    seconds: durations, drawn by their logarithm. A click on a bucket hands back its first day.
    """
    lined = [(line.value, line.value) for line in ([target] if target else []) + list(benchmarks)]
    spans = [series.span(), *lined, *([limits.span()] if limits and limits.known.any() else [])]
    return lines(
        [Line(series, end)],
        scale.of_values(spans, seconds=seconds, bounds=bounds),
        label=label, ticks=ticks, targets=[target] if target else [], period=period, markers=markers, limits=limits,
        benchmarks=benchmarks, height=height,
    )  # fmt: skip


def lines(
    drawn: Sequence[Line],
    values: Scale,
    *,
    label: Label,
    ticks: DateTicks,
    targets: Sequence[Target],
    period: tuple[date, date] | None,
    markers: Sequence[Marker],
    limits: Limits | None = None,
    benchmarks: Sequence[Benchmark] = (),
    height: int,
) -> go.Figure:
    """One or several lines with their ribbons over the same buckets, first one last so that it lies on top."""
    first = drawn[0].series
    margin = Margin(52, base.end_room([line.end for line in drawn]), MARGIN_TOP, _room_below(ticks))
    inner = height - margin.top - margin.bottom
    each = [line.series for line in drawn]
    shapes, notes = references.around(each, values, inner, targets, period, markers, benchmarks)
    behind, above = references.control(first, limits, values) if limits else ([], [])
    return base.figure(
        height,
        [*behind, *(part for line in reversed(drawn) for part in _parts(line, values)), *above],
        x={**base.date_ticks(ticks), "type": "date", "range": base.time_range(first.keys)},
        y=values.axis(label),
        margin=margin,
        shapes=shapes,
        notes=[*notes, *_ends(drawn, values, inner)],
        hover="x",
    )


def _parts(line: Line, values: Scale) -> list[Part]:
    return marks.over_time(line.series, bottom=values.low, top=values.high, colour=line.colour, width=line.width)


def _room_below(ticks: DateTicks) -> int:
    return MARGIN_BOTTOM + SECOND_LINE * any("<br>" in text for _day, text in ticks)


def _ends(drawn: Sequence[Line], values: Scale, height: int) -> list[Part]:
    """The name and value of each line, beside its last finished value, kept apart; height: of the plot in pixels."""
    named = sorted((_place(line, values), line.end) for line in drawn if line.end and _last(line).any())
    places = base.apart(np.array([place for place, _end in named]), height)
    beside: Part = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "yref": "paper", "yanchor": "middle"}
    return [
        base.note(end, opacity=1, size=12, y=float(place), align="left", **beside)
        for place, (_own, end) in zip(places, named, strict=True)
    ]


def _last(line: Line) -> Bools:
    return marks.last_of(line.series.known & line.series.finished)


def _place(line: Line, values: Scale) -> float:
    """Where the last finished value lies, as a share of the axis."""
    return values.share(float(line.series.value[_last(line)][0]))
