"""The alerts of a version: found once when it is published or derived, stored in it as JSON, read in one small query.

They depend on what the version holds and on the settings alone, and are found without filters: for each headline
measure as a whole and over one dimension at a time, in one statement each, over the last 53 weeks. A statement folds
the bins that a reading gives one value into one of them before anything is fetched: of a thousand bins of a duration,
those within the target and those beyond it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import and_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from cx.alerts import Alert, Watched, found, watchable
from cx.errors import Unavailable
from cx.filters import Filters
from cx.guard import guard
from cx.measures import MEASURES, Measure, Reading
from cx.periods import DAY, bucket_of
from cx.scores import read
from cx.settings import Settings
from cx.store import meta
from cx.store.contents import Contents
from cx.store.engines.base import Database
from cx.store.query import Question
from cx.store.schema import Column
from cx.store.tables import ARROW_TYPES, staging_table
from cx.tally import Tally
from cx.trends import LEAST_WEEKS, MOST_WEEKS, newest_week

#: The dimensions looked at one at a time, where their values are neither one nor too many.
DIMENSIONS = ("channel", "product", "segment", "region", "team", "language")
LEAST_VALUES, MOST_VALUES = 2, 30

#: The settings that hold the targets of times, and all that decide what an alert is and ask for no new derived column.
TARGETS = {"first_response": "response_target", "resolution": "resolution_target"}
DECIDING = ("grey_below", "hide_below", *TARGETS.values())

WEEK = timedelta(days=7)

#: Under this name in the version's own record.
NAME = "alerts"

_FOLD = staging_table("fold", (Column("bin", "int"), Column("stands_for", "int")))


def compute(database: Database, connection: Connection, contents: Contents, settings: Settings) -> tuple[Alert, ...]:
    """The alerts of what the tables hold; called inside a publish, once rows and contents are complete."""
    if contents.as_of_day is None:
        return ()
    headlines = [measure for measure in MEASURES.values() if measure.headline]
    watched: list[Watched] = []
    for measure in headlines:
        reading = _reading(measure, settings)
        if reading is not None and is_known(measure, contents):
            watched += _Watching(database, connection, contents, measure, reading).all(settings)
    return found(watched, settings)


def _reading(measure: Measure, settings: Settings) -> Reading | None:
    """How the measure is watched: times as the share within the target in force."""
    reading = watchable(measure)
    if reading is None or measure.name not in TARGETS:
        return reading
    return measure.reading(f"{reading.name}:{getattr(settings, TARGETS[measure.name])}")


def is_known(measure: Measure, contents: Contents) -> bool:
    """Whether the measure has anything to be read from."""
    try:
        Question(measure, Filters(period="all"), (), contents)
    except Unavailable:
        return False
    return True


class _Watching:
    """One measure in the weeks up to the newest one that has ended and matured."""

    def __init__(
        self, database: Database, connection: Connection, contents: Contents, measure: Measure, reading: Reading
    ) -> None:
        self.database, self.connection, self.contents = database, connection, contents
        self.measure, self.reading = measure, reading
        newest = self._newest(_given(contents.as_of_day))
        self.weeks = tuple(newest - back * WEEK for back in range(MOST_WEEKS, -1, -1))
        self.whole = self._whole_weeks()

    def all(self, settings: Settings) -> Iterator[Watched]:
        """As a whole, then over each dimension; nothing where the newest week cannot be judged."""
        self._fold()
        whole = self._tally("")
        if self._can_be_judged(whole):
            for tally in (whole, *self._tallies_by_dimension()):
                yield Watched(guard(read(tally, self.reading), settings), self.weeks)
        _FOLD.drop(self.connection)

    def _can_be_judged(self, whole: Tally) -> bool:
        weeks = whole.groups["week"].tolist()
        return self.weeks[-1] in weeks and len(weeks) > LEAST_WEEKS

    def _newest(self, as_of: date) -> date:
        return newest_week(as_of, self.contents.derived_with["week_start"], self.reading)

    def _whole_weeks(self) -> dict[str, tuple[date, date]]:
        """By source, its first and its last week of which it has all days: others would pass for a change."""
        start = self.contents.derived_with["week_start"]
        return {
            source.source: (bucket_of(source.first.date() + 6 * DAY, "week", start), self._newest(source.as_of_day))
            for source in self.contents.sources
            if source.table == self.measure.table and source.first and source.as_of_day
        }

    def _tallies_by_dimension(self) -> Iterator[Tally]:
        """Over each dimension that the measure's own rows fill with more than one value and not too many."""
        filled, values = self.contents.filled[self.measure.table], self.contents.values
        for name in DIMENSIONS:
            known = [value for value in values.get(name, ()) if value is not None]
            if name in filled and LEAST_VALUES <= len(known) <= MOST_VALUES:
                tally = self._tally(name)
                if tally.groups[name].nunique() >= LEAST_VALUES:
                    yield tally

    def _fold(self) -> None:
        """Write down which bin stands for all those to which the reading gives one value."""
        question = Question(self.measure, self._days(), (), self.contents)
        survey = next(iter(question.surveys.values()), None)
        counted = self.connection.execute(select(question.tally().subquery("counted").c.bin)).scalars()
        bins = np.array(sorted(counted), dtype=np.int64)
        values = self.reading.values(bins, survey, self.reading.parameter)
        first, same = np.unique(values, return_index=True, return_inverse=True)[1:]
        columns = {"bin": bins, "stands_for": bins[first[same]]}
        rows = pa.table({name: pa.array(column, ARROW_TYPES["int"]) for name, column in columns.items()})
        _FOLD.create(self.connection)
        self.database.load(self.connection, _FOLD, rows)

    def _days(self) -> Filters:
        return Filters(period=f"{self.weeks[0]}..{self.weeks[-1] + WEEK - DAY}", compare="none")

    def _tally(self, dimension: str) -> Tally:
        """Counts by week and dimension, in the few bins that stand for all, of whole weeks of each source."""
        by = ("week", dimension) if dimension else ("week",)
        question = _Folded(self.measure, self._days(), ("source", *by), self.contents)
        rows = [tuple(row) for row in self.connection.execute(question.tally())]
        frame = pd.DataFrame(rows, columns=pd.Index([*question.by, "bin", "n"]), dtype=object)
        return Tally.from_frame(self.measure, frame[self._is_whole(frame)], by, question.surveys)

    def _is_whole(self, frame: pd.DataFrame) -> Any:
        edges = [self.whole.get(source, (date.max, date.min)) for source in frame["source"]]
        weeks = zip(frame["week"], edges, strict=True)
        return np.array([first <= week <= last for week, (first, last) in weeks], dtype=bool)


