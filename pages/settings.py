"""Settings: zone, targets, calendars, names and what else the company decides."""

from __future__ import annotations

import streamlit as st

from cx.reports import markup
from cx.reports.language import translate as _
from cx.reports.page import Head
from pages._parts import calendar_forms, company_forms, forms, markers, note_forms, session
from pages._parts.rights import may_change

ask = session.current().ask
company = ask.company
assert company is not None
surveys = [survey for name in {s.measure for s in ask.contents.surveys} for survey in ask.contents.questions(name)]

notes = () if may_change(company.settings) else (
    _("These settings can only be read here. They are changed on the machine itself, or where CX_EDIT=1 allows it."),
)  # fmt: skip
belongs = (
    _("They belong to the sample company; your own data bring settings of their own.") if company.is_sample else ""
)
st.html(markup.head(Head(_("Settings"), _("What the company decides"), (belongs,) if belongs else (), notes)))
company_forms.about_the_company(company)
company_forms.headline_numbers(company, surveys)
note_forms.targets_and_goals(ask, company)
note_forms.benchmarks(ask, company)
company_forms.thresholds(company)
calendar_forms.calendars(company)
note_forms.own_names(ask, company)
with forms.section("markers", _("Markers"), _("What happened when: drawn on trends")):
    markers.all_markers(company)
    if may_change(company.settings):
        markers.add_marker(company, "marker")
