"""The warehouse: what the rest of the product knows of the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa
from sqlalchemy.engine import Connection

from cx.alerts import Alert
from cx.definitions import Definitions, side_by_side
from cx.errors import Unavailable
from cx.filters import Filters
from cx.guard import Guarded, comments_allowed, guard
from cx.measures import Measure
from cx.measures import measure as find
from cx.pairs import Pairs
from cx.periods import Window
from cx.scores import read
from cx.settings import Settings
from cx.store import alerts as _alerts
from cx.store import contents as _contents
from cx.store import meta
from cx.store.comments import NEWEST, Comments, Written
from cx.store.contents import Contents
from cx.store.engines import database
from cx.store.engines.base import NO_VERSION, Database, Step
from cx.store.joins import Join, joins
from cx.store.membership import Membership
from cx.store.publish import Batch, publish
from cx.store.query import Question, Run, several
from cx.store.together import answers
from cx.surveys import Survey
from cx.tally import Tally

#: What a tally is of: measure, filters, by.
Asked = tuple[str | Measure, Filters, tuple[str, ...]]
Some = TypeVar("Some")
#: All rows, whenever they are dated.
EVERYTHING = Filters(period="all")


def open_warehouse(url: str, settings: Settings) -> Warehouse:
    """The warehouse behind a URL. Nothing is created before the first publish; BadInput for a URL that is none."""
    return Warehouse(database(url, settings.memory_limit), settings)


class Warehouse:
    """Facts and their counts. Safe to share between threads; every call sees one whole version."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self._known = Contents()
        self._of_version: tuple[str, dict[str, Any]] = (NO_VERSION, {})

    @property
    def url(self) -> str:
        """Where it is, without a password."""
        return self.database.place

    @property
    def version(self) -> str:
        """The name of the version in force; empty where nothing was published. Cheap; part of every cache key."""
        return self.database.version()

    @property
    def is_empty(self) -> bool:
        """Whether it holds no row."""
        return not self.contents().sources

    @property
    def as_of(self) -> datetime | None:
        """How far the data go, in UTC: the newest as-of time of all sources; None where nothing is dated."""
        return self.contents().as_of

    def contents(self) -> Contents:
        """What the version in force holds; one small read per version."""
        known, version = self._known, self.version
        if known.version == version:
            return known
        if version == NO_VERSION:
            return Contents()
        with self.database.read() as connection:
            return self._contents(connection)

    def joins(self) -> list[Join]:
        """Rows that name a ticket or a customer, and whether that is there; counted once per version."""
        if self.version == NO_VERSION:
            return []
        return self._once("joins", lambda connection: joins(connection, self._contents(connection)))

    def alerts(self) -> tuple[Alert, ...]:
        """What stands out in the newest finished week, the rarest first, as it was found when the version was made."""
        return () if self.version == NO_VERSION else self._once("alerts", _alerts.load)

    def alerts_up_to_date(self) -> bool:
        """Whether the alerts were found with the settings in force."""
        return self.version == NO_VERSION or _alerts.up_to_date(self._once("decided", _alerts.decided), self.settings)

    def _once(self, name: str, read: Callable[[Connection], Some]) -> Some:
        """What only a new version changes, read once for each."""
        version = self.version
        if self._of_version[0] != version:
            self._of_version = version, {}
        known = self._of_version[1]
        if name not in known:
            with self.database.read() as connection:
                known[name] = read(connection)
        found: Some = known[name]
        return found

    def _contents(self, connection: Connection) -> Contents:
        version = self.database.version_of(connection)
        if self._known.version != version:
            self._known = _contents.load(connection, version)
        return self._known

    def score(
        self, measure: str | Measure, filters: Filters = EVERYTHING, by: Sequence[str] = (), reading: str = ""
    ) -> Guarded:
        """The scores of a measure by group, as they may be shown; reading: by name, else the one the filters define.

        Raises as `tally` does.
        """
        chosen = filters.read_as(measure, reading)
        tally = self.tally(measure, chosen, by)
        return guard(read(tally, chosen.reading(tally.measure)), self.settings)

    def tally(self, measure: str | Measure, filters: Filters = EVERYTHING, by: Sequence[str] = ()) -> Tally:
        """Counts of a measure by group and bin, in one statement, on the basis that the filters read it on.

        by: dimensions (a company's own by their names), "day", "week", "month", "weekday" (Monday 0), "weekend",
        "hour" (of the week, 0..167) at the measure's stamp, and "period" ("current", "previous": both counted).
        Raises Unavailable where the measure cannot be known under these filters, BadInput for an unknown measure.
        """
        (found,) = self.tallies([(measure, filters, tuple(by))])
        if isinstance(found, Unavailable):
            raise found
        return found

    def tallies(self, asked: Sequence[Asked]) -> list[Tally | Unavailable]:
        """Several tallies of one version, each as `tally` has it, in as few statements as they can be asked in; where
        one cannot be known, why. Raises BadInput for an unknown measure.
        """
        with self._reading() as (contents, run):
            questions = [self._attempt(filters.measure(name), filters, by, contents) for name, filters, by in asked]
            found = answers([question for question in questions if isinstance(question, Question)], run)
        return [found[question] if isinstance(question, Question) else question for question in questions]

    def _attempt(
        self, asked: Measure, filters: Filters, by: Sequence[str], contents: Contents
    ) -> Question | Unavailable:
        try:
            return self._question(asked, filters, by, contents)
        except Unavailable as reason:
            return reason

    def definitions(self, measure: str | Measure, filters: Filters = EVERYTHING, by: Sequence[str] = ()) -> Definitions:
        """Every definition of a measure on the same rows, in one statement for each basis, and why a basis is missing.

        Raises as `tally` does where the measure cannot be known on any basis.
        """
        (found,) = self.every_definition([measure], filters, by)
        if isinstance(found, Unavailable):
            raise found
        return found

    def every_definition(
        self, measures: Sequence[str | Measure], filters: Filters = EVERYTHING, by: Sequence[str] = ()
    ) -> list[Definitions | Unavailable]:
        """The definitions of several measures, each as `definitions` has them, in as few statements as can be; where a
        measure cannot be known on any basis, why.
        """
        asked = [find(measure) if isinstance(measure, str) else measure for measure in measures]
        with self._reading() as (contents, run):
            known = [self._bases(measure, filters, by, contents) for measure in asked]
            found = answers([part for one in known for part in one.values() if isinstance(part, Question)], run)
        return [self._definitions(measure, one, found) for measure, one in zip(asked, known, strict=True)]

    def _bases(
        self, measure: Measure, filters: Filters, by: Sequence[str], contents: Contents
    ) -> dict[str, Question | Unavailable]:
        """The question of each basis of a measure."""
        bases = ("", *(known.name for known in measure.bases))
        return {basis: self._attempt(measure.on(basis), filters, by, contents) for basis in bases}

    def _definitions(
        self, measure: Measure, questions: Mapping[str, Question | Unavailable], found: Mapping[Question, Tally]
    ) -> Definitions | Unavailable:
        tallies = {basis: found[known] for basis, known in questions.items() if isinstance(known, Question)}
        unavailable = {basis: known for basis, known in questions.items() if isinstance(known, Unavailable)}
        if not tallies:
            return unavailable[""]
        return Definitions([guard(scores, self.settings) for scores in side_by_side(measure, tallies)], unavailable)

    def pairs(
        self, measure: str | Measure, beside: str, filters: Filters = EVERYTHING, by: Sequence[str] = ()
    ) -> Pairs:
        """Counts of answers by group, bin and what their ticket took, in one statement.

        beside: first_response, resolution, fcr, messages, transfers or reopens of the ticket. Raises as `tally` does,
        and BadInput for another word or a measure that is not of answers.
        """
        with self._asked(measure, filters, by) as (question, run):
            frame = run(question.tally(question.beside(beside)))
            return Pairs.from_frame(question.measure, beside, frame, by, question.surveys)

    def rows(
        self,
        measure: str | Measure,
        filters: Filters = EVERYTHING,
        *,
        limit: int = 100,
        offset: int = 0,
        by_values: Mapping[str, object] | None = None,
        reading: str = "",
        bins: Collection[int] | None = None,
        beside: tuple[str, int | None] | None = None,
        left_open: bool = False,
    ) -> pd.DataFrame:
        """The very rows that `tally` counts, newest first: their facts, with customer_name, subject and ticket_url of
        the customer and the ticket that they name.

        by_values: one group of a breakdown, as {name: value}, None for missing, or a tuple of such; "bin" is such a
        name too; reading: by its full name, only those that count in its score, on its basis; bins: only these;
        beside: only answers in one class of what their ticket took, as `pairs` names it and `Pairs.by_class` or, by the
        rule of the filters, `Pairs.by_rule` has it; left_open: only the events that opened the tickets still open at
        the end of the period.
        Raises as `tally` does, and Unavailable for answers to a survey declared anonymous.
        """
        values, chosen = dict(by_values or {}), filters.read_as(measure, reading)
        with self._asked(measure, chosen, [name for name in values if name != "bin"]) as (question, run):
            asked = [survey for name, survey in question.surveys.items() if name in several(values.get("survey", name))]
            private = next((survey for survey in asked if survey.anonymous), None)
            if private is not None:
                raise Unavailable(question.measure.name, "anonymous", private.survey)
            if reading:
                counting = question.bins_of(run, chosen.reading(question.measure), values.get("survey"))
                bins = counting if bins is None else set(counting) & set(bins)
            also = question.in_class(run, *beside) if beside else question.left_open() if left_open else None
            return question.rows(run, limit, offset, values, bins, also)

    def comments(
        self, filters: Filters = EVERYTHING, *, search: str = "", mood: str = "", limit: int = 20, offset: int = 0
    ) -> Comments:
        """What customers wrote under these filters, newest first, a page at a time; search: see `cx.searching`; mood:
        unhappy, neutral or happy. Raises Unavailable where no answer has a comment, or the filters cannot be applied.
        """
        with self._written(filters, search) as (question, run):
            return question.page(run, mood, limit, offset)

    def comment_texts(self, filters: Filters = EVERYTHING, limit: int = NEWEST) -> pd.DataFrame:
        """The newest comments in small letters: columns "comment", "mood" (None where the answer has none), "language"
        (None where it is not known or may not be told). Raises as `comments` does.
        """
        with self._written(filters) as (question, run):
            return question.texts(run, limit)

    def comments_by(self, dimension: str, filters: Filters = EVERYTHING) -> pd.DataFrame:
        """How many comments there are by a dimension and mood, without those to anonymous surveys: columns "value",
        "mood", "n". Raises as `comments` does, and where answers lack the dimension.
        """
        with self._written(filters, "", dimension) as (question, run):
            return question.by_mood(run, dimension)

    def comment_moods(self, shown: Window, filters: Filters = EVERYTHING) -> pd.DataFrame:
        """How many comments there are by mood, in both periods and by bucket of the trend: see `Written.over_time`.
        Raises as `comments` does.
        """
        with self._reading() as (contents, run):
            question = Written(filters, (), contents, agents=self.settings.agent_views)
            return question.over_time(run, shown, lambda n: comments_allowed(n, self.settings))

    @contextmanager
    def _written(self, filters: Filters, search: str = "", *by: str) -> Iterator[tuple[Written, Run]]:
        """The question of what was written, and a way to run its statements, in one version."""
        with self._reading() as (contents, run):
            question = Written(filters, by, contents, agents=self.settings.agent_views, search=search)
            question.withhold(run, lambda n: comments_allowed(n, self.settings))
            yield question, run

    @contextmanager
    def _asked(self, measure: str | Measure, filters: Filters, by: Sequence[str]) -> Iterator[tuple[Question, Run]]:
        """The question and a way to run its statements, in one version."""
        with self._reading() as (contents, run):
            yield self._question(filters.measure(measure), filters, by, contents), run

    @contextmanager
    def _reading(self) -> Iterator[tuple[Contents, Run]]:
        """What the version in force holds, and a way to run statements in it; where there is none yet, nothing runs."""
        if self.version == NO_VERSION:
            yield Contents(), Run(lambda _: pd.DataFrame(), lambda _: pa.table({}))
            return
        with self.database.read() as connection:
            known = self.database
            run = Run(partial(known.frame, connection), partial(known.table, connection), known.has_sets)
            yield self._contents(connection), run

    def _question(self, asked: Measure, filters: Filters, by: Sequence[str], contents: Contents) -> Question:
        kind = Membership if asked.counting == "membership" else Question
        return kind(asked, filters, by, contents, agents=self.settings.agent_views)

    def publish(
        self,
        surveys: Iterable[Survey] = (),
        dimensions: Mapping[str, str] | None = None,
        sources_as_of: Mapping[str, datetime] | None = None,
        *,
        wait: float = 10.0,
        step: Step = lambda name: None,
    ) -> AbstractContextManager[Batch]:
        """The next version: `with warehouse.publish() as batch: batch.add(...)`.

        Leaving the block lands everything, an exception nothing; where the rows are those already there, the version
        in force stays. surveys, dimensions (name -> d1..d6), sources_as_of (UTC): said anew or added to what is known.
        step: called with the name of each finished step. Raises Busy where another import runs for longer than `wait`
        seconds, StoreError where the version cannot be written.
        """
        return publish(
            self.database,
            self.settings,
            surveys=surveys,
            dimensions=dimensions,
            sources_as_of=sources_as_of,
            wait=wait,
            step=step,
        )

    def derive(
        self,
        settings: Settings | None = None,
        surveys: Iterable[Survey] = (),
        *,
        step: Step = lambda name: None,
    ) -> None:
        """A version without a file: derived columns as these settings and surveys have them; step: as `publish`."""
        self.settings = settings or self.settings
        with self.publish(surveys, step=step):
            pass

    def undoable(self) -> str:
        """Empty where `undo` can be done; else why not: "server" (a database that keeps no earlier version), "empty"
        (nothing is in force) or "gone" (the version before is no longer kept).
        """
        return self.database.undoable()

    def undo(self, *, wait: float = 10.0, step: Step = lambda name: None) -> str:
        """Put the version before in force, whatever made the newest one; the name of the one taken back. Before the
        first there is none: the warehouse is empty again. wait, step and Busy: as `publish`; StoreError where it cannot
        be done.
        """
        return self.database.undo(wait, step)

    def holds(self, version: str) -> bool:
        """Whether what a version brought is part of the one in force, so was not undone; True for "", which nobody
        wrote down.
        """
        if self.version == NO_VERSION:
            return not version
        return meta.holds(self._once("lineage", meta.lineage), version)

    def note(self, name: str) -> str | None:
        """What an import noted with the version in force; None where none did."""
        return None if self.version == NO_VERSION else self._once(f"note {name}", partial(meta.note, name=name))

    def close(self) -> None:
        """Give the database's connections back."""
        self.database.close()
