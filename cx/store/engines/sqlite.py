"""SQLite: write-ahead logging, so readers see a whole version while one transaction writes the next."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Engine, NullPool, Table, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx.errors import BadInput
from cx.searching import as_python, lowered, without_accents
from cx.store.engines.base import ROWS_AT_ONCE, WRITING, Database, row_number
from cx.store.lock import file_lock
from cx.store.schema import Column
from cx.store.tables import STAGING


class SqliteDatabase(Database):
    """One file; the publish is one transaction."""

    driver_failures = (sqlite3.Error,)

    def __init__(self, url: str, memory_limit: str = "300MB") -> None:
        super().__init__(url, memory_limit)
        if self.url.database in (None, "", ":memory:"):
            raise BadInput("A SQLite database needs a file name: sqlite:///folder/workspace.sqlite")

    @property
    def path(self) -> Path:
        """The database file."""
        return Path(self.url.database or "")

    def make_engine(self) -> Engine:
        """Transactions begin when told to, readers' too, so that each sees one version throughout. Connections cost
        little and are closed after use: a publish leaves no staging behind, a process that ends no open file.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self.url, poolclass=NullPool, hide_parameters=True)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def writer(self) -> Connection:
        """A connection that is closed after the publish, and its staging with it."""
        return super().writer().execution_options(**WRITING)

    def exists(self) -> bool:
        """Whether the file is there and holds a version."""
        with self.readable():
            there = self.path.exists()
        return there and super().exists()

    def lock(self, wait: float) -> AbstractContextManager[object]:
        """A lock file beside the database."""
        return file_lock(self.path.with_name(self.path.name + ".lock"), wait)

    def open_staging(self, connection: Connection) -> None:
        """A temporary database that goes away with the connection."""
        connection.execute(text(f"ATTACH '' AS {STAGING}"))

    def close_staging(self, connection: Connection) -> None:
        """Left to the end of the connection: SQLite cannot detach inside a transaction."""

    def row_id(self, table: Table, key: Sequence[str]) -> dict[Column, ColumnElement[Any]]:
        """SQLite's own number of the row."""
        return {Column("row_id", "big"): row_number(table)}

    def load(self, connection: Connection, table: Table, rows: pa.Table) -> None:
        """Through the driver's own loop over tuples, five times faster than dictionaries."""
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        names = ", ".join(f'"{name}"' for name in rows.column_names)
        marks = ", ".join("?" * rows.num_columns)
        target = f"{table.schema}.{table.name}" if table.schema else table.name
        statement = f"INSERT INTO {target} ({names}) VALUES ({marks})"
        for batch in rows.to_batches(max_chunksize=ROWS_AT_ONCE):
            driver.executemany(statement, zip(*map(_plain, batch.columns), strict=True))


def _plain(column: pa.Array) -> Iterator[object]:
    """Python values as SQLAlchemy keeps them in SQLite: stamps and days are ISO text."""
    if pa.types.is_timestamp(column.type):
        column = pc.strftime(column, format="%Y-%m-%d %H:%M:%S")
    elif pa.types.is_date(column.type):
        column = pc.strftime(column, format="%Y-%m-%d")
    return iter(column.to_pylist())


def _prepare(driver: sqlite3.Connection, _: object) -> None:
    for name, arguments, known in _FUNCTIONS:
        driver.create_function(name, arguments, known, deterministic=True)
    driver.isolation_level = None  # transactions begin by _begin, not when the driver thinks fit
    for pragma in ("busy_timeout=10000", "synchronous=FULL", "temp_store=FILE"):
        driver.execute(f"PRAGMA {pragma}")
    with suppress(sqlite3.OperationalError):  # locked: another connection is switching, and the file remembers it
        driver.execute("PRAGMA journal_mode=WAL")


def _of_text(known: Callable[[str], str]) -> Callable[[str | None], str | None]:
    return lambda value: None if value is None else known(str(value))


def _matches(value: str | None, pattern: str) -> bool | None:
    return None if value is None else as_python(pattern).search(value) is not None


#: What DuckDB knows by these names, for text in every alphabet: SQLite's own `lower` knows A to Z only.
_FUNCTIONS: tuple[tuple[str, int, Callable[..., str | bool | None]], ...] = (
    ("lower", 1, _of_text(lowered)), ("strip_accents", 1, _of_text(without_accents)), ("regexp_matches", 2, _matches),
)  # fmt: skip


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
