"""The mappings that are remembered for files of the same columns: listed, taken away as presets, forgotten."""

from __future__ import annotations

from html import escape

import streamlit as st

from cx.company import Company
from cx.reports import words
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext
from cx.store.workspace import Saved
from pages._parts import forms, import_kept
from pages._parts.markdown import literal
from pages._parts.popover import opened
from pages._parts.rights import may_change


def offered(company: Company) -> None:
    """The list behind a button, if there are any and this visitor may change them."""
    saved = company.workspace.saved_presets()
    if not saved or not may_change(company.settings):
        return
    label = ngettext("{n} remembered mapping", "{n} remembered mappings", len(saved)).format(n=words.count(len(saved)))
    with opened(label, "mappings", type="tertiary", width=460) as is_open:
        if is_open:
            st.caption(_("The next file with the same columns is read like the last one. What is imported stays."))
            for nr, one in enumerate(saved):
                _one(company, one, nr)


def _one(company: Company, saved: Saved, nr: int) -> None:
    """One mapping; its name is data."""
    when = words.as_of(saved.saved_at, company.settings.zone)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"entry-mapping-{nr}"):
        st.html(f'<p class="cx-import">{escape(saved.name)}</p><div class="cx-facts"><span>{escape(when)}</span></div>')
        st.download_button(
            _("Download"), saved.toml.encode(), import_kept.file_name(saved.name), "application/toml",
            help=literal(_("Download “{name}” as a preset").format(name=saved.name)), key=f"mapping-{nr}",
            on_click="ignore", icon=":material/download:", type="tertiary",
        )  # fmt: skip
        slot = st.empty()
        if st.button(
            _("Forget"), key=f"forget-{nr}", type="tertiary", help=literal(_("Forget “{name}”").format(name=saved.name))
        ) and not forms.refuses(slot, lambda: company.workspace.remove_preset(saved.name)):
            forms.say_after_rerun(_("Forgotten"))
