"""Axes: round steps that hold the values, and human times for durations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cx.charts import scale


def test_steps_are_round_and_reach_beyond_both_ends() -> None:
    axis = scale.linear(0.123, 0.461)

    assert axis.ticks == (0.1, 0.2, 0.3, 0.4, 0.5)
    assert (axis.low, axis.high) == (0.1, 0.5)


def test_an_axis_never_passes_the_ends_of_the_scale() -> None:
    axis = scale.linear(0.02, 0.995, bounds=(0.0, 1.0))

    assert (axis.low, axis.high) == (0.0, 1.0)
    assert max(axis.ticks) <= 1.0


def test_an_axis_may_begin_between_two_steps() -> None:
    axis = scale.linear(1.1, 6.9, bounds=(1.0, 7.0))

    assert (axis.low, axis.high) == (1.0, 7.0)
    assert axis.ticks == (2.0, 4.0, 6.0)


def test_a_single_value_still_gets_an_axis() -> None:
    axis = scale.linear(0.0, 0.0)

    assert axis.low < axis.high


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
@example(-1e-5, 25001.0)
def test_any_span_fits_on_its_axis_with_few_ticks(low: float, room: float) -> None:
    axis = scale.linear(low, low + room)
    unseen = 1e-6 * (room + abs(low))  # a thousandth of a pixel

    assert axis.low <= low + unseen
    assert axis.high >= low + room - unseen
    assert 2 <= len(axis.ticks) <= 8
    assert np.all(np.diff(axis.ticks) > 0)


def test_durations_are_named_by_human_times() -> None:
    assert scale.clock(300, 20_000).ticks == (300.0, 900.0, 3600.0, 14400.0)


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_any_two_durations_have_two_human_times_or_more(one: float, other: float) -> None:
    low, high = sorted((one, other))
    axis = scale.clock(low, high)

    assert axis.log
    assert axis.low <= max(low, 1.0)
    assert axis.high >= high
    assert len(axis.ticks) >= 2


def test_texts_of_a_logarithmic_axis_stand_by_the_power_of_ten() -> None:
    axis = scale.clock(60, 3600)

    assert axis.at(1000.0) == pytest.approx(3.0)
    assert axis.axis(str)["type"] == "log"
    assert axis.axis(str)["range"] == [axis.at(axis.low), axis.at(axis.high)]


def test_a_scale_has_room_for_every_span() -> None:
    axis = scale.of_values([(0.2, 0.3), (0.5, 0.5)])

    assert axis.low <= 0.2
    assert axis.high >= 0.5


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_a_tight_axis_ends_where_it_is_told_and_names_only_what_lies_between(low: float, room: float) -> None:
    axis = scale.tight(low, low + room)

    assert (axis.low, axis.high) == (low, low + room)
    assert all(low <= tick <= low + room for tick in axis.ticks)
    assert axis.ticks
