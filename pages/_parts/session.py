"""What the frame hands to the page of this run."""

from __future__ import annotations

from concurrent.futures import Future
from typing import NamedTuple

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Page

_KEY = "frame.current"


class Current(NamedTuple):
    """The question to the data, how the page is arranged, and the pages there are, by name; coming: the model of this
    page while it is being made, None where a page has none.
    """

    ask: Ask
    arrangement: Arrangement
    pages: dict[str, StreamlitPage]
    coming: Future[Page] | None = None


def hand_over(
    ask: Ask, arrangement: Arrangement, pages: dict[str, StreamlitPage], coming: Future[Page] | None = None
) -> None:
    """Set by the frame before the page runs."""
    st.session_state[_KEY] = Current(ask, arrangement, pages, coming)


def current() -> Current:
    """Read by the page and its parts."""
    found: Current = st.session_state[_KEY]
    return found
