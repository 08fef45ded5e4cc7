"""The questions of a snapshot put again to the data of today, about the very days it is of."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from cx.company import Company
from cx.errors import Unavailable
from cx.filters import Filters
from cx.guard import guarded_pairs, guarded_tally
from cx.pairs import Pairs
from cx.periods import DAY, FIRST_YEAR, Period
from cx.reports.ask import Answer, Ask, FactKey, Question
from cx.settings import Settings
from cx.snapshots.content import Content, ask_of
from cx.snapshots.sides import AskOfDays, Side, by_period
from cx.tally import Tally
from cx.version import version


def recounted(content: Content, company: Company) -> Side:
    """What the data in force answer to all that a snapshot asked, in as few statements as can be.

    Whatever its filters say ("4w"), the days are those it was taken of. Nothing is told that one of the two times would
    hide: the higher threshold of both is in force.
    """
    then, both = ask_of(content), strict(content.settings, company.settings)
    tallies = {question: _guarded(found, both) for question, found in _tallies(content, then, company).items()}
    facts: dict[FactKey, Any] = {("notes",): company.notes} | _pairs(content, then, company, both)
    return _side(content, company, tallies, facts)


def uncounted(content: Content, company: Company) -> Side:
    """The data in force, and nothing that they answer."""
    return _side(content, company, {}, {("notes",): company.notes})


def _side(content: Content, company: Company, tallies: Mapping[Question, Answer], facts: Mapping[FactKey, Any]) -> Side:
    today = replace(
        content, is_sample=company.is_sample, settings=company.settings, contents=company.warehouse.contents(),
        tallies=tallies, facts=facts,
    )  # fmt: skip
    asked, days = ask_of(today), ask_of(content).window
    of_then = AskOfDays(
        asked.contents, asked.settings, asked.filters, asked.ask, asked.is_sample, facts=asked.facts, days=days
    )
    return Side(of_then, tallies, version(), tuple(dict.fromkeys(name for name, _arrangement in content.pages)))


def strict(then: Settings, now: Settings) -> Settings:
    """The settings of today, under which nothing is told that those of then would hide."""
    return replace(now, hide_below=max(then.hide_below, now.hide_below))


def _guarded(found: Answer, settings: Settings) -> Answer:
    return guarded_tally(found, settings) if isinstance(found, Tally) else found


# Tallies.


class _Part(NamedTuple):
    """One period of a question, to be asked by itself. name: of the period, "" for the whole; less: what is to be taken
    away from it, None for nothing."""

    name: str
    question: Question
    less: Question | None = None


def _tallies(content: Content, then: Ask, company: Company) -> dict[Question, Answer]:
    newest = company.warehouse.contents().as_of_day
    parts = {question: _parts(question, then, newest) for question in content.tallies}
    asked = dict.fromkeys(question for several in parts.values() for part in several for question in _asked(part))
    found = dict(zip(asked, company.warehouse.tallies(list(asked)), strict=True))
    return {question: _answer(question, several, found) for question, several in parts.items()}


def _asked(part: _Part) -> Iterable[Question]:
    return (part.question,) if part.less is None else (part.question, part.less)


def _parts(question: Question, then: Ask, newest: date | None) -> list[_Part]:
    """A question by its periods, each with its first and its last day: so it does not matter which day is the newest.

    What is there at a time has no days. Everything is everything until the day that was the newest then, with what has
    no day at all, as ever.
    """
    name, filters, by = question
    measure = filters.measure(name)
    if measure.counting == "state":
        return [_Part("", question)]
    if filters.period == "all" and not measure.apart:
        return [_Part("", question, _since(question, then.as_of_day, newest))]
    days = then.window_of(filters)
    named = {"current": until(then) if filters.period == "all" else days.current, "previous": days.previous}
    rest = tuple(each for each in by if each != "period")
    if "period" not in by:
        return [_Part("", (name, of_days(filters, named["current"]), by))]
    return [_Part(each, (name, of_days(filters, period), rest)) for each, period in named.items() if period]


def until(then: Ask) -> Period:
    """All days until the one that was the newest then."""
    return Period(min(date(FIRST_YEAR, 1, 1), then.as_of_day), then.as_of_day)


def of_days(filters: Filters, days: Period | None) -> Filters:
    """The filters with these days as their period, compared with nothing."""
    return filters.with_(period=str(days), compare="none")


def _since(question: Question, then: date, newest: date | None) -> Question | None:
    """The same of the days since; None where there are none."""
    if newest is None or newest <= then:
        return None
    return question[0], of_days(question[1], Period(then + DAY, newest)), question[2]


def _answer(question: Question, parts: Iterable[_Part], found: Mapping[Question, Answer]) -> Answer:
    """The tally of a question from those of its parts; why it cannot be known where one of them cannot."""
    tallies: dict[str, Tally] = {}
    for part in parts:
        answers = [found[asked] for asked in _asked(part)]
        reason = next((answer for answer in answers if isinstance(answer, Unavailable)), None)
        if reason is not None:
            return reason
        tallies[part.name] = _less(*(answer for answer in answers if isinstance(answer, Tally)))
    return tallies[""] if "" in tallies else by_period(tallies, question[2])


def _less(tally: Tally, *others: Tally) -> Tally:
    """A tally without rows that are counted in it."""
    if not others:
        return tally
    signed = [tally.frame(), *(_negative(other.frame()) for other in others)]
    summed = pd.concat(signed).groupby([*tally.by, "bin"], dropna=False)["n"].sum().reset_index()
    return Tally.from_frame(tally.measure, summed, tally.by, tally.surveys)


def _negative(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(n=-frame["n"])


# Answers beside what their ticket took.


def _pairs(content: Content, then: Ask, company: Company, settings: Settings) -> dict[FactKey, Pairs | Unavailable]:
    kept = {key: found for key, found in content.facts.items() if key[0] == "pairs"}
    return {key: _pair(key, found, then, company, settings) for key, found in kept.items()}


def _pair(
    key: tuple[Hashable, ...], kept: Pairs | Unavailable, then: Ask, company: Company, settings: Settings
) -> Pairs | Unavailable:
    _name, filters, measure, _basis, beside = key
    assert isinstance(filters, Filters)
    days = until(then) if filters.period == "all" else then.window_of(filters).current
    try:
        found = company.warehouse.pairs(str(measure), str(beside), of_days(filters, days))
    except Unavailable as reason:
        return reason
    return guarded_pairs(found, settings, kept.rule if isinstance(kept, Pairs) else "")
