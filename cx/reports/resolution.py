"""Is it solved at the first contact, whatever that is taken to mean, and how long does it take until it is?"""

from __future__ import annotations

from cx.measures import Measure, Reading, measure
from cx.reports import attempt, breakdown, by_rule, coverage, outcomes, over_time, parts, spread, still_open, why, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.finding import finding, strongest
from cx.reports.page import Chart, Head, Part, Table
from cx.reports.verdicts import headline
from cx.reports.words import _

FCR, RESOLUTION = measure("fcr"), measure("resolution")
MEASURES = (FCR, RESOLUTION)


def head(ask: Ask) -> Head:
    """The top of the page while this tab is open."""
    lines = [headline(ask, shown) for shown in MEASURES]
    counted = [line.now.rows[0] for line in lines if line.now is not None and line.now.rows[0]]
    counts = [words.counted(int(n), "tickets") for n in counted[-1:]]
    return Head(_("Service · Resolution"), finding(ask, strongest(lines)), coverage.cover(ask, *counts))


def tab(ask: Ask, arrangement: Arrangement) -> tuple[Part, ...]:
    """First-contact resolution over time, by rule, why it moved; what became of tickets; how long they stay open;
    what is solved within the target."""
    fcr, resolution = ask.filters.measure(FCR), ask.filters.measure(RESOLUTION)
    rule = by_rule.in_force(ask, fcr)
    drawn: list[Chart | Table] = [
        _trend(ask, fcr, rule), _rules(ask, fcr, rule), *_why(ask, arrangement, fcr, rule), _outcomes(ask),
        _still_open(ask, resolution), _times(ask, resolution), _spread(ask, resolution),
        *_by(ask, arrangement, resolution),
    ]  # fmt: skip
    return (*breakdown.picker(ask, arrangement, MEASURES), *parts.said_once(drawn))


def _rules(ask: Ask, fcr: Measure, rule: Reading) -> Chart:
    return attempt.chart(fcr, rule, "fcr-rules", lambda: by_rule.rules(ask, fcr, key="fcr-rules"))


def _trend(ask: Ask, fcr: Measure, rule: Reading) -> Chart:
    key = "fcr-trend"
    return attempt.chart(
        fcr, rule, key, lambda: over_time.score_over_time(ask, fcr, rule, key=key, wide=True), wide=True
    )


def _why(ask: Ask, arrangement: Arrangement, fcr: Measure, rule: Reading) -> list[Chart | Table]:
    """Why it moved, and where it is high and low, by the dimension chosen; both from one tally."""
    dimension = breakdown.chosen_dimension(ask, MEASURES, arrangement.by)
    if not dimension:
        return []
    split = attempt.chart(fcr, rule, "fcr-why", lambda: why.moved(ask, fcr, rule, dimension, key="fcr-why"))
    return [split, *breakdown.charts(ask, arrangement, [(fcr, rule)])]


def _still_open(ask: Ask, resolution: Measure) -> Chart:
    key = "still-open"
    return attempt.chart(resolution, resolution.reading(), key, lambda: still_open.chart(ask, resolution, key=key))


def _times(ask: Ask, resolution: Measure) -> Chart:
    key = "resolution-trend"
    return attempt.chart(
        resolution, resolution.reading(), key, lambda: over_time.times_over_time(ask, resolution, key=key)
    )


def _spread(ask: Ask, resolution: Measure) -> Chart:
    """How long it took, with the share within the target."""
    key, target = "resolution-spread", resolution.reading(f"within:{ask.settings.resolution_target}")
    return attempt.chart(resolution, target, key, lambda: spread.times(ask, resolution, key=key, target=target))


def _outcomes(ask: Ask) -> Chart:
    fcr = measure("fcr")
    return attempt.chart(fcr, fcr.reading("reopened"), outcomes.KEY, lambda: outcomes.outcomes(ask))


def _by(ask: Ask, arrangement: Arrangement, resolution: Measure) -> list[Chart]:
    dimension = breakdown.chosen_dimension(ask, MEASURES, arrangement.by)
    half, key = resolution.reading("median"), "by-resolution-median"
    made = attempt.chart(
        resolution, half, key, lambda: breakdown.score_by(ask, resolution, half, dimension, key=key)
    )  # fmt: skip
    return [made] if dimension else []
