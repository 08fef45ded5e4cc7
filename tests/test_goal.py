"""How far a score is from its goal: what is said to reach it reaches it, and nothing less does."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.goal import ToGoal, to_goal
from cx.goal import reached as reached_goal
from cx.intervals import Z
from cx.measures import measure
from cx.scores import Scores, read
from tests.segments import answers


def scored(detractors: int, passives: int, promoters: int) -> Scores:
    return read(answers({"all": (detractors, passives, promoters)}).total(), "nps")


def reached(detractors: int, passives: int, promoters: int, goal: float) -> bool:
    n = detractors + passives + promoters
    return promoters - detractors >= goal * n - 1e-6


def test_by_hand() -> None:
    """100 answers, 50 promoters, 30 detractors: +20. For +30 ten more promoters than detractors are needed."""
    found = to_goal(scored(30, 20, 50), 0.3)

    assert found.points == pytest.approx(0.1)
    assert (found.turned, found.raised, found.added) == (5, 10, 15)


COUNTS = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)).filter(lambda c: sum(c) > 0)


@given(COUNTS, st.integers(-99, 99))
def test_what_is_said_is_enough_and_one_less_is_not(counts: tuple[int, int, int], points: int) -> None:
    detractors, passives, promoters = counts
    goal = points / 100
    found = to_goal(scored(*counts), goal)

    assert reached(detractors - found.turned, passives, promoters + found.turned, goal)
    assert reached(detractors - found.raised, passives + found.raised, promoters, goal)
    assert reached(detractors, passives, promoters + int(found.added), goal)
    if found.points > 1e-9:
        assert not reached(detractors - found.turned + 1, passives, promoters + found.turned - 1, goal)
        assert not reached(detractors, passives, promoters + int(found.added) - 1, goal)
    else:
        assert (found.turned, found.raised, found.added) == (0, 0, 0)


def test_a_goal_of_a_hundred_is_never_reached_by_new_promoters() -> None:
    assert to_goal(scored(1, 0, 9), 1.0).added == math.inf
    assert to_goal(scored(0, 0, 9), 1.0) == ToGoal(0.0, 0, 0, 0.0, pytest.approx(0.5))


def test_the_chance_agrees_with_the_interval() -> None:
    scores = scored(30, 20, 50)
    ends = float(scores.low[0]), float(scores.high[0])

    assert to_goal(scores, ends[0]).chance == pytest.approx(0.975, abs=1e-4)
    assert to_goal(scores, ends[1]).chance == pytest.approx(0.025, abs=1e-4)
    assert to_goal(scores, 0.2).chance == pytest.approx(0.5)
    assert pytest.approx(1.96, abs=1e-3) == Z


def test_without_a_score_nothing_is_known_and_other_readings_are_refused() -> None:
    assert math.isnan(to_goal(scored(0, 0, 0), 0.3).chance)
    with pytest.raises(ValueError, match="no net score"):
        to_goal(read(answers({"all": (1, 2, 3)}).total(), measure("nps").reading("mean")), 0.3)


def test_a_goal_is_reached_or_missed_only_where_the_whole_interval_says_so() -> None:
    scores = scored(30, 20, 50)
    low, high = float(scores.low[0]), float(scores.high[0])

    assert [reached_goal(scores, goal) for goal in (low - 1e-6, low + 1e-6, 0.2, high - 1e-6, high + 1e-6)] == [
        True, None, None, None, False,
    ]  # fmt: skip


def test_where_low_is_good_a_goal_is_reached_from_above() -> None:
    trouble = read(answers({"all": (30, 20, 50)}).total(), "detractors")
    low, high = float(trouble.low[0]), float(trouble.high[0])

    assert [reached_goal(trouble, goal) for goal in (low - 1e-6, 0.3, high + 1e-6)] == [False, None, True]


def test_without_a_score_nobody_knows_whether_a_goal_is_reached() -> None:
    assert reached_goal(scored(0, 0, 0), 0.3) is None
