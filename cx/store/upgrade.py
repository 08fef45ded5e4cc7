"""A warehouse of an older schema becomes one of this program's, inside a publish; one of a newer schema is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Table, inspect, text, update
from sqlalchemy.engine import Connection

from cx.errors import StoreError
from cx.store import meta
from cx.store.schema import SCHEMA_VERSION
from cx.store.tables import TABLES


def _mark_events(connection: Connection) -> None:
    """Events brought by files are marked as such; before, the mark was missing."""
    events = TABLES["ticket_events"]
    connection.execute(update(events).values(from_stamps=0).where(events.c.from_stamps.is_(None)))


#: Columns that schema 3 no longer has: they repeated facts, or dated events that nobody reads.
_GONE = ("reopened", "transferred", "first_response_day", "first_response_week", "first_response_month")


def _settle_marks(connection: Connection) -> None:
    """Rows that may be filled now say that nothing of them is, and some columns go."""
    for table in (TABLES["ticket_events"], TABLES["invitations"]):
        connection.execute(update(table).values(filled=0).where(table.c.filled.is_(None)))
    for column in set(_GONE) & _columns(connection, "tickets"):
        connection.execute(text(f"ALTER TABLE tickets DROP COLUMN {column}"))


#: What each schema needs beyond new columns to become the next one, from schema 1 to 2 on.
STEPS: Sequence[Callable[[Connection], None]] = (_mark_events, _settle_marks)


def check_version(connection: Connection) -> None:
    """StoreError unless the database has this program's schema."""
    found = _version(connection)
    _refuse_newer(found)
    if found < SCHEMA_VERSION:
        raise StoreError(
            f"The warehouse has schema {found}, older than this program's {SCHEMA_VERSION}; "
            "bring it up to date with: python -m cx derive"
        )


def is_current(connection: Connection) -> bool:
    """Whether the database has this program's schema."""
    return _version(connection) == SCHEMA_VERSION


def upgrade(connection: Connection) -> bool:
    """Bring an older database up to this schema; whether there was anything to do. StoreError for a newer one.

    New columns are empty until they are derived or imported.
    """
    found = _version(connection)
    _refuse_newer(found)
    if found == SCHEMA_VERSION:
        return False
    for table in TABLES.values():
        _add_columns(connection, table)
    for step in STEPS[max(found, 1) - 1 :]:
        step(connection)
    save_version(connection)
    return True


def save_version(connection: Connection) -> None:
    """Write down that the database has this schema."""
    meta.put(connection, {"schema_version": str(SCHEMA_VERSION)})


def _version(connection: Connection) -> int:
    """The schema a database was written with; this program's where nothing was written yet."""
    return int(meta.get(connection, "schema_version") or SCHEMA_VERSION)


def _refuse_newer(found: int) -> None:
    if found > SCHEMA_VERSION:
        raise StoreError(
            f"The warehouse has schema {found} and this program knows {SCHEMA_VERSION}: it was written by a newer one. "
            "Use that, or point CX_WAREHOUSE_URL at another place."
        )


def _add_columns(connection: Connection, table: Table) -> None:
    there = _columns(connection, table.name)
    for column in table.columns:
        if column.name not in there:
            kind = column.type.compile(connection.dialect)
            connection.execute(text(f'ALTER TABLE {table.name} ADD COLUMN "{column.name}" {kind}'))


def _columns(connection: Connection, table: str) -> set[str]:
    """The names of the columns that a table has now."""
    return {column["name"] for column in inspect(connection).get_columns(table)}
