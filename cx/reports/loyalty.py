"""Loyalty: would customers recommend the company, who would, and where would they not?"""

from __future__ import annotations

from cx.measures import Measure, measure
from cx.reports import attempt, breakdown, coverage, distribution, over_time, parts, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.finding import finding
from cx.reports.page import Chart, Head, Page
from cx.reports.verdicts import headlines
from cx.reports.words import _

NPS = measure("nps")
MEASURES = (NPS,)


def page(ask: Ask, arrangement: Arrangement) -> Page:
    """NPS over time, its classes over time, the answers themselves, and NPS by a dimension."""
    line = headlines(ask)["nps"]
    counts = [parts.count_text(line.now)] if line.now is not None and line.now.n[0] else []
    eyebrow = _("Loyalty · {name}").format(name=words.measure_name("nps"))
    head = Head(eyebrow, finding(ask, line), coverage.cover(ask, *counts))
    nps = ask.filters.measure(NPS)
    drawn = parts.said_once((_trend(ask, nps), *_groups(ask, nps, arrangement), _classes(ask, nps), _answers(ask, nps)))
    return Page(_("Loyalty"), head, (*breakdown.picker(ask, arrangement, MEASURES), *drawn))


def _trend(ask: Ask, nps: Measure) -> Chart:
    key, reading = "nps-trend", ask.filters.reading(nps)
    return attempt.chart(
        nps, reading, key, lambda: over_time.score_over_time(ask, nps, reading, key=key, wide=True), wide=True
    )


def _classes(ask: Ask, nps: Measure) -> Chart:
    key = "nps-classes"
    return attempt.chart(nps, nps.reading(), key, lambda: over_time.classes_over_time(ask, nps, key=key))


def _answers(ask: Ask, nps: Measure) -> Chart:
    key = "nps-answers"
    return attempt.chart(nps, nps.reading(), key, lambda: distribution.answers(ask, nps, key=key))


def _groups(ask: Ask, nps: Measure, arrangement: Arrangement) -> tuple[Chart, ...]:
    return breakdown.charts(ask, arrangement, [(nps, ask.filters.reading(nps))])
