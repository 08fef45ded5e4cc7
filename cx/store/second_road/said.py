"""What customers said of a solution, from the answers that name its ticket; of several the newest counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Integer, Subquery, and_, case, cast, false, func, literal, or_, select

from cx.store.second_road.answers import good_and_bad
from cx.store.second_road.rows import Condition, Expression, Found, Road, is_open, matching, seconds, share, total
from cx.store.tables import TABLES
from cx.surveys import Survey

#: Answers without a time come last.
LONG_AGO = -(2**62)

_tickets, _answers = TABLES["tickets"], TABLES["answers"].c


def count_said_solved(road: Road) -> Found:
    """Solved tickets of which the customer says that they are, of those that say anything."""
    word = _word(_questions(road, "solved"), "word")
    sums = total(_tickets.c.rows, word.c.good == 1), total(_tickets.c.rows)
    joined = select(*sums).select_from(_tickets.join(word, _same_ticket(word)))
    ones, n = road.row(joined.where(_solved(road)))
    return share(ones, n)


def count_confirmed(road: Road) -> Found:
    """Solved tickets whose customer was satisfied and did not say otherwise: of all, or of those that were rated."""
    word, rating = _word(_questions(road, "solved"), "word"), _word(_questions(road, "csat", "css"), "rating")
    denied = func.coalesce(word.c.good, 1) == 0
    kept, rated = and_(~denied, rating.c.good == 1), or_(denied, rating.c.good.is_not(None))
    joined = _tickets.outerjoin(word, _same_ticket(word)).outerjoin(rating, _same_ticket(rating))
    sums = (total(_tickets.c.rows, kept), total(_tickets.c.rows, rated), total(_tickets.c.rows))
    ones, of_rated, n = road.row(select(*sums).select_from(joined).where(_solved(road)))
    return share(ones, of_rated if road.wanted.reading == "of_rated" else n)


def _solved(road: Road) -> Condition:
    return and_(~is_open(), matching(road, "tickets", "solved_day"))


def _same_ticket(said: Subquery) -> Condition:
    return and_(said.c.source == _tickets.c.source, said.c.ticket_id == _tickets.c.ticket_id)


def _questions(road: Road, *measures: str) -> list[Survey]:
    """Whose answers count, the first first: by measure, those of the headline first. What anonymous questions are
    answered marks no ticket.
    """
    asked = [s for s in road.contents.surveys if s.measure in measures and not s.anonymous]
    return sorted(asked, key=lambda s: (measures.index(s.measure), not s.headline, s.survey))


def _word(questions: Sequence[Survey], name: str) -> Subquery:
    """Of each ticket the answer that counts, and whether it is good (1) or not (0)."""
    ticket = [_answers.ticket_source, _answers.ticket_id]
    answered = func.coalesce(seconds(_answers.answered_at), LONG_AGO)
    key = (_answers.source, _answers.survey, _answers.response_id)
    by_question = [_rank(questions), _answers.survey] if name == "rating" else []
    place = func.row_number().over(partition_by=ticket, order_by=[*by_question, answered.desc(), *key])
    good = case((_among(questions, lambda s: good_and_bad(s)[0]), 1), else_=0)
    on_scale = and_(_among(questions, lambda s: (s.low, s.high)), _answers.score == cast(_answers.score, Integer))
    said = select(*ticket, good.label("good"), place.label("place")).where(_answers.ticket_id.is_not(None), on_scale)
    first = said.subquery(f"{name}s").c
    columns = (first.ticket_source.label("source"), first.ticket_id, first.good)
    return select(*columns).where(first.place == 1).subquery(name)


def _rank(questions: Sequence[Survey]) -> Expression:
    """The place of a question's kind: by measure, the headline first."""
    kinds = list(dict.fromkeys((s.measure, s.headline) for s in questions))
    names = [[s.survey for s in questions if (s.measure, s.headline) == kind] for kind in kinds]
    ranks = [(_answers.survey.in_(these), place) for place, these in enumerate(names)]
    return case(*ranks, else_=len(ranks)) if ranks else literal(0)


def _among(questions: Sequence[Survey], ends: Callable[[Survey], tuple[int, int]]) -> Condition:
    """Whether an answer lies between two ends that depend on its question."""
    names: dict[tuple[int, int], list[str]] = {}
    for survey in questions:
        names.setdefault(ends(survey), []).append(survey.survey)
    tests = (and_(_answers.survey.in_(these), _answers.score.between(*between)) for between, these in names.items())
    return or_(false(), *tests)
