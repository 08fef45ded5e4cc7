"""The tables of the workspace."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Float, Integer, MetaData, String, Table, Text

METADATA = MetaData()

VERSION = Table("schema_version", METADATA, Column("version", Integer, nullable=False))
SURVEYS = Table(
    "surveys",
    METADATA,
    *(Column(name, String, primary_key=name == "survey") for name in ("survey", "measure", "direction", "kind")),
    *(Column(name, Integer, nullable=False) for name in ("low", "high", "anonymous", "headline", "by_hand")),
    *(Column(name, Text, nullable=False) for name in ("cuts", "wording")),
)
DIMENSIONS = Table(
    "dimensions", METADATA, Column("name", String, primary_key=True), Column("place", String, unique=True)
)
IMPORTS = Table(
    "imports",
    METADATA,
    Column("import_id", Integer, primary_key=True, autoincrement=True),
    Column("started_at", DateTime, nullable=False),
    *(Column(name, String, nullable=False) for name in ("preset", "source", "files")),
    *(Column(name, Integer, nullable=False) for name in ("landed", "read", "added")),
    *(Column(name, Integer, nullable=False) for name in ("changed", "unchanged", "rejected")),
)
REJECTS = Table(
    "rejects",
    METADATA,
    Column("import_id", Integer, nullable=False),
    Column("line", Integer),
    *(Column(name, Text) for name in ("file", "field", "reason", "raw")),
)
SETTINGS = Table("settings", METADATA, Column("name", String, primary_key=True), Column("value", Text))

# What people write; since version 3.
MARKERS = Table(
    "markers",
    METADATA,
    Column("marker_id", Integer, primary_key=True, autoincrement=True),
    Column("first", Date, nullable=False),
    Column("last", Date),
    *(Column(name, Text, nullable=False) for name in ("text", "kind")),
)
GOALS = Table(
    "goals", METADATA, Column("measure", String, primary_key=True), Column("value", Float(53), nullable=False)
)
BENCHMARKS = Table(
    "benchmarks",
    METADATA,
    *(Column(name, String, primary_key=True) for name in ("measure", "name")),
    Column("value", Float(53), nullable=False),
    Column("source", Text, nullable=False),
)
LABELS = Table(
    "labels",
    METADATA,
    *(Column(name, String, primary_key=True) for name in ("dimension", "value")),
    Column("name", Text, nullable=False),
)
VIEWS = Table(
    "views",
    METADATA,
    Column("name", String, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("page", "query")),
)
REVISION = Table("revision", METADATA, Column("number", Integer, nullable=False))
