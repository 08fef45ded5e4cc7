"""Data: the way in for the company's own files, and what is here."""

from __future__ import annotations

import streamlit as st

from cx.reports import markup
from cx.reports.language import translate as _
from pages._parts import data_held, import_bring, session
from pages._parts.rights import may_change

company = session.current().ask.company
assert company is not None
own = company.own or company

st.html(markup.head(data_held.head(company)))
import_bring.became(own)
if may_change(own.settings):
    import_bring.bring(own)
else:
    said = _("Files are brought in on the machine itself, by the command line, or here where CX_EDIT=1 allows it.")
    st.html(markup.note(said))
data_held.held(company)
