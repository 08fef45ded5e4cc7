"""Voice: what customers write, and which words mark the unhappy against the happy."""

from __future__ import annotations

from cx.measures import Measure
from cx.reports import coverage
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Head, Page
from cx.reports.words import _

MEASURES: tuple[Measure, ...] = ()


def page(ask: Ask, _arrangement: Arrangement) -> Page:
    """The comments under the filters."""
    return Page(_("Voice"), Head(_("Voice"), _("Comments"), coverage.cover(ask)), ())
