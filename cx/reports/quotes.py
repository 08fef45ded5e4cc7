"""Comments as HTML: every text escaped, nothing of it a mark of ours."""

from __future__ import annotations

from cx.reports.page import Quotes


def quotes_html(given: Quotes) -> str:
    """The comments under each other."""
    return ""
