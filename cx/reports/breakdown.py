"""A score by any dimension: who is above, who is below, and who differs clearly from all the others together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cx.change import Change, verdicts_by
from cx.charts.by_dimension import by_dimension, height_of
from cx.errors import Unavailable
from cx.filters import DIMENSIONS
from cx.guard import Guarded, guard
from cx.measures import Measure, Reading
from cx.reports import attempt, choices, native, parts, tables, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Chart, Picker, Swatch
from cx.reports.words import _
from cx.scores import read
from cx.tally import Tally

#: More groups than this are not drawn; the table has them all.
MOST_GROUPS = 12


def dimensions(ask: Ask, measures: Sequence[Measure]) -> list[str]:
    """What some of the measures can be broken down by: dimensions with more than one value, the built-in ones first."""
    filled = set().union(*(ask.contents.filled.get(measure.table, frozenset()) for measure in measures))
    own = ask.contents.dimensions
    known = [name for name in (*DIMENSIONS, *own) if own.get(name, name) in filled]
    return [name for name in known if len(ask.contents.values.get(name, ())) > 1]


def chosen_dimension(ask: Ask, measures: Sequence[Measure], wanted: str) -> str:
    """The dimension of a page's breakdowns: the one asked for, else the first there is ("" where there is none)."""
    offered = dimensions(ask, measures)
    return wanted if wanted in offered else next(iter(offered), "")


def picker(ask: Ask, arrangement: Arrangement, measures: Sequence[Measure]) -> tuple[Picker, ...]:
    """By which dimension a page is broken down; none where the data have no dimension."""
    names = dimensions(ask, measures)
    options = tuple((name, words.dimension_name(name)) for name in names)
    chosen = chosen_dimension(ask, measures, arrangement.by)
    return (Picker("by", _("Break down by"), options, chosen, names[0]),) if names else ()


def charts(ask: Ask, arrangement: Arrangement, readings: Sequence[tuple[Measure, Reading]]) -> tuple[Chart, ...]:
    """Some scores by the dimension chosen; none where the data have no dimension."""
    dimension = chosen_dimension(ask, [measure for measure, _reading in readings], arrangement.by)
    if not dimension:
        return ()
    return tuple(_attempted(ask, shown, reading, dimension) for shown, reading in readings)


def _attempted(ask: Ask, shown: Measure, reading: Reading, dimension: str) -> Chart:
    key = f"by-{shown.name}-{reading.name}"
    return attempt.chart(shown, reading, key, lambda: score_by(ask, shown, reading, dimension, key=key))


def score_by(ask: Ask, measure: Measure, reading: Reading, dimension: str, *, key: str, wide: bool = False) -> Chart:
    """A score by a dimension with its 95 % intervals, the highest on top. Raises Unavailable."""
    tally = ask.by_period(measure, dimension).select({"period": "current"}).over(dimension)
    scores = guard(read(tally, reading), ask.settings)
    message = parts.state_message(ask, scores)
    order = drawn(scores)
    name = parts.reading_title(measure, reading)
    title = _title(ask, tally, scores, dimension)
    return Chart(
        key, title, subtitle(name, dimension),
        f"{words.definition(measure, reading, parts.survey_of(scores))} {_method()}",
        figure=None if message else _figure(ask, tally, scores, order, dimension),
        make_table=lambda: drawn_first(tables.table(scores), order),
        make_shown=lambda: drawn_first(parts.shown(scores, dimension), order),
        swatches=(Swatch("dot", "main", name), Swatch("band", "main", _("95% interval"))),
        footer=parts.footer(scores, *_left_out(scores, order), parts.survey_note(ask, scores), drawn=order),
        alt=alt(title, scores, order, dimension), message=message, height=height_of(len(order)), wide=wide,
        measure=measure.name,
        choices=None if message else choices.of_groups(ask, scores, dimension, order),
        native=native.of_reading("bar", dimension, [native.scored(name)], reading, len(order)),
    )  # fmt: skip


def subtitle(name: str, dimension: str) -> str:
    """What a breakdown shows: "NPS by channel, with its 95% interval"."""
    return _("{name} by {dimension}, with its 95% interval").format(name=name, dimension=words.in_sentence(dimension))


def drawn(scores: Guarded) -> list[int]:
    """The rows that are drawn, the highest score on top: the largest groups if there are too many."""
    known = np.flatnonzero(np.isfinite(scores.value))
    largest = known[np.argsort(-scores.n[known], kind="stable")][:MOST_GROUPS]
    return [int(row) for row in largest[np.argsort(-scores.value[largest], kind="stable")]]


def drawn_first(table: pd.DataFrame, order: Sequence[int]) -> pd.DataFrame:
    """A table of groups with those that are drawn on top, in the order in which they are; then the others."""
    others = [row for row in range(len(table)) if row not in set(order)]
    return table.iloc[[*order, *others]].reset_index(drop=True)


def _left_out(scores: Guarded, order: list[int]) -> list[str]:
    more = int(np.isfinite(scores.value).sum()) - len(order)
    return [parts.only_in_table(more)] if more else []


