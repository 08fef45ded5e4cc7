"""Navigation: the mark, the pages under their headings, how far the data reach, a place for signing in."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cx.reports import coverage
from cx.reports.ask import Ask
from cx.reports.language import translate as _
from pages._parts import link
from pages._parts.markdown import literal
from pages._parts.registry import ENTRIES

MARK = Path(__file__).with_name("mark.svg")


def sidebar(ask: Ask, pages: dict[str, StreamlitPage]) -> None:
    """Everything in the sidebar. Links carry the filters, so that one opened in a new tab shows the same."""
    query = link.current().to_other_pages()
    with st.sidebar, st.container(key="nav", gap="xsmall"):
        for section, entries in groupby(ENTRIES, key=lambda entry: entry.section):
            if section:
                st.html(f'<p class="cx-nav">{_(section)}</p>')
            for entry in entries:
                st.page_link(pages[entry.name], label=_(entry.title), icon=entry.icon, query_params=query)
    with st.sidebar, st.container(key="nav-foot"):
        _coverage(ask)
        # The place for signing in and the visitor's name.


def _coverage(ask: Ask) -> None:
    """How far the data reach, and where a source ends earlier than the others."""
    st.caption(literal(coverage.age(ask.contents, date.today())))
    ends = coverage.ends(ask.contents)
    if ends:
        st.caption(_("Sources end on different days: ") + literal("; ".join(ends)))
