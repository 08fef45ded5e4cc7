"""Trust: do the numbers agree, what do they mean, and what are they made of?"""

from __future__ import annotations

from cx.measures import Measure
from cx.reports import coverage
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Head, Page
from cx.reports.words import _

MEASURES: tuple[Measure, ...] = ()


def page(ask: Ask, _arrangement: Arrangement) -> Page:
    """How far the numbers can be relied on."""
    return Page(_("Trust"), Head(_("Trust"), _("Numbers and what they rest on"), coverage.cover(ask)), ())
