"""Which answers were given, by a dimension: bad ones to the left of the line, good ones to its right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from cx.charts.diverging import diverging, height_of
from cx.filters import written
from cx.guard import Guarded, guard
from cx.measures import Measure, Reading
from cx.reports import breakdown, choices, native, parts, words
from cx.reports.ask import Ask
from cx.reports.page import Chart, Swatch
from cx.reports.words import _
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally

Floats = NDArray[np.float64]

#: A longer scale is drawn by its classes, not by its answers.
MOST_ANSWERS = 7


def answers_by(ask: Ask, measure: Measure, reading: Reading, dimension: str, *, key: str) -> Chart:
    """The answers of each group, the highest score on top, with its score beside. Raises Unavailable."""
    tally = ask.by_period(measure, dimension).select({"period": "current"}).over(dimension)
    scores = guard(read(tally, reading), ask.settings)
    survey, message = parts.survey_of(scores), parts.state_message(ask, scores)
    order = breakdown.drawn(scores)
    title = _title(ask, tally, scores, survey, dimension)
    subtitle = _("Answers by {dimension}, % of each").format(dimension=words.in_sentence(dimension))
    made = Chart(
        key, title, subtitle, words.definition(measure, reading, survey), message=message,
        height=height_of(len(order)),
        footer=parts.footer(scores, parts.survey_note(ask, scores), columns=True, drawn=order),
    )  # fmt: skip
    if message is not None or survey is None:
        return replace(made, message=message or parts.empty_message(ask, measure))
    shares = shares_of(tally, survey)
    return replace(
        made, figure=_figure(scores, shares, order, dimension), alt=breakdown.alt(title, scores, order, dimension),
        make_table=lambda: breakdown.drawn_first(_table(tally, scores, survey, dimension), order),
        make_shown=lambda: breakdown.drawn_first(_shown(tally, scores, survey, dimension), order),
        swatches=_swatches(survey), choices=choices.of_groups(ask, scores, dimension, order),
        native=native.Native("stacked", dimension, _series(survey), len(order), native.FORMATS["percent"]),
    )  # fmt: skip


def _series(survey: Survey) -> tuple[native.Series, ...]:
    """The parts of a bar in their colours, strong at both ends."""
    found = classes(survey)
    half = len(found) // 2
    colours = ["bad", *["bad_pale"] * (half - 1), *["passive"] * (len(found) % 2), *["good_pale"] * (half - 1), "good"]
    named = zip(found, colours, strict=True)
    return tuple(native.Series(f"share_{span(*part)}", span(*part), colour) for part, colour in named)


def classes(survey: Survey) -> list[tuple[int, int]]:
    """The first and the last answer of every part of a bar, the worst first: each answer of a short scale, else its
    classes."""
    if survey.high - survey.low < MOST_ANSWERS:
        spans = [(answer, answer) for answer in range(survey.low, survey.high + 1)]
    else:
        ends = [survey.low, *survey.class_cuts(), survey.high + 1]
        spans = [(first, last - 1) for first, last in zip(ends[:-1], ends[1:], strict=True) if first < last]
    return spans if survey.direction == "high" else spans[::-1]


def shares_of(tally: Tally, survey: Survey) -> Floats:
    """(C, G) the share of each class among the answers on the scale, the worst first; NaN where a group has none."""
    counts = np.stack([
        tally.counts[:, (tally.bins >= first) & (tally.bins <= last)].sum(axis=1) for first, last in classes(survey)
    ])  # fmt: skip
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Floats = counts / counts.sum(axis=0)
    return shares


def _figure(scores: Guarded, shares: Floats, order: Sequence[int], dimension: str) -> go.Figure:
    names = scores.groups[dimension].tolist()
    head = words.reading_name(scores.measure, scores.reading)
    return diverging(
        [words.value_name(names[row], dimension) for row in order], shares[:, list(order)],
        label=lambda share: words.decimal(share * 100), values=[parts.value_text(scores, row) for row in order],
        value_head=head, counts=[words.count(int(scores.n[row])) for row in order],
        count_head=words.count_name(scores.measure.counts, 2), tokens=[written(names[row]) for row in order],
        hover=[parts.hover_text(scores, row) for row in order],
        few=scores.state[list(order)] == "few",
    )  # fmt: skip


def _title(ask: Ask, tally: Tally, scores: Guarded, survey: Survey | None, dimension: str) -> str:
    """Of the group that is clearly worst, how many answers are bad; that there is none otherwise."""
    name, within = words.measure_name(scores.measure), words.in_sentence(dimension)
    if survey is None or not len(scores):
        return _("Answers, {name}").format(name=name)
    worse = breakdown.clearly_worse(ask, tally, scores)
    if not worse:
        return _("{name}: no {dimension} answers clearly worse").format(name=name, dimension=within)
    bad = shares_of(tally, survey)[: len(classes(survey)) // 2].sum(axis=0)
    worst = max(worse, key=lambda row: float(bad[row]))
    group = parts.sentence_case(breakdown.named(scores.groups[dimension].iloc[worst], dimension))
    share = words.score(float(bad[worst]), "percent")
    return _("{group}: {share} answer {answers}").format(group=group, share=share, answers=_bad_words(survey))


def _bad_words(survey: Survey) -> str:
    half = classes(survey)[: len(classes(survey)) // 2]
    return span(min(first for first, _last in half), max(last for _first, last in half))


def span(first: int, last: int) -> str:
    """Some answers of a scale: "4", "1–2"."""
    return str(first) if first == last else f"{first}–{last}"


def _swatches(survey: Survey) -> tuple[Swatch, ...]:
    """The bad answers, the middle one where there is one, the good ones."""
    found = classes(survey)
    half, odd = divmod(len(found), 2)
    groups = [("bad", found[:half]), ("passive", found[half : half + odd]), ("good", found[half + odd :])]
    return tuple(
        Swatch("bar", colour, span(min(first for first, _ in group), max(last for _, last in group)))
        for colour, group in groups if group
    )  # fmt: skip


def _table(tally: Tally, scores: Guarded, survey: Survey, dimension: str) -> pd.DataFrame:
    """One row per group: the share of each class in percent, missing where it may not be shown."""
    hidden = scores.state == "hidden"
    shares = np.where(hidden, np.nan, 100 * shares_of(tally, survey))
    names = {dimension: [value if value is not None else "" for value in scores.groups[dimension]], "n": scores.n}
    parts_ = {f"share_{span(*part)}": row for part, row in zip(classes(survey), shares, strict=True)}
    return pd.DataFrame({**names, **parts_, "state": scores.state})


def _shown(tally: Tally, scores: Guarded, survey: Survey, dimension: str) -> pd.DataFrame:
    shares = np.where(scores.state == "hidden", np.nan, shares_of(tally, survey))
    columns = {
        words.dimension_name(dimension): [words.value_name(value, dimension) for value in scores.groups[dimension]]
    }
    for part, row in zip(classes(survey), shares, strict=True):
        columns[span(*part)] = [words.score(float(share), "percent") for share in row]
    columns[parts.sentence_case(words.reading_name(scores.measure, scores.reading))] = [
        parts.value_text(scores, row) for row in range(len(scores))
    ]
    return pd.DataFrame(columns)
