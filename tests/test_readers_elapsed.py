"""Stamps told by how long it took: counted from another stamp of the row, and missing where that is not known."""

from __future__ import annotations

from datetime import datetime

import pytest
from importing import Desk

from cx.errors import BadInput
from cx.readers.preset import Preset
from cx.readers.preset_parser import parse_preset

REPLIED = {"from": "Reply (min)", "as": "minutes", "since": "created_at"}


def preset(**columns: object) -> Preset:
    own = {"ticket_id": "Id", "first_response_at": REPLIED, "created_at": "Created", **columns}
    return parse_preset({"table": "tickets", "zone": "Europe/Vilnius", "columns": own}, "durations")


def first_responses(desk: Desk, rows: str, **columns: object) -> dict[str, datetime | None]:
    desk.bring(f"Id,Created,Reply (min)\n{rows}", preset(**columns))
    return dict(desk.stored("tickets", "ticket_id", "first_response_at"))


def test_a_stamp_is_counted_from_another(desk: Desk) -> None:
    found = first_responses(desk, "1,2024-03-01 10:00,90\n2,2024-03-01T10:00:00Z,0.5\n")

    assert found == {"1": datetime(2024, 3, 1, 9, 30), "2": datetime(2024, 3, 1, 10, 0, 30)}


def test_hours_pass_while_the_clocks_are_put_on(desk: Desk) -> None:
    assert first_responses(desk, "1,2024-03-31 02:30,60\n") == {"1": datetime(2024, 3, 31, 1, 30)}


def test_it_is_missing_where_either_is(desk: Desk) -> None:
    assert first_responses(desk, "1,2024-03-01 10:00,\n2,,5\n3,2024-03-01,5\n") == {"1": None, "2": None, "3": None}


def test_a_clock_may_pass_a_day(desk: Desk) -> None:
    clock = {"from": "Reply (min)", "as": "clock", "since": "created_at"}

    found = first_responses(desk, "1,2024-03-01T10:00:00Z,30:00:01\n", first_response_at=clock)

    assert found == {"1": datetime(2024, 3, 2, 16, 0, 1)}


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [("soon", "not a number of minutes"), ("9e9", "not a number of minutes"), ("9999999", "in the future")],
)
def test_what_cannot_be_is_rejected_with_its_column(desk: Desk, minutes: str, reason: str) -> None:
    result = desk.bring(f"Id,Created,Reply (min)\n1,2024-03-01 10:00,{minutes}\n2,2024-03-01 10:00,5\n", preset())

    assert [(one.line, one.field, one.reason) for one in result.rejects] == [(2, "Reply (min)", reason)]
    assert desk.stored("tickets", "ticket_id") == [("2",)]


def test_a_file_without_what_it_is_counted_from_does_not_say_it(desk: Desk) -> None:
    result = desk.bring("Id,Reply (min)\n1,5\n", preset(created_at={"from": "Created", "optional": True}))

    assert (result.added, desk.stored("tickets", "first_response_at")) == (1, [(None,)])


@pytest.mark.parametrize(
    ("field", "said", "complaint"),
    [
        ("channel", {"from": "Via", "since": "created_at"}, "columns.channel.since only goes with a stamp"),
        (
            "solved_at",
            {"from": "Took", "as": "minutes", "since": "queue_seconds"},
            "columns.solved_at.since is 'queue_seconds'; allowed are created_at, .*",
        ),
        (
            "solved_at",
            {"from": "Took", "since": "created_at"},
            "columns.solved_at.as is ''; allowed are seconds, minutes, hours, clock",
        ),
        (
            "solved_at",
            {"from": "Took", "as": "minutes", "since": "first_response_at"},
            "columns.solved_at.since names first_response_at, which no column says by itself",
        ),
    ],
)
def test_presets_that_count_from_nothing_are_refused(field: str, said: object, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        preset(**{field: said})
