"""Help for tests of vendors' presets: their fixtures, and a desk of one's own to bring them to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from importing import Desk

from cx.settings import load
from cx.store.warehouse import open_warehouse
from cx.store.workspace import Workspace

FOLDER = Path(__file__).parent / "vendors"


@contextmanager
def open_desk(folder: Path, zone: str = "UTC") -> Iterator[Desk]:
    """An empty desk whose business is in a zone."""
    warehouse = open_warehouse(f"duckdb:///{folder}/warehouse.duckdb", load({"zone": zone}, {}))
    workspace = Workspace(f"sqlite:///{folder}/workspace.sqlite")
    yield Desk(warehouse, workspace, folder)
    warehouse.close()
    workspace.close()
