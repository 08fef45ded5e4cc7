"""An import on its way, in a thread of its own: it goes on whatever its visitor clicks meanwhile, and lands whole or
not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from cx.company import Company
from cx.errors import Busy, CxError
from cx.imports import ImportProgress, ImportResult, import_files, import_query
from cx.readers.files import DataFile
from cx.readers.preset import Preset
from cx.reports import import_words
from cx.reports.attempt import logged
from cx.reports.language import translate as _
from pages._parts.markdown import literal

#: Imports at once, over all visitors: only one can write.
AT_ONCE = 1
#: Seconds between two looks at how far it is.
READY = 0.5

_KEY = "import.job"


@dataclass
class Task:
    """Files of one kind and what reads them. dated: columns of which somebody said how their dates are written. One of
    result and failed in the end; doubt: what else went wrong, though the files landed.
    """

    files: Sequence[DataFile]
    preset: Preset
    source: str
    replace: bool
    dated: frozenset[str] = frozenset()
    result: ImportResult | None = None
    failed: str = ""
    doubt: str = ""

    @property
    def names(self) -> str:
        """The files by their names, or the connection."""
        if self.preset.database:
            return self.preset.database.connection
        return ", ".join(file.name for file in self.files)

    @property
    def ended(self) -> bool:
        """Whether it landed or failed."""
        return self.result is not None or bool(self.failed)


@dataclass
class Job:
    """Tasks one after the other. progress: of the one at work, written by its thread; landed: called in that thread
    when one has landed; without_folder: a failure as it may be shown; cleared: whether the files were put away.
    """

    tasks: Sequence[Task]
    landed: Callable[[Task], None]
    without_folder: Callable[[Exception], str]
    cleared: bool = False
    progress: ImportProgress = field(default_factory=lambda: ImportProgress("reading", 0, 0))

    @property
    def running(self) -> bool:
        """Whether anything is still to be done."""
        return not all(task.ended for task in self.tasks)

    @property
    def succeeded(self) -> bool:
        """Whether everything landed."""
        return all(task.result is not None and task.result.landed for task in self.tasks)


def current() -> Job | None:
    """The import of this visitor that is on its way or done, if any."""
    job: Job | None = st.session_state.get(_KEY)
    return job


def forget() -> None:
    """Be ready for the next one."""
    st.session_state.pop(_KEY, None)


def begin(company: Company, job: Job) -> None:
    """Begin to import; the page that follows shows how far it is."""
    st.session_state[_KEY] = job
    _workers().submit(copy_context().run, _work, company, job)


def _work(company: Company, job: Job) -> None:
    for task in job.tasks:
        attempt(job, task, lambda task=task: _import(company, job, task))  # type: ignore[misc]


def _import(company: Company, job: Job, task: Task) -> ImportResult:
    def note(now: ImportProgress) -> None:
        job.progress = now

    how: dict[str, Any] = {"source": task.source, "replace": task.replace, "progress": note}
    if task.preset.database:
        result = import_query(company, task.preset, from_start=task.replace, **how)
    else:
        result = import_files(company, list(map(str, task.files)), task.preset, **how)
    if result.landed:
        job.landed(task)
    return result


def attempt(job: Job, task: Task, run: Callable[[], ImportResult]) -> None:
    """What became of a task is written into it; a failure is one sentence, without the folder where the files lie."""
    try:
        task.result = run()
    except Busy:
        task.failed = _("Another import is running. Try again once it has finished; your choices are still here.")
    except CxError as error:
        task.failed = job.without_folder(error)
    except Exception:
        said = _("These files could not be imported; nothing was changed. The reason is in the log under {code}.")
        task.failed = said.format(code=logged("import"))


@st.cache_resource(show_spinner=False)
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, "import")


@st.fragment(run_every=READY)
def watched(job: Job) -> None:
    """How far it is; the page is drawn anew once it is done."""
    at_work = next((task for task in job.tasks if not task.ended), None)
    if at_work is None:
        st.rerun()
        return
    now = job.progress
    done = 1.0 if now.step == "writing" else now.done / now.total if now.total else 0.0
    st.progress(min(done, 1.0), literal(f"{at_work.names} · {import_words.step(now)}"))
