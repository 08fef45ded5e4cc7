"""How solved tickets turned out: what the customer said of the solution, and what came after it.

Two columns of tickets that need other rows, written by plain SQL over whole numbers where the value is another one.

`path` gets the customer's next ticket, the days observed since the solution, and the customer's word: of a ticket's
answers on their scale to questions of the measure "solved", the newest; good by the question's cut is yes. Where such
questions are answered at all, a ticket without an answer counts as not asked.

`confirmed` is 1 where the customer was satisfied and did not say that it was not solved, 0 where they were not
satisfied or said so, 2 where nobody rated it. The rating is an answer to a question of the measure csat, else css; of
several questions the headline one comes first, then the others by name; of one question the newest answer counts; in
the top box is satisfied. What anonymous questions were answered marks no ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, SmallInteger, Subquery, and_, case, cast, func, literal, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx import path
from cx.measures.tickets import CONFIRMED, NOT_RATED, UNCONFIRMED
from cx.store.engines.base import Database
from cx.store.filling import holds_rows
from cx.store.running import AsOf, as_of_seconds
from cx.store.schema import TICKETS
from cx.store.tables import TABLES
from cx.surveys import Survey

Expression = ColumnElement[Any]

NOT_ASKED = 2  # a digit of the path
LONG_AGO = -(2**62)

_tickets, _answers = TABLES["tickets"], TABLES["answers"]


def derive_solutions(database: Database, connection: Connection, surveys: Iterable[Survey], as_of: AsOf) -> None:
    """Bring paths and confirmations up to date. surveys: the questions as declared."""
    questions = _Questions(connection, surveys)
    places = {column.name: place for column, place in database.row_id(_tickets, TICKETS.key).items()}
    ahead = _next_tickets(connection, places, as_of)
    words = questions.words()
    columns = [ahead.c[name] for name in places]
    fresh = select(*columns, _completed(ahead, questions.said(words)), questions.confirmed(words))
    fresh = fresh.select_from(ahead if words is None else ahead.join(words, _of_ticket(ahead, words), isouter=True))
    found = fresh.where(ahead.c.path.is_not(None)).subquery("fresh")
    here = and_(*(place == found.c[name] for name, place in places.items()))
    names = ("path",) if words is None else ("path", "confirmed")
    stale = or_(*(_tickets.c[name] != found.c[name] for name in names))
    connection.execute(update(_tickets).values({name: found.c[name] for name in names}).where(here, stale))
    if words is None:
        nobody = update(_tickets).values(confirmed=NOT_RATED)
        connection.execute(nobody.where(_tickets.c.confirmed != NOT_RATED))


# What the customer said.


class _Questions:
    """The questions whose answers are about a ticket's solution, as far as they have answers that name a ticket."""

    def __init__(self, connection: Connection, surveys: Iterable[Survey]) -> None:
        named = sorted((s for s in surveys if not s.anonymous), key=lambda s: (not s.headline, s.survey))
        self.solved = self._answered(connection, [s for s in named if s.measure == "solved"])
        self.rated = self._answered(
            connection, [s for measure in ("csat", "css") for s in named if s.measure == measure]
        )

    def _answered(self, connection: Connection, asked: Sequence[Survey]) -> list[Survey]:
        """The questions, where any answer to any of them names a ticket."""
        theirs = and_(_answers.c.survey.in_([s.survey for s in asked]), _answers.c.ticket_id.is_not(None))
        return list(asked) if asked and holds_rows(connection, _answers, theirs) else []

    def words(self) -> Subquery | None:
        """What each ticket's customer said: `solved` and `satisfied`, 1 yes, 0 no. None where nobody said anything."""
        if not (self.solved or self.rated):
            return None
        newest = self._newest()
        said = {
            name: func.max(case((newest.c.kind == kind, newest.c.good))).label(name)
            for kind, name in enumerate(("solved", "satisfied"))
        }
        key = [newest.c.ticket_source, newest.c.ticket_id]
        return select(*key, *said.values()).where(newest.c.place == 1).group_by(*key).subquery("words")

    def _newest(self) -> Subquery:
        """Answers that name a ticket, numbered within the ticket and kind (0 solved, 1 rated), what counts first."""
        asked_solved, asked_rated = ([s.survey for s in asked] for asked in (self.solved, self.rated))
        kind = case((_answers.c.survey.in_(asked_solved), 0), else_=1)
        key = [_answers.c.ticket_source, _answers.c.ticket_id]
        order = (
            self._rank(),
            case((_answers.c.survey.in_(asked_solved), ""), else_=_answers.c.survey),
            func.coalesce(_answers.c.answered_s, LONG_AGO).desc(),
            *(_answers.c[name] for name in ("source", "survey", "response_id")),
        )
        place = func.row_number().over(partition_by=[*key, kind], order_by=order)
        theirs = _answers.c.survey.in_([*asked_solved, *asked_rated])
        asked = and_(theirs, _answers.c.ticket_id.is_not(None), _answers.c.bin >= 0)
        good = cast(self._good(), SmallInteger)
        return (
            select(*key, kind.label("kind"), good.label("good"), place.label("place")).where(asked).subquery("newest")
        )

    def _rank(self) -> Expression:
        """Which kind of rating comes first; within it they follow by name. A CASE of all names would be slow."""
        kinds = [(measure, headline) for measure in ("csat", "css") for headline in (True, False)]
        names = [[s.survey for s in self.rated if (s.measure, s.headline) == known] for known in kinds]
        return case(*((_answers.c.survey.in_(found), rank) for rank, found in enumerate(names)), else_=0)

    def _good(self) -> Expression:
        """1 for an answer in the top box of its question, else 0. Questions with one box make one condition: SQLite
        reads no more than a thousand.
        """
        boxes: dict[tuple[str, int], list[str]] = {}
        for s in (*self.solved, *self.rated):
            boxes.setdefault((s.direction, s.class_cuts()[0]), []).append(s.survey)
        good = (and_(_answers.c.survey.in_(names), _in_box(*box)) for box, names in boxes.items())
        return case((or_(*good), 1), else_=0)

    def said(self, words: Subquery | None) -> Expression:
        """The digit of the path."""
        unknown = path.PARTS["says_solved"].unknown
        if words is None or not self.solved:
            return literal(unknown)
        return func.coalesce(words.c.solved, NOT_ASKED)

    def confirmed(self, words: Subquery | None) -> Expression:
        """The code of each solved ticket."""
        if words is None:
            return literal(NOT_RATED).label("confirmed")
        cases = (
            (words.c.solved == 0, UNCONFIRMED),
            (words.c.satisfied == 1, CONFIRMED),
            (words.c.satisfied == 0, UNCONFIRMED),
        )
        return case(*cases, else_=NOT_RATED).label("confirmed")


