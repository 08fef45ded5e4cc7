"""What a page is asked: the data there are, the filters in force, and a way to ask for tallies.

A page model is a pure function of an `Ask` and an `Arrangement`, so the browser, an exported file and a test build
the same page from the same counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from cx import periods
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import Measure
from cx.periods import Window
from cx.settings import Settings
from cx.store.contents import Contents
from cx.tally import Tally

#: Tables whose rows are counted by days.
COUNTED = ("answers", "tickets")
#: What a tally is of: measure, filters, by.
Question = tuple[str, Filters, tuple[str, ...]]
#: The tally of a question, or Unavailable raised; the warehouse's, or one that remembers.
AskTally = Callable[[str, Filters, tuple[str, ...]], Tally]


@dataclass(frozen=True)
class Arrangement:
    """What only arranges a page: it is in the link, changes no number and is no part of `Filters`.

    by: the dimension of breakdowns, "" for the page's own choice; table: keys of the charts shown as tables.
    """

    by: str = ""
    table: tuple[str, ...] = ()

    def to_query(self) -> dict[str, list[str]]:
        """As parameters of a link, defaults left out."""
        query = {"by": [self.by] if self.by else [], "table": list(self.table)}
        return {name: values for name, values in query.items() if values}

    def with_by(self, dimension: str) -> Arrangement:
        """A copy with another dimension of breakdowns."""
        return replace(self, by=dimension)

    def with_table(self, key: str, on: bool) -> Arrangement:
        """A copy in which one chart is shown as a table, or is not."""
        others = tuple(name for name in self.table if name != key)
        return replace(self, table=(*others, key) if on else others)

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str]]) -> Arrangement:
        """From the parameters of a link; what is not known is left alone."""
        given = {name: [text] if isinstance(text, str) else list(text) for name, text in query.items()}
        return cls(by=(given.get("by") or [""])[-1], table=tuple(dict.fromkeys(given.get("table", []))))


@dataclass(frozen=True)
class Ask:
    """One question to the data, the same for all parts of a page. Each tally is asked for once.

    is_sample: whether the data are those of the invented company, to be said on everything that is taken away.
    """

    contents: Contents
    settings: Settings
    filters: Filters
    ask: AskTally
    is_sample: bool = False
    _answers: dict[Question, Tally | Unavailable] = field(default_factory=dict, compare=False)

    @cached_property
    def as_of_day(self) -> date:
        """The newest day of the data; today where nothing is dated."""
        return self.contents.as_of_day or date.today()

    @cached_property
    def first_day(self) -> date | None:
        """The first day with an answer or a ticket, None where nothing is dated."""
        firsts = [s.first for s in self.contents.sources if s.first and s.table in COUNTED]
        return min((local_day(first, self.settings.zone) for first in firsts), default=None)

    def first_day_of(self, measure: Measure) -> date | None:
        """The first day of the data a measure is counted from, None where nothing is dated."""
        firsts = [s.first for s in self.contents.sources if s.first and s.table == measure.table]
        return min((local_day(first, self.settings.zone) for first in firsts), default=None)

    def last_day(self, measure: Measure) -> date:
        """The last day of the data a measure is counted from."""
        days = [s.as_of_day for s in self.contents.sources if s.table == measure.table and s.as_of_day]
        return max(days, default=self.as_of_day)

    @cached_property
    def window(self) -> Window:
        """The days shown and what they are compared with."""
        filters = self.filters
        return periods.window(
            filters.period,
            filters.compare,
            filters.grain,
            as_of=self.as_of_day,
            first=self.first_day,
            week_start=self.settings.week_start,
        )

    def tally(self, measure: str | Measure, by: Sequence[str] = (), filters: Filters | None = None) -> Tally:
        """Counts of a measure by group; raises Unavailable, every time it is asked again."""
        name = measure if isinstance(measure, str) else measure.name
        question = (name, filters or self.filters, tuple(by))
        if question not in self._answers:
            self._answers[question] = self._asked(question)
        answer = self._answers[question]
        if isinstance(answer, Unavailable):
            raise answer
        return answer

    def _asked(self, question: Question) -> Tally | Unavailable:
        try:
            return self.ask(*question)
        except Unavailable as reason:
            return reason

    def periods(self, measure: str | Measure) -> Tally:
        """Counts of the current and the previous period, in one question."""
        return self.tally(measure, ("period",))

    def trend(self, measure: str | Measure) -> Tally:
        """Counts by bucket of the grain, over the days of the trend."""
        trend = self.window.trend
        return self.tally(measure, (self.filters.grain,), self.filters.with_(period=str(trend), compare="none"))


def local_day(when: datetime, zone: str) -> date:
    """The day of an instant in a zone; a stamp without a zone is UTC."""
    utc = when if when.tzinfo else when.replace(tzinfo=ZoneInfo("UTC"))
    return utc.astimezone(ZoneInfo(zone)).date()
