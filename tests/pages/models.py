"""What tests of page models share: asking the small company, and finding the parts of a page."""

from __future__ import annotations

from pathlib import Path

from cx.company import open_company, open_own
from cx.filters import Filters
from cx.reports.ask import Ask
from cx.reports.page import Behind, Chart, Page, Point
from cx.store.warehouse import Warehouse
from tests.pages import small


def asked(folder: Path, *, target: int = 3600, **query: str | list[str]) -> Ask:
    """The question of a link to the company in a folder; target: of the first reply."""
    own = open_own(small.settings(folder))
    settings = own.settings.with_(response_target=target)
    return Ask(own.warehouse.contents(), settings, Filters.from_query(query), own.warehouse.tally, company=own)


def asked_of_sample(folder: Path, **query: str | list[str]) -> Ask:
    """The question of a link to the sample company, which is shown where a folder has no data of its own."""
    shown = open_company(small.settings(folder))
    filters = Filters.from_query(query)
    return Ask(shown.warehouse.contents(), shown.settings, filters, shown.warehouse.tally, company=shown)


def store(ask: Ask) -> Warehouse:
    """The warehouse that is asked."""
    assert ask.company is not None
    return ask.company.warehouse


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ")


def charts(page: Page) -> dict[str, Chart]:
    """The charts of a page by their keys."""
    return {part.key: part for part in page.parts if isinstance(part, Chart)}


def rows_behind(ask: Ask, behind: Behind) -> int:
    """How many rows can be read behind a mark."""
    values = dict(behind.values)
    return len(store(ask).rows(
        behind.measure, behind.filters, limit=10**6, by_values=values, reading=behind.reading, bins=behind.bins,
        beside=behind.beside, left_open=behind.left_open,
    ))  # fmt: skip


def points(chart: Chart) -> dict[str, Point]:
    """What can be chosen on a chart, by its token."""
    assert chart.choices is not None
    return {point.token: point for point in chart.choices.points}
