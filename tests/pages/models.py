"""What tests of page models share: asking the small company, and finding the parts of a page."""

from __future__ import annotations

from pathlib import Path

from cx.company import open_own
from cx.filters import Filters
from cx.reports.ask import Ask
from cx.reports.page import Chart, Page
from tests.pages import small


def asked(folder: Path, *, target: int = 3600, **query: str | list[str]) -> Ask:
    """The question of a link to the company in a folder; target: of the first reply."""
    own = open_own(small.settings(folder))
    settings = own.settings.with_(response_target=target)
    return Ask(own.warehouse.contents(), settings, Filters.from_query(query), own.warehouse.tally)


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ")


def charts(page: Page) -> dict[str, Chart]:
    """The charts of a page by their keys."""
    return {part.key: part for part in page.parts if isinstance(part, Chart)}
