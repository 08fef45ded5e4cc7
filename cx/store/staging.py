"""Rows on their way in: checked against the schema, derived, numbered as they came, and loaded into a staging table."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from sqlalchemy import Table as SqlTable
from sqlalchemy.engine import Connection

from cx.store.derive import INPUTS, derived, written
from cx.store.engines.base import Database
from cx.store.facts import Rule
from cx.store.ordering import Arrival
from cx.store.schema import Column, Table
from cx.store.tables import ARROW_TYPES, staging_table

#: Rows are loaded in pieces of this many: fewer cost more statements, more cost memory. As many as DuckDB keeps
#: together, which it writes out at once and in half the time, not first into its log.
PIECE = 122_880

#: Beside the table's own columns: the order of arrival, and what the merge found (see cx/store/merge.py).
SEQ = Column("seq", "big")
STATE = Column("state", "small")


class Staging:
    """Rows of one table that all give the same columns."""

    def __init__(
        self, database: Database, connection: Connection, table: Table, given: tuple[str, ...], nr: int, rule: Rule
    ) -> None:
        self.database, self.connection, self.table, self.rule = database, connection, table, rule
        self.given = given
        self.sql: SqlTable = staging_table(f"{table.name}_{nr}", (*self._columns(), SEQ, STATE))
        self.sql.create(connection)
        self.rows = self._loaded = 0
        self.arrival = Arrival(table)
        self._waiting: list[pa.Table] = []

    @property
    def complete(self) -> bool:
        """Whether the rows give everything that derived columns are made of."""
        return set(INPUTS[self.table.name]) <= set(self.given)

    @property
    def written(self) -> tuple[str, ...]:
        """The columns that a merge writes: those given, and those derived."""
        return tuple(column.name for column in self._columns())

    def _columns(self) -> tuple[Column, ...]:
        always = {"rows", "date_only"}
        facts = (c for c in self.table.facts if c.name in self.given or c.name in always)
        return (*facts, *written(self.table, self.given))

    def add(self, rows: pa.Table) -> None:
        """Take rows in; they are derived and loaded once there are enough of them. ValueError as `conform` says."""
        self._waiting.append(conform(self.table, rows))
        self.rows += len(rows)
        if sum(map(len, self._waiting)) >= PIECE:
            waiting = pa.concat_tables(self._waiting)
            whole = len(waiting) // PIECE * PIECE
            self._waiting = [waiting.slice(whole)]
            for first in range(0, whole, PIECE):
                self._load(waiting.slice(first, PIECE))

    def flush(self) -> None:
        """Load what waits."""
        if any(map(len, self._waiting)):
            self._load(pa.concat_tables(self._waiting))
            self._waiting = []

    def _load(self, facts: pa.Table) -> None:
        piece = facts.combine_chunks()
        for name, column in derived(self.table, piece, self.rule).items():
            piece = piece.append_column(name, column)
        seq = pa.array(np.arange(self._loaded, self._loaded + len(piece), dtype=np.int64))
        piece = piece.append_column(SEQ.name, seq).append_column(STATE.name, _whole(0, len(piece), "small"))
        self._loaded += len(piece)
        self.arrival.note(piece)
        self.database.load(self.connection, self.sql, piece)


def conform(table: Table, rows: pa.Table) -> pa.Table:
    """The rows with the schema's types, in the schema's order; a missing count of rows is 1, a missing mark 0.

    Raises ValueError for a column the table lacks, a key column that is not there or holds a missing value, and a
    value that its column cannot hold.
    """
    unknown = [name for name in rows.column_names if name not in {column.name for column in table.facts}]
    if unknown:
        raise ValueError(f"the table {table.name} has no column {unknown[0]!r}")
    absent = [name for name in (*table.key, "source") if name not in rows.column_names or rows[name].null_count]
    if absent:
        raise ValueError(f"every row of {table.name} needs a value in {absent[0]!r}")
    blank = {"rows": 1, "date_only": 0}
    columns = {c.name: _cast(rows, c, blank.get(c.name)) for c in table.facts if c.name in {*rows.column_names, *blank}}
    return pa.table(columns)


def _cast(rows: pa.Table, column: Column, blank: int | None) -> pa.ChunkedArray | pa.Array:
    if column.name not in rows.column_names:
        return _whole(blank or 0, rows.num_rows, column.kind)
    try:
        cast = rows[column.name].cast(ARROW_TYPES[column.kind])
    except pa.ArrowInvalid:  # whose own words quote the value, and this goes to the log
        raise ValueError(f"a value of {column.name!r} does not fit its column") from None
    return cast if blank is None else cast.fill_null(blank)


def _whole(value: int, rows: int, kind: str) -> pa.Array:
    return pa.array(np.full(rows, value)).cast(ARROW_TYPES[kind])
