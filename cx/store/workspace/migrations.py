"""How the tables of an older workspace become those of a newer one: the n-th step makes version n."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, inspect, select, text
from sqlalchemy.engine import Connection

from cx.errors import StoreError
from cx.store.workspace import chain, tables
from cx.store.workspace.tables import METADATA, VERSION


def _create(connection: Connection) -> None:
    first = (VERSION, tables.SURVEYS, tables.DIMENSIONS, tables.IMPORTS, tables.REJECTS, tables.SETTINGS)
    METADATA.create_all(connection, first)


def _index_rejects(connection: Connection) -> None:
    """An import's rejects are looked up by its number, among those of all imports."""
    # As text: an Index object would stay with the table and be made twice in the next workspace of this process.
    connection.execute(text("CREATE INDEX IF NOT EXISTS rejects_of_import ON rejects (import_id)"))


def _add_notes(connection: Connection) -> None:
    """What people write, and the number that grows with it."""
    new = (tables.MARKERS, tables.GOALS, tables.BENCHMARKS, tables.LABELS, tables.VIEWS, tables.REVISION)
    METADATA.create_all(connection, new)
    connection.execute(insert(tables.REVISION).values(number=0))


def _add_snapshots(connection: Connection) -> None:
    """Snapshots, the register of seals, and the key they are made with: whoever opens the workspace later finds it."""
    METADATA.create_all(connection, (tables.SNAPSHOTS, tables.SEALS))
    key = secrets.token_bytes(chain.KEY_BYTES)
    own = {chain.KEY: key.hex(), chain.END: chain.end(key)}
    connection.execute(insert(tables.SETTINGS), [{"name": name, "value": value} for name, value in own.items()])


def _add_presets(connection: Connection) -> None:
    """Presets that people saved, and which version an import's rows are in."""
    METADATA.create_all(connection, (tables.PRESETS,))
    there = {column["name"] for column in inspect(connection).get_columns(tables.IMPORTS.name)}
    for name, kind in (("version", "VARCHAR DEFAULT ''"), ("left_out", "INTEGER DEFAULT 0")):
        if name not in there:  # a workspace that was begun by this program has them from its first step on
            connection.execute(text(f"ALTER TABLE imports ADD COLUMN {name} {kind} NOT NULL"))


MIGRATIONS = (_create, _index_rejects, _add_notes, _add_snapshots, _add_presets)


def migrate(connection: Connection, steps: Sequence[Any] = MIGRATIONS) -> None:
    """Run the steps that a workspace has not seen. StoreError for a workspace of a newer program."""
    version = version_of(connection)
    if version > len(steps):
        raise StoreError(
            f"The workspace has schema {version} and this program knows {len(steps)}; use the newer program, "
            "or point CX_WORKSPACE_URL at another file."
        )
    for step in steps[version:]:
        step(connection)
    if version < len(steps):
        connection.execute(delete(VERSION))
        connection.execute(insert(VERSION).values(version=len(steps)))


def version_of(connection: Connection) -> int:
    """The version of a workspace's tables, 0 where there are none."""
    if not inspect(connection).has_table(VERSION.name):
        return 0
    return connection.scalar(select(VERSION.c.version)) or 0
