"""The warehouse's tables for SQLAlchemy and their columns for Arrow: the one place where a kind becomes a type."""

from __future__ import annotations

from typing import Any

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

SQL_TYPES: dict[str, type[TypeEngine[Any]]] = {
    "id": String,
    "dim": String,
    "text": Text,
    "stamp": DateTime,
    "day": Date,
    "small": SmallInteger,
    "int": Integer,
    "big": BigInteger,
    "real": Double,
}

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


def sql_columns(columns: tuple[schema.Column, ...], required: tuple[str, ...] = ()) -> list[Column[Any]]:
    """SQLAlchemy columns of these kinds; all may be null but the required ones."""
    return [Column(name, SQL_TYPES[kind], nullable=name not in required) for name, kind in columns]


TABLES = {
    table.name: Table(table.name, METADATA, *sql_columns(table.columns, table.key)) for table in schema.TABLES.values()
}


def indexed() -> MetaData:
    """The same tables with an index over the key and one over what rows are dated by, for engines that need them."""
    copies = MetaData()
    for plain in METADATA.tables.values():
        plain.to_metadata(copies)
    for table in schema.TABLES.values():
        columns = copies.tables[table.name].c
        Index(f"{table.name}_key", *(columns[name] for name in table.key), unique=True)
        if table.sort:
            Index(f"{table.name}_day", *(columns[name] for name in table.sort))
    return copies


def staging_table(name: str, columns: tuple[schema.Column, ...]) -> Table:
    """A table under `STAGING`, known to no metadata but its own."""
    return Table(name, MetaData(), *sql_columns(columns), schema=STAGING)
