"""The shared filters: period, comparison, grain and conditions. Every widget shows the link and changes the link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from cx.filters import DIMENSIONS, Filters, can_be_asked_for
from cx.periods import COMPARISONS, GRAINS
from cx.reports import coverage, words
from cx.reports.ask import Ask
from cx.reports.language import translate as _
from pages._parts import link
from pages._parts.markdown import literal
from pages._parts.popover import opened

#: Dimensions with a place of their own in the bar; the others are under "+ Filter".
MAIN = ("channel", "segment", "region")

#: Every company's dimensions that are offered: what customers write about is a topic.
OFFERED = (*DIMENSIONS, "topic")

#: Periods that are one click away.
PRESETS = ("1w", "4w", "13w", "52w", "this_month", "last_month", "this_quarter", "all")


def filters(ask: Ask) -> None:
    """The left part of the bar: what is shown."""
    _period(ask)
    offered = dimensions(ask)
    for dimension in [name for name in MAIN if name in offered]:
        with opened(label(ask.filters, dimension), f"filter-{dimension}") as is_open:
            if is_open:
                _values(ask, dimension)
    rest = [name for name in offered if name not in MAIN]
    if rest:
        _rest(ask, rest)
    if ask.filters.where:
        st.button(
            _("Clear filters"), key="clear", type="tertiary", on_click=link.go, args=(ask.filters.with_(where=()),)
        )


def grain(ask: Ask) -> None:
    """Day, week or month."""
    names = {"day": _("Day"), "week": _("Week"), "month": _("Month")}
    st.segmented_control(
        _("Grain"), GRAINS, format_func=names.__getitem__, required=True, label_visibility="collapsed",
        **link.controlled("grain", ask.filters.grain, lambda chosen: link.current().filters.with_(grain=chosen)),
    )  # fmt: skip


def dimensions(ask: Ask) -> list[str]:
    """Dimensions that some row fills, and those that the link asks for: the built-in ones first."""
    filled = {name for name, values in ask.contents.values.items() if any(value is not None for value in values)}
    wanted = filled | {name for name, _values in ask.filters.where}
    own = [name for name in ask.contents.dimensions if name in wanted]
    return [name for name in OFFERED if name in wanted] + own


def options(ask: Ask, dimension: str) -> list[str | None]:
    """The known values, most frequent first, then those that the link asks for and nothing knows."""
    known = list(filter(can_be_asked_for, ask.contents.values.get(dimension, ())))
    return known + [value for value in ask.filters.condition(dimension) or () if value not in known]


def label(chosen: Filters, dimension: str) -> str:
    """The state of one filter as the label of its button: "Channel", "Channel: **Chat, E-mail**"."""
    values = chosen.condition(dimension)
    name = literal(words.dimension_name(dimension))
    return f"{name}: **{literal(_some([words.value_name(v, dimension) for v in values]))}**" if values else name


def _some(names: Sequence[str]) -> str:
    return _("{n} values").format(n=len(names)) if len(names) > 2 else ", ".join(names)


def _values(ask: Ask, dimension: str) -> None:
    st.multiselect(
        literal(words.dimension_name(dimension)), options(ask, dimension),
        format_func=lambda value: words.value_name(value, dimension), placeholder=_("All"),
        **link.controlled(
            f"filter.{dimension}", list(ask.filters.condition(dimension) or ()),
            lambda values: link.current().filters.where_(dimension, values),
        ),
    )  # fmt: skip


def _rest(ask: Ask, names: Sequence[str]) -> None:
    active = [words.dimension_name(name) for name in names if ask.filters.condition(name)]
    name = _("Filter")
    shown = f"{name}: **{literal(_some(active))}**" if active else name
    with opened(shown, "filter-rest", icon=":material/add:", type="tertiary") as is_open:
        for name in names if is_open else ():
            _values(ask, name)


def _period(ask: Ask) -> None:
    current = ask.window.current
    shown = literal(words.date_range(current.first, current.last))
    with opened(shown, "period", icon=":material/calendar_today:") as is_open:
        if is_open:
            _presets(ask)
            _dates(ask)
            _comparison(ask)
            st.caption(literal(coverage.wholeness(ask.window, ask.settings.zone)))


def _presets(ask: Ask) -> None:
    asked = ask.filters.period
    tokens = PRESETS if asked in PRESETS else (*PRESETS, asked)
    st.pills(
        _("Period"), tokens, format_func=lambda token: literal(coverage.period_name(token)), required=True,
        **link.controlled("period", asked, lambda token: link.current().filters.with_(period=token)),
    )  # fmt: skip


def _dates(ask: Ask) -> None:
    current = ask.window.current
    earliest, latest = min(ask.first_day or current.first, current.first), max(ask.as_of_day, current.last)
    st.date_input(
        _("From and to"), min_value=earliest, max_value=latest, format="YYYY-MM-DD",
        **link.controlled(f"dates.{current}", (current.first, current.last), _ranged, keep=True),
    )  # fmt: skip


def _ranged(days: Any) -> Filters:
    """The filters for a range of days; while only its first day is chosen they stay as they are."""
    now = link.current().filters
    if not (isinstance(days, tuple) and len(days) == 2 and all(isinstance(day, date) for day in days)):
        return now
    return now.with_(period=f"{days[0]}..{days[1]}")


def _comparison(ask: Ask) -> None:
    st.selectbox(
        _("Compare with"), COMPARISONS, format_func=coverage.comparison_name,
        **link.controlled("compare", ask.filters.compare, lambda chosen: link.current().filters.with_(compare=chosen)),
    )  # fmt: skip
