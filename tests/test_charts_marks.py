"""The motif: which marks are drawn for full, few, unfinished and missing values."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cx.charts import marks
from cx.charts.base import Part, Series
from cx.charts.tokens import MAIN, REF

WEEKS = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(6)]
NAN = float("nan")


def drawn(**given: list[bool]) -> list[Part]:
    series = Series.plain(WEEKS, [1, 2, NAN, 4, 5, 6], [0, 1, NAN, 3, 4, 5], [2, 3, NAN, np.inf, 6, 7], **given)  # type: ignore[arg-type]
    return marks.over_time(series, top=10, bottom=0)


def one(parts: list[Part], **wanted: object) -> Part:
    found = [part for part in parts if all(part.get(name) == value for name, value in wanted.items())]
    assert len(found) == 1, parts
    return found[0]


def test_a_missing_value_is_a_gap_in_line_and_ribbon() -> None:
    parts = drawn()

    assert one(parts, line={"color": MAIN, "width": 2.25})["y"] == [1, 2, None, 4, 5, 6]
    ribbon = one(parts, fill="toself")
    assert ribbon["x"][:4] == ["2026-01-05", "2026-01-12", "2026-01-12", "2026-01-05"]
    assert ribbon["x"][4] is None
    assert len(ribbon["x"]) == 4 + 1 + 6


def test_a_click_on_a_bucket_hands_back_its_first_day() -> None:
    pointer = one(drawn(), selected={"marker": {"opacity": 1}})

    assert pointer["customdata"] == pointer["x"] == [day.isoformat() for k, day in enumerate(WEEKS) if k != 2]
    assert pointer["marker"]["opacity"] == pointer["unselected"]["marker"]["opacity"] == 0


def test_dots_keep_their_strength_while_a_bucket_is_chosen() -> None:
    dots = [part for part in drawn() if part["mode"] == "markers" and "customdata" not in part]

    assert dots
    assert all(part["unselected"]["marker"]["opacity"] == 1 for part in dots)


def test_an_endless_interval_ends_at_the_top_of_the_axis() -> None:
    ribbon = one(drawn(), fill="toself")

    assert max(y for y in ribbon["y"] if y is not None) == 10


def test_of_many_buckets_those_of_few_answers_are_small_dots_without_whiskers() -> None:
    days = [date(2026, 1, 1) + timedelta(days=day) for day in range(marks.CROWDED)]
    values = np.full(len(days), 5.0)

    parts = marks.over_time(
        Series.plain(days, values, values - 1, values + 1, few=[True] * len(days)), top=10, bottom=0
    )

    assert {part["mode"] for part in parts} == {"lines", "markers"}
    assert not [part for part in parts if part["mode"] == "lines" and None in part["x"]]
    assert {part["marker"]["size"] for part in parts if "customdata" not in part and part["mode"] == "markers"} == {4}


def test_few_answers_are_hollow_and_grey_and_outside_the_ribbon() -> None:
    parts = drawn(few=[False, False, False, False, True, False])

    hollow = [part for part in parts if part["mode"] == "markers" and part["marker"].get("symbol") == "circle-open"]
    assert [(part["x"], part["marker"]["color"]) for part in hollow] == [(["2026-02-02"], REF)]
    assert "2026-02-02" not in one(parts, fill="toself")["x"]


def test_an_unfinished_bucket_is_an_open_dot_at_the_end_of_a_dashed_step() -> None:
    parts = drawn(finished=[True] * 5 + [False])

    dashed = [part for part in parts if part["mode"] == "lines" and part["line"].get("dash")]
    assert [(part["x"], part["y"]) for part in dashed] == [(["2026-02-02", "2026-02-09"], [5, 6])]
    assert one(parts, line={"color": MAIN, "width": 2.25})["y"][-1] is None
    last = [part for part in parts if part["mode"] == "markers" and part["marker"].get("size") == 8]
    assert [part["x"] for part in last] == [["2026-02-09"]]


def test_the_dot_at_the_end_stands_on_the_last_finished_value() -> None:
    parts = drawn(finished=[True] * 5 + [False])

    full = [part for part in parts if part["mode"] == "markers" and part["marker"].get("symbol") == "circle"]
    assert [part["x"] for part in full] == [["2026-02-02"]]


def test_a_value_between_gaps_keeps_its_dot_and_its_interval() -> None:
    series = Series.plain(WEEKS[:3], [NAN, 5, NAN], [NAN, 4, NAN], [NAN, 6, NAN])

    parts = marks.over_time(series, top=10, bottom=0)

    assert [part["y"] for part in parts if part["mode"] == "lines" and part["line"]["width"] == 1.5] == [[4, 6]]
    assert [5] in [part["y"] for part in parts if part["mode"] == "markers"]


def test_every_known_value_answers_to_the_mouse() -> None:
    hover = [str(k) for k in range(6)]
    series = Series.plain(WEEKS, [1, 2, NAN, 4, 5, 6], [0] * 6, [9] * 6, hover=hover)

    pointer = marks.over_time(series, top=10, bottom=0)[-1]

    assert pointer["hovertext"] == ["0", "1", "3", "4", "5"]
    assert pointer["marker"]["opacity"] == 0


def test_nothing_is_drawn_of_a_series_without_values() -> None:
    assert marks.over_time(Series.plain(WEEKS[:2], [NAN, NAN], [NAN, NAN], [NAN, NAN]), top=1, bottom=0) == []


@given(st.lists(st.booleans(), max_size=30))
def test_runs_hold_every_true_once_and_only_neighbours(where: list[bool]) -> None:
    runs = marks.runs(np.array(where, dtype=bool))

    assert [k for run in runs for k in run] == [k for k, true in enumerate(where) if true]
    assert all(run == list(range(run[0], run[0] + len(run))) for run in runs)
    assert all(after[0] > before[-1] + 1 for before, after in zip(runs, runs[1:], strict=False))


def test_no_line_runs_on_to_an_unfinished_bucket() -> None:
    parts = drawn(finished=[True] * 5 + [False])

    assert one(parts, line={"color": REF, "width": 1})["y"] == [1, 2, None, 4, 5, None]


def test_an_unfinished_bucket_after_a_gap_stands_alone() -> None:
    series = Series.plain(WEEKS[:3], [1, NAN, 3], [0, NAN, 2], [2, NAN, 4], finished=[True, True, False])

    parts = marks.over_time(series, top=10, bottom=0)

    assert [part for part in parts if part["mode"] == "lines" and part["line"].get("dash")] == []
