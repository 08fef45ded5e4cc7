"""Service: is the request solved at the first contact, and how long does it take?"""

from __future__ import annotations

from cx.charts.base import Target
from cx.measures import Measure, Reading, measure
from cx.reports import attempt, breakdown, coverage, over_time, parts, spread, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.finding import finding, strongest
from cx.reports.page import Chart, Head, Page
from cx.reports.verdicts import headlines
from cx.reports.words import _

FCR, FIRST_RESPONSE, RESOLUTION = measure("fcr"), measure("first_response"), measure("resolution")
MEASURES = (FCR, FIRST_RESPONSE, RESOLUTION)


def page(ask: Ask, arrangement: Arrangement) -> Page:
    """First-contact resolution, first reply and resolution: over time, how they are spread, and by a dimension."""
    found = headlines(ask)
    lines = [found[shown.name] for shown in MEASURES]
    counts = [
        words.counted(int(line.now.rows[0]), "tickets") for line in lines if line.now is not None and line.now.rows[0]
    ]
    head = Head(_("Service"), finding(ask, strongest(lines)), coverage.cover(ask, *counts[-1:]))
    groups = breakdown.charts(ask, arrangement, _readings(ask))
    drawn = parts.said_once([*_trends(ask), *_spreads(ask), *groups])
    return Page(_("Service"), head, (*breakdown.picker(ask, arrangement, MEASURES), *drawn))


def _trends(ask: Ask) -> list[Chart]:
    return [
        _score(ask, ask.filters.measure(FCR), ask.filters.reading(FCR), "fcr-trend"),
        _score(ask, ask.filters.measure(FIRST_RESPONSE), within_target(ask), "first-reply-within"),
        _times(ask, ask.filters.measure(FIRST_RESPONSE), "first-reply-trend"),
        _times(ask, ask.filters.measure(RESOLUTION), "resolution-trend"),
    ]


def _spreads(ask: Ask) -> list[Chart]:
    return [
        _spread(ask, ask.filters.measure(FIRST_RESPONSE), "first-reply-spread", within_target(ask)),
        _spread(ask, ask.filters.measure(RESOLUTION), "resolution-spread", None),
    ]


def within_target(ask: Ask) -> Reading:
    """The share of first replies within the target asked for, else within the company's."""
    asked = ask.filters.reading(FIRST_RESPONSE)
    if asked.name == "within":
        return asked
    return ask.filters.measure(FIRST_RESPONSE).reading(f"within:{ask.settings.response_target}")


def _readings(ask: Ask) -> list[tuple[Measure, Reading]]:
    """What is broken down by a dimension: half and nine of ten of both times beside each other."""
    fcr, response, resolution = map(ask.filters.measure, MEASURES)
    return [
        (fcr, ask.filters.reading(FCR)),
        (response, within_target(ask)),
        *((shown, shown.reading(name)) for shown in (response, resolution) for name in ("median", "p90")),
    ]


def _score(ask: Ask, shown: Measure, reading: Reading, key: str) -> Chart:
    return attempt.chart(shown, reading, key, lambda: over_time.score_over_time(ask, shown, reading, key=key))


def _spread(ask: Ask, shown: Measure, key: str, target: Reading | None) -> Chart:
    return attempt.chart(shown, shown.reading(), key, lambda: spread.times(ask, shown, key=key, target=target))


def _times(ask: Ask, shown: Measure, key: str) -> Chart:
    target = _target(ask, shown)
    return attempt.chart(
        shown, shown.reading(), key, lambda: over_time.times_over_time(ask, shown, key=key, target=target)
    )


def _target(ask: Ask, shown: Measure) -> Target | None:
    goal = parts.goal(ask, shown, shown.reading())
    return None if goal is None else Target(goal, _("target {value}").format(value=words.duration(goal)))
