"""The pages: address, name, icon, place in the navigation, and the model behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cx.reports import loyalty, overview, satisfaction, service
from cx.reports.ask import Arrangement, Ask
from cx.reports.language import mark
from cx.reports.page import Page


class Entry(NamedTuple):
    """One page. name: of its script, its address and its key; section: the heading it stands under, "" for none."""

    name: str
    title: str
    icon: str
    section: str
    model: Callable[[Ask, Arrangement], Page]


ENTRIES = (
    Entry("overview", mark("Overview"), ":material/dashboard:", "", overview.page),
    Entry("loyalty", mark("Loyalty"), ":material/favorite:", mark("How customers feel"), loyalty.page),
    Entry(
        "satisfaction", mark("Satisfaction"), ":material/sentiment_satisfied:", mark("How customers feel"),
        satisfaction.page,
    ),
    Entry("service", mark("Service"), ":material/timer:", mark("How service performs"), service.page),
)  # fmt: skip

BY_NAME = {entry.name: entry for entry in ENTRIES}
