"""What differs between databases; `database(url)` chooses."""

from __future__ import annotations

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from cx.errors import BadInput
from cx.store.engines.base import Database


def database(url: str, memory_limit: str = "400MB") -> Database:
    """The database behind a URL; BadInput if it cannot be understood. Nothing is opened or created yet."""
    try:
        engine = make_url(url).get_backend_name()
    except ArgumentError:
        raise BadInput(
            "CX_WAREHOUSE_URL is not a database URL; write for example duckdb:///data/warehouse.duckdb."
        ) from None
    if engine == "duckdb":
        from cx.store.engines.duckdb import DuckDatabase

        return DuckDatabase(url, memory_limit)
    if engine == "sqlite":
        from cx.store.engines.sqlite import SqliteDatabase

        return SqliteDatabase(url, memory_limit)
    return Database(url, memory_limit)
