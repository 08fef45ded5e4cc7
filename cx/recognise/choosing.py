"""Changing a draft: another part for a column, and what that means for the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from cx.recognise.columns import ColumnLook
from cx.recognise.draft import RATED, Choice, Draft
from cx.recognise.look import Look
from cx.recognise.options import answer_options, field_options, text_options
from cx.recognise.scales import asked, wording
from cx.surveys import Survey

#: Fields of rows that say themselves what was asked and answered.
ROWS_ASK = ("survey", "score")


def chosen(looked: Look, draft: Draft, column: str, part: str, name: str = "", survey: Survey | None = None) -> Draft:
    """The draft with another part for one column, read as its cells suggest.

    name: of the field or dimension (the column's own unless given), or of the question a comment belongs to (the
    nearest unless given); survey: what is asked (what the column suggests unless given). A field that another column
    was becomes this one's; comments to a question that is none any more are set aside, or belong to the nearest.
    """
    others = [one for one in draft.choices if one.column != column]
    made = choice_of(looked.column(column), part, name, survey, draft.table, others)
    renamed = {
        one.survey.survey: made.survey.survey
        for one in draft.questions
        if one.column == column and one.survey and made.survey
    }
    choices = tuple(made if one.column == column else _follow(one, made, renamed) for one in draft.choices)
    constants = {field: text for field, text in draft.constants.items() if (made.part, made.name) != ("field", field)}
    return replace(draft, choices=with_questions(choices, draft.table, column), constants=constants)


def choice_of(
    column: ColumnLook,
    part: str,
    name: str,
    survey: Survey | None,
    table: str,
    others: Iterable[Choice],
    why: str = "chosen",
) -> Choice:
    """A column in a part, with how it is read."""
    if part == "field":
        return Choice(column.name, part, name, options=field_options(column, table, name), why=why)
    if part == "dimension":
        return Choice(column.name, part, name or wording(column), options=text_options(column), why=why)
    if part == "question":
        taken = {one.survey.survey for one in others if one.survey}
        return Choice(column.name, part, "", survey or _suggested(column, taken, table), answer_options(column), why)
    if part == "comment":
        return Choice(column.name, part, name, options=text_options(column), why=why)
    return Choice(column.name, why=why)


def _suggested(column: ColumnLook, taken: Collection[str], table: str) -> Survey:
    """What a column asks; beside a ticket it is about that one contact."""
    survey = asked(column, taken).survey
    return replace(survey, kind="transactional") if table in RATED else survey


def _follow(other: Choice, made: Choice, renamed: dict[str, str]) -> Choice:
    """Another column after a choice: no field twice, comments with their question; either columns ask, or rows do."""
    if made.part == other.part == "field" and made.name == other.name:
        return Choice(other.column)
    if {made.part, other.part} == {"field", "question"} and {made.name, other.name} & set(ROWS_ASK):
        return Choice(other.column)
    if other.part == "comment" and other.name in renamed:
        return replace(other, name=renamed[other.name])
    return other


def _one_comment(choices: Sequence[Choice], column: str) -> tuple[Choice, ...]:
    """A question has one comment: that of the column which was chosen, else its first."""
    own = {one.name: one.column for one in reversed(choices) if one.part == "comment"}
    own |= {one.name: column for one in choices if (one.part, one.column) == ("comment", column)}
    return tuple(one if one.part != "comment" or own[one.name] == one.column else Choice(one.column) for one in choices)


def with_questions(choices: Sequence[Choice], table: str, column: str = "") -> tuple[Choice, ...]:
    """Every comment with a question: its own, else the nearest before it, else the first; aside where there is none,
    like all that would be said of answers beside other rows. table: of the draft; column: whose comment stays where a
    question would have two; the first one's unless given."""
    known = [one.survey.survey for one in choices if one.survey]
    if not known:
        choices = [Choice(one.column) if one.name in RATED.get(table, ()) else one for one in choices]
    done, before = list[Choice](), ""
    for one in choices:
        before = one.survey.survey if one.survey else before
        if one.part == "comment" and one.name not in known:
            one = replace(one, name=before or known[0]) if known else Choice(one.column)
        done.append(one)
    return _one_comment(done, column)
