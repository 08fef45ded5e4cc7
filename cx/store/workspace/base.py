"""What every part of the workspace stands on: reading it, changing it, and bringing its tables up to date."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from cx.errors import BadInput, StoreError
from cx.store.engines import database
from cx.store.workspace.migrations import MIGRATIONS, migrate, version_of
from cx.store.workspace.tables import REVISION


class Base:
    """A database of small tables. Safe to share between threads; made on first use."""

    def __init__(self, url: str) -> None:
        self._database = database(url)
        if self._database.url.get_backend_name() == "duckdb":
            raise BadInput("CX_WORKSPACE_URL cannot be a DuckDB file; use for example sqlite:///data/workspace.sqlite.")
        self._ready = threading.Lock()
        self._migrated = False

    @property
    def schema_version(self) -> int:
        """The version of its tables."""
        with self._reading() as connection:
            return version_of(connection)

    def revision(self) -> int:
        """A number that grows with every change of what people wrote. Cheap; part of cache keys."""
        with self._reading() as connection:
            return revision_of(connection)

    def close(self) -> None:
        """Give the database's connections back."""
        self._database.close()

    def _all(self, statement: Any) -> list[dict[str, Any]]:
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]

    def _reading(self) -> AbstractContextManager[Connection]:
        self._migrate()
        return self._database.read()

    def _change(self) -> AbstractContextManager[Connection]:
        """A change of what the product writes down for itself."""
        self._migrate()
        return self._database.transaction()

    @contextmanager
    def _edit(self) -> Iterator[Connection]:
        """A change of what people wrote: the next revision."""
        with self._change() as connection:
            yield connection
            connection.execute(update(REVISION).values(number=REVISION.c.number + 1))

    def _migrate(self) -> None:
        """Bring the tables up to this version, once per process; StoreError for a workspace of a newer one."""
        with self._ready:
            if self._migrated:
                return
            if not self._up_to_date():
                self._upgrade()
            self._migrated = True

    def _up_to_date(self) -> bool:
        with self._database.read() as connection:
            return version_of(connection) == len(MIGRATIONS)

    def _upgrade(self) -> None:
        try:
            with self._database.transaction() as connection:
                migrate(connection)
        except StoreError:
            if not self._up_to_date():  # else another process did it, and stood in the way of this one
                raise


def revision_of(connection: Connection) -> int:
    """The revision that this connection sees."""
    return int(connection.scalar(select(REVISION.c.number)) or 0)
