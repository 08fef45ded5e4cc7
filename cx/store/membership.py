"""Membership: who stayed, who left, who came, by any period, from the days on which customers joined and left.

One statement places both days of every customer between the edges of the periods shown and counts the pairs; each
pair is then a state in each period. Where there are too many edges for a statement, it counts pairs of days. A customer
who leaves on the last day of a period is lost in it, one who leaves the day before it began takes no part in it.

Leaving is known from the first day on which anybody left: a period that begins before anybody joined (so "all" too)
begins on that day, for nobody was there to be lost earlier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Select, and_, case, false, func, literal, or_, select
from sqlalchemy.sql.elements import ColumnElement

from cx.measures.customers import LOST, NEW, PASSING, STAYED, UNKNOWN
from cx.periods import DAY, GRAINS, Period, bucket_end, buckets
from cx.store.query import Also, Bins, Condition, Question, Run, one_of, several

Ints = NDArray[np.int64]

#: What a customer can be in a period, and no part of it: gone before, or not there yet.
BINS = (UNKNOWN, STAYED, LOST, NEW, PASSING)
ABSENT = max(BINS) + 1

#: Between more edges than this no statement places a day: DuckDB would take longer to read it than to count the rows.
MOST_EDGES = 200


class Span(NamedTuple):
    """Some days in a row under the names they have in a breakdown, as {"period": "current", "month": 2025-03-01}."""

    names: Mapping[str, object]
    days: Period

    def cut(self, grain: str, week_start: str) -> list[Span]:
        """Its buckets, the first and the last one cut at its ends."""
        cut = []
        for start in buckets(self.days, grain, week_start):
            end = bucket_end(start, grain, week_start)
            days = Period(max(start, self.days.first), min(end, self.days.last))
            cut.append(Span({**self.names, grain: start}, days))
        return cut


def edges_of(spans: Iterable[Span]) -> list[date]:
    """The first day of each span and the day after each, in order."""
    return sorted({day for span in spans for day in (span.days.first, span.days.last + DAY)})


def states(came: Ints, went: Ints, begin: int, end: int) -> Ints:
    """What customers are in the period between two edges.

    came, went: how many edges are on or before the day of joining (below 0: nobody knows) and of leaving (all of them:
    still there); begin, end: the places of the period's edges. A bin of the measure each, or ABSENT.
    """
    before, stays = came <= begin, went > end
    cases = [(came > end) | (went <= begin), came < 0, before & stays, before, stays]
    return np.select(cases, [ABSENT, UNKNOWN, STAYED, LOST, NEW], PASSING).astype(np.int64)


def places(days: pd.Series[Any], edges: Sequence[date], *, missing: int) -> Ints:
    """How many edges are on or before each day; `missing` where there is none."""
    found = np.searchsorted(np.array(edges, dtype="datetime64[D]"), days.to_numpy(dtype="datetime64[D]"), side="right")
    return np.where(days.isna(), missing, found)


def expand(frame: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Counts by "_came" and "_went" as counts by span and bin: the names of the spans instead of both, and "bin"."""
    named = [str(name) for name in frame if name not in ("_came", "_went", "n")]
    groups, group_of = _groups(frame, named)
    counts = _by_state(frame, spans, group_of, max(len(groups), 1))
    span, group, state = np.nonzero(counts)
    columns: dict[str, Any] = {name: groups[name].to_numpy(dtype=object)[group] for name in named}
    for name in spans[0].names:
        columns[name] = pd.Series([known.names[name] for known in spans], dtype=object).to_numpy()[span]
    return pd.DataFrame(columns | {"bin": np.array(BINS)[state], "n": counts[span, group, state]})


def _groups(frame: pd.DataFrame, named: list[str]) -> tuple[pd.DataFrame, Ints]:
    """The distinct groups, and the group of each row."""
    if not named:
        return frame[named].head(1), np.zeros(len(frame), dtype=np.int64)
    group_of = frame.groupby(named, dropna=False, sort=False).ngroup()
    return frame[named].drop_duplicates(), np.asarray(group_of, dtype=np.int64)


def _by_state(frame: pd.DataFrame, spans: Sequence[Span], group_of: Ints, groups: int) -> Ints:
    """(spans, groups, BINS) customers; one span at a time, for customers times days would not fit in memory."""
    came, went, n = (frame[name].to_numpy(dtype=np.int64) for name in ("_came", "_went", "n"))
    place = {edge: index for index, edge in enumerate(edges_of(spans))}
    counts = np.zeros((len(spans), groups, ABSENT + 2), dtype=np.int64)
    for index, span in enumerate(spans):
        bins = states(came, went, place[span.days.first], place[span.days.last + DAY])
        cells = np.bincount(group_of * (ABSENT + 2) + bins + 1, weights=n, minlength=counts[index].size)
        counts[index] = cells.reshape(counts[index].shape)
    return counts[:, :, : len(BINS)]


