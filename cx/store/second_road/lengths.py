"""How long things took, by whole seconds: from the two stamps of each row, and how long what still runs has run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Select, and_, case, cast, func, literal, or_, select, true

from cx.store.second_road.answers import asked
from cx.store.second_road.rows import (
    DAY,
    Condition,
    Expression,
    Ints,
    Road,
    as_of,
    by_day,
    is_open,
    matching,
    seconds,
    solves,
    wall,
)
from cx.store.tables import TABLES

Bools = NDArray[np.bool_]

_tickets, _answers = TABLES["tickets"].c, TABLES["answers"].c

#: Of two times of which one is known to the day only, which of them is, or both.
EXACT, BEGAN, ENDED, BOTH = 0, 1, 2, 3


class Lasting(NamedTuple):
    """What lasts: from when, until when, and whether it has ended or still runs, until now.

    began_by_day, ended_by_day: where that is only a date; telling: the rows of which anything is known.
    """

    since: Expression
    until: Expression
    ended: Condition
    runs: Condition
    now: Expression
    began_by_day: Condition
    ended_by_day: Condition
    telling: Condition
    table: str = "tickets"
    day: str = "created_day"

    @property
    def ran(self) -> Expression:
        """How long what runs has run: from no known time on for none."""
        ran = func.coalesce(self.now - self.since, 0)
        return case((ran < 0, 0), else_=ran)

    def matching(self, road: Road) -> Condition:
        """The rows that last."""
        return and_(or_(self.runs, self.ended), self.telling, matching(road, self.table, self.day))

    @property
    def exactness(self) -> Expression:
        """Which ends of what has ended are only dates."""
        both = and_(self.began_by_day, self.ended_by_day)
        return case(
            (self.runs, EXACT), (both, BOTH), (self.began_by_day, BEGAN), (self.ended_by_day, ENDED), else_=EXACT
        )


class Lengths(NamedTuple):
    """Rows by how long they took: n of them ended after so many seconds, or have run for so many."""

    seconds: Ints
    running: Bools
    n: Ints

    @property
    def ended(self) -> Lengths:
        """Those that have ended, the shortest first."""
        order = np.argsort(self.seconds[~self.running], kind="stable")
        seconds, n = self.seconds[~self.running][order], self.n[~self.running][order]
        return Lengths(seconds, np.zeros(len(n), dtype=bool), n)


# What lasts.


def _ticket(end: str) -> Callable[[Road], Lasting]:
    """From the creation of a ticket to a stamp; what is over without one says nothing."""

    def lasting(road: Road) -> Lasting:
        there = _tickets[end].is_not(None)
        return _from_creation(road, end, there, and_(~there, is_open()), _tickets.source.in_(_sources_with(end)))

    return lasting


def _resolution(road: Road) -> Lasting:
    """What the source calls open is so even where it was solved before."""
    return _from_creation(road, "solved_at", and_(_tickets.solved_at.is_not(None), ~is_open()), is_open(), true())


def _first_resolution(road: Road) -> Lasting:
    """To the first solution, which is the last one of a ticket that was solved once."""
    first, last = (_tickets[name].is_not(None) for name in ("first_solved_at", "solved_at"))
    by_last = and_(~first, last, func.coalesce(solves(), 0) == 1)
    runs = and_(~first, ~last, is_open())
    found = _from_creation(road, "first_solved_at", or_(first, by_last), runs, true())
    until = case((first, found.until), else_=seconds(_tickets.solved_at))
    only_date = or_(and_(first, found.ended_by_day), and_(by_last, by_day("solved_at")))
    return found._replace(until=until, ended_by_day=only_date)


def _from_creation(road: Road, end: str, over: Condition, runs: Condition, telling: Condition) -> Lasting:
    created = _tickets.created_at
    return Lasting(
        seconds(created), seconds(_tickets[end]), and_(over, created.is_not(None)), runs, as_of(road),
        by_day("created_at"), by_day(end), telling,
    )  # fmt: skip


def _sources_with(stamp: str, table: str = "tickets") -> Select[Any]:
    """The sources that write such a stamp at all."""
    columns = TABLES[table].c
    return select(columns.source).group_by(columns.source).having(func.count(columns[stamp]) > 0)


def _in_queue(_: Road) -> Lasting:
    """Who gave up would have waited longer."""
    waited, left = _tickets.queue_seconds, func.coalesce(_tickets.abandoned, 0) > 0
    timed, never = waited.is_not(None), literal(0) == 1
    return Lasting(literal(0), waited, and_(timed, ~left), and_(timed, left), waited, never, never, true())


def _open_now(road: Road) -> Lasting:
    """What is open, as it stands at the end of the data."""
    return _resolution(road)._replace(telling=is_open(), day="")


def _reply(road: Road) -> Lasting:
    """From a review to the company's reply."""
    answered, replied = _answers.answered_at, _answers.replied_at
    reviews = _answers.survey.in_([survey.survey for survey in asked(road.contents, road.wanted, ("review",))])
    return Lasting(
        seconds(answered), seconds(replied), and_(answered.is_not(None), replied.is_not(None)), replied.is_(None),
        as_of(road, "answers"), by_day("answered_at", table="answers"), by_day("replied_at", table="answers"),
        and_(reviews, _answers.source.in_(_sources_with("replied_at", "answers"))), "answers", "answered_day",
    )  # fmt: skip


