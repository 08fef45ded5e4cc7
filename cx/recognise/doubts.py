"""What in a draft should be asked of its user, because the file leaves it open."""

from __future__ import annotations

from typing import NamedTuple

from cx.recognise.columns import ColumnLook
from cx.recognise.draft import Choice, Draft
from cx.recognise.look import Look
from cx.recognise.scales import outside, spoken
from cx.store.schema import TABLES


class Doubt(NamedTuple):
    """kind: "day_or_month" (values: the formats that read every date of the column, the one chosen first),
    "outside_scale" (values: answers outside the question's scale), "measure" (nothing in the wording says what is
    asked), "no_dates" (a column chosen as a date whose cells no format reads, values: one of them); column: of the
    file; times: cells of the first rows that it concerns."""

    kind: str
    column: str
    values: tuple[str, ...] = ()
    times: int = 0


def doubts(looked: Look, draft: Draft) -> tuple[Doubt, ...]:
    """What the file leaves open, column by column."""
    return tuple(one for choice in draft.choices for one in _doubts(looked.column(choice.column), choice, draft))


def _doubts(column: ColumnLook, choice: Choice, draft: Draft) -> list[Doubt]:
    if choice.part == "question" and choice.survey:
        return _of_question(column, choice)
    if choice.part == "field" and TABLES[draft.table].kind(choice.name) == "stamp":
        return _of_stamp(column, choice)
    return []


def _of_question(column: ColumnLook, choice: Choice) -> list[Doubt]:
    assert choice.survey is not None
    wrong = outside(column, choice.survey, choice.options.get("missing", ()))
    found = [Doubt("outside_scale", column.name, tuple(wrong), sum(wrong.values()))] if wrong else []
    unsaid = choice.why == "content" and not spoken(column)
    return found + ([Doubt("measure", column.name)] if unsaid else [])


def _of_stamp(column: ColumnLook, choice: Choice) -> list[Doubt]:
    if len(column.formats) > 1:
        return [Doubt("day_or_month", column.name, column.formats, column.given)]
    read = column.formats or "as" in choice.options or not column.given
    return [] if read else [Doubt("no_dates", column.name, column.examples[:1], column.given)]
