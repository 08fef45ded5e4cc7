"""Satisfaction and effort: are customers content with what they got, and how hard was it to get?"""

from __future__ import annotations

from cx.measures import Measure, measure
from cx.reports import breakdown, coverage, distribution, over_time, parts
from cx.reports.ask import Arrangement, Ask
from cx.reports.finding import finding, strongest
from cx.reports.page import Chart, Head, Page
from cx.reports.verdicts import headlines
from cx.reports.words import _

MEASURES = (measure("csat"), measure("ces"))


def page(ask: Ask, arrangement: Arrangement) -> Page:
    """CSAT and effort over time, their answers, and both by a dimension."""
    lines = [headlines(ask)[shown.name] for shown in MEASURES]
    counts = [parts.count_text(line.now) for line in lines if line.now is not None and line.now.n[0]]
    head = Head(_("Satisfaction and effort"), finding(ask, strongest(lines)), coverage.cover(ask, *counts[:1]))
    trends = [_trend(ask, shown) for shown in MEASURES]
    groups = breakdown.charts(ask, arrangement, [(shown, ask.filters.reading(shown)) for shown in MEASURES])
    return Page(_("Satisfaction"), head, (*trends, *groups, *(_answers(ask, shown) for shown in MEASURES)))


def _trend(ask: Ask, shown: Measure) -> Chart:
    key, reading = f"{shown.name}-trend", ask.filters.reading(shown)
    return parts.attempt(shown, reading, key, lambda: over_time.score_over_time(ask, shown, reading, key=key))


def _answers(ask: Ask, shown: Measure) -> Chart:
    key = f"{shown.name}-answers"
    return parts.attempt(shown, shown.reading(), key, lambda: distribution.answers(ask, shown, key=key))