#: By measure and basis, without business time.
LASTING: Mapping[tuple[str, str], Callable[[Road], Lasting]] = {
    ("first_response", ""): _ticket("first_response_at"),
    ("resolution", ""): _resolution,
    ("resolution", "first"): _first_resolution,
    ("closing", ""): _ticket("closed_at"),
    ("wait", ""): _in_queue,
    ("backlog", ""): _open_now,
    ("review_reply", ""): _reply,
}


# By whole seconds.


def lengths_of(road: Road, lasting: Lasting, also: Condition | None = None) -> Lengths:
    """Rows by how long they took; those that end before they begin are left out. One statement."""
    rows = road.database.frame(road.connection, _by_seconds(road, lasting, also))
    took, since, running, exactness, n = (
        rows[name].to_numpy(dtype=np.int64) for name in ("seconds", "since", "running", "exactness", "n")
    )
    took = _to_the_day(took, since, exactness, road.contents.derived_with.get("zone", "UTC"))
    kept = np.where(exactness == EXACT, took >= 0, took >= 2 * DAY)
    return Lengths(took[kept], running[kept] > 0, n[kept])


def _by_seconds(road: Road, lasting: Lasting, also: Condition | None) -> Select[Any]:
    """since: where one of two times is a date, for it says by how much the clocks are ahead."""
    table, exactness = TABLES[lasting.table].c, lasting.exactness
    columns = {
        "seconds": case((lasting.runs, lasting.ran), else_=lasting.until - lasting.since),
        "since": case((exactness.in_((BEGAN, ENDED)), lasting.since), else_=0),
        "running": case((lasting.runs, 1), else_=0),
        "exactness": exactness,
    }
    named = [column.label(name) for name, column in columns.items()]
    chosen = select(*named, table.rows.label("rows")).where(lasting.matching(road), true() if also is None else also)
    rows = chosen.subquery("lasting").c
    keys = [rows[name] for name in columns]
    return select(*keys, cast(func.sum(rows.rows), BigInteger).label("n")).group_by(*keys)


def _to_the_day(took: Ints, since: Ints, exactness: Ints, zone: str) -> Ints:
    """A date is that day in the business zone: the other time is read from the clocks there."""
    found = took.copy()
    for which, place in ((BEGAN, since + took), (ENDED, since)):
        rows = exactness == which
        ahead = wall(place[rows], zone) - place[rows]
        found[rows] += ahead if which == BEGAN else -ahead
    return found


def together(parts: Sequence[Lengths]) -> Lengths:
    """The rows of all."""
    return Lengths(*(np.concatenate([part[place] for part in parts]) for place in range(3)))
