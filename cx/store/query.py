"""Filters into statements: the one place where conditions become SQL, so that counts and rows cannot disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, and_, case, cast, false, func, literal, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import Measure
from cx.periods import Period, Window, window
from cx.store import schema
from cx.store.contents import Contents
from cx.store.tables import TABLES
from cx.surveys import Survey, may_pool

Condition = ColumnElement[bool]

#: Breakdowns by time, at the stamp that dates the measure.
CALENDAR = ("day", "week", "month", "weekday", "hour")
SATURDAY = 5


class Question:
    """One measure under one set of filters against one version: what may be asked, and the statements that ask it.

    Raises Unavailable where the measure cannot be known under these filters.
    """

    def __init__(self, measure: Measure, filters: Filters, by: Sequence[str], contents: Contents) -> None:
        self.measure, self.filters, self.by, self.contents = measure, filters, tuple(by), contents
        self.table = TABLES[measure.table].c
        self._refuse_missing()
        self.surveys = self._choose_surveys() if measure.of_answers else {}
        self.window = self._window()

    # What can be known.

    def _refuse_missing(self) -> None:
        if not self.contents.rows(self.measure.table):
            raise Unavailable(self.measure.name, "no_data")
        filled = self.contents.filled[self.measure.table]
        missing = [name for name in self.measure.needs if name not in filled]
        if missing or self.measure.column not in filled:
            raise Unavailable(self.measure.name, "columns_missing", *(missing or [self.measure.column]))
        for name in (*(name for name, _ in self.filters.where), *self.by):
            if name not in (*CALENDAR, "weekend", "period") and self.column_name(name) not in filled:
                raise Unavailable(self.measure.name, "dimension_missing", name)

    def column_name(self, dimension: str) -> str:
        """The column behind a dimension's name; empty where the table has no such dimension."""
        if dimension in self.contents.dimensions:
            return self.contents.dimensions[dimension]
        return dimension if dimension in dimensions_of(schema.TABLES[self.measure.table]) else ""

    def _choose_surveys(self) -> dict[str, Survey]:
        """The questions counted: those asked for, else (broken down by survey) all, else the headline one."""
        known = self.contents.questions(self.measure.name)
        asked = self.filters.condition("survey")
        if not known:
            raise Unavailable(self.measure.name, "no_data")
        if asked is None:
            chosen = known if "survey" in self.by else known[:1]
        else:
            chosen = [survey for survey in known if survey.survey in asked]
            self._refuse_other(asked, chosen)
        self._refuse_mixed(chosen)
        return {survey.survey: survey for survey in chosen}

    def _refuse_other(self, asked: Sequence[str | None], chosen: Sequence[Survey]) -> None:
        """A question that measures something else is said; one that nobody knows matches nothing."""
        others = [survey for name in asked if (survey := self.contents.survey(name or ""))]
        if others and not chosen and others[0].measure != self.measure.name:
            raise Unavailable(self.measure.name, "other_measure", others[0].survey, others[0].measure)

    def _refuse_mixed(self, chosen: Sequence[Survey]) -> None:
        odd = next((survey for survey in chosen[1:] if not may_pool(chosen[0], survey)), None)
        if odd is not None and "survey" not in self.by:
            raise Unavailable(self.measure.name, "not_pooled", chosen[0].survey, odd.survey)

    # When.

    def _window(self) -> Window | None:
        if self.filters.period == "all":
            return None
        as_of = self.contents.as_of_day
        if as_of is None:
            raise Unavailable(self.measure.name, "no_data")
        week_start = self.contents.derived_with["week_start"]
        return window(self.filters.period, self.filters.compare, self.filters.grain, as_of=as_of, week_start=week_start)

    def _within(self, period: Period) -> Condition:
        day: ColumnElement[Any] = self.table[f"{self.measure.date}_day"]
        return day.between(period.first, period.last)

    def _dated(self) -> Condition:
        if self.window is None:
            return true()
        periods = [self.window.current]
        if "period" in self.by and self.window.previous:
            periods.append(self.window.previous)
        return or_(*map(self._within, periods))

    # Statements.

    def conditions(self) -> Condition:
        """Everything that chooses the rows counted."""
        counted = [self.table[self.measure.column].is_not(None), self._dated()]
        if self.measure.of_answers:
            counted += [self.table.measure == self.measure.name, self.table.survey.in_(list(self.surveys))]
            counted += [false()] if not self.surveys else []
        for name, values in self.filters.where:
            if name != "survey" or not self.measure.of_answers:
                counted.append(_one_of(self.table[self.column_name(name)], values))
        return and_(*counted)

    def expression(self, name: str) -> ColumnElement[Any]:
        """What a breakdown's name stands for."""
        if name == "period":
            current = self._within(self.window.current) if self.window else true()
            return case((current, "current"), else_="previous")
        if name == "weekend":
            weekday = self.table[f"{self.measure.date}_weekday"]
            return case((weekday.is_(None), None), (weekday >= SATURDAY, 1), else_=0)
        if name in CALENDAR:
            return self.table[f"{self.measure.date}_{name}"]
        if name == "bin":
            return self.table[self.measure.column]
        return self.table[self.column_name(name)]

    def tally(self) -> Select[Any]:
        """Counts by group and bin: columns `by`, "bin", "n"."""
        groups = [self.expression(name).label(name) for name in self.by]
        bin_ = self.table[self.measure.column].label("bin")
        weight = (self.table.rows if "rows" in self.table else literal(1)).label("weight")
        # Named inside and grouped outside: an engine need not see that a CASE with bound values is twice the same.
        inside = select(*groups, bin_, weight).where(self.conditions()).subquery("counted").c
        named = [inside[name] for name in (*self.by, "bin")]
        return select(*named, cast(func.sum(inside.weight), BigInteger).label("n")).group_by(*named)

    def rows(self, limit: int, offset: int, values: Mapping[str, object]) -> Select[Any]:
        """The very rows that `tally` counts, newest first; values: what a breakdown's names must be."""
        table = schema.TABLES[self.measure.table]
        chosen = [_one_of(self.expression(name), (value,)) for name, value in values.items()]
        order = [self.table[table.anchors[self.measure.date]].desc(), *(self.table[name] for name in table.key)]
        facts = select(*(self.table[column.name] for column in table.facts))
        return facts.where(self.conditions(), *chosen).order_by(*order).limit(limit).offset(offset)


def dimensions_of(table: schema.Table) -> list[str]:
    """What a table can be filtered and broken down by, besides a company's own dimensions."""
    named = [column.name for column in table.facts if column.kind == "dim" or column.name in ("source", "survey")]
    return [name for name in named if name not in schema.OWN_DIMENSIONS]


def _one_of(column: ColumnElement[Any], values: Sequence[object]) -> Condition:
    """Whether a column is one of these; None stands for a missing value."""
    given = [_of_its_type(column, value) for value in values if value is not None]
    conditions = [column.in_(given)] if given else []
    return or_(false(), *conditions, *([column.is_(None)] if None in values else []))


def _of_its_type(column: ColumnElement[Any], value: object) -> object:
    return date.fromisoformat(value) if column.type.python_type is date and isinstance(value, str) else value
