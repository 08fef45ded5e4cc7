"""Invitations to surveys: counted by day or one by one, and read as a response rate."""

from __future__ import annotations

import pytest
from importing import ALL, Desk, counts

from cx import scores
from cx.measures import MEASURES

DAYS = """survey,sent_at,channel,nr,delivered,answered,opted_out,rows
nps,2025-03-01,chat,1,1,1,0,30
nps,2025-03-01,chat,1,1,0,0,55
nps,2025-03-01,chat,1,1,0,1,5
nps,2025-03-01,chat,1,0,0,0,10
nps,2025-03-02,chat,2,1,1,0,2
nps,2025-03-02,chat,2,1,0,1,8
"""

ONE_BY_ONE = """invitation_id,survey,sent_at,customer_id,answered
i1,again,2025-03-01T10:00:00Z,c1,yes
i2,again,2025-03-01T10:00:00Z,c2,no
i3,again,2025-03-15T10:00:00Z,c1,
"""


def read(desk: Desk, name: str, *by: str) -> list[tuple[object, ...]]:
    """Numerator, denominator of each group, after its names."""
    found = scores.read(desk.warehouse.tally("response_rate", ALL, by), MEASURES["response_rate"].reading(name))
    parts = zip(found.value * found.n, found.n, strict=True)
    groups = found.groups.itertuples(index=False)
    return [(*group, round(part), int(n)) for group, (part, n) in zip(groups, parts, strict=True)]


def test_a_day_s_counts_are_added_up_and_what_did_not_arrive_is_asked_of_nobody(desk: Desk) -> None:
    result = desk.bring(DAYS, "generic-invitations")

    assert counts(result) == (6, 6, 0, 0, 0)
    assert read(desk, "answered") == [(32, 100)]
    assert read(desk, "of_sent") == [(32, 110)]
    assert read(desk, "opted_out") == [(13, 100)]
    assert read(desk, "delivered") == [(100, 110)]


def test_each_further_invitation_has_a_rate_of_its_own(desk: Desk) -> None:
    desk.bring(DAYS, "generic-invitations")

    assert read(desk, "answered", "attempt") == [("1", 30, 90), ("2", 2, 10)]


def test_an_invitation_that_nobody_says_was_lost_was_delivered(desk: Desk) -> None:
    desk.bring(ONE_BY_ONE, "generic-invitations")

    assert read(desk, "answered") == [(1, 3)]


def test_the_same_file_again_changes_nothing_and_a_corrected_one_replaces_it(desk: Desk) -> None:
    desk.bring(DAYS, "generic-invitations")

    assert counts(desk.bring(DAYS, "generic-invitations")) == (6, 0, 0, 6, 0)
    desk.bring(DAYS.replace(",55\n", ",65\n"), "generic-invitations", replace=True)
    assert read(desk, "answered") == [(32, 110)]


def test_an_invitation_takes_the_segment_of_its_customer(desk: Desk) -> None:
    desk.bring("customer_id,segment\nc1,gold\nc2,silver\n", "generic-customers", source="crm")
    desk.bring(ONE_BY_ONE, "generic-invitations")

    assert read(desk, "answered", "segment") == [("gold", 1, 2), ("silver", 0, 1)]


@pytest.mark.parametrize("line", ["nps,,1,0", ",2025-03-01,1,0", "nps,2025-03-01,1,perhaps"])
def test_an_invitation_without_its_day_or_survey_or_with_an_answer_that_is_neither_is_rejected(
    desk: Desk, line: str
) -> None:
    result = desk.bring(f"survey,sent_at,nr,answered\nnps,2025-03-01,1,1\n{line}\n", "generic-invitations")

    assert (result.added, result.rejected) == (1, 1)
