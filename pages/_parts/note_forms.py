"""Forms of the settings page for what people write down: targets and goals, benchmarks, names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from cx import notes
from cx.company import Company
from cx.errors import BadInput
from cx.measures import MEASURES, Measure, Reading
from cx.notes import LONGEST_SOURCE, LONGEST_TEXT, Benchmark, full_name
from cx.reports import words
from cx.reports.ask import Ask
from cx.reports.goals import TARGETS
from cx.reports.language import translate as _
from pages._parts import filter_bar, forms
from pages._parts.company_forms import TIMES, time_setting
from pages._parts.forms import Form
from pages._parts.markdown import literal
from pages._parts.rights import may_change

HOUR = 3600


def targets_and_goals(ask: Ask, company: Company) -> None:
    """Targets of times, and a goal for each headline number in the words of its unit."""
    says = _("A target is how long something should take, a goal the value that a measure is to reach. Empty: no goal")
    with (
        forms.section("goals", _("Targets and goals"), says),
        forms.form(company, "goals") as form,
        st.grid(3, min_column_width=forms.FIELD),
    ):
        time_setting(form, "response_target", _("Target of the first reply"))
        time_setting(form, "resolution_target", _("Target of the resolution"))
        for measure in _headlines(company):
            _goal(form, measure, measure.reading(), _top(ask, measure))


def _headlines(company: Company) -> list[Measure]:
    return [MEASURES[name] for name in company.settings.headlines]


def _top(ask: Ask, measure: Measure) -> int:
    """The highest answer of the question behind a measure, 0 where there is none."""
    asked = [survey for name in measure.asks for survey in ask.contents.questions(name)]
    return asked[0].high if asked else 0


def _goal(form: Form, measure: Measure, reading: Reading, top: int) -> None:
    name, workspace = full_name(measure, reading), form.company.workspace
    present = form.company.notes.goals.get(name)
    with st.container(gap="xsmall"):
        wanted = _goal_field(form, measure, reading, top, present)
        slot = st.empty()
    if wanted != present:
        form.change(slot, lambda: wanted is None or notes.goal(name, wanted), lambda: workspace.set_goal(name, wanted))


def _goal_field(form: Form, measure: Measure, reading: Reading, top: int, present: float | None) -> float | None:
    """A goal in the reading's own unit; None where the field is empty. A field that begins empty can be emptied again,
    so the present goal is put into it afterwards.
    """
    label = literal(_("Goal of {name}").format(name=_named(measure, reading, top)))
    none = _("As the target") if measure.name in TARGETS else _("No goal")
    key = form.key(f"goal-{full_name(measure, reading)}", str(present))
    if reading.unit == "seconds":
        st.session_state.setdefault(key, present)
        times = sorted({*TIMES, *([present] if present else [])})
        return st.selectbox(label, times, None, _time, key, placeholder=none, disabled=form.locked)
    st.session_state.setdefault(key, None if present is None else round(present * reading.scale, 6))
    step = 0.1 if reading.unit == "answer" else 1.0
    given = st.number_input(
        label, value=None, step=step, format="%.12g", key=key, placeholder=none, disabled=form.locked
    )
    return None if given is None else given / reading.scale


def _time(seconds: float) -> str:
    return words.value_only(seconds, "seconds")


def _named(measure: Measure, reading: Reading, top: int) -> str:
    """A reading with the unit in which people write its values: "CSAT, satisfied, %"."""
    units = {"points": _("points"), "percent": "%", "answer": _("of {top}").format(top=top) if top else ""}
    read_as = words.reading_name(measure, reading)
    parts = [words.measure_name(measure), read_as, units.get(reading.unit, "")]
    return ", ".join(part for part in dict.fromkeys(parts) if part)


# Benchmarks.


def benchmarks(ask: Ask, company: Company) -> None:
    """Numbers of others, each with where it comes from, and a form for one more."""
    says = _("Numbers of others, drawn as lines with their names; each needs its source")
    with forms.section("benchmarks", _("Benchmarks"), says):
        remove = company.workspace.remove_benchmark
        rows = [
            forms.Entry(f"benchmark-{number}", _line(known), partial(remove, known.measure, known.name))
            for number, known in enumerate(company.notes.benchmarks)
        ]
        forms.entries(rows, locked=not may_change(company.settings), none=_("No benchmark yet"))
        if may_change(company.settings):
            _new_benchmark(ask, company)


def _line(known: Benchmark) -> str:
    measure, reading = notes.reading_of(known.measure)
    value = words.score(known.value, reading.unit)
    said = f"{words.measure_name(measure)} {value}"
    return f"<b>{escape(said)}</b> · {escape(known.name)} · {escape(known.source)}"


def _new_benchmark(ask: Ask, company: Company) -> None:
    readings = {full_name(measure, measure.reading()): measure for measure in _headlines(company)}

    def named(name: str) -> str:
        measure = readings[name]
        said = _named(measure, measure.reading(), _top(ask, measure))
        return said + ", " + _("hours") if measure.reading().unit == "seconds" else said

    with forms.form(company, "benchmark", button=_("Add the benchmark")) as form:
        with st.grid(4, min_column_width=forms.FIELD):
            measure_key = form.empty_key("benchmark.measure")
            name = st.selectbox(_("Measure"), list(readings), format_func=named, key=measure_key)
            value = st.number_input(_("Value"), value=None, format="%.12g", key=form.empty_key("benchmark.value"))
            whose = st.text_input(_("Whose it is"), max_chars=LONGEST_TEXT, key=form.empty_key("benchmark.name"))
            source = st.text_input(_("Source"), max_chars=LONGEST_SOURCE, key=form.empty_key("benchmark.source"))
        reading = readings[name].reading()
        given = (name, _own_unit(value, reading), whose, source)
        form.change(
            st.empty(), lambda: notes.benchmark(*given), lambda: company.workspace.set_benchmark(*given),
        )  # fmt: skip


def _own_unit(value: float | None, reading: Reading) -> float:
    if value is None:
        return float("nan")
    return value * HOUR if reading.unit == "seconds" else value / reading.scale


# Names.


def own_names(ask: Ask, company: Company) -> None:
    """What the company calls its dimensions and their values."""
    says = _("What pages and files call them; links and filters keep the values of the data")
    with forms.section("names", _("Names"), says):
        dimensions = filter_bar.dimensions(ask)
        if not dimensions:
            st.caption(_("There are no data yet"))
            return
        chosen = st.selectbox(
            _("Dimension"), dimensions, format_func=words.dimension_name, key="names.dimension", width=320
        )
        with forms.form(company, f"names-{chosen}") as form:
            _names_of(form, ask, chosen)


def _names_of(form: Form, ask: Ask, dimension: str) -> None:
    labels, workspace = form.company.notes.labels, form.company.workspace
    own, locked = labels.get((dimension, ""), ""), form.locked
    values = [value for value in ask.contents.values.get(dimension, ()) if value is not None]
    called = st.text_input(
        _("Name of the dimension"), own, width=320, disabled=locked, key=form.key(f"names.{dimension}", own),
        placeholder=words.dimension_name(dimension),
    )  # fmt: skip
    table = pd.DataFrame({"value": values, "name": [labels.get((dimension, value), "") for value in values]})
    edited = st.data_editor(
        table, hide_index=True, disabled=True if locked else ["value"], width="stretch",
        key=form.key(f"values.{dimension}", str(table.to_dict("list"))),
        column_config={"value": _("In the data"), "name": _("Name")},
    )  # fmt: skip
    wanted = {(dimension, ""): called} | {
        (dimension, value): name or "" for value, name in zip(values, edited["name"], strict=True)
    }
    changed = {key: name for key, name in wanted.items() if name.strip() != labels.get(key, "")}
    if changed:
        form.change(st.empty(), lambda: _check(wanted), lambda: workspace.set_labels(changed))


def _check(wanted: Mapping[tuple[str, str], str]) -> None:
    """BadInput where two values would have one name."""
    names: dict[str, str] = {}
    for (_dimension, value), name in wanted.items():
        if not value:
            continue
        said = name.strip() or value
        if said in names:
            raise BadInput(f"Both {names[said]!r} and {value!r} would be called {said!r}; give each a name of its own.")
        names[said] = value
