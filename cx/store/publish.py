"""From staged rows to a published version: everything lands, or nothing does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa
from sqlalchemy import and_, select
from sqlalchemy.engine import Connection

from cx.settings import Settings
from cx.store import across, alerts, business, contents, meta, stamp_events
from cx.store.contents import Contents
from cx.store.derive import INPUTS, derived
from cx.store.engines.base import Database, Step
from cx.store.facts import Rule
from cx.store.fresh import Fresh
from cx.store.merge import CHANGED, Counts, merge, remove_others, same_key
from cx.store.schema import TABLES as SCHEMA
from cx.store.schema import TICKET_EVENTS, TICKETS, Table
from cx.store.staging import Staging
from cx.store.upgrade import upgrade
from cx.surveys import Survey

#: The tables whose rows depend on a setting by themselves; what depends on other rows too is derived at every publish.
CONCERNED: Mapping[str, Collection[str]] = {"zone": SCHEMA, "week_start": SCHEMA, "gone_after": ("customers",)}


class _NothingNew(Exception):
    """The rows are those that are there already: the version in force stays in force."""


class Batch:
    """What one publish brings. `add` and `replace` while it is open; `result` once it has landed.

    result: what became of the rows, by table; version: the one published, or the one still in force.
    """

    def __init__(self, database: Database, connection: Connection, rule: Rule) -> None:
        self.database, self.connection, self.rule = database, connection, rule
        self.result: dict[str, Counts] = {}
        self.version = database.version_of(connection)
        self._notes: dict[str, str] = {}
        self._staged: dict[tuple[str, tuple[str, ...]], Staging] = {}
        self._replaced: list[tuple[str, str]] = []

    def add(self, table: str, rows: pa.RecordBatch | pa.Table) -> None:
        """Rows of a table: fact columns by name, any of them, the key and `source` among them; stamps in UTC without
        a zone. Rows with one key: the last one added wins. ValueError for rows that the table cannot hold.
        """
        arrow = pa.Table.from_batches([rows]) if isinstance(rows, pa.RecordBatch) else rows
        given = tuple(column.name for column in SCHEMA[table].facts if column.name in arrow.column_names)
        if (table, given) not in self._staged:
            nr = len(self._staged)
            self._staged[table, given] = Staging(self.database, self.connection, SCHEMA[table], given, nr, self.rule)
        self._staged[table, given].add(arrow)

    def replace(self, source: str, table: str) -> None:
        """The added rows are the whole truth for this source and table: its other rows are removed."""
        self._replaced.append((source, table))

    def note(self, name: str, text: str) -> None:
        """A small fact kept with the version, in place of what was noted under that name: undo takes it back too. By
        itself it makes no version.
        """
        self._notes[meta.NOTE + name] = text

    def land(self) -> None:
        """Merge everything."""
        for staging in self._staged.values():
            staging.flush()
        self.database.settle(self.connection)
        for staging in self._staged.values():
            self._merge(staging)
        for source, table in self._replaced:
            self._remove_others(source, table)

    def keep_notes(self) -> None:
        """Write down what was noted."""
        meta.put(self.connection, self._notes)

    def touched(self, *tables: str) -> bool:
        """Whether any row of these tables, or of any where none is named, is not as it was."""
        return any(counts.touched for name, counts in self.result.items() if name in tables or not tables)

    def _merge(self, staging: Staging) -> None:
        if staging.table is TICKET_EVENTS:
            stamp_events.give_way(self.connection, staging)
        counts = merge(self.database, self.connection, staging)
        self._count(staging.table.name, counts)
        if counts.changed and not staging.complete:
            derive_rows(self.database, self.connection, staging.table, self.rule, staging)
        if counts.changed and staging.table is TICKETS:
            stamp_events.forget(self.connection, staging)

    def _remove_others(self, source: str, table: str) -> None:
        staged = [staging for (name, _), staging in self._staged.items() if name == table]
        if table == TICKETS.name:
            removed = stamp_events.remove_with_tickets(self.connection, source, staged)
            self._count(TICKET_EVENTS.name, Counts(removed=removed))
        self._count(table, Counts(removed=remove_others(self.connection, SCHEMA[table], source, staged)))

    def _count(self, table: str, counts: Counts) -> None:
        self.result[table] = self.result.get(table, Counts()) + counts


@contextmanager
def publish(
    database: Database,
    settings: Settings,
    *,
    surveys: Iterable[Survey] = (),
    dimensions: Mapping[str, str] | None = None,
    sources_as_of: Mapping[str, datetime] | None = None,
    wait: float = 10.0,
    step: Step = lambda name: None,
) -> Iterator[Batch]:
    """The next version; see `Warehouse.publish`."""
    try:
        with database.write(wait, step) as connection:
            upgraded = upgrade(connection)
            before = contents.load(connection, "")
            after = _declared(before, surveys, dimensions or {}, sources_as_of or {}, settings)
            batch = Batch(database, connection, _rule(after))
            yield batch
            step("staged")
            batch.land()
            step("merged")
            again = _derive_again(database, connection, before, after, everything=upgraded)
            same = after == before and alerts.up_to_date(alerts.decided(connection), settings)
            if same and not (batch.touched() or again or upgraded):
                batch.version = meta.version_before(connection)
                raise _NothingNew
            touched = SCHEMA if upgraded else {*batch.result, *again}
            _complete(database, connection, after, touched, settings)
            batch.keep_notes()
            step("derived")
    except _NothingNew:
        pass


def _declared(
    before: Contents,
    surveys: Iterable[Survey],
    dimensions: Mapping[str, str],
    as_of: Mapping[str, datetime],
    settings: Settings,
) -> Contents:
    """The contents with what is declared now: what was declared before stays unless it is said anew."""
    known = {survey.survey: survey for survey in before.surveys} | {survey.survey: survey for survey in surveys}
    return replace(
        before,
        surveys=tuple(known[name] for name in sorted(known)),
        dimensions={**before.dimensions, **dimensions},
        declared={**before.declared, **as_of},
        derived_with=settings.derived(),
    )


def _rule(declared: Contents) -> Rule:
    settings, surveys = declared.derived_with, {survey.survey: survey for survey in declared.surveys}
    return Rule(settings["zone"], settings["week_start"], surveys, int(settings["gone_after"]))


def _derive_again(
    database: Database, connection: Connection, before: Contents, after: Contents, *, everything: bool
) -> list[str]:
    """Derive the rows that were there before, where the settings or a survey's scale are not what they were; whose."""
    tables = set(SCHEMA) if everything else _concerned(before.derived_with, after.derived_with)
    if any(before.rows_of.get(s.survey) and before.survey(s.survey) != s for s in after.surveys):
        tables.add("answers")
    held = [name for name in SCHEMA if name in tables and before.rows(name)]
    if TICKETS.name in held:
        stamp_events.forget_all(connection)
    for name in held:
        derive_rows(database, connection, SCHEMA[name], _rule(after))
    return held


