"""Figures as Streamlit takes them: one mark chosen, the others dimmed."""

from __future__ import annotations

import orjson

from cx.charts import base
from cx.reports.page import Chart
from pages._parts.figures import Shown, dimmed

TRACES: list[base.Part] = [
    {"type": "bar", "x": [1, 2], "y": [3, 4]},
    {"type": "scatter", "x": [1, 2], "y": [3, 4], "customdata": ["Chat", "E-mail"]},
]


def drawn(shown: Shown) -> list[dict[str, object]]:
    return list(orjson.loads(orjson.dumps(shown.to_dict()))["data"])


def test_all_marks_but_the_chosen_one_are_dimmed_in_a_copy() -> None:
    chart = Chart("by", "By channel", "", "", base.Figure(TRACES, {"height": 200}))

    assert drawn(dimmed(chart.json, "E-mail")) == [TRACES[0], {**TRACES[1], "selectedpoints": [1]}]
    assert drawn(Shown(chart.json)) == TRACES


def test_a_mark_that_no_trace_has_dims_none() -> None:
    chart = Chart("by", "By channel", "", "", base.Figure(TRACES, {"height": 200}))

    assert drawn(dimmed(chart.json, "Fax")) == TRACES
