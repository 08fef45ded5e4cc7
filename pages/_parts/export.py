"""What a visitor takes away: a link that always shows the same, pages as files, a chart's numbers and picture.

Files are made when they are asked for, in a thread that knows no session, so everything they need is bound here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from cx.company import Company
from cx.exports import png
from cx.exports.chromium import chromium
from cx.exports.document import Document
from cx.reports import coverage, language, tables
from cx.reports.ask import Ask
from cx.reports.language import translate as _
from cx.reports.page import Chart, Table
from cx.snapshots import snapshot
from pages._parts import files, link, scope, session
from pages._parts.popover import opened


def toolbar(company: Company, ask: Ask, state: link.State, name: str) -> None:
    """What is taken away from the page as a whole: its link, and it or the whole dashboard as a file."""
    with opened(_("Share"), "share", width=420) as is_open:
        if not is_open:
            return
        st.caption(_("This link always shows these days and these definitions, whoever opens it and whenever."))
        st.code(link.address(ask.to_query() | state.arrangement.to_query()), language=None, wrap_lines=True)
        st.caption(_("The same as a file, which says its filters, definitions and seal:"))
        files.files(_taken(company, ask, scope.chosen("share", ask, name, state.arrangement)))


def _taken(company: Company, ask: Ask, what: scope.Scope) -> files.Taken:
    stamp = f"{what} {ask.contents.version} {ask.notes.revision} {ask.settings} {ask.filters}"
    spoken, address = language.current(), link.origin(company.settings.address)

    def document() -> Document:
        return snapshot.live_document(company, ask, what.pages, spoken, what.title).at(address)

    return files.Taken(file_name(what.name, ask.as_of_day), stamp, document)


def file_name(name: str, as_of: date) -> str:
    """What files are called: "cx-loyalty-2026-11-22"."""
    return f"cx-{name}-{as_of}"


def downloads(part: Chart | Table) -> None:
    """The buttons that make files of one part of a page."""
    ask, spoken, told = session.current().ask, language.current(), files.told_anew()
    _download(_("CSV"), partial(csv_file, ask, part, spoken), f"{part.key}.csv", "text/csv", "download", told)
    if isinstance(part, Chart) and chromium():
        picture = partial(picture_file, ask, part, spoken)
        _download(_("PNG"), picture, f"{part.key}.png", "image/png", "image", told)
    files.say_what_failed(told)


def _download(label: str, make: Callable[[], bytes], name: str, mime: str, icon: str, told: files.Told) -> None:
    key, _dot, suffix = name.rpartition(".")
    st.download_button(
        label, partial(files.attempted, make, f"file {name}", told), name, mime, key=f"{suffix}-{key}",
        on_click="ignore", icon=f":material/{icon}:",
    )  # fmt: skip


def csv_file(ask: Ask, part: Chart | Table, spoken: str) -> bytes:
    """The numbers behind a chart or a table as CSV for a spreadsheet."""
    ask.speak(spoken)
    return tables.csv_bytes(part.table, coverage.facts(ask, part))


def picture_file(ask: Ask, chart: Chart, spoken: str) -> bytes:
    """The chart as a picture for slides."""
    ask.speak(spoken)
    note = coverage.sample_note(ask)
    return png.png(chart, [*coverage.cover(ask), *([note] if note else [])])
