"""How long do half of the customers wait, and how long nine of ten?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from cx.charts import scale
from cx.charts.base import DateTicks, Label, Limits, Marker, Series, Target
from cx.charts.tokens import REF
from cx.charts.trend import Line, lines


def percentiles(
    half: Series,
    nine_of_ten: Series,
    *,
    label: Label,
    ticks: DateTicks,
    ends: tuple[str, str] = ("", ""),
    targets: Sequence[Target] = (),
    period: tuple[date, date] | None = None,
    markers: Sequence[Marker] = (),
    limits: Limits | None = None,
    height: int = 260,
) -> go.Figure:
    """The 50th and the 90th percentile of a duration (seconds) over time, on a logarithmic axis with human times.

    targets: how long it should take, and the goal of the 50th; limits: its usual range; the rest as in `trend`.
    """
    spans = [line.span() for line in (half, nine_of_ten) if line.known.any()] or [half.span()]
    spans += [(line.value, line.value) for line in targets]
    spans += [limits.span()] if limits and limits.known.any() else []
    return lines(
        [Line(half, ends[0]), Line(nine_of_ten, ends[1], REF, 1.75)],
        scale.of_values(spans, seconds=True),
        label=label, ticks=ticks, targets=targets, period=period, markers=markers, limits=limits,
        height=height,
    )  # fmt: skip
