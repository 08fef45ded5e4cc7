"""Staged rows into their table: what is new is added, what differs is changed, all else stays as it is.

Every statement is plain SQL that all engines share. Only the columns a file gives are compared and written; a dimension
that was filled from elsewhere compares as the missing value it was given as (see `filled` in cx/store/across.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import SmallInteger, and_, case, cast, delete, exists, func, insert, null, or_, select, tuple_, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Subquery

from cx.store.engines.base import Database
from cx.store.ordering import parts
from cx.store.schema import FILLABLE, Table
from cx.store.staging import SEQ, STATE, Staging
from cx.store.tables import TABLES

NEW, SAME, CHANGED = 0, 1, 2
Expression = ColumnElement[Any]


@dataclass(frozen=True)
class Counts:
    """What became of the rows of one table: read = added + changed + unchanged + duplicates.

    duplicates: rows whose key came again later in the same import; removed: rows that a replacing import lacked.
    """

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def touched(self) -> int:
        """How many rows of the table are not as they were."""
        return self.added + self.changed + self.removed


def merge(database: Database, connection: Connection, staging: Staging) -> Counts:
    """Merge the staged rows; afterwards their `state` says what became of each."""
    target = TABLES[staging.table.name]
    duplicates = _drop_duplicates(connection, staging)
    if connection.scalar(select(exists(select(target.c.source)))):
        _mark(database, connection, staging, target)
    found = {row[0]: row[1] for row in connection.execute(_states(staging))}
    if found.get(CHANGED):
        connection.execute(_update(staging, target))
    if found.get(NEW):
        _insert(connection, staging, target)
    return Counts(
        read=staging.rows,
        added=found.get(NEW, 0),
        changed=found.get(CHANGED, 0),
        unchanged=found.get(SAME, 0),
        duplicates=duplicates,
    )


def same_key(table: Table, one: Any, other: Any) -> ColumnElement[bool]:
    """Whether two rows have the same key."""
    return and_(*(one.c[name] == other.c[name] for name in table.key))


def remove_others(connection: Connection, table: Table, source: str, staged: Sequence[Staging]) -> int:
    """Delete the rows of a source that no staging holds; how many they were."""
    target, others = TABLES[table.name], absent(table, source, staged)
    removed = connection.scalar(select(func.count()).select_from(target).where(others)) or 0
    if removed:
        connection.execute(delete(target).where(others))
    return removed


def absent(table: Table, source: str, staged: Sequence[Staging]) -> ColumnElement[bool]:
    """Whether a row of a source, brought by a file, is in no staging. Asked by lists of keys: SQLite would look through
    the whole staging for each row.
    """
    target = TABLES[table.name]
    brought = [target.c.from_stamps == 0] if "from_stamps" in target.c else []
    key = tuple_(*(target.c[name] for name in table.key))
    known = (key.in_(select(*(s.sql.c[name] for name in table.key))) for s in staged)
    return and_(target.c.source == source, *brought, *(~one for one in known))


def _drop_duplicates(connection: Connection, staging: Staging) -> int:
    """Of rows with one key only the last to arrive stays; how many went."""
    staged = staging.sql
    keys = [staged.c[name] for name in staging.table.key]
    several = select(*keys, func.max(staged.c.seq).label("last"), func.count().label("n"))
    several = several.group_by(*keys).having(func.count() > 1)
    repeated = several.subquery("repeated")
    surplus = connection.scalar(select(func.sum(repeated.c.n - 1))) or 0
    if surplus:
        earlier = select(staged.c.seq).join(repeated, same_key(staging.table, staged, repeated))
        connection.execute(delete(staged).where(staged.c.seq.in_(earlier.where(staged.c.seq < repeated.c.last))))
    return int(surplus)


def _mark(database: Database, connection: Connection, staging: Staging, target: SqlTable) -> None:
    """Write into `state` which of the staged rows are known, and which of those differ."""
    compared = [name for name in _compared(staging) if name not in staging.table.key]
    mine = _prints(database, staging, staging.sql, [staging.sql.c[name] for name in compared], SEQ.name)
    theirs = _prints(database, staging, target, [_as_given(staging, target, name) for name in compared])
    prints = [column.name for column in theirs.c if column.name.startswith("print_")]
    differs = or_(*(mine.c[name].is_distinct_from(theirs.c[name]) for name in prints))
    state = case((differs, CHANGED), else_=SAME).label("state")
    known = select(mine.c.seq, state).join(theirs, same_key(staging.table, mine, theirs)).subquery("known")
    marked = update(staging.sql).values({STATE.name: known.c.state}).where(staging.sql.c.seq == known.c.seq)
    connection.execute(marked)


def _prints(database: Database, staging: Staging, table: SqlTable, compared: list[Expression], *more: str) -> Subquery:
    """Keys beside what is compared, as few columns as the engine can make of it."""
    prints = [p.label(f"print_{nr}") for nr, p in enumerate(database.fingerprint(compared))]
    names = (*staging.table.key, *more)
    return select(*(table.c[name] for name in names), *prints).subquery()


def _compared(staging: Staging) -> list[str]:
    """The given columns, and the marks of the given stamps."""
    marks = {"date_only"} if set(staging.table.stamps) & set(staging.given) else set()
    return [column.name for column in staging.table.facts if column.name in {*staging.given, *marks}]


def _states(staging: Staging) -> Any:
    state = staging.sql.c.state
    return select(state, func.count()).group_by(state)


def _insert(connection: Connection, staging: Staging, target: SqlTable) -> None:
    """New rows, in the order in which the table is read."""
    staged, names = staging.sql, list(staging.written)
    new = staged.c.state == NEW
    rows = select(*(staged.c[name] for name in names)).where(new)
    if staging.arrival.in_order:
        connection.execute(insert(target).from_select(names, rows))
        return
    order = [staged.c[name] for name in staging.table.sort]
    for part in parts(connection, order[-1], new):
        connection.execute(insert(target).from_select(names, rows.where(part).order_by(*order)))


def _update(staging: Staging, target: SqlTable) -> Any:
    """Changed rows: given facts, and derived columns where the file gave all that they are made of."""
    derived = [c.name for c in staging.table.derived] if staging.complete else []
    names = [name for name in dict.fromkeys([*_compared(staging), *derived, "filled"]) if name in target.c]
    values = {name: _merged(staging, target, name) for name in names if name not in staging.table.key}
    changed = and_(staging.sql.c.state == CHANGED, same_key(staging.table, staging.sql, target))
    return update(target).values(values).where(changed)


# Columns whose stored value is not simply what the file gave.


def fill_bits(column: str) -> tuple[int, int]:
    """The bits of `filled` that say a dimension came from the ticket, and from the customer."""
    place = FILLABLE.index(column)
    return 1 << place, 1 << (place + 8)


def is_filled(table: SqlTable, column: str) -> ColumnElement[bool]:
    """Whether a row's dimension was filled from elsewhere."""
    return table.c.filled.bitwise_and(sum(fill_bits(column))) != 0


