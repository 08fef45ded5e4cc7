"""Numbers and stamps that no column can hold are rejects with their place and reason, never failures of an import."""

from __future__ import annotations

from cx.store.schema import TABLES
from tests.importing import Desk

TICKETS = """ticket_id,created_at,solved_at,agent_replies,queue_seconds
good,2024-03-01T10:00:00Z,2024-03-01T12:00:00Z,32767,2147483647
replies,2024-03-01T10:00:00Z,,32768,1
queue,2024-03-01T10:00:00Z,,1,-2147483649
long,2024-03-01T10:00:00Z,,1,99999999999999999999
old,1905-03-01T10:00:00Z,2024-03-01T12:00:00Z,1,1
"""

ANSWERS = """survey,response_id,answered_at,score,measure,scale_low,scale_high
nps,good,2024-03-01T10:00:00Z,9,,,
nps,huge,2024-03-01T10:00:00Z,1e999,,,
mood,scale,2024-03-01T10:00:00Z,9,csat,0,1e999
mind,steps,2024-03-01T10:00:00Z,9,csat,0,99999
deep,below,2024-03-01T10:00:00Z,9,csat,-5,5
"""


def rejected(desk: Desk, import_id: int) -> list[tuple[int | None, str, str]]:
    """Line, field and reason of each reject, in the order of the file."""
    return sorted((r.line, r.field, r.reason) for r in desk.workspace.rejects(import_id))


def test_a_ticket_with_a_number_or_stamp_that_does_not_fit_is_rejected_and_the_others_land(desk: Desk) -> None:
    result = desk.bring(TICKETS, "generic-tickets")

    assert (result.landed, result.added, result.rejected) == (True, 1, 4)
    assert rejected(desk, result.import_id) == [
        (3, "agent_replies", "not from -32768 to 32767"),
        (4, "queue_seconds", "not from -2147483648 to 2147483647"),
        (5, "queue_seconds", "not a whole number of at most 18 digits"),
        (6, "created_at", "before 1990"),
    ]
    assert desk.stored("tickets", "agent_replies", "queue_seconds") == [(32767, 2147483647)]


def test_an_answer_or_a_scale_that_does_not_fit_is_rejected_and_the_others_land(desk: Desk) -> None:
    result = desk.bring(ANSWERS)

    assert (result.added, result.rejected) == (1, 4)
    assert [(line, field) for line, field, _ in rejected(desk, result.import_id)] == [
        (3, "score"), (4, "survey"), (5, "survey"), (6, "survey"),
    ]  # fmt: skip
    assert [survey.survey for survey in desk.workspace.surveys()] == ["nps"]


def test_every_number_of_a_ticket_is_checked(desk: Desk) -> None:
    numbers = [c.name for c in TABLES["tickets"].facts if c.kind in ("small", "int") and c.name != "date_only"]
    lines = [
        ",".join([name, "2024-03-01T10:00:00Z", *("99999999999" if name == other else "" for other in numbers)])
        for name in numbers
    ]
    text = "\n".join(
        [",".join(["ticket_id", "created_at", *numbers]), *lines, "good,2024-03-01T10:00:00Z" + "," * len(numbers)]
    )

    result = desk.bring(text, "generic-tickets")

    assert (result.added, result.rejected) == (1, len(numbers))
    assert [field for _, field, _ in rejected(desk, result.import_id)] == numbers
