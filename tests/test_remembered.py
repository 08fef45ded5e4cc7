"""Tallies are remembered: asked once, shared by all, and no more of them kept than there is room for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cx.errors import Unavailable
from cx.filters import Filters
from cx.reports.ask import Question
from cx.reports.remembered import Remembered
from cx.store.warehouse import Warehouse, open_warehouse
from tests.pages import small

ONE, OTHER, THIRD = (("nps", Filters(), by) for by in ((), ("period",), ("channel",)))
UNKNOWN: Question = ("review", Filters(), ())


class Counting(Warehouse):
    """A warehouse that notes what it is asked."""

    asked: list[Question]

    def tallies(self, asked):
        self.asked += asked
        return super().tallies(asked)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counting]:
    folder = tmp_path_factory.mktemp("company")
    small.build(folder)
    settings = small.settings(folder)
    opened = open_warehouse(settings.warehouse_url, settings)
    yield Counting(opened.database, settings)
    opened.close()


@pytest.fixture
def remembered(company: Counting) -> Remembered:
    company.asked = []
    return Remembered(company, most=2, version=company.version)


def test_a_question_that_was_asked_is_not_asked_again(remembered: Remembered, company: Counting) -> None:
    first = remembered.tally(*ONE)

    assert remembered.tally(*ONE) is first
    assert remembered.tallies([ONE, OTHER])[0] is first
    assert company.asked == [ONE, OTHER]


def test_the_answers_come_in_the_order_of_the_questions_each_once(remembered: Remembered, company: Counting) -> None:
    found = remembered.tallies([OTHER, ONE, OTHER])

    assert [tally.by for tally in found] == [("period",), (), ("period",)]
    assert company.asked == [OTHER, ONE]


def test_what_was_asked_longest_ago_is_forgotten(remembered: Remembered, company: Counting) -> None:
    for question in (ONE, OTHER, ONE, THIRD, ONE, OTHER):
        remembered.tally(*question)

    assert company.asked == [ONE, OTHER, THIRD, OTHER]


def test_more_than_there_is_room_for_is_answered_all_the_same(remembered: Remembered) -> None:
    assert [tally.by for tally in remembered.tallies([ONE, OTHER, THIRD])] == [(), ("period",), ("channel",)]


def test_what_cannot_be_known_is_remembered_and_said_each_time(remembered: Remembered, company: Counting) -> None:
    reasons = []
    for _ in range(2):
        with pytest.raises(Unavailable) as caught:
            remembered.tally(*UNKNOWN)
        reasons.append(caught.value)

    assert str(reasons[0]) == str(reasons[1])
    assert reasons[0] is not reasons[1]
    assert company.asked == [UNKNOWN]


def test_what_is_counted_of_a_newer_version_is_answered_and_not_kept(tmp_path: Path) -> None:
    small.build_one_row(tmp_path)
    settings = small.settings(tmp_path)
    warehouse = open_warehouse(settings.warehouse_url, settings)
    before = Remembered(warehouse, most=2, version=warehouse.version)
    everything: Question = ("nps", Filters(period="all"), ())
    with warehouse.publish() as batch:
        batch.add("answers", small.one_more_answer().set_column(1, "survey", [["nps"]]))
    newer = before.tally(*everything)

    assert newer.n_rows() == 2
    assert before.tally(*everything) is not newer
    warehouse.close()
