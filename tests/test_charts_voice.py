"""Figures of loyalty and of what customers say: words, the way to a target."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from cx.charts import points_to_goal
from cx.charts.base import Series, Target, narrow
from cx.charts.tokens import BAD, GOOD
from cx.charts.words import words
from tests.drawn import texts, tokens, traces
from tests.figures import percent

NAN = float("nan")


# Words


def said(**more: Any) -> go.Figure:
    given: dict[str, Any] = {
        "counts": [("40", "2"), ("1", "30")], "tokens": ["slow", "<b>"], "hover": ["a", "b"],
        "heads": ("unhappy", "happy"),
    }  # fmt: skip
    return words(["slow", "<b>"], np.array([0.4, 0.01]), np.array([0.02, 0.3]), **{**given, **more})


def test_the_unhappy_are_on_the_left_and_the_happy_on_the_right_of_the_middle() -> None:
    left, right, _whole = traces(said())

    assert (list(left["x"]), list(right["x"])) == ([-0.4, -0.01], [0.02, 0.3])
    assert (left["marker"]["color"], right["marker"]["color"]) == (BAD, GOOD)
    assert (list(left["text"]), list(right["text"])) == (["40", "1"], ["2", "30"])
    low, high = said().layout.xaxis.range
    assert low == -high < -0.4


def test_a_word_is_chosen_anywhere_in_its_row_and_shown_as_it_was_written() -> None:
    figure = said()
    whole, (low, high) = traces(figure)[-1], figure.layout.xaxis.range

    assert tokens(figure) == [["slow", "<b>"]]
    assert (list(whole["base"]), list(whole["x"])) == ([low, low], [high - low, high - low])
    assert figure.layout.yaxis.ticktext == ("slow", "&lt;b&gt;")


def test_no_words_are_an_empty_figure() -> None:
    assert not words([], np.array([]), np.array([]), counts=[], tokens=[], hover=[]).data


# Points to a target


def target_of(value: float, **more: Any) -> go.Figure:
    now = Series.plain(["now"], [value], [value - 0.02], [value + 0.02])
    given: dict[str, Any] = {"text": "+34", "gap": "6 points to go", "label": percent}
    return points_to_goal.points_to_goal(now, Target(0.4, "goal +40"), **{**given, **more})


def test_the_way_runs_from_the_score_to_the_target() -> None:
    way = traces(target_of(0.34), mode="lines")[0]

    assert list(way["x"]) == [0.34, 0.4]
    assert [line.x0 for line in target_of(0.34).layout.shapes if line.line.dash] == [0.4]
    assert texts(target_of(0.34)) == ["goal +40", "<b>+34</b>", "6 points to go"]


@pytest.mark.parametrize(("value", "colour"), [(0.34, BAD), (0.46, GOOD), (0.4, GOOD)])
def test_the_way_is_good_once_the_target_is_reached(value: float, colour: str) -> None:
    assert traces(target_of(value), mode="lines")[0]["line"]["color"] == colour


def test_ways_to_the_target_are_lines_of_their_own_below_the_axis() -> None:
    figure = target_of(0.34, ways=[("more promoters", "+312"), ("fewer detractors", "−284")])

    assert texts(figure)[-4:] == ["more promoters", "<b>+312</b>", "fewer detractors", "<b>−284</b>"]
    assert figure.layout.height - target_of(0.34).layout.height == 2 * points_to_goal.WAY
    assert figure.layout.margin.b - target_of(0.34).layout.margin.b == 2 * points_to_goal.WAY


def test_without_a_score_only_the_target_is_drawn() -> None:
    assert texts(target_of(NAN)) == ["goal +40"]
    assert not target_of(NAN).data


# Names under columns


def test_names_that_would_touch_are_broken_into_lines() -> None:
    many = ["15 min to 1 h", "7 to 30 days", "now", "endless"] + ["x"] * 3

    assert narrow(many)[:4] == ["15 min<br>to 1 h", "7 to 30<br>days", "now", "endless"]
    assert narrow(["1 to 3 days", "a<br>b", ""]) == ["1 to 3 days", "a<br>b", ""]
