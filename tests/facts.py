"""Rows for tests of the store: written as dictionaries, handed over as the readers do, as Arrow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa

from cx import path
from cx.store.schema import TABLES
from cx.store.tables import ARROW_TYPES
from cx.store.warehouse import Warehouse
from cx.surveys import Survey

NPS = Survey("nps", "nps", headline=True)
CSAT = Survey("csat", "csat", 1, 5)

Row = dict[str, Any]


def at(text: str) -> datetime:
    """A stamp in UTC: "2025-03-01" or "2025-03-01 10:30"."""
    return datetime.fromisoformat(text)


def arrow(table: str, rows: list[Row]) -> pa.Table:
    """Rows of a table with the columns that any of them gives."""
    names = [column for column in TABLES[table].facts if any(column.name in row for row in rows)]
    columns = {c.name: pa.array([row.get(c.name) for row in rows], ARROW_TYPES[c.kind]) for c in names}
    return pa.table(columns)


def answer(nr: int | str, score: float | None, day: str = "2025-03-03 12:00", **more: Any) -> Row:
    """An answer to the NPS question unless said otherwise."""
    return {"source": "form", "survey": "nps", "response_id": str(nr), "score": score, "answered_at": at(day)} | more


def ticket(nr: int | str, created: str = "2025-03-03 12:00", solved: str | None = None, **more: Any) -> Row:
    """A ticket of the help desk."""
    stamps = {"created_at": at(created), "solved_at": at(solved) if solved else None}
    return {"source": "desk", "ticket_id": str(nr)} | stamps | more


def bring(warehouse: Warehouse, table: str, *rows: Row, surveys: tuple[Survey, ...] = (NPS, CSAT), **said: Any) -> Any:
    """Publish rows of one table; what became of them."""
    with warehouse.publish(surveys=surveys, **said) as batch:
        batch.add(table, arrow(table, list(rows)))
    return batch.result[table]


def stored(warehouse: Warehouse, table: str) -> list[Row]:
    """Every row of a table, all columns, in the order of its key."""
    from sqlalchemy import select

    from cx.store.tables import TABLES as SQL

    key = [SQL[table].c[name] for name in TABLES[table].key]
    with warehouse.database.read() as connection:
        return [dict(row) for row in connection.execute(select(SQL[table]).order_by(*key)).mappings()]


def everything(warehouse: Warehouse) -> dict[str, list[Row]]:
    """Every row of every table: two warehouses that hold the same give the same."""
    return {table: stored(warehouse, table) for table in TABLES}


def digits(row: Row) -> dict[str, int | str]:
    """A path taken apart, unknown parts by that word."""
    parts = {name: int(path.digit(row["path"], name)) for name in path.PARTS}
    return {name: "unknown" if digit == path.PARTS[name].unknown else digit for name, digit in parts.items()}
