"""Snapshots: what was kept under a seal; opened, compared, proved and taken away."""

from __future__ import annotations

import streamlit as st

from cx.errors import CxError
from cx.reports import markup
from cx.reports.ask import whole_number
from cx.reports.language import translate as _
from cx.reports.page import Head
from pages._parts import session, snapshot_compared, snapshot_opened, snapshots_list
from pages._parts.markdown import literal

now = session.current()
company, arrangement = now.ask.company, now.arrangement
assert company is not None

try:
    if arrangement.open and arrangement.versus == snapshot_opened.TODAY:
        snapshot_compared.with_today(company, whole_number(arrangement.open))
    elif arrangement.open and arrangement.versus:
        snapshot_compared.compared(company, whole_number(arrangement.open), whole_number(arrangement.versus))
    elif arrangement.open:
        snapshot_opened.opened_snapshot(company, whole_number(arrangement.open))
    else:
        snapshots_list.listed(company)
except CxError as error:
    st.html(markup.head(Head(_("Snapshots"), _("This cannot be opened"))))
    st.error(literal(str(error)), icon=":material/error:")
    with st.container(key="action-snapshot"):
        snapshot_opened.back()
