"""Figures of service: what is still open and how old it is, when it came in, and what it did to the score."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from cx.charts import backlog, heat, survival
from cx.charts.base import Series, Target
from cx.charts.flow import KINDS, Flow, flow, token
from cx.charts.scale import DAY
from cx.charts.steps import Knee, by_class
from cx.charts.survival import Curve, Reading
from cx.charts.tokens import BAD, GOOD, MAIN, ON_DARK_MARK, REF, fade
from tests.drawn import texts, tokens, trace, traces
from tests.figures import WEEKS, percent

NAN = float("nan")


# Still open


def curve(**more: Any) -> Curve:
    ages, share = np.array([1.0, 2.0, 5.0]) * DAY, np.array([0.6, 0.5, 0.2])
    return Curve(**{"ages": ages, "share": share, "low": share - 0.1, "high": share + 0.1, **more})


def open_figure(given: Curve, **more: Any) -> go.Figure:
    return survival.still_open(given, label=percent, ticks=[(0, "0"), (7 * DAY, "7")], until=7 * DAY, **more)


def test_a_curve_of_what_is_open_starts_with_all_and_holds_each_share_until_the_next() -> None:
    line = traces(open_figure(curve()))[-1]

    assert line["line"]["shape"] == "hv"
    assert list(line["x"]) == [0, DAY, 2 * DAY, 5 * DAY, 7 * DAY]
    assert list(line["y"]) == [1, 0.6, 0.5, 0.2, 0.2]


@pytest.mark.parametrize(("days", "share"), [(0, 1.0), (0.99, 1.0), (1, 0.6), (4.9, 0.5), (5, 0.2), (100, 0.2)])
def test_the_share_at_an_age_is_that_of_the_last_step(days: float, share: float) -> None:
    assert curve().at(days * DAY) == share


def test_readings_lie_on_the_curve_and_can_be_chosen() -> None:
    figure = open_figure(curve(), readings=[Reading(DAY, "60%", "1"), Reading(30 * DAY, "20%", "30")])

    dots = trace(figure, mode="markers")
    assert (list(dots["x"]), list(dots["y"])) == ([DAY], [0.6])
    assert tokens(figure) == [["1"]]
    assert texts(figure) == ["<b>60%</b>"]


def test_the_naive_curve_is_dashed_grey_and_without_a_ribbon() -> None:
    naive = Curve(np.array([DAY]), np.array([0.1]), end="solved only")
    figure = open_figure(curve(end="all"), naive=naive)

    dashed = [part for part in traces(figure) if part["line"].get("dash")]
    assert [(part["line"]["color"], list(part["y"])) for part in dashed] == [(REF, [1, 0.1, 0.1])]
    assert len(traces(figure, fill="tonexty")) == 1
    assert texts(figure) == ["solved only", "all"]


def test_the_ribbon_lies_between_the_ends_of_the_interval() -> None:
    low, high = traces(open_figure(curve()))[:2]

    assert list(low["y"]) == pytest.approx([1, 0.5, 0.4, 0.1, 0.1])
    assert list(high["y"]) == pytest.approx([1, 0.7, 0.6, 0.3, 0.3])
    assert high["fillcolor"] == fade(MAIN, 0.20)


def test_a_curve_ends_where_nobody_was_seen_for_so_long() -> None:
    share = np.array([0.6, NAN, NAN])
    figure = open_figure(curve(share=share, low=share, high=share, end="all"), readings=[Reading(3 * DAY, "?", "3")])

    assert all(max(part["x"]) == DAY for part in traces(figure))
    assert texts(figure) == ["all"], "no reading where the share is unknown"


def test_names_of_ages_stand_in_lines_and_the_first_gives_way_to_one_close_by() -> None:
    given = [(0.0, "0"), (DAY, "1 day"), (7 * DAY, "7 days")]
    figure = survival.still_open(curve(), label=percent, ticks=given, until=14 * DAY)

    assert figure.layout.xaxis.ticktext == ("1<br>day", "7<br>days")
    assert figure.layout.xaxis.tickvals == (DAY, 7 * DAY)


def test_a_target_stands_upright_where_the_axis_has_it() -> None:
    near, far = (open_figure(curve(), target=Target(days * DAY, "target")) for days in (1, 30))

    assert [(line.x0, line.x1, line.y0, line.y1) for line in near.layout.shapes[1:]] == [(DAY, DAY, 0, 1)]
    assert [note.x for note in near.layout.annotations if note.text == "target"] == [DAY]
    assert len(far.layout.shapes) == 1


def test_a_curve_of_nothing_stays_at_all() -> None:
    line = traces(open_figure(Curve(np.array([]), np.array([]))))[-1]

    assert (list(line["x"]), list(line["y"])) == ([0, 7 * DAY], [1, 1])


# Heat


def week(**more: Any) -> go.Figure:
    values = np.arange(168.0).reshape(7, 24)
    values[6, 23] = NAN
    names, hover = [f"day {k}" for k in range(7)], [[f"{d} {h}" for h in range(24)] for d in range(7)]
    return heat.heat(values, names=names, ticks=[(0, "0:00"), (12, "12:00")], hover=hover)


def test_cells_hand_back_their_day_and_hour_through_markers_nobody_sees() -> None:
    figure = week()

    cells, unseen = traces(figure)
    assert len(unseen["customdata"]) == 7 * 24 - 1
    place = list(unseen["customdata"]).index("3x14")
    assert (unseen["x"][place], unseen["y"][place], unseen["hovertext"][place]) == (14, 3, "3 14")
    assert unseen["marker"]["opacity"] == 0
    assert unseen["marker"]["color"] == ON_DARK_MARK
    assert cells["hoverinfo"] == "skip"


def test_the_strongest_cell_is_the_full_colour_and_an_empty_one_has_none() -> None:
    cells = trace(week(), type="heatmap")

    assert (cells["zmin"], cells["zmax"]) == (0, 166)
    assert cells["colorscale"][-1][1] == fade(MAIN, 1)
    assert cells["z"][6][23] is None


def test_the_first_row_is_on_top() -> None:
    low, high = week().layout.yaxis.range

    assert low > high


def test_hours_are_named_as_often_as_a_phone_has_room_for() -> None:
    every_three = [(hour, f"{hour:02}:00") for hour in range(0, 24, 3)]
    long = heat.heat(np.ones((1, 24)), names=["Wednesday"], ticks=every_three, hover=[[""] * 24])
    short = heat.heat(
        np.ones((1, 24)), names=["We"], ticks=[(hour, str(hour)) for hour, _ in every_three], hover=[[""] * 24]
    )

    assert long.layout.xaxis.ticktext == ("00:00", "06:00", "12:00", "18:00")
    assert len(short.layout.xaxis.ticktext) == 8


def test_names_of_all_columns_are_kept_and_broken_into_lines() -> None:
    spans = [(k, f"{4 * k} to {4 * k + 4} h") for k in range(6)]
    figure = heat.heat(np.ones((1, 6)), names=["Wednesday"], ticks=spans, hover=[[""] * 6])

    assert figure.layout.xaxis.ticktext[4] == "16 to<br>20 h"
    assert figure.layout.margin.b > week().layout.margin.b


@pytest.mark.parametrize(
    "values", [np.full((7, 24), NAN), np.zeros((7, 24)), np.empty((0, 24)), np.full((1, 1), np.inf)]
)
def test_weeks_without_numbers_are_no_error(values: Any) -> None:
    figure = heat.heat(values, names=[""] * len(values), ticks=[], hover=[[""] * 24] * len(values))

    assert trace(figure, type="heatmap")["zmax"] == 1


# Flow


def inflow(**more: Any) -> go.Figure:
    given: dict[str, Any] = {
        "opened": np.array([100.0, 90, 80, 20]), "reopened": np.array([10.0, 0, 5, 1]),
        "solved": np.array([95.0, 99, 70, 15]), "open_at_end": np.array([1015.0, 1006, 1021, 1027]),
        "finished": np.array([True, True, True, False]),
    }  # fmt: skip
    hover = {kind: [f"{kind} {place}" for place in range(4)] for kind in KINDS}
    return flow(Flow(WEEKS, hover=hover, **{**given, **more}), label=lambda v: f"{v:g}", ticks=[], end="Open")


def test_what_comes_in_stands_on_zero_and_what_goes_out_hangs_from_it() -> None:
    opened, reopened, solved = traces(inflow(), type="bar")[:3]

    assert (list(opened["y"]), list(opened["base"])) == ([100, 90, 80, 20], [0, 0, 0, 0])
    assert (list(reopened["y"]), list(reopened["base"]), list(reopened["x"])) == ([10, 5, 1], [100, 80, 20], [0, 2, 3])
    assert (list(solved["y"]), list(solved["base"])) == ([-95, -99, -70, -15], [0, 0, 0, 0])
    assert [part["marker"]["color"][0] for part in (opened, reopened, solved)] == [
        fade(REF, 0.75), fade(BAD, 0.8), fade(GOOD, 0.85)
    ]  # fmt: skip


def test_the_bucket_that_is_running_is_hatched_and_its_line_dashed_to_an_open_dot() -> None:
    figure = inflow()

    assert list(traces(figure, type="bar")[0]["marker"]["pattern"]["shape"]) == ["", "", "", "/"]
    dashed = [part for part in traces(figure, mode="lines") if part["line"].get("dash")]
    assert [list(part["y"]) for part in dashed] == [[1021, 1027]]
    hollow = [part for part in traces(figure, mode="markers") if part["marker"].get("symbol") == "circle-open"]
    assert [list(part["y"]) for part in hollow] == [[1027]]


def test_what_is_open_has_an_axis_of_its_own_above_the_columns() -> None:
    figure = inflow()

    assert {part["yaxis"] for part in traces(figure, type="scatter")} == {"y2"}
    assert figure.layout.yaxis.domain[1] < figure.layout.yaxis2.domain[0]
    assert figure.layout.yaxis2.range[0] <= 1006
    assert figure.layout.yaxis2.range[1] >= 1027


def test_counts_below_zero_are_named_without_their_sign() -> None:
    assert not [text for text in inflow().layout.yaxis.ticktext if "-" in text]


def test_each_part_of_a_column_of_flow_and_each_dot_above_it_is_chosen_by_itself() -> None:
    columns, dots = traces(inflow(), type="bar")[-1], traces(inflow(), mode="markers")[-1]

    parts = [(week, "opened") for week in WEEKS] + [(WEEKS[k], "reopened") for k in (0, 2, 3)]
    parts += [(week, "solved") for week in WEEKS]
    assert list(columns["customdata"]) == [token(*part) for part in parts]
    assert list(columns["base"]) == [0, 0, 0, 0, 100, 80, 20, -95, -99, -70, -15]
    assert list(columns["y"]) == [100, 90, 80, 20, 10, 5, 1, 95, 99, 70, 15]
    assert list(columns["hovertext"])[4:6] == ["reopened 0", "reopened 2"]
    assert list(dots["customdata"]) == [token(week, "open_at_end") for week in WEEKS]
    assert list(dots["y"]) == [1015, 1006, 1021, 1027]
    assert [part["unselected"]["marker"]["opacity"] for part in (columns, dots)] == [0, 0]


def test_the_name_of_the_line_stands_at_its_last_finished_value() -> None:
    figure = inflow()

    (end,) = figure.layout.annotations
    bottom, top = figure.layout.yaxis2.domain
    low, high = figure.layout.yaxis2.range
    assert low + (end.y - bottom) / (top - bottom) * (high - low) == pytest.approx(1021)


def test_a_flow_of_nothing_is_no_error() -> None:
    none = np.full(4, NAN)

    assert not inflow(opened=none, reopened=none, solved=none, open_at_end=none).data


# Score by what it took


def by_wait(**more: Any) -> go.Figure:
    value = [0.9, 0.8, NAN, 0.6]
    classes = Series.plain(
        ["0", "1", "2", "3"], value, np.array(value) - 0.05, np.array(value) + 0.05, few=[False, False, False, True]
    )
    return by_class(classes, names=["1 h", "4 h", "1 day", "> 1 day"], label=percent, **more)


def test_classes_keep_their_order_and_are_joined_while_answers_are_enough() -> None:
    figure = by_wait()

    dots = trace(figure, mode="markers")
    assert (list(dots["x"]), list(dots["y"])) == ([0, 1, 3], [0.9, 0.8, 0.6])
    assert list(dots["marker"]["symbol"]) == ["circle", "circle", "circle-open"]
    assert list(traces(figure, mode="lines")[0]["y"]) == [0.9, 0.8, None, None]
    assert tokens(figure) == [["0", "1", "3"]]


@pytest.mark.parametrize(("after", "anchor"), [(0, "left"), (2, "right")])
def test_the_knee_is_a_line_after_its_class_with_a_wash_over_the_rest(after: int, anchor: str) -> None:
    figure = by_wait(knee=Knee(after, "after <b>4 h</b>"))

    wash, line = figure.layout.shapes
    assert (wash.x0, wash.x1, wash.fillcolor) == (after + 0.5, 3.5, fade(BAD, 0.08))
    assert (line.x0, line.x1, line.line.color) == (after + 0.5, after + 0.5, BAD)
    assert [note.xanchor for note in figure.layout.annotations] == [anchor]


def test_the_name_of_the_axis_and_second_lines_have_room_of_their_own() -> None:
    plain, named = by_wait(), by_wait(axis_name="first reply within")

    assert named.layout.margin.b > plain.layout.margin.b
    assert "first reply within" in texts(named)


# Age of what is open


def test_what_is_too_old_is_in_the_colour_of_bad() -> None:
    figure = backlog.by_age(
        ["< 1 day", "1 to 7 days", "> 7 days"], np.array([5.0, NAN, 2.0]), label=lambda v: f"{v:g}",
        tokens=["a", "b", "c"], hover=[""] * 3, late=np.array([False, False, True]),
    )  # fmt: skip

    (columns,) = traces(figure)
    assert list(columns["y"]) == [5, 0, 2]
    assert [colour == BAD for colour in columns["marker"]["color"]] == [False, False, True]
    assert list(columns["text"]) == ["5", "0", "2"]
    assert figure.layout.yaxis.range[0] == 0


def test_no_classes_of_age_are_an_empty_figure() -> None:
    assert not backlog.by_age([], np.array([]), label=percent, tokens=[], hover=[]).data
