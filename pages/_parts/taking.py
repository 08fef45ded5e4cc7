"""Taking a snapshot of the open page or of the whole dashboard, in the bar of every page."""

from __future__ import annotations

import streamlit as st

from cx.company import Company
from cx.errors import CxError
from cx.notes import LONGEST_NOTE, LONGEST_TEXT
from cx.reports import language
from cx.reports.ask import Ask
from cx.reports.attempt import logged
from cx.reports.language import translate as _
from cx.snapshots import snapshot
from cx.snapshots.taking import take
from pages._parts import forms, link, scope
from pages._parts.markdown import literal
from pages._parts.popover import opened
from pages._parts.rights import may_change
from pages._parts.snapshot_opened import to


def popover(company: Company, ask: Ask, state: link.State, name: str) -> None:
    """The popover with the form; nothing where this visitor may change nothing. name: of this page."""
    if not may_change(company.settings):
        return
    with opened(_("Snapshot"), "snapshot") as is_open:
        if is_open:
            st.caption(_("It keeps these numbers and the counts behind them, so that they can be proved later."))
            _form(company, ask, scope.chosen("snapshot", ask, name, state.arrangement))


def _form(company: Company, ask: Ask, what: scope.Scope) -> None:
    """Title and note; the title is filled in until somebody writes another."""
    with st.form("take-snapshot", border=False):
        title = st.text_input(_("Title"), what.title, LONGEST_TEXT, key=forms.key("snapshot.title", what.title))
        note = st.text_area(_("Note"), max_chars=LONGEST_NOTE, key="snapshot.note", placeholder=_("For whom, and why"))
        pressed = st.form_submit_button(_("Take the snapshot"))
    slot = st.empty()
    if pressed:
        with slot, st.spinner(_("Counting and sealing")):
            number, refused = _taken(company, ask, what, title, note)
        with slot.container():
            _say(number, title, refused)


def _taken(company: Company, ask: Ask, what: scope.Scope, title: str, note: str) -> tuple[int, str]:
    """Its number; or 0, and why it could not be taken."""
    try:
        made = take(company, ask.filters, what.pages, language.current(), ask)
        return snapshot.keep(company, made, title, note), ""
    except CxError as error:
        return 0, str(error)
    except Exception:
        said = _("The snapshot could not be taken. The reason is in the log under {code}.")
        return 0, said.format(code=logged("snapshot"))


def _say(number: int, title: str, refused: str) -> None:
    if refused:
        st.error(literal(refused), icon=":material/error:")
        return
    st.success(_("Kept, and sealed."), icon=":material/check:")
    to(number, _("Open “{title}”").format(title=title.strip()))
