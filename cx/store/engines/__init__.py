"""What differs between databases; `database(url)` chooses."""

from __future__ import annotations

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from cx.errors import BadInput
from cx.store.engines.base import Database


def database(url: str, memory_limit: str = "300MB") -> Database:
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
    """The engine's name, where its driver is there."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise BadInput("This is not a database URL; write for example duckdb:///data/warehouse.duckdb.") from None
    engine = address.get_backend_name()
    try:
        address.get_dialect().import_dbapi()
    except (NoSuchModuleError, ImportError) as failure:
        driver = getattr(failure, "name", None) or address.drivername
        raise BadInput(
            f"The database {engine!r} needs the Python package {driver!r}, which is not installed; "
            "install it, or use a duckdb:/// or sqlite:/// address."
        ) from None
    return engine
