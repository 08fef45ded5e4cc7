"""Charts over time: a score with its interval, two percentiles, shares of classes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cx.charts.base import DateTicks, Series, Target
from cx.charts.classes import MOST_NUMBERS, Classes, classes
from cx.charts.percentiles import percentiles
from cx.charts.tokens import BAD, GOOD, PASSIVE
from cx.charts.trend import trend
from cx.guard import Guarded, guard
from cx.measures import Measure, Reading
from cx.reports import choices, goals, native, parts, tables, usual, words
from cx.reports.ask import Ask
from cx.reports.coverage import reach
from cx.reports.page import Chart, Swatch
from cx.reports.words import _, ngettext
from cx.scores import read

#: Classes of NPS, the worst first, with their marks.
CLASSES = (("detractors", BAD), ("passives", PASSIVE), ("promoters", GOOD))


def scored(ask: Ask, measure: Measure, reading: Reading) -> Guarded:
    """The score of each bucket of the trend. Raises Unavailable."""
    return guard(read(ask.trend(measure), reading), ask.settings)


def score_over_time(ask: Ask, measure: Measure, reading: Reading, *, key: str, wide: bool = False) -> Chart:
    """A score by day, week or month with its 95 % interval, its usual range and its goal. Raises Unavailable."""
    scores = scored(ask, measure, reading)
    series, survey = parts.over_buckets(ask, scores), parts.survey_of(scores)
    against, message = usual.usual(ask, scores, series), parts.state_message(ask, scores)
    name = parts.reading_title(measure, reading)
    title = usual.title(ask, name, series, against) or _range(name, scores, series)
    others = usual.sources(ask, measure, reading)
    return Chart(
        key, title, subtitle(ask, measure, _named(name, measure, reading)),
        " ".join([words.definition(measure, reading, survey), *usual.definition(against), *others]),
        figure=None if message else trend(
            series, label=parts.axis_label(reading), ticks=ticks(ask, measure), end=_end("", series, scores),
            target=goals.line(ask, measure, reading), period=days(ask), bounds=parts.bounds(reading, survey),
            seconds=reading.unit == "seconds", markers=usual.markers(ask),
            limits=against.limits if against.known else None, benchmarks=usual.benchmarks(ask, measure, reading),
        ),
        make_table=lambda: tables.table(scores), make_shown=lambda: parts.shown(scores, ask.window.grain),
        swatches=(*swatches(name, series, reading), *usual.swatches(series, against)),
        footer=parts.footer(scores, reach(ask, measure), parts.survey_note(ask, scores), *others),
        alt=_alt(title, series, scores), message=message, height=260, wide=wide, measure=measure.name,
        choices=None if message else choices.of_buckets(ask, scores),
        native=native.of_reading("line", ask.window.grain, [native.scored(name)], reading),
    )  # fmt: skip


def _named(name: str, measure: Measure, reading: Reading) -> str:
    """A time with the share that ends within it: "Resolution, half within"."""
    asked = reading.q and parts.is_default(measure, reading)
    return f"{name}, {words.reading_name(measure, reading)}" if asked else name


def times_over_time(ask: Ask, measure: Measure, *, key: str, target: float | None = None, wide: bool = False) -> Chart:
    """Half and nine of ten of a duration over time; in the table also of those that have ended alone, where those still
    running are counted in. measure: on the basis to be read; target: how long it should take, in seconds, by default as
    the company has it. Raises Unavailable."""
    half, most = (scored(ask, measure, measure.reading(name)) for name in ("median", "p90"))
    series = [parts.over_buckets(ask, scores) for scores in (half, most)]
    message = parts.state_message(ask, half)
    name = parts.measure_title(measure, measure.basis)
    return Chart(
        key, _range(parts.reading_title(measure, half.reading), half, series[0]),
        _("{name}, half and nine of ten {by}").format(name=name, by=words.grain_name(ask.window.grain)),
        words.definition(measure, half.reading),
        figure=None if message else percentiles(
            *series, label=parts.axis_label(half.reading), ticks=ticks(ask, measure), period=days(ask),
            targets=_lines(ask, measure, half.reading, target),
            ends=(_end(_("Half"), series[0], half), _end(_("9 of 10"), series[1], most)), markers=usual.markers(ask),
        ),
        make_table=lambda: tables.stacked([half, most, *_naive(ask, half, most)]),
        make_shown=lambda: side_by_side(ask, half, most, *_naive(ask, half, most)),
        swatches=(Swatch("line", "main", _("half within")), Swatch("line", "ref", _("9 of 10 within")),
                  Swatch("band", "main", _("95% interval")), *_open_dot(series[0], half.reading)),
        footer=parts.footer(half, reach(ask, measure)),
        alt=_alt(_range(name, half, series[0]), series[0], half), message=message, height=260, wide=wide,
        choices=None if message else choices.of_buckets(ask, half), native=_native_times(ask, half, most),
    )  # fmt: skip


def _lines(ask: Ask, measure: Measure, half: Reading, target: float | None) -> list[Target]:
    """The target, and the goal of half where one was set."""
    seconds = goals.target(ask, measure) if target is None else target
    known = [] if seconds is None else [Target(seconds, goals.target_words(seconds))]
    own = ask.notes.goal(measure, half)
    wanted = goals.line(ask, measure, half)
    return [*known, *([wanted] if wanted is not None and own not in (None, seconds) else [])]


def _native_times(ask: Ask, half: Guarded, most: Guarded) -> native.Native:
    """Half with its interval and nine of ten, each from its own rows of the table."""
    line = native.scored(_("Half within"), where=own_rows(half))
    other = native.Series("value", _("9 of 10 within"), "ref", where=own_rows(most))
    return native.of_reading("line", ask.window.grain, [line, other], half.reading)


def own_rows(scores: Guarded) -> tuple[str, str]:
    """Which rows of a stacked table are those of a score: a column, and what stands in it."""
    return "reading", scores.reading.full_name


def _naive(ask: Ask, *several: Guarded) -> list[Guarded]:
    """The same of those that have ended alone, where those still running are counted in."""
    naive = [parts.naive_beside(scores.measure, scores.reading) for scores in several]
    return [scored(ask, scores.measure, found) for scores, found in zip(several, naive, strict=True) if found]


def classes_over_time(ask: Ask, measure: Measure, *, key: str) -> Chart:
    """Shares of detractors, passives and promoters in the last buckets that there is room for. Raises Unavailable."""
    trend_, keys = ask.trend(measure), parts.buckets(ask, measure)[-MOST_NUMBERS:]
    drawn = trend_.select(trend_.groups[ask.window.grain].isin(keys))
    all_scores = [guard(read(drawn, measure.reading(name)), ask.settings) for name, _colour in CLASSES]
    survey = parts.survey_of(all_scores[0])
    message = parts.state_message(ask, all_scores[0])
    title = _classes_title(ask, measure)
    return Chart(
        key, title, subtitle(ask, measure, _("Shares of answers"), most=MOST_NUMBERS),
        words.definition_of_each((measure, measure.reading(name), survey) for name, _colour in CLASSES[::2]),
        figure=None if message else classes_figure(ask, all_scores),
        make_table=lambda: tables.stacked(all_scores), make_shown=lambda: side_by_side(ask, *all_scores),
        footer=parts.footer(all_scores[0], reach(ask, measure), columns=True),
        alt=title, message=message, height=252,
        choices=None if message else choices.of_buckets(ask, all_scores[0]),
        native=native.of_reading("stacked_column", ask.window.grain, [
            native.Series("value", _class_name(scores), colour, where=own_rows(scores))
            for scores, colour in zip(all_scores, ("bad", "passive", "good"), strict=True)
        ], all_scores[0].reading),
    )  # fmt: skip


def classes_figure(ask: Ask, all_scores: list[Guarded]) -> go.Figure:
    """The last columns that have room for their numbers."""
    series = [parts.over_buckets(ask, scores) for scores in all_scores]
    keys = parts.buckets(ask, all_scores[0].measure)
    last = slice(max(0, len(keys) - MOST_NUMBERS), None)
    names = [_class_name(scores) for scores in all_scores]
    given = Classes(
        keys[last], np.array([line.value[last] for line in series]), series[0].few[last], series[0].finished[last],
        ends=[_end(name, line, scores) for name, line, scores in zip(names, series, all_scores, strict=True)],
        hover=[_classes_hover(names, all_scores, row) for row in parts.places(ask, all_scores[0])[last]],
    )  # fmt: skip
    return classes(given, label=lambda share: words.decimal(share * 100),
                   ticks=words.bucket_ticks(keys[last], ask.window.grain))  # fmt: skip


def _class_name(scores: Guarded) -> str:
    """The class alone: there is no room beside the columns for the basis, which the definition names."""
    return parts.sentence_case(words.reading_name(scores.measure, replace(scores.reading, basis="")))


def _classes_hover(names: list[str], all_scores: list[Guarded], row: int | None) -> str:
    if row is None or all_scores[0].state[row] in ("hidden", "none"):
        return ""
    pairs = zip(reversed(names), reversed(all_scores), strict=True)
    lines = [f"{name} <b>{parts.value_text(scores, row)}</b>" for name, scores in pairs]
    return "<br>".join([*lines, parts.count_text(all_scores[0], row), parts.group_text(all_scores[0], row)])


def _classes_title(ask: Ask, measure: Measure) -> str:
    """As in "52% promoters, 19% detractors": of the days the page is about."""
    now = parts.current(ask, measure)
    shares = [guard(read(now, measure.reading(name)), ask.settings) for name in ("promoters", "detractors")]
    if shares[0].state[0] != "ok":
        return _("Promoters, passives, detractors")
    promoters, detractors = map(parts.value_text, shares)
    return _("{promoters} promoters, {detractors} detractors").format(promoters=promoters, detractors=detractors)


def ticks(ask: Ask, measure: Measure) -> DateTicks:
    """Where the axis of time is named."""
    return words.date_ticks(parts.buckets(ask, measure), ask.window.grain)


def days(ask: Ask) -> tuple[date, date]:
    """The days the page is about, shaded."""
    return ask.window.current.first, ask.window.current.last


def side_by_side(ask: Ask, *several: Guarded) -> pd.DataFrame:
    """The tables of several scores over the same buckets as one: the buckets once, then each score's value."""
    first, *others = [parts.shown(scores, ask.window.grain) for scores in several]
    extra = pd.concat([table.iloc[:, [1]] for table in others], axis=1)
    return pd.concat([first.iloc[:, :2], extra, first.iloc[:, 2:]], axis=1)


