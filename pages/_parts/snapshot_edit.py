"""What can be changed of a snapshot: its title and its note, and that it is in the list; never what it holds."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cx import notes
from cx.company import Company
from cx.notes import LONGEST_NOTE, LONGEST_TEXT
from cx.reports.language import translate as _
from cx.store.workspace.snapshots import Kept
from pages._parts import forms, link
from pages._parts.markdown import literal
from pages._parts.popover import opened
from pages._parts.rights import may_change


def popovers(company: Company, kept: Kept) -> None:
    """One for its words, one that asks before it is deleted; nothing where this visitor may change nothing."""
    if not may_change(company.settings):
        return
    with opened(_("Edit"), f"edit-{kept.number}", icon=":material/edit:", type="tertiary") as is_open:
        if is_open:
            _rename(company, kept)
    with opened(_("Delete"), f"remove-{kept.number}", icon=":material/delete:", type="tertiary") as is_open:
        if is_open:
            _remove(company, kept)


def _rename(company: Company, kept: Kept) -> None:
    with forms.form(company, f"rename-{kept.number}") as form:
        present = f"{kept.title}\n{kept.note}"
        title = st.text_input(_("Title"), kept.title, LONGEST_TEXT, key=forms.key(f"title-{kept.number}", present))
        note = st.text_area(_("Note"), kept.note, max_chars=LONGEST_NOTE, key=forms.key(f"note-{kept.number}", present))
        rename = partial(company.workspace.rename_snapshot, kept.number, title, note)
        form.change(st.empty(), lambda: notes.heading(title, note), rename)


def _remove(company: Company, kept: Kept) -> None:
    """Where it is open, the list comes after it."""
    st.markdown(_("Delete “{title}”?").format(title=literal(kept.title)))
    st.caption(_("It cannot be opened any more. That it was sealed stays in the register."))
    slot = st.empty()
    if st.button(_("Delete it"), key=f"delete-{kept.number}") and not forms.refuses(
        slot, lambda: company.workspace.remove_snapshot(kept.number)
    ):
        link.go(arrangement=link.current().arrangement.with_(open="", versus="", tab=""))
        forms.say_after_rerun(_("Deleted"))
