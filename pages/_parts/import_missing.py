"""What keeps files from being imported, said kindly, with what can stand in for a column that is not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import escape

import streamlit as st

from cx.reports import import_words, markup
from cx.reports.language import translate as _
from cx.store.schema import TABLES
from pages._parts import import_edit
from pages._parts.import_bench import Work


def missing(work: Work, nr: int) -> None:
    """Each thing in a sentence; of a time, that one day may be said for all rows; of a survey, its name."""
    said = (import_words.needed(kind, name, work.table) for kind, name in work.missing)
    lines = "".join(f"<li>{escape(sentence)}.</li>" for sentence in said)
    hint = escape(_("Once this is chosen above, the first rows are shown here:"))
    st.html(f'<div class="cx-missing"><p>{hint}</p><ul class="cx-list">{lines}</ul></div>')
    for kind, name in work.missing:
        if kind == "field" and name in dict(TABLES[work.table].facts):
            _instead(work, nr, name)


def _instead(work: Work, nr: int, name: str) -> None:
    """The same for every row, where no column says it."""
    key = f"instead.{nr}.{name}"
    if TABLES[work.table].kind(name) == "stamp":
        day = st.date_input(
            _("Or all rows are of one day"), None, max_value=date.today(), key=key, width=260, on_change=_said,
            args=(work, name, key), format="YYYY-MM-DD",
        )  # fmt: skip
        assert day is None or isinstance(day, date)
    elif name == "survey":
        st.text_input(
            _("Or all rows belong to the survey"), key=key, width=260, max_chars=import_edit.LONGEST_NAME,
            on_change=_said, args=(work, name, key),
        )  # fmt: skip


def _said(work: Work, name: str, key: str) -> None:
    value = st.session_state[key]
    if value:
        work.draft = replace(work.draft, constants={**work.draft.constants, name: str(value)})


def constants(work: Work, nr: int) -> None:
    """What stands in for columns that are not there, with the way to take it back."""
    for name, text in work.draft.constants.items():
        label = import_words.constant(work.draft.table, name, text)
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"action-constant-{nr}-{name}"
        ):
            st.html(markup.note(label), width="content")
            st.button(_("Remove"), key=f"constant-{nr}-{name}", type="tertiary", on_click=_taken_back(work, name))


def _taken_back(work: Work, name: str) -> Callable[[], None]:
    def take() -> None:
        kept = {known: text for known, text in work.draft.constants.items() if known != name}
        work.draft = replace(work.draft, constants=kept)

    return take
