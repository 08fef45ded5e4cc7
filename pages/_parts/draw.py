"""Page models drawn with Streamlit: the same parts, words and figures that an exported file writes."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from html import escape
from itertools import groupby

import streamlit as st

from cx.reports import cards, markup
from cx.reports.language import translate as _
from cx.reports.page import Attention, Card, Cards, Chart, Heading, Message, Page, Part, Picker, Quotes, Table
from pages._parts import choosing, data, drawer, link, quotes, session, unmet
from pages._parts.attention import attention
from pages._parts.chart import chart
from pages._parts.markdown import literal
from pages._parts.pickers import picker, tabs
from pages._parts.registry import BY_NAME
from pages._parts.table import table

#: Pixels that are kept free while a page is being counted.
WAITING = 640

#: Session key: the page that was drawn last.
_SHOWN = "draw.shown"


def page(name: str) -> None:
    """The page of that name under the filters in force: head, tabs and parts in the order in which they are read."""
    current = session.current()
    with _place_of(name):
        model = data.model(current.ask, current.arrangement, name)
    st.session_state[_SHOWN] = name
    st.html(markup.head(model.head))
    unmet.notices(model)
    if model.tabs:
        tabs(model)
    parts(model.parts)
    _open_drawer(model)


def _place_of(name: str) -> AbstractContextManager[object]:
    """Keeps the place of a page free until it is there; where it was there already, it stays as it was until then, so
    that nothing jumps.
    """
    if st.session_state.get(_SHOWN) != name:
        return st.skeleton(height=WAITING)
    st.empty()  # as many elements as before, or Streamlit would take each for the one after it
    return nullcontext()


def parts(given: Iterable[Part]) -> None:
    """Parts of a page in the order in which they are read."""
    for _place, row in groupby(given, key=_row_of):
        _row(list(row))


def _row_of(part: Part) -> str:
    """Neighbours of one name share a row."""
    if isinstance(part, Cards | Picker | Heading):
        return type(part).__name__
    return part.key if part.wide else "halves"


def _row(parts: list[Part]) -> None:
    first = parts[0]
    if isinstance(first, Cards):
        _cards(first)
    elif isinstance(first, Heading):
        st.html(f'<h2 class="cx-part">{escape(first.text)}</h2>')
    elif isinstance(first, Picker):
        with st.container(key=f"pickers-{first.name}", horizontal=True, gap="medium"):
            for part in parts:
                picker(part)
    else:
        for place in range(0, len(parts), 2):
            _beside(parts[place : place + 2])


def _beside(parts: list[Part]) -> None:
    """Two parts in a row; one that is left over has the row to itself."""
    if len(parts) == 1:
        _part(parts[0])
        return
    with st.grid(len(parts), min_column_width=400, key=f"row-{parts[0].key}"):
        for part in parts:
            _part(part)


def _part(part: Part) -> None:
    """One part in its place."""
    if isinstance(part, Chart):
        chart(part)
    elif isinstance(part, Table):
        table(part)
    elif isinstance(part, Attention):
        attention(part)
    elif isinstance(part, Quotes):
        quotes.quotes(part)


def _cards(row: Cards) -> None:
    with st.grid(_columns(len(row.cards)), min_column_width=170, key=f"cards-{row.cards[0].key}"):
        for card in row.cards:
            _card(card)
    if row.lacking is not None:
        _lacking(row.lacking)


def _lacking(said: Message) -> None:
    """What has no card for want of data, with the way to where they can be brought in."""
    with st.container(key="notice-lacking", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.note(said.title), width="content")
        if said.page:
            label = _("Open {page}").format(page=_(BY_NAME[said.page].title))
            st.page_link(session.current().pages[said.page], label=label, width="content")


def _columns(cards: int) -> int:
    """Up to five beside each other, so that no row has a gap if that can be."""
    return next((columns for columns in (5, 4, 3) if cards % columns == 0), min(cards, 4))


def _card(card: Card) -> None:
    with st.container(key=f"kpi-{card.key}", height="stretch"):
        _title(card)
        st.html(cards.body(card))


def _title(card: Card) -> None:
    """The name of a number as a link to its page; without one, its name alone."""
    title, definition = f"**{literal(card.title)}**", literal(card.definition)
    if not card.page:
        st.markdown(title, help=definition or None)
        return
    st.page_link(
        session.current().pages[card.page], label=title, icon=":material/chevron_right:", icon_position="right",
        help=definition,
        query_params=link.current().filters.to_query() | {name: [value] for name, value in card.query},
    )  # fmt: skip


def _open_drawer(model: Page) -> None:
    """The rows that the link asks for, if a number on the page has them."""
    found = choosing.point_of(model, link.current().arrangement.open)
    if found is not None and found.behind is not None:
        drawer.drawer(found.behind)
