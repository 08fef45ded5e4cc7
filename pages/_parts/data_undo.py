"""The way back to the version before: asked once, and not offered where there is none."""

from __future__ import annotations

import streamlit as st

from cx.company import Company
from cx.reports import import_words
from cx.reports.language import translate as _
from cx.store.workspace import Import
from pages._parts import forms
from pages._parts.markdown import literal
from pages._parts.popover import opened
from pages._parts.rights import may_change


def state(company: Company, one: Import) -> str:
    """Whether the rows of an import are in the data: what is to be said where they are not."""
    words = {"in force": "", "undone": _("undone"), "not landed": _("✗ landed nothing")}
    return words[one.state(company.warehouse.holds)]


def offered(company: Company) -> None:
    """The button with its question, or why there is none."""
    if not may_change(company.settings):
        return
    reason = company.undoable()
    if reason:
        if reason != "empty":  # which the page says already
            st.caption(import_words.not_undone(reason))
        return
    with opened(_("Undo the newest"), "undo", icon=":material/undo:", type="tertiary") as is_open:
        if is_open:
            _asked(company)


def _asked(company: Company) -> None:
    st.caption(literal(_what(company)))
    st.caption(_("Settings, goals, markers and snapshots stay as they are, and the files can be imported again."))
    slot = st.empty()
    if st.button(_("Yes, undo it"), key="undo-now") and not forms.refuses(slot, company.undo):
        forms.say_after_rerun(_("Undone"))


def _what(company: Company) -> str:
    """What would be taken back."""
    one = company.workspace.import_of(company.warehouse.version)
    if one is None:
        return _("The data become what they were before they were last derived anew.")
    return _("The data become what they were before the import of {files}.").format(files=", ".join(one.files))
