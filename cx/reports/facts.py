"""What the numbers of a page are of, as every export prints it: days, comparison, filters, zone, as-of, version."""

from __future__ import annotations

from cx.reports import words
from cx.reports.ask import Ask
from cx.reports.words import _

Facts = list[tuple[str, str]]


def facts(ask: Ask) -> Facts:
    """Pairs of name and fact, in the order in which they are printed."""
    window, contents = ask.window, ask.contents
    before = window.previous
    return [
        (_("Days"), words.date_range(window.current.first, window.current.last)),
        (_("Compared with"), words.date_range(before.first, before.last) if before else _("nothing")),
        (_("Filters"), "; ".join(_conditions(ask)) or _("none")),
        (_("Time zone"), ask.settings.zone),
        (_("Data to"), words.as_of(contents.as_of, ask.settings.zone) if contents.as_of else _("no data")),
        (_("Version of the data"), str(contents.version)),
    ]


def of_chart(ask: Ask, title: str, definition: str) -> Facts:
    """The facts of one chart: what it shows and how it is defined come first."""
    return [(_("Chart"), title), (_("Definition"), definition), *facts(ask)]


def _conditions(ask: Ask) -> list[str]:
    return words.filter_words([(name, list(values)) for name, values in ask.filters.where])
