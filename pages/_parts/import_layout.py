"""How files are written, as it was found out, and the choices where that is not right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from cx.readers.preset import Shape
from cx.reports import import_words
from cx.reports.language import translate as _
from pages._parts.import_bench import Bench, Work, controlled
from pages._parts.popover import opened

ENCODINGS = ("utf-8", "utf-16", "cp1251", "cp1252", "cp1257", "latin-1")
DELIMITERS = (",", ";", "\t", "|")
#: The last row that may name the columns.
LAST_HEADER = 50


def understood(table: Bench, work: Work, nr: int) -> None:
    """What the file is, in one line, with the way to correct it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"action-layout-{nr}"):
        found = import_words.understood(work.looked)
        facts = "".join(f"<span>{escape(fact)}</span>" for fact in (found[-2:] if work.database else found))
        st.html(f'<div class="cx-facts cx-understood">{facts}</div>', width="content")
        if work.looked.kind in ("csv", "xlsx"):
            with opened(_("Not right?"), f"layout-{nr}", type="tertiary", width=320) as is_open:
                if is_open:
                    _choices(table, work, nr)
    st.html(f'<p class="cx-recognised">{escape(_recognised(work))}</p>')


def _recognised(work: Work) -> str:
    found = work.suggestion
    if found.why == "saved":
        return _("As last time: read like “{name}”.").format(name=found.preset_name)
    if found.preset is not None and found.sure == "certain":
        return _("Recognised: {name}.").format(name=found.vendor or found.preset.description or found.preset_name)
    if found.preset is not None:
        return _("This looks like {name}.").format(name=found.vendor or found.preset_name)
    return _("Not an export that is known here: columns were matched by their names and by what they hold.")


def _choices(table: Bench, work: Work, nr: int) -> None:
    shape = work.looked.shape

    def change(name: str) -> Callable[[Any], None]:
        return lambda value: relaid(table, work, replace(shape, **{name: value}))

    if work.looked.kind == "csv":
        _of_text(shape, nr, change)
    elif work.looked.sheets:
        sheet = shape.sheet or work.looked.sheets[0]
        st.selectbox(
            _("Sheet"), work.looked.sheets,
            **controlled(f"layout.sheet.{nr}", sheet, change("sheet")),
        )  # fmt: skip
    st.number_input(
        _("Row with the names of the columns"), 1, LAST_HEADER, step=1,
        **controlled(f"layout.header.{nr}", shape.header_row, change("header_row")),
    )  # fmt: skip


def _of_text(shape: Shape, nr: int, change: Callable[[str], Callable[[Any], None]]) -> None:
    st.selectbox(
        _("Encoding"), _with(ENCODINGS, shape.encoding), format_func=import_words.encoding_name,
        **controlled(f"layout.encoding.{nr}", shape.encoding, change("encoding")),
    )  # fmt: skip
    st.selectbox(
        _("Between the columns"), _with(DELIMITERS, shape.delimiter), format_func=import_words.delimiter_name,
        **controlled(f"layout.delimiter.{nr}", shape.delimiter, change("delimiter")),
    )  # fmt: skip


def _with(known: tuple[str, ...], present: str) -> list[str]:
    """The choices, the one in force among them whatever it is."""
    return list(known) if present in known else [present, *known]


def relaid(table: Bench, work: Work, shape: Shape) -> None:
    """The files of one kind are laid out otherwise, so everything about them is looked at anew."""
    table.works.pop(work.key, None)
    table.shapes.update({one.id: shape for one in work.files})
