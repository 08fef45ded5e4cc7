"""The rows behind a number, at the side of the page: read a hundred at a time, or taken away as a file.

What is open is in the link, so that a reload shows it again and the back button closes it.
"""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

import streamlit as st

from cx.errors import Unavailable
from cx.reports import language, markup, rows, words
from cx.reports.ask import Ask
from cx.reports.language import translate as _
from cx.reports.page import Behind, Message
from pages._parts import link, session
from pages._parts.markdown import literal

WIDTH, HEIGHT = 620, 560
#: Pixels of a column with whole sentences.
WIDE = 225


def drawer(behind: Behind) -> None:
    """Show the rows behind a number; closing it takes it out of the link."""
    st.dialog(literal(behind.title), position="right", width=WIDTH, on_dismiss=_close)(_rows)(behind)


def _close() -> None:
    link.go(arrangement=link.current().arrangement.with_(open="", start=0))


def _rows(behind: Behind) -> None:
    ask, start = session.current().ask, link.current().arrangement.start
    try:
        shown = rows.page(ask, behind, start)
    except Unavailable as reason:
        st.html(markup.message(Message(*words.unavailable(reason)), 0))
        return
    _say("cx-subtitle", _("The very rows behind the number, newest first."))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="drawer-tools"):
        _download(ask, behind)
        _turn(behind, start, shown)
    st.dataframe(shown.shown, hide_index=True, height=HEIGHT, key="drawer-rows", column_config=_columns(shown),
                 alt=behind.title)  # fmt: skip
    _say("cx-definition", rows.definition(ask, behind))


def _say(how: str, text: str) -> None:
    st.html(f'<p class="{how}">{escape(text)}</p>')


def _columns(shown: rows.Rows) -> dict[str, Any]:
    """Addresses are followed by a click on one word; all other texts are shown as they were written."""
    links = {head: st.column_config.LinkColumn(display_text=_("Open")) for head in shown.links}
    return {head: st.column_config.TextColumn(width=WIDE) for head in shown.wide} | links


def _download(ask: Ask, behind: Behind) -> None:
    n, most = behind.n, rows.MOST_IN_FILE
    label = _("CSV of these {n}") if n <= most else _("CSV of the newest {n}")
    st.download_button(
        label.format(n=words.count(min(n, most))), partial(_file, ask, behind, language.current()), "rows.csv",
        "text/csv", key="drawer-csv", on_click="ignore", icon=":material/download:",
    )  # fmt: skip


def _file(ask: Ask, behind: Behind, spoken: str) -> bytes:
    ask.speak(spoken)
    return rows.csv_file(ask, behind)


def _turn(behind: Behind, start: int, shown: rows.Rows) -> None:
    """Which rows these are, and the way to those before and after."""
    _say("cx-subtitle", rows.span(behind, start, shown))
    if start or shown.more:
        _step(_("Previous"), "previous", max(0, start - rows.STEP), disabled=not start)
        _step(_("Next"), "next", start + rows.STEP, disabled=not shown.more)


def _step(label: str, name: str, start: int, *, disabled: bool) -> None:
    st.button(label, key=f"drawer-{name}", type="tertiary", disabled=disabled, on_click=_go_to, args=(start,))


def _go_to(start: int) -> None:
    """Another page of rows; only the drawer is drawn anew, so the state is taken over at once."""
    link.go(arrangement=link.current().arrangement.with_(start=start), by_widget=True)
