"""Help for tests of vendors' presets: their fixtures, and a desk of one's own to bring them to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from importing import Desk

from cx.imports import ImportResult
from cx.settings import load
from cx.store.warehouse import open_warehouse
from cx.store.workspace import Workspace

FOLDER = Path(__file__).parent / "vendors"

#: A desk, and what became of the import into it.
Landed = tuple[Desk, ImportResult]


@contextmanager
def open_desk(folder: Path, zone: str = "UTC") -> Iterator[Desk]:
    """An empty desk whose business is in a zone."""
    warehouse = open_warehouse(f"duckdb:///{folder}/warehouse.duckdb", load({"zone": zone}, {}))
    workspace = Workspace(f"sqlite:///{folder}/workspace.sqlite")
    yield Desk(warehouse, workspace, folder)
    warehouse.close()
    workspace.close()


def single_row(path: Path, cells: Mapping[str, str]) -> str:
    """An export with the columns of another and one row of these cells; others are empty."""
    names = path.read_text("utf-8").splitlines()[0].split(",")
    return f"{','.join(names)}\n{','.join((dict.fromkeys(names, '') | cells).values())}"


def tickets(desk: Desk, *columns: str) -> dict[str, Any]:
    """Columns of each ticket by its id; the one value where one column is asked for."""
    found = desk.stored("tickets", "ticket_id", *columns)
    return {row[0]: row[1] if len(columns) == 1 else row[1:] for row in found}
