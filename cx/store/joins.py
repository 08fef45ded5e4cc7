"""What joined and what did not: rows that name a ticket or a customer, and those whose ticket or customer is there."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, and_, case, cast, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx.store.contents import Contents
from cx.store.tables import TABLES

_customers, _tickets = TABLES["customers"], TABLES["tickets"]


class Join(NamedTuple):
    """Rows of a table; those that name a row of the other one; those of them whose row is there."""

    table: str
    other: str
    rows: int
    named: int
    found: int


def joins(connection: Connection, contents: Contents) -> list[Join]:
    """Everything that may name a ticket or a customer, of tables that hold rows; one statement per table and other."""
    return [
        _joined(connection, table, other)
        for table, other in _PAIRS
        if contents.rows(table) and _named_by(other) in contents.filled[table]
    ]


_PAIRS = (
    ("answers", "tickets"), ("answers", "customers"), ("tickets", "customers"), ("invitations", "customers"),
    ("ticket_events", "tickets"),
)  # fmt: skip


def _named_by(other: str) -> str:
    """The column that names a row of the other table."""
    return {"tickets": "ticket_id", "customers": "customer_id"}[other]


def _joined(connection: Connection, table: str, other: str) -> Join:
    counts = [int(n or 0) for n in connection.execute(_statement(table, other)).one()]
    return Join(table, other, *counts)


def _statement(table: str, other: str) -> Select[Any]:
    mine, named = TABLES[table], TABLES[table].c[_named_by(other)].is_not(None)
    if (table, other) == ("answers", "tickets"):  # put beside the answer already: see cx/store/beside.py
        return select(func.count(), _sum(named), _sum(mine.c.ticket_resolution.is_not(None)))
    theirs = TABLES[other].c[_named_by(other)]
    same = mine.c[_named_by(other)] == theirs
    if other == "tickets":
        same = and_(same, mine.c.source == _tickets.c.source)
    counts = select(func.count(), _sum(named), _sum(theirs.is_not(None)))
    return counts.select_from(mine.join(TABLES[other], same, isouter=True))


def _sum(test: ColumnElement[bool]) -> ColumnElement[Any]:
    return cast(func.sum(case((test, 1), else_=0)), BigInteger)