def _fillable(target: SqlTable, name: str) -> bool:
    return "filled" in target.c and name in FILLABLE


def _as_given(staging: Staging, target: SqlTable, name: str) -> Expression:
    """A stored value as the file gave it."""
    if name == "date_only":
        return cast(target.c.date_only.bitwise_and(_given_marks(staging)), SmallInteger)
    if _fillable(target, name):
        return case((is_filled(target, name), null()), else_=target.c[name])
    return target.c[name]


def _merged(staging: Staging, target: SqlTable, name: str) -> Expression:
    """The value to store for a row that was known."""
    staged = staging.sql.c
    if name == "date_only":
        kept = target.c.date_only.bitwise_and(~_given_marks(staging) & 0x7FFF)
        return cast(kept + staged.date_only, SmallInteger)
    if name == "filled":
        return _still_filled(staging, target)
    if _fillable(target, name):
        return case((and_(staged[name].is_(None), is_filled(target, name)), target.c[name]), else_=staged[name])
    return staged[name]


def _still_filled(staging: Staging, target: SqlTable) -> Expression:
    """The bits of dimensions that the file still does not give."""
    bits: Expression = target.c.filled
    for name in (name for name in staging.given if _fillable(target, name)):
        lost = target.c.filled.bitwise_and(sum(fill_bits(name)))
        bits = bits - case((staging.sql.c[name].is_not(None), lost), else_=0)
    return bits


def _given_marks(staging: Staging) -> int:
    """The bits of `date_only` that belong to given stamps."""
    return sum(1 << place for place, name in enumerate(staging.table.stamps) if name in staging.given)
