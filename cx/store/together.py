"""Several questions in one statement: rows that count in more than one of them are read once.

Two questions share a statement where they count the same column of the same rows, and one is broken down by no more
than the other: then its tally is the sum of the other's groups. Which of the rows lie in the days of each question is
counted side by side. Questions of surveys that are asked alike share one statement too, broken
down by survey. Where the engine has grouping sets, breakdowns of the same rows over the same days are one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import BigInteger, Select, case, cast, column, func, or_, select, true, tuple_
from sqlalchemy.sql.elements import ColumnElement

from cx.groups import Coded, Ints, Objects
from cx.periods import Period
from cx.store.query import Question, Run
from cx.surveys import Survey
from cx.tally import Tally

#: The column with the bits that say by what a row is not broken down.
PART = "part"
#: The values of a breakdown by period.
PERIODS: Objects = np.array(["current", "previous"], dtype=object)


class Shared:
    """Questions that one statement answers, the one with the most breakdowns first."""

    def __init__(self, first: Question) -> None:
        self.first, self.questions = first, [first]
        self.rows, self.parts = _rows(first), set(_parts(first))

    def takes(self, other: Question) -> bool:
        """Whether the statement can answer another question on the same answers or tickets."""
        alike = self.parts.issuperset(_parts(other)) and _rows(other) == self.rows
        return alike and other.surveys.keys() == self.first.surveys.keys()

    def new_days(self, other: Question) -> int:
        """How many of its periods the statement does not count yet."""
        return len({days for _, days in other.periods} - self.days)

    def joins(self, other: Shared) -> bool:
        """Whether another statement differs in nothing but the questions of surveys that count, and has no days that
        this one lacks, or the other way round."""
        if not self.first.surveys or self.rows != other.rows or self.parts != other.parts:
            return False
        return self.days <= other.days or other.days <= self.days

    def same_rows(self, other: Shared) -> bool:
        """Whether another statement counts the same rows over the same days, broken down in another way."""
        alike = self.rows == other.rows and self.days == other.days
        return alike and set(self.surveys) == set(other.surveys)

    @property
    def days(self) -> set[Period | None]:
        """The days that are counted apart; None: whenever a row is dated."""
        return {days for question in self.questions for _, days in question.periods}

    @property
    def periods(self) -> list[Period | None]:
        """The same in order."""
        return sorted(self.days, key=str)

    @property
    def surveys(self) -> list[Survey]:
        """Whose answers are counted, if any are."""
        return [survey for question in self.questions for survey in question.surveys.values()]

    @property
    def names(self) -> list[str]:
        """What the statement is broken down by."""
        several = len({tuple(question.surveys) for question in self.questions}) > 1
        return list(dict.fromkeys([*_parts(self.first), *(["survey"] if several else [])]))

    def tallies(self, found: pa.Table) -> Iterator[tuple[Question, Tally]]:
        """Each question with its tally, from what the statement found."""
        columns = {name: coded(found[name]) for name in self.names}
        bins, periods = _numbers(found["bin"]), self.periods
        counts = {days: _numbers(found[f"n{place}"]) for place, days in enumerate(periods)}
        for question in self.questions:
            yield question, _tally(question, columns, bins, [counts[days] for _, days in question.periods])


def statement(several: Sequence[Shared]) -> Select[Any]:
    """Counts by group and bin, one column for each of the periods: columns "bin", "n0", "n1", ... and what each is
    broken down by; of several, with the set that a row belongs to as `PART`.
    """
    first = several[0].first
    within = [_within(first, days) for days in several[0].periods]
    named = {name: first.expression(name) for one in several for name in (*one.names, "bin")}
    dated = {f"_in{place}": case((inside, first.weight()), else_=0) for place, inside in enumerate(within)}
    rows = select(*(part.label(name) for name, part in (named | dated).items()))
    rows = rows.where(first.counted(several[0].surveys), or_(*within))
    counted = rows.subquery("counted")
    sums = (cast(func.sum(column(name)), BigInteger).label(f"n{place}") for place, name in enumerate(dated))
    groups = {name: column(name, part.type) for name, part in named.items()}
    if len(several) == 1:
        return select(*groups.values(), *sums).select_from(counted).group_by(*groups.values())
    sets = (tuple_(*(groups[name] for name in (*one.names, "bin"))) for one in several)
    part = func.grouping(*groups.values()).label(PART)
    return select(*groups.values(), *sums, part).select_from(counted).group_by(func.grouping_sets(*sets))


def _apart(several: Sequence[Shared], found: pa.Table) -> Iterator[pa.Table]:
    """What one statement found for each of several."""
    if len(several) == 1:
        yield found
        return
    names = list(dict.fromkeys(name for one in several for name in (*one.names, "bin")))
    for one in several:
        left_out = "".join("0" if name in (*one.names, "bin") else "1" for name in names)
        yield found.filter(pc.equal(found[PART], int(left_out, 2)))


def _rows(question: Question) -> tuple[object, ...]:
    """Which rows are counted, apart from their days and the questions of a survey."""
    measure, filters = question.measure, question.filters
    where = tuple(pair for pair in filters.where if pair[0] != "survey" or not measure.of_answers)
    return measure.table, measure.column, measure.date, where


def _parts(question: Question) -> list[str]:
    """What a question is broken down by, periods aside."""
    return [name for name in question.by if name != "period"]


def _within(question: Question, days: Period | None) -> ColumnElement[bool]:
    return true() if days is None else question.within(days)


def answers(questions: Sequence[Question], run: Run) -> dict[Question, Tally]:
    """The tally of each question, in as few statements as they can be asked in."""
    alone = [question for question in questions if question.measure.vote or question.measure.counting == "membership"]
    found = {q: Tally.from_frame(q.measure, q.counts(run), q.by, q.surveys) for q in alone}
    for several in in_sets(shared(question for question in questions if question not in found), run.has_sets):
        for one, part in zip(several, _apart(several, run.table(statement(several))), strict=True):
            found.update(one.tallies(part))
    return found


def in_sets(statements: Sequence[Shared], has_sets: bool) -> list[list[Shared]]:
    """Statements that can be one, if the engine has grouping sets."""
    found: list[list[Shared]] = []
    for one in statements:
        same = next((several for several in found if has_sets and one.same_rows(several[0])), None)
        if same is None:
            found.append([one])
        else:
            same.append(one)
    return found


def shared(questions: Iterable[Question]) -> list[Shared]:
    """The questions by the statements that they can be asked in."""
    found: list[Shared] = []
    for question in sorted(questions, key=lambda question: len(_parts(question)), reverse=True):
        takers = [one for one in found if one.takes(question)]
        if takers:
            min(takers, key=lambda one: one.new_days(question)).questions.append(question)
        else:
            found.append(Shared(question))
    return _joined(found)


def _joined(statements: Sequence[Shared]) -> list[Shared]:
    found: list[Shared] = []
    for one in statements:
        same = next((other for other in found if one.joins(other)), None)
        if same is None:
            found.append(one)
        else:
            same.questions.extend(one.questions)
    return found


def _tally(question: Question, columns: dict[str, Coded], bins: Ints, counts: Sequence[Ints]) -> Tally:
    """The tally of one question; counts: of each of its periods."""
    chosen = [np.flatnonzero(n * _counting(question, columns)) for n in counts]
    rows = np.concatenate(chosen)
    by = {name: Coded(columns[name].codes[rows], columns[name].values) for name in _parts(question)}
    by["period"] = Coded(np.repeat(np.arange(len(chosen)), [len(part) for part in chosen]), PERIODS)
    n = np.concatenate([n[part] for n, part in zip(counts, chosen, strict=True)])
    return Tally.from_coded(question.measure, {name: by[name] for name in question.by}, bins[rows], n, question.surveys)


def _counting(question: Question, columns: dict[str, Coded]) -> Any:
    """Which rows are answers to the question's surveys."""
    if "survey" not in columns or not question.measure.of_answers:
        return True
    survey = columns["survey"]
    return np.isin(survey.codes, [place for place, name in enumerate(survey.values) if name in question.surveys])


def coded(column: pa.ChunkedArray) -> Coded:
    """A column as places among its values, in order, a missing one last."""
    found = column.combine_chunks().dictionary_encode()
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    values = found.dictionary.to_pylist()
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = np.empty(len(values) + 1, dtype=np.int64)
    ranks[order], ranks[len(values)] = np.arange(len(values)), len(values)
    in_order = np.array([*(values[place] for place in order), None], dtype=object)
    return Coded(ranks[np.asarray(found.indices.fill_null(len(values)))], in_order)


def _numbers(column: pa.ChunkedArray) -> Ints:
    """Whole numbers without missing ones."""
    return np.asarray(column.cast(pa.int64()).to_numpy())
