"""What a link asks of the arrangement of a page that is not there: said in a line each, never left out silently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import streamlit as st

from cx.reports import markup
from cx.reports.ask import LONGEST_TEXT
from cx.reports.language import translate as _
from cx.reports.page import Page, Picker
from pages._parts import choosing, link


class Unmet(NamedTuple):
    """A parameter of the arrangement, and what is said of it."""

    parameter: str
    sentence: str


def unmet(model: Page) -> list[Unmet]:
    """What the link asks for and this page does not have."""
    return [*_tab(model), *_choices(model), *_rows(model), *_start()]


def notices(model: Page) -> None:
    """One line for each of them, with a button that takes it out of the link."""
    for parameter, sentence in unmet(model):
        without = link.current().arrangement.with_(**{parameter: 0 if parameter == "start" else ""})
        with st.container(key=f"notice-unmet-{parameter}", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(markup.note(sentence), width="content")
            st.button(
                _("Leave it out"), key=f"remove-unmet-{parameter}", type="tertiary", on_click=link.go,
                args=(None, without),
            )  # fmt: skip


def _tab(model: Page) -> Iterator[Unmet]:
    asked = link.current().arrangement.tab
    if model.tabs and asked not in ("", model.tab):
        said = _("This page has no part “{asked}”, so “{shown}” is shown.")
        yield Unmet("tab", said.format(asked=asked, shown=dict(model.tabs)[model.tab]))


def _choices(model: Page) -> Iterator[Unmet]:
    """A picker that shows something else; one with a single choice shows it whatever the link says."""
    for picker in (part for part in model.parts if isinstance(part, Picker) and len(part.options) > 1):
        asked = getattr(link.current().arrangement, picker.name)
        if asked not in ("", picker.chosen):
            said = _("{choice}: there is no “{asked}” here, so “{shown}” is shown.")
            shown = dict(picker.options).get(picker.chosen, picker.chosen)
            yield Unmet(picker.name, said.format(choice=picker.label, asked=asked, shown=shown))


def _rows(model: Page) -> Iterator[Unmet]:
    asked = link.current().arrangement.open
    found = choosing.point_of(model, asked)
    if asked and (found is None or found.behind is None):
        yield Unmet("open", _("The rows that the link asks for are behind no number of this page as it is filtered."))


def _start() -> Iterator[Unmet]:
    asked = st.query_params.get("start", "0")
    if not asked.isdecimal():
        said = _("“{asked}” is no place in a list, so it is shown from its beginning.")
        yield Unmet("start", said.format(asked=asked[:LONGEST_TEXT]))
