"""Who may do what. Until people sign in, it depends only on where the server listens."""

from __future__ import annotations

import streamlit as st

from cx.settings import Settings

#: Addresses that only this very machine can reach.
LOCAL = ("localhost", "127.0.0.1", "::1")


def may_change(settings: Settings, address: str | None = None) -> bool:
    """Whether pages that change something are offered: on this machine alone, or where `CX_EDIT=1` says so.

    address: where the server listens, by default as Streamlit is set; "" is everywhere.
    """
    listens = st.get_option("server.address") or "" if address is None else address
    return settings.edit or listens in LOCAL
