"""What the frame hands to the page of this run."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cx.reports.ask import Arrangement, Ask

_KEY = "frame.current"


class Current(NamedTuple):
    """The question to the data, how the page is arranged, and the pages there are, by name."""

    ask: Ask
    arrangement: Arrangement
    pages: dict[str, StreamlitPage]


def hand_over(ask: Ask, arrangement: Arrangement, pages: dict[str, StreamlitPage]) -> None:
    """Set by the frame before the page runs."""
    st.session_state[_KEY] = Current(ask, arrangement, pages)


def current() -> Current:
    """Read by the page and its parts."""
    found: Current = st.session_state[_KEY]
    return found
