"""How soon somebody answers: over time, spread out, by hour, by promise, and how long customers wait in the queue."""

from __future__ import annotations

from cx.measures import Reading, measure
from cx.pairs import HOUR
from cx.reports import attempt, breakdown, coverage, hours, over_time, parts, promises, spread, why, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.finding import finding
from cx.reports.page import Chart, Head, Part, Picker, Table
from cx.reports.verdicts import headline
from cx.reports.words import _

FIRST_RESPONSE, WAIT, SLA = measure("first_response"), measure("wait"), measure("sla")
MEASURES = (FIRST_RESPONSE, SLA, WAIT)

#: The targets that can be chosen, in seconds; the company's own is among them whatever it is.
TARGETS = (HOUR // 4, HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR)


def head(ask: Ask) -> Head:
    """The top of the page while this tab is open."""
    line = headline(ask, FIRST_RESPONSE)
    return Head(_("Service · Response"), finding(ask, line), coverage.cover(ask, *coverage.counted(line)))


def tab(ask: Ask, arrangement: Arrangement) -> tuple[Part, ...]:
    """Half and nine of ten over time, the spread, the share within a target, the week, promises, the queue."""
    target = within(ask, arrangement)
    above = [_times(ask, target), _spread(ask, target), _parts_of_week(ask, target), _week(ask, target)]
    drawn = parts.said_once([*above, *_groups(ask, arrangement), _wait(ask)])
    return (*_picker(ask, target), *breakdown.picker(ask, arrangement, MEASURES), *drawn)


def within(ask: Ask, arrangement: Arrangement) -> Reading:
    """The share of first replies within the target chosen, else within the one of the filters, else the company's."""
    return ask.filters.measure(FIRST_RESPONSE).reading(f"within:{_target(ask, arrangement)}")


def _target(ask: Ask, arrangement: Arrangement) -> int:
    """In seconds; what a link asks for that cannot be chosen is left alone."""
    known = {str(seconds): seconds for seconds in _targets(ask)}
    return known.get(arrangement.versus, _default(ask))


def _default(ask: Ask) -> int:
    asked = ask.filters.reading(FIRST_RESPONSE)
    return asked.parameter if asked.name == "within" else ask.settings.response_target


def _targets(ask: Ask) -> list[int]:
    return sorted({*TARGETS, _default(ask)})


def _picker(ask: Ask, target: Reading) -> tuple[Picker]:
    options = tuple((str(seconds), words.value_only(seconds, "seconds")) for seconds in _targets(ask))
    return (Picker("versus", _("Target"), options, str(target.parameter), str(_default(ask))),)


def _times(ask: Ask, target: Reading) -> Chart:
    shown, key = ask.filters.measure(FIRST_RESPONSE), "first-reply-trend"

    def drawn() -> Chart:
        return over_time.times_over_time(ask, shown, key=key, target=float(target.parameter), wide=True)

    return attempt.chart(shown, shown.reading(), key, drawn, wide=True)


def _spread(ask: Ask, target: Reading) -> Chart:
    shown, key = ask.filters.measure(FIRST_RESPONSE), "first-reply-spread"
    return attempt.chart(shown, target, key, lambda: spread.times(ask, shown, key=key, target=target))


def _parts_of_week(ask: Ask, target: Reading) -> Chart:
    shown, key = ask.filters.measure(FIRST_RESPONSE), "first-reply-within"
    return attempt.chart(shown, target, key, lambda: hours.within(ask, shown, target, key=key))


def _week(ask: Ask, target: Reading) -> Chart:
    shown, key = ask.filters.measure(FIRST_RESPONSE), "arrivals"
    return attempt.chart(shown, target, key, lambda: hours.arrivals(ask, shown, target, key=key), wide=True)


def _groups(ask: Ask, arrangement: Arrangement) -> list[Chart | Table]:
    """Half of the first replies, why the share in time moved, promises, and who gave up, by the dimension chosen."""
    shown, key = ask.filters.measure(FIRST_RESPONSE), "promises"
    dimension = breakdown.chosen_dimension(ask, MEASURES, arrangement.by)
    if not dimension:
        return []
    kept = attempt.chart(SLA, SLA.reading(), key, lambda: promises.by_state(ask, SLA, dimension, key=key))
    scores = [(shown, shown.reading("median")), (WAIT, WAIT.reading("abandoned"))]
    half, gave_up = breakdown.charts(ask, arrangement, scores)
    return [half, _why(ask, within(ask, arrangement), dimension), kept, gave_up]


def _why(ask: Ask, target: Reading, dimension: str) -> Chart | Table:
    """Why the share within the target moved: it is a mean, so it can be split, as half of the times cannot."""
    shown, key = ask.filters.measure(FIRST_RESPONSE), "first-reply-why"
    return attempt.chart(shown, target, key, lambda: why.moved(ask, shown, target, dimension, key=key))


def _wait(ask: Ask) -> Chart:
    shown, key = ask.filters.measure(WAIT), "wait-spread"
    target = shown.reading("within")
    return attempt.chart(shown, target, key, lambda: spread.times(ask, shown, key=key, target=target))
