"""The frame round every page: navigation, shared filters, what the data are. Runs before each page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from cx.errors import CxError
from cx.reports import language, markup
from cx.reports.language import translate as _
from pages._parts import data, filter_bar, link, notices, session
from pages._parts.export import toolbar
from pages._parts.markdown import literal
from pages._parts.registry import ENTRIES
from pages._parts.sidebar import MARK, sidebar

FOLDER = Path(__file__).parent

st.set_page_config("CX", page_icon=str(MARK), layout="wide", initial_sidebar_state=232)
st.html(markup.STYLE)
st.html(FOLDER / "_parts" / "style.css")
st.logo(str(MARK), size="medium")

pages = {
    entry.name: st.Page(FOLDER / f"{entry.name}.py", title=_(entry.title), icon=entry.icon, default=number == 0)
    for number, entry in enumerate(ENTRIES)
}
here = st.navigation(list(pages.values()), position="hidden")
name = next(name for name, page in pages.items() if page == here)

try:
    company = data.company()
    language.use(company.settings.language)
    state, problems = link.read()
    ask = data.ask(company, state.filters)
except CxError as error:
    st.error(literal(str(error)), icon=":material/error:")
    st.stop()

sidebar(ask, pages)
with st.container(width=1200, key="page"):
    with st.container(key="filterbar", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        with st.container(key="filters", horizontal=True, wrap=False, width="content", vertical_alignment="center"):
            filter_bar.filters(ask)
        with st.container(key="tools", horizontal=True, wrap=False, width="content", vertical_alignment="center"):
            filter_bar.grain(ask)
            toolbar(ask, state, name)
    if company.is_sample:
        notices.sample_banner()
    notices.notices(ask, problems)
    session.hand_over(ask, state.arrangement, pages)
    here.run()
