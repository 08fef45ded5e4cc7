"""The waterfall: its bars stand between the totals, and its colours say how sure each step is."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.charts import rows
from cx.charts.tokens import BAD, GOOD, MAIN, REF, fade
from cx.charts.waterfall import End, Step, height_of, waterfall
from tests.drawn import tokens, trace, traces

NAN = math.nan


def end(value: float, **more: bool) -> End:
    return End("days", value, value - 2, value + 2, f"{value:+.1f}", **more)


def fall(better: str = "high") -> go.Figure:
    steps = [
        Step("Mix", -4.0, "-4.0", "clear", "clear", "mix", "hover of mix"),
        Step("Chat", -1.0, "-1.0", "possible", "possible", "chat"),
        Step("Phone", 0.5, "+0.5", "noise", "within noise", "phone"),
    ]
    return waterfall(end(38.5), end(34.0), steps, better=better)


def test_each_bar_begins_where_the_one_above_it_ended_and_the_last_ends_at_the_total() -> None:
    bars = trace(fall(), type="bar")

    assert list(bars["base"]) == pytest.approx([38.5, 34.5, 33.5])
    assert list(bars["x"]) == [-4.0, -1.0, 0.5]
    assert list(bars["y"]) == [1, 2, 3]


@given(st.lists(st.floats(-50, 50), max_size=12), st.floats(-100, 100))
def test_whatever_the_steps_they_lead_from_one_total_to_the_other(sizes: list[float], start: float) -> None:
    stop = start + math.fsum(sizes)
    figure = waterfall(end(start), end(stop), [Step("step", size, "") for size in sizes])

    low, high = figure.layout.xaxis.range
    ends = [begin + size for bars in traces(figure, type="bar")
            for begin, size in zip(bars["base"], bars["x"], strict=True)]  # fmt: skip
    assert ([start, *ends])[-1] == pytest.approx(stop, abs=1e-9)
    assert all(low <= place <= high for place in [start, stop, *ends])


def test_days_over_two_years_stand_in_two_lines_that_fit_the_margin() -> None:
    before = dataclasses.replace(end(38.5), name="29 Dec 2017–30 Apr 2018")

    layout = waterfall(before, end(34.5), [Step("Mix", -4.0, "-4")]).layout

    assert layout.yaxis.ticktext[0] == "<b>29 Dec 2017–<br>30 Apr 2018</b>"
    assert layout.margin.l == rows.name_room(["29 Dec 2017–"])


def test_steps_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="end at 33"):
        waterfall(end(38.0), end(34.0), [Step("Mix", -5.0, "-5")])


def test_clear_steps_are_full_possible_ones_pale_and_noise_is_an_outline() -> None:
    marker = trace(fall(), type="bar")["marker"]

    assert list(marker["color"]) == [BAD, fade(BAD, 0.30), fade(REF, 0.10)]
    assert list(marker["line"]["color"][1:]) == [BAD, REF]
    assert list(marker["line"]["width"]) == [0, 1.25, 1]


@pytest.mark.parametrize(("better", "colour"), [("high", BAD), ("low", GOOD), ("none", MAIN)])
def test_the_colour_of_a_fall_depends_on_which_way_is_good(better: str, colour: str) -> None:
    assert trace(fall(better), type="bar")["marker"]["color"][0] == colour


def test_only_the_steps_can_be_chosen_and_the_totals_do_not_dim() -> None:
    figure = fall()

    dots = trace(figure, mode="markers")
    assert tokens(figure) == [["mix", "chat", "phone"]]
    assert (list(dots["x"]), list(dots["y"])) == ([38.5, 34.0], [0, 4])
    assert dots["unselected"]["marker"]["opacity"] == 1


def test_values_and_verdicts_stand_in_columns_in_the_order_of_the_rows() -> None:
    notes = fall().layout.annotations
    values = [(note.y, note.text) for note in notes if note.xanchor == "right"]
    verdicts = [(note.y, note.text) for note in notes if note.xanchor == "left"]

    assert values == [(0, "<b>+38.5</b>"), (1, "<b>-4.0</b>"), (2, "<b>-1.0</b>"), (3, "+0.5"), (4, "<b>+34.0</b>")]
    assert verdicts == [(1, "clear"), (2, "possible"), (3, "within noise")]
    assert notes[0].xshift < notes[-1].xshift < fall().layout.margin.r


def test_connectors_run_upright_at_every_total_on_the_way() -> None:
    lines = trace(fall(), mode="lines", line={"color": fade(REF, 0.85), "width": 1})

    assert [x for x in lines["x"] if x is not None] == pytest.approx(list(np.repeat([38.5, 34.5, 33.5, 34.0], 2)))


def test_totals_of_few_answers_are_hollow() -> None:
    figure = waterfall(end(38.0, few=True), end(38.0), [])

    assert list(traces(figure, mode="markers")[-1]["marker"]["symbol"]) == ["circle-open", "circle"]


def test_an_unknown_total_leaves_its_place_empty() -> None:
    figure = waterfall(End("days", NAN, NAN, NAN, "none"), end(34.0), [Step("Mix", NAN, "none")])

    assert not traces(figure, type="bar")
    assert figure.layout.yaxis.ticktext == ("<b>days</b>", "Mix", "<b>days</b>")


def test_a_waterfall_grows_by_its_steps() -> None:
    assert height_of(3) - height_of(2) == height_of(1) - height_of(0) > 0
    assert fall().layout.height == height_of(3)
