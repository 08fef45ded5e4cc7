"""Saved views: pages as people arranged them, by name, in the bar of every page."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

import streamlit as st

from cx.company import Company
from cx.notes import LONGEST_TEXT, View
from cx.reports.language import translate as _
from pages._parts import forms, link, session
from pages._parts.markdown import literal
from pages._parts.popover import opened
from pages._parts.rights import may_change


def popover(company: Company, state: link.State, name: str) -> None:
    """The saved views as links, and a form that saves this page as it is arranged. name: of this page."""
    with opened(_("Views"), "views") as is_open:
        if not is_open:
            return
        locked = not may_change(company.settings)
        views = company.workspace.views()
        if not views:
            st.caption(_("A view is a page with its filters, saved under a name for everybody."))
        for number, view in enumerate(views):
            _view(company, view, number, locked)
        if not locked:
            _save(company, state, name)


def _view(company: Company, view: View, number: int, locked: bool) -> None:
    pages = session.current().pages
    with st.container(key=f"view-{number}", horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        if view.page in pages:
            label, query = literal(view.name), parse_qs(view.query)
            st.page_link(pages[view.page], label=label, query_params=query, width="stretch")
        else:
            st.caption(literal(view.name), width="stretch")
        if not locked and st.button(_("Remove"), key=f"remove-view-{number}-{view.name}", type="tertiary"):
            company.workspace.remove_view(view.name)
            forms.say_after_rerun(_("Removed"))


def _save(company: Company, state: link.State, name: str) -> None:
    query = urlencode(state.to_query(), doseq=True)
    with forms.form(company, "save-view", button=_("Save this view")) as form:
        called = st.text_input(_("Name of this view"), key=form.empty_key("view.name"), max_chars=LONGEST_TEXT)
        form.change(st.empty(), lambda: None, lambda: company.workspace.save_view(called, name, query))
