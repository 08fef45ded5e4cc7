"""Lying figures: one row per group, with names at the left and texts at the right."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cx.charts import by_rule, diverging, promises, rows, stacks, within
from cx.charts.base import Series, Target
from cx.charts.scale import DAY, clock, linear
from cx.charts.tokens import BAD, GOOD, INK, MAIN, ON_DARK_MARK, PASSIVE, REF, fade
from tests.drawn import texts, tokens, trace, traces
from tests.figures import percent

NAN = float("nan")


# Columns


def test_numbers_end_under_each_other_and_words_begin_under_each_other() -> None:
    columns = rows.Columns(rows.Column(["1", "1,000"]), rows.Column(["clear", "possible"], words=True))

    places = [(note["xanchor"], note["xshift"]) for note in columns.notes()]
    assert places[0] == places[1]
    assert places[2] == places[3]
    assert (places[0][0], places[2][0]) == ("right", "left")
    assert places[0][1] < places[2][1] < columns.room


def test_markup_takes_no_room_and_a_head_does() -> None:
    assert rows.Column(["<b>12</b>"]).width == rows.Column(["12"]).width
    assert rows.Column(["12"], "answers").width == rows.Column(["answers"]).width


def test_a_row_without_a_text_has_no_note() -> None:
    assert [note["y"] for note in rows.Columns(rows.Column(["a", "", "c"])).notes()] == [0, 2]


def test_long_names_are_shortened_and_never_markup() -> None:
    assert rows.names(["<b>", "x" * 30]) == ["&lt;b&gt;", "x" * 19 + "…"]


def test_a_plot_without_rows_still_has_an_axis() -> None:
    assert rows.axis([])["range"] == [0.5, -0.5]


@pytest.mark.parametrize(("most", "named"), [(3, [0, 40, 80]), (4, [0, 40, 80]), (5, [0, 20, 40, 60, 80])])
def test_an_axis_names_as_many_ticks_as_a_phone_has_room_for(most: int, named: list[int]) -> None:
    axis = linear(0, 80, most=4)

    assert len(axis.ticks) == 5
    assert [tick for tick in axis.ticks if rows.sparse(axis, str, most)(tick)] == named


# Definitions side by side


def rules(**more: Any) -> go.Figure:
    groups = Series.plain(["F1", "F3", "F9"], [0.6, 0.7, 0.8], [0.58, 0.6, 0.78], [0.62, 0.8, 0.82], few=[0, 1, 0])  # type: ignore[list-item]
    given: dict[str, Any] = {
        "names": ["one reply", "not reopened", "same day"], "in_force": [True, False, False], "label": percent,
        "values": ["60%", "70%", "80%"], "apart": "20 pp apart", "bounds": (0.0, 1.0),
    }  # fmt: skip
    return by_rule.side_by_side(groups, **{**given, **more})


def test_the_rule_in_force_is_filled_and_bold_and_the_others_hollow_and_grey() -> None:
    figure = rules()
    marker = trace(figure, mode="markers")["marker"]

    assert list(marker["symbol"]) == ["circle", "circle-open", "circle-open"]
    assert list(marker["color"]) == [MAIN, REF, REF]
    assert list(marker["size"]) == [11, 9, 11]
    assert figure.layout.yaxis.ticktext == ("<b>one reply</b>", "not reopened", "same day")
    assert [text for text in texts(figure) if "%" in text] == ["<b>60%</b>", "70%", "80%"]


def test_a_band_reaches_from_the_least_to_the_most_with_its_words_over_its_middle() -> None:
    figure = rules()

    assert [(band.x0, band.x1) for band in figure.layout.shapes] == [(0.6, 0.8)]
    assert [note.x for note in figure.layout.annotations if note.text == "20 pp apart"] == [pytest.approx(0.7)]


def test_one_rule_alone_has_no_band() -> None:
    alone = Series.plain(["F1", "F3"], [0.6, NAN], [0.58, NAN], [0.62, NAN])
    figure = by_rule.side_by_side(
        alone, names=["a", "b"], in_force=[True, False], label=percent, values=["60%", "—"], apart="0 pp apart"
    )

    assert not figure.layout.shapes
    assert texts(figure) == ["<b>60%</b>", "—"]
    assert tokens(figure) == [["F1"]]


def test_rules_of_different_tickets_say_how_many() -> None:
    assert "tickets" in texts(rules(counts=["9", "8", "7"], count_head="tickets"))
    assert "tickets" not in texts(rules())


# Share within a target


def kept_within(**more: Any) -> go.Figure:
    groups = Series.plain(["day", "night"], [0.9, 0.4], [0.85, 0.1], [0.95, 0.8], few=[0, 1])  # type: ignore[list-item]
    return within.within(
        groups, names=["Day", "Night"], label=percent, values=["90%", "40%"], counts=["9", "8"], **more
    )


def test_every_row_has_a_hairline_from_zero_to_its_dot() -> None:
    hairline = traces(kept_within(), mode="lines")[0]

    assert list(hairline["x"]) == [0, 0.9, None, 0, 0.4]
    assert list(hairline["y"]) == [0, 0, None, 1, 1]


def test_the_axis_of_a_share_always_runs_from_nothing_to_all() -> None:
    axis = kept_within().layout.xaxis

    assert (axis.tickvals[0], axis.tickvals[-1]) == (0, 1)
    assert axis.range[0] < 0 < 1 < axis.range[1]


def test_the_target_is_dashed_and_named_above_its_line() -> None:
    figure = kept_within(target=Target(0.8, "target 80%"))

    assert [(line.x0, line.line.dash) for line in figure.layout.shapes] == [(0.8, "5px,4px")]
    assert [note.x for note in figure.layout.annotations if note.text == "target 80%"] == [0.8]


# Bars of several parts


@given(arrays(float, (4, 3), elements=st.floats(0, 1)), arrays(float, 3, elements=st.floats(-1, 1)))
def test_parts_follow_each_other_with_a_gap_and_lose_nothing(shares: Any, starts: Any) -> None:
    pieces = [stacks.Piece(MAIN)] * 4
    parts = stacks.bars(shares, starts, pieces, np.zeros(3, bool), percent)

    for row in range(3):
        bars = [(begin, begin + size) for part in parts for y, begin, size in
                zip(part["y"], part["base"], part["x"], strict=True) if y == row]  # fmt: skip
        assert sum(end - begin for begin, end in bars) == pytest.approx(shares[:, row].sum())
        assert all(after[0] == pytest.approx(one[1] + stacks.GAP) for one, after in zip(bars, bars[1:], strict=False))
        assert not bars or bars[0][0] == pytest.approx(starts[row])
        assert not bars or bars[-1][1] == pytest.approx(stacks.stops(shares, starts)[row])


SHARES = np.array([[0.6, 0.5, NAN], [0.1, 0.2, NAN], [0.3, 0.3, NAN]])


def states(**more: Any) -> go.Figure:
    given: dict[str, Any] = {
        "label": percent, "kept": ["67%", "63%", "—"], "beside": ["60 to 70%", "50 to 70%", ""],
        "tokens": ["urgent", "low", "none"], "hover": ["a", "b", "c"], "few": np.array([False, True, False]),
    }  # fmt: skip
    return promises.three_states(["Urgent", "Low", "None"], SHARES, **{**given, **more})


def test_kept_is_good_missed_is_bad_and_what_is_open_is_hatched_without_a_number() -> None:
    kept, pending, missed, _whole = traces(states(few=None))

    assert (kept["marker"]["color"], missed["marker"]["color"]) == (GOOD, BAD)
    assert pending["marker"]["pattern"]["shape"] == "/"
    assert (list(kept["text"]), list(pending["text"]), list(missed["text"])) == (["60", "50"], ["", ""], ["30", "30"])


def test_bars_of_few_are_pale_and_their_numbers_in_ink() -> None:
    full, pale = traces(states())[:2]

    assert (list(full["y"]), full["marker"]["color"], full["textfont"]["color"]) == ([0], GOOD, ON_DARK_MARK)
    assert (list(pale["y"]), pale["marker"]["color"], pale["textfont"]["color"]) == ([1], fade(GOOD, 0.3), INK)


def test_a_bar_is_chosen_as_a_whole_and_a_group_of_nothing_not_at_all() -> None:
    figure = states()
    whole = traces(figure)[-1]

    assert tokens(figure) == [["urgent", "low"]]
    assert list(whole["x"]) == pytest.approx([1 + 2 * stacks.GAP] * 2)
    assert figure.layout.yaxis.ticktext == ("Urgent", "Low", "None")


def answers(shares: Any) -> go.Figure:
    names = [f"group {k}" for k in range(shares.shape[1])]
    return diverging.diverging(names, shares, label=percent, values=names, tokens=names, hover=names)


def test_the_neutral_part_lies_on_the_middle_line() -> None:
    figure = answers(np.array([[0.1, 0.3], [0.1, 0.1], [0.2, 0.2], [0.2, 0.2], [0.4, 0.2]]))
    neutral = traces(figure)[2]

    middles = [begin + size / 2 for begin, size in zip(neutral["base"], neutral["x"], strict=True)]
    assert middles == pytest.approx([0, 0])
    assert [line.x0 for line in figure.layout.shapes] == [0]


def test_without_a_neutral_class_the_middle_line_parts_bad_from_good() -> None:
    bad, good, _whole = traces(answers(np.array([[0.3], [0.7]])))

    assert bad["base"][0] + bad["x"][0] == pytest.approx(-stacks.GAP)
    assert good["base"][0] == pytest.approx(0)


@pytest.mark.parametrize("classes", range(1, 11))
def test_marks_of_classes_mirror_each_other_and_end_in_full_colours(classes: int) -> None:
    pieces = diverging.pieces(classes)

    assert len(pieces) == classes
    assert [piece.alpha for piece in pieces] == [piece.alpha for piece in reversed(pieces)]
    assert [piece.colour for piece in pieces].count(PASSIVE) == classes % 2
    assert classes == 1 or (pieces[0], pieces[-1]) == (stacks.Piece(BAD), stacks.Piece(GOOD))


def test_no_groups_and_groups_without_answers_are_empty_figures() -> None:
    assert not answers(np.empty((5, 0))).data
    assert not answers(np.full((5, 2), NAN)).data
    assert not states(few=None).layout.shapes


def test_names_of_times_do_not_touch_where_the_plot_is_narrow() -> None:
    axis = clock(60.0, 200 * DAY)

    named = [tick for tick in axis.ticks if rows.sparse(axis, str)(tick)]

    assert len(named) < len(axis.ticks)
    assert all(axis.share(b) - axis.share(a) >= rows.FAR for a, b in pairwise(named))
