"""The popover "Details" of a card: what its numbers mean, and what can be taken away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cx.reports.language import translate as _
from pages._parts.markdown import literal
from pages._parts.popover import opened


@contextmanager
def details(key: str, title: str, definition: str) -> Iterator[bool]:
    """Yields whether it is open; title: of the card, shown where the button is pointed at."""
    with opened(_("Details"), f"details-{key}", width=340, type="tertiary", help=literal(title)) as is_open:
        if is_open:
            with st.container(key=f"about-{key}"):
                st.markdown(literal(definition))
        yield is_open
