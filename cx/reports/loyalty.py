"""Loyalty: would customers recommend the company, why did that change, and what would it take to reach the target?"""

from __future__ import annotations

from cx.measures import Measure, Reading, measure
from cx.reports import attempt, breakdown, causes, coverage, distribution, over_time, parts, to_target, why, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.causes import Split
from cx.reports.finding import explained
from cx.reports.page import Chart, Head, Page, Part, Table
from cx.reports.verdicts import headline
from cx.reports.words import _

NPS = measure("nps")
MEASURES = (NPS,)


def page(ask: Ask, arrangement: Arrangement) -> Page:
    """NPS over time, by a dimension and why it moved, its classes and answers, and the way to its target."""
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
    answers = [_classes(ask, nps), _answers(ask, nps), *_target(ask, nps, reading)]
    drawn = parts.said_once([_trend(ask, nps, reading), *groups, *answers])
    return [drawn[0], *(breakdown.picker(ask, arrangement, MEASURES) if len(drawn) > 1 else ()), *drawn[1:]]


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


def _target(ask: Ask, nps: Measure, reading: Reading) -> list[Chart]:
    """The way to the target, of what is net of good and bad answers."""
    key = "nps-target"
    if reading.kind != "net":
        return []
    return [attempt.chart(nps, reading, key, lambda: to_target.to_target(ask, nps, reading, key=key), wide=True)]
