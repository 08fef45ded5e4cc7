"""Scores of answers from their raw scores and the cuts of their question, by one row of sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, and_, case, cast, func, select

from cx.store.contents import Contents
from cx.store.second_road.rows import Found, Road, Wanted, matching, share, total
from cx.store.tables import TABLES
from cx.surveys import Survey

_answers = TABLES["answers"].c


class Sums(NamedTuple):
    """Answers of a question: on its scale; good and bad ones; in the best and the worst class; the sum of answers;
    answers of 0, and those among the worst."""

    n: int
    good: int
    bad: int
    best: int
    worst: int
    sum: int
    zero: int


#: A formula gives what is divided and by how many.
FORMULAS: Mapping[str, Callable[[Sums], tuple[int, int]]] = {
    "nps": lambda s: (s.best - s.worst, s.n),
    "from_one": lambda s: (s.best - (s.worst - s.zero), s.n - s.zero),
    "promoters": lambda s: (s.best, s.n),
    "advocates": lambda s: (s.best, s.n),
    "passives": lambda s: (s.n - s.best - s.worst, s.n),
    "detractors": lambda s: (s.worst, s.n),
    "at_risk": lambda s: (s.worst, s.n),
    "mean": lambda s: (s.sum, s.n),
    "net": lambda s: (s.good - s.bad, s.n),
    "good_or_bad": lambda s: (s.good, s.good + s.bad),
    **dict.fromkeys(("satisfied", "easy", "positive", "solved"), lambda s: (s.good, s.n)),
    **dict.fromkeys(("dissatisfied", "hard", "negative"), lambda s: (s.bad, s.n)),
}
MEASURES = ("nps", "csat", "ces", "css", "satisfaction", "review", "solved")


def count_answers(road: Road) -> Found:
    formula = FORMULAS.get(road.wanted.reading)
    questions = asked(road.contents, road.wanted)
    if formula is None:
        return Found(why="definition")
    if not questions:
        return Found()
    return share(*formula(Sums(*road.row(_sums(road, questions)))))


def asked(contents: Contents, wanted: Wanted) -> list[Survey]:
    """The questions that count: those the conditions name, else the one in the headline, which has most answers."""
    named = dict(wanted.where).get("survey")
    known = [s for s in contents.surveys if s.measure == wanted.measure and contents.rows_of.get(s.survey, 0) > 0]
    if named is not None:
        return [survey for survey in known if survey.survey in named]
    return sorted(known, key=lambda s: (not s.headline, -contents.rows_of[s.survey], s.survey))[:1]


def _sums(road: Road, questions: Sequence[Survey]) -> Select[Any]:
    survey, score, rows = questions[0], _answers.score, _answers.rows
    whole = and_(score.between(survey.low, survey.high), score == cast(score, Integer))
    good, bad = _good_and_bad(survey)
    best, worst = (survey.class_cuts()[-1], survey.high), (survey.low, survey.class_cuts()[0] - 1)
    counts = [total(rows, whole, score.between(*ends)) for ends in (good, bad, best, worst)]
    added = func.sum(case((whole, score * rows), else_=0))
    found = select(total(rows, whole), *counts, added, total(rows, whole, score == 0))
    of_these = _answers.survey.in_([question.survey for question in questions])
    return found.where(of_these, score.is_not(None), matching(road, "answers", "answered_day"))


def _good_and_bad(survey: Survey) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and last good answer, and as many bad ones at the other end of the scale, as far as there is room."""
    low, high, cut = survey.low, survey.high, survey.class_cuts()[0]
    if survey.direction == "high":
        return (cut, high), (low, min(low + (high - cut), cut - 1))
    return (low, cut - 1), (max(high - (cut - 1 - low), cut), high)
