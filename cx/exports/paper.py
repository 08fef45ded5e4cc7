"""Figures as they leave the browser, in files and pictures: ink on white, in a font that every machine has."""

from __future__ import annotations

import plotly.graph_objects as go
import plotly.io

from cx.charts.tokens import INK, LIGHT

FONT = "Inter, 'Source Sans 3', 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"


def on_paper(figure: go.Figure) -> str:
    """A figure as JSON with the ink and the font of paper; the figure itself stays as it is."""
    printed = go.Figure(figure)
    font = {"color": LIGHT["text"], "family": FONT}
    printed.update_layout(font=font, hoverlabel={"bgcolor": LIGHT["page"], "font": font})
    return str(plotly.io.to_json(printed, validate=False)).replace(INK, LIGHT["text"])
