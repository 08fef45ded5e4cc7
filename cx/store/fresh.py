"""Columns made in Python on their way back to their rows: loaded beside the table, written in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
from sqlalchemy import and_, update
from sqlalchemy.engine import Connection

from cx.store.engines.base import Database
from cx.store.schema import Column, Table
from cx.store.tables import TABLES, staging_table


class Fresh:
    """New values of some columns of a table. `places` tell a row from all others: select them beside the inputs."""

    def __init__(self, database: Database, connection: Connection, table: Table, names: Sequence[str]) -> None:
        self.database, self.connection, self.names, self.target = database, connection, names, TABLES[table.name]
        found = database.row_id(self.target, table.key)
        self.places = {column.name: place.label(column.name) for column, place in found.items()}
        columns = (*found, *(Column(name, table.kind(name)) for name in names))
        self.sql = staging_table(f"{table.name}_fresh", columns)
        self.sql.create(connection)

    def add(self, rows: pa.Table, columns: Mapping[str, pa.Array]) -> None:
        """Take in the new values of rows that hold their places."""
        places = {name: rows[name] for name in self.places}
        fresh = pa.table(places | {name: columns[name] for name in self.names})
        self.database.load(self.connection, self.sql, fresh)

    def write(self) -> None:
        """Write what was taken in to the rows it was made from."""
        here: Any = and_(*(place.element == self.sql.c[name] for name, place in self.places.items()))
        values = {name: self.sql.c[name] for name in self.names}
        self.connection.execute(update(self.target).values(values).where(here))
        self.sql.drop(self.connection)
