"""The workspace: what people and the product wrote down, which no import can bring back.

Declarations of surveys, names of a company's own dimensions, every import with what it rejected (also one that landed
nothing), and settings. Small, and changed one row at a time; SQLite unless another URL is given.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, Text, delete, insert, inspect, select, text
from sqlalchemy.engine import Connection, make_url

from cx.errors import BadInput, StoreError
from cx.filters import DIMENSIONS, RESERVED
from cx.store.engines import database
from cx.store.schema import OWN_DIMENSIONS
from cx.surveys import Survey

_METADATA = MetaData()

_VERSION = Table("schema_version", _METADATA, Column("version", Integer, nullable=False))
_SURVEYS = Table(
    "surveys",
    _METADATA,
    *(Column(name, String, primary_key=name == "survey") for name in ("survey", "measure", "direction", "kind")),
    *(Column(name, Integer, nullable=False) for name in ("low", "high", "anonymous", "headline", "by_hand")),
    *(Column(name, Text, nullable=False) for name in ("cuts", "wording")),
)
_DIMENSIONS = Table(
    "dimensions", _METADATA, Column("name", String, primary_key=True), Column("place", String, unique=True)
)
_IMPORTS = Table(
    "imports",
    _METADATA,
    Column("import_id", Integer, primary_key=True, autoincrement=True),
    Column("started_at", DateTime, nullable=False),
    *(Column(name, String, nullable=False) for name in ("preset", "source", "files")),
    *(Column(name, Integer, nullable=False) for name in ("landed", "read", "added")),
    *(Column(name, Integer, nullable=False) for name in ("changed", "unchanged", "rejected")),
)
_REJECTS = Table(
    "rejects",
    _METADATA,
    Column("import_id", Integer, nullable=False),
    Column("line", Integer),
    *(Column(name, Text) for name in ("file", "field", "reason", "raw")),
)
_SETTINGS = Table("settings", _METADATA, Column("name", String, primary_key=True), Column("value", Text))


class Reject(NamedTuple):
    """A row that could not be read: where it stands, which field is wrong and why, and the row as it came."""

    file: str
    line: int | None
    field: str
    reason: str
    raw: str


class Rejected(Protocol):
    """What `record_import` reads of a reject."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def field(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def raw(self) -> str: ...


@dataclass(frozen=True)
class Import:
    """One import as it was recorded. started_at: UTC; landed: whether the warehouse took it."""

    import_id: int
    started_at: datetime
    preset: str
    source: str
    files: tuple[str, ...]
    landed: bool
    read: int
    added: int
    changed: int
    unchanged: int
    rejected: int


# How an older workspace becomes a newer one: the n-th step makes version n.


def _create(connection: Connection) -> None:
    _METADATA.create_all(connection)


def _index_rejects(connection: Connection) -> None:
    """An import's rejects are looked up by its number, among those of all imports."""
    # As text: an Index object would stay with the table and be made twice in the next workspace of this process.
    connection.execute(text("CREATE INDEX IF NOT EXISTS rejects_of_import ON rejects (import_id)"))


MIGRATIONS = (_create, _index_rejects)


def workspace_beside(warehouse_url: str) -> str:
    """The URL of a workspace in the folder of a warehouse and by its name."""
    warehouse = Path(make_url(warehouse_url).database or "sample")
    return f"sqlite:///{warehouse.with_suffix('.workspace.sqlite')}"


