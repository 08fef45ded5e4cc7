"""A page with all its tabs, as a file takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Heading, Page


def whole(model: Callable[[Ask, Arrangement], Page], ask: Ask, arrangement: Arrangement) -> Page:
    """A page with all its tabs under each other, as a file takes it."""
    first = model(ask, arrangement)
    if not first.tabs:
        return first
    made = [
        (title, first if key == first.tab else model(ask, arrangement.with_(tab=key, start=0)))
        for key, title in first.tabs
    ]
    return replace(first, parts=tuple(part for title, page in made for part in (Heading(title), *page.parts)), tabs=())
