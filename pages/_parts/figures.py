"""Figures as Streamlit takes them, made into JSON once however often a page is drawn."""

from __future__ import annotations

from typing import Any

import orjson
from plotly.basedatatypes import BaseFigure

from cx.reports.page import Chart


class Shown(BaseFigure):
    """What `st.plotly_chart` reads of a figure, its parts already JSON: copying and writing them anew at every run
    would take most of a page's time. Nothing else may be done with it."""

    def __init__(self, chart: Chart) -> None:
        self._parts = {name: orjson.Fragment(text) for name, text in chart.json.items()}

    def to_dict(self) -> dict[str, Any]:
        """The parts of the figure."""
        return dict(self._parts)
