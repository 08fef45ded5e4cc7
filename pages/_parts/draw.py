"""Page models drawn with Streamlit: the same parts, words and figures that an exported file writes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from cx.charts.base import CONFIG
from cx.measures import Measure
from cx.reports import breakdown, cards, markup, words
from cx.reports.ask import Arrangement
from cx.reports.language import translate as _
from cx.reports.page import Card, Cards, Chart, Message
from pages._parts import export, link, session
from pages._parts.markdown import literal
from pages._parts.registry import BY_NAME

DETAILS_WIDTH = 340

#: Keys of charts by a dimension begin with this; the choice of the dimension stands above the first of them.
BREAKDOWN = "by-"


def page(name: str) -> None:
    """The page of that name under the filters in force: head, cards and charts in the order in which they are read."""
    current, entry = session.current(), BY_NAME[name]
    model = entry.model(current.ask, current.arrangement)
    st.html(markup.head(model.head))
    for place, parts in groupby(model.parts, key=_place):
        if place == BREAKDOWN:
            _dimension_picker(entry.measures)
        _row(list(parts))


def _place(part: Cards | Chart) -> str:
    """Neighbours of one place share a row."""
    if isinstance(part, Cards):
        return "cards"
    if part.key.startswith(BREAKDOWN):
        return BREAKDOWN
    return part.key if part.wide else "charts"


def _row(parts: list[Cards | Chart]) -> None:
    if isinstance(parts[0], Cards):
        with st.grid(3, min_column_width=170, key="cards"):
            for card in parts[0].cards:
                _card(card)
        return
    charts = [part for part in parts if isinstance(part, Chart)]
    with st.grid(min(2, len(charts)), min_column_width=400, key=f"row-{charts[0].key}"):
        for chart in charts:
            _chart(chart)


def _card(card: Card) -> None:
    with st.container(key=f"kpi-{card.key}", height="stretch"):
        pages = session.current().pages
        st.page_link(
            pages[card.page], label=f"**{literal(card.title)}**", icon=":material/chevron_right:",
            icon_position="right", help=literal(card.definition), query_params=link.current().filters.to_query(),
        )  # fmt: skip
        st.html(cards.body(card))


def _chart(chart: Chart) -> None:
    with st.container(key=f"card-{chart.key}", height="stretch"):
        with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small"):
            st.html(markup.chart_head(chart))
            _details(chart)
        _figure(chart)
        st.space("stretch")
        if chart.footer:
            st.html(markup.footer(chart.footer))


def _figure(chart: Chart) -> None:
    if chart.message is not None:
        _message(chart, chart.message)
    elif chart.key in link.current().arrangement.table:
        st.dataframe(chart.shown, hide_index=True, height=chart.height, key=f"table-{chart.key}", alt=chart.alt)
    else:
        with st.container(key=f"fig-{chart.key}"):
            st.plotly_chart(
                chart.figure, key=f"plot-{chart.key}", height=chart.height, theme="streamlit", config=CONFIG,
                alt=chart.alt,
            )  # fmt: skip


def _message(chart: Chart, message: Message) -> None:
    """What is said in place of a chart, as high as the chart, with a button for each filter whose removal helps."""
    filters = link.current().filters
    dropped = [name for name in message.drop if filters.condition(name)]
    with st.container(height=chart.height, border=False, vertical_alignment="center", key=f"message-{chart.key}"):
        st.html(markup.message(message, 0))
        with st.container(horizontal=True, key=f"action-{chart.key}"):
            for name in dropped:
                said = _("Drop {filter}").format(filter=literal(words.dimension_name(name)))
                st.button(said, key=f"drop-{chart.key}-{name}", on_click=link.go, args=(filters.without(name),))
            if message.again:
                st.button(_("Try again"), key=f"again-{chart.key}", icon=":material/refresh:")


def _details(chart: Chart) -> None:
    """What the numbers mean, the same as a table, and as a file."""
    with (
        st.container(key=f"details-{chart.key}", width="content"),
        st.popover(_("Details"), type="tertiary", key=f"pop-{chart.key}"),
        st.container(width=DETAILS_WIDTH),
    ):
        st.markdown(literal(chart.definition))
        if chart.message is None:
            _as_table(chart)
            made = export.csv(session.current().ask, chart)
            st.download_button(
                _("CSV"),
                made,
                f"{chart.key}.csv",
                "text/csv",
                key=f"csv-{chart.key}",
                on_click="ignore",
                icon=":material/download:",
            )


def _as_table(chart: Chart) -> None:
    st.toggle(
        _("Show as table"),
        **link.controlled(
            f"table.{chart.key}", chart.key in link.current().arrangement.table,
            lambda on: link.current().arrangement.with_table(chart.key, on),
        ),
    )  # fmt: skip


def _dimension_picker(measures: Sequence[Measure]) -> None:
    """By which dimension the next charts are broken down."""
    ask, wanted = session.current().ask, session.current().arrangement.by
    chosen, default = (breakdown.chosen_dimension(ask, measures, name) for name in (wanted, ""))

    def broken_down(name: str) -> Arrangement:
        return link.current().arrangement.with_by("" if name == default else name)

    st.pills(
        _("Break down by"), breakdown.dimensions(ask, measures), required=True,
        format_func=lambda name: literal(words.dimension_name(name)),
        **link.controlled("by", chosen, broken_down),
    )  # fmt: skip