class Workspace:
    """What is written down. Safe to share between threads; made on first use."""

    def __init__(self, url: str) -> None:
        self._database = database(url)
        if self._database.url.get_backend_name() == "duckdb":
            raise BadInput("CX_WORKSPACE_URL cannot be a DuckDB file; use for example sqlite:///data/workspace.sqlite.")
        self._ready = threading.Lock()
        self._migrated = False

    @property
    def schema_version(self) -> int:
        """The version of its tables."""
        self._migrate()
        with self._database.read() as connection:
            return _version(connection)

    # Surveys.

    def surveys(self) -> tuple[Survey, ...]:
        """Every question declared, by name."""
        return tuple(_survey(row) for row in self._all(select(_SURVEYS).order_by(_SURVEYS.c.survey)))

    def surveys_with(self, declared: Iterable[Survey]) -> tuple[Survey, ...]:
        """Every question, by name, as it would be if a preset declared these; nothing is written."""
        rows = self._all(select(_SURVEYS))
        by_hand = {row["survey"] for row in rows if row["by_hand"]}
        known = {row["survey"]: _survey(row) for row in rows}
        known |= {survey.survey: survey for survey in declared if survey.survey not in by_hand}
        return tuple(known[name] for name in sorted(known))

    def declare(self, survey: Survey, *, by_hand: bool) -> None:
        """Say what a question is. What a preset says does not replace what was said by hand."""
        values = asdict(survey) | {"cuts": json.dumps(survey.cuts), "by_hand": by_hand}
        with self._change() as connection:
            named = _SURVEYS.c.survey == survey.survey
            if not by_hand and connection.scalar(select(_SURVEYS.c.by_hand).where(named)):
                return
            connection.execute(delete(_SURVEYS).where(named))
            connection.execute(insert(_SURVEYS).values({name: _plain(value) for name, value in values.items()}))

    # A company's own dimensions.

    def dimensions(self) -> dict[str, str]:
        """The company's own dimensions: name -> column d1..d6."""
        return {row["name"]: row["place"] for row in self._all(select(_DIMENSIONS).order_by(_DIMENSIONS.c.place))}

    def name_dimension(self, name: str) -> str:
        """The column of a dimension by name, the next free one if the name is new. Sources that use one name share it.

        A name stays taken when its import fails: another import may count on it by then, and no column may ever
        stand for two names.
        Raises BadInput for a name that means something else, or when all are taken.
        """
        _check_name(name)
        with self._change() as connection:
            taken = {row[0]: str(row[1]) for row in connection.execute(select(_DIMENSIONS.c.name, _DIMENSIONS.c.place))}
            if name in taken:
                return taken[name]
            free = [place for place in OWN_DIMENSIONS if place not in taken.values()]
            if not free:
                names = ", ".join(sorted(taken))
                raise BadInput(f"All own dimensions are taken ({names}), so {name!r} finds no place; leave one out.")
            connection.execute(insert(_DIMENSIONS).values(name=name, place=free[0]))
            return free[0]

    # Imports.

    def record_import(
        self,
        *,
        started_at: datetime,
        preset: str,
        source: str,
        files: Sequence[str],
        landed: bool,
        read: int,
        added: int,
        changed: int,
        unchanged: int,
        rejected: int,
        rejects: Iterable[Rejected] = (),
    ) -> int:
        """Write an import down with its rejects; its number."""
        values = {
            "started_at": started_at, "preset": preset, "source": source, "files": json.dumps(list(files)),
            "landed": int(landed), "read": read, "added": added, "changed": changed, "unchanged": unchanged,
            "rejected": rejected,
        }  # fmt: skip
        with self._change() as connection:
            key = connection.execute(insert(_IMPORTS).values(values)).inserted_primary_key
            assert key is not None
            rows = [{"import_id": key[0]} | {name: getattr(r, name) for name in Reject._fields} for r in rejects]
            if rows:
                connection.execute(insert(_REJECTS), rows)
            return int(key[0])

    def imports(self) -> tuple[Import, ...]:
        """Every import, newest first."""
        rows = self._all(select(_IMPORTS).order_by(_IMPORTS.c.import_id.desc()))
        return tuple(
            Import(**{**row, "files": tuple(json.loads(row["files"])), "landed": bool(row["landed"])}) for row in rows
        )

    def rejects(self, import_id: int) -> tuple[Reject, ...]:
        """What an import could not read, in the order of the files."""
        columns = [_REJECTS.c[name] for name in Reject._fields]
        rows = self._all(select(*columns).where(_REJECTS.c.import_id == import_id))
        return tuple(Reject(**row) for row in rows)

    # Settings.

    def get(self, name: str) -> str | None:
        """What was written down under a name; None if nothing was."""
        found = self._all(select(_SETTINGS.c.value).where(_SETTINGS.c.name == name))
        return found[0]["value"] if found else None

    def set(self, name: str, value: str) -> None:
        """Write a text down under a name, in place of what was there."""
        with self._change() as connection:
            connection.execute(delete(_SETTINGS).where(_SETTINGS.c.name == name))
            connection.execute(insert(_SETTINGS).values(name=name, value=value))

    def close(self) -> None:
        """Give the database's connections back."""
        self._database.close()

    # Reading and changing.

    def _all(self, statement: Any) -> list[dict[str, Any]]:
        self._migrate()
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]

    def _change(self) -> Any:
        self._migrate()
        return self._database.transaction()

    def _migrate(self) -> None:
        """Bring the tables up to this version, once per process; StoreError for a workspace of a newer one."""
        with self._ready:
            if self._migrated:
                return
            with self._database.read() as connection:
                ready = _version(connection) == len(MIGRATIONS)
            if not ready:
                with self._database.transaction() as connection:
                    migrate(connection)
            self._migrated = True


def migrate(connection: Connection, steps: Sequence[Any] = MIGRATIONS) -> None:
    """Run the steps that a workspace has not seen."""
    version = _version(connection)
    if version > len(steps):
        raise StoreError(
            f"The workspace has schema {version} and this program knows {len(steps)}; use the newer program, "
            "or point CX_WORKSPACE_URL at another file."
        )
    for step in steps[version:]:
        step(connection)
    if version < len(steps):
        connection.execute(delete(_VERSION))
        connection.execute(insert(_VERSION).values(version=len(steps)))


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table(_VERSION.name):
        return 0
    return connection.scalar(select(_VERSION.c.version)) or 0


def _survey(row: Mapping[str, Any]) -> Survey:
    values = {name: row[name] for name in ("survey", "measure", "low", "high", "direction", "kind", "wording")}
    cuts, anonymous, headline = tuple(json.loads(row["cuts"])), bool(row["anonymous"]), bool(row["headline"])
    return Survey(**values, cuts=cuts, anonymous=anonymous, headline=headline)


def _check_name(name: str) -> None:
    if name in (*DIMENSIONS, *RESERVED, *OWN_DIMENSIONS) or not name.strip():
        raise BadInput(f"An own dimension cannot be named {name!r}: the name is in use; choose another one.")


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value
