"""Markers: incidents, releases and campaigns that trends show. A form to add one, and the list of all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from html import escape

import streamlit as st

from cx import notes
from cx.company import Company
from cx.notes import KINDS, LONGEST_TEXT, Marker
from cx.reports import words
from cx.reports.language import translate as _
from pages._parts import forms
from pages._parts.forms import Form
from pages._parts.popover import opened
from pages._parts.rights import may_change

#: How days are written where they are chosen, whatever the browser is used to.
DAYS = "YYYY-MM-DD"


def add_marker_form(company: Company) -> None:
    """A popover that adds a marker; nothing where this visitor may change nothing."""
    if not may_change(company.settings):
        return
    with opened(_("Add a marker"), "add-marker", icon=":material/flag:", type="tertiary") as is_open:
        if is_open:
            add_marker(company, "marker-here")


def add_marker(company: Company, name: str) -> None:
    """The fields of a new marker and the button that writes it down."""
    newest = company.warehouse.contents().as_of_day or date.today()
    with forms.form(company, name, button=_("Add the marker")) as form:
        shown = Marker(0, newest, None, "", KINDS[0])
        _fields(form, shown, lambda field: form.empty_key(f"{name}.{field}"), company.workspace.add_marker)


def _change_marker(company: Company, marker: Marker) -> None:
    """The same fields with what a marker says now."""
    name = f"marker-{marker.marker_id}"
    with forms.form(company, name) as form:
        write = partial(company.workspace.change_marker, marker.marker_id)
        _fields(form, marker, lambda field: form.key(f"{name}.{field}", str(marker)), write)


def _fields(
    form: Form, shown: Marker, key: Callable[[str], str], write: Callable[[date, date | None, str, str], object]
) -> None:
    """What a marker is made of. key: of each field by its name."""
    with st.grid(4, min_column_width=forms.FIELD):
        kind = st.selectbox(_("Kind"), KINDS, KINDS.index(shown.kind), kind_name, key=key("kind"))
        text = st.text_input(_("What happened"), shown.text, key=key("text"), max_chars=LONGEST_TEXT)
        first = st.date_input(_("First day"), shown.first, key=key("first"), format=DAYS)
        last = st.date_input(_("Last day, if there were several"), shown.last, key=key("last"), format=DAYS)
    form.change(
        st.empty(), lambda: notes.marker(first, last, text, kind), lambda: write(first, last, text, kind)
    )  # fmt: skip


def all_markers(company: Company) -> None:
    """Every marker with what changes and removes it, the newest first."""
    written = [
        forms.Entry(
            f"marker-{known.marker_id}", _line(known), partial(company.workspace.remove_marker, known.marker_id),
            partial(_change_marker, company, known),
        )
        for known in company.notes.markers
    ]  # fmt: skip
    forms.entries(written, locked=not may_change(company.settings), none=_("No marker yet"))


def _line(marker: Marker) -> str:
    days = words.date_range(marker.first, marker.last or marker.first)
    return f"<b>{escape(marker.text)}</b> · {escape(kind_name(marker.kind))} · {escape(days)}"


def kind_name(kind: str) -> str:
    """What a marker stands for."""
    known = {
        "incident": _("Incident"),
        "release": _("Release"),
        "campaign": _("Campaign"),
        "other": _("Something else"),
    }
    return known[kind]
