"""Choosing a mark of a chart, by mouse or keyboard: then the page can be filtered by it, or its rows be read.

The choice is in the link ("by-nps:chat"), so that reload and the back button know it. A click lets Plotly dim the other
marks; a choice that came another way is drawn into the figure.
"""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from cx.reports import words
from cx.reports.language import translate as _
from cx.reports.page import Chart, Choices, Page, Point
from pages._parts import link
from pages._parts.figures import BaseFigure, Shown, dimmed

#: Where on a page its comments begin, as links inside of it name the place.
COMMENTS = "comments"

#: Session keys of one chart: what was last clicked in it, what is drawn as chosen, and how often it was drawn anew.
_CLICKED, _DRAWN, _TURN = "clicked.{}", "drawn.{}", "turn.{}"


def chosen(given: Chart) -> str:
    """The token of the mark that the link says is chosen in a chart, "" for none."""
    key, _colon, token = link.current().arrangement.choose.partition(":")
    return token if given.choices and key == given.key and given.choices.point(token) else ""


def point_of(model: Page, asked: str) -> Point | None:
    """The mark that "<chart>:<token>" names."""
    key, _colon, token = asked.partition(":")
    found = next((part for part in model.parts if isinstance(part, Chart) and part.key == key), None)
    return found.choices.point(token) if found and found.choices else None


def figure(given: Chart) -> BaseFigure:
    """The figure: as it is where Plotly itself dims the marks beside a click, else with them dimmed in it."""
    token, clicked, drawn = chosen(given), _kept(_CLICKED, given), _kept(_DRAWN, given)
    if token != drawn and (drawn or token != clicked):
        st.session_state[_CLICKED.format(given.key)] = ""
        st.session_state[_DRAWN.format(given.key)] = drawn = token
        st.session_state[_TURN.format(given.key)] = _turn(given) + 1
    return dimmed(given.json, drawn) if drawn else Shown(given.json)


def _kept(name: str, given: Chart) -> str:
    return str(st.session_state.get(name.format(given.key), ""))


def _turn(given: Chart) -> int:
    return int(st.session_state.get(_TURN.format(given.key), 0))


def selection(given: Chart) -> dict[str, Any]:
    """Arguments of the chart's element: its key, and what happens on a click; call `figure` before."""
    key = f"plot-{given.key}.{_turn(given)}"
    if given.choices is None:
        return {"key": key}
    choices = given.choices
    return {"key": key, "on_select": lambda: _clicked(given.key, key, choices), "selection_mode": "points"}


def _clicked(chart: str, key: str, choices: Choices) -> None:
    """Take over a click; one beside every mark, or on one that stands for nothing, chooses nothing."""
    points = st.session_state[key]["selection"]["points"]
    token = next((_token(point) for point in points if choices.point(_token(point))), "")
    st.session_state[_CLICKED.format(chart)] = token
    link.go(arrangement=link.current().arrangement.with_(choose=f"{chart}:{token}" if token else ""))


def _token(point: Any) -> str:
    data = point.get("customdata")
    return str(data[0] if isinstance(data, list | tuple) and data else data or "")


def row(given: Chart) -> None:
    """Below the figure, always as high: how to choose, or what is chosen and what can be done with it."""
    if given.choices is None or not given.choices.points:
        return
    found = given.choices.point(chosen(given))
    with st.container(
        key=f"action-{given.key}", horizontal=True, vertical_alignment="center", gap="small", height=36, border=False
    ):
        _by_hand(given, given.choices)
        read = _read(given.choices)
        if found is not None:
            _actions(given, found)
        elif read is not None:
            said = _("Comments with {word} are listed below").format(word=read.label)
            st.html(f'<a class="cx-down" href="#{COMMENTS}">{escape(said)} ↓</a>', width="content")


def _read(choices: Choices) -> Point | None:
    """The mark whose comments the link asks for."""
    asked = link.current().arrangement
    wanted = (asked.search, asked.mood)
    return next((point for point in choices.points if point.search and (point.search, point.mood) == wanted), None)


def _by_hand(given: Chart, choices: Choices) -> None:
    """The same choice for the keyboard."""
    names = {point.token: ", ".join(filter(None, (point.label, point.says))) for point in choices.points}
    st.selectbox(
        _("Choose {what}").format(what=choices.noun), list(names), index=None, format_func=names.__getitem__,
        label_visibility="collapsed", placeholder=_hint(choices),
        **link.controlled(
            f"choose.{given.key}", chosen(given) or None,
            lambda token: link.current().arrangement.with_(choose=f"{given.key}:{token}" if token else ""),
        ),
    )  # fmt: skip


def _hint(choices: Choices) -> str:
    filters = any(point.filters for point in choices.points)
    rows = any(point.behind for point in choices.points)
    if filters and rows:
        return _("Choose {what} to filter the page or to read what is behind it").format(what=choices.noun)
    if rows or any(point.search for point in choices.points):
        return _("Choose {what} to read what is behind it").format(what=choices.noun)
    return _("Choose {what} to filter the page").format(what=choices.noun)


def _actions(given: Chart, point: Point) -> None:
    now = link.current().arrangement
    if point.filters is not None:
        st.button(
            _("Filter page"), key=f"filter-{given.key}", type="tertiary", icon=":material/filter_alt:",
            on_click=link.narrow, args=(point.filters, now.with_(choose="")),
        )  # fmt: skip
    if point.behind is not None:
        st.button(
            _("Read {rows}").format(rows=words.count_name(_counts(point), 2)), key=f"read-{given.key}",
            type="tertiary", icon=":material/forum:",
            on_click=link.go, args=(None, now.with_(open=f"{given.key}:{point.token}", start=0)),
        )  # fmt: skip
    if point.search:
        st.button(
            _("Read comments"), key=f"search-{given.key}", type="tertiary", icon=":material/forum:",
            on_click=link.go, args=(None, now.with_(search=point.search, mood=point.mood, choose="", start=0)),
        )  # fmt: skip
    st.button(
        _("Clear"), key=f"unchoose-{given.key}", type="tertiary", icon=":material/close:",
        on_click=link.go, args=(None, now.with_(choose="")),
    )  # fmt: skip


def _counts(point: Point) -> str:
    assert point.behind is not None
    return point.behind.filters.measure(point.behind.measure).counts
