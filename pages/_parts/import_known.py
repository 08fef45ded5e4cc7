"""What a preset that is known makes of a file's columns, and the way to choosing them oneself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd
import streamlit as st

from cx.readers.binding import Finder
from cx.readers.preset import Column, Preset
from cx.recognise.suggest import draft_of
from cx.reports import markup, words
from cx.reports.import_fields import field_name, kind_name
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext
from pages._parts.import_bench import Work


def known(work: Work, nr: int) -> None:
    """A table of what is read from which column."""
    assert work.preset is not None
    found = rows(work.readings_of(work.preset), {look.name: look.label for look in work.looked.columns})
    shown = pd.DataFrame(found, columns=[_("Column"), _("Becomes"), _("Of")])
    with st.container(key=f"known-{nr}", height=min(360, 44 + 34 * len(shown)), border=False):
        st.html(markup.table(_("What becomes of the columns"), shown))
    read, n = len(set(shown[_("Column")])), len(work.looked.columns)
    said = ngettext("{read} of {n} column is read", "{read} of {n} columns are read", n)
    st.caption(said.format(read=words.count(read), n=words.count(n)))
    with st.container(key=f"action-known-{nr}"):
        st.button(
            _("Choose the columns myself"), key=f"choose-{nr}", type="tertiary", icon=":material/edit:",
            on_click=_by_hand, args=(work,),
        )  # fmt: skip


def _by_hand(work: Work) -> None:
    work.draft, work.preset = work.suggestion.draft or draft_of(work.looked), None


def back(work: Work, nr: int) -> None:
    """The way back to the preset."""

    def take() -> None:
        work.preset = work.suggestion.preset

    st.button(_("Read it as it was recognised"), key=f"recognised-{nr}", type="tertiary", on_click=take)


def rows(readings: Iterable[Preset], labels: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Column of the file, what it becomes, and of which kind of rows; in the order of the file. labels: the wording of
    each of its columns.
    """
    names = list(labels)
    found = [
        (source, said, kind_name(reading.table.name))
        for reading in readings
        for said, source in _found(reading, labels)
    ]
    return sorted(found, key=lambda row: names.index(row[0]))


def _found(reading: Preset, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Everything a reading takes, and each column of this file that it comes from."""
    wanted = list(_read(reading))
    finder = Finder(list(labels), labels, [column for _said, column in wanted])
    for said, column in wanted:
        yield from ((said, source) for bound in finder.find(column.field, "", column) for source in bound.sources)


def _read(reading: Preset) -> Iterator[tuple[str, Column]]:
    """Everything a reading takes, by what it is called."""
    yield from ((field_name(reading.table.name, column.field), column) for column in reading.columns)
    yield from ((name, column) for name, column in reading.dimensions.items())
    for question in reading.questions:
        yield words.measure_name(question.survey.measure), question.score
        if question.comment is not None:
            yield field_name("answers", "comment"), question.comment
