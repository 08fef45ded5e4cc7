"""What all page models share: scores laid out over time, footers, messages in place of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from cx import periods
from cx.bins import CENSORED
from cx.change import Change
from cx.charts.base import Label, Series, plain
from cx.charts.scale import DAY
from cx.errors import Unavailable
from cx.filters import written
from cx.guard import Guarded
from cx.measures import Measure, Reading
from cx.periods import Period
from cx.reports import words
from cx.reports.ask import Ask
from cx.reports.language import mark
from cx.reports.page import Chart, Message, Table
from cx.reports.words import _, ngettext
from cx.surveys import Survey
from cx.tally import Tally
from cx.trends import provisional

Drawn = TypeVar("Drawn", bound=Chart | Table)

#: Pixels that a message takes in place of a chart.
LEAST_HEIGHT = 200
#: The ends of what a reading can be, where a chart must not pass them.
BOUNDS = {"net": (-1.0, 1.0), "share": (0.0, 1.0), "survival_share": (0.0, 1.0)}


def axis_label(reading: Reading) -> Label:
    """How an axis writes the values of a reading."""
    return lambda value: words.value_only(value, reading.unit)


def bounds(reading: Reading, survey: Survey | None) -> tuple[float, float] | None:
    """The ends of the scale of a reading; None for durations."""
    if reading.kind == "mean" and survey is not None:
        return float(survey.low), float(survey.high)
    return BOUNDS.get(reading.kind)


def top_of_scale(reading: Reading, survey: Survey | None) -> int:
    """What a mean is out of; 0 for other readings."""
    return survey.high if reading.kind == "mean" and survey is not None else 0


def survey_of(scores: Guarded) -> Survey | None:
    """The question answered; any of them where several were asked for and may be added up; None for tickets."""
    return next(iter(scores.surveys.values()), None)


def value_text(scores: Guarded, index: int = 0) -> str:
    """A score with its unit, with as many digits as its interval supports."""
    reading, survey = scores.reading, survey_of(scores)
    value, width = float(scores.value[index]), width_of(scores, index)
    return words.score(value, reading.unit, width=width, of=top_of_scale(reading, survey))


def width_of(scores: Guarded, index: int = 0) -> float:
    """How wide its interval is; 0 where it has no end, so that it says nothing about digits."""
    low, high = float(scores.low[index]), float(scores.high[index])
    return high - low if np.isfinite([low, high]).all() else 0.0


def interval_text(scores: Guarded, index: int = 0) -> str:
    """Its interval: "+32 to +36"."""
    return words.interval(float(scores.low[index]), float(scores.high[index]), scores.reading.unit)


def count_text(scores: Guarded, index: int = 0) -> str:
    """What it was counted from: "4,816 answers", "240 tickets, 24 still open"."""
    running = int(scores.running[index])
    still = [words.running(scores.measure, running)] if running else []
    return ", ".join([words.counted(int(scores.n[index]), scores.measure.counts), *still])


def said(scores: Guarded, index: int = 0) -> str:
    """The score and what it was counted from: "+17, 1,608 answers"."""
    return f"{value_text(scores, index)}, {count_text(scores, index)}"


def hover_text(scores: Guarded, index: int, *, finished: bool = True) -> str:
    """What is said of one point: value, interval, number, which it is, and what is special about it."""
    if scores.state[index] in ("hidden", "none"):
        return ""
    value = f"<b>{value_text(scores, index)}</b>  ({interval_text(scores, index)})"
    which = [words.reading_name(scores.measure, scores.reading)] if scores.reading.q else []
    lines = [*which, value, count_text(scores, index), group_text(scores, index)]
    if not finished:
        lines.append(unfinished_name(scores.reading))
    elif scores.state[index] == "few":
        lines.append(_("too few to compare"))
    return "<br>".join(line for line in lines if line)


def unfinished_name(reading: Reading) -> str:
    """What a bucket is called that is still running, or too young for the reading to be decided."""
    return _("not final yet") if reading.matures >= DAY else _("not finished")


def group_text(scores: Guarded, index: int) -> str:
    """Which bucket or group a point is, in full, as a figure takes it; "" where it is everything."""
    if not scores.named.by:
        return ""
    name, column = next(iter(scores.named.columns.items()))
    return plain(_group_name(column.values[column.codes[index]], name))


def size_of(change: Change) -> str:
    """How large a change is, without its sign, for sentences that say which way it went; of a time also which way."""
    unit = change.reading.unit
    if change.ratio and unit == "seconds":
        return words.change(change.difference, unit, ratio=True)
    return words.change(abs(change.difference), unit, ratio=change.ratio).lstrip("+")


def says_which_way(change: Change) -> bool:
    """Whether the size of a change says itself which way it went: "22% slower"."""
    return change.ratio and change.reading.unit == "seconds"


def current(ask: Ask, measure: Measure) -> Tally:
    """All rows of the days the page is about, as one group. Raises Unavailable."""
    return ask.periods(measure).select({"period": "current"}).total()


def buckets(ask: Ask, measure: Measure) -> list[date]:
    """The first days of all buckets of the trend, from that in which the data of the measure begin."""
    return ask.once(("buckets", measure.table), lambda: _buckets(ask, measure))


def _buckets(ask: Ask, measure: Measure) -> list[date]:
    grain, week_start = ask.window.grain, ask.settings.week_start
    first, shown = ask.first_day_of(measure), periods.buckets(ask.window.trend, grain, week_start)
    known = [bucket for bucket in shown if first is None or periods.bucket_end(bucket, grain, week_start) >= first]
    return known or shown


def finished(ask: Ask, measure: Measure, reading: Reading) -> list[bool]:
    """Whether each bucket of the trend had ended where the data of the measure end, and as long before as the reading
    needs to decide."""
    grain, week_start = ask.window.grain, ask.settings.week_start
    ends = [periods.bucket_end(first, grain, week_start) for first in buckets(ask, measure)]
    return [not young for young in provisional(ends, ask.last_day(measure), reading)]


def places(ask: Ask, scores: Guarded) -> list[int | None]:
    """For each bucket of the trend the row of the scores that holds it, None where there is no data."""
    rows = {day: index for index, day in enumerate(scores.named.columns[ask.window.grain].each())}
    return [rows.get(first) for first in buckets(ask, scores.measure)]


def over_buckets(ask: Ask, scores: Guarded, *, silent: bool = False) -> Series:
    """Scores by bucket as a series with a place for every bucket, empty where there is no data.

    silent: nothing is said of a point that is pointed at.
    """
    rows, done = places(ask, scores), finished(ask, scores.measure, scores.reading)
    shown = zip(rows, done, strict=True)
    return Series.plain(
        buckets(ask, scores.measure),
        _spread(scores.value, rows),
        _spread(scores.low, rows),
        _spread(scores.high, rows),
        few=[row is not None and scores.state[row] == "few" for row in rows],
        finished=done,
        hover=["" if silent or row is None else hover_text(scores, row, finished=end) for row, end in shown],
    )


def of_each(keys: Sequence[str], several: Sequence[Guarded], hover: Sequence[str]) -> Series:
    """The first group of several scores as a series, one place for each."""
    numbers = ([float(getattr(scores, name)[0]) for scores in several] for name in ("value", "low", "high"))
    return Series.plain(keys, *numbers, few=[scores.state[0] == "few" for scores in several], hover=hover)


def _spread(values: Any, rows: Sequence[int | None]) -> list[float]:
    return [float("nan") if row is None else float(values[row]) for row in rows]


def by_group(scores: Guarded, dimension: str, order: Sequence[int]) -> Series:
    """Scores by a dimension as a series, some of the rows in a given order; its keys are the values as links write
    them, so that a click hands them back."""
    names = scores.groups[dimension].tolist()
    return Series.plain(
        [written(names[row]) for row in order],
        scores.value[order],
        scores.low[order],
        scores.high[order],
        few=[scores.state[row] == "few" for row in order],
        hover=[hover_text(scores, row) for row in order],
    )


def excluded_words(scores: Guarded) -> list[str]:
    """What was left out of a score and why, over all its groups."""
    left_out = {name: int(rows.sum()) for name, rows in scores.excluded.items() if rows.sum()}
    running = scores.measure.reason(CENSORED)
    return [words.running(scores.measure, n) if name == running else words.reason(name, n)
            for name, n in left_out.items()]  # fmt: skip


def footer(scores: Guarded, *more: str, columns: bool = False, drawn: Sequence[int] | None = None) -> tuple[str, ...]:
    """The line under a chart: how many were counted, what was left out and why, what is drawn as few or not at all.

    columns: few are drawn as pale columns, not as hollow dots; drawn: the groups that are, all where it is left out.
    """
    counted = words.counted(int(scores.n.sum()), scores.measure.counts)
    said = _("pale: too few to compare") if columns else _("hollow: too few to compare")
    few = [said] if "few" in (scores.state if drawn is None else scores.state[list(drawn)]) else []
    running, later = int(scores.running.sum()), int(np.isinf(scores.value).sum())
    still = [_("{running} counted in").format(running=words.running(scores.measure, running))] if running else []
    unknown = [_("{n} not reached yet").format(n=later)] if later and len(scores) > 1 else []
    hidden = int((scores.state == "hidden").sum())
    gone = [_("{n} not shown, so that nobody can be recognised").format(n=hidden)] if hidden else []
    return tuple(text for text in (counted, *still, *excluded_words(scores), *few, *unknown, *gone, *more) if text)


def only_in_table(n: int) -> str:
    """That so many groups more are not drawn."""
    said = ngettext("{n} smaller one only in the table", "{n} smaller ones only in the table", n)
    return said.format(n=words.count(n))


def survey_note(ask: Ask, scores: Guarded) -> str:
    """Which question the answers are to, and which end is easy where that is asked; "" for tickets."""
    named, survey = " + ".join(scores.surveys), survey_of(scores)
    if survey is None:
        return ""
    said = _("Survey “{name}”").format(name=named)
    easy = survey.high if survey.direction == "high" else survey.low
    return said + _(", {end} is easy").format(end=easy) if scores.measure.name == "ces" else said


def unavailable_message(reason: Unavailable) -> Message:
    """Why a measure cannot be shown, and the filters whose removal helps."""
    title, text = words.unavailable(reason)
    drop = {"dimension_missing": reason.values[:1], "other_measure": ("survey",), "not_pooled": ("survey",)}
    return Message(title, text, tuple(drop.get(reason.kind, ())))


def empty_message(ask: Ask, measure: Measure) -> Message:
    """Why there is nothing to show although the measure is known: the filters, or the days."""
    days = words.date_range(ask.window.current.first, ask.window.current.last)
    named, newest = words.rows_name(measure), ask.newest_before(measure)
    if ask.filters.where and newest is None:
        conditions = "; ".join(words.filter_words([(name, list(values)) for name, values in ask.filters.where]))
        text = _("{conditions}. Days: {days}.").format(conditions=conditions, days=days)
        return Message(_("No {counted} match these filters").format(counted=named), text, _asked(ask))
    title = _("No {counted}, {days}").format(counted=named, days=days)
    if newest is None:
        return Message(title, _("Choose other days to see some."), wider=True)
    others, as_many = _("The newest are of {day}. Choose other days to see some."), ask.window.current.days - 1
    return Message(title, others.format(day=words.day(newest)), days=Period(newest - timedelta(as_many), newest))


def _asked(ask: Ask) -> tuple[str, ...]:
    return tuple(name for name, _values in ask.filters.where)


def hidden_message(ask: Ask) -> Message:
    """Why a number may not be shown."""
    title = _("Fewer than {n} answers, not shown").format(n=ask.settings.hide_below)
    return Message(title, _("So that nobody can be recognised."))


def state_message(ask: Ask, scores: Guarded) -> Message | None:
    """What to say in place of a chart that has nothing to draw; None where it has."""
    if np.isfinite(scores.value).any():
        return None
    if np.isinf(scores.value).any():
        return Message(_("Not reached yet"), _("So many are still running that nobody can tell."))
    if "hidden" in scores.state:
        return hidden_message(ask)
    left_out = none_counted(scores)
    if left_out:
        return Message(left_out, _way_out(scores), wider=True)
    return empty_message(ask, scores.measure)


def _way_out(scores: Guarded) -> str:
    """What helps where no row counts: other days, but where a rule wants what the files may not hold."""
    if "undecided" in scores.excluded:
        return _(
            "They are too young for this rule, or the files do not hold what it asks. Choose other days or a rule."
        )
    return _("Choose other days to see some.")


def nothing_compared(ask: Ask) -> Message:
    """That there are no two periods, and how to get them."""
    if ask.filters.period == "all":
        return Message(_("Nothing to compare with"), _("Nothing comes before everything; choose a shorter period."))
    return Message(_("Nothing to compare with"), _("Choose in the period what its days are compared with."))


def none_counted(scores: Guarded) -> str:
    """That there are rows but none counts, and why: "None can be counted: 68 undecided"; "" where there are none."""
    reasons = ", ".join(excluded_words(scores))
    return _("None can be counted: {reasons}").format(reasons=reasons) if reasons else ""


def said_once(charts: Sequence[Drawn]) -> list[Drawn]:
    """The charts (and tables) without those that only say again why an earlier one is empty."""
    seen: set[Message] = set()
    kept = []
    for chart in charts:
        if chart.message is None or chart.message not in seen:
            kept.append(chart)
        if chart.message is not None:
            seen.add(chart.message)
    return kept


def reading_title(measure: Measure, reading: Reading) -> str:
    """A measure with its reading where that is not the default: "CSAT (mean)"."""
    if is_default(measure, reading):
        return measure_title(measure, reading.basis) if reading.basis else words.measure_name(measure)
    return f"{words.measure_name(measure)} ({words.reading_name(measure, reading)})"


def measure_title(measure: Measure, basis: str) -> str:
    """A measure with its basis where that is not its own column: "Resolution (business time)"."""
    name = words.measure_name(measure)
    return f"{name} ({words.basis_name(measure, basis)})" if basis else name


def is_default(measure: Measure, reading: Reading) -> bool:
    """Whether a measure is read as it is without being asked, on whatever basis."""
    return reading.full_name == measure.on(reading.basis).reading().full_name


def naive_beside(measure: Measure, reading: Reading) -> Reading | None:
    """Of a time in which those still running are counted, the same of those that have ended alone, as others show it;
    None for other readings."""
    if reading.kind != "survival":
        return None
    naive = [known.name for known in measure.readings if known.naive and known.q == reading.q]
    return measure.on(reading.basis).reading(naive[0]) if naive else None


def few_title(name: str, scores: Guarded) -> str:
    """In place of a finding where there are too few answers for one: "NPS: only 22 answers so far"; the name alone
    where there is none."""
    if not scores.n[0]:
        return name
    counted = words.counted(int(scores.n[0]), scores.measure.counts)
    return _("{name}: only {counted} so far").format(name=name, counted=counted)


def shown(scores: Guarded, dimension: str) -> pd.DataFrame:
    """The same as words, one row per group: what "Show as table" shows."""
    rows = range(len(scores))
    return pd.DataFrame({
        words.dimension_name(dimension): [_group_name(value, dimension) for value in scores.groups[dimension]],
        _value_head(scores): [value_text(scores, row) for row in rows],
        _("95% interval"): [interval_text(scores, row) for row in rows],
        sentence_case(words.count_name(scores.measure.counts, 2)): [words.count(int(scores.n[row])) for row in rows],
        _("Remark"): [_REMARKS[str(state)] and _(_REMARKS[str(state)]) for state in scores.state],
    })  # fmt: skip


_REMARKS = {"ok": "", "few": mark("too few to compare"), "hidden": mark("not shown"), "none": mark("no data")}


def _group_name(value: object, dimension: str) -> str:
    return words.bucket(value, dimension) if isinstance(value, date) else words.value_name(value, dimension)


def _value_head(scores: Guarded) -> str:
    return sentence_case(words.reading_name(scores.measure, scores.reading))


def sentence_case(text: str) -> str:
    """With a capital letter in front, the others as they are."""
    return text[:1].upper() + text[1:]


def inside_sentence(text: str) -> str:
    """With a small letter in front, the others as they are."""
    return text[:1].lower() + text[1:]


def time_spans(edges: Sequence[float]) -> list[str]:
    """What the classes between some times in seconds are called: "under 1 h", "1 to 4 h", "4 h or more"."""
    ends = [words.value_only(edge, "seconds") for edge in (edges[0], edges[-1])]
    middle = [words.clock_span(first, last) for first, last in pairwise(edges)]
    return [_("under {time}").format(time=ends[0]), *middle, _("{time} or more").format(time=ends[-1])]
