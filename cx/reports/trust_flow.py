"""From what was open to what is open: opened and reopened less solved, by both roads and by the tickets themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from cx.errors import Unavailable
from cx.measures.tickets import OPENED, REOPENED, SOLVED
from cx.periods import DAY, Period
from cx.reports import parts, words
from cx.reports.ask import Ask
from cx.reports.balance import BACKLOG, FLOW, net
from cx.reports.page import Message, Table
from cx.reports.reconciliation import second_road, wanted_of
from cx.reports.words import _
from cx.store.second_road import Wanted
from cx.tally import Tally


class Step(NamedTuple):
    """One line of the sum. page, second: by both roads; second is None where no second road is known."""

    name: str
    page: int
    second: int | None


def table(ask: Ask) -> Table:
    """What was open before the days shown, what came and went, and what is open after them."""
    steps, message = _steps_or_why(ask)
    return Table(
        "trust-flow", _title(steps),
        _("Open before, opened, reopened and solved in these days, open after, by both roads"),
        _("The second road counts tickets without events of their own by their stamps, others event by event. At the "
          "end of the data what is open by this sum must be what is open by the state of each ticket."),
        lambda: _shown(steps), lambda: pd.DataFrame(steps, columns=["step", "n_page", "n_second"]),
        wraps=True, message=message,
    )  # fmt: skip


def _title(steps: Sequence[Step]) -> str:
    """Whether it adds up by both roads; what it is about where nothing was counted twice."""
    twice = [step for step in steps if step.second is not None]
    if not twice:
        return words.measure_name(FLOW)
    if any(step.second != step.page for step in twice):
        return _("Opened and solved do not add up")
    return _("Opened and solved add up to what is open")


def _steps_or_why(ask: Ask) -> tuple[list[Step], Message | None]:
    if not ask.contents.sources:
        return [], Message(_("No ticket to count"), _("Import a file with tickets."))
    try:
        return _steps(ask), None
    except Unavailable as reason:
        return [], parts.unavailable_message(reason)


def _steps(ask: Ask) -> list[Step]:
    """Each line; the state of tickets only where the days end with the data and no dimension is chosen, for events may
    have been in another group than their ticket is now.
    """
    now, before = ask.tally(FLOW), _before(ask)
    earlier = _tally_of(ask, before)
    moved = [_happened(now, code) for code in (OPENED, REOPENED, SOLVED)]
    grown, start = net(now), net(earlier) if earlier is not None else 0
    pages = [start, *moved, start + grown]
    names = [_("Open before"), _("+ opened"), _("+ reopened"), _("− solved"), _("= open after")]
    found = second_road(ask, _wanted(ask, before))
    seconds = [int(one.value) if one.n else 0 for one in found]
    start_second = seconds[0] if before else 0
    all_second = [start_second, *seconds[1:4], start_second + seconds[1] + seconds[2] - seconds[3]]
    known = not any(one.why for one in found)
    steps = [Step(*line) for line in zip(names, pages, all_second if known else [None] * 5, strict=True)]
    return [*steps, *([_by_state(pages[-1], seconds[4], known)] if _at_the_end(ask) else [])]


def _by_state(after: int, still_open: int, known: bool) -> Step:
    return Step(_("Open by the state of each ticket"), after, still_open if known else None)


def _at_the_end(ask: Ask) -> bool:
    return not ask.filters.where and (ask.filters.period == "all" or ask.window.current.last >= ask.last_day(FLOW))


def _before(ask: Ask) -> Period | None:
    """The days of the data before those shown; None where there are none."""
    first = ask.first_day_of(FLOW)
    if ask.filters.period == "all" or first is None or first >= ask.window.current.first:
        return None
    return Period(first, ask.window.current.first - DAY)


def _tally_of(ask: Ask, days: Period | None) -> Tally | None:
    if days is None:
        return None
    return ask.tally(FLOW, (), ask.filters.with_(period=f"{days.first}..{days.last}", compare="none"))


def _wanted(ask: Ask, before: Period | None) -> tuple[Wanted, ...]:
    """The same by the second road: the growth before, what moved, what is open."""
    days = None if ask.filters.period == "all" else ask.window.current
    moved = (wanted_of(FLOW, FLOW.reading(name), ask.filters, days) for name in ("opened", "reopened", "solved"))
    earlier = wanted_of(FLOW, FLOW.reading("net"), ask.filters, before)
    return (earlier, *moved, wanted_of(BACKLOG, BACKLOG.reading("open"), ask.filters, None))


def _happened(tally: Tally, code: int) -> int:
    return int(tally.counts[:, tally.bins == code].sum())


def _shown(steps: Sequence[Step]) -> pd.DataFrame:
    return pd.DataFrame({
        _("Step"): [step.name for step in steps],
        _("State"): [_state(step) for step in steps],
        _("On the pages"): [words.count(step.page) for step in steps],
        _("Second road"): [words.DASH if step.second is None else words.count(step.second) for step in steps],
    })  # fmt: skip


def _state(step: Step) -> str:
    if step.second is None:
        return _("– no second road for this definition")
    off = abs(step.second - step.page)
    return _("✗ off by {n}").format(n=words.count(off)) if off else _("✓ agrees")
