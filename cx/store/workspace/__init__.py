"""The workspace: what people and the product wrote down, which no import can bring back.

Declarations of surveys, names of a company's own dimensions, every import with what it rejected (also one that landed
nothing), saved presets, settings, markers, goals, benchmarks, names, saved views, snapshots and the register of their
seals. Small, and changed one row at a time; SQLite unless another URL is given.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import make_url

from cx.store.workspace.declarations import Declarations
from cx.store.workspace.imports import Import, ImportCounts, Imports, Reject, Rejected
from cx.store.workspace.migrations import MIGRATIONS, migrate
from cx.store.workspace.presets import Presets, Saved
from cx.store.workspace.register import Register
from cx.store.workspace.snapshots import Kept, Snapshots
from cx.store.workspace.tables import SETTINGS
from cx.store.workspace.written import Written

__all__ = [
    "MIGRATIONS", "Import", "ImportCounts", "Kept", "Reject", "Rejected", "Saved", "Workspace", "migrate",
    "workspace_beside",
]  # fmt: skip


def workspace_beside(warehouse_url: str) -> str:
    """The URL of a workspace in the folder of a warehouse and by its name."""
    warehouse = Path(make_url(warehouse_url).database or "sample")
    return f"sqlite:///{warehouse.with_suffix('.workspace.sqlite')}"


class Workspace(Declarations, Imports, Presets, Written, Snapshots, Register):
    """What is written down. Safe to share between threads; made on first use."""

    def get(self, name: str) -> str | None:
        """What the product wrote down for itself under a name; None if nothing was."""
        found = self._all(select(SETTINGS.c.value).where(SETTINGS.c.name == name))
        return found[0]["value"] if found else None

    def set(self, name: str, value: str) -> None:
        """Write a text down under a name, in place of what was there."""
        with self._change() as connection:
            connection.execute(delete(SETTINGS).where(SETTINGS.c.name == name))
            connection.execute(insert(SETTINGS).values(name=name, value=value))

    def keep(self, name: str, value: str) -> str:
        """Write a text down under a name unless something was; what stands there then, whoever wrote it first."""
        with self._change() as connection:
            known = connection.scalar(select(SETTINGS.c.value).where(SETTINGS.c.name == name))
            if not known:
                connection.execute(delete(SETTINGS).where(SETTINGS.c.name == name))
                connection.execute(insert(SETTINGS).values(name=name, value=value))
            return str(known or value)
