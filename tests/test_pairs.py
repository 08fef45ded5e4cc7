"""An answer beside its ticket: classes that add up and agree with a count by hand, and where a score turns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import bins, path
from cx.measures import measure
from cx.pairs import BESIDE, DAY, EDGES, HOUR, Pairs, knee, steps
from cx.scores import read
from cx.surveys import Survey

CSAT = {"q": Survey("q", "csat", 1, 5)}
WAITING = int(bins.running(3 * DAY))


def pairs(rows, beside="first_response", by=()):
    """From (..., answer, other, n)."""
    return Pairs.from_frame(measure("csat"), beside, pd.DataFrame(rows, columns=[*by, "bin", "other", "n"]), by, CSAT)


def satisfied(*classes):
    """Rows of a class each: (seconds, satisfied, n)."""
    return [(answer, seconds, n) for seconds, good, size in classes for answer, n in ((5, good), (1, size - good))]


CODES = (*map(int, bins.clock_bin([0, 600, 900, 3599, 3600, 40_000, 90_000, 999_999])), bins.TIME_UNKNOWN, WAITING)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["chat", "mail", None]), st.integers(1, 5), st.sampled_from([*CODES, None]), st.integers(1, 40)
    ),
    max_size=30,
)


@given(ROWS)
def test_every_row_is_in_one_class_or_without_a_partner(rows):
    found = pairs(rows, by=("channel",))
    assert found.rows == sum(n for *_, n in rows)
    assert found.matched == sum(n for *_, other, n in rows if other is not None) == found.by_class().n_rows()
    assert found.unmatched.sum() == found.rows - found.matched


@given(ROWS)
def test_scores_by_class_are_those_of_the_expanded_rows(rows):
    scores = read(pairs(rows, by=("channel",)).by_class((900, 3600)))
    expanded = [(name, other, answer >= 4) for name, answer, other, n in rows for _ in range(n) if other is not None]
    assert len(scores) == len({(name, class_of(other)) for name, other, _ in expanded})
    for name, place, value, n in zip(
        scores.groups["channel"], scores.groups["first_response"], scores.value, scores.n, strict=True
    ):
        own = [good for other_name, other, good in expanded if other_name == name and class_of(other) == place]
        assert (value, n) == (pytest.approx(np.mean(own)), len(own))


def class_of(seconds):
    return None if seconds < 0 else 0 if seconds < 900 else 1 if seconds < 3600 else 2


@given(ROWS)
def test_over_all_classes_the_tally_is_that_of_the_matched_rows(rows):
    found = pairs(rows, by=("channel",))
    together = found.by_class().over("channel")
    assert dict(zip(together.groups["channel"], together.counts.sum(axis=1), strict=True)) == {
        name: n for name, n in zip(found.groups["channel"], found.counts.sum(axis=(1, 2)), strict=True) if n
    }


@given(ROWS, st.randoms())
def test_rows_in_any_order_and_pieces_give_the_same_pairs(rows, random):
    pieces = [(*row[:-1], 1) for row in rows for _ in range(row[-1])]
    one, other = (pairs(some, by=("channel",)) for some in (rows, random.sample(pieces, len(pieces))))
    assert (one.counts.tolist(), one.unmatched.tolist()) == (other.counts.tolist(), other.unmatched.tolist())
    assert (one.bins.tolist(), one.others.tolist()) == (other.bins.tolist(), other.others.tolist())


def test_a_class_begins_with_its_edge():
    tally = pairs([(5, 899, 1), (5, 900, 2), (5, 3600, 4)]).by_class((900, 3600))
    assert dict(zip(tally.groups["first_response"], tally.counts.sum(axis=1), strict=True)) == {0: 1, 1: 2, 2: 4}


def test_what_still_waits_or_has_no_known_time_is_a_group_without_a_class_and_counted():
    found = pairs([(5, 60, 9), (1, WAITING, 4), (2, WAITING, 1), (1, bins.NO_REPLY, 2), (3, None, 7)])
    tally = found.by_class()
    assert tally.groups["first_response"].tolist() == [0, None]
    assert tally.counts.sum(axis=1).tolist() == [9, 7]
    assert found.left_out() == {"still_running": 5, "no_reply": 2}
    assert (found.matched, found.rows) == (16, 23)


def test_tickets_are_put_in_classes_by_what_a_rule_says_of_them():
    once, twice, unknown = (int(path.pack(agent_replies=n)) for n in (1, 2, path.PARTS["agent_replies"].unknown))
    found = pairs([(5, once, 8), (1, twice, 3), (4, unknown, 2)], "fcr")
    scores = read(found.by_rule("F3"))
    assert scores.groups["fcr"].tolist() == [0, 1, None]
    assert scores.n.tolist() == [3, 8, 2]
    assert scores.value.tolist() == [0, 1, 1]


def test_only_a_rule_of_yes_and_no_makes_two_classes():
    with pytest.raises(ValueError, match="no rule"):
        pairs([(5, 60, 1)]).by_rule("median")


@pytest.mark.parametrize("beside", ["first_response", "resolution"])
def test_the_edges_of_times_are_edges_of_bins(beside):
    assert all(bins.is_edge(edge) for edge in EDGES[beside])


@pytest.mark.parametrize("beside", BESIDE)
def test_whatever_stands_beside_has_classes_of_its_own(beside):
    found = pairs([(5, 0, 4), (1, 3, 2)], beside)
    tally = found.by_rule("F3") if beside == "fcr" else found.by_class()
    assert tally.by == (beside,)
    assert tally.n_rows() == 6


def test_counts_have_the_classes_none_one_two_and_more():
    tally = pairs([(5, n, 1) for n in (0, 1, 2, 3, 7)], "transfers").by_class()
    assert tally.groups["transfers"].tolist() == [0, 1, 2, 3]
    assert tally.counts.sum(axis=1).tolist() == [1, 1, 1, 2]


def test_nothing_gives_empty_pairs():
    assert (pairs([]).matched, pairs([]).rows, pairs([]).by_class().n_rows()) == (0, 0, 0)


@pytest.mark.parametrize("edges", [(900, 900), (3600, 900), (-1, 900)])
def test_edges_rise_from_nought(edges):
    with pytest.raises(ValueError, match="rise from 0"):
        pairs([(5, 60, 1)]).by_class(edges)


def test_an_other_that_is_not_whole_is_refused():
    with pytest.raises(ValueError, match="not whole"):
        pairs([(5, 1.5, 1)])


# Where a score turns.


def turning(*classes, beside="first_response", reading=""):
    return knee(steps(read(pairs(satisfied(*classes), beside).by_class(), reading)))


def test_the_knee_is_the_largest_clear_step_for_the_worse():
    found = turning((60, 460, 500), (HOUR, 440, 500), (5 * HOUR, 350, 500), (9 * HOUR, 300, 500), (3 * DAY, 290, 500))
    assert (found.below, found.above) == (2, 3)
    assert found.change.difference == pytest.approx(-0.18)
    assert found.change.verdict == "clear"
    assert found.change.better is False


def test_of_a_reading_where_low_is_good_the_knee_is_a_rise():
    found = turning((60, 460, 500), (HOUR, 300, 500), reading="dissatisfied")
    assert found.change.difference == pytest.approx(0.32)


def test_classes_without_rows_or_without_order_are_passed_over():
    rows = [*satisfied((60, 460, 500), (3 * DAY, 300, 500)), (1, WAITING, 400)]
    found = knee(steps(read(pairs(rows).by_class())))
    assert (found.below, found.above) == (0, 6)


def test_every_step_has_its_verdict_in_one_family():
    rows = satisfied((60, 460, 500), (HOUR, 455, 500), (5 * HOUR, 350, 500), (9 * HOUR, 8, 10))
    found = steps(read(pairs(rows).by_class()))
    assert [(step.below, step.above, step.change.verdict) for step in found] == [
        (0, 2, "noise"), (2, 3, "clear"), (3, 4, "few"),
    ]  # fmt: skip


def test_where_nothing_is_clear_there_is_no_knee():
    assert turning((60, 46, 50), (HOUR, 45, 50)) is None
    assert turning((60, 300, 500), (HOUR, 460, 500)) is None  # for the better
    assert turning((60, 20, 20), (HOUR, 0, 20)) is None  # too few to say
    assert turning((60, 460, 500)) is None
    assert knee(steps(read(pairs([]).by_class()))) is None


def test_steps_of_nothing_but_noise_hardly_ever_make_a_knee():
    rng = np.random.default_rng(3)
    starts = (0, *EDGES["first_response"])
    found = [turning(*((start, int(rng.binomial(200, 0.8)), 200) for start in starts)) for _ in range(200)]
    assert sum(one is not None for one in found) <= 10
