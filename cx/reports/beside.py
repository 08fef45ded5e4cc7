"""A score beside what the ticket of each answer took: its waits, contacts, transfers; and where it turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cx.charts.base import Series
from cx.charts.steps import Knee, by_class
from cx.guard import Guarded, guard
from cx.measures import Measure, Reading
from cx.pairs import BESIDE, EDGES, TIMES, Pairs, Step, knee, steps
from cx.reports import choices, formats, native, parts, tables, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.language import mark
from cx.reports.page import Chart, Choices, Message, Picker, Point, Swatch
from cx.reports.verdicts import now_of
from cx.reports.words import _
from cx.scores import read

_NAMES = {
    "first_response": mark("First reply"), "resolution": mark("Resolution"),
    "messages": mark("Customer messages"), "transfers": mark("Transfers"), "reopens": mark("Reopens"),
    "fcr": mark("Solved first time"),
}  # fmt: skip

_SUBTITLES = {
    "first_response": mark("{name} by the time to the first reply"),
    "resolution": mark("{name} by the time to the solution"),
    "messages": mark("{name} by how often the customer wrote or called"),
    "transfers": mark("{name} by how often the ticket was passed on"),
    "reopens": mark("{name} by how often the ticket was opened again"),
    "fcr": mark("{name} by whether the ticket was solved first time"),
}

#: What an answer needs for it, by the column it stands in.
_COLUMNS = {name: f"ticket_{'path' if name == 'fcr' else name}" for name in BESIDE}

HEIGHT = 300


def offered(ask: Ask) -> list[str]:
    """What answers can be set beside: what the ticket of some answer is known to have taken."""
    filled = ask.contents.filled.get("answers", frozenset())
    return [name for name in BESIDE if _COLUMNS[name] in filled]


def chosen(ask: Ask, arrangement: Arrangement) -> str:
    """What is asked for, else the first there is; "" where no answer knows its ticket."""
    names = offered(ask)
    return arrangement.beside if arrangement.beside in names else next(iter(names), "")


def picker(ask: Ask, arrangement: Arrangement) -> tuple[Picker, ...]:
    """The choice of it; none where there is nothing to choose."""
    names = offered(ask)
    options = tuple((name, _(_NAMES[name])) for name in names)
    return (Picker("beside", _("Set beside"), options, chosen(ask, arrangement), names[0]),) if len(names) > 1 else ()


def score_beside(ask: Ask, shown: Measure, reading: Reading, beside: str, *, key: str) -> Chart:
    """The score of the answers of the period, by what their tickets took. Raises Unavailable."""
    pairs = ask.pairs(shown, beside)
    tally = pairs.by_rule(ask.filters.reading("fcr")) if beside == "fcr" else pairs.by_class()
    scores = guard(read(tally, reading), ask.settings)
    found = steps(scores, ask.settings.grey_below)
    turn = turning_point(beside, found)
    rows = placed(scores, beside)
    message = _message(ask, scores, pairs, rows)
    title = _title(words.measure_name(shown), beside, turn, enough=any(scores.state[row] == "ok" for row in rows))
    name = parts.reading_title(shown, reading)
    return Chart(
        key, title, _(_SUBTITLES[beside]).format(name=name),
        f"{words.definition(shown, reading, parts.survey_of(scores))} {_method()}",
        figure=None if message else _figure(scores, rows, beside, turn),
        make_table=lambda: _table(scores, beside), make_shown=lambda: _shown(scores, beside),
        swatches=(Swatch("dot", "main", name), Swatch("band", "main", _("95% interval"))),
        footer=_footer(scores, pairs), alt=_alt(title, scores, rows, beside), message=message, height=HEIGHT,
        choices=None if message else _choices(ask, scores, beside),
        native=native.of_reading("column", beside, [native.scored(name)], reading, _known(scores, beside)),
    )  # fmt: skip


def _choices(ask: Ask, scores: Guarded, beside: str) -> Choices:
    """Each class that has a score, to read its answers; those whose ticket does not say have no dot, but can be read
    all the same.
    """
    classes = enumerate(classes_of(scores, beside))
    points = [_point(ask, scores, row, beside, place) for row, place in classes if np.isfinite(scores.value[row])]
    return Choices(_("a class"), tuple(points))


def _point(ask: Ask, scores: Guarded, row: int, beside: str, place: int | None) -> Point:
    name = f"{_(_NAMES[beside])}: {class_name(beside, place)}"
    behind = choices.behind(scores, row, ask.filters, name, beside=(beside, place))
    return Point("unknown" if place is None else str(place), name, parts.said(scores, row), behind=behind)


def _known(scores: Guarded, beside: str) -> int:
    """How many rows are in a class: the first ones."""
    return int(scores.groups[beside].notna().sum())


def turning_point(beside: str, found: Sequence[Step]) -> Step | None:
    """The largest step that is clearly for the worse; of a rule, which has no order, its one step if that is clear."""
    if beside != "fcr":
        return knee(found)
    return next((step for step in found if step.change.verdict == "clear"), None)


def placed(scores: Guarded, beside: str) -> list[int]:
    """The rows that are drawn: classes in their order, those without a score or without a class left out."""
    known = scores.groups[beside].notna().to_numpy(dtype=bool) & np.isfinite(scores.value)
    return [int(row) for row in np.flatnonzero(known)]


def classes_of(scores: Guarded, beside: str) -> list[Any]:
    """The class of each row: its place, None where it is in none."""
    return list(scores.groups[beside])


def class_name(beside: str, place: int | None) -> str:
    """What a class is called: "15 min to 1 h", "3 or more", "yes"."""
    if beside == "fcr":
        return _("undecided") if place is None else (_("no"), _("yes"))[place]
    if place is None:
        return _("no time known")
    edges = EDGES[beside]
    if place == len(edges):
        return _("{edge} or more").format(edge=edge_name(beside, edges[-1]))
    if beside not in TIMES:
        return words.count(edges[place] - 1)
    until = edge_name(beside, edges[place])
    if not place:
        return _("under {edge}").format(edge=until)
    return _("{first} to {last}").format(first=edge_name(beside, edges[place - 1]), last=until)


def edge_name(beside: str, edge: int) -> str:
    """Where a class begins: "4 h", "2"."""
    return words.value_only(edge, "seconds") if beside in TIMES else words.count(edge)


def _message(ask: Ask, scores: Guarded, pairs: Pairs, rows: Sequence[int]) -> Message | None:
    """Where no answer of the period found its ticket, or too few may be shown."""
    if rows:
        return None
    if now_of(ask, ask.periods(scores.measure), scores.reading).state[0] == "hidden":
        return parts.hidden_message(ask)
    if pairs.rows and not pairs.matched:
        counted = words.counted(pairs.rows, scores.measure.counts)
        title = _("None of {counted} names a ticket that is known").format(counted=counted)
        return Message(title, _("Choose another question, or import the tickets of these days."))
    return parts.state_message(ask, scores)


def _title(name: str, beside: str, turn: Step | None, *, enough: bool) -> str:
    """Where the score turns, if that is clear."""
    if not enough:
        return _("{name} by its ticket: too few answers").format(name=name)
    if turn is None:
        return _("{name}: no clear drop from one class to the next").format(name=name)
    size = parts.size_of(turn.change)
    if beside == "fcr":
        said = {True: _("{name} is {size} higher where it was solved first time"),
                False: _("{name} is {size} lower where it was solved first time")}  # fmt: skip
        return said[turn.change.difference > 0].format(name=name, size=size)
    edge = edge_name(beside, EDGES[beside][turn.above - 1])
    if beside in TIMES:
        return _("After {edge}, {name} is {size} worse").format(edge=edge, name=name, size=size)
    return _("From {edge} on, {name} is {size} worse").format(edge=edge, name=name, size=size)


def _figure(scores: Guarded, rows: Sequence[int], beside: str, turn: Step | None) -> go.Figure:
    places = [classes_of(scores, beside)[row] for row in rows]
    knee_ = _knee(turn, places, beside) if turn is not None and beside != "fcr" else None
    return by_class(
        _series(scores, rows, beside), names=[class_name(beside, place).replace(formats.NBSP, " ") for place in places],
        label=parts.axis_label(scores.reading), axis_name=_(_NAMES[beside]), knee=knee_,
        bounds=parts.bounds(scores.reading, parts.survey_of(scores)), height=HEIGHT,
    )  # fmt: skip


def _series(scores: Guarded, rows: Sequence[int], beside: str) -> Series:
    return Series.plain(
        [str(scores.groups[beside].iat[row]) for row in rows],
        *([float(getattr(scores, name)[row]) for row in rows] for name in ("value", "low", "high")),
        few=[scores.state[row] == "few" for row in rows],
        hover=[_hover(scores, row, beside) for row in rows],
    )


def _hover(scores: Guarded, row: int, beside: str) -> str:
    value = f"<b>{parts.value_text(scores, row)}</b>  ({parts.interval_text(scores, row)})"
    few = [_("too few to compare")] if scores.state[row] == "few" else []
    named = class_name(beside, classes_of(scores, beside)[row])
    return "<br>".join([value, parts.count_text(scores, row), f"{_(_NAMES[beside])}: {named}", *few])


def _knee(turn: Step, places: Sequence[int], beside: str) -> Knee:
    """The line between the two classes, and how far apart they are, with the interval."""
    change = turn.change
    size = words.change(change.difference, change.reading.unit, ratio=change.ratio)
    low, high = (words.decimal(end * change.reading.scale, 1, signed=True) for end in (change.low, change.high))
    edge = edge_name(beside, EDGES[beside][turn.above - 1])
    text = _("from <b>{edge}</b> on: {size} ({low} to {high})").format(edge=edge, size=size, low=low, high=high)
    return Knee(places.index(turn.below), text)


def _method() -> str:
    return _(
        "Neighbouring classes are compared as one family; false alarms are held at 5% (Benjamini and Hochberg). This "
        "shows what goes together, not what makes it so: who waits longer may also ask for harder things."
    )


def _footer(scores: Guarded, pairs: Pairs) -> tuple[str, ...]:
    """How many answers found their ticket, and that one does not prove the other. Of an anonymous question not: those
    that found none may be a single person.
    """
    found = _("{matched} of {rows} answers found their ticket").format(
        matched=words.decimal(pairs.matched), rows=words.decimal(pairs.rows)
    )
    private = any(survey.anonymous for survey in pairs.surveys.values())
    unknown = scores.groups[pairs.beside].isna().to_numpy(dtype=bool)
    many = int(scores.n[unknown].sum())
    without = [_("{n} whose ticket does not say").format(n=words.decimal(many))] if many else []
    few = [_("hollow: too few to compare")] if "few" in scores.state[~unknown] else []
    return (*([] if private else [found]), *without, *few, _("goes together, not proof of cause"))


def _alt(title: str, scores: Guarded, rows: Sequence[int], beside: str) -> str:
    named = [(_class_names(scores, beside)[row], parts.value_text(scores, row)) for row in rows]
    return f"{title}. " + ", ".join(f"{name}: {value}" for name, value in named)


def _table(scores: Guarded, beside: str) -> pd.DataFrame:
    made = tables.table(scores)
    return made.assign(**{beside: _class_names(scores, beside)})


def _shown(scores: Guarded, beside: str) -> pd.DataFrame:
    rows = range(len(scores))
    return pd.DataFrame({
        _(_NAMES[beside]): _class_names(scores, beside),
        parts.sentence_case(words.reading_name(scores.measure, scores.reading)): [
            parts.value_text(scores, row) for row in rows
        ],
        _("95% interval"): [parts.interval_text(scores, row) for row in rows],
        _("Answers"): [words.count(int(scores.n[row])) for row in rows],
    })  # fmt: skip


def _class_names(scores: Guarded, beside: str) -> list[str]:
    return [class_name(beside, place) for place in classes_of(scores, beside)]
