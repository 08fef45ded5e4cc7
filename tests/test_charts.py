"""One chart per question: what each draws for given scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import bins
from cx.charts.base import LABEL_HEIGHT, Series, Target, apart
from cx.charts.by_dimension import by_dimension, height_of
from cx.charts.classes import MOST_NUMBERS, classes
from cx.charts.distribution import Group, distribution
from cx.charts.durations import EDGES, between, durations, position
from cx.charts.percentiles import percentiles
from cx.charts.tokens import ALPHA, BAD, GOOD, MAIN, PASSIVE, REF, fade
from cx.charts.trend import trend
from tests.drawn import tokens, traces
from tests.figures import WEEKS, every_figure, nps_classes, percent, weekly

NAN = float("nan")


def test_times_not_reached_yet_are_gaps_and_stretch_no_axis() -> None:
    """Of the newest buckets most still run: half has no value yet, nine of ten has none at all."""
    half = Series.plain(WEEKS, [60.0, 600, np.inf, np.inf], [50.0, 500, 5000, 800], [70.0, 700, np.inf, np.inf])
    none = Series.plain(WEEKS, [np.inf] * 4, [50.0, 500, 5000, 800], [np.inf] * 4)

    figure = percentiles(half, none, label=percent, ticks=[(WEEKS[0], "Jan")], ends=("Half", "9 of 10"))

    assert half.known.tolist() == [True, True, False, False]
    drawn = [y for trace in figure.data for y in trace.y if y is not None]
    assert np.isfinite(drawn).all()
    assert 10 ** figure.layout.yaxis.range[1] < 3600
    assert [note.text for note in figure.layout.annotations] == ["Half"]


def test_a_group_not_reached_yet_has_no_dot() -> None:
    groups = Series.plain(["a", "b"], [600.0, np.inf], [500.0, 3000.0], [700.0, np.inf])

    figure = by_dimension(groups, label=percent, values=["10 min", "not reached yet"], counts=["9", "9"], seconds=True)

    assert [list(trace.customdata) for trace in figure.data if trace.customdata is not None] == [["a"]]
    assert 10 ** figure.layout.xaxis.range[1] < 3600


# Trend


def test_the_name_of_a_line_stands_at_its_last_finished_value() -> None:
    figure = trend(
        weekly([0.1, 0.2, 0.3, 0.9], finished=[True, True, True, False]), label=percent, ticks=[], end="<b>NPS</b>"
    )

    low, high = figure.layout.yaxis.range
    ends = [note for note in figure.layout.annotations if note.text == "<b>NPS</b>"]
    assert [low + note.y * (high - low) for note in ends] == pytest.approx([0.3])


def test_a_trend_without_an_end_keeps_the_room_for_its_line() -> None:
    with_end = trend(weekly([0.1, 0.2]), label=percent, ticks=[], end="NPS")
    without = trend(weekly([0.1, 0.2]), label=percent, ticks=[])

    assert without.layout.margin.r < with_end.layout.margin.r


def test_a_target_out_of_range_stretches_the_axis() -> None:
    figure = trend(weekly([0.1, 0.2]), label=percent, ticks=[], target=Target(0.8, "target 80%"))

    assert figure.layout.yaxis.range[1] >= 0.8
    assert any(shape.y0 == 0.8 for shape in figure.layout.shapes)


def test_a_trend_of_nothing_is_an_empty_figure_and_no_error() -> None:
    figure = trend(weekly([NAN, NAN]), label=percent, ticks=[], end="NPS")

    assert len(figure.data) == 0
    assert len(figure.layout.annotations) == 0


def test_the_axis_of_a_trend_says_what_the_caller_says() -> None:
    figure = trend(weekly([0.1, 0.2]), label=percent, ticks=[(WEEKS[0], "янв")])

    assert figure.layout.xaxis.ticktext == ("янв",)
    assert figure.layout.yaxis.ticktext == tuple(percent(tick) for tick in figure.layout.yaxis.tickvals)


def test_half_is_drawn_over_nine_of_ten_on_a_logarithmic_axis() -> None:
    figure = every_figure()["percentiles"]
    lines = [trace.line.color for trace in figure.data if trace.mode == "lines" and trace.line.width in (2.25, 1.75)]

    assert lines == [REF, MAIN]
    assert figure.layout.yaxis.type == "log"


def test_the_names_of_two_close_lines_do_not_touch() -> None:
    times = Series.plain(WEEKS, [60.0] * 4, [50.0] * 4, [70.0] * 4)
    figure = percentiles(times, times, label=percent, ticks=[], ends=("Half", "9 of 10"), height=240)

    places = [note.y for note in figure.layout.annotations]
    margin = figure.layout.margin
    assert {note.yanchor for note in figure.layout.annotations} == {"middle"}
    assert abs(places[0] - places[1]) * (240 - margin.t - margin.b) >= LABEL_HEIGHT - 1e-6


# Classes


def test_columns_stack_from_the_worst_class_upwards() -> None:
    figure = classes(nps_classes(), label=percent, ticks=[])

    assert [trace.marker.color for trace in figure.data[:3]] == [BAD, PASSIVE, GOOD]
    assert [trace.y[0] for trace in figure.data[:3]] == [0.2, 0.3, 0.5]
    assert figure.layout.barmode == "stack"


def test_a_column_is_chosen_as_a_whole_and_outlined() -> None:
    figure = classes(nps_classes(2), label=percent, ticks=[])

    *parts, whole = traces(figure)
    assert tokens(figure) == [[day.isoformat() for day in WEEKS[:2]]]
    assert (list(whole["base"]), list(whole["y"])) == ([0, 0], [1, 1])
    assert whole["marker"]["opacity"] == whole["unselected"]["marker"]["opacity"] == 0
    assert whole["selected"]["marker"]["opacity"] == 1
    assert all(part["unselected"]["marker"]["opacity"] == 1 for part in parts)


def test_an_unfinished_column_is_hatched_and_without_numbers() -> None:
    figure = classes(nps_classes(finished=np.array([True, True, True, False])), label=percent, ticks=[])

    hatched = [trace for trace in figure.data if trace.marker.pattern.shape]
    assert [list(trace.x) for trace in hatched] == [[3]] * 3
    assert all(trace.text is None for trace in hatched)


def test_a_bucket_without_answers_has_no_column() -> None:
    given = nps_classes()
    given.shares[:, 1] = NAN

    assert all(list(trace.x) == [0, 2, 3] for trace in classes(given, label=percent, ticks=[]).data)


def test_columns_of_few_answers_are_pale() -> None:
    full, pale = traces(classes(nps_classes(few=np.array([True, False, False, False])), label=percent, ticks=[]))[:2]

    assert (list(full["x"]), full["marker"]["color"]) == ([1, 2, 3], BAD)
    assert (list(pale["x"]), pale["marker"]["color"]) == ([0], fade(BAD, 0.3))


def test_narrow_columns_carry_no_numbers() -> None:
    wide, narrow = (classes(nps_classes(n), label=percent, ticks=[]) for n in (MOST_NUMBERS, MOST_NUMBERS + 1))

    assert set(wide.data[0].text) == {"20"}
    assert set(narrow.data[0].text) == {""}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.integers(200, 600))
def test_names_beside_a_plot_never_touch_and_never_leave_it(places: list[float], height: int) -> None:
    moved = apart(np.sort(np.array(places)), height) * height

    assert np.all(np.diff(moved) >= LABEL_HEIGHT - 1e-6)
    assert moved[0] >= LABEL_HEIGHT / 2 - 1e-6
    assert moved[-1] <= height - LABEL_HEIGHT / 2 + 1e-6


def test_names_with_room_stay_where_they_belong() -> None:
    assert apart(np.array([0.2, 0.8]), 240).tolist() == [0.2, 0.8]


# By dimension


def test_all_dots_are_one_trace_that_hands_back_the_groups() -> None:
    groups = Series.plain(["Chat", "Fax"], [0.3, 0.1], [0.2, -0.4], [0.4, 0.6], few=[False, True], hover=["a", "b"])
    figure = by_dimension(groups, label=percent, values=["+30", "+10"], counts=["900", "12"], names=["Чат", "Факс"])

    dots = [trace for trace in figure.data if trace.customdata is not None]
    assert len(dots) == 1
    assert list(dots[0].customdata) == ["Chat", "Fax"]
    assert list(dots[0].marker.color) == [MAIN, REF]
    assert list(dots[0].marker.symbol) == ["circle", "circle-open"]
    assert figure.layout.yaxis.ticktext == ("Чат", "Факс")


def test_the_first_group_is_on_top() -> None:
    figure = every_figure()["by_dimension"]

    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]


def test_a_name_from_the_data_is_never_markup() -> None:
    groups = Series.plain(["<b>x</b>"], [0.3], [0.2], [0.4])
    figure = by_dimension(groups, label=percent, values=["+30"], counts=["9"])

    assert figure.layout.yaxis.ticktext == ("&lt;b&gt;x&lt;/b&gt;",)


def test_only_reliable_values_are_bold() -> None:
    groups = Series.plain(["a", "b"], [0.3, 0.1], [0.2, 0.0], [0.4, 0.2], few=[False, True])
    figure = by_dimension(groups, label=percent, values=["+30", "+10"], counts=["900", "12"])
    texts = [note.text for note in figure.layout.annotations]

    assert "<b>+30</b>" in texts
    assert "+10" in texts


def test_the_line_of_all_groups_is_named_above_the_plot() -> None:
    groups = Series.plain(["a"], [600.0], [500.0], [np.inf])
    figure = by_dimension(
        groups, label=percent, values=["10 min"], counts=["9"], overall=(1000.0, "all 17 min"), seconds=True
    )

    assert [shape.x0 for shape in figure.layout.shapes] == [1000.0]
    assert [note.x for note in figure.layout.annotations if note.text == "all 17 min"] == [3.0]


def test_a_chart_grows_by_its_groups() -> None:
    assert height_of(3) - height_of(2) == height_of(2) - height_of(1) > 0
    assert height_of(0) == height_of(1)


def test_few_answers_keep_a_thin_grey_interval() -> None:
    groups = Series.plain(["a", "b"], [0.3, 0.3], [0.2, 0.25], [0.4, 0.35], few=[False, True])
    figure = by_dimension(groups, label=percent, values=["", ""], counts=["", ""])

    grey = [trace for trace in figure.data if trace.mode == "lines" and trace.line.color == REF]
    assert [(trace.x, trace.y) for trace in grey] == [((0.25, 0.35), (1, 1))]


def test_an_interval_that_goes_on_beyond_the_axis_ends_in_an_arrowhead() -> None:
    groups = Series.plain(["a", "b"], [0.3, 0.3], [0.2, -1.0], [0.4, 0.35], few=[False, True])
    figure = by_dimension(groups, label=percent, values=["", ""], counts=["", ""])

    heads = [trace for trace in figure.data if "triangle-left" in str(trace.marker.symbol)]
    assert [(trace.x, trace.y) for trace in heads] == [((figure.layout.xaxis.tickvals[0],), (1,))]


def test_a_dot_at_the_end_of_the_scale_does_not_touch_the_columns() -> None:
    groups = Series.plain(["a"], [1.0], [0.9], [1.0])
    figure = by_dimension(groups, label=percent, values=["100%"], counts=["99"], bounds=(0.0, 1.0))

    assert figure.layout.xaxis.range[1] > 1.0
    assert max(figure.layout.xaxis.tickvals) == 1.0


def test_many_ticks_are_named_every_second_time_and_zero_is_named() -> None:
    groups = Series.plain(["a"], [0.0], [-0.45], [0.45])
    axis = by_dimension(groups, label=percent, values=[""], counts=[""]).layout.xaxis

    named = dict(zip(axis.tickvals, axis.ticktext, strict=True))
    assert named == {-0.6: "", -0.4: "-40", -0.2: "", 0.0: "0", 0.2: "", 0.4: "40", 0.6: ""}


# Distribution


def test_columns_take_the_colour_of_their_class() -> None:
    groups = [Group("Detractors", BAD, 0, 6), Group("Passives", PASSIVE, 7, 8), Group("Promoters", GOOD, 9, 10)]
    figure = distribution([str(k) for k in range(11)], np.full(11, 1 / 11), groups, label=percent, hover=[""] * 11)

    assert list(figure.data[0].marker.color) == [BAD] * 7 + [PASSIVE] * 2 + [GOOD] * 2
    assert figure.layout.yaxis.range[0] == 0


def test_columns_hand_back_their_answer_or_what_the_caller_says() -> None:
    given: dict[str, Any] = {"label": percent, "hover": ["", ""], "groups": [Group("x", BAD, 0, 1)]}

    assert tokens(distribution(["1", "2"], np.array([0.4, 0.6]), **given)) == [["1", "2"]]
    assert tokens(distribution(["1", "2"], np.array([0.4, 0.6]), tokens=["a", "b"], **given)) == [["a", "b"]]


def test_answers_of_too_few_are_pale() -> None:
    given: dict[str, Any] = {"groups": [Group("All", BAD, 0, 1)], "label": percent, "hover": ["", ""]}
    drawn = [distribution(["1", "2"], np.array([0.4, 0.6]), few=few, **given) for few in (False, True)]

    assert [figure.data[0].marker.opacity for figure in drawn] == [1, ALPHA["possible"]]


def test_numbers_stand_above_the_column_and_above_a_tick_that_they_would_touch() -> None:
    figure = distribution(
        ["1", "2"], np.array([0.4, 0.6]), [Group("x", BAD, 0, 1)], label=percent, hover=["", ""],
        before=np.array([0.45, 0.5]),
    )  # fmt: skip

    assert [note.y for note in figure.layout.annotations if note.text in ("40", "60")] == [0.45, 0.6]
    assert [trace.type for trace in figure.data] == ["bar", "scatter"]


# Durations


def test_every_edge_of_the_columns_is_an_edge_of_the_clock() -> None:
    assert all(bins.is_edge(int(edge)) for edge in EDGES)


@given(st.lists(st.integers(0, 10_000_000), max_size=50))
def test_columns_count_every_duration_exactly_once(seconds: list[int]) -> None:
    keys, counts = np.unique(bins.clock_bin(np.array(seconds, dtype=np.int64)), return_counts=True)
    ends = [*EDGES, np.inf]
    starts = [0.0, *EDGES]

    counted = between(keys, counts)

    assert counted.tolist() == [sum(a <= s < b for s in seconds) for a, b in zip(starts, ends, strict=True)]


def test_codes_are_no_durations() -> None:
    assert between(np.array([bins.TIME_UNKNOWN, bins.CENSORED - 60, 0]), np.array([5, 7, 2])).sum() == 2


def test_columns_within_the_target_are_good_and_the_others_neutral() -> None:
    shares = np.full(len(EDGES) + 1, 1 / (len(EDGES) + 1))
    texts = [""] * len(shares)
    figure = durations(shares, label=percent, times=texts[1:], hover=texts, target=Target(3600.0, "62%"))

    within = sum(edge <= 3600 for edge in EDGES)
    assert list(figure.data[0].marker.color) == [GOOD] * within + [PASSIVE] * (len(shares) - within)


def test_columns_of_durations_hand_back_their_place() -> None:
    assert tokens(every_figure()["durations"]) == [[str(k) for k in range(len(EDGES) + 1)]]


def test_a_duration_lies_at_the_right_end_of_the_column_it_ends() -> None:
    assert [position(edge) for edge in EDGES] == [k + 0.5 for k in range(len(EDGES))]
    assert position(0) == -0.5
    assert position(1e12) == len(EDGES) + 0.5


@pytest.mark.parametrize(("half", "side"), [(1.0, "left"), (90.0, "left"), (40_000.0, "right"), (1e7, "right")])
def test_the_words_of_a_line_stand_on_the_side_where_there_is_room(half: float, side: str) -> None:
    shares = np.full(len(EDGES) + 1, 1 / (len(EDGES) + 1))
    texts = [""] * len(shares)
    figure = durations(
        shares, label=percent, times=texts[1:], hover=texts, target=Target(3600.0, "62%"), half=Target(half, "half")
    )

    words = {note.text: note for note in figure.layout.annotations}
    assert words["half"].xanchor == side
    assert abs(words["half"].yshift - words["62%"].yshift) >= 16


def test_a_second_line_below_the_axis_gets_room() -> None:
    series = Series.plain(WEEKS, [0.1] * 4, [0.0] * 4, [0.2] * 4)
    one, two = (trend(series, label=percent, ticks=[(WEEKS[0], text)]) for text in ("Jan", "Jan<br>2026"))

    assert two.layout.margin.b - one.layout.margin.b >= 12


@pytest.mark.parametrize(("earlier", "place"), [(0.1, 0.3), (0.31, 0.31), (0.9, 0.3)])
def test_a_number_stands_on_its_own_column_unless_a_tick_is_in_its_way(earlier: float, place: float) -> None:
    figure = distribution(
        ["1", "2"], np.array([0.3, 0.7]), [Group("all", GOOD, 0, 1)], label=percent, hover=["", ""],
        before=np.array([earlier, 0.1]),
    )  # fmt: skip

    first = next(note for note in figure.layout.annotations if note.x == 0 and note.yref == "y")
    assert first.y == pytest.approx(place)
