"""Every page of the sample company with all its tabs, for tests of what is made from all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cx.company import Company
from cx.filters import Filters
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Card, Cards, Chart, Page
from cx.reports.pages import MODELS
from cx.reports.whole import whole
from cx.store.warehouse import Warehouse
from cx.store.workspace import Workspace


def asked(sample: Warehouse, **query: str | list[str]) -> Ask:
    """A question to the sample company, as a link asks it."""
    company = Company(sample.settings, sample, Workspace(sample.settings.workspace_url), is_sample=True)
    return Ask(sample.contents(), sample.settings, Filters.from_query(query), sample.tally, True, company)


def pages(ask: Ask, arrangement: Arrangement | None = None) -> dict[str, Page]:
    """All pages by their names."""
    return {name: whole(model, ask, arrangement or Arrangement()) for name, model in MODELS.items()}


def charts(given: Iterable[Page]) -> Iterator[Chart]:
    """Their charts."""
    return (part for page in given for part in page.parts if isinstance(part, Chart))


def cards(given: Iterable[Page]) -> Iterator[Card]:
    """Their cards."""
    return (card for page in given for part in page.parts if isinstance(part, Cards) for card in part.cards)
