"""The least number of rows that differ between two counts: never more than did, exact where rows only came or went."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cx.bins import running
from cx.measures import measure
from cx.pairs import Pairs
from cx.snapshots.rows_changed import cells, largest, ripened, rows_at_least
from cx.tally import Tally
from tests.facts import NPS

ROWS = st.lists(st.tuples(st.sampled_from(["chat", "email", None]), st.integers(0, 10)), max_size=40)
CHANGES = st.lists(
    st.tuples(st.sampled_from(["come", "go", "change"]), st.integers(0, 10_000), st.integers(0, 10)), max_size=20
)


def counted(rows: list[tuple[str | None, int]], name: str = "nps") -> Tally:
    frame = pd.DataFrame({"channel": [row[0] for row in rows], "bin": [row[1] for row in rows], "n": [1] * len(rows)})
    surveys = {"nps": NPS} if name == "nps" else {}
    return Tally.from_frame(
        measure(name), frame.astype({"channel": object, "bin": int, "n": int}), ["channel"], surveys
    )


def edited(
    rows: list[tuple[str | None, int]], changes: list[tuple[str, int, int]]
) -> tuple[list[tuple[str | None, int]], int]:
    """The rows after some came, went and changed, and how many that were; no row is touched twice."""
    left, new = list(rows), []
    for what, place, score in changes:
        if what == "come":
            new.append(("chat", score))
        elif left:
            channel, _score = left.pop(place % len(left))
            new += [(channel, score)] if what == "change" else []
    touched = sum(what == "come" for what, *_ in changes) + len(rows) - len(left)
    return left + new, touched


@given(ROWS, CHANGES)
def test_the_bound_is_never_more_than_the_rows_that_differ(
    rows: list[tuple[str | None, int]], changes: list[tuple[str, int, int]]
) -> None:
    after, touched = edited(rows, changes)
    bound = rows_at_least(counted(rows), counted(after))
    assert bound <= touched
    assert (bound == 0) == (Counter(rows) == Counter(after))
    assert bound == rows_at_least(counted(after), counted(rows))


@given(ROWS, st.lists(st.tuples(st.just("chat"), st.integers(0, 10)), max_size=20))
def test_rows_that_only_came_are_counted_exactly(
    rows: list[tuple[str | None, int]], more: list[tuple[str | None, int]]
) -> None:
    assert rows_at_least(counted(rows), counted(rows + more)) == len(more)
    assert rows_at_least(counted(rows + more), counted(rows)) == len(more)


def test_a_row_that_changed_is_one_although_two_cells_differ() -> None:
    assert rows_at_least(counted([("chat", 3)]), counted([("chat", 9)])) == 1
    assert rows_at_least(counted([("chat", 3)]), counted([("email", 3)])) == 1


def test_a_ticket_with_several_events_is_told_by_its_largest_cell() -> None:
    assert (
        rows_at_least(counted([], "flow"), counted([("chat", 0), ("chat", 1), ("email", 0), ("chat", 1)], "flow")) == 2
    )


def test_of_pairs_rows_without_a_partner_count_too() -> None:
    then = pairs([(9, 60.0), (9, None)])
    assert cells(then) == {(9, 60): 1, (9,): 1}
    assert rows_at_least(then, pairs([(9, 60.0), (9, None), (2, None)])) == 1
    assert rows_at_least(then, pairs([(9, 60.0), (9, 60.0)])) == 1


def pairs(rows: list[tuple[int, float | None]]) -> Pairs:
    frame = pd.DataFrame({"bin": [row[0] for row in rows], "other": [row[1] for row in rows], "n": [1] * len(rows)})
    return Pairs.from_frame(measure("nps"), "first_response", frame, (), {"nps": NPS})


def test_counts_of_the_same_rows_do_not_add_up() -> None:
    then, now = {"a": counted([]), "b": counted([])}, {"a": counted([("chat", 1)] * 3), "b": counted([("chat", 1)] * 5)}
    assert largest(then, now) == (5, 2)
    assert largest(then, {"a": now["a"]}) == (3, 1)
    assert largest({}, {}) == (0, 0)


def test_withheld_groups_are_compared_by_the_sum_of_all_if_it_is_known() -> None:
    then = replace(counted([("chat", 1), ("email", 2)]), withheld=np.array([1, 1]))
    now = counted([("chat", 1), ("email", 2), ("email", 2)])
    assert largest({"a": then}, {"a": now}) == (1, 1)
    lost = replace(then, withheld=np.array([-1, 0]), counts=np.array([[0, 0], [0, 1]]))
    assert largest({"a": lost}, {"a": now}) == (0, 1)


def test_what_still_runs_is_alike_however_long_it_has() -> None:
    young, old = (int(running(np.array([age]))[0]) for age in (3600, 7200))
    then, now = (counted([("chat", 60), ("chat", age)], "resolution") for age in (young, old))
    assert rows_at_least(then, now) == 1
    alike = [ripened(side) for side in (then, now)]
    assert None not in alike
    assert rows_at_least(*alike) == 0  # type: ignore[arg-type]
    assert ripened(counted([("chat", 60)], "fcr")) is None
