"""Markers: incidents, releases and campaigns that trends show. A form to add one, and the list of all."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from cx import notes
from cx.company import Company
from cx.notes import KINDS, LONGEST_TEXT, Marker
from cx.reports import words
from cx.reports.language import translate as _
from pages._parts import forms
from pages._parts.popover import opened
from pages._parts.rights import may_change


def add_marker_form(company: Company) -> None:
    """A popover that adds a marker; nothing where this visitor may change nothing."""
    if not may_change(company.settings):
        return
    with opened(_("Add a marker"), "add-marker", icon=":material/flag:", type="tertiary") as is_open:
        if is_open:
            add_marker(company, "marker-here")


def add_marker(company: Company, name: str) -> None:
    """The fields of a new marker and the button that writes it down."""
    with forms.form(company, name, button=_("Add the marker")) as form:
        revision = company.notes.revision  # once a marker was added, the fields are others, and empty
        with st.grid(4, min_column_width=forms.FIELD):
            kind = st.selectbox(_("Kind"), KINDS, format_func=kind_name, key=f"{name}.kind.{revision}")
            text = st.text_input(_("What happened"), key=f"{name}.text.{revision}", max_chars=LONGEST_TEXT)
            newest = company.warehouse.contents().as_of_day or "today"
            first = st.date_input(_("First day"), newest, key=f"{name}.first.{revision}")
            last = st.date_input(_("Last day, if there were several"), None, key=f"{name}.last.{revision}")
        form.change(
            st.empty(), lambda: notes.marker(first, last, text, kind),
            lambda: company.workspace.add_marker(first, last, text, kind),
        )  # fmt: skip


def all_markers(company: Company) -> None:
    """Every marker with a button that removes it, the newest first."""
    remove = company.workspace.remove_marker
    rows = [(f"marker-{m.marker_id}", _line(m), partial(remove, m.marker_id)) for m in company.notes.markers]
    forms.entries(rows, locked=not may_change(company.settings), none=_("No marker yet"))


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
