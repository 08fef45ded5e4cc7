"""What must be hidden with what: nothing hidden follows from the totals that are shown, in any view of the rows."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cx.hiding import _ROUNDING, _unnoticed, to_hide

LEAST = 5


def groups_of(table):
    """The cells of a table that hold rows, by their names, and how many."""
    cells = np.argwhere(table > 0)
    return pd.DataFrame(cells, columns=[f"d{axis}" for axis in range(table.ndim)]), table[tuple(cells.T)]


def hidden(table, private=None):
    groups, n = groups_of(table)
    return to_hide(groups, n, n, np.ones(len(n), dtype=bool) if private is None else private, LEAST)


def shown_and_hidden(table):
    """Of every view: which cells make up each number that is shown, and each that is hidden, with that number."""
    cells, n = groups_of(table)
    shown, kept_back = [], []
    for size in range(table.ndim + 1):
        for by in combinations(cells, size):
            names = cells[list(by)].drop_duplicates() if by else pd.DataFrame(index=[0])
            parts = [np.all([cells[d] == row[d] for d in by], axis=0) if by else np.ones(len(n), bool)
                     for _, row in names.iterrows()]  # fmt: skip
            totals = np.array([int(n[part].sum()) for part in parts])
            away = to_hide(names.reset_index(drop=True), totals, totals, np.ones(len(totals), dtype=bool), LEAST)
            for part, total, hide in zip(parts, totals, away, strict=True):
                (kept_back if hide else shown).append((part.astype(float), int(total)))
    return shown, kept_back


def follows(part, equations):
    """Whether the sum of these cells is a combination of the sums that are known, by its rank."""
    known = np.array([equation for equation, _ in equations])
    return np.linalg.matrix_rank(np.vstack([known, part])) == np.linalg.matrix_rank(known)


FULL = st.tuples(st.integers(1, 5), st.integers(2, 5)).flatmap(
    lambda shape: arrays(int, shape, elements=st.integers(1, 30))
)
SPARSE = st.tuples(st.integers(3, 5), st.integers(3, 5)).flatmap(
    lambda shape: arrays(int, shape, elements=st.integers(-4, 30).map(lambda n: max(n, 0)))
)


@settings(max_examples=150, deadline=None)
@given(FULL)
def test_no_hidden_number_follows_from_the_numbers_shown_in_any_view(table):
    shown, kept_back = shown_and_hidden(table)
    for part, _ in kept_back if shown else []:
        assert not follows(part, shown)


@settings(max_examples=150, deadline=None)
@given(SPARSE)
def test_with_empty_cells_neither_unless_one_is_alone_in_a_total(table):
    assume((table > 0).any())
    assume(((table > 0).sum(axis=0) != 1).all())
    assume(((table > 0).sum(axis=1) != 1).all())
    shown, kept_back = shown_and_hidden(table)
    for part, _ in kept_back if shown else []:
        assert not follows(part, shown)


@settings(max_examples=100, deadline=None)
@given(FULL)
def test_what_is_too_small_is_hidden_in_every_view(table):
    shown, _ = shown_and_hidden(table)
    assert all(total >= LEAST for _, total in shown)


@settings(max_examples=100, deadline=None)
@given(FULL)
def test_nothing_small_hides_nothing(table):
    assert not hidden(table + LEAST).any()


def test_two_blocks_of_hidden_cells_joined_by_one_cell_do_not_give_that_cell_away():
    """Every row and column holds two hidden cells, and still rows less columns of one block leave the joint alone."""
    table = np.full((6, 6), 40)
    for cell in ((0, 0), (1, 1), (0, 1), (1, 0), (2, 2), (4, 4), (5, 5), (4, 5), (5, 4)):
        table[cell] = 4
    shown, kept_back = shown_and_hidden(table)
    assert len(kept_back) >= 9
    assert not any(follows(part, shown) for part, _ in kept_back)


def test_a_group_that_shares_its_totals_with_hidden_ones_only_is_not_given_away_by_the_rest():
    """Its row, its column and what lies beside them are hidden; the total less all the others was the small one."""
    cells = [(0, 0, 4, 5), (0, 2, 0, 1), (1, 0, 0, 1), (1, 1, 100, 101), (1, 2, 100, 101), (2, 2, 100, 100)]
    table = pd.DataFrame(cells, columns=["x", "y", "n", "rows"])
    known = []
    for by in ([], ["x"], ["y"], ["x", "y"]):
        names = table[by].drop_duplicates().reset_index(drop=True) if by else pd.DataFrame(index=[0])
        parts = np.array(
            [(table[by] == names.loc[row, by]).all(axis=1) if by else table["n"] >= 0 for row in names.index]
        )
        n, rows = parts @ table["n"].to_numpy(), parts @ table["rows"].to_numpy()
        away = to_hide(names, n, rows, np.ones(len(names), dtype=bool), LEAST)
        known += [(part.astype(float), 0) for part in parts[~away]]
    assert not follows(np.eye(len(table))[0], known)


@pytest.mark.parametrize("length", [3, 40, 400])
def test_what_is_determined_is_told_by_rank_however_long_the_chain(length):
    """A chain of cells, each joined to the next by a row or a column, is determined; closed to a ring, it is not."""
    cells = np.array([(at, at) for at in range(length)] + [(at, at + 1) for at in range(length - 1)])
    for ring in (False, True):
        joined = np.vstack([cells, [[length - 1, 0]]]) if ring else cells
        lines = np.vstack([joined[:, side] == np.arange(length)[:, None] for side in (0, 1)]).astype(float)
        moved = np.abs(_unnoticed(lines)).max(axis=1)
        assert (moved > _ROUNDING).all() if ring else (moved < _ROUNDING).all()


def test_a_hidden_group_is_hidden_with_all_its_parts():
    table = np.array([[1, 1, 2], [4, 3, 5], [90, 80, 70]])  # the first has 4 in all, so the second is hidden with it
    away = hidden(table).reshape(table.shape)
    assert away[:2].all()


def test_the_smallest_possible_is_hidden_with_a_small_one():
    assert hidden(np.array([60, 2, 40, 50])).tolist() == [False, True, True, False]


def test_periods_are_no_parts_of_a_total():
    groups = pd.DataFrame({"period": ["current", "previous", "current", "previous"], "team": list("aabb")})
    n = np.array([2, 50, 40, 45])
    assert to_hide(groups, n, n, np.ones(4, dtype=bool), LEAST).tolist() == [True, False, True, False]


def test_only_private_groups_start_to_be_hidden():
    assert not hidden(np.array([2, 3, 50]), np.zeros(3, dtype=bool)).any()
    assert hidden(np.array([2, 3, 50]), np.array([False, True, False])).tolist() == [True, True, False]


def test_no_group_at_all_hides_nothing():
    nothing = np.array([], dtype=np.int64)
    assert to_hide(pd.DataFrame({"team": []}), nothing, nothing, nothing.astype(bool), LEAST).tolist() == []


@pytest.mark.parametrize("shape", [(52, 40), (7, 24), (20, 10, 5)])
def test_wide_tables_are_closed_too(shape):
    table = np.random.default_rng(1).integers(1, 30, shape)
    away = hidden(table).reshape(shape)
    assert away[table < LEAST].all()
    assert not away.all()
    for axis in range(table.ndim):
        assert (away.sum(axis=axis) != 1).all()
