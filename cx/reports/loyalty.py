"""Loyalty: would customers recommend the company, who would, and where would they not?"""

from __future__ import annotations

from cx.measures import measure
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
    drawn = (_trend(ask), *_groups(ask, arrangement), _classes(ask), _answers(ask))
    return Page(_("Loyalty"), head, tuple(parts.said_once(drawn)))


def _trend(ask: Ask) -> Chart:
    reading = ask.filters.reading(NPS)
    return attempt.chart(
        NPS,
        reading,
        "nps-trend",
        lambda: over_time.score_over_time(ask, NPS, reading, key="nps-trend", wide=True),
        wide=True,
    )


def _classes(ask: Ask) -> Chart:
    return attempt.chart(
        NPS, NPS.reading(), "nps-classes", lambda: over_time.classes_over_time(ask, NPS, key="nps-classes")
    )


def _answers(ask: Ask) -> Chart:
    return attempt.chart(NPS, NPS.reading(), "nps-answers", lambda: distribution.answers(ask, NPS, key="nps-answers"))


def _groups(ask: Ask, arrangement: Arrangement) -> tuple[Chart, ...]:
    return breakdown.charts(ask, arrangement, [(NPS, ask.filters.reading(NPS))])
