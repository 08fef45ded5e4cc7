"""What of the dashboard is taken away or kept: the page that is open, or all of them."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from cx.reports import words
from cx.reports.ask import Arrangement, Ask
from cx.reports.language import translate as _
from cx.reports.pages import WHOLE, Arranged, titles

#: What all of them are called in names of files.
DASHBOARD = "dashboard"


class Scope(NamedTuple):
    """What is meant. name: for names of files; title: the words for it, with its days; pages: by name."""

    name: str
    title: str
    pages: Arranged


def chosen(key: str, ask: Ask, name: str, arrangement: Arrangement) -> Scope:
    """What a visitor chooses; name, arrangement: of the open page."""
    names = {"page": _("This page"), "all": titles(WHOLE)}
    of = st.segmented_control(
        _("What to take"), list(names), default="page", format_func=names.__getitem__, required=True,
        label_visibility="collapsed", key=f"scope-{key}",
    )  # fmt: skip
    return whole_dashboard(ask) if of == "all" else one_page(ask, name, arrangement)


def one_page(ask: Ask, name: str, arrangement: Arrangement) -> Scope:
    """One page as it is arranged, with all its tabs."""
    return Scope(name, _titled(ask, titles([name])), ((name, arrangement.modelled),))


def whole_dashboard(ask: Ask) -> Scope:
    """Every page as it is arranged by itself."""
    return Scope(DASHBOARD, _titled(ask, titles(WHOLE)), tuple((name, Arrangement()) for name in WHOLE))


def _titled(ask: Ask, title: str) -> str:
    days = ask.window.current
    return _("{title}, {days}").format(title=title, days=words.date_range(days.first, days.last))
