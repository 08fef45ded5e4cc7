"""What a version holds: counted once when it is published, stored in it as JSON, read in one small query."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, DateTime, case, cast, func, select
from sqlalchemy.engine import Connection

from cx.store import meta
from cx.store.facts import to_zone
from cx.store.schema import BIN_RULE, SCHEMA_VERSION, Table
from cx.store.schema import TABLES as SCHEMA
from cx.store.tables import TABLES
from cx.store.upgrade import check_version, save_version
from cx.surveys import Survey

MOST_VALUES = 1000

#: Stamps that may lie in the future and so say nothing of how far the data go.
PROMISES = ("due_at",)


@dataclass(frozen=True)
class Source:
    """One source's rows in one table. first, last: of the stamp the table is dated by (UTC, None where there is none);
    as_of: how far the source goes, over all its tables; as_of_day: that day in the business zone;
    outside_scale: answers outside their survey's scale or between its steps.
    """

    source: str
    table: str
    rows: int
    first: datetime | None
    last: datetime | None
    as_of: datetime | None
    as_of_day: date | None
    outside_scale: int = 0


@dataclass(frozen=True)
class Contents:
    """What a version holds.

    filled: by table, the columns with a value in any row; values: by dimension the known values, most frequent first,
    None for missing, at most MOST_VALUES; dimensions: a company's own, name -> column d1..d6;
    derived_with: the settings of the derived columns; rows_of: rows by survey; declared: as-of times that presets gave.
    """

    version: str = ""
    schema_version: int = SCHEMA_VERSION
    sources: tuple[Source, ...] = ()
    filled: Mapping[str, frozenset[str]] = field(default_factory=dict)
    values: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    surveys: tuple[Survey, ...] = ()
    dimensions: Mapping[str, str] = field(default_factory=dict)
    derived_with: Mapping[str, str] = field(default_factory=dict)
    rows_of: Mapping[str, int] = field(default_factory=dict)
    declared: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def as_of(self) -> datetime | None:
        """The newest as-of time of all sources, in UTC; None where nothing is dated."""
        return max((s.as_of for s in self.sources if s.as_of), default=None)

    @property
    def as_of_day(self) -> date | None:
        """That day in the business zone."""
        return max((s.as_of_day for s in self.sources if s.as_of_day), default=None)

    def rows(self, table: str) -> int:
        """How many rows a table holds."""
        return sum(source.rows for source in self.sources if source.table == table)

    def survey(self, name: str) -> Survey | None:
        """A question by its name, None where it is not declared."""
        return next((survey for survey in self.surveys if survey.survey == name), None)

    def questions(self, measure: str) -> list[Survey]:
        """The questions of a measure that have answers: the headline first, then by their number of answers."""
        asked = [s for s in self.surveys if s.measure == measure and self.rows_of.get(s.survey)]
        return sorted(asked, key=lambda s: (not s.headline, -self.rows_of[s.survey], s.survey))


@dataclass(frozen=True)
class Spans:
    """How far each source goes: rows, first and last by (source, table); newest instant and newest date by source."""

    rows: Mapping[tuple[str, str], tuple[int, datetime | None, datetime | None]]
    instants: Mapping[str, datetime]
    dates: Mapping[str, datetime]

    @property
    def as_of(self) -> dict[str, datetime]:
        """The newest stamp of each source; of a date, its midnight as written."""
        names = {*self.instants, *self.dates}
        pairs = {name: (self.instants.get(name), self.dates.get(name)) for name in names}
        return {name: max(stamp for stamp in pair if stamp) for name, pair in pairs.items()}

    def day(self, source: str, zone: str) -> date | None:
        """The newest day of a source in the business zone."""
        instant, only_date = self.instants.get(source), self.dates.get(source)
        local = [to_zone(np.array([instant], dtype="datetime64[s]"), zone)[0].item()] if instant else []
        return max((stamp.date() for stamp in [*local, *([only_date] if only_date else [])]), default=None)

    def days(self, zone: str) -> dict[str, date]:
        """The newest day of each source in the business zone."""
        found = {source: self.day(source, zone) for source in {*self.instants, *self.dates}}
        return {source: day for source, day in found.items() if day}


def measure_spans(connection: Connection, declared: Mapping[str, datetime]) -> Spans:
    """How far each source goes, by its newest stamp or by what was declared, whichever is later."""
    rows: dict[tuple[str, str], tuple[int, datetime | None, datetime | None]] = {}
    instants: dict[str, list[datetime]] = defaultdict(list)
    dates: dict[str, list[datetime]] = defaultdict(list)
    for table in SCHEMA.values():  # one statement per table: a UNION ALL of these makes DuckDB hang
        for source, n, first, last, *newest in connection.execute(_span_statement(table)):
            rows[source, table.name] = (n, first, last)
            instants[source] += [stamp for stamp in newest[::2] if stamp]
            dates[source] += [stamp for stamp in newest[1::2] if stamp]
    for source, stamp in declared.items():
        instants[source].append(stamp)
    return Spans(rows, {s: max(v) for s, v in instants.items() if v}, {s: max(v) for s, v in dates.items() if v})


def _span_statement(table: Table) -> Any:
    columns = TABLES[table.name].c
    dated = columns[next(iter(table.anchors.values()), table.stamps[0])]
    newest = []
    for place, name in enumerate(table.stamps):
        if name not in PROMISES:
            only_date = columns.date_only.bitwise_and(1 << place) != 0
            newest += [_newest(columns[name], ~only_date), _newest(columns[name], only_date)]
    return select(columns.source, func.count(), func.min(dated), func.max(dated), *newest).group_by(columns.source)


def _newest(stamp: Any, where: Any) -> Any:
    return func.max(case((where, stamp)), type_=DateTime)


def survey_contents(
    connection: Connection,
    spans: Spans,
    *,
    version: str,
    surveys: Iterable[Survey],
    dimensions: Mapping[str, str],
    derived_with: Mapping[str, str],
    declared: Mapping[str, datetime],
) -> Contents:
    """Count what the tables hold now."""
    filled = {name: _filled(connection, name) for name in SCHEMA}
    asked = _pairs(connection, _answers_by_survey())
    return Contents(
        version=version,
        sources=_sources(connection, spans, derived_with["zone"]),
        filled=filled,
        values=_values(connection, filled, dimensions),
        surveys=tuple(surveys),
        dimensions=dict(dimensions),
        derived_with=dict(derived_with),
        rows_of=asked,
        declared=dict(declared),
    )


def _sources(connection: Connection, spans: Spans, zone: str) -> tuple[Source, ...]:
    answers = TABLES["answers"].c
    outside_scale = select(answers.source, cast(func.sum(answers.rows), BigInteger)).where(answers.bin == -1)
    outside = _pairs(connection, outside_scale.group_by(answers.source))
    as_of = spans.as_of
    return tuple(
        Source(
            source, table, rows, first, last, as_of.get(source), spans.day(source, zone),
            outside.get(source, 0) if table == "answers" else 0,
        )
        for (source, table), (rows, first, last) in sorted(spans.rows.items())
    )  # fmt: skip


def _pairs(connection: Connection, statement: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(statement)}


def _answers_by_survey() -> Any:
    answers = TABLES["answers"].c
    return select(answers.survey, cast(func.sum(answers.rows), BigInteger)).group_by(answers.survey)


def _filled(connection: Connection, table: str) -> frozenset[str]:
    columns = list(TABLES[table].c)
    counts = connection.execute(select(*(func.count(column) for column in columns))).one()
    return frozenset(column.name for column, n in zip(columns, counts, strict=True) if n)


def _values(
    connection: Connection, filled: Mapping[str, frozenset[str]], own: Mapping[str, str]
) -> dict[str, tuple[str | None, ...]]:
    """The known values of each dimension over answers and tickets, most frequent first."""
    names = {column: name for name, column in own.items()}
    counts: dict[str, dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    for table in ("answers", "tickets"):
        for column in _dimensions(SCHEMA[table], filled[table]):  # bounded by the schema, once per publish
            for value, n in connection.execute(_frequent(table, column)):
                counts[names.get(column, column)][value] += n
    ranked = {name: sorted(found, key=lambda v: (-found[v], v is None, v or "")) for name, found in counts.items()}
    return {name: tuple(values[:MOST_VALUES]) for name, values in ranked.items()}


def _dimensions(table: Table, filled: frozenset[str]) -> list[str]:
    names = [column.name for column in table.facts if column.kind == "dim"] + ["source", "survey"]
    return [name for name in names if name in filled]


def _frequent(table: str, column: str) -> Any:
    value, n = TABLES[table].c[column], func.count().label("n")
    return select(value, n).group_by(value).order_by(n.desc()).limit(MOST_VALUES)


# As text inside the version.


def save(connection: Connection, contents: Contents) -> None:
    """Write the contents into the version they describe."""
    entries = {
        "contents": json.dumps(asdict(contents), default=_plain, ensure_ascii=False),
        "bin_rule": BIN_RULE,
    }
    meta.put(connection, entries)
    save_version(connection)


def load(connection: Connection, version: str) -> Contents:
    """The contents as they were saved; empty where nothing was. StoreError for another schema than this program's."""
    check_version(connection)
    text = meta.get(connection, "contents")
    if text is None:
        return Contents(version=version)
    found = json.loads(text)
    return Contents(
        version=version,
        sources=tuple(_source(source) for source in found["sources"]),
        filled={name: frozenset(columns) for name, columns in found["filled"].items()},
        values={name: tuple(values) for name, values in found["values"].items()},
        surveys=tuple(Survey(**{**s, "cuts": tuple(s["cuts"])}) for s in found["surveys"]),
        dimensions=found["dimensions"],
        derived_with=found["derived_with"],
        rows_of=found["rows_of"],
        declared={name: datetime.fromisoformat(stamp) for name, stamp in found["declared"].items()},
    )


def _source(found: dict[str, Any]) -> Source:
    stamps = {n: datetime.fromisoformat(found[n]) if found[n] else None for n in ("first", "last", "as_of")}
    day = date.fromisoformat(found["as_of_day"]) if found["as_of_day"] else None
    return Source(**{**found, **stamps, "as_of_day": day})


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in the contents")
