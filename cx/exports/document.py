"""What every file is made from: pages as models, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass

from cx.reports.page import Page


@dataclass(frozen=True)
class Document:
    """Pages as they are taken away, in final words.

    title: of the file; note: what its maker wrote, "" for nothing; pages: whole, with all their tabs under each other;
    facts: what the numbers are of, as (name, text): days, filters, definitions, zone, as-of time, versions, seal;
    language: of the words, as HTML names it; link: to the live page, "" where none is known; sealed: the content that
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
