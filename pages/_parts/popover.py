"""A popover whose content is made only while it is open: most are never opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from pages._parts import link

WIDTH = 360


@contextmanager
def opened(label: str, key: str, *, width: int = WIDTH, **looks: Any) -> Iterator[bool]:
    """Draws into the popover; yields whether it is open. looks: as `st.popover` takes them."""
    _stay_open(label, key)
    popover = st.popover(label, key=key, on_change=link.keep, **looks)
    with popover:
        if popover.open:
            with st.container(width=width):
                yield True
        else:
            yield False


def _stay_open(label: str, key: str) -> None:
    """With another label it is another popover to Streamlit, which would be closed."""
    named = f"{key}.label"
    if st.session_state.get(named, label) != label and key in st.session_state:
        st.session_state[key] = bool(st.session_state[key])
    st.session_state[named] = label
