"""A draft by the names and the content of a file's columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from pathlib import PurePath

import pyarrow.compute as pc

from cx.recognise import content
from cx.recognise.choosing import choice_of, with_questions
from cx.recognise.columns import ColumnLook, look_at
from cx.recognise.draft import RATED, REQUIRED, Choice, Draft
from cx.recognise.look import Look
from cx.recognise.matching import Match, matches
from cx.recognise.scales import asked, spoken
from cx.store.schema import OWN_DIMENSIONS, TABLES
from cx.surveys import Survey

#: What each field tells of its table where a column has its name: the table with most is the file's.
_TELLING: Mapping[str, Mapping[str, float]] = {
    "answers": {"score": 3, "comment": 1, "response_id": 0.5, "answered_at": 1, "survey": 1.5, "ticket_id": 0.2},
    "tickets": {
        "ticket_id": 2, "created_at": 1, "first_response_at": 2, "solved_at": 2, "closed_at": 2, "due_at": 1.5,
        "status": 1.5, "priority": 1.5, "subject": 1, "agent": 0.5, "team": 0.5, "topic": 0.5, "reopens": 1.5,
        "transfers": 1.5, "sla_met": 1.5, "queue_seconds": 1,
    },
    "customers": {
        "customer_id": 0.5, "joined_on": 2, "left_on": 2, "last_active_on": 2, "revenue": 1.5, "orders": 1.5,
        "plan": 1.5, "name": 1, "contact": 0.5, "account": 0.5, "segment": 0.5, "first_order_value": 1.5,
    },
    "invitations": {"sent_at": 1.5, "delivered": 2, "opted_out": 2.5, "answered": 1, "invitation_id": 2.5, "survey": 1},
    "ticket_events": {"kind": 5, "ticket_id": 1, "at": 1},
}  # fmt: skip


#: What only help desks say of a ticket; a rating beside two of these is one of a ticket, and weighs as much as it would
#: among answers.
_OF_DESKS = frozenset((
    "first_response_at", "first_solved_at", "solved_at", "closed_at", "due_at", "status", "priority", "subject",
    "agent_replies", "reopens", "transfers", "escalated", "sla_met",
))  # fmt: skip
_RATING = 7


def draft_of(looked: Look, table: str = "") -> Draft:
    """A draft by the names and the content of a file's columns, whatever presets know of it. table: of the warehouse;
    the likeliest unless given."""
    found = {name: matches(looked.columns, name) for name in ([table] if table else _TELLING)}
    likeliest = max(found, key=lambda name: _weight(looked, name, found[name]))
    maker = _Drafting(looked, likeliest)
    maker.by_name(found[likeliest])
    maker.by_content()
    return maker.draft()


def _is_desk(fields: Set[str]) -> bool:
    """Whether a file that has these fields of tickets is about tickets, whatever was asked about them besides."""
    return {"ticket_id", "created_at"} <= fields and len(_OF_DESKS & fields) > 1


def _filled(looked: Look) -> list[ColumnLook]:
    """Columns that hold something; all of them where a file has no rows yet."""
    return [one for one in looked.columns if one.given or not looked.head.num_rows]


def _weight(looked: Look, table: str, found: Mapping[str, Match]) -> float:
    """How much a file's columns speak for a table; a part of a name counts half."""
    told = _TELLING[table]
    weight = sum(told.get(one.field, 0.1) * (1 if one.why == "name" else 0.5) for one in found.values())
    fields = {one.field for one in found.values()}
    if table == "answers":
        asks = any(content.is_question(one) for one in _filled(looked) if one.name not in found)
        return weight + 3 * asks if asks or "score" in fields else weight / 2
    missing = [name for name in REQUIRED[table] if name not in fields]
    if table in RATED and _is_desk(fields) and any(map(content.is_rating, _filled(looked))):
        weight += _RATING
    return weight * 0.25 ** len(missing)


