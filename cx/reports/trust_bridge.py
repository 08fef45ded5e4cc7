"""From requests to the answers that count: what is lost at each step."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cx.company import Company
from cx.errors import Unavailable
from cx.reports import parts, words
from cx.reports.ask import Ask
from cx.reports.page import Message, Table
from cx.reports.words import _
from cx.store.second_road import Wanted
from cx.store.second_road.bridge import Bridge, bridge


def table(ask: Ask) -> Table:
    """How many there are at each step, under the filters in force."""
    rows, message = _counted(ask)
    return Table(
        "trust-bridge", _("From tickets to answers that count"),
        _("How many there are at each step, under these filters"),
        _("Each step is a plain sum over the rows of these days: tickets by creation, invitations by sending, answers "
          "by answering. So an answer of the first days may belong to an earlier ticket. Answers to anonymous "
          "questions are left out."),
        lambda: _steps_shown(rows), lambda: pd.DataFrame(rows, columns=["step", "n", "of_n"]),
        wraps=True, message=message,
    )  # fmt: skip


def _counted(ask: Ask) -> tuple[list[tuple[str, int, int | None]], Message | None]:
    """The steps, or why there are none."""
    nothing = Message(_("No tickets, invitations or answers"), _("Choose other days to see some."))
    if not ask.contents.sources:
        return [], nothing
    try:
        rows = _steps(ask.fact("bridge", lambda company: _bridge(ask, company), ask.filters))
    except Unavailable as reason:
        return [], parts.unavailable_message(reason)
    return rows, None if rows else nothing


def _bridge(ask: Ask, company: Company) -> Bridge:
    days = None if ask.filters.period == "all" else ask.window.current
    first, last = (days.first, days.last) if days else (None, None)
    wanted = Wanted("", "", "", first=first, last=last, where=ask.filters.where)
    return bridge(company.warehouse.database, ask.contents, wanted)


def _steps(found: Bridge) -> list[tuple[str, int, int | None]]:
    """Each step that is known: its name, how many, and of how many."""
    steps = [
        (_("Tickets created"), found.tickets, None),
        (_("Invitations sent"), found.sent, None),
        (_("… delivered"), found.delivered, found.sent),
        (_("… answered"), found.answered, found.delivered),
        (_("Answers received"), found.received, None),
        (_("… that name a ticket"), found.named, found.received),
        (_("… whose ticket is there"), found.found, found.named),
        (_("… with a score"), found.scored, found.received),
        (_("… on the scale of its question: these count"), found.on_scale, found.scored),
    ]
    return [(name, n, of) for name, n, of in steps if n is not None]


def _steps_shown(rows: Sequence[tuple[str, int, int | None]]) -> pd.DataFrame:
    return pd.DataFrame({
        _("Step"): [name for name, _n, _of in rows],
        _("Number"): [words.count(n) for _name, n, _of in rows],
        _("Share"): [words.score(n / of, "percent") if of else "" for _name, n, of in rows],
        _("Lost on the way"): [words.count(of - n) if of else "" for _name, n, of in rows],
    })  # fmt: skip
