"""How did the score move, and is the move more than chance?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from cx.charts import base, marks, scale
from cx.charts.base import DateTicks, Label, Margin, Marker, Part, Series, Target
from cx.charts.scale import Scale
from cx.charts.tokens import MAIN

#: Room at the right of the plot for the name and value of the last point.
END_ROOM = 72


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
    bounds: tuple[float, float] | None = None,
    seconds: bool = False,
    height: int = 260,
) -> go.Figure:
    """A score over time with its 95 % interval as a ribbon.

    series: one score per bucket; label: a value as the axis shows it; ticks: where months or days are named;
    end: what stands beside the last finished value; period: first and last day of the days the page is about, shaded;
    bounds: the ends of what is measured; seconds: durations, drawn by their logarithm.
    """
    spans = [series.span(), *([(target.value, target.value)] if target else [])]
    return lines(
        [Line(series, end)],
        scale.of_values(spans, seconds=seconds, bounds=bounds),
        label=label, ticks=ticks, target=target, period=period, markers=markers, height=height,
    )  # fmt: skip


def lines(
    drawn: Sequence[Line],
    values: Scale,
    *,
    label: Label,
    ticks: DateTicks,
    target: Target | None,
    period: tuple[date, date] | None,
    markers: Sequence[Marker],
    height: int,
) -> go.Figure:
    """One or several lines with their ribbons over the same buckets, first one last so that it lies on top."""
    keys = drawn[0].series.keys
    shapes, notes = marks.markers(markers)
    if period:
        shapes.insert(0, marks.period_band(*period, base.half_bucket(keys)))
    if target:
        shapes.append(marks.target_line(target))
        notes.append(marks.target_words(target, values))
    return base.figure(
        height,
        [part for line in reversed(drawn) for part in _parts(line, values)],
        x={**base.date_ticks(ticks), "type": "date", "range": base.time_range(keys)},
        y=values.axis(label),
        margin=Margin(52, END_ROOM if any(line.end for line in drawn) else 16, 12, 28),
        shapes=shapes,
        notes=[*notes, *(note for line in drawn for note in _end_label(line, values))],
        hover="x",
    )


def _parts(line: Line, values: Scale) -> list[Part]:
    return marks.over_time(line.series, bottom=values.low, top=values.high, colour=line.colour, width=line.width)


def _end_label(line: Line, values: Scale) -> list[Part]:
    """The name and value of a line, beside its last finished value."""
    series = line.series
    last = marks.last_of(series.known & series.finished)
    if not line.end or not last.any():
        return []
    place: Part = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "yref": "y", "align": "left"}
    return [base.note(line.end, opacity=1, size=12, y=values.at(float(series.value[last][0])), **place)]
