"""What holds for every figure of the house, whatever it shows."""

from __future__ import annotations

import json
import re

import plotly.graph_objects as go
import pytest

from cx.charts.tokens import CATEGORICAL, INK, MARKS, ON_DARK_MARK, ON_LIGHT_MARK, channels
from cx.reports.page import Chart
from tests.drawn import tokens, traces
from tests.figures import every_figure

FIGURES = every_figure()

#: Figures of two lines hand back the same days from both; those of columns below a line each its own.
TWO_TRACES = {"percentiles", "flow"}

HEXES = {*MARKS.values(), *CATEGORICAL, ON_DARK_MARK, ON_LIGHT_MARK}
FADED = {channels(mark) for mark in (*MARKS.values(), *CATEGORICAL)} | {(0, 0, 0)}


@pytest.fixture(params=sorted(FIGURES))
def figure(request: pytest.FixtureRequest) -> go.Figure:
    return FIGURES[request.param]


def test_height_and_margins_are_fixed(figure: go.Figure) -> None:
    margin = figure.layout.margin

    assert figure.layout.height > margin.t + margin.b
    assert all(isinstance(side, int) for side in (margin.l, margin.r, margin.t, margin.b))
    assert margin.pad == 0


def test_no_axis_can_be_dragged_or_moves_the_plot_and_ticks_are_given(figure: go.Figure) -> None:
    axes = [value for name, value in figure.to_dict()["layout"].items() if name[1:].startswith("axis")]

    assert len(axes) >= 2
    assert all(axis["fixedrange"] is True and axis["automargin"] is False for axis in axes)
    assert all(axis["tickmode"] == "array" and axis["tickangle"] == 0 for axis in axes)
    assert all(len(axis["tickvals"]) == len(axis["ticktext"]) for axis in axes)
    assert all("range" in axis and "ticksuffix" not in axis for axis in axes)


def test_there_is_no_legend_and_nothing_to_drag(figure: go.Figure) -> None:
    assert figure.layout.showlegend is False
    assert figure.layout.dragmode is False
    assert figure.layout.title.text is None


def test_ordinary_text_has_no_colour_of_its_own(figure: go.Figure) -> None:
    assert figure.layout.font.color is None
    assert all(note.font.color is None for note in figure.layout.annotations)


def test_every_colour_is_one_of_the_table(figure: go.Figure) -> None:
    text = str(figure.to_json()).replace(INK, "")
    faded = re.findall(r"rgba?\((\d+), ?(\d+), ?(\d+)", text)

    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", text)) <= HEXES
    assert {tuple(map(int, colour)) for colour in faded} <= FADED


def test_all_choosable_marks_are_one_trace_with_a_token_each() -> None:
    for name, figure in FIGURES.items():
        handed = tokens(figure)
        assert len(handed) == (2 if name in TWO_TRACES else 1), name
        assert all(len(set(each)) == len(each) for each in handed), name
        choosable = [part for part in traces(figure) if "customdata" in part]
        assert all(len(part["customdata"]) == len(part["x"]) for part in choosable), name


#: One trace of neighbouring columns: nothing to lie over, nothing missing between them.
COLUMNS = {"distribution", "durations", "backlog"}


@pytest.mark.parametrize("name", sorted(FIGURES.keys() - COLUMNS))
def test_bars_say_how_thick_they_are(name: str) -> None:
    """Else Plotly makes those of a trace with a row missing thicker than their neighbours in another trace."""
    assert all("width" in bars for bars in traces(FIGURES[name], type="bar"))


def test_numbers_on_bars_stay_readable_while_one_is_chosen(figure: go.Figure) -> None:
    """Plotly fades the texts of bars that are not chosen, unless a colour is named for those that are."""
    numbered = [part for part in traces(figure, type="bar") if any(part.get("text", []))]

    assert all(
        "color" in part["selected"]["textfont"] and "textfont" not in part.get("unselected", {}) for part in numbered
    )


def test_choosable_marks_are_of_a_kind_that_sends_clicks(figure: go.Figure) -> None:
    choosable = [part for part in traces(figure) if "customdata" in part]

    assert all(part["type"] == "bar" or "markers" in part["mode"] for part in choosable)
    assert all(len(part["hovertext"]) == len(part["x"]) for part in choosable)


def test_the_way_to_the_browser_loses_nothing(figure: go.Figure) -> None:
    sent = json.loads(figure.to_json())

    assert go.Figure(figure.to_dict()).to_dict() == figure.to_dict()
    assert "NaN" not in figure.to_json()
    assert "Infinity" not in figure.to_json()
    assert len(sent["data"]) == len(figure.data)


def test_a_page_sends_what_plotly_makes_of_a_figure() -> None:
    """The parts are sent as they were given, before Plotly has looked at them."""
    for name, figure in every_figure().items():
        given = sent(figure)
        assert figure.data is not None, "now they are Plotly's"
        assert sent(figure) == given, name


def sent(figure: go.Figure) -> tuple[list[dict[str, object]], object]:
    """What the browser gets."""
    made = Chart("key", "", "", "", figure).json
    return [{name: json.loads(part) for name, part in trace.items()} for trace in made.traces], json.loads(made.layout)
