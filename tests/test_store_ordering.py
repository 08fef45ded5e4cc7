"""New rows are written by day: as they come where they come so, else sorted part by part."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest

from cx.store import ordering
from cx.store.ordering import Arrival
from cx.store.schema import ANSWERS, CUSTOMERS, TICKETS
from tests.facts import answer, at, bring, stored, ticket

DAYS = 200


def piece(first: int, last: int, measure: str = "nps") -> pa.Table:
    """Answers of these days, one each."""
    days = pa.array(range(first, last), pa.int32()).cast(pa.date32())
    return pa.table({"measure": pa.array([measure] * len(days)), "answered_day": days})


def in_order(*pieces: pa.Table) -> bool:
    arrival = Arrival(ANSWERS)
    for one in pieces:
        arrival.note(one)
    return arrival.in_order


def test_pieces_that_follow_each_other_either_way_are_in_order() -> None:
    ascending = [piece(n, n + 10) for n in range(0, 100, 10)]

    assert in_order(*ascending)
    assert in_order(*reversed(ascending))


def test_pieces_that_overlap_a_little_are_in_order_and_those_that_all_span_everything_are_not() -> None:
    assert in_order(*(piece(n, n + 12) for n in range(0, 100, 10)))
    assert not in_order(*(piece(0, 100) for _ in range(5)))


def test_pieces_of_one_day_each_are_in_order_however_many_a_day_fills() -> None:
    assert in_order(*(piece(n // 4, n // 4 + 1) for n in range(12)))


def test_a_few_far_off_days_do_not_make_a_disordered_file_look_ordered() -> None:
    odd = pa.concat_tables([piece(0, 1), piece(20_000, 20_100)])

    assert not in_order(*(odd for _ in range(5)))


def test_rows_of_several_measures_are_never_in_order() -> None:
    assert not in_order(piece(0, 10), piece(10, 20, "csat"))


def test_rows_without_days_are_in_order() -> None:
    arrival = Arrival(CUSTOMERS)
    arrival.note(pa.table({"customer_id": ["b", "a"]}))

    assert arrival.in_order
    assert Arrival(TICKETS).in_order


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "SORTED_AT_ONCE", 7)


def test_every_row_lands_once_and_by_day_however_they_are_parted(warehouse, small_parts) -> None:
    rows = [
        answer(
            nr, nr % 11, survey=("nps", "csat")[nr % 2], answered_at=at("2025-01-01") + timedelta(days=nr * 37 % DAYS)
        )
        for nr in range(DAYS)
    ]
    undated = answer("none", 5) | {"answered_at": None}
    result = bring(warehouse, "answers", *rows, undated)

    written = stored(warehouse, "answers")
    assert (result.added, len(written)) == (DAYS + 1, DAYS + 1)
    assert {row["response_id"] for row in written} == {str(nr) for nr in range(DAYS)} | {"none"}


def test_parts_hold_whole_days_and_about_as_many_rows_as_are_sorted_at_once(small_parts) -> None:
    start = at("2025-01-01").date()
    days = [(start + timedelta(days=n), rows) for n, rows in enumerate((3, 3, 3, 20, 1, 1))]

    ranges = ordering._ranges(days)

    assert [((a - start).days, (b - start).days) for a, b in ranges] == [(0, 2), (3, 3), (4, 5)]
    assert ordering._ranges([]) == []


def test_days_and_the_rest_of_the_tickets_stay_together(warehouse, small_parts) -> None:
    bring(warehouse, "tickets", *(ticket(nr, f"2025-03-{1 + nr * 11 % 28:02}") for nr in range(40)))

    assert all(row["created_day"] == row["created_at"].date() for row in stored(warehouse, "tickets"))
