"""The list of snapshots: each with what it is and what can be done with it, two to compare, and a file to check."""

from __future__ import annotations

from html import escape

import streamlit as st

from cx.company import Company
from cx.reports import markup, words
from cx.reports.ask import Arrangement
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext
from cx.reports.page import Head
from cx.store.workspace.snapshots import Kept
from pages._parts import forms, link, snapshot_edit, snapshot_file, snapshot_words
from pages._parts.rights import may_change
from pages._parts.snapshot_opened import to

#: How many snapshots are listed at once.
STEP = 50


def listed(company: Company) -> None:
    """The whole page where no snapshot is open."""
    snapshots = company.workspace.snapshots()
    st.html(markup.head(Head(_("Snapshots"), _finding(snapshots), _cover(company, snapshots))))
    start = min(link.current().arrangement.start, max(0, len(snapshots) - 1))
    for kept in snapshots[start : start + STEP]:
        _one(company, kept)
    _turn(start, len(snapshots))
    if len(snapshots) > 1:
        _compare(snapshots)
    snapshot_file.check(company)


def _finding(snapshots: tuple[Kept, ...]) -> str:
    n = len(snapshots)
    if not n:
        return _("No snapshot yet")
    return ngettext("{n} snapshot, kept under its seal", "{n} snapshots, kept under their seals", n).format(
        n=words.count(n)
    )


def _cover(company: Company, snapshots: tuple[Kept, ...]) -> tuple[str, ...]:
    said = _("A snapshot keeps the counts behind a page, so that its numbers can be drawn again and proved later.")
    if snapshots:
        return (said,)
    if may_change(company.settings):
        return said, _("Take one with the button “Snapshot” at the top of any page.")
    return said, _("They are taken on the machine itself, or where CX_EDIT=1 allows it.")


def _one(company: Company, kept: Kept) -> None:
    with st.container(key=f"card-snapshot-{kept.number}"):
        place = {"horizontal": True, "vertical_alignment": "center", "horizontal_alignment": "distribute"}
        with st.container(key=f"item-snapshot-{kept.number}", gap="small", **place):
            to(kept.number, kept.title, strong=True)
            with st.container(horizontal=True, width="content", gap="small", key=f"action-edits-{kept.number}"):
                snapshot_edit.popovers(company, kept)
        facts = "".join(f"<span>{escape(fact)}</span>" for fact in snapshot_words.facts_of(kept, company))
        st.html(f'{snapshot_words.note(kept)}<div class="cx-facts">{facts}</div>')


def _turn(start: int, total: int) -> None:
    """The way to newer and older ones."""
    if total <= STEP:
        return
    with st.container(horizontal=True, gap="small", key="action-snapshots-turn"):
        _step(_("Newer"), "newer", start - STEP, disabled=not start)
        _step(_("Older"), "older", start + STEP, disabled=start + STEP >= total)


def _step(label: str, name: str, start: int, *, disabled: bool) -> None:
    now = Arrangement(start=max(0, start))
    st.button(label, key=f"snapshots-{name}", disabled=disabled, on_click=link.go, args=(None, now))


def _compare(snapshots: tuple[Kept, ...]) -> None:
    """Two lists to choose from, in which the newest two are chosen, and the button."""
    with forms.section("compare", _("Compare two"), _("What changed between them, whether it is real, and why")):
        titles = {kept.number: snapshot_words.named(kept) for kept in snapshots}
        first, second = map(snapshots.index, snapshot_words.in_order(*snapshots[:2]))
        with st.grid(2, min_column_width=forms.FIELD):
            before = st.selectbox(_("Before"), list(titles), first, titles.__getitem__, key="compare-before")
            after = st.selectbox(_("After"), list(titles), second, titles.__getitem__, key="compare-after")
        chosen = Arrangement(open=str(before), versus=str(after))
        st.button(
            _("Compare"), key="compare-two", icon=":material/compare_arrows:", disabled=before == after,
            on_click=link.go, args=(None, chosen),
        )  # fmt: skip
