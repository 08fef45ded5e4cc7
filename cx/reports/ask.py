"""What a page is asked: the data there are, the filters in force, and a way to ask for tallies.

A page model is a pure function of an `Ask` and an `Arrangement`, so the browser, an exported file and a test build
the same page from the same counts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from cx import periods
from cx.alerts import Alert
from cx.company import Company
from cx.definitions import Definitions
from cx.errors import CxError, Unavailable
from cx.filters import Filters
from cx.guard import guarded_pairs, guarded_tally
from cx.measures import Measure
from cx.notes import Notes
from cx.pairs import Pairs
from cx.periods import Window
from cx.reports import language, names, stretches
from cx.settings import Settings
from cx.store.contents import Contents
from cx.tally import Tally

#: Tables whose rows are counted by days.
COUNTED = ("answers", "tickets")
#: What a tally is of: measure, filters, by.
Question = tuple[str, Filters, tuple[str, ...]]
#: The tally of a question, or Unavailable raised; the warehouse's, or one that remembers.
AskTally = Callable[[str, Filters, tuple[str, ...]], Tally]
#: What a question is answered with: its tally, or why there is none.
Answer = Tally | Unavailable
#: The answers to several questions at once.
AskTallies = Callable[[Sequence[Question]], Sequence[Answer]]
#: What is asked that is no tally: its name, and what it depends on (the filters, a measure, ...).
FactKey = tuple[Hashable, ...]
#: A question whatever the filters are: measure, whether over the days of the trend, by.
Shape = tuple[str, bool, tuple[str, ...]]
Some = TypeVar("Some")


#: The parts of an arrangement that hold one text.
TEXTS = ("by", "tab", "choose", "open", "about", "beside", "versus", "mood", "search")
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Arrangement:
    """What only arranges a page: it is in the link, changes no number of others and is no part of `Filters`.

    by: the dimension of breakdowns, "" for the page's own choice; table: keys of the charts shown as tables; tab: the
    open tab; choose, open: the mark that is chosen, and the one whose rows are read ("by-nps:chat"); about, beside,
    versus, mood, search: what the pages' own pickers choose; start: the first of a long list that is shown; back: the
    way back after the page was filtered by a mark (see `cx.reports.narrowing`).
    """

    by: str = ""
    table: tuple[str, ...] = ()
    tab: str = ""
    choose: str = ""
    open: str = ""
    about: str = ""
    beside: str = ""
    versus: str = ""
    mood: str = ""
    search: str = ""
    start: int = 0
    back: tuple[str, ...] = ()

    def to_query(self) -> dict[str, list[str]]:
        """As parameters of a link, defaults left out."""
        texts = {name: [getattr(self, name)] for name in TEXTS if getattr(self, name)}
        lists = {"table": list(self.table), "start": [str(self.start)] if self.start else [], "back": list(self.back)}
        return texts | {name: values for name, values in lists.items() if values}

    def with_(self, **changes: object) -> Arrangement:
        """A copy with some of its parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def with_table(self, key: str, on: bool) -> Arrangement:
        """A copy in which one chart is shown as a table, or is not."""
        others = tuple(name for name in self.table if name != key)
        return replace(self, table=(*others, key) if on else others)

    @property
    def modelled(self) -> Arrangement:
        """What of it a page's model depends on: not how its parts are looked at."""
        return replace(self, table=(), choose="", open="", back=())

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str]]) -> Arrangement:
        """From the parameters of a link; what is not known is left alone."""
        given = {name: [text] if isinstance(text, str) else list(text) for name, text in query.items()}
        texts = {name: _storable(given[name][-1])[:LONGEST_TEXT] for name in TEXTS if given.get(name)}
        start = (given.get("start") or ["0"])[-1]
        return cls(
            **texts, table=tuple(dict.fromkeys(given.get("table", []))),
            start=whole_number(start), back=tuple(map(_storable, given.get("back", []))),
        )  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One question to the data, the same for all parts of a page. Each tally is asked for once.

    is_sample: whether the data are those of the invented company, to be said on everything that is taken away;
    company: where what is no tally is asked, None where only what was kept of it is known (a snapshot); several: how
    several tallies are asked for at once, None where they are asked one by one; facts: what was asked that is no tally,
    with Unavailable in the place of what cannot be known.
    """

    contents: Contents
    settings: Settings
    filters: Filters
    ask: AskTally
    is_sample: bool = False
    company: Company | None = None
    several: AskTallies | None = None
    facts: dict[FactKey, Any] = field(default_factory=dict, compare=False, repr=False)
    _answers: dict[Question, Answer] = field(default_factory=dict, compare=False)
    _wanted: dict[Question, None] = field(default_factory=dict, compare=False)
    _others: dict[tuple[object, ...], Any] = field(default_factory=dict, compare=False)

    @classmethod
    def of_company(cls, company: Company, filters: Filters) -> Ask:
        """A question to the data in force; no tally of earlier questions is remembered."""
        warehouse, sample = company.warehouse, company.is_sample
        contents = warehouse.contents()
        return cls(contents, company.settings, filters, warehouse.tally, sample, company, warehouse.tallies)

    def __post_init__(self) -> None:
        """The days of a version are those of the zone it was derived with, whatever was edited since."""
        object.__setattr__(self, "settings", self.settings.as_derived(self.contents.derived_with))

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

    def newest_before(self, measure: Measure) -> date | None:
        """The newest day with a row that a measure is counted from, where that is before the days of the page."""
        lasts = [s.last for s in self.contents.sources if s.last and s.table == measure.table]
        newest = max((local_day(last, self.settings.zone) for last in lasts), default=None)
        return newest if newest is not None and newest < self.window.current.first else None

    @cached_property
    def window(self) -> Window:
        """The days shown and what they are compared with."""
        return self.window_of(self.filters)

    def window_of(self, filters: Filters) -> Window:
        """The days that other filters name of these data."""
        return periods.window(
            filters.period, filters.compare, filters.grain, as_of=self.as_of_day, first=self.first_day,
            week_start=self.settings.week_start,
        )  # fmt: skip

    def tally(self, measure: str | Measure, by: Sequence[str] = (), filters: Filters | None = None) -> Tally:
        """Counts of a measure by group as they may be kept; raises Unavailable, every time it is asked again."""
        question = (_name(measure), filters or self.filters, tuple(by))
        self._wanted[question] = None
        if question not in self._answers:
            self._answers[question] = self._asked(question)
        answer = self._answers[question]
        if isinstance(answer, Unavailable):
            raise answer
        return answer

    def _asked(self, question: Question) -> Tally | Unavailable:
        try:
            return self._kept(question, self.ask(*question))
        except Unavailable as reason:
            return reason

    def together(self, *questions: Question) -> None:
        """Ask in as few statements as can be; the parts that ask these questions later have their answers then."""
        new = [question for question in dict.fromkeys(questions) if question not in self._answers]
        if self.several is None or len(new) < 2:
            return
        try:
            found = self.several(new)
        except CxError:
            return  # each part asks for itself, and says what failed
        self._answers.update(zip(new, map(self._kept, new, found), strict=True))

    def _kept(self, question: Question, answer: Tally | Unavailable) -> Tally | Unavailable:
        """What is hidden whatever the reading is out of the counts before anything is made of them."""
        if isinstance(answer, Unavailable):
            return answer
        if question != self.of_trend(question[0]):
            return guarded_tally(answer, self.settings)
        week_start = self.settings.week_start
        return stretches.kept(answer, self.window, week_start, self.settings, lambda: self.periods(question[0]))

    def periods(self, measure: str | Measure) -> Tally:
        """Counts of the current and the previous period, in one question."""
        return self.tally(measure, ("period",))

    def of_periods(self, measure: str | Measure) -> Question:
        """What `periods` asks."""
        return _name(measure), self.filters, ("period",)

    def trend(self, measure: str | Measure) -> Tally:
        """Counts by bucket of the grain, over the days of the trend."""
        name, filters, by = self.of_trend(measure)
        return self.tally(name, by, filters)

    def of_trend(self, measure: str | Measure) -> Question:
        """What `trend` asks."""
        filters = self.filters.with_(period=str(self.window.trend), compare="none")
        return _name(measure), filters, (self.filters.grain,)

    def by_period(self, measure: str | Measure, dimension: str) -> Tally:
        """Counts by a dimension of the current and the previous period: what a breakdown and a split share."""
        return self.tally(measure, (dimension, "period"))

    @property
    def answers(self) -> Mapping[Question, Answer]:
        """Every tally that was asked for until now, with Unavailable in the place of what cannot be known."""
        return self._answers

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """What the parts of a page wanted until now, whatever the filters are."""
        own = [(name, False, by) for name, filters, by in self._wanted if filters == self.filters]
        trends = [(name, True, ()) for name, _, _ in self._wanted if self.of_trend(name) in self._wanted]
        return tuple(dict.fromkeys([*own, *trends]))

    def question(self, shape: Shape) -> Question:
        """A question of this shape under the filters in force."""
        name, over_trend, by = shape
        return self.of_trend(name) if over_trend else (name, self.filters, by)

    # What is no tally; remembered too.

    @property
    def live(self) -> bool:
        """Whether single rows and comments can be asked for: a snapshot keeps neither."""
        return self.company is not None

    def fact(self, name: str, read: Callable[[Company], Some], *of: Hashable) -> Some:
        """What is no tally, read from the company once, or known from what a snapshot kept.

        name, of: what it is called there, and what it depends on. Raises Unavailable, of the kind "not_kept" where a
        snapshot does not hold it.
        """
        key = (name, *of)
        if key not in self.facts:
            self.facts[key] = self._read(name, read)
        answer = self.facts[key]
        if isinstance(answer, Unavailable):
            raise answer
        found: Some = answer
        return found

    def _read(self, name: str, read: Callable[[Company], Some]) -> Some | Unavailable:
        if self.company is None:
            return Unavailable(name, "not_kept")
        try:
            return read(self.company)
        except Unavailable as reason:
            return reason

    def fact_or(self, instead: Some, name: str, read: Callable[[Company], Some], *of: Hashable) -> Some:
        """The same, or what stands in the place of what cannot be known."""
        try:
            return self.fact(name, read, *of)
        except Unavailable:
            return instead

    @cached_property
    def alerts(self) -> tuple[Alert, ...]:
        """What stood out when the version was made, the rarest first."""
        return self.fact_or((), "alerts", lambda company: company.warehouse.alerts())

    @cached_property
    def notes(self) -> Notes:
        """What people wrote down: markers, goals, benchmarks, names."""
        return self.fact_or(Notes(), "notes", lambda company: company.notes)

    def to_query(self) -> dict[str, list[str]]:
        """The filters as parameters of a link that shows these days and definitions whenever it is opened."""
        return self.filters.to_query(complete=True, window=self.window, headlines=self.settings.headlines)

    def speak(self, spoken: str) -> None:
        """Choose a language, and the names that this company gave to values, from here on."""
        language.use(spoken)
        names.use(self.notes.labels)

    @cached_property
    def edited(self) -> list[str]:
        """Settings that were edited since the version was derived, as `Company.edited` names them."""
        return self.fact_or([], "edited", lambda company: company.edited())

    def definitions(self, measure: str | Measure) -> Definitions:
        """Every definition of a measure on the same rows. Raises Unavailable where it is known on no basis."""
        of = self.filters, _name(measure)
        return self.fact("definitions", lambda company: company.warehouse.definitions(measure, self.filters), *of)

    def every_definition(self, measures: Iterable[str | Measure]) -> None:
        """Ask for the definitions of several measures in as few statements as can be; they are at hand then."""
        names = list(dict.fromkeys(_name(measure) for measure in measures))
        if self.company is not None:
            found = self.company.warehouse.every_definition(names, self.filters)
            for name, one in zip(names, found, strict=True):
                self.facts["definitions", self.filters, name] = one

    def pairs(self, measure: Measure, beside: str) -> Pairs:
        """Answers by what their ticket took, by class alone and as they may be kept. Raises Unavailable."""
        of, rule = (self.filters, measure.name, measure.basis, beside), self.filters.reading("fcr")

        def kept(company: Company) -> Pairs:
            return guarded_pairs(company.warehouse.pairs(measure, beside, self.filters), self.settings, rule)

        return self.fact("pairs", kept, *of)

    def once(self, key: tuple[str, ...], make: Callable[[], Some]) -> Some:
        """What several parts of a page share, made by the first that wants it."""
        place = (self.filters, *key)
        if place not in self._others:
            self._others[place] = make()
        made: Some = self._others[place]
        return made


def whole_number(text: str) -> int:
    """A whole number as a link has it; 0 for anything else, and for what is too long to be meant."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _storable(text: str) -> str:
    """The text without characters that no database can be asked for."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _name(measure: str | Measure) -> str:
    return measure if isinstance(measure, str) else measure.name


def local_day(when: datetime, zone: str) -> date:
    """The day of an instant in a zone; a stamp without a zone is UTC."""
    utc = when if when.tzinfo else when.replace(tzinfo=ZoneInfo("UTC"))
    return utc.astimezone(ZoneInfo(zone)).date()
