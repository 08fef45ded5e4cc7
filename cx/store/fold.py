"""Fold an event log or threads of messages, several rows to a ticket, into tickets and their events.

The rows wait in staging tables and are folded by plain SQL (grouping, joining, windows), the same on every engine.
Times are folded as *moments*, whole numbers that every engine compares and subtracts alike: microseconds since 1970,
doubled, and 1 more where only the day is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Select, Table, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx.store.engines.base import Database
from cx.store.fold_events import ACTOR, ANSWERS, CREATED, MOMENT, ORDINAL, Happened, in_order
from cx.store.fold_rules import Fold
from cx.store.fold_tells import as_facts, by_day, stamp_of, told
from cx.store.fold_threads import Threads
from cx.store.schema import TICKETS, Column
from cx.store.tables import staging_table

#: Rows are loaded in pieces of as many as DuckDB keeps together.
PIECE = 122_880

#: How one value stands for all rows of a ticket: "last" and "first" in the order of the rows, null as it is.
KEEPS = ("last", "first", "highest", "lowest")


class LogFold:
    """The rows of one log: `add` them, `fold` them, ask for `tickets` and `events`, then `close` it.

    how: its rules; keeps: which row says each of the fields that rows may have, those of `KEEPS`; name: of its staging
    tables. left_out: messages of threads that did not begin in the files, known once they are folded.
    """

    def __init__(
        self, database: Database, connection: Connection, how: Fold, keeps: Mapping[str, str], name: str = "log"
    ) -> None:
        self.database, self.connection, self.how, self.keeps, self.name = database, connection, how, keeps, name
        marks = (Column(mark, "small") for mark in dict.fromkeys(how.marks))
        self.facts = tuple(column for column in TICKETS.facts if column.name in {*keeps, "date_only"})
        self.columns = (ORDINAL, MOMENT, CREATED, ACTOR, ANSWERS, *marks, *self.facts)
        self.fields: list[str] = []
        self.rows = self.left_out = 0
        self._waiting: list[pa.Table] = []
        self._tables: list[Table] = []
        self.log = self._table("", self.columns)

    def _table(self, what: str, columns: tuple[Column, ...]) -> Table:
        table = staging_table(f"{self.name}{what}", columns)
        table.create(self.connection)
        self._tables.append(table)
        return table

    def add(self, rows: pa.RecordBatch) -> None:
        """Take rows in, in the order of the file: ticket fields with `at` and perhaps `at_by_day` (1 where `at` is
        only a date), `actor`, `answers` and the marks of the rules. Batches may have different fields."""
        table = pa.Table.from_batches([rows])
        given = [column.name for column in self.columns if column.name in table.column_names]
        self.fields += [name for name, _ in self.facts if name in given and name not in self.fields]
        ordinals = np.arange(self.rows, self.rows + len(table), dtype=np.int64)
        columns = {ORDINAL.name: pa.array(ordinals), MOMENT.name: _moments(table, "at", "at_by_day")}
        if "created_at" in given:
            columns[CREATED.name] = _moments(table, "created_at", "date_only")
        self._waiting.append(pa.table({**{name: table[name] for name in given}, **columns}))
        self.rows += len(table)
        if sum(map(len, self._waiting)) >= PIECE:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            rows = pa.concat_tables(self._waiting, promote_options="default")
            self.database.load(self.connection, self.log, rows)
            self._waiting = []

    def fold(self) -> None:
        """Find out which ticket each row belongs to and what happened, once all rows are there."""
        self._flush()
        if self.how.threads:
            threads = Threads(self.connection, self.log, self.name)
            self.log = threads.into(self._table("_threads", self.columns), self.how.start)
            self.left_out = threads.left_out
        self.happened = Happened(self.connection, self.log, self.how, self._table("_events", Happened.COLUMNS))
        stamped = "created_at" in self.fields
        self.happened.gather(self._by_rows(["ticket_id", CREATED.name]) if stamped else None)

    def tickets(self) -> Iterator[pa.Table]:
        """One row for each ticket."""
        for piece in self.database.batches(self.connection, self._tickets()):
            yield as_facts(piece, self.how.tells)

    def _tickets(self) -> Select[tuple[object, ...]]:
        said = self._by_rows(self.fields)
        if not self.how.tells:
            return said
        row = said.subquery("row")
        learnt = told(self.happened.numbered(), self.how).subquery("learnt")
        columns = [*(row.c[name] for name in self.fields), *(learnt.c[name] for name in self.how.tells)]
        return select(*columns).join_from(row, learnt, row.c.ticket_id == learnt.c.ticket_id, isouter=True)

    def _by_rows(self, names: Sequence[str]) -> Select[tuple[object, ...]]:
        """The last row of each ticket, with what other rows of it say better."""
        log = self.log.c
        newest = [column.desc() for column in in_order(log, self.how)]
        later = func.row_number().over(partition_by=log.ticket_id, order_by=newest).label("later")
        said = select(*(self._said(name).label(name) for name in names), later).subquery("said")
        return select(*(said.c[name] for name in names)).where(said.c.later == 1)

    def _said(self, name: str) -> ColumnElement[Any]:
        """A field as the row that stands for the ticket says it."""
        log, keep = self.log.c, self.keeps.get("created_at" if name == CREATED.name else name, KEEPS[0])
        if keep == "last":
            return log[name]
        if keep == "first":
            return func.first_value(log[name]).over(partition_by=log.ticket_id, order_by=in_order(log, self.how))
        extreme = func.max if keep == "highest" else func.min
        return extreme(log[name]).over(partition_by=log.ticket_id)

    def events(self) -> Iterator[pa.Table]:
        """What happened to each ticket, numbered by `nr`: its creation, and the rows that a rule calls an event."""
        events = self.happened.numbered().subquery("event").c
        facts = (events.ticket_id, events.moment, events.kind, events.actor, events.team, events.nr)
        for piece in self.database.batches(self.connection, select(*facts)):
            moments = piece[MOMENT.name].cast(pa.int64())
            stamps = {"at": stamp_of(moments), "date_only": by_day(moments)}
            yield pa.table({**{name: piece[name] for name in piece.column_names if name != MOMENT.name}, **stamps})

    def close(self) -> None:
        """Drop what waited: whatever is left in staging is written to disk once more."""
        for table in self._tables:
            table.drop(self.connection)


def _moments(rows: pa.Table, stamp: str, marks: str) -> pa.ChunkedArray:
    """The moments of a stamp, whose day alone is known where bit 0 of the marks is set."""
    doubled = pc.shift_left(rows[stamp].cast(pa.int64()), 1)
    if marks not in rows.column_names:
        return doubled
    return pc.add(doubled, pc.bit_wise_and(pc.fill_null(rows[marks], 0), 1).cast(pa.int64()))
