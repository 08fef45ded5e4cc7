"""One snapshot, opened: what it is, whether it is proved, what its numbers stand on, and its pages drawn again."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from cx.company import Company
from cx.exports.document import Document
from cx.reports import markup
from cx.reports.ask import Arrangement, Ask
from cx.reports.language import translate as _
from cx.reports.page import Head, Page
from cx.snapshots import snapshot
from cx.snapshots.content import ask_of
from cx.snapshots.proof import Proof, prove
from cx.snapshots.seal import digest
from cx.snapshots.snapshot import Snapshot
from cx.store.workspace.snapshots import Kept
from pages._parts import (
    draw,
    export,
    files,
    link,
    scope,
    session,
    snapshot_drawn,
    snapshot_edit,
    snapshot_proof,
    snapshot_words,
)
from pages._parts.markdown import literal
from pages._parts.popover import opened
from pages._parts.still import still

#: Snapshots that stay drawn, over all visitors; a whole dashboard takes some megabytes.
MOST_DRAWN = 12
#: How long a proof is believed, in seconds: the register may be changed.
BELIEVED = 300
#: What a snapshot is compared with where that is no other one.
TODAY = "today"


class Drawn(NamedTuple):
    """A snapshot with its question, its document for files, and its pages as they are drawn here. Shared by all
    visitors: nothing in it depends on who asks.
    """

    snapshot: Snapshot
    ask: Ask
    document: Document
    pages: tuple[Page, ...]


def read(company: Company, number: int) -> Drawn:
    """A snapshot of the list, drawn again. BadInput where there is none of that number, or it cannot be read."""
    return _drawn(*_stored(company, number), company)


def proof(company: Company, number: int) -> Proof:
    """What can be said of its seal. BadInput where there is none of that number."""
    return _proved(*_stored(company, number), company)


def _stored(company: Company, number: int) -> tuple[str, int, str, str]:
    """What a drawn snapshot is remembered by: where it is kept, its seal, and the very bytes that are kept."""
    workspace = company.workspace
    stored = digest(workspace.snapshot(number))
    return str(company.warehouse.url), number, workspace.kept(number).seal, stored


@st.cache_resource(max_entries=MOST_DRAWN, show_spinner=False)
def _drawn(url: str, number: int, seal: str, stored: str, _company: Company) -> Drawn:
    found = snapshot.load(_company, number)
    document = snapshot.document_of(found)
    return Drawn(found, ask_of(found.content), document, tuple(map(still, document.pages)))


@st.cache_resource(ttl=BELIEVED, max_entries=MOST_DRAWN, show_spinner=False)
def _proved(url: str, number: int, sealed: str, stored: str, _company: Company) -> Proof:
    return prove(_company.workspace, snapshot.load(_company, number).sealed)


def opened_snapshot(company: Company, number: int) -> None:
    """The whole page of one snapshot."""
    with st.skeleton(height=draw.WAITING):
        kept, drawn, found = company.workspace.kept(number), read(company, number), proof(company, number)
    st.html(markup.head(Head(_("Snapshot"), kept.title, snapshot_words.cover(kept, company))))
    if kept.note:
        st.html(snapshot_words.note(kept))
    names = [name for name, _arrangement in drawn.snapshot.content.pages]
    snapshot_proof.said(company, found, list(zip(names, drawn.pages, strict=True)))
    _facts(drawn.document)
    _tools(company, kept, drawn)
    tab = snapshot_drawn.chosen(drawn.pages)
    snapshot_drawn.drawn(drawn.pages[tab.place], tab.parts, drawn.ask, drawn.document.language)


def _facts(document: Document) -> None:
    """What the numbers stand on, as every file says it: folded away on the screen, in full on paper."""
    entries = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(fact)}</dd></div>" for name, fact in document.facts)
    name = escape(_("What the numbers stand on"))
    st.html(f'<details class="cx-stands-on"><summary>{name}</summary><dl>{entries}</dl></details>')


def _tools(company: Company, kept: Kept, drawn: Drawn) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="action-snapshot"):
        back()
        _live(drawn)
        with opened(_("Export"), "export", icon=":material/download:", type="tertiary") as is_open:
            if is_open:
                files.files(_taken(company, kept, drawn))
        with opened(_("Compare"), "compare", icon=":material/compare_arrows:", type="tertiary") as is_open:
            if is_open:
                _compare(company, kept)
        snapshot_edit.popovers(company, kept)


def _live(drawn: Drawn) -> None:
    """The page as it is counted today, with the same days, filters and definitions."""
    page, arrangement = drawn.snapshot.content.pages[snapshot_drawn.open_tab(drawn.pages).place]
    address = urlsplit(snapshot.link(drawn.ask, [(page, arrangement)]))
    st.page_link(
        session.current().pages[page], label=_("Live page"), icon=":material/open_in_new:", width="content",
        query_params=parse_qs(address.query, keep_blank_values=True),
    )  # fmt: skip


def _taken(company: Company, kept: Kept, drawn: Drawn) -> files.Taken:
    """The snapshot for files, under its present title and note."""
    name = kept.pages[0] if len(kept.pages) == 1 else scope.DASHBOARD
    document = replace(drawn.document, title=kept.title, note=kept.note).at(link.origin(company.settings.address))
    stamp = f"{kept.number} {kept.seal} {kept.title} {kept.note}"
    return files.Taken(export.file_name(name, drawn.ask.as_of_day), stamp, lambda: document)


def _compare(company: Company, kept: Kept) -> None:
    """With today's data, or with another snapshot; the one of earlier days comes first."""
    st.button(
        _("With today’s data"), key="compare-today", icon=":material/today:", on_click=link.go,
        args=(None, Arrangement(open=str(kept.number), versus=TODAY)),
    )  # fmt: skip
    others = {other.number: other for other in company.workspace.snapshots() if other.number != kept.number}
    if others:
        number = st.selectbox(
            _("With another snapshot"), list(others), format_func=lambda number: snapshot_words.named(others[number]),
            key="compare-to",
        )  # fmt: skip
        before, after = snapshot_words.in_order(kept, others[number])
        st.button(
            _("Compare"), key="compare-other", icon=":material/compare_arrows:", on_click=link.go,
            args=(None, Arrangement(open=str(before.number), versus=str(after.number))),
        )  # fmt: skip


def back() -> None:
    """The way to the list."""
    st.page_link(
        session.current().pages["snapshots"], label=_("All snapshots"), icon=":material/arrow_back:", width="content",
        query_params=link.current().filters.to_query(),
    )  # fmt: skip


def to(number: int, title: str, *, strong: bool = False) -> None:
    """A link that opens a snapshot."""
    query = link.current().filters.to_query() | Arrangement(open=str(number)).to_query()
    label = f"**{literal(title)}**" if strong else literal(title)
    st.page_link(session.current().pages["snapshots"], label=label, query_params=query, width="content")