def _last(series: Series) -> int | None:
    known = np.flatnonzero(series.known & series.finished)
    return int(known[-1]) if len(known) else None


def _end(name: str, series: Series, scores: Guarded) -> str:
    """Value, and name if there are several lines, beside the last finished point; the name alone where none is."""
    last = _last(series)
    if last is None:
        return f"<b>{name}</b>" if name else ""
    row = int(np.flatnonzero(scores.groups.iloc[:, 0].to_numpy() == series.keys[last])[0])
    value = parts.value_text(scores, row)
    return f"<b>{name}</b><br>{value}" if name else f"<b>{value}</b>"


def _range(name: str, scores: Guarded, series: Series) -> str:
    """The finding of a chart over time: between which values the score lay; that it moved may be chance."""
    solid = np.flatnonzero(series.solid)
    if len(solid) < 2:
        return name
    unit = scores.reading.unit
    ends = [float(end) for end in (series.value[solid].min(), series.value[solid].max())]
    low, high = (words.score(end, unit, width=ends[1] - ends[0] if unit == "seconds" else 0.0) for end in ends)
    if low == high:
        return _("{name} stayed at {value}").format(name=name, value=low)
    return _("{name} lay between {low} and {high}").format(name=name, low=low, high=high)


def subtitle(ask: Ask, measure: Measure, name: str, most: int = 1000) -> str:
    """What is drawn and over how many buckets; most: only so many of the last are."""
    many = min(len(parts.buckets(ask, measure)), most)
    words_ = {"day": ngettext("{n} day", "{n} days", many), "week": ngettext("{n} week", "{n} weeks", many),
              "month": ngettext("{n} month", "{n} months", many)}  # fmt: skip
    return f"{name} {words.grain_name(ask.window.grain)}, " + words_[ask.window.grain].format(n=many)


def swatches(name: str, series: Series, reading: Reading) -> tuple[Swatch, ...]:
    """The key of a line with its ribbon."""
    return (Swatch("line", "main", name), Swatch("band", "main", _("95% interval")), *_open_dot(series, reading))


def _open_dot(series: Series, reading: Reading) -> tuple[Swatch, ...]:
    few = [Swatch("open_dot", "ref", _("too few to compare"))] if series.faint.any() else []
    running = [Swatch("open_dot", "main", parts.unfinished_name(reading))] if series.running.any() else []
    return tuple(few + running)


def _alt(finding: str, series: Series, scores: Guarded) -> str:
    last = _last(series)
    if last is None:
        return finding
    row = int(np.flatnonzero(scores.groups.iloc[:, 0].to_numpy() == series.keys[last])[0])
    texts = [part(scores, row) for part in (parts.value_text, parts.interval_text, parts.count_text)]
    return f"{finding}. " + _("Last finished: {} ({}), {}.").format(*texts)
