"""Snapshots as pages and commands use them: keep one, load one, and the document of one or of what is on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from cx.company import Company
from cx.errors import Busy
from cx.exports.document import Document
from cx.reports import coverage, language, words
from cx.reports.ask import Ask
from cx.reports.page import Page
from cx.reports.pages import Arranged, whole_pages
from cx.reports.trust_imports import without_rejects
from cx.reports.words import _
from cx.snapshots.content import Content, ask_of
from cx.snapshots.encoding import deflated, from_bytes, inflated, to_bytes
from cx.snapshots.redraw import pages_of, with_tables
from cx.snapshots.seal import Sealed, digest, sealed_file, sealed_with
from cx.snapshots.taking import take


@dataclass(frozen=True)
class Snapshot:
    """A snapshot as it was kept. title, note: as people wrote them; taken_at: when it was put in the list, sealed_at:
    when these very numbers were sealed first, both UTC; sealed_at None where the register does not know.
    """

    number: int
    title: str
    note: str
    taken_at: datetime
    content: Content
    sealed: Sealed
    sealed_at: datetime | None


def keep(company: Company, content: Content, title: str, note: str = "") -> int:
    """Seal a content, register its seal and put it in the list; its number. BadInput for words that cannot be kept."""
    sealed, _sealed_at = sealed_now(company, content)
    days = ask_of(content).window.current
    return company.workspace.add_snapshot(
        title, note, deflated(sealed.content), seal=sealed.seal, key_name=sealed.key_name,
        pages=[name for name, _arrangement in content.pages], days=(days.first, days.last),
        is_sample=content.is_sample, product=content.product, version=content.contents.version,
    )  # fmt: skip


def sealed_now(company: Company, content: Content) -> tuple[Sealed, datetime]:
    """A content under the seal of its company's workspace, and when it was registered first (UTC)."""
    sealed = sealed_with(to_bytes(content), company.workspace.seal_key())
    return sealed, company.workspace.register(sealed.seal)


def load(company: Company, number: int) -> Snapshot:
    """A snapshot of the list. BadInput where there is none of that number, or it cannot be read."""
    kept, content = company.workspace.kept(number), inflated(company.workspace.snapshot(number))
    sealed = Sealed(content, kept.seal, kept.key_name, digest(content))
    sealed_at = company.workspace.sealed_at(kept.seal)
    return Snapshot(number, kept.title, kept.note, kept.taken_at, from_bytes(content), sealed, sealed_at)


@language.apart
def document_of(snapshot: Snapshot) -> Document:
    """A snapshot for a file: drawn again from its counts, in its own language and names; no query is asked."""
    content, ask = snapshot.content, ask_of(snapshot.content)
    ask.speak(content.language)
    made = _with_sample_note(ask, pages_of(content))
    facts = (*coverage.of_pages(ask, made), *_of_seal(ask, content, snapshot.sealed, snapshot.sealed_at))
    return Document(
        snapshot.title, made, facts, snapshot.note, content.language, link(ask, content.pages),
        sealed_file(snapshot.sealed),
    )  # fmt: skip


@language.apart
def live_document(company: Company, ask: Ask, pages: Arranged, spoken: str, title: str) -> Document:
    """Pages for a file as they are on the screen, comments among them, with their counts under a seal beside them.

    ask: what the pages on the screen ask; spoken: the language. Both are of one version of the data: where a newer one
    came into force meanwhile, all is made anew of that. Busy where that happens twice.
    """
    ask.speak(spoken)
    made = _live(company, ask, pages, title)
    # Asked anew only now, so that it is of the version that came into force meanwhile.
    made = made or _live(company, Ask.of_company(company, ask.filters), pages, title)
    if made is None:
        raise Busy("Newer data came into force while the file was made; try again in a minute.")
    return made


def link(ask: Ask, pages: Arranged) -> str:
    """The live page with the same days, filters and definitions, as a path: "/loyalty?period=2026-10-26..2026-11-22".
    The first page stands for several, without its arrangement.
    """
    name, arrangement = pages[0]
    return f"/{name}?{urlencode(ask.to_query() | (arrangement.to_query() if len(pages) == 1 else {}), doseq=True)}"


def _live(company: Company, ask: Ask, pages: Arranged, title: str) -> Document | None:
    """None where a newer version came into force than the one that was asked."""
    spoken = language.current()
    content = take(company, ask.filters, pages, spoken, ask)
    made = _with_sample_note(ask, [with_tables(without_rejects(page)) for page in whole_pages(ask, pages)])
    if not content.contents.version == ask.contents.version == company.warehouse.version:
        return None
    sealed, sealed_at = sealed_now(company, content)
    facts = (*coverage.of_pages(ask, made), *_of_seal(ask, content, sealed, sealed_at))
    return Document(title, made, facts, "", spoken, link(ask, pages), sealed_file(sealed))


def _with_sample_note(ask: Ask, pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages, those of the sample company with a note that says so."""
    note = coverage.sample_note(ask)
    noted = [replace(page, head=replace(page.head, notes=(note, *page.head.notes))) for page in pages]
    return tuple(noted if note else pages)


def _of_seal(ask: Ask, content: Content, sealed: Sealed, sealed_at: datetime | None) -> list[tuple[str, str]]:
    """What stands in a file of its seal, and of the program that made it."""
    facts = [
        (_("Version of the product"), content.product),
        (_("Seal"), sealed.seal),
        (sealed_on(), words.as_of(sealed_at, ask.settings.zone) if sealed_at else ""),
        (_("Key of the seal"), sealed.key_name),
        (
            _("To check the seal"),
            _("Take the JSON file too: on the page Snapshots, or python -m cx snapshot check FILE"),
        ),
    ]
    return [(name, text) for name, text in facts if text]


def sealed_on() -> str:
    """What the fact is called that only the workspace's register knows."""
    return _("Sealed on")
