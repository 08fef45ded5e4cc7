"""Figures as Streamlit takes them, made into JSON once however often a page is drawn."""

from __future__ import annotations

from typing import Any

import orjson
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


def dimmed(given: FigureJson, token: str) -> Shown:
    """The figure with all marks but one dimmed. All visitors share figures, and Plotly changes its own for a moment
    while they are copied, so the copy is made of JSON.
    """
    return Shown(given._replace(traces=[_dimmed(trace, token) for trace in given.traces]))


def _dimmed(trace: dict[str, str], token: str) -> dict[str, str]:
    known = orjson.loads(trace.get("customdata", "[]"))
    return trace | {"selectedpoints": str([known.index(token)])} if token in known else trace
