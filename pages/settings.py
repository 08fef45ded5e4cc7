"""Settings: zone, targets, calendars, names and what else the company decides."""

from __future__ import annotations

import streamlit as st

from cx.reports import markup
from cx.reports.language import translate as _
from cx.reports.page import Head

st.html(markup.head(Head(_("Settings"), _("Settings"))))
