"""Service: is it solved at the first contact, how soon does somebody answer, do as many tickets go as come?"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cx.reports import flow, resolution, response
from cx.reports.ask import Arrangement, Ask
from cx.reports.language import mark
from cx.reports.page import Head, Page, Part
from cx.reports.words import _


class Tab(NamedTuple):
    """One tab: its title, the top of the page while it is open, and its parts."""

    title: str
    head: Callable[[Ask], Head]
    parts: Callable[[Ask, Arrangement], tuple[Part, ...]]


TABS = {
    "resolution": Tab(mark("Resolution"), resolution.head, resolution.tab),
    "response": Tab(mark("Response"), response.head, response.tab),
    "flow": Tab(mark("Flow"), flow.head, flow.tab),
}


def page(ask: Ask, arrangement: Arrangement) -> Page:
    """The tab asked for, the first where a link asks for none that is there; the others are not counted."""
    key = arrangement.tab if arrangement.tab in TABS else next(iter(TABS))
    titles = tuple((name, _(tab.title)) for name, tab in TABS.items())
    return Page(_("Service"), TABS[key].head(ask), TABS[key].parts(ask, arrangement), titles, key)
