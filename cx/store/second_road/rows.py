"""What all second roads share: what is wanted, which rows match, and sums over them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Select, and_, case, cast, extract, func, or_, select, true
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx.store.contents import Contents
from cx.store.engines.base import Database
from cx.store.schema import OWN_DIMENSIONS
from cx.store.schema import TABLES as SCHEMA
from cx.store.tables import TABLES

Expression = ColumnElement[Any]
Condition = ColumnElement[bool]
Ints = NDArray[np.int64]

DAY = 86400

_tickets = TABLES["tickets"].c


class Wanted(NamedTuple):
    """What is to be counted, in plain values.

    measure, reading: their names; kind: of the reading, as `cx.measures.Reading` has it; parameter: days or seconds
    that belong to it; q: the share of a percentile; basis: "" for the measure's own; first, last: both days included,
    None for all days; where: the values that dimensions may have, None for missing.
    """

    measure: str
    reading: str
    kind: str
    parameter: int = 0
    q: float = 0.0
    basis: str = ""
    first: date | None = None
    last: date | None = None
    where: tuple[tuple[str, tuple[str | None, ...]], ...] = ()


class Found(NamedTuple):
    """What the second road leads to.

    value: as scores have it (fractions, answers, seconds), NaN where nothing counts, infinite where it is not reached;
    n: rows that count; why: "" or why there is no second road: "definition" (this reading is not written here),
    "by_day" (some promises are known to the day only), "newer" (the data have changed meanwhile), "not_kept" (a
    snapshot did not ask).
    """

    value: float = float("nan")
    n: int = 0
    why: str = ""


class Road(NamedTuple):
    """What a statement is made for: what is wanted, what the version holds, and the connection that reads it.

    remembered: what statements found that several numbers are read from.
    """

    wanted: Wanted
    contents: Contents
    connection: Connection
    database: Database
    remembered: dict[Hashable, Any]

    def row(self, statement: Select[Any]) -> list[int]:
        """The only row of a statement as whole numbers; a sum over nothing is 0."""
        return [int(number or 0) for number in self.connection.execute(statement).one()]

    def once(self, *of: Hashable, find: Callable[[], Any]) -> Any:
        """What is found for these rows, by the first number that asks for it. of: what tells it from all else."""
        key = (*of, self.wanted.first, self.wanted.last, self.wanted.where)
        if key not in self.remembered:
            self.remembered[key] = find()
        return self.remembered[key]


class Sums(NamedTuple):
    """A number that is made of sums over the rows of one table, so that one statement asks for many.

    day: the column that dates the rows, "" for as things stand; parts: the sums; read: what they make, in their order.
    """

    table: str
    day: str
    parts: tuple[Expression, ...]
    read: Callable[[Sequence[int]], Found]


def count_sums(several: Sequence[tuple[Road, Sums]]) -> list[Found]:
    """The numbers of some sums, by one statement for those of the same rows."""
    rows: dict[Hashable, list[int]] = {}
    for place, (road, sums) in enumerate(several):
        same = sums.table, sums.day, road.wanted.first, road.wanted.last, road.wanted.where
        rows.setdefault(same if sums.day else (*same[:2], road.wanted.where), []).append(place)
    found: dict[int, Found] = {}
    for places in rows.values():
        found.update(zip(places, _asked_together([several[place] for place in places]), strict=True))
    return [found[place] for place in range(len(several))]


def _asked_together(several: Sequence[tuple[Road, Sums]]) -> list[Found]:
    road, first = several[0]
    parts = [part for _, sums in several for part in sums.parts]
    statement = select(*(part.label(f"n{place}") for place, part in enumerate(parts)))
    found = iter(road.row(statement.where(matching(road, first.table, first.day))))
    return [sums.read([next(found) for _part in sums.parts]) for _, sums in several]


def share(part: float, whole: int) -> Found:
    """A quotient of sums; no value where there is nothing to divide by."""
    return Found(part / whole, whole) if whole else Found()


# Which rows.


def matching(road: Road, table: str, day: str = "") -> Condition:
    """The rows of the days and conditions wanted. day: the column that dates them, "" for as things stand.

    ValueError for a dimension the table has not: no name from a link becomes a part of a statement.
    """
    wanted, columns = road.wanted, TABLES[table].c
    dated = columns[day].between(wanted.first, wanted.last) if day and wanted.first is not None else true()
    named = [pair for pair in wanted.where if table != "answers" or pair[0] != "survey"]
    return and_(dated, *(_has(columns[place(road.contents, table, name)], values) for name, values in named))


def place(contents: Contents, table: str, dimension: str) -> str:
    """The column of a dimension, if the table is known to have it; ValueError otherwise."""
    own = contents.dimensions.get(dimension)
    allowed = {column.name for column in SCHEMA[table].columns if column.kind == "dim"} | {"source", "survey"}
    columns = {column.name for column in SCHEMA[table].columns}
    if own in OWN_DIMENSIONS and own in columns:
        return own
    if dimension in OWN_DIMENSIONS or dimension not in allowed & columns:
        raise ValueError(f"{table} has no dimension of that name")
    return dimension


def _has(column: Expression, values: Sequence[str | None]) -> Condition:
    """Missing values are asked for as None."""
    given = column.in_([value for value in values if value is not None])
    return or_(given, column.is_(None)) if None in values else given


def total(rows: Expression, *tests: Condition) -> Expression:
    """The number of rows that pass all tests; one row may stand for several."""
    return func.sum(case((and_(true(), *tests), rows), else_=0))


def seconds(stamp: Expression) -> Expression:
    """Whole seconds since 1970, fractions cut off."""
    since = extract("epoch", stamp)
    return cast(since - since % 1, BigInteger)


def as_of(road: Road, table: str = "tickets") -> Expression:
    """How far the source of a row goes, in seconds since 1970."""
    ends = {s.source: int(s.as_of.replace(tzinfo=UTC).timestamp()) for s in road.contents.sources if s.as_of}
    return cast(case(ends, value=TABLES[table].c.source, else_=0), BigInteger)


def wall(stamps: Ints, zone: str) -> Ints:
    """What the clocks of a zone show at some instants, both in seconds since 1970."""
    shown = pd.DatetimeIndex(stamps.astype("datetime64[s]"), tz="UTC").tz_convert(zone).tz_localize(None)
    return shown.to_numpy().astype("datetime64[s]").astype(np.int64)


def is_open() -> Condition:
    """As the source says; where it does not, a ticket neither solved nor closed."""
    silent = and_(_tickets.is_open.is_(None), _tickets.solved_at.is_(None), _tickets.closed_at.is_(None))
    return or_(func.coalesce(_tickets.is_open, 0) == 1, silent)


def solves() -> Expression:
    """How often a ticket was solved: as counted, else once more than it was reopened."""
    return func.coalesce(_tickets.solves, _tickets.reopens + 1)


def by_day(*stamps: str, table: str = "tickets") -> Condition:
    """Whether any of these stamps of a row is only a date."""
    bits = sum(1 << SCHEMA[table].stamps.index(name) for name in stamps)
    return func.coalesce(TABLES[table].c.date_only, 0).bitwise_and(bits) != 0