class _Drafting:
    """One draft being made: each step gives parts to columns that have none yet."""

    def __init__(self, looked: Look, table: str) -> None:
        self.looked, self.table = looked, table
        self.choices: dict[str, Choice] = {}
        self.surveys: tuple[Survey, ...] = ()

    @property
    def open(self) -> list[ColumnLook]:
        """Columns without a part that can have one."""
        return [one for one in _filled(self.looked) if one.name not in self.choices]

    def has(self, field: str) -> bool:
        return any((one.part, one.name) == ("field", field) for one in self.choices.values())

    def give(self, column: str, part: str, name: str, why: str) -> None:
        looked = self.looked.column(column)
        self.choices[column] = choice_of(looked, part, name, None, self.table, self.choices.values(), why)

    def by_name(self, found: Mapping[str, Match]) -> None:
        """Fields by their names; of answers, what is asked as well."""
        columns = {one.field: self.looked.column(name) for name, one in found.items()}
        rows_ask = self.table == "answers" and _rows_ask(columns)
        for column in self.open:
            match = found.get(column.name)
            if match and (rows_ask or not self.is_asked(column, match)):
                self.give(column.name, "field", match.field, match.why)
        if rows_ask:
            self.surveys = _surveys_on_rows(self.looked, columns["survey"].name, columns["score"].name)
        elif self.table == "answers":
            self.questions({one.field: name for name, one in found.items()})
        elif self.table in RATED:
            self.ratings()

    def is_asked(self, column: ColumnLook, match: Match) -> bool:
        """Whether a column of answers belongs to a question rather than to the row."""
        asks = match.field in ("score", "comment", "survey") or (match.why == "part" and content.is_question(column))
        return self.table == "answers" and asks

    def questions(self, named: Mapping[str, str]) -> None:
        """Columns that ask something, else the first whose numbers are of a scale; and the comments to them. named: the
        column of a field by its name."""
        for column in self.open:
            scored = column.name == named.get("score") and content.may_be_question(column)
            if content.is_question(column) or scored:
                self.give(column.name, "question", "", "name")
        if not any(one.part == "question" for one in self.choices.values()):
            for column in [one for one in self.open if one.given and content.may_be_question(one)][:1]:
                self.give(column.name, "question", "", "content")
        for column in self.open:
            if column.name == named.get("comment"):
                self.give(column.name, "comment", "", "name")
            elif content.is_comment(column):
                self.give(column.name, "comment", "", "content")

    def ratings(self) -> None:
        """What customers said of their tickets, and beside it the comment."""
        for column in self.open:
            if content.is_rating(column):
                self.give(column.name, "question", "", "name")
        asked = [self.choices.get(one.name, Choice(one.name)).part == "question" for one in self.looked.columns]
        beside = zip(self.looked.columns, [*asked[1:], False], [False, *asked[:-1]], strict=True)
        for column in [one for one, before, after in beside if before or after or spoken(one)]:
            if any(asked) and column in self.open and content.is_rating_comment(column):
                self.give(column.name, "comment", "", "name")

    def by_content(self) -> None:
        """What names do not say."""
        self.dates()
        self.ids()
        for column in self.open:
            if content.is_channel(column) and not self.has("channel") and self.knows("channel"):
                self.give(column.name, "field", "channel", "content")
        if "d1" in {column.name for column in TABLES[self.table].facts}:
            for name in content.dimensions(self.open)[: len(OWN_DIMENSIONS)]:
                self.give(name, "dimension", "", "content")

    def knows(self, field: str) -> bool:
        return field in {column.name for column in TABLES[self.table].facts}

    def dates(self) -> None:
        """A stamp that every row must have, by the first column of dates."""
        for field in REQUIRED[self.table]:
            column = content.first_date(self.open)
            if TABLES[self.table].kind(field) == "stamp" and not self.has(field) and column:
                self.give(column, "field", field, "content")

    def ids(self) -> None:
        """Who, by an address; and the row's own id, by the first column that differs in every row."""
        for column in self.open:
            if column.kind == "email" and self.knows("customer_id") and not self.has("customer_id"):
                self.give(column.name, "field", "customer_id", "content")
        own = {"answers": "response_id"}.get(self.table, TABLES[self.table].key[-1])
        for column in self.open:
            if own != "nr" and content.is_id(column, self.looked.head.num_rows) and not self.has(own):
                self.give(column.name, "field", own, "content")

    def draft(self) -> Draft:
        found = [self.choices.get(one.name, Choice(one.name)) for one in self.looked.columns]
        choices = with_questions(_headline(found), self.table)
        return Draft(self.table, _source(self.looked), self.looked.said, choices, surveys=self.surveys)


def with_questions_of(looked: Look, draft: Draft) -> Draft:
    """A draft of answers with the questions that its preset does not know: those columns that ask something."""
    if draft.table != "answers" or draft.surveys or draft.column_of("score"):
        return draft
    maker = _Drafting(looked, draft.table)
    maker.choices = {one.column: one for one in draft.choices if one.part != "aside"}
    maker.questions({})
    choices = [maker.choices.get(one.name, Choice(one.name)) for one in looked.columns]
    return replace(draft, choices=with_questions(_headline(choices), draft.table))


def _headline(choices: Iterable[Choice]) -> list[Choice]:
    """The first question of each measure is the one shown where nobody chose another."""
    done, seen = list[Choice](), set[str]()
    for one in choices:
        if one.survey and one.survey.measure not in seen:
            seen.add(one.survey.measure)
            one = replace(one, survey=replace(one.survey, headline=True))
        done.append(one)
    return done


def _rows_ask(columns: Mapping[str, ColumnLook]) -> bool:
    """Whether each row names its question beside its answer."""
    survey, score = columns.get("survey"), columns.get("score")
    return bool(survey and score and survey.counts and score.kind in ("number", "empty"))


def _surveys_on_rows(looked: Look, survey: str, score: str) -> tuple[Survey, ...]:
    """What each question that rows name asks, by its name and the answers to it."""
    names, scores = looked.head.column(survey), looked.head.column(score)
    found: list[Survey] = []
    for name, _ in looked.column(survey).counts:
        answers = scores.filter(pc.equal(pc.utf8_trim_whitespace(names), name))
        one = asked(look_at(name, "", answers), [one.survey for one in found]).survey
        found.append(replace(one, survey=name))
    return tuple(found)


def _source(looked: Look) -> str:
    """What the rows of a file are called until somebody says: the file's name without its endings."""
    return PurePath(looked.file).name.split(".")[0].strip() or "file"
