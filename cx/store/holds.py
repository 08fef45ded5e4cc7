"""When tickets were on hold, as the events of files tell.

On hold is a ticket from a `hold_start` to its next `hold_end` or `solved`; a start while on hold and an end while not
on hold change nothing, so no time counts twice. An event without a time says nothing.
"""

from __future__ import annotations

from sqlalchemy import DateTime, Subquery, case, exists, func, select
from sqlalchemy.engine import Connection

from cx.store.schema import TICKETS
from cx.store.tables import TABLES

_events = TABLES["ticket_events"]


def any_holds(connection: Connection) -> bool:
    """Whether any ticket was ever on hold."""
    found = connection.scalar(select(exists(select(_events.c.nr).where(_events.c.kind == "hold_start"))))
    return bool(found)


def holds() -> Subquery:
    """The holds of all tickets: their key, `held_at`, `held_until` (missing where the hold has not ended), and
    `held_by_day`: 1 where one of the two is only a date.
    """
    turns = _turns()
    key = [turns.c[name] for name in TICKETS.key]
    next_at = func.lead(turns.c.at, type_=DateTime).over(partition_by=key, order_by=[turns.c.at, turns.c.nr])
    next_date_only = func.lead(turns.c.date_only).over(partition_by=key, order_by=[turns.c.at, turns.c.nr])
    paired = select(*key, turns.c.held, turns.c.at.label("held_at"), next_at.label("held_until"))
    paired = paired.add_columns((turns.c.date_only + func.coalesce(next_date_only, 0)).label("date_only"))
    pairs = paired.where(turns.c.held != func.coalesce(turns.c.held_before, 0)).subquery("pairs")
    by_day = case((pairs.c.date_only > 0, 1), else_=0).label("held_by_day")
    columns = (pairs.c[name] for name in (*TICKETS.key, "held_at", "held_until"))
    return select(*columns, by_day).where(pairs.c.held == 1).subquery("holds")


def _turns() -> Subquery:
    """Events that put tickets on hold or end it, each with whether the one before did."""
    events = _events.c
    held = case((events.kind == "hold_start", 1), else_=0)
    before = func.lag(held).over(partition_by=[events[name] for name in TICKETS.key], order_by=[events.at, events.nr])
    key = (events[name] for name in TICKETS.key)
    turns = select(*key, events.nr, events.at, events.date_only, held.label("held"), before.label("held_before"))
    kinds = events.kind.in_(["hold_start", "hold_end", "solved"])
    return turns.where(kinds, events.at.is_not(None), events.from_stamps == 0).subquery("turns")
