"""The ticket beside its answer: how long it took, how it was solved and how often it changed hands.

Kept with the answer, so that a score by any of these is a count over one table. Empty where the answer names no ticket
that is there.
"""

from __future__ import annotations

from sqlalchemy import and_, or_, select, update
from sqlalchemy.engine import Connection

from cx.store.engines.base import Database
from cx.store.filling import holds_rows
from cx.store.schema import ANSWERS
from cx.store.tables import TABLES

#: Column of answers -> the column of tickets that it repeats.
BESIDE = {
    "ticket_first_response": "first_response",
    "ticket_resolution": "resolution",
    "ticket_path": "path",
    "ticket_messages": "customer_messages",
    "ticket_transfers": "transfers",
    "ticket_reopens": "reopens",
}

_answers, _tickets = TABLES["answers"], TABLES["tickets"]


def derive_beside(database: Database, connection: Connection) -> None:
    """Bring the tickets' columns of answers up to date: after all that writes to tickets."""
    concerned = or_(_answers.c.ticket_id.is_not(None), _answers.c.ticket_resolution.is_not(None))
    if not holds_rows(connection, _answers, concerned):
        return
    places = {column.name: place for column, place in database.row_id(_answers, ANSWERS.key).items()}
    same = and_(_answers.c.ticket_source == _tickets.c.source, _answers.c.ticket_id == _tickets.c.ticket_id)
    stale = or_(*(_answers.c[name].is_distinct_from(_tickets.c[of]) for name, of in BESIDE.items()))
    values = (_tickets.c[of].label(name) for name, of in BESIDE.items())
    rows = select(*(place.label(f"row_{name}") for name, place in places.items()), *values)
    found = rows.join_from(_answers, _tickets, same, isouter=True).where(concerned, stale).subquery("found")
    here = and_(*(place == found.c[f"row_{name}"] for name, place in places.items()))
    connection.execute(update(_answers).values({name: found.c[name] for name in BESIDE}).where(here))
