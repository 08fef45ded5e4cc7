"""Comments as they were written."""

from __future__ import annotations

from cx.reports.page import Quotes


def quotes(given: Quotes) -> None:
    """Show some comments."""
