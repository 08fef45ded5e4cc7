"""What in a draft should be asked of its user, because the file leaves it open."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import pyarrow.compute as pc

from cx.readers.converters import clean
from cx.readers.stamps import exchangeable
from cx.recognise.columns import ColumnLook
from cx.recognise.draft import Choice, Draft, kind_of
from cx.recognise.look import Look
from cx.recognise.options import NUMBERS
from cx.recognise.scales import outside, spoken

#: Fields of which every row has another value.
_ONCE = {"tickets": ("ticket_id",), "customers": ("customer_id",), "invitations": ("invitation_id",)}


class Doubt(NamedTuple):
    """Of one column. kind: "day_or_month" (values: the formats that read every date, the one chosen first),
    "outside_scale" (values: answers outside the question's scale), "unknown_words" (values: texts among those in words
    that no number is known of), "measure" (nothing in the wording says what is asked), "repeats" (an id that every row
    should have of its own stands in several), "no_dates" (chosen as a date, but no format reads its cells; values: one
    of them), "comma" (nothing tells whether decimals follow the comma of a number; values: the number), "undated"
    (tickets with a rating, but without the date that it is dated by). times: cells of the first rows that it concerns.
    """

    kind: str
    column: str
    values: tuple[str, ...] = ()
    times: int = 0


def doubts(looked: Look, draft: Draft) -> tuple[Doubt, ...]:
    """What the file leaves open, column by column."""
    found = [one for choice in draft.choices for one in _doubts(looked.column(choice.column), choice, draft)]
    return (*found, *_undated(looked, draft))


def _undated(looked: Look, draft: Draft) -> list[Doubt]:
    """Of ratings beside tickets: those that would be in no period."""
    column = draft.column_of(draft.dated_by)
    if not draft.rated or not column:
        return []
    given = [
        pc.is_valid(clean(looked.head.column(one.column), one.options.get("missing", ()))) for one in draft.questions
    ]
    undated = pc.and_(reduce(pc.or_, given), pc.is_null(clean(looked.head.column(column))))
    times = pc.sum(undated).as_py() or 0
    return [Doubt("undated", column, (), times)] if times else []


def _doubts(column: ColumnLook, choice: Choice, draft: Draft) -> list[Doubt]:
    if choice.part not in ("field", "question") or choice.why in ("vendor", "saved"):
        return _of_part(column, choice, draft)
    number = choice.part == "question" or kind_of(draft.table, choice.name) in NUMBERS
    open_comma = number and column.undecided and "comma" not in choice.options
    asked = [Doubt("comma", column.name, (column.undecided,), column.given)] if open_comma else []
    return [*_of_part(column, choice, draft), *asked]


def _of_part(column: ColumnLook, choice: Choice, draft: Draft) -> list[Doubt]:
    """What is doubtful about a column as the part it has."""
    if choice.part == "question" and choice.survey:
        return _of_question(column, choice)
    if choice.part == "field" and choice.name in _ONCE.get(draft.table, ()) and column.different < column.given:
        return [Doubt("repeats", column.name, (), column.given - column.different)]
    if choice.part == "field" and kind_of(draft.table, choice.name) == "stamp":
        return _of_stamp(column, choice, draft)
    return []


def _of_question(column: ColumnLook, choice: Choice) -> list[Doubt]:
    assert choice.survey is not None
    wrong = outside(column, choice.survey, choice.options.get("missing", ()))
    found = [Doubt("outside_scale", column.name, tuple(wrong), sum(wrong.values()))] if wrong else []
    unsaid = choice.why == "content" and not spoken(column)
    return [*found, *_unknown(column, choice), *([Doubt("measure", column.name)] if unsaid else [])]


def _unknown(column: ColumnLook, choice: Choice) -> list[Doubt]:
    """Texts among answers in words that are none of them, where such rows are rejected."""
    known = {*choice.options.get("values", ()), *choice.options.get("missing", ())}
    others = {text: times for text, times in column.counts if text not in known}
    rejected = others if choice.options.get("unmapped") == "reject" else {}
    return [Doubt("unknown_words", column.name, tuple(rejected), sum(rejected.values()))] if rejected else []


def _of_stamp(column: ColumnLook, choice: Choice, draft: Draft) -> list[Doubt]:
    orders = tuple(form for form in column.formats if exchangeable([form]))
    if len({form[:2] for form in orders}) > 1 and choice.why != "vendor" and column.name not in draft.dated:
        return [Doubt("day_or_month", column.name, orders, column.given)]
    read = column.formats or not column.given or {"as", "values"}.intersection(choice.options)
    return [] if read else [Doubt("no_dates", column.name, column.examples[:1], column.given)]
