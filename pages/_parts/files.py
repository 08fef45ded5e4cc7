"""Files that are taken away: made when they are clicked; those that take seconds are prepared first, with progress.

Both are made in threads that know no session and hold up nobody, so everything they need is bound beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from cx.errors import CxError
from cx.exports.chromium import chromium
from cx.exports.document import Document
from cx.exports.formats import FORMATS, Format
from cx.reports.attempt import logged
from cx.reports.language import translate as _
from pages._parts.markdown import literal

#: Files that are prepared at once, over all visitors; each may have a Chromium of its own at work.
AT_ONCE = 2
#: Seconds between two looks at whether a file is ready, and at whether one that was clicked could not be made.
READY, FAILED = 0.5, 2

#: Session keys: the files that were prepared by format, and why the last one could not be made.
_JOBS, _TOLD = "files.jobs", "files.told"


class Taken(NamedTuple):
    """What is taken away. name: of its files, without their suffix; stamp: another one for other numbers; document:
    makes it, in any thread.
    """

    name: str
    stamp: str
    document: Callable[[], Document]

    def file(self, format: Format) -> str:
        """What its file of a format is called."""
        return f"{self.name}.{format.name}"


@dataclass
class Told:
    """Why a file could not be made, "" where nothing failed. Written by the thread that made it."""

    sentence: str = ""


@dataclass
class Job:
    """A file that is being prepared. step: how many of `STEPS` are begun; data: the file once it is there."""

    stamp: str
    told: Told
    step: int = 0
    data: bytes = b""

    @property
    def running(self) -> bool:
        """Whether it is neither there nor failed."""
        return not (self.data or self.told.sentence)

    def file(self) -> bytes:
        """The file."""
        return self.data


def told_anew() -> Told:
    """Where it is told why a file of this visitor could not be made; what was told before is taken back."""
    told: Told = st.session_state.setdefault(_TOLD, Told())
    told.sentence = ""
    return told


def files(taken: Taken) -> None:
    """A button for each format: first those that are made at once."""
    told = told_anew()
    slow = [known for known in FORMATS.values() if known.browser]
    with st.container(key="files", gap="small"):
        with st.grid(2, min_column_width=150, gap="small"):
            for known in FORMATS.values():
                if not known.browser:
                    _at_once(taken, known, told)
        say_what_failed(told)
        if chromium():
            for known in slow:
                _prepared(taken, known)
        else:
            _say_no_chromium(slow)


def _at_once(taken: Taken, known: Format, told: Told) -> None:
    st.download_button(
        _(known.title), partial(made, taken, known, told), taken.file(known), known.mime, key=f"file-{known.name}",
        on_click="ignore", icon=":material/download:", width="stretch",
    )  # fmt: skip


def made(taken: Taken, known: Format, told: Told, step: Callable[[int], None] = lambda number: None) -> bytes:
    """The file, or CxError, whose sentence is told too; step: called with how many of the steps are begun."""

    def make() -> bytes:
        step(1)
        document = taken.document()
        step(2)
        return known.write(document)

    return attempted(make, f"file {known.name}", told)


def attempted(make: Callable[[], bytes], what: str, told: Told) -> bytes:
    """A file that is made in a thread. What goes wrong is told in one sentence, which Streamlit does not do."""
    told.sentence = ""
    try:
        return make()
    except CxError as error:
        told.sentence = str(error)
    except Exception:
        said = _("This file could not be made. The reason is in the log under {code}.")
        told.sentence = said.format(code=logged(what))
    raise CxError(told.sentence) from None


@st.fragment(run_every=FAILED)
def say_what_failed(told: Told) -> None:
    """Streamlit says only that a file could not be made, so the reason is looked for while its button is there."""
    if told.sentence:
        st.error(literal(told.sentence), icon=":material/error:")


def _say_no_chromium(slow: Sequence[Format]) -> None:
    said = _("Chromium draws these, and none is found here: {formats}. Install it, or name it in BROWSER_PATH.")
    st.caption(literal(said.format(formats=", ".join(_(known.title) for known in slow))))


def _prepared(taken: Taken, known: Format) -> None:
    """The button that begins, then how far it is, then the button that takes the file."""
    job: Job | None = st.session_state.setdefault(_JOBS, {}).get(known.name)
    if job is None or job.stamp != taken.stamp or job.told.sentence:
        looks: dict[str, Any] = {"icon": ":material/hourglass_top:", "width": "stretch"}
        label = _("Prepare {format}").format(format=_(known.title))
        st.button(label, key=f"prepare-{known.name}", on_click=_begin, args=(taken, known), **looks)
        if job is not None and job.stamp == taken.stamp:
            st.error(literal(job.told.sentence), icon=":material/error:")
    elif job.running:
        _progress(job, _(known.title))
    else:
        st.download_button(
            _("{format} is ready").format(format=_(known.title)), job.file, taken.file(known), known.mime,
            key=f"file-{known.name}", on_click="ignore", icon=":material/download:", width="stretch",
        )  # fmt: skip


def _begin(taken: Taken, known: Format) -> None:
    job = Job(taken.stamp, Told())
    st.session_state.setdefault(_JOBS, {})[known.name] = job
    _workers().submit(_work, job, taken, known)


def _work(job: Job, taken: Taken, known: Format) -> None:
    def step(number: int) -> None:
        job.step = number

    job.data = made(taken, known, job.told, step)


@st.cache_resource(show_spinner=False)
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, "files")


@st.fragment(run_every=READY)
def _progress(job: Job, title: str) -> None:
    if not job.running:
        st.rerun()
    said = (_("Waiting for another file"), _("Counting"), _("Drawing"))
    st.progress((job.step + 1) / (len(said) + 1), f"{literal(title)} · {said[job.step]}")
