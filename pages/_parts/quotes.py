"""Comments as they were written: searched, and read a page at a time."""

from __future__ import annotations

import streamlit as st

from cx.reports import markup, words
from cx.reports.ask import Arrangement
from cx.reports.language import translate as _
from cx.reports.page import Message, Quotes
from cx.reports.quotes import quotes_html
from pages._parts import choosing, link, session
from pages._parts.chart import other_days
from pages._parts.markdown import literal


def quotes(given: Quotes) -> None:
    """The card: title, search, comments or what is said in their place, and the way to those before and after."""
    with st.container(key=f"card-{given.key}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", key=f"head-{given.key}"):
            with st.container(width="content"):
                titles = markup.titles(given.title, given.subtitle)
                st.html(f'<div id="{choosing.COMMENTS}" class="cx-place">{titles}</div>')
            if session.current().ask.live:
                _search()
        if given.message is not None:
            _message(given.message)
        else:
            st.html(quotes_html(given))
        _turn(given)
        if given.footer:
            st.html(markup.footer(given.footer))


def _search() -> None:
    now = link.current().arrangement

    def searched(text: str) -> Arrangement:
        return link.current().arrangement.with_(search=text.strip(), start=0)

    with st.container(width=320, key="action-search"):
        st.text_input(
            _("Search comments"), placeholder=_("Search: refund, or “not working”"), label_visibility="collapsed",
            max_chars=200,
            icon=":material/search:", **link.controlled("search", now.search, searched),
        )  # fmt: skip


def _message(said: Message) -> None:
    """Why there is nothing to read, with a button for each way out."""
    st.html(markup.message(said, 120))
    if not session.current().ask.live:
        return
    state = link.current()
    with st.container(horizontal=True, key="action-comments-none"):
        if state.arrangement.search or state.arrangement.mood:
            plain = state.arrangement.with_(search="", mood="", start=0)
            st.button(_("Clear search"), key="clear-search", on_click=link.go, args=(None, plain))
        for name in said.drop:
            label = _("Drop {filter}").format(filter=literal(words.dimension_name(name)))
            st.button(label, key=f"drop-comments-{name}", on_click=link.go, args=(state.filters.without(name),))
        other_days("comments", said, state.filters)


def _turn(given: Quotes) -> None:
    """The way to the comments before and after; nothing where all are shown."""
    if given.total <= given.step:
        return
    with st.container(horizontal=True, gap="small", key=f"action-{given.key}-turn"):
        _step(_("Newer"), "newer", given.start - given.step, disabled=not given.start)
        _step(_("Older"), "older", given.start + given.step, disabled=given.start + given.step >= given.total)


def _step(label: str, name: str, start: int, *, disabled: bool) -> None:
    now = link.current().arrangement.with_(start=max(0, start))
    st.button(label, key=f"comments-{name}", disabled=disabled, on_click=link.go, args=(None, now))
