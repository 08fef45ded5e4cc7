"""What every file is made from: pages as models, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps

from cx.reports import language
from cx.reports.page import Page
from cx.reports.words import _

#: When a file says that it was made: no clock stands in it, so that the same document is the same bytes.
WRITTEN = datetime(2000, 1, 1)
#: Letters of a seal that tell it from others at a glance.
SHORT_SEAL = 8


@dataclass(frozen=True)
class Document:
    """Pages as they are taken away, in final words.

    title: of the file; note: what its maker wrote, "" for nothing; pages: whole, with all their tabs under each other;
    facts: what the numbers are of, as (name, text): days, filters, definitions, zone, as-of time, versions, seal;
    language: of the words, as HTML names it; link: to the live page, a path alone where nobody said where the dashboard
    is, "" where there is none; sealed: the content that
    the seal is of with its seal, one JSON object as `cx/snapshots/seal.py` writes it and to be written out byte for
    byte (its seal is of bytes), empty where nothing was sealed.

    Titles, notes and names are texts that people wrote: never Markdown, HTML or a formula.
    """

    title: str
    pages: tuple[Page, ...]
    facts: tuple[tuple[str, str], ...] = ()
    note: str = ""
    language: str = "en"
    link: str = ""
    sealed: bytes = b""

    @property
    def facts_and_link(self) -> list[tuple[str, str]]:
        """What the numbers are of, and where the page itself is, as (name, text)."""
        return [*self.facts, *([(_("Live page"), self.link)] if self.link else [])]

    def at(self, address: str) -> Document:
        """A copy whose link begins with where the dashboard is; "" leaves it a path."""
        return replace(self, link=address.rstrip("/") + self.link) if self.link else self


def spoken(write: Callable[[Document], bytes]) -> Callable[[Document], bytes]:
    """The same writer, in the language of its document whatever the reader's is."""

    @language.apart
    @wraps(write)
    def written(document: Document) -> bytes:
        language.use(document.language)
        return write(document)

    return written
