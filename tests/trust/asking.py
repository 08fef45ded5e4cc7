"""What tests of the page Trust share: companies, the page in its tabs, and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cx.company import Company, open_own
from cx.filters import Filters
from cx.reports import trust
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Page, Table
from cx.settings import load
from tests.pages import small


@contextmanager
def opened(folder: Path, **settings: str) -> Iterator[Company]:
    """A company in a folder, empty at first."""
    own = open_own(load(small.environment(folder) | settings, {}))
    yield own
    own.warehouse.close()
    own.workspace.close()


def asked(own: Company, **query: str | list[str]) -> Ask:
    """A question of six weeks unless the link says otherwise."""
    given = {"period": "2025-02-01..2025-03-10", **query}
    return Ask(own.warehouse.contents(), own.settings, Filters.from_query(given), own.warehouse.tally, False, own)


def page(own: Company, tab: str = "", about: str = "", versus: str = "", **query: str | list[str]) -> Page:
    """One tab of the page."""
    return trust.page(asked(own, **query), Arrangement(tab=tab, about=about, versus=versus))


def table(of: Page, key: str) -> Table:
    """A table of the page by its key."""
    return next(part for part in of.parts if isinstance(part, Table) and part.key == key)
