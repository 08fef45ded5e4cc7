"""Forms of the settings page for what is a setting: the company, its headline numbers and thresholds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from cx.company import Company
from cx.measures import MEASURES
from cx.reports import formats, language, words
from cx.reports.language import translate as _
from cx.surveys import Survey
from pages._parts import forms
from pages._parts.forms import Form
from pages._parts.markdown import literal

#: Times that people set as targets, in seconds; each is the edge of a bin.
TIMES = (
    300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800, 259_200, 432_000, 604_800, 1_209_600,
)  # fmt: skip


def about_the_company(company: Company) -> None:
    """Zone, week, language, currency, and when a customer is gone."""
    with (
        forms.section("company", _("Company"), _("Where its days begin, and how words and numbers are written")),
        forms.form(company, "company") as form,
        st.grid(3, min_column_width=forms.FIELD),
    ):
        _choice(form, "zone", _("Time zone"), zones(), str)
        days = {"monday": _("Monday"), "sunday": _("Sunday")}
        _choice(form, "week_start", _("First day of the week"), list(days), days.__getitem__)
        spoken = {name: language.title(name) for name in language.LOCALES}
        _choice(form, "language", _("Language"), list(spoken), spoken.__getitem__)
        money = formats.currencies()
        _choice(form, "currency", _("Currency"), list(money), lambda code: f"{code} · {money.get(code, code)}")
        _number(form, "gone_after", _("Days until a quiet customer is gone, 0 for never"), 0)


def headline_numbers(company: Company, surveys: Sequence[Survey]) -> None:
    """Which measures have a card, in which order, and whose answers stand for a measure where there are several."""
    says = _("The cards of the overview, in this order; verdicts take into account how many there are")
    with forms.section("headlines", _("Headline numbers"), says), forms.form(company, "headlines") as form:

        def draw(present: str, looks: dict[str, Any]) -> str:
            chosen = st.multiselect(_("Measures"), list(MEASURES), present.split(","), format_func=_measure, **looks)
            return ",".join(chosen)

        form.setting("headlines", draw, lambda text: ", ".join(map(_measure, text.split(","))))
        with st.grid(3, min_column_width=forms.FIELD):
            for measure in dict.fromkeys(survey.measure for survey in surveys):
                _question(form, measure, [survey for survey in surveys if survey.measure == measure])


def _question(form: Form, measure: str, asked: list[Survey]) -> None:
    """Which question stands for a measure where no survey is chosen; asked: with answers, the one in force first."""
    if len(asked) < 2:
        return
    declared = {survey.survey: survey for survey in form.company.workspace.surveys()}
    asked = [declared.get(survey.survey, survey) for survey in asked]
    present = next((survey.survey for survey in asked if survey.headline), asked[0].survey)
    names = [survey.survey for survey in asked]
    chosen = st.selectbox(
        _("Question behind {name}").format(name=_measure(measure)), names, names.index(present),
        format_func=lambda name: words.value_name(name, "survey"), disabled=form.locked,
        key=form.key(f"question-{measure}", present),
        help=literal(next(survey.wording for survey in asked if survey.survey == present)) or None,
    )  # fmt: skip
    if chosen != present:
        said = [replace(survey, headline=survey.survey == chosen) for survey in asked]
        form.change(st.empty(), lambda: None, lambda: form.company.workspace.declare(*said, by_hand=True))


def thresholds(company: Company) -> None:
    """How few answers are too few."""
    with (
        forms.section("thresholds", _("Thresholds"), _("How few answers are too few to be judged, or to be shown")),
        forms.form(company, "thresholds") as form,
        st.grid(3, min_column_width=forms.FIELD),
    ):
        _number(form, "grey_below", _("Too few to be judged: under this many"), 3)
        _number(form, "hide_below", _("Not shown, if anonymous: under this many"), 3)


def time_setting(form: Form, name: str, label: str) -> None:
    """A target as a choice of times that people think in."""

    def said(text: str) -> str:
        return words.value_only(int(text), "seconds")

    _choice(form, name, label, [str(time) for time in TIMES], said)


def _choice(form: Form, name: str, label: str, options: Sequence[str], say: Callable[[str], str]) -> None:
    def draw(present: str, looks: dict[str, Any]) -> str:
        offered = list(options) if present in options else [present, *options]
        return str(st.selectbox(label, offered, offered.index(present), format_func=say, **looks))

    form.setting(name, draw, say)


def _number(form: Form, name: str, label: str, least: int) -> None:
    def draw(present: str, looks: dict[str, Any]) -> str:
        return str(st.number_input(label, least, 100_000, int(present), 1, **looks))

    form.setting(name, draw)


def _measure(name: str) -> str:
    return words.measure_name(name)


@st.cache_data(show_spinner=False)
def zones() -> list[str]:
    """Every zone by its name of a region and a place."""
    return ["UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))]
