"""The button that imports, how far it is, and what it brought: counts, rejects to take away, and the way to the
numbers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import count

import streamlit as st

from cx.company import Company
from cx.errors import CxError
from cx.imports import ImportResult
from cx.measures import MEASURES
from cx.readers.preset import Preset
from cx.recognise.raw import to_toml
from cx.reports import import_words, markup, words
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext
from pages._parts import data_held, import_job, session
from pages._parts.import_bench import Bench, Work
from pages._parts.import_job import Job, Task
from pages._parts.markdown import literal

#: The page where a measure is explained.
PAGES = {"nps": "loyalty", "csat": "satisfaction", "ces": "satisfaction", "review": "satisfaction",
         "satisfaction": "satisfaction"}  # fmt: skip
#: The page of rows that are no answers.
PAGES_OF_TABLE = {"tickets": "service", "ticket_events": "service"}


def button(company: Company, table: Bench, works: Sequence[Work]) -> None:
    """Imports every kind of files at once; what is missing is said above it, kindly."""
    readings = [(work, work.reading()) for work in works]
    ready = [(work, reading) for work, reading in readings if reading is not None and work.source]
    for work, reading in readings:
        if reading is None or not work.source:
            st.html(markup.note(_waits(work)))
    files = sum(len(work.files) for work, _reading in ready)
    queried = any(work.database for work, _reading in ready)
    label = ngettext("Import {n} file", "Import {n} files", files).format(n=files)
    label = label if files and not queried else _("Import")
    with st.container(key="action-import", horizontal=True, vertical_alignment="center", gap="medium"):
        if st.button(label, key="import-now", icon=":material/download_done:", disabled=not ready):
            import_job.begin(company, _job(company, table, ready))
            st.rerun()
        if ready:
            st.caption(_effect(company))


def _effect(company: Company) -> str:
    """What the button does to what is shown everywhere."""
    has = bool(company.warehouse.version)
    said = [_("The rows join those that are here.") if has else _("All pages then show your data alone.")]
    return " ".join(said if company.undoable() == "server" else [*said, _("You can undo it.")])


def _waits(work: Work) -> str:
    """Why files cannot be imported yet."""
    said = [import_words.needed(kind, name, work.table) for kind, name in work.missing]
    said += [work.failed] if work.failed else []
    said += [_("The source needs a name")] if not work.source else []
    return _("{files} cannot be imported yet. {why}.").format(
        files=", ".join(look.file for look in work.looks[:3]), why="; ".join(said).rstrip(".")
    )


def _job(company: Company, table: Bench, ready: Sequence[tuple[Work, Preset]]) -> Job:
    """A task for each mapping; files that one known preset reads into one source land together, and are undone so."""
    together: dict[object, list[tuple[Work, Preset]]] = {}
    for work, reading in ready:
        key = (reading.name, work.source, work.replace) if work.preset is not None else id(work)
        together.setdefault(key, []).append((work, reading))
    tasks = [_task(group) for group in together.values()]
    works = {id(task): group for task, group in zip(tasks, together.values(), strict=True)}

    def landed(task: Task) -> None:
        _remember(company, task, [work for work, _reading in works[id(task)]])

    return Job(tasks, landed, table.without_folder)


def _task(group: Sequence[tuple[Work, Preset]]) -> Task:
    first, reading = group[0]
    files = [one.path for work, _reading in group for one in work.files]
    dated = frozenset[str]() if first.preset else first.draft.dated
    return Task(files, reading, first.source, first.replace, dated)


def _remember(company: Company, task: Task, works: Sequence[Work]) -> None:
    """What is to be remembered once a task has landed; that it cannot be is said, but takes nothing back."""
    for work in works:
        work.landed, wanted = True, _kept(work)
        try:
            if wanted is not None:
                name, text, shape_key = wanted
                company.workspace.save_preset(_free(company, name, shape_key), text, shape_key)
        except CxError as error:
            task.doubt = str(error)


def _free(company: Company, name: str, shape_key: str) -> str:
    """The name of a mapping, with a number where one of other files has it already."""
    taken = {one.name for one in company.workspace.saved_presets() if one.shape_key != shape_key}
    numbered = (f"{name} {number}" for number in count(2))
    return name if name not in taken else next(found for found in numbered if found not in taken)


def _kept(work: Work) -> tuple[str, str, str] | None:
    """Name, text and fingerprint of the columns of a mapping that is to be remembered, None for none."""
    if work.preset is not None or not work.remember:
        return None
    return work.name or work.source, to_toml(work.raw()), work.shape_key


def said(company: Company, job: Job) -> None:
    """The card of an import that is on its way or done."""
    with st.container(key="card-import"):
        if job.running:
            title = _("Importing")
            st.html(f'<h2 class="cx-title">{escape(title)}</h2>')
            import_job.watched(job)
            return
        for nr, task in enumerate(job.tasks):
            _one(company, task, nr)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="action-imported"):
            _ways(job)
            st.button(_("Close"), key="import-close", type="tertiary", on_click=import_job.forget)


def _one(company: Company, task: Task, nr: int) -> None:
    """What became of the files of one kind."""
    result = task.result
    if result is None:
        st.html(f'<h2 class="cx-title">{escape(task.names)}</h2>')
        st.error(literal(task.failed), icon=":material/error:")
        return
    st.html(f'<h2 class="cx-title">{escape(import_words.landed(result))}</h2>{_facts(task, result)}')
    for one in result.noticed:
        if one.kind == "day_or_month" and one.column in task.dated:
            continue
        st.warning(literal(import_words.noticed(one)), icon=":material/help:")
    if task.doubt:
        st.warning(literal(task.doubt), icon=":material/help:")
    if result.undeclared:
        said = _("Nobody has said yet what these surveys measure, so they are in no score: {names}.")
        st.warning(literal(said.format(names=", ".join(result.undeclared))), icon=":material/help:")
    if result.rejected:
        _rejected(company, result)


def _facts(task: Task, result: ImportResult) -> str:
    facts = [task.names, *import_words.counts(result)]
    return f'<div class="cx-facts">{"".join(f"<span>{escape(fact)}</span>" for fact in facts)}</div>'


def _rejected(company: Company, result: ImportResult) -> None:
    lines = "".join(f"<li>{escape(import_words.reject(one))}</li>" for one in result.rejects[:3])
    st.html(f'<ul class="cx-list">{lines}</ul>')
    label = ngettext("{n} rejected row", "{n} rejected rows", result.rejected).format(n=words.count(result.rejected))
    data_held.rejects_button(company.workspace, result.import_id, label, "result")


def _ways(job: Job) -> None:
    """To the pages where the numbers are, over all days: what was brought may be old."""
    found: dict[str, str] = {}
    for task in job.tasks:
        if task.result is not None and task.result.landed:
            found |= _places(task.preset, task.result)
    pages = session.current().pages
    for measure, page in sorted(found.items(), key=lambda one: [*MEASURES, ""].index(one[0])):
        label = _("See your {name}").format(name=words.measure_name(measure)) if measure else _("See your numbers")
        label = _("See your tickets") if found[measure] == "service" else label
        st.page_link(
            pages[page], label=literal(label), icon=":material/arrow_forward:", width="content",
            query_params={"period": ["all"]},
        )  # fmt: skip


def _places(preset: Preset, result: ImportResult) -> dict[str, str]:
    """By measure ("" for no single one), the page that explains what a preset has read."""
    found = dict[str, str]()
    for reading in preset.readings:
        counts = result.tables.get(reading.table.name)
        if counts is None or not counts.added + counts.changed + counts.unchanged:
            continue
        surveys = [*reading.surveys, *(question.survey for question in reading.questions)]
        measures = sorted({survey.measure for survey in surveys} & set(MEASURES), key=[*MEASURES].index)
        found |= {measure: PAGES.get(measure, "overview") for measure in measures[:2]}
        if not measures:
            found |= {"": PAGES_OF_TABLE.get(reading.table.name, "overview")}
    return found
