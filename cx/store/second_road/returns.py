"""Solved tickets after which the customer did not come back, from the customer's other tickets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from cx.store.second_road.rows import (
    DAY,
    Condition,
    Found,
    Road,
    Wanted,
    as_of,
    is_open,
    matching,
    seconds,
    share,
    solves,
    total,
)
from cx.store.tables import TABLES

READINGS = ("F1", "F1_topic", "F2")

_tickets = TABLES["tickets"].c


def count_not_back(road: Road) -> Found:
    """Of those observed for as many days as the rule asks; those solved twice, or handed on, where F2 asks, are none.

    One statement: the customer's next ticket by a window over the tickets of these customers.
    """
    followed, days = _followed(road).subquery("followed").c, road.wanted.parameter
    alone = or_(followed.back_after.is_(None), followed.back_after >= days * DAY)
    counted = followed.counted == 1
    sums = (total(followed.rows, counted), total(followed.rows, counted, followed.once == 1, alone))
    n, ones = road.row(select(*sums))
    return share(ones, n)


def _of(road: Road) -> list[ColumnElement[Any]]:
    """Whose next ticket it is: the customer's, or the customer's on the topic."""
    return [_tickets.customer_id, *([_tickets.topic] if road.wanted.reading == "F1_topic" else [])]


def _counted(road: Road) -> Condition:
    needed = [*_of(road), _tickets.created_at, _tickets.solved_at]
    needed += [_tickets.transfers] if road.wanted.reading == "F2" else []
    return and_(
        matching(road, "tickets", "solved_day"), ~is_open(), *(part.is_not(None) for part in needed),
        as_of(road) - seconds(_tickets.solved_at) >= road.wanted.parameter * DAY,
    )  # fmt: skip


def _followed(road: Road) -> Select[Any]:
    """Tickets, whether each counts, was solved once, and how long after that the next one came."""
    order = (seconds(_tickets.created_at), _tickets.source, _tickets.ticket_id)
    following = func.lead(seconds(_tickets.created_at)).over(partition_by=_of(road), order_by=order)
    stays = func.coalesce(_tickets.transfers, 0) <= 0 if road.wanted.reading == "F2" else true()
    columns = {
        "counted": case((_counted(road), 1), else_=0),
        "once": case((and_(stays, func.coalesce(solves(), 1) < 2), 1), else_=0),
        "back_after": following - seconds(_tickets.solved_at),
        "rows": _tickets.rows,
    }
    named = select(*(column.label(name) for name, column in columns.items())).where(_tickets.created_at.is_not(None))
    return named if road.wanted.first is None else _near(road, named)


def _near(road: Road, tickets: Select[Any]) -> Select[Any]:
    """Only the tickets that can be the next one of any that counts: of its customer, and not too early or late.

    Stamps are compared as they stand: to count the seconds of every ticket would cost four times as much.
    """
    created, customer = _tickets.created_at, _tickets.customer_id
    ends = select(customer, func.min(created).label("since"), func.max(created).label("until"))
    span = ends.where(_counted(road)).group_by(customer).subquery("span").c
    in_time = or_(created <= span.until, _tickets.created_day <= _last_day(road.wanted))
    joined = TABLES["tickets"].join(span.since.table, customer == span.customer_id)
    return tickets.select_from(joined).where(created >= span.since, in_time)


def _last_day(wanted: Wanted) -> date:
    """The last on which a customer can be back in time: a day more as days are whole, one as zones differ."""
    assert wanted.last
    return wanted.last + timedelta(days=wanted.parameter + 2)
