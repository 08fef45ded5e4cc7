"""Ids made from content: distinct within a file, and the same for the same row in every file that holds it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cx.readers.ids import IdMaker
from cx.readers.rejects import LIMIT, Rejects
from cx.readers.rows import Reject, Rows

CELLS = st.sampled_from(["", "a", "b", "ab", " a"])
TABLES = st.lists(st.tuples(CELLS, CELLS), max_size=40)


def batch(rows: list[tuple[str, str]]) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True)) or [(), ()]
    return pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], names=["x", "y"])


def ids(*parts: list[tuple[str, str]]) -> list[str]:
    maker = IdMaker()
    return [one for part in parts for one in maker.ids(batch(part)).to_pylist()]


@given(TABLES)
def test_no_two_rows_of_a_file_share_an_id(rows: list[tuple[str, str]]) -> None:
    assert len(set(ids(rows))) == len(rows)


@given(TABLES, st.integers(0, 40))
def test_it_does_not_matter_where_a_batch_ends(rows: list[tuple[str, str]], place: int) -> None:
    assert ids(rows[:place], rows[place:]) == ids(rows)


@given(TABLES, TABLES)
def test_a_longer_file_keeps_the_ids_of_the_shorter(rows: list[tuple[str, str]], more: list[tuple[str, str]]) -> None:
    assert ids(rows + more)[: len(rows)] == ids(rows)


@given(TABLES)
def test_the_order_of_rows_and_columns_does_not_matter(rows: list[tuple[str, str]]) -> None:
    turned = batch(rows).select(["y", "x"])

    assert set(ids(rows)) == set(ids(rows[::-1]))
    assert IdMaker().ids(turned).to_pylist() == ids(rows)


def test_cells_are_not_run_together() -> None:
    assert len(set(ids([("ab", ""), ("a", "b"), ("", "ab")]))) == 3


def test_ids_stay_what_they_were() -> None:
    assert ids([("a", "b"), ("a", "b")]) == ["f4ccfacd857a9f85", "9304748704c51b9a"]


def test_rejects_are_counted_in_full_and_kept_up_to_a_limit() -> None:
    rejects = Rejects()
    rows = Rows(batch([("a", "b")] * (LIMIT + 5)), np.arange(LIMIT + 5))

    rejects.add(Reject("f.csv", 1, "", "short", "a"))
    rejects.add_rows("f.csv", rows, np.ones(LIMIT + 5, dtype=bool), "x", "bad")

    assert (rejects.count, rejects.without_cells, len(rejects.kept)) == (LIMIT + 6, 1, LIMIT)
    assert rejects.kept[-1] == Reject("f.csv", LIMIT - 2, "x", "bad", "a,b")


@given(TABLES)
def test_a_column_that_says_nothing_changes_no_id(rows: list[tuple[str, str]]) -> None:
    wider = batch(rows).append_column("z", pa.nulls(len(rows), pa.string()))

    assert IdMaker().ids(wider).to_pylist() == ids(rows)
