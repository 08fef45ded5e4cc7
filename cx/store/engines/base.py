"""A database as the store sees it. This one serves any SQLAlchemy URL: publishing is one transaction.

What differs between engines is a method here, overridden beside it; nothing outside this folder knows an engine.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import BigInteger, Engine, Select, Table, column, create_engine, insert, inspect, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.sql.elements import ColumnClause, ColumnElement

from cx.errors import StoreError
from cx.store import meta
from cx.store.schema import Column
from cx.store.tables import META, STAGING, indexed

#: Called with the name of each step of a publish once it is done; tests stop the process there.
Step = Callable[[str], None]
ROWS_AT_ONCE = 50_000
NO_VERSION = ""
#: Marks a connection whose transaction means to write.
WRITING: dict[str, Any] = {"writing": True}


class Database:
    """One warehouse database. `read` and `write` hand out connections; `write` lands everything or nothing."""

    #: What the driver raises where it is used without SQLAlchemy in between.
    driver_failures: tuple[type[Exception], ...] = ()
    #: Whether it can group the same rows in several ways in one statement (GROUPING SETS).
    has_sets = False

    def __init__(self, url: str, memory_limit: str = "300MB") -> None:
        self.url = make_url(url)
        self.memory_limit = memory_limit
        self._engine: Engine | None = None

    @property
    def place(self) -> str:
        """Where it is, without a password."""
        return self.url.set(query={}).render_as_string(hide_password=True)

    @property
    def engine(self) -> Engine:
        """The pool of connections, made on first use."""
        if self._engine is None:
            self._engine = self.make_engine()
        return self._engine

    def make_engine(self) -> Engine:
        """A pool that fits threaded readers: connections are given back at once and never shared. What a statement
        carries is never part of a failure's text: it may be a customer's words, or a secret.
        """
        pool: dict[str, Any] = {"pool_size": 8, "max_overflow": 8, "pool_timeout": 10, "pool_pre_ping": True}
        return create_engine(self.url, hide_parameters=True, **pool)

    def exists(self) -> bool:
        """Whether there is anything to read; opening must not create an empty database."""
        with self.readable():
            return inspect(self.engine).has_table(META.name)

    def version(self) -> str:
        """The name of the version in force; empty where nothing was ever published."""
        if not self.exists():
            return NO_VERSION
        with self.read() as connection:
            return self.version_of(connection)

    def version_of(self, connection: Connection) -> str:
        """The version that this connection sees; inside `write` the one being made."""
        return meta.get(connection, "version") or NO_VERSION

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one whole version for as long as it is open."""
        with self.readable(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A small change to a database that has no versions: kept when the block ends, undone when it raises."""
        with self.writable(), self.engine.connect().execution_options(**WRITING) as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, wait: float = 10.0, step: Step = lambda name: None) -> Iterator[Connection]:
        """The next version: published when the block ends, dropped when it raises; one writer at a time.

        Raises Busy where another writer does not finish within `wait` seconds, StoreError where it cannot be written.
        """
        with self.lock(wait), self.writable(), self.writer() as connection, connection.begin():
            self.prepare(connection)
            self.open_staging(connection)
            before = self.version_of(connection)
            meta.name_version(connection, before, next_version(before))
            step("begun")
            yield connection
            step("written")
            self.close_staging(connection)
        step("published")

    def undoable(self) -> str:
        """Empty where `undo` can put the version before in force; else why not: "server" (the database keeps no earlier
        version), "empty" (nothing is in force) or "gone" (the version before is no longer kept).
        """
        return "server"

    def undo(self, wait: float = 10.0, step: Step = lambda name: None) -> str:
        """Put the version before in force, at once or not at all; the name of the one that was taken back.

        Raises Busy as `write` does, StoreError where it cannot be done.
        """
        raise not_undone(self.undoable())

    def writer(self) -> Connection:
        """The connection of a publish."""
        return self.engine.connect()

    def lock(self, wait: float) -> AbstractContextManager[object]:
        """Keeps a second writer out; a server's own transactions do so where there is no file to lock."""
        return nullcontext()

    def prepare(self, connection: Connection) -> None:
        """The tables, where they are not there yet."""
        if not inspect(connection).has_table(META.name):
            indexed().create_all(connection)

    def open_staging(self, connection: Connection) -> None:
        """A schema for rows that wait to be merged."""
        connection.execute(text(f"CREATE SCHEMA {STAGING}"))

    def close_staging(self, connection: Connection) -> None:
        """Drops what waited."""
        connection.execute(text(f"DROP SCHEMA {STAGING} CASCADE"))

    def settle(self, connection: Connection) -> None:
        """Called between staging and merging."""

    def row_id(self, table: Table, key: Sequence[str]) -> dict[Column, ColumnElement[Any]]:
        """What tells a row from all others within one transaction, the shorter the better: columns and expressions."""
        return {Column(name, "id"): table.c[name] for name in key}

    def load(self, connection: Connection, table: Table, rows: pa.Table) -> None:
        """Rows into a table, columns by name."""
        for batch in rows.to_batches(max_chunksize=ROWS_AT_ONCE):
            connection.execute(insert(table), batch.to_pylist())

    def batches(self, connection: Connection, statement: Select[Any]) -> Iterator[pa.Table]:
        """The result in pieces, as Arrow; the connection may write to other tables meanwhile."""
        result = connection.execute(statement)
        while rows := result.fetchmany(ROWS_AT_ONCE):
            columns = zip(*rows, strict=True)
            yield pa.table(dict(zip(result.keys(), (pa.array(column) for column in columns), strict=True)))

    def table(self, connection: Connection, statement: Select[Any]) -> pa.Table:
        """The whole result as Arrow."""
        result = connection.execute(statement)
        names, rows = list(result.keys()), result.all()
        columns = zip(*rows, strict=True) if rows else ((),) * len(names)
        return pa.table(dict(zip(names, (pa.array(column) for column in columns), strict=True)))

    def frame(self, connection: Connection, statement: Select[Any]) -> pd.DataFrame:
        """The whole result: objects with None where missing, dates as datetime.date, stamps as datetime."""
        result = connection.execute(statement)
        names, rows = list(result.keys()), result.all()
        columns = zip(*rows, strict=True) if rows else ((),) * len(names)
        return pd.DataFrame({name: pd.Series(list(c), dtype=object) for name, c in zip(names, columns, strict=True)})

    def fingerprint(self, columns: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
        """What stands for these columns when two rows are compared: equal where all of them are equal."""
        return list(columns)

    def readable(self) -> AbstractContextManager[None]:
        """A block that reads; its failures are said clearly."""
        return self.clear_failures(self.unreadable)

    def writable(self) -> AbstractContextManager[None]:
        """A block that writes; its failures are said clearly."""
        return self.clear_failures(self.unwritten)

    def unreadable(self, reason: str) -> str:
        """What to say where reading fails."""
        return f"The database {self.place} cannot be read ({reason}); check that this is the right file or server."

    def unwritten(self, reason: str) -> str:
        """What to say where writing fails."""
        return (
            f"The change could not be written to {self.place} ({reason}); the data are as they were. "
            "Free some disk space or mend the cause, then try again."
        )

    @contextmanager
    def clear_failures(self, say: Callable[[str], str]) -> Iterator[None]:
        """Failures of the database and the operating system as a StoreError; say: a sentence from the reason."""
        kinds: tuple[type[Exception], ...] = (OSError, DBAPIError, PoolTimeout, *self.driver_failures)
        try:
            yield
        except kinds as failure:
            raise StoreError(say(self._reason(failure))) from failure

    def _reason(self, failure: Exception) -> str:
        """The first line of what went wrong, without the password."""
        lines = str(getattr(failure, "orig", None) or failure).splitlines() or [type(failure).__name__]
        return lines[0].replace(self.url.password, "***") if self.url.password else lines[0]

    def close(self) -> None:
        """Give every connection back."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None


def next_version(version: str) -> str:
    """The name after this one: a number that counts up and a token, so that no two databases share a name."""
    number = int(version.partition("-")[0] or 0) + 1
    return f"{number:06d}-{secrets.token_hex(4)}"


_NOT_UNDONE = {
    "server": "This database keeps no earlier version, so an import into it cannot be undone; "
    "import the right file with --replace, which makes it the whole truth for its source.",
    "empty": "Nothing is in force that could be undone; bring a file in with: python -m cx import",
    "gone": "The version before the one in force is no longer kept, so nothing more can be undone; "
    "import the right file with --replace, which makes it the whole truth for its source.",
    "schema": "The version before was made by an older program, so it cannot be put in force again; "
    "the data are as they were.",
}


def not_undone(reason: str) -> StoreError:
    """What to say where nothing can be undone."""
    return StoreError(_NOT_UNDONE[reason])


def row_number(table: Table) -> ColumnElement[Any]:
    """The number that DuckDB and SQLite give each row, as a column of its table."""
    number: ColumnClause[Any] = column("rowid", BigInteger)
    number.table = table
    return number
