"""Forms that change what is written in the workspace: fields that say where their value comes from, checked one by one.

Nothing of a form is written unless all of it can be; what cannot be used is said beside its field.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cx.company import Company
from cx.errors import CxError
from cx.reports import markup
from cx.reports.language import translate as _
from cx.settings import SETTINGS, check_kept, variable
from pages._parts.markdown import literal
from pages._parts.popover import opened
from pages._parts.rights import may_change

#: Width under which the fields of a form stand below each other, in pixels.
FIELD = 230

DEFAULTS = {setting.name: setting.default for setting in SETTINGS}

#: Session keys: what was done by the run before; by the name of a form, the keys that its fields had when they were
#: drawn last, and how often it was saved.
_SAVED, _DRAWN, _TURNS = "forms.saved", "forms.drawn", "forms.turns"


class Form:
    """The fields of one form. name: of the form; `locked`: whether nothing may be changed by this visitor."""

    def __init__(self, company: Company, name: str) -> None:
        self.company, self.locked = company, not may_change(company.settings)
        self._name = name
        self._keys: list[str] = []
        self._changes: dict[str, str | None] = {}
        self._checks: list[tuple[DeltaGenerator, Callable[[], object]]] = []
        self._writes: list[Callable[[], object]] = []

    def key(self, name: str, present: str) -> str:
        """The key of a field that shows what is in force; see `key`."""
        self._keys.append(key(name, present))
        return self._keys[-1]

    def empty_key(self, name: str) -> str:
        """The key of a field that is empty again once the form was saved."""
        return f"{name}.{_kept(_TURNS).get(self._name, 0)}"

    def setting(self, name: str, draw: Callable[[str, dict[str, Any]], str], say: Callable[[str], str] = str) -> None:
        """A setting. draw: makes the widget from its present text and these arguments, and gives the text it holds;
        say: a text of the setting as it is read.
        """
        present = text_of(self.company, name)
        given = name in self.company.settings.given
        with st.container(gap="xsmall"):
            wanted = draw(present, {"key": self.key(name, present), "disabled": self.locked or given})
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
        """The button; writes everything that was changed, or says what cannot be. What somebody else changed since it
        was drawn is shown first and nothing is written, for fields that changed no longer hold what was entered.
        """
        pressed = not self.locked and st.form_submit_button(label or _("Save"))
        if self._overtaken():
            said = _("Somebody else changed this in the meantime. What is in force now is shown; look at it again.")
            st.html(markup.note(said))
        elif pressed:
            self._attempt()

    def _overtaken(self) -> bool:
        drawn, now = _kept(_DRAWN), tuple(self._keys)
        before, drawn[self._name] = drawn.get(self._name, now), now
        return bool(before != now)

    def _attempt(self) -> None:
        refused = [refuses(slot, check) for slot, check in self._checks]
        if not any(refused) and not refuses(st.empty(), self._write):
            turns = _kept(_TURNS)
            turns[self._name] = turns.get(self._name, 0) + 1
            say_after_rerun(_("Saved"))

    def _write(self) -> None:
        if self._changes:
            self.company.edit(self._changes)
        for write in self._writes:
            write()


@contextmanager
def form(company: Company, name: str, *, button: str = "") -> Iterator[Form]:
    """A form with its button; without one where this visitor may change nothing."""
    made = Form(company, name)
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


class Entry(NamedTuple):
    """Something that was written down. said: markup, escaped already; change: draws the form that changes it."""

    name: str
    said: str
    remove: Callable[[], object]
    change: Callable[[], object] | None = None


def entries(written: Sequence[Entry], *, locked: bool, none: str) -> None:
    """What was written down, a line each, with what changes or removes it. none: said where there is nothing."""
    if not written:
        st.caption(none)
    for entry in written:
        with st.container(key=f"entry-{entry.name}", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f"<span>{entry.said}</span>")
            if not locked:
                _change(entry)
                _remove(entry)


def _change(entry: Entry) -> None:
    if entry.change is None:
        return
    with opened(_("Change"), f"change-{entry.name}", type="tertiary") as is_open:
        if is_open:
            entry.change()


def _remove(entry: Entry) -> None:
    if st.button(_("Remove"), key=f"remove-{entry.name}", type="tertiary"):
        entry.remove()
        say_after_rerun(_("Removed"))


def say_after_rerun(word: str) -> None:
    """Draw the page anew with what is in force now, and say there what was done. What this visitor changed was changed
    by nobody else.
    """
    st.session_state[_SAVED] = word
    st.session_state[_DRAWN] = {}
    st.rerun()


def _kept(name: str) -> dict[str, Any]:
    """What this visitor's session keeps by the names of forms."""
    kept: dict[str, Any] = st.session_state.setdefault(name, {})
    return kept


def say_done() -> None:
    """What was done by the run before, if anything."""
    said = st.session_state.pop(_SAVED, "")
    if said:
        st.toast(said, icon=":material/check:")
