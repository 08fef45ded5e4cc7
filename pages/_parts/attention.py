"""What needs attention: one row for each thing, with a link to where it is seen."""

from __future__ import annotations

import streamlit as st

from cx.reports import markup
from cx.reports.language import translate as _
from cx.reports.page import Attention, Item
from pages._parts import session
from pages._parts.markdown import literal


def attention(given: Attention) -> None:
    """The card with all its rows."""
    with st.container(key=f"card-{given.key}", height="stretch"):
        st.html(markup.titles(given.title, given.subtitle))
        for number, item in enumerate(given.items):
            _item(f"{given.key}-{number}", item)
        if given.footer:
            st.html(markup.footer(given.footer))


def _item(key: str, item: Item) -> None:
    with st.container(key=f"item-{key}", horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.html(markup.item(item))
        if item.page:
            _see_why(item)


def _see_why(item: Item) -> None:
    query = item.filters.to_query() | ({"tab": [item.tab]} if item.tab else {})
    st.page_link(
        session.current().pages[item.page], label=_("See why"), icon=":material/arrow_forward:",
        icon_position="right", query_params=query, width="content", help=literal(item.sentence),
    )  # fmt: skip
