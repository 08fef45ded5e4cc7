"""Trust: do the numbers agree, what do they mean, what would others show, and what do they rest on?"""

from __future__ import annotations

from collections.abc import Callable

from cx.reports import coverage, trust_data, trust_definitions, trust_numbers, trust_tools
from cx.reports.ask import Arrangement, Ask
from cx.reports.language import mark
from cx.reports.page import Head, Page, Part
from cx.reports.words import _

#: The finding of a tab and its parts.
Tab = Callable[[Ask, Arrangement], tuple[str, tuple[Part, ...]]]

TABS: dict[str, tuple[str, Tab]] = {
    "numbers": (mark("Do the numbers agree?"), trust_numbers.tab),
    "definitions": (mark("Definitions"), trust_definitions.tab),
    "tools": (mark("What your help desk would show"), trust_tools.tab),
    "data": (mark("The data"), trust_data.tab),
}


def page(ask: Ask, arrangement: Arrangement) -> Page:
    """How far the numbers can be relied on; only the open tab is counted."""
    tab = arrangement.tab if arrangement.tab in TABS else next(iter(TABS))
    finding, parts = TABS[tab][1](ask, arrangement)
    titles = tuple((key, _(title)) for key, (title, _tab) in TABS.items())
    return Page(_("Trust"), Head(_("Trust"), finding, coverage.cover(ask)), parts, titles, tab)
