"""Rows on their way in are loaded in pieces; where one ends makes no difference."""

from __future__ import annotations

import pytest

from cx.store import staging
from tests.facts import answer, arrow, stored

PIECE = 3


@pytest.mark.parametrize("sizes", [(6,), (2, 2, 2), (1, 7), (8, 1), (0, 3, 0)])
def test_rows_are_the_same_however_they_are_cut_into_pieces(
    warehouse, sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "PIECE", PIECE)
    rows = arrow("answers", [answer(nr, nr) for nr in range(sum(sizes))])

    with warehouse.publish() as batch:
        for size in sizes:
            batch.add("answers", rows.slice(0, size))
            rows = rows.slice(size)
        batch.add("answers", arrow("answers", [answer(0, 10)]))

    written = stored(warehouse, "answers")
    assert [row["score"] for row in written] == [10, *range(1, sum(sizes))]
    assert (batch.result["answers"].added, batch.result["answers"].duplicates) == (sum(sizes), 1)
