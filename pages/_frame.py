"""The frame round every page: navigation, shared filters, what the data are. Runs before each page."""

from __future__ import annotations

import time
from pathlib import Path

import streamlit as st

from cx.reports import language
from cx.reports.language import translate as _
from pages._parts import data, deriving, failures, filter_bar, forms, link, look, notices, session, taking, views
from pages._parts.export import toolbar
from pages._parts.registry import BY_NAME, ENTRIES
from pages._parts.sidebar import MARK, sidebar

FOLDER = Path(__file__).parent

# No icons here: Streamlit would make them the tab's icon and ask another host for it.
# The first page has two addresses: Streamlit's link to a page without one, opened in a new tab, leads nowhere.
pages = {entry.name: st.Page(FOLDER / f"{entry.name}.py", title=entry.title, url_path=entry.name) for entry in ENTRIES}
home = st.Page(FOLDER / f"{ENTRIES[0].name}.py", title=ENTRIES[0].title, url_path="home", default=True)
here = st.navigation([home, *pages.values()], position="hidden")
if here == home:
    pages[ENTRIES[0].name] = home
name = next(name for name, page in pages.items() if page == here)


st.set_page_config("CX", page_icon=str(MARK), layout="wide", initial_sidebar_state=232)
st.html(look.style())
st.logo(str(MARK), size="medium")

with failures.told():
    company = data.company()
    language.use(company.settings.language)
    st.set_page_config(f"{_(BY_NAME[name].title)} · CX")
    state, problems = link.read()
    ask = data.ask(company, state.filters)
    data.move_over(data.edition(company), time.monotonic())
    session.hand_over(ask, state.arrangement, pages)
    sidebar(ask, pages)
with st.container(width=1200, key="page"), failures.told():
    if BY_NAME[name].modelled:
        bar = st.container(
            key="filterbar", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        )
        looks = {"horizontal": True, "wrap": False, "width": "content", "vertical_alignment": "center", "gap": "xsmall"}
        with bar.container(key="filters", **looks):
            filter_bar.filters(ask)
        with bar.container(key="tools", **looks):
            filter_bar.grain(ask)
            views.popover(company, state, name)
            taking.popover(company, ask, state, name)
            toolbar(company, ask, state, name)
    if company.is_sample:
        notices.sample_banner(name)
    elif not ask.contents.sources:
        notices.empty_banner(name)
    notices.notices(ask, problems)
    notices.way_back()
    deriving.edited_notice(company, name)
    forms.say_done()
    here.run()
