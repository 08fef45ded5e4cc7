"""Figures as Streamlit takes them, made into JSON once however often a page is drawn."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
from orjson import Fragment
from plotly.basedatatypes import BaseFigure as BaseFigure

from cx.reports.page import FigureJson


class Shown(BaseFigure):
    """What `st.plotly_chart` reads of a figure, its parts already JSON: copying and writing them anew at every run
    would take most of a page's time. Nothing else may be done with it."""

    def __init__(self, given: FigureJson) -> None:
        self._parts = given

    def to_dict(self) -> dict[str, Any]:
        """The parts of the figure."""
        traces = [{name: Fragment(text) for name, text in trace.items()} for trace in self._parts.traces]
        return {"data": traces, "layout": Fragment(self._parts.layout)}


def dimmed(figure: go.Figure, token: str) -> go.Figure:
    """A copy in which all marks but one are dimmed."""
    copy = go.Figure(figure)
    for trace in copy.data:
        known = list(trace.customdata) if trace.customdata is not None else []
        if token in known:
            trace.selectedpoints = [known.index(token)]
    return copy
