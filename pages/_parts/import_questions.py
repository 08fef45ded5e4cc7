"""The questions of a survey: what each measures, on which scale, and what the answers in the file say to that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st

from cx.recognise.draft import ASKED
from cx.recognise.look import ColumnLook
from cx.recognise.scales import outside
from cx.reports import markup, words
from cx.reports.import_fields import field_name
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext
from cx.surveys import HIGHEST, SCALES, Survey
from pages._parts import import_edit
from pages._parts.import_bench import Work, controlled
from pages._parts.markdown import literal

#: Width under which the fields of a question stand below each other, in pixels.
FIELD = 150
#: Answers outside the scale that are named.
OUTSIDE = 3


def questions(work: Work, nr: int) -> None:
    """A block for each question: columns that are one, and those that a column names."""
    if work.preset is not None or work.draft.table not in ASKED:
        return
    asked = [(one.survey, work.looked.column(one.column)) for one in work.draft.questions if one.survey]
    asked += [(survey, None) for survey in work.draft.surveys]  # type: ignore[misc]
    if asked:
        title = _("Questions")
        st.html(f'<h3 class="cx-sub">{escape(title)}</h3>')
    if work.draft.rated:
        st.html(markup.note(dated(work)))
    for place, (survey, look) in enumerate(asked):
        with st.container(key=f"asked-{nr}-{place}"):
            _question(work, f"{nr}.{place}", survey, look)


def dated(work: Work) -> str:
    """That rated tickets are answers too, and when these were given."""
    draft = work.draft
    without = [doubt.times for doubt in work.doubts if doubt.kind == "undated"]
    said = _("A row with a rating is read twice: as a ticket, and as an answer about that ticket.")
    if draft.dated_by not in ("answered_at", ""):
        field = field_name("tickets", draft.dated_by)
        said += " " + _("No column says when it was rated, so “{field}” counts as that.").format(field=field)
    for times in without:
        text = ngettext("{n} of the first ratings has no date.", "{n} of the first ratings have no date.", times)
        said += " " + text.format(n=words.count(times))
    return said


def _question(work: Work, key: str, survey: Survey, look: ColumnLook | None) -> None:
    """What is declared of one question, each thing a choice, and what the file says to that."""

    def change(name: str) -> Callable[[Any], None]:
        return lambda value: _declare(work, survey, {name: value})

    with st.grid(6, min_column_width=FIELD, vertical_alignment="bottom"):
        _asks(key, survey, change)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        _counts(key, survey, change)
        st.caption(literal(" ".join(evidence(work, survey, look))))


def _asks(key: str, survey: Survey, change: Callable[[str], Callable[[Any], None]]) -> None:
    """What it is called, what it measures, and on which scale."""
    st.text_input(
        _("Name of the question"), max_chars=import_edit.LONGEST_NAME,
        **controlled(f"question.name.{key}", survey.survey, change("survey")),
    )  # fmt: skip
    st.selectbox(
        _("Measures"), list(SCALES), format_func=words.measure_name,
        **controlled(f"question.measure.{key}", survey.measure, change("measure")),
    )  # fmt: skip
    st.number_input(
        _("Lowest answer"), 0, HIGHEST, step=1, **controlled(f"question.low.{key}", survey.low, change("low"))
    )
    st.number_input(
        _("Highest answer"), 0, HIGHEST, step=1, **controlled(f"question.high.{key}", survey.high, change("high"))
    )
    ends = {"high": _("High is good"), "low": _("Low is good")}
    st.selectbox(
        _("Direction"), list(ends), format_func=ends.__getitem__,
        **controlled(f"question.direction.{key}", survey.direction, change("direction")),
    )  # fmt: skip


def _counts(key: str, survey: Survey, change: Callable[[str], Callable[[Any], None]]) -> None:
    """Where its answers count, and who gave them."""
    st.toggle(
        _("Headline question"), help=_("Stands for its measure where no survey is chosen"),
        **controlled(f"question.headline.{key}", survey.headline, change("headline")),
    )  # fmt: skip
    st.toggle(
        _("Anonymous"), help=_("Where answers are few, nothing is shown, so that nobody can be recognised"),
        **controlled(f"question.anonymous.{key}", survey.anonymous, change("anonymous")),
    )  # fmt: skip


def _declare(work: Work, survey: Survey, changes: Mapping[str, Any]) -> None:
    """Declared otherwise; what cannot be is said and left as it was."""
    name = str(changes.get("survey", survey.survey)).strip() or survey.survey
    changes = {**changes, "survey": name} if "survey" in changes else changes
    try:
        work.draft = import_edit.declared(work.looked, work.draft, survey, changes)
    except ValueError:
        st.toast(_("This scale cannot be: its highest answer must be above its lowest."), icon=":material/error:")


def evidence(work: Work, survey: Survey, look: ColumnLook | None) -> list[str]:
    """What the first rows say to a scale: how far the answers go, and how many lie outside."""
    if look is not None and "values" in import_edit.choice_of(work.draft, look.name).options:
        return _in_words(work, look)
    if look is None or look.low is None or look.high is None:
        return []

    def said(value: float) -> str:
        return words.decimal(value, 0 if look.whole else 1)

    found = [_("The file holds {low} to {high}.").format(low=said(look.low), high=said(look.high))]
    wrong = outside(look, survey, import_edit.choice_of(work.draft, look.name).options.get("missing", ()))
    for value, n in list(wrong.items())[:OUTSIDE]:
        text = ngettext("{n} answer is {value}.", "{n} answers are {value}.", n)
        found.append(text.format(n=words.count(n), value=value))
    if any((doubt.kind, doubt.column) == ("measure", look.name) for doubt in work.doubts):
        found.append(_("Its wording does not say what is asked: please check what it measures."))
    if wrong:
        found.append(_("Answers outside the scale are counted apart, and are in no score."))
    return found


def _in_words(work: Work, look: ColumnLook) -> list[str]:
    """Which number each answer in words counts as, and which texts are no answers."""
    values = import_edit.choice_of(work.draft, look.name).options["values"]
    shown = ", ".join(f"{text} = {value}" for text, value in values.items())
    found = [_("Answers in words count as numbers: {answers}.").format(answers=shown)]
    for doubt in work.doubts:
        if (doubt.kind, doubt.column) == ("unknown_words", look.name):
            said = _("Rows with other words are rejected: {texts}.")
            found.append(said.format(texts=", ".join(doubt.values[:OUTSIDE])))
    return found
