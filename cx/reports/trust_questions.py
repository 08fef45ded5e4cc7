"""How each question was asked: its scale, answers outside of it, ends nobody uses, and changes of wording or scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from cx.audit import UnusedEnd
from cx.company import Company
from cx.filters import Filters
from cx.guard import guarded_tally
from cx.measures.answers import OUTSIDE
from cx.reports import unused_ends, words
from cx.reports.ask import Ask
from cx.reports.page import Message, Table
from cx.reports.words import _
from cx.surveys import SCALES, Survey
from cx.tally import Tally


class Counted(NamedTuple):
    """How one question was answered, as it may be told: as in `Question`."""

    answers: int | None
    outside: int | None
    first: date | None
    last: date | None


class Question(NamedTuple):
    """A question as it was declared and as it was answered.

    answers: of the answers read with its scale, n in all, and outside of it; None where they are too few to be told of
    an anonymous question; first, last: the months of the first and the newest answer, None where none is dated;
    unused: ends of the scale that seem not to have been offered.
    """

    survey: Survey
    answers: int | None
    outside: int | None
    first: date | None
    last: date | None
    unused: tuple[int, ...]


def questions(ask: Ask) -> list[Question]:
    """Every question that has answers, those of one measure together, the older first. Raises Unavailable where a
    snapshot does not tell of one.

    Of anonymous ones only what is told is asked for: their counts of all times, beside those of the days of a page,
    would tell of the days between them.
    """
    surveys = [survey for name in SCALES for survey in ask.contents.questions(name)]
    ask.together(*(_by_month(survey) for survey in surveys if not survey.anonymous))
    private = ask.fact("questions", lambda company: _private(ask, company, surveys))
    unused = unused_ends.of_all_times(ask)
    found = [_question(ask, survey, private, unused) for survey in surveys]
    place = {name: place for place, name in enumerate(SCALES)}
    return sorted(found, key=lambda one: (place[one.survey.measure], one.first or date.max, one.survey.survey))


def _by_month(survey: Survey) -> tuple[str, Filters, tuple[str, ...]]:
    """One question by itself: it is read alone, so no other is hidden with it."""
    return survey.measure, unused_ends.EVERYTHING.with_(where=(("survey", (survey.survey,)),)), ("month",)


def _private(ask: Ask, company: Company, surveys: Sequence[Survey]) -> dict[str, Counted]:
    """What is told of the anonymous questions, by name."""
    anonymous = [survey for survey in surveys if survey.anonymous]
    found = zip(anonymous, company.warehouse.tallies([*map(_by_month, anonymous)]), strict=True)
    known = [(survey, guarded_tally(tally, ask.settings)) for survey, tally in found if isinstance(tally, Tally)]
    return {survey.survey: _counted(ask, survey, tally) for survey, tally in known}


def _counted(ask: Ask, survey: Survey, tally: Tally) -> Counted:
    n, outside = tally.n_rows(), int(tally.counts[:, tally.bins == OUTSIDE].sum())
    months = [month for month in tally.groups["month"] if month is not None]
    few = survey.anonymous and min(n - outside, outside or n) < ask.settings.hide_below
    return Counted(None if few else n, None if few else outside, min(months, default=None), max(months, default=None))


def _tally(ask: Ask, survey: Survey) -> Tally:
    name, filters, by = _by_month(survey)
    return ask.tally(name, by, filters)


def _question(ask: Ask, survey: Survey, private: Mapping[str, Counted], unused: Sequence[UnusedEnd]) -> Question:
    counted = private.get(survey.survey) or _counted(ask, survey, _tally(ask, survey))
    return Question(survey, *counted, tuple(end.answer for end in unused if end.survey.survey == survey.survey))


def table(found: Sequence[Question]) -> Table:
    """Every question with its scale and what lies outside of it."""
    message = None if found else Message(_("No question has answers"), _("Import a file with answers to see them."))
    outside = sum(question.outside or 0 for question in found)
    title = _("Every answer is on the scale of its question")
    if outside:
        title = _("Answers outside their scale: {n}").format(n=words.count(outside))
    elif message is not None:
        title = _("Questions and their scales")
    return Table(
        "data-questions", title, _("Each question as it was declared, and as it was answered"),
        _("An answer outside of the declared scale is left out of every score, never moved to its end. An end of the "
          "scale is named as unused where chance alone would leave it empty less than once in a thousand, going by the "
          "other questions on that scale: the form may offer another one (Fisher’s exact test)."),
        lambda: _shown(found), lambda: _unrounded(found), wraps=True, message=message,
    )  # fmt: skip


def _shown(found: Sequence[Question]) -> pd.DataFrame:
    return pd.DataFrame({
        _("Question"): [question.survey.survey for question in found],
        _("Measure"): [words.measure_name(question.survey.measure) for question in found],
        _("Scale"): [scale_words(question.survey) for question in found],
        _("Answers"): [_count(question.answers) for question in found],
        _("Outside the scale"): [_count(question.outside) for question in found],
        _("State"): [_state(question) for question in found],
        _("Wording"): [question.survey.wording for question in found],
    })  # fmt: skip


def _count(n: int | None) -> str:
    return _("too few to show") if n is None else words.count(n)


def scale_words(survey: Survey) -> str:
    """The scale and which of its answers are good: "1–5, good from 4", "0–10, middle from 7, best from 9"."""
    cuts, scale = survey.class_cuts(), f"{survey.low}–{survey.high}"
    if len(cuts) > 1:
        return _("{scale}, middle from {middle}, best from {best}").format(scale=scale, middle=cuts[0], best=cuts[1])
    if survey.direction == "high":
        return _("{scale}, good from {cut}").format(scale=scale, cut=cuts[0])
    return _("{scale}, good up to {cut}").format(scale=scale, cut=cuts[0] - 1)


def _state(question: Question) -> str:
    if question.unused:
        ends = ", ".join(map(str, question.unused))
        return _("✗ nobody chose {ends}: another scale?").format(ends=ends)
    return _("✗ some left out") if question.outside else _("✓ all on the scale")


def _unrounded(found: Sequence[Question]) -> pd.DataFrame:
    rows = [
        {
            "question": one.survey.survey, "measure": one.survey.measure, "low": one.survey.low,
            "high": one.survey.high, "direction": one.survey.direction, "answers": one.answers,
            "outside_scale": one.outside, "unused_ends": " ".join(map(str, one.unused)), "first_month": one.first,
            "last_month": one.last, "wording": one.survey.wording,
        }
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows, dtype=object)


# Asked in several ways.


class Difference(NamedTuple):
    """A question, in what it differs from the first one of its measure, and that one."""

    question: Question
    parts: tuple[str, ...]
    first: Question


def differences(found: Sequence[Question]) -> list[Difference]:
    """Questions of a measure that are asked otherwise than its first one."""
    first: dict[str, Question] = {}
    for question in found:
        first.setdefault(question.survey.measure, question)
    pairs = [(question, first[question.survey.measure]) for question in found]
    told = [Difference(question, tuple(_parts(question.survey, own.survey)), own) for question, own in pairs]
    return [difference for difference in told if difference.parts]


def _parts(one: Survey, other: Survey) -> Iterable[str]:
    """In what two questions differ; questions with different scales or cuts are never added up."""
    if (one.low, one.high) != (other.low, other.high):
        yield _("scale")
    if one.class_cuts() != other.class_cuts():
        yield _("cuts")
    if one.direction != other.direction:
        yield _("good end")
    if one.kind != other.kind:
        yield _("occasion")
    if one.wording != other.wording:
        yield _("wording")


def changes(found: Sequence[Question]) -> Table:
    """Questions of one measure side by side where they are asked in different ways, the older first."""
    told = differences(found)
    measures = {difference.question.survey.measure for difference in told}
    rows = [question for question in found if question.survey.measure in measures]
    why = {difference.question.survey.survey: difference.parts for difference in told}
    message = None if rows else Message(_("Every measure is asked in one way"), _("No wording or scale has changed."))
    return Table(
        "data-changes", _("The same measure, asked in different ways"),
        _("Wording, scale or occasion differ, so their scores do not continue each other"),
        _("Compared with the question that was asked first. Questions whose scale, cuts, good end or occasion differ "
          "are never added up; another wording alone does not keep them apart, so look before you compare."),
        lambda: _changes_shown(rows, why), wraps=True, message=message,
    )  # fmt: skip


def _differs_in(one: Question, rows: Sequence[Question], why: dict[str, tuple[str, ...]]) -> str:
    if one.survey.survey in why:
        return ", ".join(why[one.survey.survey])
    first = next(other for other in rows if other.survey.measure == one.survey.measure)
    return _("asked first") if one is first else _("nothing")


def _changes_shown(rows: Sequence[Question], why: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    return pd.DataFrame({
        _("Measure"): [words.measure_name(one.survey.measure) for one in rows],
        _("Question"): [one.survey.survey for one in rows],
        _("Differs in"): [_differs_in(one, rows, why) for one in rows],
        _("Scale"): [scale_words(one.survey) for one in rows],
        _("From"): [_month(one.first) for one in rows],
        _("To"): [_month(one.last) for one in rows],
        _("Wording"): [one.survey.wording for one in rows],
    })  # fmt: skip


def _month(month: date | None) -> str:
    return words.bucket(month, "month") if month else ""
