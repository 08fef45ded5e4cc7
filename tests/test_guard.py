"""What may be shown."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import bins, settings
from cx.guard import COMMENTS_FROM, STATES, changes, comments_allowed, guard, guarded_superiority
from cx.measures import measure
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally

DEFAULT = settings.load({}, {})
OPEN = {"q": Survey("q", "nps")}
ANONYMOUS = {"q": Survey("q", "nps", anonymous=True)}


def scores(rows, by=("team",), surveys=ANONYMOUS, reading=""):
    frame = pd.DataFrame(rows, columns=[*by, "bin", "n"])
    return read(Tally.from_frame(measure("nps"), frame, by, surveys), reading)


def teams(*sizes, surveys=ANONYMOUS):
    return scores([(f"t{index:02}", 9, n) for index, n in enumerate(sizes)], surveys=surveys)


def states(found):
    return guard(found, DEFAULT).state.tolist()


def test_a_score_of_few_answers_is_marked_and_kept():
    found = guard(teams(29, 30, surveys=OPEN), DEFAULT)
    assert found.state.tolist() == ["few", "ok"]
    assert found.n.tolist() == [29, 30]
    assert found.value.tolist() == [1, 1]


def test_without_anonymity_nothing_is_hidden():
    assert states(teams(1, 2, surveys=OPEN)) == ["few", "few"]


def test_no_data_is_its_own_state():
    assert states(scores([], by=())) == ["none"]
    assert states(scores([("a", -1, 40), ("b", 9, 40)])) == ["hidden", "hidden"]
    assert states(scores([("a", -1, 40), ("b", 9, 40)], surveys=OPEN)) == ["none", "ok"]


def test_of_a_hidden_group_nothing_is_left():
    found = guard(scores([("a", 9, 2), ("a", -1, 7), ("b", 9, 3), ("c", 8, 50), ("c", -1, 9)]), DEFAULT)
    assert found.state.tolist() == ["hidden", "hidden", "ok"]
    for name in ("value", "low", "high", "numerator", "denominator", "variance"):
        assert np.isnan(getattr(found, name)).tolist() == [True, True, False]
    assert found.n.tolist() == [0, 0, 50]
    assert found.rows.tolist() == [0, 0, 59]
    assert found.excluded["outside_scale"].tolist() == [0, 0, 9]
    hidden = found.records()[0]
    assert hidden == {
        "team": "a", "value": None, "low": None, "high": None, "n": 0, "numerator": None, "denominator": None,
        "rows": 0, "excluded": {}, "state": "hidden",
    }  # fmt: skip


def test_a_reason_that_only_hidden_rows_were_left_out_for_is_not_named():
    found = guard(scores([("a", 9, 2), ("a", -1, 7), ("b", 9, 3), ("c", 8, 50)]), DEFAULT)
    assert found.state.tolist() == ["hidden", "hidden", "ok"]
    assert not found.excluded


def test_the_scores_that_came_in_are_left_alone():
    before = teams(2, 50)
    guard(before, DEFAULT)
    assert before.n.tolist() == [2, 50]


def test_the_next_smallest_group_is_hidden_with_a_single_one():
    assert states(teams(60, 2, 40, 50)) == ["ok", "hidden", "hidden", "ok"]


def test_several_hidden_groups_with_enough_answers_hide_no_other():
    assert states(teams(4, 3, 40)) == ["hidden", "hidden", "ok"]


def test_several_hidden_groups_that_are_few_even_together_hide_the_next():
    assert states(teams(1, 2, 40, 90)) == ["hidden", "hidden", "hidden", "ok"]


def test_where_nothing_is_hidden_nothing_is_hidden_with_it():
    assert states(teams(5, 40)) == ["few", "ok"]


def test_a_single_number_is_hidden_alone():
    assert states(scores([(9, 4)], by=())) == ["hidden"]
    assert states(scores([(9, 5)], by=())) == ["few"]


def test_thresholds_are_settings():
    loose, strict = DEFAULT.with_(hide_below=3, grey_below=10), DEFAULT.with_(hide_below=50, grey_below=50)
    found = teams(3, 12, 40)
    assert guard(found, loose).state.tolist() == ["few", "ok", "ok"]
    assert guard(found, strict).state.tolist() == ["hidden"] * 3


def test_anonymity_can_be_told_from_outside():
    assert guard(teams(2, 2, surveys=OPEN), DEFAULT, anonymous=True).state.tolist() == ["hidden", "hidden"]
    assert guard(teams(2, 2), DEFAULT, anonymous=False).state.tolist() == ["few", "few"]


def test_only_the_anonymous_question_is_hidden_and_its_partner():
    surveys = {"a": Survey("a", "nps", anonymous=True), "b": Survey("b", "nps"), "c": Survey("c", "nps")}
    rows = [("a", 9, 2), ("b", 9, 4), ("c", 9, 60)]
    assert states(scores(rows, ("survey",), surveys)) == ["hidden", "hidden", "ok"]
    rows = [("a", 9, 40), ("b", 9, 2), ("c", 9, 60)]
    assert states(scores(rows, ("survey",), surveys)) == ["ok", "few", "ok"]


def test_periods_do_not_hide_each_other():
    assert states(scores([("current", 9, 2), ("previous", 9, 60)], ("period",))) == ["hidden", "ok"]
    rows = [("a", "current", 9, 2), ("a", "previous", 9, 50), ("b", "current", 9, 40), ("b", "previous", 9, 45)]
    found = guard(scores(rows, ("team", "period")), DEFAULT)
    assert found.state.tolist() == ["hidden", "ok", "hidden", "ok"]


def test_along_two_dimensions_no_group_can_be_told_from_a_row_or_a_column():
    rows = [(team, week, 9, 40) for team in "abc" for week in (1, 2, 3)]
    rows[4] = ("b", 2, 9, 2)
    hidden = guard(scores(rows, ("team", "week")), DEFAULT).state.reshape(3, 3) == "hidden"
    assert hidden[1, 1]
    for line in (*hidden, *hidden.T):
        assert line.sum() != 1


SIZES = st.lists(st.integers(0, 60), min_size=1, max_size=12)


@given(SIZES)
def test_nothing_hidden_follows_from_the_total_and_what_is_shown(sizes):
    found = teams(*sizes)
    after = guard(found, DEFAULT)
    hidden = after.state == "hidden"
    assert set(after.state) <= set(STATES)
    assert hidden[found.n < DEFAULT.hide_below].all()
    if hidden.any() and not hidden.all():
        assert hidden.sum() >= 2
        assert found.n[hidden].sum() >= DEFAULT.hide_below


@given(SIZES)
def test_what_is_shown_is_shown_unchanged(sizes):
    found = teams(*sizes)
    after = guard(found, DEFAULT)
    shown = after.state != "hidden"
    for name in ("value", "low", "high", "n", "rows"):
        np.testing.assert_array_equal(getattr(after, name)[shown], getattr(found, name)[shown])


@given(SIZES)
def test_of_what_is_large_enough_the_larger_are_kept(sizes):
    found = teams(*sizes)
    hidden = guard(found, DEFAULT).state == "hidden"
    kept, partners = found.n[~hidden], found.n[hidden & (found.n >= DEFAULT.hide_below)]
    if len(kept) and len(partners):
        assert partners.max() <= kept.min()


@pytest.mark.parametrize("reading", ["nps", "mean", "promoters"])
def test_every_reading_is_guarded_alike(reading):
    found = guard(scores([("a", 9, 2), ("b", 9, 50), ("c", 9, 60)], reading=reading), DEFAULT)
    assert found.state.tolist() == ["hidden", "hidden", "ok"]


# Every kind.

REPLIES = {"r": Survey("r", "review", 1, 5, anonymous=True)}


def replies(**teams):
    """Reviews by team, each replied to after some seconds, or after (-age) not replied to yet."""
    rows = [
        (team, int(bins.clock_bin(s) if s >= 0 else bins.running(-s)), 1) for team, all in teams.items() for s in all
    ]
    frame = pd.DataFrame(rows, columns=["team", "bin", "n"])
    return Tally.from_frame(measure("review_reply"), frame, ["team"], REPLIES)


@pytest.mark.parametrize("reading", ["median", "answered"])
def test_of_hidden_rows_still_running_nothing_is_left_either(reading):
    found = read(replies(a=[60, -50], b=[60, 90, 20, -70, -30], c=[60] * 30 + [-40] * 9), reading)
    after = guard(found, DEFAULT)
    assert after.state.tolist() == ["hidden", "hidden", "ok"]
    assert after.running.tolist() == [0, 0, found.running[2]]
    assert after.n.tolist() == [0, 0, found.n[2]]
    assert np.isnan(after.variance[:2]).all()


def test_a_hidden_count_does_not_say_how_many_there_are():
    frame = pd.DataFrame({"team": ["a", "a", "b", "c"], "bin": [9, 2, 10, 9], "n": [2, 2, 20, 60]})
    found = read(Tally.from_frame(measure("advocates"), frame, ["team"], ANONYMOUS), days=[1, 7, 7])
    after = guard(found, DEFAULT)
    assert after.state.tolist() == ["hidden", "hidden", "ok"]
    for name in ("value", "low", "high", "numerator", "denominator", "variance"):
        assert np.isnan(getattr(after, name)).tolist() == [True, True, False]
    assert set(map(str, after.records()[0].values())) == {"a", "None", "0", "{}", "hidden"}


# Comparisons.


def test_a_change_from_or_to_a_hidden_number_is_not_told():
    after, before = teams(50, 2, 60, 70), teams(4, 40, 50, 90)
    found = changes(after, before, DEFAULT)
    shown = [guard(side, DEFAULT).state != "hidden" for side in (after, before)]
    assert [change.verdict == "none" for change in found] == (~(shown[0] & shown[1])).tolist()
    for change, now, then in zip(found, *shown, strict=True):
        assert math.isnan(change.after) == (not now)
        assert math.isnan(change.before) == (not then)
        assert math.isnan(change.difference) == math.isnan(change.p) == (not (now and then))
        assert (change.n_after > 0, change.n_before > 0) == (now, then)


def test_without_an_earlier_period_a_change_has_no_verdict():
    assert [change.verdict for change in changes(teams(50, 60), None, DEFAULT)] == ["none", "none"]


def test_superiority_is_told_only_where_both_sides_may_be_shown():
    def tally(*sizes):
        frame = pd.DataFrame({"team": [f"t{i}" for i in range(len(sizes))], "bin": 9, "n": sizes})
        return Tally.from_frame(measure("nps"), frame, ["team"], ANONYMOUS)

    found = guarded_superiority(tally(2, 50, 60, 70), tally(40, 50, 60), DEFAULT)
    assert np.isnan(found.value).tolist() == [True, True, False, True]
    assert found.n_after.tolist() == [0, 0, 60, 70]
    assert found.n_before.tolist() == [0, 0, 60, 0]
    open_ones = guarded_superiority(tally(2, 50), tally(3, 50), DEFAULT.with_(hide_below=3))
    assert np.isnan(open_ones.value).all()


@pytest.mark.parametrize(("n", "anonymous", "allowed"), [(9, True, False), (10, True, True), (1, False, True)])
def test_no_comment_is_shown_under_ten_answers_to_an_anonymous_survey(n, anonymous, allowed):
    assert COMMENTS_FROM == 10
    assert comments_allowed(n, DEFAULT, anonymous) is allowed


def test_comments_are_hidden_at_least_as_long_as_the_score():
    assert not comments_allowed(19, DEFAULT.with_(hide_below=20))


def test_rows_that_say_nothing_yet_are_no_score():
    young = pd.DataFrame({"bin": bins.running([3600] * 40), "n": 1})
    tally = Tally.from_frame(measure("resolution"), young, [])
    assert guard(read(tally, "open:604800"), DEFAULT).state.tolist() == ["none"]
    assert guard(read(tally, "median"), DEFAULT).state.tolist() == ["ok"]  # not reached yet, which is a fact
