"""A preset with several readings: each file finds its own, and nothing that a file holds is passed over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from importing import Desk

from cx.readers import json as json_reader

TWO = """
table = "tickets"
signature = ["id", "opened"]
[columns]
ticket_id = "id"
created_at = "opened"
[[also]]
table = "answers"
signature = ["id", "rating.score"]
optional = true
[also.columns]
response_id = "id"
ticket_id = "id"
answered_at = { from = "opened", required = true }
[also.questions.csat]
from = "rating.score"
"""


@pytest.fixture
def two(desk: Desk) -> Path:
    return desk.write("two.toml", TWO)


def test_a_reading_whose_columns_only_later_objects_have_is_not_passed_over(
    desk: Desk, two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_reader, "BATCH_ROWS", 10)
    tickets = [{"id": nr, "opened": "2026-03-01T10:00:00Z"} for nr in range(40)]
    rated = [{**one, "id": 100 + one["id"], "rating": {"score": 5}} for one in tickets]
    file = desk.write("tickets.json", "\n".join(json.dumps(one) for one in tickets + rated))

    result = desk.bring_files([file], two)

    assert (result.tables["tickets"].added, result.tables["answers"].added) == (80, 40)
    assert (result.rejected, result.left_out) == (0, 0)


def test_a_broken_line_is_rejected_once_although_readings_of_two_layouts_meet_it(desk: Desk) -> None:
    rated = TWO.replace("rating.score", "rating").replace("[[also]]", '[[also]]\nencoding = "utf-8"')

    result = desk.bring("id,opened,rating\n1,2026-03-01,5\n2\n", desk.write("rated.toml", rated))

    assert (result.tables["tickets"].added, result.tables["answers"].added) == (1, 1)
    assert (result.read, result.rejected) == (3, 1)
