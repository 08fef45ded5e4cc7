"""What may be kept of answers beside their tickets: every score by class that may be shown, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from cx import bins, path, settings
from cx.guard import guard, guarded_pairs
from cx.measures import measure
from cx.pairs import DAY, EDGES, UNDECIDED, Pairs
from cx.scores import FLOATS, INTS, read
from cx.surveys import Survey

DEFAULT = settings.load({}, {})
OPEN, ANONYMOUS = Survey("q", "csat", 1, 5), Survey("q", "csat", 1, 5, anonymous=True)
LONG, SHORT = bins.running([9 * DAY, DAY]).tolist()
CODES = {
    "first_response": [
        *map(int, bins.clock_bin([0, 600, 900, 3599, 3600, 40_000, 90_000, 999_999])), bins.TIME_UNKNOWN, bins.NO_REPLY,
        LONG, SHORT,
    ],
    "transfers": [0, 1, 2, 3, 7],
    "fcr": [int(path.pack(**parts)) for parts in ({"agent_replies": 1}, {"agent_replies": 2}, {}, {
        "agent_replies": 1, "held": 0, "solves": 0})],
}  # fmt: skip


def pairs(rows, beside, survey=ANONYMOUS):
    """From (answer, other, n); without an other a row has no partner."""
    frame = pd.DataFrame(rows, columns=["bin", "other", "n"])
    return Pairs.from_frame(measure("csat"), beside, frame, (), {"q": survey})


def rows_of(beside, *others):
    cell = st.tuples(st.integers(1, 6), st.sampled_from([*CODES[beside], *others]), st.integers(1, 8))
    return st.lists(cell, min_size=1, max_size=16).map(lambda rows: (beside, rows))


MATCHED = st.sampled_from(list(CODES)).flatmap(rows_of)
ANY = st.sampled_from(list(CODES)).flatmap(lambda beside: rows_of(beside, None))
LEAST = st.integers(3, 10).map(lambda least: DEFAULT.with_(hide_below=least))
READINGS = ("satisfied", "mean", "dissatisfied")


def by_class(found, rule="F3"):
    return found.by_rule(rule) if found.beside == "fcr" else found.by_class()


def same(one, other, where=slice(None)):
    """Whether these classes of two scores are alike in name, in state and in every number."""
    return (
        one.named.names()[where] == other.named.names()[where]
        and one.state[where].tolist() == other.state[where].tolist()
        and all(np.array_equal(getattr(one, name)[where], getattr(other, name)[where], equal_nan=True)
                for name in FLOATS + INTS)
    )  # fmt: skip


# Any survey: by class alone.


@tried(max_examples=60, deadline=None)
@given(ANY)
def test_by_class_alone_nothing_that_is_shown_changes(case):
    found = pairs(case[1], case[0], OPEN)
    kept = guarded_pairs(found, DEFAULT, "F3")
    assert kept.withheld is None
    assert (kept.rows, kept.matched) == (found.rows, found.matched)
    assert np.array_equal(kept.unmatched, found.unmatched)
    assert kept.left_out() == found.left_out()
    for reading in READINGS:
        assert same(*(guard(read(by_class(each), reading), DEFAULT) for each in (found, kept)))


def test_there_is_one_other_for_each_class_and_for_each_reason():
    rows = [(5, code, 1) for code in CODES["first_response"]]
    kept = guarded_pairs(pairs(rows, "first_response", OPEN), DEFAULT)
    assert kept.others.tolist() == [bins.CENSORED, bins.NO_REPLY, bins.TIME_UNKNOWN, 0, 900, 3600, 28_800, DAY, 2 * DAY]
    assert set(kept.others[kept.others > 0]) <= set(EDGES["first_response"])


@pytest.mark.parametrize("rule", ["F1", "F3", "F4", "F5"])
def test_of_a_rule_only_what_it_says_is_kept(rule):
    rows = [(5 - place, code, 9) for place, code in enumerate(CODES["fcr"])]
    found = pairs(rows, "fcr", OPEN)
    kept = guarded_pairs(found, DEFAULT, rule)
    assert set(kept.others) <= {0, 1, UNDECIDED}
    assert same(*(guard(read(each.by_rule(rule)), DEFAULT) for each in (found, kept)))
    with pytest.raises(ValueError, match="only what"):
        kept.by_rule("F8")


@tried(max_examples=40, deadline=None)
@given(ANY, LEAST)
def test_what_is_guarded_already_stays_as_it_is(case, least):
    kept = guarded_pairs(pairs(case[1], case[0]), least, "F3")
    again = guarded_pairs(kept, least, "F3")
    for name in ("others", "bins", "counts", "unmatched"):
        assert np.array_equal(getattr(kept, name), getattr(again, name))
    assert (kept.withheld is None) == (again.withheld is None)
    assert kept.withheld is None or np.array_equal(kept.withheld, again.withheld)


# Anonymous ones.


@tried(max_examples=60, deadline=None)
@given(MATCHED, LEAST)
def test_where_every_answer_has_its_ticket_the_same_classes_are_shown(case, least):
    found = pairs(case[1], case[0])
    kept = guarded_pairs(found, least, "F3")
    for reading in READINGS:
        assert same(*(guard(read(by_class(each), reading), least) for each in (found, kept)))


@tried(max_examples=100, deadline=None)
@given(ANY, LEAST)
def test_what_is_shown_is_true_and_what_is_not_does_not_follow(case, least):
    """The total of all answers is shown elsewhere: less the classes that are shown, it has to leave enough."""
    found = pairs(case[1], case[0])
    kept = guarded_pairs(found, least, "F3")
    before, after = read(by_class(found)), guard(read(by_class(kept)), least)
    assert before.named.names() == after.named.names()
    shown = after.state != "hidden"
    assert np.array_equal(after.n[shown], before.n[shown])
    assert (after.n[shown] >= least.hide_below).all()
    answers = _on_scale(found.counts.sum(axis=(0, 2)) + found.unmatched.sum(axis=0), found.bins)
    left = answers - after.n[shown].sum()
    without = _on_scale(found.unmatched[0], found.bins)
    parts = np.count_nonzero(before.rows[~shown]) + bool(found.unmatched.any())
    assert left == without >= least.hide_below or left == 0 == found.unmatched.sum() or not shown.any() or (
        left >= least.hide_below and parts > 1
    )  # fmt: skip


def _on_scale(counts, keys):
    return int(counts[(keys >= 1) & (keys <= 5)].sum())


@tried(max_examples=60, deadline=None)
@given(ANY, LEAST)
def test_a_class_that_is_withheld_does_not_keep_its_own_counts(case, least):
    found = pairs(case[1], case[0])
    kept = guarded_pairs(found, least, "F3")
    tally = by_class(kept)
    if tally.withheld is None:
        return
    own = dict(zip(by_class(found).named.names(), read(by_class(found)).n, strict=True))
    for name, mark, rows in zip(tally.named.names(), tally.withheld, tally.counts.sum(axis=1), strict=True):
        if mark < 0:
            assert rows == 0
        if mark > 0:
            members = [other for other, pool in zip(tally.named.names(), tally.withheld, strict=True) if pool == mark]
            assert name in members
            assert len(members) > 1
            assert sum(own[other] for other in members) >= least.hide_below


def test_few_answers_without_a_ticket_hide_the_smallest_class():
    rows = [(5, 0, 20), (4, 3600, 9), (1, None, 2)]
    kept = guarded_pairs(pairs(rows, "first_response"), DEFAULT)
    assert guard(read(kept.by_class()), DEFAULT).state.tolist() == ["few", "hidden"]
    assert kept.rows == 31


def test_why_an_answer_is_in_no_class_is_not_kept_of_anonymous_ones():
    rows = [(5, bins.NO_REPLY, 2), (4, bins.TIME_UNKNOWN, 40), (4, 3600, 9), (3, LONG, 1)]
    kept = guarded_pairs(pairs(rows, "first_response"), DEFAULT)
    assert kept.left_out() == {"time_unknown": 43}
    assert guard(read(kept.by_class()), DEFAULT).n.tolist() == [9, 43]
