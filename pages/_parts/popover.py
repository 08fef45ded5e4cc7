"""A popover whose content is made only while it is open: most are never opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

WIDTH = 360


@contextmanager
def opened(label: str, key: str, *, width: int = WIDTH, **looks: Any) -> Iterator[bool]:
    """Draws into the popover; yields whether it is open. looks: as `st.popover` takes them."""
    if key in st.session_state:  # with another label it is another popover, which would be closed
        st.session_state[key] = bool(st.session_state[key])
    popover = st.popover(label, key=key, on_change="rerun", **looks)
    with popover:
        if popover.open:
            with st.container(width=width):
                yield True
        else:
            yield False
