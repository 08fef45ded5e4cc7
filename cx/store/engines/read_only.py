"""Somebody else's database, opened so that nothing in it can be changed: each engine in its own way.

Sources: PostgreSQL 15, "SET TRANSACTION"; MySQL 8.0, "START TRANSACTION"; Oracle 19c, "SET TRANSACTION"; SQLite, "URI
Filenames" and "Compile-Time Authorization Callbacks"; DuckDB, "Securing DuckDB".
"""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

import duckdb
import duckdb_sqlalchemy
from sqlalchemy import URL, Engine, NullPool, create_engine
from sqlalchemy.engine import Connection

#: Seconds until a server that does not answer is given up.
PATIENCE = 15

#: What a transaction begins with that the database itself keeps from writing.
BEGIN = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "START TRANSACTION READ ONLY",
    "mariadb": "START TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
}
#: The databases that refuse what writes; of all others that is left to the words of the statement.
REFUSING = frozenset({"sqlite", "duckdb", *BEGIN})

#: How drivers are told how long to wait for a server, by their name.
_WAITS = {
    "psycopg": "connect_timeout", "psycopg2": "connect_timeout", "pg8000": "timeout", "pymysql": "connect_timeout",
    "mysqldb": "connect_timeout", "mysqlconnector": "connection_timeout",
}  # fmt: skip

#: All that a reading statement asks SQLite's leave for.
_READS = frozenset({
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
})  # fmt: skip


def read_only(url: URL, memory_limit: str) -> Engine:
    """An engine of a database that is only read; nothing is opened yet, and never created. Connections are not kept,
    and what a statement carries is never part of a failure's text.
    """
    backend = url.get_backend_name()
    if backend == "sqlite":
        return create_engine("sqlite://", creator=lambda: _sqlite(url), poolclass=NullPool, hide_parameters=True)
    if backend == "duckdb":
        return create_engine(_duckdb(url, memory_limit), poolclass=NullPool, hide_parameters=True)
    waits = _WAITS.get(url.get_driver_name(), "")
    waiting = {waits: PATIENCE} if waits and waits not in url.query else {}
    return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=waiting)


def begin(connection: Connection) -> None:
    """Say to the database that what follows only reads, before anything else is said."""
    backend = connection.dialect.name
    if backend == "sqlite":
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("PRAGMA query_only=ON")
        driver.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY)
    elif backend in BEGIN:
        connection.exec_driver_sql(BEGIN[backend])


def parameter(backend: str, value: object) -> object:
    """What stands for a place in a query: SQLite has no type for dates, and keeps them as texts that sort."""
    if backend != "sqlite" or not isinstance(value, date):
        return value
    return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()


def failures() -> tuple[type[Exception], ...]:
    """What drivers raise past SQLAlchemy."""
    return (sqlite3.Error, duckdb.Error)


def _sqlite(url: URL) -> sqlite3.Connection:
    """By a file that must be there."""
    path = quote(str(Path(url.database or "").absolute()))
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)


def _duckdb(url: URL, memory_limit: str) -> URL:
    """A query reads this file alone: no other file, no network, and it cannot allow itself more."""
    options = {
        "access_mode": "read_only", "enable_external_access": "false", "lock_configuration": "true",
        "memory_limit": memory_limit,
    }  # fmt: skip
    return duckdb_sqlalchemy.URL(database=url.database or "", query=options)
