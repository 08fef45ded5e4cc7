"""Tickets that come and go: do they add up, does the team keep up, and how old is what is left open?"""

from __future__ import annotations

from collections.abc import Callable

from cx.measures import Measure, Reading
from cx.reports import attempt, backlog, breakdown, came_and_went, coverage, parts
from cx.reports.ask import Arrangement, Ask
from cx.reports.balance import BACKLOG, FLOW, refuse_unsolved, refuse_untold
from cx.reports.page import Chart, Head, Part
from cx.reports.words import _

MEASURES = (FLOW,)


def head(ask: Ask) -> Head:
    """The top of the page while this tab is open."""
    return Head(_("Service · Flow"), came_and_went.finding(ask), coverage.cover(ask))


def tab(ask: Ask, arrangement: Arrangement) -> tuple[Part, ...]:
    """What came and went, what is open and how old it is, and who keeps up."""
    drawn = [_over_time(ask), _ages(ask), *_by(ask, arrangement)]
    return (*breakdown.picker(ask, arrangement, MEASURES), *parts.said_once(drawn))


def _over_time(ask: Ask) -> Chart:
    key = "flow"
    return attempt.chart(FLOW, FLOW.reading(), key, lambda: came_and_went.over_buckets(ask, key=key), wide=True)


def _ages(ask: Ask) -> Chart:
    key = "backlog"
    return attempt.chart(BACKLOG, BACKLOG.reading(), key, lambda: backlog.by_age(ask, key=key))


def _by(ask: Ask, arrangement: Arrangement) -> list[Chart]:
    """How much is solved for each ticket that comes, and where what is open is old, by a dimension of the events."""
    dimension = breakdown.chosen_dimension(ask, MEASURES, arrangement.by)
    if not dimension:
        return []
    keeping_up, older = FLOW.reading("keeping_up"), BACKLOG.reading("older")
    return [
        _score(ask, BACKLOG, older, dimension, lambda: refuse_untold(ask, *backlog.ENDED)),
        _score(ask, FLOW, keeping_up, dimension, lambda: refuse_unsolved(ask), wide=True),
    ]


def _score(
    ask: Ask, shown: Measure, reading: Reading, dimension: str, refuse: Callable[[], None], *, wide: bool = False
) -> Chart:
    """refuse: raises Unavailable where nothing tells what ends."""
    key = f"by-{shown.name}-{reading.name}"

    def drawn() -> Chart:
        refuse()
        return breakdown.score_by(ask, shown, reading, dimension, key=key, wide=wide)

    return attempt.chart(shown, reading, key, drawn, wide=wide)
