"""The warehouse's tables for SQLAlchemy and their columns for Arrow: the one place where a kind becomes a type."""

from __future__ import annotations

import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

from cx.store import schema

SQL_TYPES: dict[str, type[TypeEngine[object]]] = {
    "id": String,
    "dim": String,
    "text": Text,
    "stamp": DateTime,
    "day": Date,
    "small": SmallInteger,
    "int": Integer,
    "big": BigInteger,
    "real": Double,
}  # type: ignore[assignment]

ARROW_TYPES: dict[str, pa.DataType] = {
    "id": pa.string(),
    "dim": pa.string(),
    "text": pa.string(),
    "stamp": pa.timestamp("us"),
    "day": pa.date32(),
    "small": pa.int16(),
    "int": pa.int32(),
    "big": pa.int64(),
    "real": pa.float64(),
}

#: Where rows wait before they are merged; every engine offers something under this name.
STAGING = "staging"

METADATA = MetaData()

#: What a version says of itself, as text by name (see cx/store/contents.py).
META = Table("meta", METADATA, Column("name", String, nullable=False), Column("value", Text))


def sql_columns(columns: tuple[schema.Column, ...], required: tuple[str, ...] = ()) -> list[Column[object]]:
    """SQLAlchemy columns of these kinds; all may be null but the required ones."""
    return [Column(name, SQL_TYPES[kind], nullable=name not in required) for name, kind in columns]


TABLES = {
    table.name: Table(table.name, METADATA, *sql_columns(table.columns, table.key)) for table in schema.TABLES.values()
}


def key_indexes() -> list[Index]:
    """One index per table over its key and one over what it is dated by, for engines that look rows up by index."""
    keys = [(f"{t.name}_key", t.name, t.key, True) for t in schema.TABLES.values()]
    days = [(f"{t.name}_day", t.name, t.sort, False) for t in schema.TABLES.values() if t.sort != t.key]
    return [
        Index(name, *(TABLES[table].c[c] for c in cols), unique=unique) for name, table, cols, unique in keys + days
    ]


def staging_table(name: str, columns: tuple[schema.Column, ...]) -> Table:
    """A table under `STAGING`, known to no metadata but its own."""
    return Table(name, MetaData(), *sql_columns(columns), schema=STAGING)