def _figure(ask: Ask, tally: Tally, scores: Guarded, order: list[int], dimension: str) -> go.Figure:
    reading = scores.reading
    return by_dimension(
        parts.by_group(scores, dimension, order), label=parts.axis_label(reading),
        names=[words.value_name(name, dimension) for name in scores.groups[dimension].iloc[order]],
        values=[parts.value_text(scores, row) for row in order], counts=[words.count(scores.n[row]) for row in order],
        count_head=words.count_name(scores.measure.counts, 2), overall=_overall(ask, tally, reading),
        bounds=parts.bounds(reading, parts.survey_of(scores)), seconds=reading.unit == "seconds",
    )  # fmt: skip


def _overall(ask: Ask, tally: Tally, reading: Reading) -> tuple[float, str] | None:
    """The score of all groups together, where they may be added up and it may be shown."""
    total = together(tally)
    if total is None:
        return None
    overall = guard(read(total, reading), ask.settings)
    value = float(overall.value[0])
    return (value, _("all {value}").format(value=parts.value_text(overall))) if np.isfinite(value) else None


def together(tally: Tally) -> Tally | None:
    """All groups as one; None where they answer questions that may not be added up."""
    try:
        return tally.total()
    except Unavailable:
        return None


def against_rest(ask: Ask, tally: Tally, scores: Guarded) -> list[Change]:
    """Each group against all others together, as one family; [] where the others may not be added up.

    A group that may not be shown has nothing to compare with.
    """
    total = together(tally)
    if total is None:
        return []
    rest = replace(tally, counts=total.counts - tally.counts)
    return verdicts_by(scores, read(rest, scores.reading), ask.settings.grey_below)


def clearly_worse(ask: Ask, tally: Tally, scores: Guarded) -> list[int]:
    """The groups that are clearly worse than all others together."""
    changes = against_rest(ask, tally, scores)
    return [row for row, change in enumerate(changes) if change.verdict == "clear" and change.better is False]


def _title(ask: Ask, tally: Tally, scores: Guarded, dimension: str) -> str:
    """The finding: the group that differs most from the rest, if that is clear."""
    known = [name for name, value in zip(scores.groups[dimension], scores.value, strict=True) if np.isfinite(value)]
    if not known:
        return parts.reading_title(scores.measure, scores.reading)
    if len(known) == 1:
        only = words.value_name(known[0], dimension)
        return _("Only one {dimension}: {name}").format(dimension=words.in_sentence(dimension), name=only)
    changes = against_rest(ask, tally, scores)
    if not changes:
        return subtitle(parts.reading_title(scores.measure, scores.reading), dimension)
    clear = [row for row, change in enumerate(changes) if change.verdict == "clear"]
    if not clear:
        name = parts.reading_title(scores.measure, scores.reading)
        return _("{name}: no {dimension} differs clearly").format(name=name, dimension=words.in_sentence(dimension))
    most = max(clear, key=lambda row: _distance(changes[row]))
    name = named(scores.groups[dimension].iloc[most], dimension)
    return parts.sentence_case(_difference(name, changes[most]))


def named(value: object, dimension: str) -> str:
    """A value inside a sentence; one of a letter or two, or a number, with its dimension: "region 4"."""
    name = words.value_name(value, dimension)
    return f"{words.in_sentence(dimension)} {name}" if len(name) <= 2 or name.isdecimal() else name


def _distance(change: Change) -> float:
    """How far apart, so that half as long is as far as twice as long."""
    return abs(float(np.log1p(change.difference))) if change.ratio else abs(change.difference)


def _difference(name: str, change: Change) -> str:
    if parts.says_which_way(change):
        return _times_as_long(name, change.difference + 1)
    size = parts.size_of(change)
    known = (_("{name} is {size} below the rest"), _("{name} is {size} above the rest"))
    return known[change.difference > 0].format(name=name, size=size)


def _times_as_long(name: str, ratio: float) -> str:
    """A ratio of times: in percent up to twice or half, then as so many times."""
    larger = max(ratio, 1 / ratio) if ratio > 0 else np.inf
    size = words.decimal(abs(ratio - 1) * 100) + "%"
    if larger < 2:
        known = (_("{name} is {size} faster than the rest"), _("{name} is {size} slower than the rest"))
        return known[ratio > 1].format(name=name, size=size)
    times = words.times_of(larger)
    known = (_("The rest takes {times} times as long as {name}"), _("{name} takes {times} times as long as the rest"))
    return known[ratio > 1].format(name=name, times=times)


def _method() -> str:
    return _("Each is compared with all the others together; false alarms are held at 5% (Benjamini and Hochberg).")


def alt(title: str, scores: Guarded, order: list[int], dimension: str) -> str:
    """The finding and every group that is drawn, for those who do not see the figure."""
    names = scores.groups[dimension].tolist()
    texts = [f"{words.value_name(names[row], dimension)} {parts.value_text(scores, row)}" for row in order]
    return f"{title}. " + ", ".join(texts)
