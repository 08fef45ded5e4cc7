"""What a visitor takes away: a link that always shows the same, the page as one file, a chart's numbers and picture.

Files are made when they are asked for, in a thread that knows no session, so everything they need is bound here.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from cx.exports import png
from cx.exports.document import Document
from cx.exports.html import html
from cx.reports import coverage, language, names, tables
from cx.reports.ask import Arrangement, Ask
from cx.reports.language import translate as _
from cx.reports.page import Chart, Table
from cx.reports.pages import model
from cx.reports.whole import whole
from pages._parts import link, session
from pages._parts.popover import opened
from pages._parts.registry import BY_NAME


def toolbar(ask: Ask, state: link.State, name: str) -> None:
    """What is taken away from the page as a whole: its link and its file."""
    with opened(_("Share"), "share", width=420, icon=":material/ios_share:") as is_open:
        if not is_open:
            return
        query = (
            state.filters.to_query(complete=True, window=ask.window, headlines=ask.settings.headlines)
            | state.arrangement.to_query()
        )
        st.caption(_("This link always shows these days and these definitions, whoever opens it and whenever."))
        st.code(link.address(query), language=None, wrap_lines=True)
        if BY_NAME[name].modelled:
            st.download_button(
                _("Download the page"), partial(page_file, ask, state.arrangement, name, language.current()),
                f"{name}.html", "text/html", key="download", on_click="ignore", icon=":material/download:",
            )  # fmt: skip


def page_file(ask: Ask, arrangement: Arrangement, name: str, spoken: str) -> bytes:
    """The page as one HTML file that needs no network."""
    speak(ask, spoken)
    made = whole(model(name), ask, arrangement)
    notes = tuple(note for note in (coverage.sample_note(ask), *made.head.notes) if note)
    page = replace(made, head=replace(made.head, notes=notes))
    return html(Document(page.head.eyebrow, (page,), tuple(coverage.facts(ask)), language=spoken))


def speak(ask: Ask, spoken: str) -> None:
    """Choose the reader's language and the company's names in the thread that makes a file."""
    language.use(spoken)
    names.use(ask.notes.labels)


def downloads(part: Chart | Table) -> None:
    """The buttons that make files of one part of a page."""
    ask, spoken = session.current().ask, language.current()
    st.download_button(
        _("CSV"), partial(csv_file, ask, part, spoken), f"{part.key}.csv", "text/csv", key=f"csv-{part.key}",
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    if isinstance(part, Chart) and png.chromium():
        st.download_button(
            _("PNG"), partial(picture_file, ask, part, spoken), f"{part.key}.png", "image/png", key=f"png-{part.key}",
            on_click="ignore", icon=":material/image:",
        )  # fmt: skip


def csv_file(ask: Ask, part: Chart | Table, spoken: str) -> bytes:
    """The numbers behind a chart or a table as CSV for a spreadsheet."""
    speak(ask, spoken)
    return tables.csv_bytes(part.table, coverage.facts(ask, part))


def picture_file(ask: Ask, chart: Chart, spoken: str) -> bytes:
    """The chart as a picture for slides."""
    speak(ask, spoken)
    note = coverage.sample_note(ask)
    return png.png(chart, [*coverage.cover(ask), *([note] if note else [])])
