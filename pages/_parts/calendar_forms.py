"""Business hours on the settings page: a week, written by day, or the text behind it for what one week cannot say."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import streamlit as st

from cx.calendars import DAYS, Calendar, Interval, one_week, week_text
from cx.company import Company
from cx.reports.dates import part_of_week
from cx.reports.language import translate as _
from pages._parts import forms
from pages._parts.company_forms import zones

EXAMPLE = """\
default = "office"

[calendars.office]
monday = ["08:00-12:00", "13:00-17:00"]
tuesday = ["08:00-12:00", "13:00-17:00"]
wednesday = ["08:00-12:00", "13:00-17:00"]
thursday = ["08:00-12:00", "13:00-17:00"]
friday = ["08:00-15:30"]
holidays = [2026-01-01, 2026-12-25]

[calendars.nights]
friday = ["22:00-24:00"]
saturday = ["00:00-06:00"]

[[rules]]
channel = "phone"
calendar = "nights"
"""


def calendars(company: Company) -> None:
    """When somebody is there."""
    says = _("When somebody is there: with them, times can be read in business hours")
    with forms.section("calendars", _("Business hours"), says):
        week = one_week(forms.text_of(company, "calendars"), company.settings.zone)
        if week is None:
            st.caption(_("They say more than one week for all, so they are changed as a text."))
        as_text = week is None or _as_text()
        if as_text:
            _example()
        else:
            st.caption(_("Written as 9:00–12:00, 13:00–17:00; a day without hours is closed."))
        with forms.form(company, "calendars") as form:
            form.setting("calendars", _text if week is None or as_text else partial(_week, week, company.settings.zone))


def _as_text() -> bool:
    names = {"week": _("As a week"), "text": _("As a text")}
    chosen = st.segmented_control(
        _("Written"), list(names), default="week", format_func=names.__getitem__, required=True,
        label_visibility="collapsed", key="calendars-as",
    )  # fmt: skip
    return bool(chosen == "text")


def _example() -> None:
    with st.popover(_("Example"), type="tertiary", key="calendars-example"), st.container(width=440):
        st.code(EXAMPLE, language="toml")
        st.caption(_("A day that is left out is closed. The first rule that fits a ticket counts."))


def _text(present: str, looks: dict[str, Any]) -> str:
    return st.text_area(_("Calendars as TOML"), present, height=220, placeholder=_("No calendar"), **looks).strip()


def _week(week: Calendar, business: str, present: str, looks: dict[str, Any]) -> str:
    """One week for everything; its text, the present one where nothing was changed. business: zone of the company."""
    key, locked = looks["key"], looks["disabled"]
    shown = {day: ", ".join(map(_said, hours)) for day, hours in zip(DAYS, week.week, strict=True)}
    own, closed = "" if week.zone == business else week.zone, ", ".join(map(str, sorted(week.holidays)))
    with st.grid(3, min_column_width=forms.FIELD):
        days = {day: _hours(nr, shown[day], f"{day}.{key}", locked) for nr, day in enumerate(DAYS)}
        zone = _zone(own, f"hours-zone.{key}", locked)
        holidays = st.text_input(
            _("Closed on these days too"), closed, key=f"holidays.{key}", disabled=locked,
            placeholder="2026-12-24, 2026-12-25",
        )  # fmt: skip
    if (days, zone, holidays) == (shown, own, closed):
        return present
    return week_text(week.name, zone, {day: _written(hours) for day, hours in days.items()}, _parts(holidays))


def _hours(nr: int, shown: str, key: str, locked: bool) -> str:
    return st.text_input(part_of_week("weekday", nr), shown, key=key, disabled=locked, placeholder=_("Closed"))


def _said(interval: Interval) -> str:
    """As people write it: "08:00–17:30"."""
    return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in interval)


def _written(hours: str) -> list[str]:
    """What somebody wrote for a day as the text has it: with hyphens, and hours of two digits."""
    plain = re.sub(r"\s*[-–—]\s*", "-", hours)
    return [re.sub(r"(?<!\d)(\d):", r"0\1:", part) for part in _parts(plain)]


def _parts(listed: str) -> list[str]:
    return [part for part in re.split(r"[,;\s]+", listed) if part]


def _zone(own: str, key: str, locked: bool) -> str:
    """The zone of the hours, "" for that of the company."""
    offered = list(dict.fromkeys(["", own, *zones()]))
    return str(
        st.selectbox(
            _("Time zone of these hours"), offered, offered.index(own), key=key, disabled=locked,
            format_func=lambda zone: zone or _("That of the company"),
        )
    )  # fmt: skip
