"""The rows behind a number, at the side of the page."""

from __future__ import annotations

from cx.reports.page import Behind


def drawer(behind: Behind) -> None:
    """Show the rows behind a number."""