class _Folded(Question):
    """A question whose bins are those that stand for others."""

    def expression(self, name: str) -> ColumnElement[Any]:
        """What a name stands for."""
        return _FOLD.c.stands_for if name == "bin" else super().expression(name)

    def conditions(self) -> ColumnElement[bool]:
        """Everything that chooses the rows counted, each beside the bin that stands for its own."""
        return and_(super().conditions(), self.table[self.measure.column] == _FOLD.c.bin)


def _given(day: date | None) -> date:
    assert day is not None
    return day


# As text inside the version.


def save(connection: Connection, alerts: tuple[Alert, ...], settings: Settings) -> None:
    """Write the alerts into the version they belong to, with the settings they were found with."""
    plain = [{**asdict(alert), "week": alert.week.isoformat()} for alert in alerts]
    text = json.dumps({"settings": _deciding(settings), "alerts": plain}, ensure_ascii=False)
    meta.put(connection, {NAME: text})


def load(connection: Connection) -> tuple[Alert, ...]:
    """The alerts as they were saved, the rarest first; none where nothing was."""
    kept = _kept(connection).get("alerts", [])
    return tuple(Alert(**{**alert, "week": date.fromisoformat(alert["week"])}) for alert in kept)


def decided(connection: Connection) -> dict[str, Any]:
    """The settings that the alerts were found with; empty where there are none."""
    return dict(_kept(connection).get("settings", {}))


def up_to_date(decided: Mapping[str, Any], settings: Settings) -> bool:
    """Whether the alerts that are kept, if any, were found with these settings."""
    return not decided or decided == _deciding(settings)


def _kept(connection: Connection) -> dict[str, Any]:
    text = meta.get(connection, NAME)
    kept: dict[str, Any] = json.loads(text or "{}")
    return kept


def _deciding(settings: Settings) -> dict[str, int]:
    return {name: getattr(settings, name) for name in DECIDING}
