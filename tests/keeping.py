"""What tests of snapshots share: the company they are taken of, what is on the screen, and what makes a part of it."""

from __future__ import annotations

import dataclasses
from typing import Any

from cx.company import Company
from cx.filters import Filters
from cx.reports import language
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Chart, Page, Part, Quotes, Table
from cx.reports.pages import WHOLE, whole_pages
from cx.snapshots.content import Content
from cx.snapshots.redraw import with_tables
from cx.snapshots.taking import take
from cx.store.warehouse import Warehouse
from cx.store.workspace import Workspace

#: Parts of a part that are looked at by themselves.
_APART = ("figure", "make_table", "make_shown")


def company_of(warehouse: Warehouse, *, is_sample: bool = False) -> Company:
    """The company of a warehouse that is open."""
    settings = warehouse.settings
    found = Company(settings, warehouse, Workspace(settings.workspace_url), is_sample)
    found.refresh()
    return found


def taken(company: Company, filters: Filters, arranged: Arrangement | None = None, spoken: str = "en") -> Content:
    """A snapshot of the whole dashboard."""
    return take(company, filters, [(name, arranged or Arrangement()) for name in WHOLE], spoken)


@language.apart
def on_screen(
    company: Company, filters: Filters, arranged: Arrangement | None = None, spoken: str = "en"
) -> tuple[Page, ...]:
    """The whole dashboard as it is drawn from the data, in a language and with the company's names."""
    ask = Ask.of_company(company, filters)
    ask.speak(spoken)
    return tuple(map(with_tables, whole_pages(ask, [(name, arranged or Arrangement()) for name in WHOLE])))


def told(part: Part) -> dict[str, Any]:
    """Everything that a part tells, as what compares: words, tables, and figures as JSON. Of comments their numbers:
    a snapshot has none.
    """
    told = {field.name: getattr(part, field.name) for field in dataclasses.fields(part) if field.name not in _APART}
    if isinstance(part, Chart | Table):
        told |= {"table": part.table.to_csv(), "shown": part.shown.to_csv()}
    if isinstance(part, Chart):
        told |= {"json": part.json}
    if isinstance(part, Quotes):
        told = {name: told[name] for name in ("key", "title", "total", "step", "footer", "search")}
    return {name: str(value) for name, value in told.items()}
