"""Satisfaction: are customers content with what they got, and how easy was it to get?"""

from __future__ import annotations

from cx.measures import Measure, measure
from cx.reports import attempt, breakdown, coverage, distribution, over_time, parts
from cx.reports.ask import Arrangement, Ask
from cx.reports.finding import finding, strongest
from cx.reports.page import Chart, Head, Page
from cx.reports.verdicts import headlines
from cx.reports.words import _

MEASURES = (measure("csat"), measure("ces"))


def page(ask: Ask, arrangement: Arrangement) -> Page:
    """CSAT and CES over time, their answers, and both by a dimension."""
    lines = [headlines(ask)[shown.name] for shown in MEASURES]
    counts = [parts.count_text(line.now) for line in lines if line.now is not None and line.now.n[0]]
    head = Head(_("Satisfaction · CSAT and CES"), finding(ask, strongest(lines)), coverage.cover(ask, *counts[:1]))
    drawn = parts.said_once(_charts(ask, arrangement))
    return Page(_("Satisfaction"), head, (*breakdown.picker(ask, arrangement, MEASURES), *drawn))


def _charts(ask: Ask, arrangement: Arrangement) -> list[Chart]:
    shown = [ask.filters.measure(known) for known in MEASURES]
    trends = [_trend(ask, known) for known in shown]
    groups = breakdown.charts(ask, arrangement, [(known, ask.filters.reading(known)) for known in shown])
    answers = [_answers(ask, known) for known in shown]
    return [*trends, *groups, *answers]


def _trend(ask: Ask, shown: Measure) -> Chart:
    key, reading = f"{shown.name}-trend", ask.filters.reading(shown)
    return attempt.chart(shown, reading, key, lambda: over_time.score_over_time(ask, shown, reading, key=key))


def _answers(ask: Ask, shown: Measure) -> Chart:
    key = f"{shown.name}-answers"
    return attempt.chart(shown, shown.reading(), key, lambda: distribution.answers(ask, shown, key=key))