def _concerned(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """The tables whose rows were derived with other settings."""
    return {table for name, tables in CONCERNED.items() if before.get(name) != after.get(name) for table in tables}


def _complete(
    database: Database, connection: Connection, after: Contents, touched: Collection[str], settings: Settings
) -> None:
    """What needs all rows to be there, and the record of what the version holds."""
    spans = across.derive_across(database, connection, after, touched)
    business.derive_business(database, connection, after.derived_with, spans.as_of)
    found = contents.survey_contents(
        connection,
        spans,
        version="",
        surveys=after.surveys,
        dimensions=after.dimensions,
        derived_with=after.derived_with,
        declared=after.declared,
    )
    contents.save(connection, found)
    alerts.save(connection, alerts.compute(database, connection, found, settings), settings)


def derive_rows(
    database: Database, connection: Connection, table: Table, rule: Rule, changed: Staging | None = None
) -> None:
    """Write a table's derived columns again: of all rows, or of those that a merge changed."""
    names = [column.name for column in table.derived if column.name not in ("filled", "from_stamps")]
    if not names:
        return
    fresh = Fresh(database, connection, table, names)
    for rows in database.batches(connection, _inputs(fresh, table, changed)):
        fresh.add(rows, derived(table, rows, rule))
    fresh.write()


def _inputs(fresh: Fresh, table: Table, changed: Staging | None) -> Any:
    """Places and inputs of the rows to derive: those that a merge changed, or all."""
    facts = (fresh.target.c[name] for name in INPUTS[table.name])
    rows = select(*fresh.places.values(), *facts).select_from(fresh.target)
    if changed is None:
        return rows
    same = and_(same_key(table, fresh.target, changed.sql), changed.sql.c.state == CHANGED)
    return rows.join(changed.sql, same)
