"""Filters into statements: the one place where conditions become SQL, so that counts and rows cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Select, and_, case, cast, false, func, literal, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from cx.errors import BadInput, Unavailable
from cx.filters import Filters
from cx.measures import Measure, Reading
from cx.measures.answers import NO_CUSTOMER
from cx.pairs import BESIDE, class_of
from cx.periods import Period, Window, window
from cx.store import schema
from cx.store.contents import Contents
from cx.store.flow import left_open
from cx.store.one_vote import newest
from cx.store.partners import beside
from cx.store.tables import TABLES
from cx.surveys import Survey, may_pool

Condition = ColumnElement[bool]


class Run:
    """Runs statements in the version that a question was asked of; frame, table: with the result as pandas or Arrow;
    has_sets: whether the engine knows GROUPING SETS.
    """

    def __init__(
        self,
        frame: Callable[[Select[Any]], pd.DataFrame],
        table: Callable[[Select[Any]], pa.Table],
        has_sets: bool = False,
    ) -> None:
        self._frame, self.table, self.has_sets = frame, table, has_sets

    def __call__(self, statement: Select[Any]) -> pd.DataFrame:
        return self._frame(statement)


#: The only bins wanted; None for all.
Bins = Collection[int] | None
#: What else must hold of rows; None for nothing.
Also = ColumnElement[bool] | None

#: Breakdowns by time, at the stamp that dates the measure.
CALENDAR = ("day", "week", "month", "weekday", "hour", "weekend")
#: Breakdowns of which each part has votes of its own, where every customer has one.
VOTING = ("period", "day", "week", "month", "survey")
SATURDAY = 5
#: What names an agent.
AGENTS = ("agent", "actor")


class Question:
    """One measure under one set of filters against one version: what may be asked, and the statements that ask it.

    Raises Unavailable where the measure cannot be known under these filters.
    """

    def __init__(
        self, measure: Measure, filters: Filters, by: Sequence[str], contents: Contents, *, agents: bool = False
    ) -> None:
        self.measure, self.filters, self.by, self.contents = measure, filters, tuple(by), contents
        self.agents, self.table = agents, TABLES[measure.table].c
        self._refuse_missing()
        self._refuse_dimensions()
        self.surveys = self._choose_surveys() if measure.of_answers else {}
        self.window = self._window()

    # What can be known.

    def _refuse_missing(self) -> None:
        if not self.contents.rows(self.measure.table):
            raise Unavailable(self.measure.name, "no_data")
        filled = self.contents.filled[self.measure.table]
        missing = [name for name in self.needs(filled) if name not in filled]
        if missing or self.measure.column not in filled or not self._is_asked():
            raise Unavailable(self.measure.name, "columns_missing", *(missing or [self.measure.column]))

    def _is_asked(self) -> bool:
        """Whether anybody asks what a measure of tickets takes from answers: else it would be 0, and nobody said so."""
        words = self.measure.says_so
        named = "ticket_id" in self.contents.filled["answers"]
        return not words or (named and any(self.contents.questions(name) for name in words))

    def needs(self, _: Collection[str]) -> Sequence[str]:
        """The columns without which the measure cannot be known, given those that are filled."""
        return self.measure.needs

    def _refuse_dimensions(self) -> None:
        dated = [name for name in self.by if name in CALENDAR]
        named = [name for name in (*dict(self.filters.where), *self.by) if name not in (*dated, "period")]
        if not self.agents and any(name in AGENTS for name in named):
            raise Unavailable(self.measure.name, "agents_off")
        for name in named:
            if self.column_name(name) not in self.contents.filled[self.measure.table]:
                raise Unavailable(self.measure.name, "dimension_missing", name)
        for name in dated:
            if not self.knows(name):
                raise Unavailable(self.measure.name, "no_dates", name)

    def knows(self, time: str) -> bool:
        """Whether the measure can be broken down by a day, a week, an hour, ..."""
        return f"{self.measure.date}_{'weekday' if time == 'weekend' else time}" in self.table

    def column_name(self, dimension: str) -> str:
        """The column behind a dimension's name; empty where the table has no such dimension."""
        if dimension in self.contents.dimensions:
            return self.contents.dimensions[dimension]
        return dimension if dimension in dimensions_of(schema.TABLES[self.measure.table]) else ""

    def _choose_surveys(self) -> dict[str, Survey]:
        """The questions counted: those asked for, else (broken down by survey) all, else the headline one."""
        known = [survey for name in self.measure.asks for survey in self.contents.questions(name)]
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
        if others and not chosen and others[0].measure not in self.measure.asks:
            raise Unavailable(self.measure.name, "other_measure", others[0].survey, others[0].measure)

    def _refuse_mixed(self, chosen: Sequence[Survey]) -> None:
        odd = next((survey for survey in chosen[1:] if not may_pool(chosen[0], survey)), None)
        if odd is not None and "survey" not in self.by:
            raise Unavailable(self.measure.name, "not_pooled", chosen[0].survey, odd.survey)

    # When.

    def _window(self) -> Window | None:
        if self.filters.period == "all" or self.measure.counting == "state":
            return None
        as_of = self.contents.as_of_day
        if as_of is None:
            raise Unavailable(self.measure.name, "no_data")
        week_start = self.contents.derived_with["week_start"]
        return window(self.filters.period, self.filters.compare, self.filters.grain, as_of=as_of, week_start=week_start)

    @cached_property
    def periods(self) -> list[tuple[str, Period | None]]:
        """The periods counted, by name; None for all rows, whenever they are dated."""
        if self.window is None:
            return [("current", None)]
        before = self.window.previous if "period" in self.by else None
        return [("current", self.window.current), *([("previous", before)] if before else [])]

    def within(self, period: Period) -> Condition:
        """Whether a row is dated in these days."""
        day: ColumnElement[Any] = self.table[f"{self.measure.date}_day"]
        return day.between(period.first, period.last)

    def _dated(self) -> Condition:
        return or_(*(true() if days is None else self.within(days) for _, days in self.periods))

    # Statements.

    def conditions(self) -> Condition:
        """Everything that chooses the rows counted."""
        return and_(self._dated(), self.counted(self.surveys.values()))

    def counted(self, surveys: Iterable[Survey]) -> Condition:
        """What chooses the rows counted, whenever they are dated; surveys: whose answers, if any are."""
        counted = [self.table[self.measure.column].is_not(None), self.where()]
        if self.measure.of_answers:
            names = {survey.survey: survey.measure for survey in surveys}
            counted += [self.table.measure.in_(sorted(set(names.values()))), self.table.survey.in_(list(names))]
            counted += [false()] if not names else []
        return and_(*counted)

    def where(self) -> Condition:
        """The conditions on dimensions; which questions of a survey count is decided apart."""
        named = [pair for pair in self.filters.where if pair[0] != "survey" or not self.measure.of_answers]
        return and_(true(), *(one_of(self.table[self.column_name(name)], values) for name, values in named))

    def expression(self, name: str) -> ColumnElement[Any]:
        """What a breakdown's name stands for."""
        if name == "period":
            current = self.within(self.window.current) if self.window else true()
            return case((current, "current"), else_="previous")
        if name == "weekend":
            weekday = self.table[f"{self.measure.date}_weekday"]
            return case((weekday.is_(None), None), (weekday >= SATURDAY, 1), else_=0)
        if name in CALENDAR:
            return self.table[f"{self.measure.date}_{name}"]
        if name == "bin":
            return self._bin()
        return self.table[self.column_name(name)]

    def _bin(self) -> ColumnElement[Any]:
        column: ColumnElement[Any] = self.table[self.measure.column]
        return case((self.table.customer_id.is_(None), NO_CUSTOMER), else_=column) if self.measure.vote else column

    def weight(self) -> ColumnElement[Any]:
        """How many rows one stands for; a customer's vote is always one."""
        rows = self.table.rows if "rows" in self.table else literal(1)
        return case((self.table.customer_id.is_(None), rows), else_=1) if self.measure.vote else rows

    def _order(self, columns: Any) -> list[ColumnElement[Any]]:
        """Newest first, then by key."""
        table = schema.TABLES[self.measure.table]
        stamp = table.anchors.get(self.measure.date, table.stamps[0])
        return [columns[stamp].desc().nulls_last(), *(columns[name] for name in table.key)]

    def _voted(self, rows: Select[Any]) -> Select[Any]:
        """These rows, or of each customer only the newest one, in each part that votes by itself."""
        if not self.measure.vote:
            return rows
        parts = [self.expression(name) for name in self.by if name in VOTING]
        return newest(rows, self.table.customer_id, parts, self._order(self.table))

    def tally(self, beside: str = "") -> Select[Any]:
        """Counts by group and bin: columns `by`, "bin", "n"; and by the column `beside`, if asked for, as "other"."""
        named = {name: self.expression(name) for name in (*self.by, "bin")}
        if beside:
            named["other"] = self.table[beside]
        rows = select(*(part.label(name) for name, part in named.items()), self.weight().label("_weight"))
        # Named inside and grouped outside: an engine need not see that a CASE with bound values is twice the same.
        inside = self._voted(rows.where(self.conditions())).subquery("counted").c
        groups = [inside[name] for name in named]
        return select(*groups, cast(func.sum(inside["_weight"]), BigInteger).label("n")).group_by(*groups)

    def beside(self, name: str) -> str:
        """The column of answers with what their ticket took, one of `BESIDE`."""
        if name not in BESIDE or not self.measure.of_answers:
            raise BadInput(
                f"{self.measure.name} cannot be paired with {name!r}; answers can be with {', '.join(BESIDE)}."
            )
        column = "ticket_path" if name == "fcr" else f"ticket_{name}"
        filled = self.contents.filled[self.measure.table]
        if column not in filled:
            raise Unavailable(self.measure.name, "columns_missing", column if "ticket_id" in filled else "ticket_id")
        return column

    def counts(self, run: Run) -> pd.DataFrame:
        """The tally in long form: columns `by`, "bin", "n"."""
        return run(self.tally())

    def rows(
        self, run: Run, limit: int, offset: int, values: Mapping[str, object], bins: Bins = None, also: Also = None
    ) -> pd.DataFrame:
        """The very rows that `tally` counts, newest first; values: what a breakdown's names must be, several in a
        tuple; bins: the only ones, None for all; also: what else must hold."""
        named = [one_of(self.expression(name), several(value)) for name, value in values.items()]
        within = true() if bins is None else one_of(self._bin(), sorted(bins))
        chosen = and_(within, *named, true() if also is None else also)
        return run(self._page(self._facts(self.conditions(), chosen), limit, offset))

    def in_class(self, run: Run, name: str, place: int | None) -> Condition:
        """Whether what the ticket of an answer took is in a class of `Pairs.by_class` or `Pairs.by_rule`, None for
        those in none; name: one of `BESIDE`.
        """
        column = self.table[self.beside(name)]
        codes = self._distinct(run, column, column.is_not(None))
        classes = class_of(name, codes, self.filters.reading("fcr"))
        return one_of(column, [int(code) for code, found in zip(codes, classes, strict=True) if found == place])

    def left_open(self) -> Condition:
        """Whether an event opened a ticket that is still open after all that are counted."""
        return left_open(self.conditions())

    def _page(self, rows: Select[Any], limit: int, offset: int) -> Select[Any]:
        """One page of rows, with the names of their customers and the subjects of their tickets."""
        page = rows.limit(limit).offset(offset).subquery("page")
        joined, added = beside(page)
        columns = [*page.c, *(column.label(name) for name, column in added.items())]
        return select(*columns).select_from(joined).order_by(*self._order(page.c))

    def bins_of(self, run: Run, reading: Reading, survey: object = None) -> list[int]:
        """The bins that hold rows and that a reading gives a value: those that count in its score.

        survey: the question whose scale reads them, by name; by default any, for all that are counted agree.
        """
        keys = self.bins(run)
        read_by = self.surveys.get(str(survey)) or next(iter(self.surveys.values()), None)
        values = reading.values(keys, read_by, reading.parameter) if len(keys) else np.empty(0)
        return [int(key) for key in keys[~np.isnan(values)]]

    def bins(self, run: Run) -> NDArray[np.int64]:
        """The bins that hold rows."""
        return self._distinct(run, self._bin())

    def _distinct(self, run: Run, code: ColumnElement[Any], *known: Condition) -> NDArray[np.int64]:
        """The codes of the rows that are counted, each once, in order."""
        inside = select(code.label("bin")).where(self.conditions(), *known).subquery("binned")
        found = run(select(inside.c.bin).group_by(inside.c.bin).order_by(inside.c.bin))
        return found["bin"].to_numpy(dtype=np.int64) if len(found) else np.empty(0, dtype=np.int64)

    def _facts(self, counted: Condition, chosen: Condition) -> Select[Any]:
        """The facts of those chosen of the rows counted; of the votes, if every customer has one. No agent is named
        where views by agent are off.
        """
        hidden = () if self.agents else AGENTS
        facts = [self.table[c.name] for c in schema.TABLES[self.measure.table].facts if c.name not in hidden]
        columns: Any = self.table
        found = select(*facts).where(counted)
        if self.measure.vote:
            columns = self._voted(found.add_columns(case((chosen, 1), else_=0).label("chosen"))).subquery("voted").c
            found, chosen = select(*(columns[fact.name] for fact in facts)), columns.chosen == 1
        return found.where(chosen).order_by(*self._order(columns))


def dimensions_of(table: schema.Table) -> list[str]:
    """What a table can be filtered and broken down by, besides a company's own dimensions."""
    named = [column.name for column in table.columns if column.kind == "dim" or column.name in ("source", "survey")]
    return [name for name in named if name not in (*schema.OWN_DIMENSIONS, "measure")]


def one_of(column: ColumnElement[Any], values: Sequence[object]) -> Condition:
    """Whether a column is one of these; None stands for a missing value."""
    given = [_of_its_type(column, value) for value in values if value is not None]
    conditions = [column.in_(given)] if given else []
    return or_(false(), *conditions, *([column.is_(None)] if None in values else []))


def several(value: object) -> Sequence[object]:
    """What a breakdown's name must be, one value or a tuple of them, as several."""
    return value if isinstance(value, tuple) else (value,)


def _of_its_type(column: ColumnElement[Any], value: object) -> object:
    return date.fromisoformat(value) if column.type.python_type is date and isinstance(value, str) else value
