"""What the frame says between the bar and the page: sample data, unknown values, parameters that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import streamlit as st

from cx.filters import Filters, Problem
from cx.reports import markup, narrowing, words
from cx.reports.ask import Ask
from cx.reports.language import translate as _
from pages._parts import link, session


class Unknown(NamedTuple):
    """A condition that can match nothing: a value nobody has, or (value missing) a dimension that does not exist."""

    dimension: str
    value: str | None = None
    no_such_dimension: bool = False


def unknown(ask: Ask) -> list[Unknown]:
    """Conditions of the link that no row can meet."""
    found = []
    for dimension, values in ask.filters.where:
        known = ask.contents.values.get(dimension)
        if known is None:
            found.append(Unknown(dimension, no_such_dimension=True))
        elif len(known) < MOST_KNOWN:
            found += [Unknown(dimension, value) for value in values if value not in known]
    return found


#: A dimension with this many known values may have more that are not listed.
MOST_KNOWN = 1000


def without(filters: Filters, gone: Unknown) -> Filters:
    """The filters without a condition that can match nothing."""
    if gone.no_such_dimension:
        return filters.without(gone.dimension)
    kept = [value for value in filters.condition(gone.dimension) or () if value != gone.value]
    return filters.where_(gone.dimension, kept)


def notices(ask: Ask, problems: Sequence[Problem]) -> None:
    """One line for each thing in the link that cannot be met, with a button that removes it."""
    for number, gone in enumerate(unknown(ask)):
        _line(f"unknown-{number}", _sentence(gone), _("Remove it"), without(ask.filters, gone))
    for number, problem in enumerate(problems):
        _line(f"problem-{number}", problem.message, _("Leave it out"), ask.filters)


def _sentence(gone: Unknown) -> str:
    name = words.dimension_name(gone.dimension)
    if gone.no_such_dimension:
        return _("There is no dimension “{name}” in these data, so nothing matches it.").format(name=gone.dimension)
    value = words.value_name(gone.value, gone.dimension)
    return _("{name} has no value “{value}”, so nothing matches it.").format(name=name, value=value)


def _line(key: str, sentence: str, button: str, filters: Filters) -> None:
    with st.container(key=f"notice-{key}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.note(sentence), width="content")
        st.button(button, key=f"remove-{key}", type="tertiary", on_click=link.go, args=(filters,))


def way_back() -> None:
    """What a click on a mark made of the filters, with a button that takes it back."""
    ask, back = session.current().ask, link.current().arrangement.back
    before = narrowing.widened(ask.filters, back)
    if before is None:
        return
    said = _("The page is filtered by “{name}”.").format(name=narrowing.chosen(ask, before))
    with st.container(key="notice-narrowed", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.note(said), width="content")
        st.button(
            _("Back to all"), key="widen", type="tertiary", icon=":material/undo:", on_click=link.go,
            args=(before,),
        )  # fmt: skip


def sample_banner(here: str) -> None:
    """Says that the numbers are not the visitor's own, with the way to bring those; here: the page that is open."""
    said = _("This is an invented company. Your own data take its place with the first import.")
    _banner("sample-banner", _("Sample data."), said, _("Bring your own data"), here)


def empty_banner(here: str) -> None:
    """Says how data come in; here: the page that is open."""
    _banner("empty-banner", _("No data yet."), _("The pages fill with the first import."), _("Bring your data"), here)


def _banner(key: str, title: str, said: str, way: str, here: str) -> None:
    with st.container(key=key, horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="cx-note"><b>{escape(title)}</b> {escape(said)}</p>', width="content")
        if here != "data":
            page, query = session.current().pages["data"], link.current().filters.to_query()
            st.page_link(page, label=way, icon=":material/upload_file:", query_params=query, width="content")
