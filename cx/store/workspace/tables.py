"""The tables of the workspace."""

from __future__ import annotations

from sqlalchemy import DDL, Column, Date, DateTime, Float, Integer, LargeBinary, MetaData, String, Table, Text, event

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
    Column("version", String, nullable=False, server_default=""),  # since version 5, as is the next
    Column("left_out", Integer, nullable=False, server_default="0"),
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

# What is kept and what was sealed; since version 4.
SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    *(Column(name, Text, nullable=False) for name in ("title", "note", "pages")),
    *(Column(name, String, nullable=False) for name in ("seal", "key_name", "product", "version")),
    *(Column(name, Date, nullable=False) for name in ("first", "last")),
    *(Column(name, Integer, nullable=False) for name in ("is_sample", "bytes")),
    Column("taken_at", DateTime, nullable=False),
    Column("content", LargeBinary, nullable=False),
    sqlite_autoincrement=True,  # the number of one that was removed never names another
)
SEALS = Table(
    "seals",
    METADATA,
    Column("nr", Integer, primary_key=True, autoincrement=False),
    Column("seal", String, nullable=False, unique=True),
    Column("sealed_at", DateTime, nullable=False),
    Column("chain", String, nullable=False),
)
for _verb, _name in (("UPDATE", "seals_stay_as_they_are"), ("DELETE", "seals_stay")):
    _refusal = "SELECT RAISE(ABORT, 'The register of seals is only ever added to.')"
    _trigger = DDL(f"CREATE TRIGGER {_name} BEFORE {_verb} ON seals BEGIN {_refusal}; END")  # type: ignore[no-untyped-call]
    event.listen(SEALS, "after_create", _trigger.execute_if(dialect="sqlite"))

# How files are read; since version 5.
PRESETS = Table(
    "presets",
    METADATA,
    Column("name", String, primary_key=True),
    Column("toml", Text, nullable=False),
    Column("shape_key", String, nullable=False),
    Column("saved_at", DateTime, nullable=False),
)
