"""One vote per customer: of all the answers of a customer only the newest counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.sql.elements import ColumnElement

Expression = ColumnElement[Any]


def newest(
    rows: Select[Any], customer: Expression, parts: Sequence[Expression], order: Sequence[Expression]
) -> Select[Any]:
    """The rows that are the first of their customer in `order`, in each of the parts (a month, a period); the rows of
    nobody all stay, to be counted as such.
    """
    first = func.row_number().over(partition_by=[customer, *parts], order_by=order)
    ranked = rows.add_columns(case((customer.is_(None), 1), else_=first).label("_vote")).subquery("ranked").c
    return select(*(column for column in ranked if column.name != "_vote")).where(ranked["_vote"] == 1)
