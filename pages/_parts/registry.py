"""The pages: address, name, icon, place in the navigation, and the model behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cx.measures import Measure
from cx.reports import loyalty, overview, satisfaction, service
from cx.reports.ask import Arrangement, Ask
from cx.reports.language import mark
from cx.reports.page import Page


class Entry(NamedTuple):
    """One page. name: of its script, its address and its key; section: the heading it stands under, "" for none;
    measures: those it breaks down by a dimension.
    """

    name: str
    title: str
    icon: str
    section: str
    model: Callable[[Ask, Arrangement], Page]
    measures: tuple[Measure, ...]


FEEL, PERFORM = mark("How customers feel"), mark("How service performs")

ENTRIES = (
    Entry("overview", mark("Overview"), ":material/dashboard:", "", overview.page, overview.MEASURES),
    Entry("loyalty", mark("Loyalty"), ":material/favorite:", FEEL, loyalty.page, loyalty.MEASURES),
    Entry(
        "satisfaction", mark("Satisfaction"), ":material/sentiment_satisfied:", FEEL, satisfaction.page,
        satisfaction.MEASURES,
    ),
    Entry("service", mark("Service"), ":material/timer:", PERFORM, service.page, service.MEASURES),
)  # fmt: skip

BY_NAME = {entry.name: entry for entry in ENTRIES}
