"""The link in the address bar is the one place where a page's state lives.

Each run reads `Filters` and `Arrangement` from it before any widget is drawn; every change is written to it by `go`.
So reload, shared links, page switches and the back button need no code of their own.

A widget in a closed popover is not mounted in the browser, which then goes on sending the value it last knew. After a
change that did not come from a widget (the back button, "Clear filters") all filter widgets therefore get new keys.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cx.filters import Filters, Problem
from cx.reports import narrowing
from cx.reports.ask import Arrangement

#: Session keys.
_STATE = "link.state"
_GENERATION = "link.generation"
_KEPT = "link.kept"
_LAST = "link.last"


class State(NamedTuple):
    """What the link says."""

    filters: Filters
    arrangement: Arrangement

    def to_query(self) -> dict[str, list[str]]:
        """The parameters of the link, defaults left out."""
        return self.filters.to_query() | self.arrangement.to_query()

    def to_other_pages(self) -> dict[str, list[str]]:
        """The parameters that a page takes over from the one before: not how that was arranged."""
        return self.filters.to_query() | Arrangement(back=self.arrangement.back).to_query()


def read() -> tuple[State, list[Problem]]:
    """The state the address bar asks for, and what of it could not be used. Called once a run, before any widget."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    filters, problems = Filters.read_query(query)
    state = State(filters, _arranged(filters, query))
    last: State = st.session_state.get(_LAST, state)
    if st.session_state.pop(_KEPT, False) and not _went_back() and last != state:
        state, problems = last, []
    if state != st.session_state.get(_STATE, state):
        st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1
        # A link to the page that is open does not change the address bar; one that is right already stays as it is.
        st.query_params.from_dict(query)
    st.session_state[_STATE] = st.session_state[_LAST] = state
    return state, problems


def _arranged(filters: Filters, query: dict[str, list[str]]) -> Arrangement:
    """What the address bar says of the arrangement; a way back that leads nowhere goes to no other page."""
    asked = Arrangement.from_query(query)
    return asked if narrowing.widened(filters, asked.back) else asked.with_(back=())


def _went_back() -> bool:
    """Whether it was the browser's back or forward button that asked for this run: then its address counts, whatever
    else happened in the same moment. Streamlit tells it of a run but has no public name for it.
    """
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def current() -> State:
    """The state of this run."""
    state: State = st.session_state[_STATE]
    return state


def go(filters: Filters | None = None, arrangement: Arrangement | None = None, *, by_widget: bool = False) -> None:
    """Change the link, from a callback; by_widget: one of the widgets of `controlled` shows the change already."""
    old = current()
    new = State(filters or old.filters, arrangement or old.arrangement)
    back = narrowing.kept(new.arrangement.back, old.filters, new.filters)
    _write(new._replace(arrangement=new.arrangement.with_(back=back)), by_widget=by_widget)


def narrow(filters: Filters, arrangement: Arrangement) -> None:
    """Filter the page by a mark that was chosen, from a callback; the link then knows the way back."""
    back = narrowing.way_back(current().filters, filters)
    _write(State(filters, arrangement.with_(back=back)))


def _write(new: State, *, by_widget: bool = False) -> None:
    st.session_state[_LAST] = new
    if by_widget:
        st.session_state[_STATE] = new
    st.query_params.from_dict(new.to_query())


def keep() -> None:
    """Called where a run begins that changes nothing (a popover opens): the browser may ask for it before it has heard
    of the last change, so what its address bar says then does not count."""
    st.session_state[_KEPT] = True


def controlled(
    name: str, value: object, change: Callable[[Any], Filters | Arrangement], *, keep: bool = False
) -> dict[str, Any]:
    """Arguments of a widget that shows part of the state: its key, and what happens when a visitor changes it.

    change: from what the widget now holds to the new filters or arrangement; keep: what the visitor has begun to
    enter stays (the first day of a range).
    """
    key = f"{name}.{st.session_state.get(_GENERATION, 0)}"
    if not (keep and key in st.session_state):
        st.session_state[key] = value
    return {"key": key, "on_change": _changed, "args": (key, value, change)}


def _changed(key: str, drawn: object, change: Callable[[Any], Filters | Arrangement]) -> None:
    """Take over what a visitor chose. After a run that was broken off, Streamlit also reports what was only drawn."""
    if st.session_state[key] == drawn:
        return
    new = change(st.session_state[key])
    if isinstance(new, Filters):
        go(filters=new, by_widget=True)
    else:
        go(arrangement=new, by_widget=True)


def origin(address: str) -> str:
    """Where the dashboard is: the address that is set, else the one it was reached by."""
    scheme, host, *_ = urlsplit(st.context.url or "")
    return address or urlunsplit((scheme, host, "", "", ""))


def address(query: dict[str, list[str]]) -> str:
    """The full address of this page with other parameters."""
    scheme, host, path, _, _ = urlsplit(st.context.url or "")
    return urlunsplit((scheme, host, path, urlencode(query, doseq=True), ""))
