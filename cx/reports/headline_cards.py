"""The cards of the headline numbers: value, interval, number of answers, change with its verdict, sparkline."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cx.change import Change
from cx.errors import Unavailable
from cx.guard import Guarded
from cx.reports import over_time, parts, words
from cx.reports.ask import Ask
from cx.reports.page import Card, Spark
from cx.reports.verdicts import Headline
from cx.reports.words import _

#: How many of the last buckets a sparkline shows.
SPARK = 14

#: The page that explains each measure.
PAGES = {
    "nps": "loyalty", "csat": "satisfaction", "ces": "satisfaction", "fcr": "service", "first_response": "service",
    "resolution": "service",
}  # fmt: skip


def card(ask: Ask, line: Headline) -> Card:
    """One headline number as final words, whatever its state."""
    name, page = words.measure_name(line.measure.name), PAGES[line.measure.name]
    definition = words.definition(line.measure, line.reading, line.survey)
    blank = Card(line.measure.name, name, page, line.state, definition=definition)
    if line.now is None:
        return _unavailable(blank, line.unavailable)
    if line.state in ("hidden", "none"):
        return _without_number(ask, blank, line)
    return _with_number(ask, blank, line, line.now)


def _unavailable(blank: Card, reason: Unavailable | None) -> Card:
    title, text = words.unavailable(reason) if reason else ("", "")
    return replace(blank, verdict_text=title, note=text)


def _without_number(ask: Ask, blank: Card, line: Headline) -> Card:
    if line.state == "hidden":
        said = parts.hidden_message(ask)
        return replace(blank, verdict_text=said.title, note=said.text)
    days = words.date_range(ask.window.current.first, ask.window.current.last)
    text = _("No {counted}, {days}").format(counted=words.count_name(line.measure.counts, 0), days=days)
    return replace(blank, verdict_text=text, note=_last_seen(ask, line))


def _last_seen(ask: Ask, line: Headline) -> str:
    return _("data to {day}").format(day=words.day(ask.last_day(line.measure)))


def _with_number(ask: Ask, blank: Card, line: Headline, now: Guarded) -> Card:
    survey, width = parts.survey_of(now), float(now.high[0] - now.low[0])
    value, unit = words.parts(
        float(now.value[0]), line.reading.unit, width=width if np.isfinite(width) else 0.0,
        of=parts.top_of_scale(line.reading, survey),
    )  # fmt: skip
    return replace(
        blank, value=value, unit=unit, interval=parts.interval_text(now), count=_count(line, now),
        target=goal_words(ask, line), spark=spark(ask, line), **_verdict(line.change),
    )  # fmt: skip


def _count(line: Headline, now: Guarded) -> str:
    """How many were counted; where those still running are left out, a word that says so."""
    if not line.reading.naive:
        return parts.count_text(now)
    known = {"first_response": _("{n} answered"), "resolution": _("{n} solved")}
    return known[line.measure.name].format(n=words.count(int(now.n[0])))


def _verdict(change: Change | None) -> dict[str, Any]:
    if change is None:
        return {}
    moved = change.verdict in ("clear", "possible", "noise")
    return {
        "change": words.change(change.difference, change.reading.unit, ratio=change.ratio) if moved else "",
        "verdict": change.verdict, "verdict_text": words.verdict_word(change.verdict),
        "verdict_help": words.verdict_help(change.verdict), "good": change.better, "up": bool(change.difference > 0),
    }  # fmt: skip


def goal_words(ask: Ask, line: Headline) -> str:
    """What is read, where the name of the measure does not say it, and the goal: "half within, target 1 h"."""
    reading, goal = line.reading, parts.goal(ask, line.measure, line.reading)
    unusual = reading.kind == "percentile" or reading.full_name != line.measure.reading().full_name
    named = [words.reading_name(line.measure, reading)] if unusual else []
    target = [] if goal is None else [_("target {value}").format(value=words.score(goal, reading.unit))]
    return ", ".join(named + target)


def spark(ask: Ask, line: Headline) -> Spark | None:
    """The last buckets of the trend; None where the trend cannot be asked."""
    try:
        series = parts.over_buckets(ask, over_time.scored(ask, line.measure, line.reading), silent=True)
    except Unavailable:
        return None
    last = slice(-SPARK, None)
    values, lows, highs = (
        [float(value) if np.isfinite(value) else None for value in numbers[last]]
        for numbers in (series.value, series.low, series.high)
    )
    goal = parts.goal(ask, line.measure, line.reading)
    return Spark(values, lows, highs, [bool(done) for done in series.finished[last]], target=goal)
