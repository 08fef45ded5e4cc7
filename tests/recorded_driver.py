"""A database driver for tests that reaches no server: it writes down what it is told, and fails as it is asked to."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.engine.default import DefaultDialect

paramstyle, apilevel, threadsafety = "named", "2.0", 1


class Error(Exception):
    """The driver's failures."""


class OperationalError(Error):
    """A server that cannot be reached, or refuses the user."""


#: What was said to the server, in order; set up by `expecting`.
said: list[str] = []
_fails: dict[str, str] = {}
_rows: list[tuple[Any, ...]] = []


def expecting(*rows: tuple[Any, ...], **fails: str) -> None:
    """Start afresh: the rows that every query gives; fails: "connect" or "query", and in which words."""
    said.clear()
    _fails.clear()
    _rows[:] = rows
    _fails.update(fails)


def connect(**given: Any) -> Connection:
    """Note that somebody came."""
    if "connect" in _fails:
        raise OperationalError(_fails["connect"])
    said.append("connect")
    return Connection()


class Connection:
    """A connection that notes its end."""

    def cursor(self) -> Cursor:
        return Cursor()

    def commit(self) -> None:
        said.append("commit")

    def rollback(self) -> None:
        said.append("rollback")

    def close(self) -> None:
        said.append("close")


class Cursor:
    """A cursor that gives the rows that were set up."""

    description: Any = None
    rowcount = -1

    def execute(self, statement: str, parameters: Any = None) -> None:
        said.append(statement)
        if "query" in _fails and statement.startswith("SELECT"):
            raise Error(_fails["query"])
        width = len(_rows[0]) if _rows else 1
        self.description = [(f"c{place}", *[None] * 6) for place in range(width)]
        self._left = list(_rows)

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        taken, self._left = self._left[:size], self._left[size:]
        return taken

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(iter(self.fetchmany(1)), None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.fetchmany(len(self._left))

    def close(self) -> None:
        self._left = []


class Dialect(DefaultDialect):
    """What SQLAlchemy knows of a database whose driver this is."""

    driver = "recorded"

    @classmethod
    def import_dbapi(cls) -> Any:
        import sys

        return sys.modules[__name__]

    def initialize(self, connection: Any) -> None:
        """A server is asked nothing of itself."""


KINDS = {
    name: type(name.title(), (Dialect,), {"name": name, "supports_statement_cache": True})
    for name in ("postgresql", "mysql", "oracle", "mssql")
}
globals().update({kind.__name__: kind for kind in KINDS.values()})
for _name, _kind in KINDS.items():
    registry.register(f"{_name}.recorded", __name__, _kind.__name__)
