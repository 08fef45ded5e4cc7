"""The popover "Details" of a card. What is in it is made only while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cx.reports.language import translate as _
from pages._parts.markdown import literal

WIDTH = 340


@contextmanager
def details(key: str, title: str, definition: str) -> Iterator[bool]:
    """Yields whether it is open; title: of the card, so that it has a name of its own where it is only heard."""
    with st.container(key=f"details-{key}", width="content"):
        popover = st.popover(_("Details"), type="tertiary", key=f"pop-{key}", on_change="rerun", help=literal(title))
        with popover, st.container(width=WIDTH):
            if popover.open:
                st.markdown(literal(definition))
            yield bool(popover.open)
