"""Reading a figure as it is drawn."""

from __future__ import annotations

import plotly.graph_objects as go

from cx.charts.base import Part


def traces(figure: go.Figure, **wanted: object) -> list[Part]:
    """The traces that have these properties, as plain values; lists as lists."""
    plain = [trace.to_plotly_json() for trace in figure.data]
    return [trace for trace in plain if all(trace.get(name) == value for name, value in wanted.items())]


def trace(figure: go.Figure, **wanted: object) -> Part:
    """The one trace that has these properties."""
    (found,) = traces(figure, **wanted)
    return found


def tokens(figure: go.Figure) -> list[list[str]]:
    """What clicks on each choosable trace hand back."""
    return [list(part["customdata"]) for part in traces(figure) if "customdata" in part]


def texts(figure: go.Figure) -> list[str]:
    """All texts that stand in the figure beside its axes."""
    return [note.text for note in figure.layout.annotations]
