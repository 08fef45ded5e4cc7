"""Two snapshots beside each other, or one beside today's data: what changed, whether it is real, and why."""

from __future__ import annotations

import streamlit as st

from cx.company import Company
from cx.reports import language
from cx.reports.page import Page
from cx.snapshots import compare, today
from pages._parts import data, draw, snapshot_drawn
from pages._parts.snapshot_opened import Drawn, back, read, to
from pages._parts.still import still

#: Comparisons that stay drawn, over all visitors.
MOST_DRAWN = 12


def compared(company: Company, before: int, after: int) -> None:
    """The page of two snapshots."""
    with st.skeleton(height=draw.WAITING):
        first, second = read(company, before), read(company, after)
        page = _compared(first.snapshot.sealed.sha256, second.snapshot.sealed.sha256, language.current(), first, second)
    _both(company, before, after)
    snapshot_drawn.drawn(page, page.parts, second.ask, language.current(), level=1)


@st.cache_resource(max_entries=MOST_DRAWN, show_spinner=False)
def _compared(before: str, after: str, spoken: str, _before: Drawn, _after: Drawn) -> Page:
    return still(compare.compare(_before.snapshot.content, _after.snapshot.content))


def with_today(company: Company, number: int) -> None:
    """The page of a snapshot and today's data."""
    with st.skeleton(height=draw.WAITING):
        then = read(company, number)
        made = data.edition(company), str(company.settings), language.current()
        page = _against_today(then.snapshot.sealed.sha256, *map(str, made), company, then)
    _both(company, number)
    snapshot_drawn.drawn(page, page.parts, then.ask, language.current(), level=1)


@st.cache_resource(max_entries=MOST_DRAWN, show_spinner=False)
def _against_today(sha256: str, edition: str, settings: str, spoken: str, _company: Company, _then: Drawn) -> Page:
    return still(today.against_today(_then.snapshot.content, _company).page)


def _both(company: Company, *numbers: int) -> None:
    """The way to each, and to the list."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="action-compared"):
        back()
        for number in numbers:
            to(number, company.workspace.kept(number).title)
