"""Help for tests of imports: write a file, bring it in, look at what landed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import select

from cx.filters import Filters
from cx.imports import ImportResult, import_files
from cx.readers.preset import Preset
from cx.store.tables import TABLES
from cx.store.warehouse import Warehouse
from cx.store.workspace import Workspace

ALL = Filters(period="all")


@dataclass
class Desk:
    """A warehouse and a workspace, and a folder for files."""

    warehouse: Warehouse
    workspace: Workspace
    folder: Path

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def bring(self, text: str, preset: str | Path | Preset = "generic-answers", **options: Any) -> ImportResult:
        """Import a text as a file; every row must be accounted for."""
        return self.bring_files([self.write("file.csv", text)], preset, **options)

    def bring_files(self, paths: Sequence[Path], preset: str | Path | Preset, **options: Any) -> ImportResult:
        result = import_files((self.warehouse, self.workspace), paths, preset, **options)
        if result.landed:
            assert result.read == result.added + result.changed + result.unchanged + result.folded + result.rejected
        return result

    def rows(self, measure: str) -> pd.DataFrame:
        return self.warehouse.rows(measure, ALL, limit=1000)

    def stored(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Columns of a table, in the order of its key."""
        target = TABLES[table]
        keys = [column for column in target.columns if not column.nullable]
        with self.warehouse.database.read() as connection:
            return [tuple(r) for r in connection.execute(select(*(target.c[c] for c in columns)).order_by(*keys))]


def counts(result: ImportResult) -> tuple[int, ...]:
    return (result.read, result.added, result.changed, result.unchanged, result.rejected)
