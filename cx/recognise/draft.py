"""What is proposed of a file's columns: a table, and for each column its part in it. A draft becomes a preset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cx.readers.preset import Shape
from cx.store.schema import OWN_DIMENSIONS, TABLES
from cx.surveys import Survey

#: What a column can be: a field of the table, a dimension of the company's own, a question of a survey, the comment to
#: one, or nothing.
PARTS = ("field", "dimension", "question", "comment", "aside")

#: Fields without which a row of the table says nothing: a row that lacks one is rejected.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "answers": ("answered_at",),
    "tickets": ("created_at",),
    "customers": ("customer_id",),
    "invitations": ("survey", "sent_at"),
    "ticket_events": ("ticket_id", "at", "kind"),
}


#: Tables whose rows may hold answers to questions: answers themselves, and tickets beside what is theirs.
ASKED = ("answers", "tickets")

#: What rows of a table may say of the answers beside them.
RATED: Mapping[str, tuple[str, ...]] = {"tickets": ("answered_at",)}

#: What dates an answer beside a ticket: the first of these that is said.
DATED = ("answered_at", "solved_at", "closed_at", "created_at")


@dataclass(frozen=True)
class Choice:
    """One column of the file. part: one of `PARTS`; name: of the field or of the dimension, "" for others; survey: of a
    question; of a comment, the question it belongs to is named by `name`; options: how it is read, with the keys of a
    preset's column (as, formats, zone, comma, values, missing, required); why: how it was known ("vendor", "saved",
    "name", "part" of the name, "content", "chosen", "" for nothing); dated: whether somebody said how its dates are
    written.
    """

    column: str
    part: str = "aside"
    name: str = ""
    survey: Survey | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    dated: bool = False


@dataclass(frozen=True)
class Draft:
    """A mapping that can be changed by choosing. table: of the warehouse, where questions beside tickets are answers to
    them, each row read once as a ticket and once as an answer; source: what its rows are called; zone: of
    stamps without one ("" for the business zone); vendor: the tool whose export it is, "" for none; constants: texts of
    fields that no column says, the same for every row (the day of a survey that was held on one); surveys: of a file
    with a column that names the question of each row; kept: keys of a preset that no choice shows (only, leave_out,
    missing, formats, as_of, ...).
    """

    table: str
    source: str
    shape: Shape
    choices: tuple[Choice, ...]
    zone: str = ""
    vendor: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    surveys: tuple[Survey, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)

    def column_of(self, name: str) -> str:
        """The column that is a field of the table, "" if none is."""
        return next((one.column for one in self.choices if (one.part, one.name) == ("field", name)), "")

    @property
    def dated(self) -> frozenset[str]:
        """The columns of which somebody said how their dates are written, here or when the mapping was saved."""
        return frozenset(one.column for one in self.choices if one.dated or one.why == "saved")

    @property
    def rated(self) -> bool:
        """Whether the rows are something else than answers, and hold answers besides."""
        return self.table in RATED and bool(self.questions)

    @property
    def dated_by(self) -> str:
        """The field that dates the answers beside tickets, "" for none. "answered_at": a column says it."""
        return next((name for name in DATED if self.column_of(name) or self.constants.get(name)), "")

    @property
    def questions(self) -> tuple[Choice, ...]:
        """The columns that are questions."""
        return tuple(one for one in self.choices if one.part == "question")


class Need(NamedTuple):
    """What a draft still lacks. kind: "field" (name: which), "question" (no column says an answer), "same_field",
    "same_dimension", "same_question" (name: what two columns are called), "dimensions" (more than six), "comment"
    (name: of the column whose question is none)."""

    kind: str
    name: str


def fields_of(table: str) -> tuple[str, ...]:
    """The fields of a table that a column can be, in the table's order."""
    ours = ("source", "date_only", *OWN_DIMENSIONS)
    return tuple(column.name for column in TABLES[table].facts if column.name not in ours)


def kind_of(table: str, field: str) -> str:
    """The kind of a field that a column of a draft can be, one of the answers beside its rows among them."""
    return TABLES["answers" if field in RATED.get(table, ()) else table].kind(field)


def needed(draft: Draft) -> tuple[Need, ...]:
    """What must be chosen before the draft can be imported; nothing where it is complete."""
    missing = [Need("field", name) for name in REQUIRED[draft.table] if not _said(draft, name)]
    if draft.table == "answers" and not draft.questions and not (_said(draft, "score") and _said(draft, "survey")):
        missing.append(Need("question", ""))
    return (*missing, *_clashes(draft))


def _said(draft: Draft, name: str) -> bool:
    return bool(draft.column_of(name) or draft.constants.get(name))


def _clashes(draft: Draft) -> list[Need]:
    """What cannot be said twice, or so often, or of nothing."""
    dimensions = [one.name for one in draft.choices if one.part == "dimension"]
    questions = [one.survey.survey for one in draft.questions if one.survey]
    fields = [*(one.name for one in draft.choices if one.part == "field"), *draft.constants]
    found = [Need("same_field", name) for name in _repeated(fields)]
    found += [Need("same_dimension", name) for name in _repeated(dimensions)]
    found += [Need("same_question", name) for name in _repeated(questions)]
    found += [Need("dimensions", "")] if len(set(dimensions)) > len(OWN_DIMENSIONS) else []
    comments = [one for one in draft.choices if one.part == "comment"]
    return found + [Need("comment", one.column) for one in comments if one.name not in questions]


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
