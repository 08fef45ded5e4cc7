"""What was edited and waits for a derive: a notice on every page, and the button that does it with its progress."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cx.company import Company
from cx.reports import markup, words
from cx.reports.language import translate as _
from pages._parts import forms, link, session
from pages._parts.rights import may_change

#: How long it is believed that nothing new was edited in a file of calendars, in seconds.
BELIEVED = 60

#: The steps of a publish in their order, those that every engine takes.
STEPS = ("begun", "staged", "merged", "derived", "written", "published")


def waiting(company: Company) -> list[str]:
    """What was edited since the data were derived, as `Company.edited` names it."""
    warehouse = company.warehouse
    return list(_waiting(warehouse.url, warehouse.version, company.notes.revision, company))


@st.cache_data(ttl=BELIEVED, max_entries=8, show_spinner=False)
def _waiting(url: str, version: str, revision: int, _company: Company) -> list[str]:
    return _company.edited()


def edited_notice(company: Company, here: str) -> None:
    """One line on every page where something was edited and not derived yet, with the way to do it; here: the page."""
    names = waiting(company)
    if not names:
        return
    with st.container(key="notice-edited", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.note(sentence(names)), width="content")
        if here == "settings":
            _button(company)
        else:
            query = link.current().filters.to_query()
            page = session.current().pages["settings"]
            st.page_link(page, label=_("To the settings"), query_params=query, width="content")


def sentence(names: Sequence[str]) -> str:
    """What was edited, in words."""
    said = ", ".join(words.edited_name(name).lower() for name in names)
    return _("Edited since the data were derived, and without effect until then: {names}.").format(names=said)


def _button(company: Company) -> None:
    if may_change(company.settings) and st.button(_("Derive the data anew"), key="derive", icon=":material/sync:"):
        _derive(company)


def _derive(company: Company) -> None:
    """A version under the settings in force; readers see the one before until it is there."""
    with st.container(width="stretch"):
        bar = st.progress(0.0, _said("begun"))
        slot = st.empty()

    def step(name: str) -> None:
        if name in STEPS:
            done = STEPS.index(name) + 1
            bar.progress(done / len(STEPS), _said(STEPS[min(done, len(STEPS) - 1)]))

    if not forms.refuses(slot, lambda: company.derive(step)):
        forms.say_after_rerun(_("Derived"))


def _said(step: str) -> str:
    """What is being done on the way to a step."""
    known = {
        "begun": _("Preparing the next version"), "staged": _("Deriving days, weeks and times"),
        "merged": _("Deriving days, weeks and times"), "derived": _("Deriving days, weeks and times"),
        "written": _("Writing"),
    }  # fmt: skip
    return known.get(step, _("Putting it in force"))
