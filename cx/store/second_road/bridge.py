"""From requests to the answers that count: how many there are at each step, by plain sums under the same filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select

from cx.store.contents import Contents
from cx.store.engines.base import Database
from cx.store.second_road.rows import Road, Wanted, matching, total
from cx.store.tables import TABLES

_tickets, _invitations, _answers = (TABLES[name].c for name in ("tickets", "invitations", "answers"))


class Bridge(NamedTuple):
    """Tickets created; invitations sent, delivered and answered; answers received, those of them that name a ticket,
    whose ticket is there, that hold a score, and whose score is on its question's scale.

    None where the data have no such rows, or no column for a condition of the filters.
    """

    tickets: int | None = None
    sent: int | None = None
    delivered: int | None = None
    answered: int | None = None
    received: int | None = None
    named: int | None = None
    found: int | None = None
    scored: int | None = None
    on_scale: int | None = None


def bridge(database: Database, contents: Contents, wanted: Wanted) -> Bridge:
    """The steps under these days and conditions; of wanted no other part is asked. One statement per table.

    Answers to anonymous questions are left out: what is missing from one step to the next may be a single person.
    """
    with database.read() as connection:
        road = Road(wanted, contents, connection, database, {})
        steps = [_of("tickets", road, _of_tickets), _of("invitations", road, _of_invitations)]
        steps.append(_of("answers", road, _of_answers))
        counted = {name: n for step in steps for name, n in step.items()}
    return Bridge(**counted)


def _of(table: str, road: Road, counts: Callable[[Road], Mapping[str, int]]) -> Mapping[str, int]:
    if not road.contents.rows(table):
        return {}
    try:
        return counts(road)
    except ValueError:
        return {}


def _of_tickets(road: Road) -> dict[str, int]:
    (created,) = road.row(select(func.sum(_tickets.rows)).where(matching(road, "tickets", "created_day")))
    return {"tickets": created}


def _of_invitations(road: Road) -> dict[str, int]:
    """Who answered or declined has been reached, whatever is said."""
    rows, answered = _invitations.rows, func.coalesce(_invitations.answered, 0) > 0
    arrived = or_(func.coalesce(_invitations.delivered, 1) > 0, answered, _invitations.opted_out > 0)
    sums = select(func.sum(rows), total(rows, arrived), total(rows, answered))
    counts = road.row(sums.where(matching(road, "invitations", "sent_day")))
    return dict(zip(("sent", "delivered", "answered"), counts, strict=True))


def _of_answers(road: Road) -> dict[str, int]:
    """An answer whose ticket is there has been put beside what that took."""
    rows, asked = _answers.rows, dict(road.wanted.where).get("survey")
    open_to_all = [s.survey for s in road.contents.surveys if not s.anonymous and (asked is None or s.survey in asked)]
    tests = {
        "named": _answers.ticket_id.is_not(None), "found": _answers.ticket_resolution.is_not(None),
        "scored": _answers.score.is_not(None), "on_scale": _answers.bin >= 0,
    }  # fmt: skip
    sums = select(func.sum(rows), *(total(rows, test) for test in tests.values()))
    chosen = and_(matching(road, "answers", "answered_day"), _answers.survey.in_(open_to_all))
    return dict(zip(("received", *tests), road.row(sums.where(chosen)), strict=True))
