"""The company behind the pages, opened once per process, and its tallies, remembered by version.

Everything here is shared by all visitors, and nothing here depends on who asks.
"""

from __future__ import annotations

import logging
import time

import streamlit as st

from cx.company import Company, open_company
from cx.errors import CxError
from cx.filters import Filters
from cx.reports import language, names
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Cards, Chart, Page, Part
from cx.reports.pages import model as model_of
from cx.reports.plans import Plans
from cx.reports.remembered import Remembered
from cx.settings import Settings, load
from cx.store.warehouse import Warehouse

log = logging.getLogger("cx")

#: How soon an open page notices newer data, in seconds.
NOTICE = 15
#: Tallies remembered at once, over all visitors; a large one takes half a megabyte.
MOST_TALLIES = 400
#: Pages remembered at once, over all visitors; one takes up to a megabyte.
MOST_PAGES = 100
PLANS = Plans()


@st.cache_resource(max_entries=4, show_spinner=False)
def _open(settings: str, _settings: Settings) -> Company:
    return open_company(_settings)


def company() -> Company:
    """The company under the settings in force: its own data, or the sample until there are any."""
    settings = load()
    opened = _open(repr(settings), settings)  # its text is quicker to look up
    opened.refresh()
    return opened


def open_at_start() -> None:
    """Open the company before the first visitor comes, and say in the log which one it is."""
    log.info("Opening the data; the first time, with none of your own, this builds the sample company ...")
    opened = company()
    which = "the sample company" if opened.is_sample else "the company's own data"
    log.info("Serving %s, version %s.", which, opened.warehouse.version)


def edition(opened: Company) -> tuple[str, str, int]:
    """What is shown: where the data are, their version, and the revision of what people wrote."""
    return opened.warehouse.url, opened.warehouse.version, opened.notes.revision


@st.fragment(run_every=NOTICE)
def move_over(shown: tuple[str, str, int], drawn: float) -> None:
    """Draw an open page anew once there are newer data, or the first ones of the company's own.

    drawn: when the page was drawn (`time.monotonic`); it need not look at once.
    """
    if time.monotonic() - drawn < NOTICE / 2:
        return
    try:
        newer = edition(company()) != shown
    except CxError:
        newer = True  # the run that follows says what is wrong
    if newer:
        st.rerun()


def ask(opened: Company, filters: Filters) -> Ask:
    """The question a page puts to the data; its tallies are remembered until the data change. From here on values have
    the company's own names.
    """
    warehouse = opened.warehouse
    contents = warehouse.contents()
    known = _remembered(str(warehouse.url), contents.version, opened.settings.agent_views, warehouse)
    asked = Ask(contents, opened.settings, filters, known.tally, opened.is_sample, opened, known.tallies)
    names.use(asked.notes.labels)  # the very notes whose revision the page is remembered by
    return asked


@st.cache_resource(max_entries=4, show_spinner=False)
def _remembered(address: str, version: str, agents: bool, _warehouse: Warehouse) -> Remembered:
    """The tallies of a version; all visitors share them."""
    return Remembered(_warehouse, MOST_TALLIES, version)


def model(ask: Ask, arrangement: Arrangement, name: str) -> Page:
    """The model of a page; remembered until the data or what people wrote change, unless something failed in it or the
    data changed while it was made.
    """
    wanted = arrangement.modelled
    contents, notes = ask.contents, ask.notes
    asked = (name, str(contents.version), _address(ask), notes.revision, language.current(), str(ask.settings),
             str(ask.filters), str(wanted))  # fmt: skip
    made = _model(*asked, ask, wanted)
    if any(_failed(part) for part in made.parts) or _newer(ask):
        _model.clear(*asked, ask, wanted)
    return made


def _newer(ask: Ask) -> bool:
    """Whether another version came into force since the question was put."""
    return ask.company is not None and ask.company.warehouse.version != ask.contents.version


def _address(ask: Ask) -> str:
    return str(ask.company.warehouse.url) if ask.company else ""


@st.cache_resource(max_entries=MOST_PAGES, show_spinner=False)
def _model(
    name: str, version: str, address: str, revision: int, spoken: str, settings: str, filters: str, wanted: str,
    _ask: Ask, _arrangement: Arrangement,
) -> Page:  # fmt: skip
    """A page as it was counted. All visitors share it: nothing in it depends on who asks."""
    page = name, _arrangement.tab, _arrangement.by, _arrangement.about, _arrangement.beside
    return PLANS.made(page, _ask, lambda: model_of(name)(_ask, _arrangement))


def _failed(part: Part) -> bool:
    if isinstance(part, Cards):
        return any(card.state == "failed" for card in part.cards)
    return isinstance(part, Chart) and part.message is not None and part.message.again
