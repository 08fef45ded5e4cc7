"""What every figure has in common, and the arrays it is drawn from."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from cx.charts import base
from cx.charts.base import Series

WEEKS = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(5)]
NAN = float("nan")


def series() -> Series:
    return Series.plain(
        WEEKS, [0.1, NAN, 0.3, 0.9, 0.5], [0.0, NAN, 0.2, 0.1, 0.4], [0.2, NAN, 0.4, np.inf, 0.6],
        few=[False, False, False, True, False], finished=[True, True, True, True, False],
    )  # fmt: skip


def test_a_value_is_drawn_in_exactly_one_way() -> None:
    drawn = series()

    assert drawn.solid.tolist() == [True, False, True, False, False]
    assert drawn.faint.tolist() == [False, False, False, True, False]
    assert drawn.running.tolist() == [False, False, False, False, True]
    assert (drawn.solid.astype(int) + drawn.faint + drawn.running).tolist() == drawn.known.astype(int).tolist()


def test_room_is_made_for_intervals_of_solid_values_and_for_every_value() -> None:
    assert series().span() == (0.0, 0.9)


def test_an_endless_interval_takes_no_room() -> None:
    endless = Series.plain(WEEKS[:1], [60.0], [50.0], [np.inf])

    assert endless.span() == (50.0, 60.0)


def test_a_series_without_values_still_has_a_span() -> None:
    assert Series.plain(WEEKS[:1], [NAN], [NAN], [NAN]).span() == (0.0, 1.0)


def test_a_figure_does_not_depend_on_the_template_of_the_process() -> None:
    import plotly.io

    before = plotly.io.templates.default
    try:
        plotly.io.templates.default = "plotly_dark"
        dark = base.figure(100, [], x={}, y={}, margin=base.Margin()).to_json()
        plotly.io.templates.default = None
        plain = base.figure(100, [], x={}, y={}, margin=base.Margin()).to_json()
    finally:
        plotly.io.templates.default = before

    assert dark == plain


def test_a_figure_is_fixed_and_transparent() -> None:
    layout = base.figure(100, [], x={}, y={}, margin=base.Margin(1, 2, 3, 4)).layout

    assert (layout.height, layout.showlegend, layout.dragmode) == (100, False, False)
    assert (layout.margin.l, layout.margin.r, layout.margin.t, layout.margin.b) == (1, 2, 3, 4)
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    for axis in (layout.xaxis, layout.yaxis):
        assert (axis.fixedrange, axis.automargin, axis.tickangle, axis.ticksuffix) == (True, False, 0, None)


def test_nothing_on_a_page_lets_a_chart_leave_for_another_host() -> None:
    assert base.CONFIG["showSendToCloud"] is False


def test_time_reaches_half_a_bucket_beyond_both_ends() -> None:
    assert base.time_range(WEEKS) == ["2026-01-01T12:00:00", "2026-02-05T12:00:00"]


def test_one_bucket_alone_has_room_too() -> None:
    assert base.time_range(WEEKS[:1]) == ["2026-01-01T12:00:00", "2026-01-08T12:00:00"]
    assert base.time_range([]) == []


@pytest.mark.parametrize(
    ("text", "shown"), [("E-mail", "E-mail"), ("a & b", "a &amp; b"), ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;")]
)
def test_a_text_of_the_data_is_never_markup(text: str, shown: str) -> None:
    assert base.plain(text) == shown


def test_a_long_name_is_cut_with_an_ellipsis() -> None:
    assert base.shorten("Messenger", 20) == "Messenger"
    assert base.shorten("A very long channel name", 10) == "A very lo…"


def test_names_beside_a_plot_have_the_room_their_longest_line_takes() -> None:
    assert base.end_room(["<b>NPS</b><br>+33"]) == base.END_ROOM
    assert base.end_room(["", "<b>All tickets</b><br>half within 47 min"]) > 18 * base.CHARACTER
    assert base.end_room([""]) == base.end_room([]) == base.Margin().right
    assert base.end_room(["x" * 99]) == 2 * base.END_ROOM, "a plot is wider than its names"
