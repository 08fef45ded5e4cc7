"""Fold an event log, several rows to a ticket in the order of the file, into tickets and their events.

The rows wait in staging tables and are folded by plain SQL (grouping, joining, one window), the same on every engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from sqlalchemy import Select, Subquery, and_, false, func, insert, literal, null, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import ColumnElement

from cx.store.engines.base import Database
from cx.store.schema import EVENT_KINDS, TICKETS, Column
from cx.store.tables import staging_table

ORDINAL = Column("ordinal", "big")
AT, AT_BY_DAY, ACTOR = Column("at", "stamp"), Column("at_by_day", "small"), Column("actor", "dim")
PIECE = 100_000

Columns = ReadOnlyColumnCollection[str, Any]

#: How one value stands for all rows of a ticket: "last" and "first" in the order of the file, null as it is.
KEEPS = ("last", "first", "highest", "lowest")


class EventRule(NamedTuple):
    """When a row of a log is an event: a field rises, or (where `becomes` is given) becomes one of some values.

    It is compared with the ticket's row before; the first row rises from zero and becomes what it says.
    """

    kind: str
    field: str
    becomes: tuple[str, ...] = ()


class LogFold:
    """The rows of one log. keeps: for each field which row says it; fields not named are said by the last."""

    def __init__(
        self,
        database: Database,
        connection: Connection,
        fields: Sequence[str],
        keeps: Mapping[str, str],
        rules: Sequence[EventRule],
    ) -> None:
        self.database, self.connection = database, connection
        self.fields, self.keeps, self.rules = tuple(fields), keeps, rules
        facts = [column for column in TICKETS.facts if column.name in self.fields]
        self.log = staging_table("log", (ORDINAL, AT, AT_BY_DAY, ACTOR, *facts))
        self.happened = staging_table(
            "happened",
            (Column("ticket_id", "id"), AT, ORDINAL, Column("place", "small"), Column("kind", "dim"), ACTOR,
             Column("team", "dim"), Column("date_only", "small")),
        )  # fmt: skip
        for table in (self.log, self.happened):
            table.create(connection)
        self.rows = 0
        self._waiting: list[pa.Table] = []

    def add(self, rows: pa.RecordBatch) -> None:
        """Take rows in, in the order of the file: ticket fields with `at` and perhaps
        `at_by_day` (1 where `at` is only a date) and `actor`."""
        names = [column.name for column in self.log.columns if column.name in rows.schema.names]
        ordinals = pa.array(np.arange(self.rows, self.rows + rows.num_rows, dtype=np.int64))
        table = pa.Table.from_batches([rows.select(names)]).append_column(ORDINAL.name, ordinals)
        self.rows += rows.num_rows
        self._waiting.append(table)
        if sum(map(len, self._waiting)) >= PIECE:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self.database.load(self.connection, self.log, pa.concat_tables(self._waiting))
            self._waiting = []

    def tickets(self) -> Iterator[pa.Table]:
        """One row for each ticket."""
        self._flush()
        yield from self.database.batches(self.connection, self._tickets())

    def _tickets(self) -> Select[tuple[object, ...]]:
        """The last row of each ticket, with what other rows of it say better."""
        log = self.log.c
        later = func.row_number().over(partition_by=log.ticket_id, order_by=log.ordinal.desc()).label("later")
        said = select(*(self._said(name).label(name) for name in self.fields), later).subquery("said")
        return select(*(said.c[name] for name in self.fields)).where(said.c.later == 1)

    def _said(self, name: str) -> ColumnElement[Any]:
        """A field as the row that stands for the ticket says it."""
        log, keep = self.log.c, self.keeps.get(name, "last")
        if keep == "last":
            return log[name]
        if keep == "first":
            return func.first_value(log[name]).over(partition_by=log.ticket_id, order_by=log.ordinal)
        extreme = func.max if keep == "highest" else func.min
        return extreme(log[name]).over(partition_by=log.ticket_id)

    def events(self) -> Iterator[pa.Table]:
        """What happened to each ticket: its creation, by its own stamp, and the rows that a rule calls an event.

        `nr` counts a ticket's events in the order of time, then of `EVENT_KINDS`, then of the file.
        """
        self._flush()
        self._insert(self._creations())
        for rule in self.rules:
            self._insert(self._by_rule(rule))
        event = self.happened.c
        order = (event.at, event.place, event.ordinal)
        nr = func.row_number().over(partition_by=event.ticket_id, order_by=order).label("nr")
        facts = (event.ticket_id, event.at, event.kind, event.actor, event.team, event.date_only)
        yield from self.database.batches(self.connection, select(*facts, nr))

    def _insert(self, statement: Select[tuple[object, ...]]) -> None:
        names = [column.name for column in self.happened.columns]
        self.connection.execute(insert(self.happened).from_select(names, statement))

    def _creations(self) -> Select[tuple[object, ...]]:
        if "created_at" not in self.fields:
            return self._event(self.log.c, "created").where(false())
        ticket = self._tickets().subquery("ticket")
        return select(
            ticket.c.ticket_id, ticket.c.created_at, literal(-1), literal(EVENT_KINDS.index("created")),
            literal("created"), null(), null(), _created_by_day(ticket),
        ).where(ticket.c.created_at.is_not(None))  # fmt: skip

    def _by_rule(self, rule: EventRule) -> Select[tuple[object, ...]]:
        own = self.log.c[rule.field]
        before = func.lag(own).over(partition_by=self.log.c.ticket_id, order_by=self.log.c.ordinal).label("before")
        seen = select(self.log, before).subquery("seen")
        now = seen.c[rule.field]
        if rule.becomes:
            fresh = or_(seen.c.before.is_(None), seen.c.before.not_in(rule.becomes))
            happens = and_(now.in_(rule.becomes), fresh)
        else:
            happens = now > func.coalesce(seen.c.before, 0)
        return self._event(seen.c, rule.kind).where(happens)

    def _event(self, row: Columns, kind: str) -> Select[tuple[object, ...]]:
        team = row.team if "team" in self.fields else null()
        place, by_day = literal(EVENT_KINDS.index(kind)), func.coalesce(row.at_by_day, 0)
        return select(row.ticket_id, row.at, row.ordinal, place, literal(kind), row.actor, team, by_day)


def _created_by_day(rows: Subquery) -> ColumnElement[int]:
    """1 where a ticket's creation is only a date, as its event marks it: `created_at` is the first stamp, bit 0."""
    return func.coalesce(rows.c.date_only, 0) % 2 if "date_only" in rows.c else literal(0)
