"""The pages of a snapshot drawn again, one tab at a time; nothing is asked of the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from cx.reports import coverage, language, markup, names
from cx.reports.ask import Arrangement, Ask, whole_number
from cx.reports.language import translate as _
from cx.reports.page import Head, Heading, Page, Part
from pages._parts import draw, link, session
from pages._parts.markdown import literal


class Tab(NamedTuple):
    """What is drawn at once. title: "" where a page has but one; place: of its page in the snapshot."""

    place: int
    title: str
    parts: tuple[Part, ...]


def tabs_of(pages: Sequence[Page]) -> tuple[Tab, ...]:
    """The tabs of all pages, in order: parts up to the next heading."""
    return tuple(tab for place, page in enumerate(pages) for tab in _tabs(place, page))


def _tabs(place: int, page: Page) -> Iterator[Tab]:
    title, parts = "", []
    for part in page.parts:
        if isinstance(part, Heading):
            if parts:
                yield Tab(place, title, tuple(parts))
            title, parts = part.text, []
        else:
            parts.append(part)
    yield Tab(place, title, tuple(parts))


def open_tab(pages: Sequence[Page]) -> Tab:
    """The tab that the link names ("2.1": the second tab of the third page); the first where there is none such."""
    page, _dot, number = link.current().arrangement.tab.partition(".")
    own = [tab for tab in tabs_of(pages) if tab.place == min(whole_number(page), len(pages) - 1)]
    return own[min(whole_number(number), len(own) - 1)]


def chosen(pages: Sequence[Page]) -> Tab:
    """The open tab, with the way to the others above it."""
    now = open_tab(pages)
    own = [tab for tab in tabs_of(pages) if tab.place == now.place]
    if len(pages) > 1:
        _choose(_("Page"), "page", [page.name for page in pages], now.place, "{}.0")
    if len(own) > 1:
        _choose(_("Part of the page"), "part", [tab.title for tab in own], own.index(now), f"{now.place}.{{}}")
    return now


def _choose(label: str, key: str, titles: Sequence[str], now: int, tab: str) -> None:
    def change(place: int) -> Arrangement:
        return link.current().arrangement.with_(tab=tab.format(place))

    with st.container(key=f"tabs-{key}"):
        st.segmented_control(
            label, range(len(titles)), format_func=lambda place: literal(titles[place]), required=True,
            label_visibility="collapsed", **link.controlled(f"tab.{key}", now, change),
        )  # fmt: skip


def drawn(page: Page, parts: Sequence[Part], ask: Ask, spoken: str, *, level: int = 2) -> None:
    """One tab of a page in the words it was made with; level: of its heading."""
    with _as_then(ask, spoken):
        st.html(markup.head(_without_sample_note(page.head, ask), level))
        draw.parts(parts)


def _without_sample_note(head: Head, ask: Ask) -> Head:
    """Without what a file says of the sample company: the banner above every page says it already."""
    return replace(head, notes=tuple(note for note in head.notes if note != coverage.sample_note(ask)))


@contextmanager
def _as_then(ask: Ask, spoken: str) -> Iterator[None]:
    """What the parts read of the question, the language and the names is that of the snapshot."""
    now, spoken_now = session.current(), language.current()
    session.hand_over(ask, now.arrangement, now.pages)
    language.use(spoken)
    names.use(ask.notes.labels)
    try:
        yield
    finally:
        session.hand_over(*now)
        language.use(spoken_now)
        names.use(now.ask.notes.labels)