def _in_box(direction: str, cut: int) -> ColumnElement[bool]:
    return _answers.c.bin >= cut if direction == "high" else _answers.c.bin < cut


def _of_ticket(ticket: Any, words: Subquery) -> ColumnElement[bool]:
    return and_(words.c.ticket_source == ticket.c.source, words.c.ticket_id == ticket.c.ticket_id)


# What came after.


def _next_tickets(connection: Connection, places: Mapping[str, Expression], as_of: AsOf) -> Subquery:
    """Each ticket with the time its customer's next one was created, of any and of the same topic."""
    by_topic = holds_rows(connection, _tickets, _tickets.c.topic.is_not(None))
    order = (_tickets.c.created_s, _tickets.c.source, _tickets.c.ticket_id)
    mine = _tickets.c.customer_id
    any_topic = func.lead(_tickets.c.created_s).over(partition_by=mine, order_by=order)
    of_topic = [mine, _tickets.c.topic]
    same_topic = func.lead(_tickets.c.created_s).over(partition_by=of_topic, order_by=order) if by_topic else any_topic
    names = ("source", "ticket_id", "customer_id", "topic", "created_s", "solved_s", "path")
    columns = [_tickets.c[name] for name in names if name not in places]
    rows = (place.label(name) for name, place in places.items())
    now = as_of_seconds(_tickets, as_of).label("as_of")
    return select(*rows, *columns, now, any_topic.label("next_any"), same_topic.label("next_same")).subquery("ahead")


def _completed(ahead: Any, said: Expression) -> Expression:
    """The path with the parts that follow from other rows and the as-of time."""
    own = ahead.c.path % path.PARTS["says_solved"].weight
    followed = and_(ahead.c.customer_id.is_not(None), ahead.c.created_s.is_not(None), ahead.c.solved_s.is_not(None))
    of_a_topic = and_(followed, ahead.c.topic.is_not(None))
    observed = ahead.c.as_of - ahead.c.solved_s
    parts = {
        "says_solved": said,
        "next_any": _lag(ahead.c.next_any - ahead.c.solved_s, followed, "next_any"),
        "next_same": _lag(ahead.c.next_same - ahead.c.solved_s, of_a_topic, "next_same"),
        "observed": _lag(observed, ahead.c.solved_s.is_not(None), "observed"),
    }
    whole = own + sum((digit * path.PARTS[name].weight for name, digit in parts.items()), literal(0))
    return cast(whole, Integer).label("path")


def _lag(seconds: Expression, known: ColumnElement[bool], part: str) -> Expression:
    """The class of a lag: by whole days, "none" where there is no next ticket, unknown where it cannot be said."""
    edges = [
        (seconds >= days * 86400, len(path.DAY_EDGES) - back) for back, days in enumerate(reversed(path.DAY_EDGES))
    ]
    return case((~known, path.PARTS[part].unknown), (seconds.is_(None), path.NONE), *edges, else_=0)
