"""The company behind the pages, opened once per process, and its tallies, remembered by version.

Everything here is shared by all visitors, and nothing here depends on who asks.
"""

from __future__ import annotations

import logging

import streamlit as st

from cx.company import Company, open_company
from cx.errors import CxError
from cx.filters import Filters
from cx.reports.ask import Ask
from cx.settings import Settings, load
from cx.store.warehouse import Warehouse
from cx.tally import Tally

log = logging.getLogger("cx")

#: How soon an open page notices newer data, in seconds.
NOTICE = 15
#: Tallies remembered at once, over all visitors; a large one takes half a megabyte.
MOST_TALLIES = 400


@st.cache_resource(max_entries=4, show_spinner=False)
def _open(settings: Settings) -> Company:
    return open_company(settings)


def company() -> Company:
    """The company under the settings in force: its own data, or the sample until there are any."""
    opened = _open(load())
    opened.refresh()
    return opened


def open_at_start() -> None:
    """Open the company before the first visitor comes, and say in the log which one it is."""
    log.info("Opening the data; the first time, with none of your own, this builds the sample company ...")
    opened = company()
    which = "the sample company" if opened.is_sample else "the company's own data"
    log.info("Serving %s, version %s.", which, opened.warehouse.version)


def edition(opened: Company) -> tuple[str, str]:
    """Which data are shown: where they are, and their version."""
    return opened.warehouse.url, opened.warehouse.version


@st.fragment(run_every=NOTICE)
def move_over(shown: tuple[str, str]) -> None:
    """Draw an open page anew once there are newer data, or the first ones of the company's own."""
    try:
        newer = edition(company()) != shown
    except CxError:
        newer = True  # the run that follows says what is wrong
    if newer:
        st.rerun()


def ask(opened: Company, filters: Filters) -> Ask:
    """The question a page puts to the data; its tallies are remembered until the data change."""
    warehouse = opened.warehouse
    contents = warehouse.contents()
    address = str(warehouse.url)

    def tally(measure: str, chosen: Filters, by: tuple[str, ...]) -> Tally:
        return _tally(warehouse, address, contents.version, measure, chosen, by)

    return Ask(contents, opened.settings, filters, tally, opened.is_sample)


@st.cache_resource(max_entries=MOST_TALLIES, show_spinner=False)
def _tally(
    _warehouse: Warehouse, address: str, version: str, measure: str, filters: Filters, by: tuple[str, ...]
) -> Tally:
    """The warehouse's tally. Tallies never change once made, so all visitors share the same one."""
    return _warehouse.tally(measure, filters, by)
