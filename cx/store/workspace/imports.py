"""Every import with what it rejected, also one that landed nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import insert, select

from cx.store.workspace.base import Base
from cx.store.workspace.tables import IMPORTS, REJECTS


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
class ImportCounts:
    """What one import was of and what became of its rows, as snapshots keep it. started_at: UTC; landed: whether the
    warehouse took it.
    """

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


@dataclass(frozen=True)
class Import(ImportCounts):
    """One import as it was recorded. version: the warehouse's that has held its rows since, "" where none does or an
    older program did not write it down; left_out: rows that were no data.
    """

    version: str = ""
    left_out: int = 0

    def state(self, holds: Callable[[str], bool]) -> str:
        """What became of it: "in force", "undone" or "not landed". holds: as `Warehouse.holds`, of where it went."""
        if not self.landed:
            return "not landed"
        return "in force" if holds(self.version) else "undone"


class Imports(Base):
    """The record of imports."""

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
        version: str = "",
        left_out: int = 0,
    ) -> int:
        """Write an import down with its rejects, as `Import` has it; its number. Pages list it, so it makes the next
        revision.
        """
        values = {
            "started_at": started_at, "preset": preset, "source": source, "files": json.dumps(list(files)),
            "landed": int(landed), "read": read, "added": added, "changed": changed, "unchanged": unchanged,
            "rejected": rejected, "version": version, "left_out": left_out,
        }  # fmt: skip
        with self._edit() as connection:
            key = connection.execute(insert(IMPORTS).values(values)).inserted_primary_key
            assert key is not None
            rows = [{"import_id": key[0]} | {name: getattr(r, name) for name in Reject._fields} for r in rejects]
            if rows:
                connection.execute(insert(REJECTS), rows)
            return int(key[0])

    def imports(self) -> tuple[Import, ...]:
        """Every import, newest first."""
        return tuple(map(_import, self._all(select(IMPORTS).order_by(IMPORTS.c.import_id.desc()))))

    def import_of(self, version: str) -> Import | None:
        """The import that made a version: the first whose rows are in it; None where none did."""
        rows = self._all(select(IMPORTS).where(IMPORTS.c.version == version).order_by(IMPORTS.c.import_id))
        return _import(rows[0]) if version and rows else None

    def rejects(self, import_id: int) -> tuple[Reject, ...]:
        """What an import could not read, in the order of the files."""
        columns = [REJECTS.c[name] for name in Reject._fields]
        rows = self._all(select(*columns).where(REJECTS.c.import_id == import_id))
        return tuple(Reject(**row) for row in rows)


def _import(row: Mapping[str, Any]) -> Import:
    return Import(**{**row, "files": tuple(json.loads(row["files"])), "landed": bool(row["landed"])})
