"""Taking a snapshot: pages are asked for, and what they asked is kept with the scores that this shows."""

from __future__ import annotations

from dataclasses import replace

from cx.company import Company
from cx.errors import Busy
from cx.filters import Filters
from cx.reports.ask import Ask
from cx.reports.pages import Arranged, whole_pages
from cx.snapshots import privacy
from cx.snapshots.content import Content
from cx.snapshots.encoding import from_bytes, kept_settings, to_bytes
from cx.snapshots.redraw import pages_of, shown_of
from cx.version import version


def take(company: Company, filters: Filters, pages: Arranged, language: str, ask: Ask | None = None) -> Content:
    """The pages under these filters with all that they ask for, as it may be kept, and the scores that this shows.

    language: of the words; ask: one at hand whose tallies are remembered. What is shown comes from a redraw of what is
    kept, so that a redraw always shows the same. BadInput for an unknown page; raises what its model does. Where newer
    data come into force meanwhile all is taken anew of those; Busy where that happens twice.
    """
    wanted = tuple((name, arrangement.modelled.with_(start=0)) for name, arrangement in pages)
    found = _asked(company, filters, wanted, ask or Ask.of_company(company, filters))
    found = found or _asked(company, filters, wanted, Ask.of_company(company, filters))
    if found is None:
        raise Busy("Newer data came into force while the counts were taken; try again in a minute.")
    content = from_bytes(to_bytes(_kept(found, wanted, language)))
    return replace(content, shown=shown_of(content, pages_of(content)))


def _asked(company: Company, filters: Filters, wanted: Arranged, known: Ask) -> Ask | None:
    """A question that was asked all that the pages need; None where the data are no longer those it was put to."""
    asked = _unasked(company, known, filters)
    whole_pages(asked, wanted)
    return asked if company.warehouse.version == asked.contents.version else None


def _unasked(company: Company, known: Ask, filters: Filters) -> Ask:
    """The same of which nobody asked anything yet, so that what it is asked from here on is what the pages need."""
    return Ask(known.contents, known.settings, filters, known.ask, known.is_sample, company, known.several)


def _kept(asked: Ask, pages: Arranged, language: str) -> Content:
    """What was asked, as it may be kept; nothing that is shown yet. Every page says the names of values."""
    settings, named = asked.settings, {("notes",): asked.notes}
    return Content(
        version(), asked.is_sample, language, tuple(pages), asked.filters, kept_settings(settings),
        privacy.contents(asked.contents, settings), asked.answers,
        privacy.facts(asked.facts | named, asked.filters, settings),
    )  # fmt: skip
