"""What differs between databases; `database(url)` chooses."""

from __future__ import annotations

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from cx.errors import BadInput
from cx.store.engines.base import Database


def database(url: str, memory_limit: str = "400MB") -> Database:
    """The database behind a URL; BadInput if it cannot be understood. Nothing is opened or created yet."""
    engine = _engine_of(url)
    if engine == "duckdb":
        from cx.store.engines.duckdb import DuckDatabase

        return DuckDatabase(url, memory_limit)
    if engine == "sqlite":
        from cx.store.engines.sqlite import SqliteDatabase

        return SqliteDatabase(url, memory_limit)
    return Database(url, memory_limit)


def _engine_of(url: str) -> str:
    try:
        address = make_url(url)
    except ArgumentError:
        raise BadInput("This is not a database URL; write for example duckdb:///data/warehouse.duckdb.") from None
    engine = address.get_backend_name()
    try:
        address.get_dialect()
    except NoSuchModuleError:
        raise BadInput(f"No driver for {engine!r} is installed; install one, or use duckdb.") from None
    return engine
