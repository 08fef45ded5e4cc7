"""One chart card: title, details, figure or table or message, what can be chosen, footer."""

from __future__ import annotations

import streamlit as st

from cx.charts.base import CONFIG
from cx.filters import Filters
from cx.measures import Measure, measure
from cx.reports import markup, parts, words
from cx.reports.language import translate as _
from cx.reports.page import Chart, Message
from pages._parts import choosing, export, link, session
from pages._parts.details import details
from pages._parts.markdown import literal
from pages._parts.registry import BY_NAME


def chart(given: Chart) -> None:
    """The whole card; it has its height before the figure is there."""
    with st.container(key=f"card-{given.key}", height="stretch"):
        with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small"):
            st.html(markup.chart_head(given))
            _details(given)
        _figure(given)
        if given.footer:
            st.html(markup.footer(given.footer))


def _figure(given: Chart) -> None:
    if given.message is not None:
        _message(given, given.message)
    elif given.key in link.current().arrangement.table:
        st.dataframe(given.shown, hide_index=True, height=given.height, key=f"table-{given.key}", alt=given.alt)
        choosing.row(given)
    else:
        with st.container(key=f"fig-{given.key}"):
            st.plotly_chart(
                choosing.figure(given), height=given.height, theme="streamlit", config=CONFIG, alt=given.alt,
                **choosing.selection(given),
            )  # fmt: skip
        choosing.row(given)


def _message(given: Chart, message: Message) -> None:
    """What is said in place of a chart, as high as the chart, with a button for each way out."""
    filters = link.current().filters
    with st.container(height=given.height, border=False, vertical_alignment="center", key=f"message-{given.key}"):
        st.html(markup.message(message, 0))
        with st.container(horizontal=True, key=f"action-{given.key}"):
            _fewer_filters(given.key, message, filters)
            other_days(given.key, message, filters)
            if message.page:
                label, page = _("Open {page}"), session.current().pages[message.page]
                name = _(BY_NAME[message.page].title)
                st.page_link(page, label=label.format(page=name), query_params=filters.to_query())
            if message.again:
                st.button(_("Try again"), key=f"again-{given.key}", icon=":material/refresh:")


def _fewer_filters(key: str, message: Message, filters: Filters) -> None:
    dropped = [name for name in message.drop if filters.condition(name)]
    for name in dropped:
        said = _("Drop {filter}").format(filter=literal(words.dimension_name(name)))
        st.button(said, key=f"drop-{key}-{name}", on_click=link.go, args=(filters.without(name),))
    if len(dropped) > 1:
        st.button(_("Clear filters"), key=f"drop-{key}", on_click=link.go, args=(filters.with_(where=()),))


def other_days(key: str, message: Message, filters: Filters) -> None:
    """Buttons that show the days which the message says have something."""
    if message.wider and filters.period != "all":
        every_day = filters.with_(period="all")
        st.button(_("Show all days"), key=f"wider-{key}", on_click=link.go, args=(every_day,))
    if message.days:
        label, there = _("Show {days}"), filters.with_(period=str(message.days))
        days = words.date_range(message.days.first, message.days.last)
        st.button(label.format(days=days), key=f"days-{key}", on_click=link.go, args=(there,))


def _details(given: Chart) -> None:
    """What the numbers mean, the same as a table, and as files."""
    with details(given.key, given.title, given.definition) as opened:
        if not opened:
            return
        if given.measure:
            _definition(given.key, measure(given.measure))
        if given.message is None:
            _as_table(given)
            export.downloads(given)


def _as_table(given: Chart) -> None:
    st.toggle(
        _("Show as table"),
        **link.controlled(
            f"table.{given.key}", given.key in link.current().arrangement.table,
            lambda on: link.current().arrangement.with_table(given.key, on),
        ),
    )  # fmt: skip


def _definition(key: str, known: Measure) -> None:
    """How the measure is read, on all pages and in all files."""
    filters = link.current().filters
    names = {
        reading.full_name: parts.sentence_case(words.reading_name(known, reading)) for reading in known.definitions()
    }
    in_force = filters.reading(known).full_name
    st.selectbox(
        _("Read as"), list({in_force: None} | names), format_func=lambda name: names.get(name, name),
        **link.controlled(f"definition.{key}", in_force, lambda name: link.current().filters.read_as(known, name)),
    )  # fmt: skip
