"""The headline numbers and their verdicts: one family, whatever page, file or command asks for one of them.

A verdict is adjusted for how many numbers are looked at together. That family is always all headline measures under
the filters in force, so a number has the same verdict on the overview, on its own page and on the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cx.change import Change, verdicts
from cx.errors import Unavailable
from cx.guard import Guarded, guard
from cx.measures import MEASURES, Measure, Reading
from cx.reports import parts
from cx.reports.ask import Ask
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally


@dataclass(frozen=True)
class Headline:
    """One headline number, as it may be shown.

    measure: on the basis of the reading; now, before: one group each, before None where nothing is compared; naive: the
    score of those that have ended alone, where `now` counts those still running in; unavailable: why there is no number
    at all; change: against `before`, None where unavailable.
    """

    measure: Measure
    reading: Reading
    now: Guarded | None = None
    before: Guarded | None = None
    naive: Guarded | None = None
    change: Change | None = None
    unavailable: Unavailable | None = None

    @property
    def state(self) -> str:
        """ok, few, hidden, none or unavailable."""
        return "unavailable" if self.now is None else str(self.now.state[0])

    @property
    def survey(self) -> Survey | None:
        """The question it is the score of (any of them, where several were asked for and may be added up)."""
        return next(iter(self.now.surveys.values()), None) if self.now is not None else None


def headlines(ask: Ask) -> dict[str, Headline]:
    """The headline measures by name, in the order that was set, with verdicts over the whole family."""
    return ask.once(("headlines",), lambda: _headlines(ask))


def _headlines(ask: Ask) -> dict[str, Headline]:
    ask.together(*map(ask.of_periods, ask.settings.headlines))
    found = {name: scored(ask, MEASURES[name]) for name in ask.settings.headlines}
    family = [(name, line) for name, line in found.items() if line.now is not None]
    changes = verdicts([_sides(ask, line, line.now) for _, line in family if line.now], ask.settings.grey_below)
    judged = {name: _with_change(line, change) for (name, line), change in zip(family, changes, strict=True)}
    return found | judged


def headline(ask: Ask, known: Measure, reading: Reading | None = None) -> Headline:
    """One number, with the verdict of the family if it is one of the headlines, else by itself; reading: in which way
    it is read where that is not the one the filters define.
    """
    line = headlines(ask).get(known.name) if known.name in ask.settings.headlines else None
    if line is not None and reading in (None, line.reading):
        return line
    alone = scored(ask, known, reading)
    return (
        alone
        if alone.now is None
        else _with_change(alone, *verdicts([_sides(ask, alone, alone.now)], ask.settings.grey_below))
    )


def _with_change(line: Headline, change: Change) -> Headline:
    return replace(line, change=change)


def scored(ask: Ask, known: Measure, reading: Reading | None = None) -> Headline:
    """One number of both periods, without a verdict."""
    measure, reading = ask.filters.measure(known), reading or ask.filters.reading(known)
    try:
        tally = ask.periods(measure)
    except Unavailable as reason:
        return Headline(measure, reading, unavailable=reason)
    naive = parts.naive_beside(measure, reading)
    return Headline(
        measure, reading, now_of(ask, tally, reading), before_of(ask, tally, reading),
        now_of(ask, tally, naive) if naive else None,
    )  # fmt: skip


def _sides(ask: Ask, line: Headline, now: Guarded) -> tuple[Guarded, Guarded | None]:
    """What is compared with what: numbers of dated rows per day, for periods are not all as long."""
    if line.before is None or not is_daily(line.measure, line.reading):
        return now, line.before
    tally = ask.periods(line.measure)
    both = (_of(ask, tally, line.reading, period, days_of(ask, period)) for period in ("current", "previous"))
    return next(both), next(both)


def is_daily(measure: Measure, reading: Reading) -> bool:
    """Whether it makes sense per day: a number of dated rows, not of customers or of what is there now."""
    return reading.kind == "count" and measure.counting == "rows" and not measure.vote


def days_of(ask: Ask, period: str) -> int:
    """How many days the current or the previous period has."""
    days = ask.window.current if period == "current" else ask.window.previous
    return days.days if days else 1


def before_of(ask: Ask, tally: Tally, reading: Reading) -> Guarded | None:
    """The score of the previous period from a tally by period; None where nothing is compared."""
    return None if ask.window.previous is None else _of(ask, tally, reading, "previous")


def now_of(ask: Ask, tally: Tally, reading: Reading) -> Guarded:
    """The score of the current period from a tally by period."""
    return _of(ask, tally, reading, "current")


def _of(ask: Ask, tally: Tally, reading: Reading, period: str, days: int = 1) -> Guarded:
    """Guarded before it is compared: nothing follows from a change that does not follow from what is shown."""
    return guard(read(tally.select({"period": period}).total(), reading, days), ask.settings)
