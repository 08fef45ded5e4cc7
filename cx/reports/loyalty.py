"""Loyalty: would customers recommend the company, why did that change, and what would it take to reach the goal?"""

from __future__ import annotations

from collections.abc import Sequence

from cx.measures import Measure, Reading, measure
from cx.reports import attempt, breakdown, causes, coverage, distribution, over_time, parts, to_goal, why, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.causes import Split
from cx.reports.finding import explained
from cx.reports.page import Chart, Head, Page, Part, Picker, Table
from cx.reports.verdicts import headline
from cx.reports.words import _

NPS = measure("nps")
MEASURES = (NPS,)
GOAL = "nps-goal"


def page(ask: Ask, arrangement: Arrangement) -> Page:
    """NPS over time, by a dimension and why it moved, its classes and answers, and the way to its goal."""
    line = headline(ask, NPS)
    eyebrow = _("Loyalty · {name}").format(name=words.measure_name("nps"))
    split = causes.best(ask, line.measure, line.reading) if line.now is not None else None
    head = Head(eyebrow, explained(ask, line, split), coverage.cover(ask, *coverage.counted(line)))
    return Page(_("Loyalty"), head, tuple(_parts(ask, arrangement, split)))


def _parts(ask: Ask, arrangement: Arrangement, split: Split | None) -> list[Part]:
    nps, reading = ask.filters.measure(NPS), ask.filters.reading(NPS)
    dimension = breakdown.chosen_dimension(ask, MEASURES, arrangement.by)
    known = split if split is not None and split.found.dimension == dimension else None
    groups = [*breakdown.charts(ask, arrangement, [(nps, reading)]), *_why(ask, nps, reading, dimension, known)]
    answers = [_classes(ask, nps), _answers(ask, nps), *_goal(ask, nps, reading, arrangement)]
    drawn = parts.said_once([_trend(ask, nps, reading), *groups, *answers])
    pickers = breakdown.picker(ask, arrangement, MEASURES) if len(drawn) > 1 else ()
    return [drawn[0], *pickers, *_with_goals(drawn[1:], to_goal.picker(ask, nps, reading, arrangement))]


def _with_goals(drawn: Sequence[Chart | Table], picker: Sequence[Picker]) -> list[Part]:
    """The charts, with the choice of a goal above the way to it."""
    before = [part for part in drawn if part.key != GOAL]
    way = [part for part in drawn if part.key == GOAL]
    return [*before, *(picker if way and way[0].message is None else ()), *way]


def _trend(ask: Ask, nps: Measure, reading: Reading) -> Chart:
    key = "nps-trend"
    return attempt.chart(
        nps, reading, key, lambda: over_time.score_over_time(ask, nps, reading, key=key, wide=True), wide=True
    )


def _why(ask: Ask, nps: Measure, reading: Reading, dimension: str, known: Split | None) -> list[Chart | Table]:
    """Why it moved, by a dimension; known: the split by it, where it was made already."""
    key = "nps-why"
    if not dimension:
        return []
    return [attempt.chart(nps, reading, key, lambda: why.moved(ask, nps, reading, dimension, key=key, known=known))]


def _classes(ask: Ask, nps: Measure) -> Chart:
    key = "nps-classes"
    return attempt.chart(nps, nps.reading(), key, lambda: over_time.classes_over_time(ask, nps, key=key))


def _answers(ask: Ask, nps: Measure) -> Chart:
    key = "nps-answers"
    return attempt.chart(nps, nps.reading(), key, lambda: distribution.answers(ask, nps, key=key))


def _goal(ask: Ask, nps: Measure, reading: Reading, arrangement: Arrangement) -> list[Chart]:
    """The way to the goal, of what is net of good and bad answers."""
    if reading.kind != "net":
        return []
    goal = to_goal.tried(ask, nps, reading, arrangement)
    return [attempt.chart(nps, reading, GOAL, lambda: to_goal.way(ask, nps, reading, goal, key=GOAL), wide=True)]
