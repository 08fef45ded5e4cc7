"""What may be kept of a tally: every score that may be shown, and nothing that may not."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from cx import settings
from cx.errors import BadInput, Unavailable
from cx.guard import guard, guarded_tally
from cx.measures import measure
from cx.pools import KNOWN, LOST
from cx.scores import FLOATS, INTS, countable, read
from cx.surveys import Survey
from cx.tally import Tally

DEFAULT = settings.load({}, {})
NPS = measure("nps")
SURVEYS = {name: Survey(name, "nps", anonymous=name != "open") for name in ("a", "b", "open")}
ALL_OPEN = {name: Survey(name, "nps") for name in SURVEYS}
VALUES = {
    "team": ["t1", "t2", "t3", None], "channel": ["chat", "mail", "phone"], "period": ["current", "previous"],
    "survey": list(SURVEYS),
}  # fmt: skip
#: Readings that count every answer on the scale, and one that leaves some of them out.
WHOLE, PART = ("nps", "promoters", "passives", "detractors", "mean"), "from_one"


def tally(rows, by, surveys=SURVEYS):
    return Tally.from_frame(NPS, pd.DataFrame(rows, columns=[*by, "bin", "n"]), by, surveys)


def teams(*sizes, surveys=SURVEYS):
    return tally([(f"t{place}", 9 - place % 2, n) for place, n in enumerate(sizes)], ["team"], surveys)


def rows_by(by):
    names = [st.sampled_from(VALUES[name]) for name in by]
    return st.lists(st.tuples(*names, st.integers(-1, 10), st.integers(1, 9)), min_size=1, max_size=40)


def tallies(*dimensions):
    """Random tallies by some of these dimensions, in any order, with the least that may be shown."""
    orders = st.permutations(dimensions).flatmap(lambda all: st.integers(1, min(3, len(all))).map(lambda k: all[:k]))
    made = orders.flatmap(lambda by: rows_by(by).map(lambda rows: tally(rows, list(by))))
    return st.tuples(made, st.integers(3, 10).map(lambda least: DEFAULT.with_(hide_below=least)))


ANY, FLAT = tallies(*VALUES), st.one_of(*(tallies(name) for name in VALUES), tallies("team", "period"))


def same(one, other, where=slice(None)):
    """Whether these groups of two scores are alike in state and in every number."""
    numbers = all(
        np.array_equal(getattr(one, name)[where], getattr(other, name)[where], equal_nan=True) for name in FLOATS + INTS
    )
    states = one.state[where].tolist() == other.state[where].tolist()
    return numbers and states and _excluded(one, where) == _excluded(other, where)


def _excluded(scores, where):
    return {why: rows[where].tolist() for why, rows in scores.excluded.items() if rows[where].any()}


def both(one, other, reading, least):
    return (guard(read(each, reading), least) for each in (one, other))


def periods_of(*found):
    """The tallies of each period by itself: periods are no parts of a total, so no model adds them up."""
    if "period" not in found[0].by:
        return [found]
    names = found[0].named.columns["period"].each()
    return [tuple(each.select({"period": name}) for each in found) for name in dict.fromkeys(names)]


# The same scores.


@tried(max_examples=60, deadline=None)
@given(ANY)
def test_every_score_that_may_be_shown_is_the_same(case):
    found, least = case
    kept = guarded_tally(found, least)
    assert kept.named.names() == found.named.names()
    for reading in WHOLE:
        before, after = both(found, kept, reading, least)
        assert same(before, after)


@tried(max_examples=60, deadline=None)
@given(FLAT)
def test_sums_over_one_dimension_are_the_same(case):
    found, least = case
    kept = guarded_tally(found, least)
    for one, other in periods_of(found, kept):
        for reading in WHOLE:
            assert same(*both(one.total(), other.total(), reading, least))
            for name in found.by:
                assert same(*both(one.over(name), other.over(name), reading, least))


@tried(max_examples=60, deadline=None)
@given(ANY)
def test_other_sums_are_the_same_or_withheld(case):
    """Withheld: sums that leave a dimension out before the last one, and sums with a part of which nothing is kept.
    A group hidden only beside a smaller one may be shown where that one is withheld together with another."""
    found, least = case
    kept = guarded_tally(found, least)
    for period, name in product(periods_of(found, kept), (*found.by, None)):
        one, other = (each.over(*([name] if name else [])) for each in period)
        before, after = both(one, other, "nps", least)
        withheld = np.zeros(len(other.named), dtype=bool) if other.withheld is None else other.withheld != KNOWN
        for group in np.flatnonzero(~withheld):
            assert read(other).n[group] == read(one).n[group]
        assert set(after.state[withheld]) <= {"hidden"}
        shown = (before.state == "hidden") & (after.state != "hidden")
        assert (read(one).n[shown] >= least.hide_below).all()  # hidden beside a smaller one, which has another partner
        assert not shown.any() or np.count_nonzero(withheld) > 1
        for group in np.flatnonzero((after.state != "hidden") & ~shown):
            assert same(before, after, slice(group, group + 1))


@tried(max_examples=40, deadline=None)
@given(tallies("team", "channel"))
def test_sums_over_the_last_dimension_are_withheld_only_where_a_part_is_lost_or_pooled_with_parts_of_others(case):
    found, least = case
    check_sums_over_the_last_dimension(found, least)


def check_sums_over_the_last_dimension(found, least):
    kept = guarded_tally(found, least)
    names, pools = kept.groups[found.by[0]], np.zeros(len(kept.named)) if kept.withheld is None else kept.withheld
    shared = [pool for pool in np.unique(pools[pools > KNOWN]) if names[pools == pool].nunique() > 1]
    lost = set(names[np.isin(pools, [LOST, *shared])])
    before, after = both(found.over(found.by[0]), kept.over(found.by[0]), "nps", least)
    for group, name in enumerate(before.groups[found.by[0]]):
        assert same(before, after, slice(group, group + 1)) or (name in lost and after.state[group] == "hidden")


def test_a_group_that_is_pooled_with_one_of_another_total_hides_both_totals():
    """Chat of the first team and mail of the second are known only together, and so are the teams."""
    rows = [("t1", "chat", 9, 1), ("t1", "phone", 9, 4), ("t2", "mail", 9, 3)]
    found, least = tally(rows, ["team", "channel"]), DEFAULT.with_(hide_below=3)

    check_sums_over_the_last_dimension(found, least)
    assert guard(read(found.over("team")), least).state.tolist() == ["few", "few"]
    assert guard(read(guarded_tally(found, least).over("team")), least).state.tolist() == ["hidden", "hidden"]


@tried(max_examples=40, deadline=None)
@given(FLAT)
def test_a_reading_that_leaves_rows_out_never_shows_more_than_the_others(case):
    found, least = case
    kept = guarded_tally(found, least)
    every, part = (guard(read(kept, reading), least) for reading in ("nps", PART))
    assert (part.state[every.state == "hidden"] == "hidden").all()
    private = read(kept).anonymous & (part.state != "hidden") & (part.rows > 0)
    assert (part.n[private] >= least.hide_below).all()


# Nothing else.


@tried(max_examples=60, deadline=None)
@given(ANY)
def test_of_what_is_hidden_only_sums_of_several_groups_are_kept(case):
    found, least = case
    kept, n = guarded_tally(found, least), countable(found)
    if kept.withheld is None:
        assert (guard(read(found), least).state != "hidden").all()
        return
    assert ((kept.withheld != KNOWN) == (guard(read(found), least).state == "hidden")).all()
    assert not kept.counts[kept.withheld == LOST].any()
    for pool in np.unique(kept.withheld[kept.withheld > KNOWN]):
        members = np.flatnonzero(kept.withheld == pool)
        assert len(members) > 1
        assert n[members].sum() >= least.hide_below
        assert not kept.counts[members[1:]].any()
    assert kept.counts.any(axis=0).all()


@tried(max_examples=60, deadline=None)
@given(FLAT, st.randoms(use_true_random=False))
def test_what_is_kept_does_not_depend_on_who_of_a_pool_gave_which_answer(case, random):
    found, least = case
    kept = guarded_tally(found, least)
    assume(kept.withheld is not None)
    counts = found.counts.copy()
    for pool in np.unique(kept.withheld[kept.withheld > KNOWN]):
        members = np.flatnonzero(kept.withheld == pool)
        counts[members] = counts[random.sample(members.tolist(), len(members))]
    shuffled = guarded_tally(Tally(NPS, found.named, found.bins, counts, found.surveys), least)
    assume(np.array_equal(shuffled.withheld, kept.withheld))  # which survey is declared anonymous may decide otherwise
    assert np.array_equal(shuffled.counts, kept.counts)
    assert np.array_equal(shuffled.bins, kept.bins)


def test_a_group_whose_total_is_not_shown_leaves_nothing_behind():
    kept = guarded_tally(tally([("t1", 9, 2), ("t2", 3, 2)], ["team"]), DEFAULT)
    assert kept.withheld.tolist() == [LOST, LOST]
    assert kept.n_rows() == 0
    assert not len(kept.bins)
    assert guard(read(kept.total()), DEFAULT).state.tolist() == ["hidden"]


def test_an_answer_of_hidden_groups_alone_is_no_bin_of_what_is_kept_but_where_their_sum_is():
    rows = [("t1", "current", 0, 2), ("t2", "current", 9, 60), ("t1", "previous", 1, 2)]
    assert guarded_tally(tally(rows, ["team", "period"]), DEFAULT).bins.tolist() == [0, 9]


def test_questions_that_may_not_be_added_up_leave_no_sum():
    surveys = {"a": Survey("a", "nps", anonymous=True), "b": Survey("b", "nps", cuts=(6, 9))}
    kept = guarded_tally(tally([("a", 9, 2), ("b", 9, 40)], ["survey"], surveys), DEFAULT)
    assert kept.withheld.tolist() == [LOST, LOST]


def test_votes_of_several_weeks_leave_no_sum():
    voted = measure("nps").on("customer")
    rows = pd.DataFrame({"week": ["w1", "w2"], "bin": 9, "n": [2, 40]})
    kept = guarded_tally(Tally.from_frame(voted, rows, ["week"], SURVEYS), DEFAULT)
    assert kept.withheld.tolist() == [LOST, LOST]


def test_periods_are_kept_apart():
    rows = [(team, period, 9, n) for period, sizes in (("current", (2, 8, 50)), ("previous", (40, 40, 50)))
            for team, n in zip(("t1", "t2", "t3"), sizes, strict=True)]  # fmt: skip
    kept = guarded_tally(tally(rows, ["team", "period"]), DEFAULT)
    assert kept.withheld.tolist() == [1, 0, 1, 0, 0, 0]
    assert kept.counts.sum(axis=1).tolist() == [10, 40, 0, 40, 50, 50]
    assert kept.over("team").withheld.tolist() == [1, 1, 0]
    assert kept.over("period").withheld is None


# As it was where there is nothing to hide.


@tried(max_examples=50, deadline=None)
@given(ANY)
def test_without_anonymous_surveys_a_tally_is_kept_as_it_is(case):
    found, least = case
    known = Tally(NPS, found.named, found.bins, found.counts, {name: ALL_OPEN[name] for name in found.surveys})
    assert guarded_tally(known, least) is known
    assert read(known).withheld is None


@tried(max_examples=50, deadline=None)
@given(ANY)
def test_what_is_guarded_already_stays_as_it_is(case):
    found, least = case
    kept = guarded_tally(found, least)
    assert guarded_tally(kept, least) is kept


def test_where_all_groups_are_large_a_tally_is_kept_as_it_is():
    found = teams(40, 50)
    assert guarded_tally(found, DEFAULT) is found


# Adding up.


@tried(max_examples=40, deadline=None)
@given(tallies("team"), tallies("team"))
def test_adding_up_what_is_kept_is_exact_where_it_is_known(one, other):
    (first, least), (second, _) = one, other
    together, kept = first + second, guarded_tally(first, least) + guarded_tally(second, least)
    assert kept.named.names() == together.named.names()
    marks = np.zeros(len(kept.named), dtype=int) if kept.withheld is None else kept.withheld
    for name, mark in zip(kept.named.names(), marks, strict=True):
        if mark == KNOWN:
            own, known = (each.select({"team": name[0]}).frame()[["bin", "n"]] for each in (together, kept))
            assert own.to_numpy().tolist() == known.to_numpy().tolist()
    total = kept.total()
    assert total.withheld is not None or total.frame().equals(together.total().frame())


def test_a_part_of_a_pool_is_not_known_once_it_is_alone():
    kept = guarded_tally(teams(2, 8, 50), DEFAULT)
    alone = kept.select({"team": "t0"})
    assert alone.withheld.tolist() == [LOST]
    assert alone.n_rows() == 0
    assert kept.select([True, True, False]).total().n_rows() == 10


def test_long_form_is_of_the_groups_that_are_known():
    assert guarded_tally(teams(2, 8, 50), DEFAULT).frame().to_numpy().tolist() == [["t2", 9, 50]]


def test_a_kept_tally_is_made_again_from_its_parts():
    kept = guarded_tally(teams(2, 8, 50), DEFAULT)
    again = Tally(kept.measure, kept.named, kept.bins, kept.counts, kept.surveys, withheld=kept.withheld)
    assert same(*both(kept, again, "nps", DEFAULT))
    with pytest.raises(ValueError, match="withheld"):
        Tally(kept.measure, kept.named, kept.bins, kept.counts, kept.surveys, withheld=kept.withheld[:1])


def test_unknown_dimensions_and_questions_that_do_not_add_up_are_refused_as_before():
    kept = guarded_tally(teams(2, 8, 50), DEFAULT)
    with pytest.raises(BadInput, match="no dimension"):
        kept.over("channel")
    surveys = {"a": Survey("a", "nps", anonymous=True), "b": Survey("b", "nps", cuts=(6, 9))}
    with pytest.raises(Unavailable):
        guarded_tally(tally([("a", 9, 2), ("b", 9, 40)], ["survey"], surveys), DEFAULT).total()
