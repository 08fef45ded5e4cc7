"""Scores of answers from their raw scores and the cuts of their question: how many gave each score, in one statement.

Where each customer has one vote, the newest answer is asked for by the customer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, cast, func, select
from sqlalchemy.types import BigInteger

from cx.store.contents import Contents
from cx.store.second_road.rows import Found, Road, Wanted, matching, share
from cx.store.tables import TABLES
from cx.surveys import Survey

_answers = TABLES["answers"].c

#: Answers by their score.
Scores = Mapping[float, int]
Ends = tuple[int, int]


class Given(NamedTuple):
    """Answers of a question: on its scale; good and bad ones; in the best and the worst class; the sum of answers;
    answers of 0, and those among the worst.
    """

    n: int
    good: int
    bad: int
    best: int
    worst: int
    sum: int
    zero: int


#: A formula gives what is divided and by how many.
FORMULAS: Mapping[str, Callable[[Given], tuple[int, int]]] = {
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
#: What tells who recommends: the first of these that is asked.
RECOMMENDING = ("nps", "satisfaction", "csat", "css")


def count_answers(road: Road) -> Found:
    """A score of one question, by all its answers or by the newest of each customer."""
    questions = asked(road.contents, road.wanted, (road.wanted.measure,))
    if not questions:
        return Found()
    scores = votes(road, questions) if road.wanted.basis == "customer" else _scores(road, questions)
    return share(*FORMULAS[road.wanted.reading](_sums(scores, questions[0])))


def count_advocates(road: Road) -> Found:
    """Customers whose newest answer is of the best class, or of a scale without three classes the best one."""
    questions = asked(road.contents, road.wanted, RECOMMENDING)
    if not questions:
        return Found()
    scores = _on_scale(votes(road, questions), questions[0])
    n, best = sum(scores.values()), _between(scores, best_answers(questions[0]))
    return share(best, n) if road.wanted.reading == "share" else Found(float(best), n) if n else Found()


def asked(contents: Contents, wanted: Wanted, measures: Sequence[str]) -> list[Survey]:
    """The questions that count: those the conditions name, else the one in the headline, which has most answers."""
    named = dict(wanted.where).get("survey")
    known = [s for s in contents.surveys if s.measure in measures and contents.rows_of.get(s.survey, 0) > 0]
    if named is not None:
        return [survey for survey in known if survey.survey in named]
    order = lambda s: (measures.index(s.measure), not s.headline, -contents.rows_of[s.survey], s.survey)  # noqa: E731
    return sorted(known, key=order)[:1]


# Which answers are good.


def good_and_bad(survey: Survey) -> tuple[Ends, Ends]:
    """The first and last good answer, and as many bad ones at the other end of the scale, as far as there is room."""
    low, high, cut = survey.low, survey.high, survey.class_cuts()[0]
    if survey.direction == "high":
        return (cut, high), (low, min(low + (high - cut), cut - 1))
    return (low, cut - 1), (max(high - (cut - 1 - low), cut), high)


def best_answers(survey: Survey) -> Ends:
    """The first and last answer of those who recommend."""
    if survey.direction == "low":
        return survey.low, survey.low
    cuts = survey.class_cuts()
    return (cuts[-1] if len(cuts) > 1 else survey.high), survey.high


# How many gave each score.


def _scores(road: Road, questions: Sequence[Survey]) -> Scores:
    """Of these questions together; all questions are counted at once."""
    by_question = road.once("scores", find=lambda: _by_question(road))
    return sum((by_question.get(question.survey, Counter()) for question in questions), Counter())


def _by_question(road: Road) -> dict[str, Counter[float]]:
    keys = _answers.survey, _answers.score
    counted = select(*keys, cast(func.sum(_answers.rows), BigInteger)).group_by(*keys)
    found: dict[str, Counter[float]] = {}
    for survey, score, n in road.connection.execute(counted.where(_answered(road))):
        found.setdefault(survey, Counter())[score] += n
    return found


def votes(road: Road, questions: Sequence[Survey]) -> Scores:
    """Of these questions together, of each customer only the newest answer; who is not known has no vote."""
    newest = _newest(road, questions).subquery("newest").c
    counted = select(newest.score, func.count()).where(newest.place == 1).group_by(newest.score)
    return {score: int(n) for score, n in road.connection.execute(counted)}


def _newest(road: Road, questions: Sequence[Survey]) -> Select[Any]:
    order = (_answers.answered_at.desc().nulls_last(), _answers.source, _answers.survey, _answers.response_id)
    place = func.row_number().over(partition_by=_answers.customer_id, order_by=order).label("place")
    of_these = _answers.survey.in_([question.survey for question in questions])
    return select(_answers.score, place).where(of_these, _answers.customer_id.is_not(None), _answered(road))


def _answered(road: Road) -> Any:
    return _answers.score.is_not(None) & matching(road, "answers", "answered_day")


# Sums over them.


def _sums(scores: Scores, survey: Survey) -> Given:
    given, cuts = _on_scale(scores, survey), survey.class_cuts()
    good, bad = (_between(given, ends) for ends in good_and_bad(survey))
    best, worst = _between(given, (cuts[-1], survey.high)), _between(given, (survey.low, cuts[0] - 1))
    added = sum(int(score) * n for score, n in given.items())
    return Given(sum(given.values()), good, bad, best, worst, added, given.get(0, 0))


def _on_scale(scores: Scores, survey: Survey) -> Scores:
    """Those on the scale and on one of its steps."""
    return {score: n for score, n in scores.items() if survey.low <= score <= survey.high and score == int(score)}


def _between(scores: Scores, ends: Ends) -> int:
    return sum(n for score, n in scores.items() if ends[0] <= score <= ends[1])
