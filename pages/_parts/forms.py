"""Forms that change what is written in the workspace: fields that say where their value comes from, checked one by one.

Nothing of a form is written unless all of it can be; what cannot be used is said beside its field.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cx.company import Company
from cx.errors import CxError
from cx.reports import markup
from cx.reports.language import translate as _
from cx.settings import SETTINGS, check_kept, variable
from pages._parts.markdown import literal
from pages._parts.rights import may_change

#: Width under which the fields of a form stand below each other, in pixels.
FIELD = 230

DEFAULTS = {setting.name: setting.default for setting in SETTINGS}

_SAVED = "forms.saved"


class Form:
    """The fields of one form. `locked`: whether nothing may be changed by this visitor."""

    def __init__(self, company: Company) -> None:
        self.company, self.locked = company, not may_change(company.settings)
        self._changes: dict[str, str | None] = {}
        self._checks: list[tuple[DeltaGenerator, Callable[[], object]]] = []
        self._writes: list[Callable[[], object]] = []

    def setting(self, name: str, draw: Callable[[str, dict[str, Any]], str], say: Callable[[str], str] = str) -> None:
        """A setting. draw: makes the widget from its present text and these arguments, and gives the text it holds;
        say: a text of the setting as it is read.
        """
        present = text_of(self.company, name)
        given = name in self.company.settings.given
        with st.container(gap="xsmall"):
            wanted = draw(present, {"key": key(name, present), "disabled": self.locked or given})
            st.caption(literal(self._origin(name, given, say)))
            slot = st.empty()
        if wanted != present and not given:
            self.change(slot, lambda: check_kept(name, wanted))
            self._changes[name] = None if wanted == DEFAULTS[name] else wanted

    def _origin(self, name: str, given: bool, say: Callable[[str], str]) -> str:
        if given:
            return _("Set by {variable}, so it cannot be changed here").format(variable=variable(name))
        default = say(DEFAULTS[name])
        if text_of(self.company, name) != DEFAULTS[name]:
            return _("Edited; the default is {value}").format(value=default) if default else _("Edited")
        return _("Default")

    def change(
        self, slot: DeltaGenerator, check: Callable[[], object], write: Callable[[], object] | None = None
    ) -> None:
        """Something else to be written when the form is saved. slot: where it is said that the check refuses it."""
        self._checks.append((slot, check))
        if write is not None:
            self._writes.append(write)

    def save(self, label: str = "") -> None:
        """The button; writes everything that was changed, or says what cannot be."""
        if self.locked or not st.form_submit_button(label or _("Save")):
            return
        refused = [refuses(slot, check) for slot, check in self._checks]
        if not any(refused) and not refuses(st.empty(), self._write):
            say_after_rerun(_("Saved"))

    def _write(self) -> None:
        if self._changes:
            self.company.edit(self._changes)
        for write in self._writes:
            write()


@contextmanager
def form(company: Company, name: str, *, button: str = "") -> Iterator[Form]:
    """A form with its button; without one where this visitor may change nothing."""
    made = Form(company)
    key = f"form-{name}"
    inside = st.container(key=key) if made.locked else st.form(key, border=False)
    with inside:
        yield made
        made.save(button)


@contextmanager
def section(name: str, title: str, says: str) -> Iterator[None]:
    """A card of the settings page: what it is about, then its forms."""
    with st.container(key=f"card-{name}"):
        st.html(markup.titles(title, says))
        yield


def key(name: str, present: str) -> str:
    """The key of a widget: another one once what it shows was changed, so that it shows what is in force."""
    return f"{name}.{zlib.crc32(present.encode())}"


def refuses(slot: DeltaGenerator, attempt: Callable[[], object]) -> bool:
    """Whether an attempt fails; the reason is said in the slot."""
    try:
        attempt()
    except CxError as error:
        slot.markdown(f":red[:material/error: {literal(str(error))}]")
        return True
    return False


def text_of(company: Company, name: str) -> str:
    """A setting in force as text."""
    value = getattr(company.settings, name)
    if name == "calendars":
        return company.settings.derived()["calendars"]
    return ",".join(value) if isinstance(value, tuple) else str(value)


def entries(rows: Sequence[tuple[str, str, Callable[[], object]]], *, locked: bool, none: str) -> None:
    """What was written down, a line each: key, markup that is escaped already, and what removes it."""
    if not rows:
        st.caption(none)
    for name, said, remove in rows:
        with st.container(key=f"entry-{name}", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f"<span>{said}</span>")
            if not locked and st.button(_("Remove"), key=f"remove-{name}", type="tertiary"):
                remove()
                say_after_rerun(_("Removed"))


def say_after_rerun(word: str) -> None:
    """Draw the page anew with what is in force now, and say there what was done."""
    st.session_state[_SAVED] = word
    st.rerun()


def say_done() -> None:
    """What was done by the run before, if anything."""
    said = st.session_state.pop(_SAVED, "")
    if said:
        st.toast(said, icon=":material/check:")
