"""Figures of loyalty and of what customers say: words, small multiples, the way to a target."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from cx.charts import multiples, points_to_target
from cx.charts.base import Series, Target, narrow
from cx.charts.multiples import Panel
from cx.charts.tokens import BAD, GOOD, MAIN, REF
from cx.charts.words import words
from tests.drawn import texts, tokens, trace, traces
from tests.figures import WEEKS, percent, weekly

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


# Small multiples


def panels(**more: Any) -> go.Figure:
    groups = [
        Panel("Chat", "+10", weekly([0.1, 0.1, 0.1, 0.1], hover=list("abcd")), "chat"),
        Panel("Fax", "+50", weekly([0.5, NAN, 0.5, 0.5], finished=[True, True, True, False]), "fax", few=True),
    ]
    given: dict[str, Any] = {"label": percent, "ticks": [(WEEKS[0], "Jan"), (WEEKS[2], "20 Jan")]}
    return multiples.multiples(groups, weekly([0.3, 0.3, 0.3, 0.3]), **{**given, **more})


def test_every_point_of_a_panel_hands_back_its_group() -> None:
    assert tokens(panels()) == [["chat"] * 4 + ["fax"] * 3]
    assert trace(panels(), selected={"marker": {"opacity": 1}})["hovertext"][:4] == list("abcd")


def test_panels_share_one_axis_of_values_and_lie_beside_each_other() -> None:
    pointer = traces(panels())[-1]

    chat, fax = (
        zip(pointer["x"][:4], pointer["y"][:4], strict=True),
        zip(pointer["x"][4:], pointer["y"][4:], strict=True),
    )
    assert all(0 < x < 1 for x, _y in chat)
    assert all(1 < x < 2 + multiples.GAP for x, _y in fax)
    assert pointer["y"][0] > pointer["y"][4], "the axis runs downwards, so the lower score is the greater place"


def test_everyone_is_the_same_thin_line_in_each_panel() -> None:
    everyone = traces(panels(), line={"color": REF, "width": 1})[0]

    lines = " ".join("gap" if y is None else f"{y:.3f}" for y in everyone["y"]).split("gap")
    assert lines[0].split() == lines[1].split()
    assert len(set(lines[0].split())) == 1


def test_a_panel_of_few_answers_is_grey_and_others_are_not() -> None:
    (line,) = [part for part in traces(panels(), mode="lines") if part["line"]["width"] == 2]
    alone = [part for part in traces(panels(), mode="markers") if part["marker"]["size"] == 5]

    assert (line["line"]["color"], len([y for y in line["y"] if y is not None])) == (MAIN, 4)
    assert [(len(part["x"]), part["marker"]["color"]) for part in alone] == [(2, REF)], (
        "two weeks without neighbours are dots, the third is not finished"
    )


def test_names_and_values_stand_above_and_times_below_the_lowest_panels() -> None:
    notes = panels().layout.annotations

    assert [note.text for note in notes[:2]] == ["<b>Chat</b>  +10", "<b>Fax</b>  +50"]
    assert [note.opacity for note in notes[:2]] == [1, 0.8]
    assert [note.text for note in notes].count("Jan") == 2


def test_a_third_panel_of_two_columns_begins_a_second_row() -> None:
    series = weekly([0.1, 0.2])
    three = multiples.multiples([Panel(name, "", series, name) for name in "abc"], label=percent, ticks=[], columns=2)

    assert three.layout.height == multiples.height_of(3, 2) > multiples.height_of(2, 2)
    assert three.layout.annotations[2].x == 0
    assert three.layout.annotations[2].y > three.layout.annotations[0].y


@pytest.mark.parametrize(("many", "beside"), [(1, 1), (3, 3), (4, 2), (5, 3), (7, 3)])
def test_rows_are_filled_evenly(many: int, beside: int) -> None:
    group = Panel("x", "", weekly([0.1, 0.2]), "x")
    figure = multiples.multiples([group] * many, label=percent, ticks=[], columns=3)

    assert figure.layout.xaxis.range[1] == pytest.approx(beside + multiples.GAP * (beside - 1), abs=0.05)


@pytest.mark.parametrize("groups", [[], [Panel("x", "", weekly([NAN, NAN]), "x")]])
def test_no_panels_and_panels_without_scores_are_no_error(groups: list[Panel]) -> None:
    assert tokens(multiples.multiples(groups, label=percent, ticks=[])) == []


# Points to a target


def target_of(value: float, **more: Any) -> go.Figure:
    now = Series.plain(["now"], [value], [value - 0.02], [value + 0.02])
    given: dict[str, Any] = {"text": "+34", "gap": "6 points to go", "label": percent}
    return points_to_target.points_to_target(now, Target(0.4, "target +40"), **{**given, **more})


def test_the_way_runs_from_the_score_to_the_target() -> None:
    way = traces(target_of(0.34), mode="lines")[0]

    assert list(way["x"]) == [0.34, 0.4]
    assert [line.x0 for line in target_of(0.34).layout.shapes if line.line.dash] == [0.4]
    assert texts(target_of(0.34)) == ["target +40", "<b>+34</b>", "6 points to go"]


@pytest.mark.parametrize(("value", "better", "colour"), [
    (0.34, "high", BAD), (0.46, "high", GOOD), (0.4, "high", GOOD), (0.34, "low", GOOD), (0.46, "low", BAD),
    (0.4, "low", GOOD),
])  # fmt: skip
def test_the_way_is_good_once_the_target_is_reached(value: float, better: str, colour: str) -> None:
    assert traces(target_of(value, better=better), mode="lines")[0]["line"]["color"] == colour


def test_ways_to_the_target_are_lines_of_their_own_below_the_axis() -> None:
    figure = target_of(0.34, ways=[("more promoters", "+312"), ("fewer detractors", "−284")])

    assert texts(figure)[-4:] == ["more promoters", "<b>+312</b>", "fewer detractors", "<b>−284</b>"]
    assert figure.layout.height - target_of(0.34).layout.height == 2 * points_to_target.WAY
    assert figure.layout.margin.b - target_of(0.34).layout.margin.b == 2 * points_to_target.WAY


def test_without_a_score_only_the_target_is_drawn() -> None:
    assert texts(target_of(NAN)) == ["target +40"]
    assert not target_of(NAN).data


# Names under columns


def test_names_that_would_touch_are_broken_into_lines() -> None:
    many = ["15 min to 1 h", "7 to 30 days", "now", "endless"] + ["x"] * 3

    assert narrow(many)[:4] == ["15 min<br>to 1 h", "7 to 30<br>days", "now", "endless"]
    assert narrow(["1 to 3 days", "a<br>b", ""]) == ["1 to 3 days", "a<br>b", ""]
