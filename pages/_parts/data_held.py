"""What is here: sources, how far they reach, the newest imports with what they rejected, and the way back."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from cx.company import Company
from cx.reports import import_words, language, markup, tables, words
from cx.reports.ask import local_day
from cx.reports.import_fields import kind_name
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext
from cx.reports.page import Head
from cx.store.contents import Source
from cx.store.workspace import Import, Reject, Workspace
from pages._parts import data_mappings, data_undo, files, forms, link, session

#: How many imports are listed here; the Trust page has all of them.
NEWEST = 5


def head(company: Company) -> Head:
    """Where we are: whose data are shown, and how much there is."""
    sources = company.warehouse.contents().sources
    if company.is_sample:
        steps = _("Drop a file, check what was understood of it, and import it.")
        return Head(_("Data"), _("Bring your own data"), (steps,))
    if not sources:
        return Head(_("Data"), _("Bring your data"), (_("There are no data yet."),))
    brought = [source for source in sources if source.table != "ticket_events"] or sources  # tickets make events
    rows, names = sum(source.rows for source in brought), len({source.source for source in sources})
    said = ngettext("{rows} from {n} source", "{rows} from {n} sources", names)
    finding = said.format(rows=words.counted(rows, ""), n=words.count(names))
    return Head(_("Data"), finding, _cover(company))


def _cover(company: Company) -> tuple[str, ...]:
    as_of = company.warehouse.as_of
    if as_of is None:
        return ()
    return (_("Data to {time}.").format(time=words.as_of(as_of, company.settings.zone)),)


def held(company: Company) -> None:
    """The cards of what is here; nothing of the sample company's."""
    sources = () if company.is_sample else company.warehouse.contents().sources
    if sources:
        with forms.section("held", _("What is here"), _("Rows of each source, and how far they reach")):
            st.html(markup.table(_("What is here"), _shown(company, sources)))
    own = company.own or company
    imports = own.workspace.imports()
    if imports:
        _imports(own, imports)


def _shown(company: Company, sources: tuple[Source, ...]) -> pd.DataFrame:
    zone = company.settings.zone
    return pd.DataFrame({
        _("Source"): [one.source for one in sources],
        _("Holds"): [kind_name(one.table) for one in sources],
        _("Rows"): [words.count(one.rows) for one in sources],
        _("Days"): [_days(one, zone) for one in sources],
        _("Data to"): [words.as_of(one.as_of, zone) if one.as_of else "" for one in sources],
    })  # fmt: skip


def _days(one: Source, zone: str) -> str:
    if one.first is None or one.last is None:
        return ""
    return words.date_range(local_day(one.first, zone), local_day(one.last, zone))


def _imports(company: Company, imports: tuple[Import, ...]) -> None:
    says = _("Newest first; an import lands whole or not at all")
    with forms.section("imports", _("Imports"), says):
        for one in imports[:NEWEST]:
            with st.container(key=f"entry-import-{one.import_id}", horizontal=True, vertical_alignment="center"):
                st.html(_line(company, one))
                if one.rejected:
                    _rejects(company.workspace, one)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="action-imports"):
            data_undo.offered(company)
            data_mappings.offered(company)
            if len(imports) > NEWEST:
                query = link.current().filters.to_query() | {"tab": ["data"]}
                page = session.current().pages["trust"]
                st.page_link(page, label=_("All imports"), query_params=query, width="content")


def _line(company: Company, one: Import) -> str:
    """When, which files, and what became of them; their names are data."""
    when = words.as_of(one.started_at, company.settings.zone)
    facts = [data_undo.state(company, one), ", ".join(one.files), one.source, one.preset, *import_words.counts(one)]
    shown = "".join(f"<span>{escape(fact)}</span>" for fact in dict.fromkeys(facts) if fact)
    return f'<p class="cx-import">{escape(when)}</p><div class="cx-facts">{shown}</div>'


def _rejects(workspace: Workspace, one: Import) -> None:
    label = ngettext("{n} rejected row", "{n} rejected rows", one.rejected).format(n=words.count(one.rejected))
    rejects_button(workspace, one.import_id, label, "list")


def rejects_button(workspace: Workspace, import_id: int, label: str, place: str) -> None:
    """The rows that an import could not read, as a file."""
    told = files.told_anew()
    make = partial(rejects_csv, workspace, import_id, language.current())
    st.download_button(
        label, partial(files.attempted, make, "rejects", told), f"rejected-rows-{import_id}.csv", "text/csv",
        key=f"rejects-{place}-{import_id}", on_click="ignore", icon=":material/download:", type="tertiary",
    )  # fmt: skip


def rejects_csv(workspace: Workspace, import_id: int, spoken: str) -> bytes:
    """File, line, field, reason and the row as it came; harmless to spreadsheets."""
    language.use(spoken)
    names = {"file": _("File"), "line": _("Line"), "field": _("Field"), "reason": _("Reason"), "raw": _("As it came")}
    rejects = pd.DataFrame(workspace.rejects(import_id), columns=list(Reject._fields), dtype=object)
    return tables.csv_bytes(rejects.rename(columns=names))
