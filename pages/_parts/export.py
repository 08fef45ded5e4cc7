"""What a visitor takes away: a link that always shows the same, the page as one file, a chart's numbers.

Files are made when they are asked for, in a thread that knows no session, so everything they need is bound here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from cx.reports import coverage, language, tables
from cx.reports.ask import Arrangement, Ask
from cx.reports.html import html_page
from cx.reports.language import translate as _
from cx.reports.page import Chart
from pages._parts import link
from pages._parts.registry import BY_NAME


def toolbar(ask: Ask, state: link.State, name: str) -> None:
    """The right part of the bar: link and file."""
    with st.popover(_("Copy link"), icon=":material/link:", key="link"), st.container(width=420):
        query = state.filters.to_query(complete=True, window=ask.window) | state.arrangement.to_query()
        st.caption(_("This link always shows these days and these definitions, whoever opens it and whenever."))
        st.code(link.address(query), language=None, wrap_lines=True)
    st.download_button(
        _("Download"), partial(page_file, ask, state.arrangement, name, language.current()), f"{name}.html",
        "text/html", key="download", on_click="ignore", icon=":material/download:",
    )  # fmt: skip


def page_file(ask: Ask, arrangement: Arrangement, name: str, spoken: str) -> bytes:
    """The page as one HTML file that needs no network."""
    language.use(spoken)
    model = BY_NAME[name].model(ask, arrangement)
    notes = tuple(note for note in (coverage.sample_note(ask), *model.head.notes) if note)
    page = replace(model, head=replace(model.head, notes=notes))
    return html_page(page, language=spoken, facts=coverage.facts(ask))


def csv(ask: Ask, chart: Chart) -> Callable[[], bytes]:
    """What makes the numbers behind a chart as CSV for a spreadsheet."""
    return partial(_csv_file, ask, chart, language.current())


def _csv_file(ask: Ask, chart: Chart, spoken: str) -> bytes:
    language.use(spoken)
    return tables.csv_bytes(chart.table, coverage.facts(ask, chart))
