"""Derived columns that need other rows or the as-of time, brought up to date at the end of every publish.

Written by plain SQL over whole numbers, only where the value is another one. The order is that of need: dimensions
before the events that carry them, ages before whatever repeats them, what an answer says of its ticket before the
ticket is put beside its answer.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.engine import Connection

from cx.store import filling, running, stamp_events
from cx.store.beside import derive_beside
from cx.store.contents import Contents, Spans, measure_spans
from cx.store.engines.base import Database
from cx.store.flow import derive_flow
from cx.store.schema import TICKET_EVENTS, TICKETS
from cx.store.solutions import derive_solutions
from cx.store.tables import TABLES


def derive_across(database: Database, connection: Connection, declared: Contents, touched: Collection[str]) -> Spans:
    """Bring every such column up to date; how far each source goes.

    declared: what is known of the version, but for what is counted in it; touched: the tables of which some rows are
    not as they were.
    """
    moved = bool({TICKETS.name, TICKET_EVENTS.name} & set(touched))
    filling.fill_tickets(database, connection, touched)
    if moved:
        stamp_events.complete(connection)
    filling.fill_others(database, connection, touched)
    spans = measure_spans(connection, declared.declared)
    if filling.holds_rows(connection, TABLES["tickets"]):
        _derive_tickets(database, connection, declared, spans)
    if filling.holds_rows(connection, TABLES["answers"]):
        running.settle_silent_answers(connection)
        running.age_replies(connection, spans.as_of)
        derive_beside(database, connection)
    if moved:
        derive_flow(database, connection)
    if filling.holds_rows(connection, TABLES["customers"]):
        running.see_who_is_gone(connection, spans.days(declared.derived_with["zone"]))
    return spans


def _derive_tickets(database: Database, connection: Connection, declared: Contents, spans: Spans) -> None:
    running.settle_silent_tickets(connection)
    running.age_tickets(connection, spans.as_of)
    running.judge_promises(connection, spans.as_of, spans.days(declared.derived_with["zone"]))
    derive_solutions(database, connection, declared.surveys, spans.as_of)