class Membership(Question):
    """A question of customers' states in periods."""

    def needs(self, filled: Collection[str]) -> Sequence[str]:
        """The day of leaving need not be written down where it follows from the last activity."""
        return [name for name in self.measure.needs if not (name == "left_on" and "left_day" in filled)]

    def knows(self, time: str) -> bool:
        """Whether the measure can be broken down by it; there are no states of an hour or a weekday."""
        return time in GRAINS

    def counts(self, run: Run) -> pd.DataFrame:
        """The tally in long form: columns `by`, "bin", "n"."""
        spans = self.spans(run)
        edges = edges_of(spans)
        frame = run(self.placed(edges))
        if len(edges) > MOST_EDGES:
            frame["_came"] = places(frame["_came"], edges, missing=UNKNOWN)
            frame["_went"] = places(frame["_went"], edges, missing=len(edges))
        return expand(frame, spans)

    def rows(
        self, run: Run, limit: int, offset: int, values: Mapping[str, object], bins: Bins = None, also: Also = None
    ) -> pd.DataFrame:
        """The very customers that are counted, who joined last first; values: what a breakdown's names must be,
        several in a tuple; bins: the only ones, None for all; also: what else must hold."""
        wanted = [span for span in self.spans(run) if all(_same(values[name], span.names[name]) for name in span.names)]
        states = [state for state in BINS if _same(values.get("bin", state), state) and (bins is None or state in bins)]
        chosen = [self._states(span.days)[state] for span in wanted for state in states]
        named = [one_of(self.expression(name), several(values[name])) for name in self._dimensions]
        named += [] if also is None else [also]
        return run(self._page(self._facts(self.where(), and_(or_(false(), *chosen), *named)), limit, offset))

    def bins(self, run: Run) -> Ints:
        """What a customer can be."""
        return np.array(BINS)

    @property
    def _dimensions(self) -> list[str]:
        return [name for name in self.by if name not in ("period", *GRAINS)]

    # When.

    def spans(self, run: Run) -> list[Span]:
        """The periods that are shown, each in its buckets where the breakdown asks for them."""
        spans = [Span({"period": name} if "period" in self.by else {}, days) for name, days in self._periods(run)]
        for grain in (name for name in self.by if name in GRAINS):
            spans = [part for span in spans for part in span.cut(grain, self.contents.derived_with["week_start"])]
        return spans

    def _periods(self, run: Run) -> list[tuple[str, Period]]:
        first = run(
            select(func.min(self.table.joined_day).label("joined"), func.min(self.table.left_day).label("left"))
        )
        joined, left = (pd.Timestamp(day).date() for day in first.iloc[0])
        if self.window is None:
            return [("current", Period(left, max(left, self.contents.as_of_day or left)))]
        shown = [("current", self.window.current), ("previous", self.window.previous)]
        return [(name, _begun(days, joined, left)) for name, days in shown[: 1 + ("period" in self.by)] if days]

    # Statements.

    def placed(self, edges: Sequence[date]) -> Select[Any]:
        """Customers counted by dimension and by the places of their days between the edges; one statement. By the days
        themselves, those outside cut off, where there are more than MOST_EDGES.
        """
        joined, left = self.table.joined_day, self.table.left_day
        if len(edges) > MOST_EDGES:
            came, went = _cut(joined, edges), _cut(left, edges)
        else:
            came, went = case((joined.is_(None), UNKNOWN), else_=_place(joined, edges)), _place(left, edges)
        named = {name: self.expression(name) for name in self._dimensions} | {"_came": came, "_went": went}
        inside = select(*(part.label(name) for name, part in named.items())).where(self.where()).subquery("placed").c
        groups = [inside[name] for name in named]
        return select(*groups, func.count().label("n")).group_by(*groups)

    def _states(self, days: Period) -> dict[object, Condition]:
        """The condition of each state in one period."""
        joined, left = self.table.joined_day, self.table.left_day
        stays, leaves = or_(left.is_(None), left > days.last), left.between(days.first, days.last)
        before, inside = joined < days.first, joined.between(days.first, days.last)
        return {
            STAYED: and_(before, stays), LOST: and_(before, leaves),
            NEW: and_(inside, stays), PASSING: and_(inside, leaves), UNKNOWN: and_(joined.is_(None), stays | leaves),
        }  # fmt: skip


def _place(day: ColumnElement[Any], edges: Sequence[date], before: int = 0) -> ColumnElement[Any]:
    """How many edges are on or before a day, by halving; all of them for a missing day, which is never reached."""
    if not edges:
        return literal(before)
    middle = len(edges) // 2
    later = _place(day, edges[middle + 1 :], before + middle + 1)
    return case((day < edges[middle], _place(day, edges[:middle], before)), else_=later)


def _cut(day: ColumnElement[Any], edges: Sequence[date]) -> ColumnElement[Any]:
    """The day, or the nearest one that has the same place between the edges where it lies before or after them all."""
    return case((day < edges[0], edges[0] - DAY), (day > edges[-1], edges[-1]), else_=day)


def _begun(days: Period, joined: date, left: date) -> Period:
    """The period, beginning when leaving is known where nobody had joined by its first day."""
    return Period(min(left, days.last), days.last) if days.first <= joined else days


def _same(wanted: object, name: object) -> bool:
    return str(name) in map(str, several(wanted))
