"""A table that is a part of a page of its own."""

from __future__ import annotations

import streamlit as st

from cx.reports import markup
from cx.reports.page import Table
from pages._parts import export
from pages._parts.details import details


def table(given: Table) -> None:
    """The card: title, details, rows, footer."""
    with st.container(key=f"card-{given.key}", height="stretch"):
        with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small"):
            st.html(markup.titles(given.title, given.subtitle))
            with details(given.key, given.title, given.definition) as opened:
                if opened and given.message is None:
                    export.downloads(given)
        if given.message is not None:
            st.html(markup.message(given.message, given.height))
        elif given.wraps:
            st.html(markup.table(given.title, given.shown))
        else:
            st.dataframe(given.shown, hide_index=True, height=given.height, key=f"table-{given.key}", alt=given.title)
        if given.footer:
            st.html(markup.footer(given.footer))
