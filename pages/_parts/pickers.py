"""What is chosen for a page alone: its tab, the dimension of its breakdowns, what is set beside what."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from cx.reports.ask import Arrangement
from cx.reports.language import translate as _
from cx.reports.page import Page, Picker
from pages._parts import link
from pages._parts.markdown import literal

#: More options than this make a list that opens.
MOST_PILLS = 8


def tabs(model: Page) -> None:
    """The tabs of a page; only the open one is counted and drawn."""
    names = {key: literal(title) for key, title in model.tabs}
    first = model.tabs[0][0]
    with st.container(key="tabs"):
        st.segmented_control(
            _("Part of the page"), list(names), format_func=names.__getitem__, required=True,
            label_visibility="collapsed",
            **link.controlled("tab", model.tab, lambda tab: _opened("" if tab == first else tab)),
        )  # fmt: skip


def _opened(tab: str) -> Arrangement:
    return link.current().arrangement.with_(tab=tab, choose="", open="", start=0)


def picker(given: Picker) -> None:
    """One choice: pills, whose names are read as Markdown, or a list, whose names are not, where there are many; only
    said where there is nothing else to choose.
    """
    names = dict(given.options)
    if len(names) < 2:
        _said(given)
    elif len(names) > MOST_PILLS:
        with st.container(width=320):
            st.selectbox(given.label, list(names), **_arguments(given, names))
    else:
        plain = {value: literal(name) for value, name in names.items()}
        st.pills(given.label, list(names), required=True, **_arguments(given, plain))


def _said(given: Picker) -> None:
    for _value, name in given.options:
        st.html(f'<p class="cx-cover">{escape(given.label)}: {escape(name)}</p>', width="content")


def _arguments(given: Picker, names: Mapping[str, str]) -> dict[str, Any]:
    def change(value: str) -> Arrangement:
        chosen = "" if value == given.default else value
        return link.current().arrangement.with_(**{given.name: chosen, "choose": "", "open": "", "start": 0})

    return {"format_func": names.__getitem__} | link.controlled(given.name, given.chosen, change)
