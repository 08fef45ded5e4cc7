"""What a trend is read against: goals, benchmarks, the usual range, the days of the page, events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from cx.charts import references
from cx.charts.base import Benchmark, Limits, Marker, Series, Target
from cx.charts.percentiles import percentiles
from cx.charts.scale import clock, linear
from cx.charts.tokens import BAD, GOOD, REF, fade
from cx.charts.trend import trend
from tests.drawn import texts, trace, traces

WEEKS = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(6)]
NAN = float("nan")


def test_a_target_stands_at_its_value_on_every_kind_of_axis() -> None:
    target = Target(1000.0, "target")

    assert references.target_line(target)["y0"] == 1000.0
    assert references.target_words(target, linear(0, 2000))["y"] == 1000.0
    assert references.target_words(target, clock(60, 20_000))["y"] == 3.0


def words_at(*values: float) -> tuple[float, bool]:
    """Where the words of a goal of 50 stand beside a line through these values, on an axis from 0 to 100."""
    line = Series.plain(WEEKS[: len(values)], values, values, values)
    return references.clear_place(Target(50.0, "goal"), [line], linear(0, 100), 200)


def test_the_words_of_a_goal_stand_where_no_line_passes() -> None:
    assert words_at(20, 20, 20, 20, 20, 20) == (0, True)
    assert words_at(52, 52, 52, 52, 52, 52) == (0, False)
    assert words_at(50, 50, 20, 20, 20, 20) == (pytest.approx(0.252), True)
    assert words_at(50, 50, 50, 50, 50, 50) == (0, True)


def test_the_words_of_two_goals_never_touch() -> None:
    figure = percentiles(
        Series.plain(WEEKS, [60] * 6, [60] * 6, [60] * 6), Series.plain(WEEKS, [900] * 6, [900] * 6, [900] * 6),
        label=str, ticks=[], targets=[Target(300.0, "target 5 min"), Target(301.0, "goal 5 min")],
    )  # fmt: skip
    first, second = (note.x for note in figure.layout.annotations if "5 min" in note.text)

    assert second >= first + len("target 5 min") * references.NAME_CHARACTER / references.PLOT_WIDTH


@pytest.mark.parametrize(
    ("given", "place"),
    [({}, (0.0, True)), ({"happened": [Marker(WEEKS[0], "outage")]}, (0.0, False)),
     ({"benchmarks": [Benchmark(95.0, "All of the companies of 2025")]}, (0.0, False))],
)  # fmt: skip
def test_the_words_of_a_goal_touch_no_other_words(given: dict[str, Any], place: tuple[float, bool]) -> None:
    """The name of an event stands at the top, that of a benchmark right above its line, here as long as the plot."""
    goal, flat = Target(92.0, "a goal of many words"), Series.plain(WEEKS, [20.0] * 6, [20.0] * 6, [20.0] * 6)
    more: dict[str, Any] = {"happened": [], "benchmarks": []} | given
    _shapes, notes = references.around([flat], linear(0, 100), 200, [goal], None, **more)

    (words,) = [note for note in notes if note["text"] == goal.text]

    assert (words["x"], words["yanchor"] == "bottom") == place


def test_a_span_is_a_wash_and_a_moment_a_line() -> None:
    shapes, names = references.markers([Marker(WEEKS[0], "outage", WEEKS[1]), Marker(WEEKS[2], "release")], WEEKS)

    assert [shape["type"] for shape in shapes] == ["rect", "line"]
    assert shapes[0]["fillcolor"] == fade(BAD, 0.08)
    assert [name["text"] for name in names] == ["outage", "release"]


def test_names_of_events_that_would_touch_stand_on_lines_of_their_own() -> None:
    day = WEEKS[1]
    close = [Marker(day, "release 4.2"), Marker(day + timedelta(days=1), "<i>prices</i>"), Marker(day, "third")]
    _shapes, names = references.markers([*close, Marker(WEEKS[4], "alone")], WEEKS)

    lines = {name["text"]: name["yshift"] for name in names}
    step = references.NAME_HEIGHT
    assert lines == {"release 4.2": 0, "third": -step, "&lt;i&gt;prices&lt;/i&gt;": -2 * step, "alone": 0}


def test_a_name_without_room_at_the_right_stands_at_the_left_of_its_event() -> None:
    _shapes, names = references.markers([Marker(WEEKS[0], "a"), Marker(WEEKS[-1], "a long name of an event")], WEEKS)

    assert [name["xanchor"] for name in names] == ["left", "right"]


def test_an_event_before_or_after_the_plot_has_no_name() -> None:
    far = [Marker(date(2020, 1, 1), "long ago"), Marker(date(2030, 1, 1), "to come")]

    assert references.markers(far, WEEKS)[1] == []


def test_the_shaded_period_covers_its_first_and_last_bucket() -> None:
    band = references.period_band(WEEKS[0], WEEKS[1] + timedelta(days=6), timedelta(days=3.5))

    assert (band["x0"], band["x1"]) == ("2026-01-01T12:00:00", "2026-01-15T12:00:00")


def weekly(value: list[float], **more: list[bool]) -> Series:
    numbers = np.array(value)
    return Series.plain(WEEKS[: len(value)], numbers, numbers - 2, numbers + 2, **more)  # type: ignore[arg-type]


def watched(series: Series, low: list[float], high: list[float], better: str = "high") -> go.Figure:
    limits = Limits(np.array(low), np.array(high), better)
    return trend(series, label=lambda value: f"{value:g}", ticks=[], limits=limits)


def dots(figure: go.Figure, colour: str) -> list[str]:
    """The weeks of the dots of nine pixels in that colour."""
    wanted = [part for part in traces(figure, mode="markers") if part["marker"]["size"] == 9]
    return [x for part in wanted if part["marker"]["color"] == colour for x in part["x"]]


def test_the_usual_range_reaches_half_a_bucket_beyond_its_weeks_and_has_dotted_edges() -> None:
    figure = watched(weekly([30.0, 31, 32]), [25.0, 26, 27], [35.0, 36, 37])

    band = trace(figure, fillcolor=fade(REF, 0.10))
    assert (min(band["x"]), max(band["x"])) == ("2026-01-01T12:00:00", "2026-01-22T12:00:00")
    assert sorted(set(band["y"])) == [25, 26, 27, 35, 36, 37]
    edges = [part for part in traces(figure, mode="lines") if part["line"].get("dash") == "1px,3px"]
    assert [list(part["y"]) for part in edges] == [[25, 25, 26, 27, 27], [35, 35, 36, 37, 37]]
    assert figure.data[0].fillcolor == fade(REF, 0.10)


def test_a_usual_range_that_is_not_known_yet_is_a_gap() -> None:
    figure = watched(weekly([30.0, 31, 32, 33]), [NAN, 26, NAN, 27], [NAN, 36, NAN, 37])

    assert trace(figure, fillcolor=fade(REF, 0.10))["x"].count(None) == 1
    assert not traces(watched(weekly([30.0]), [NAN], [NAN]), fillcolor=fade(REF, 0.10))


def test_weeks_outside_their_range_get_a_dot_and_those_better_than_usual_a_good_one() -> None:
    figure = watched(weekly([10.0, 30, 50]), [20.0] * 3, [40.0] * 3)

    assert (dots(figure, BAD), dots(figure, GOOD)) == (["2026-01-05"], ["2026-01-19"])


@pytest.mark.parametrize(("better", "bad", "good"), [("low", 1, 1), ("none", 2, 0)])
def test_which_side_is_bad_depends_on_the_measure(better: str, bad: int, good: int) -> None:
    figure = watched(weekly([10.0, 30, 50]), [20.0] * 3, [40.0] * 3, better)

    assert (len(dots(figure, BAD)), len(dots(figure, GOOD))) == (bad, good)


def test_few_answers_and_unfinished_weeks_are_never_outside() -> None:
    series = weekly([10.0, 10, 10], few=[True, False, False], finished=[True, True, False])

    assert dots(watched(series, [20.0] * 3, [40.0] * 3), BAD) == ["2026-01-12"]


def test_the_axis_has_room_for_the_usual_range() -> None:
    low, high = watched(weekly([30.0, 31]), [-20.0, NAN], [80.0, NAN]).layout.yaxis.range

    assert low <= -20
    assert high >= 80


def test_times_are_watched_by_the_range_of_their_half() -> None:
    half, most = weekly([60.0, 300.0]), weekly([900.0, 900.0])
    figure = percentiles(half, most, label=str, ticks=[], limits=Limits(np.full(2, 50.0), np.full(2, 200.0), "low"))

    assert dots(figure, BAD) == ["2026-01-12"]
    assert sorted(set(trace(figure, fillcolor=fade(REF, 0.10))["y"])) == [50, 200]


def test_benchmarks_are_lines_with_names_that_do_not_touch_and_the_axis_reaches_them() -> None:
    marks = [Benchmark(60.0, "<b>Industry</b>"), Benchmark(60.5, "Best in class")]
    figure = trend(weekly([30.0, 31]), label=str, ticks=[], benchmarks=marks)

    lines = [shape for shape in figure.layout.shapes if shape.layer == "below"]
    assert [line.y0 for line in lines] == [60.0, 60.5]
    assert figure.layout.yaxis.range[1] >= 60.5
    assert texts(figure) == ["&lt;b&gt;Industry&lt;/b&gt;", "Best in class"]
    lower, upper = figure.layout.annotations
    margin = figure.layout.margin
    assert (upper.y - lower.y) * (figure.layout.height - margin.t - margin.b) >= references.NAME_HEIGHT - 1e-9
