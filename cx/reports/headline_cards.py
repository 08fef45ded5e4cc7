"""The cards of the headline numbers: value, interval, number of answers, change with its verdict, sparkline."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from cx.change import Change
from cx.errors import Unavailable
from cx.guard import Guarded
from cx.measures import Measure, Reading
from cx.reports import goals, over_time, parts, words
from cx.reports.ask import Ask
from cx.reports.page import Card, Record, Spark
from cx.reports.verdicts import Headline
from cx.reports.words import _

#: How many of the last buckets a sparkline shows.
SPARK = 14

#: Verdicts with which a card says how far a number moved.
MOVED = ("clear", "possible", "noise")

#: The page that explains each measure; a measure without one is explained on the overview.
PAGES = {
    "nps": "loyalty", "csat": "satisfaction", "ces": "satisfaction", "fcr": "service", "first_response": "service",
    "resolution": "service",
}  # fmt: skip

#: The part of that page, where it is not the first.
TABS = {"first_response": "response"}


def card(ask: Ask, line: Headline) -> Card:
    """One headline number as final words, whatever its state."""
    name, page = words.measure_name(line.measure), page_of(line.measure)
    definition = words.definition(line.measure, line.reading, line.survey)
    blank = Card(line.measure.name, name, page, line.state, definition=definition, query=_query(line.measure))
    if line.now is None:
        return _unavailable(blank, line.unavailable)
    if line.state in ("hidden", "none"):
        return _without_number(ask, blank, line)
    return _with_number(ask, blank, line, line.now)


def page_of(measure: Measure) -> str:
    """The page that explains a measure."""
    return PAGES.get(measure.name, "overview")


def tab_of(measure: Measure) -> str:
    """The part of that page that does; "" for the first."""
    return TABS.get(measure.name, "")


def _query(measure: Measure) -> tuple[tuple[str, str], ...]:
    """What the link says besides the filters: the part of the page, or on the overview the score over time."""
    if measure.name not in PAGES:
        return (("about", measure.name),)
    return (("tab", TABS[measure.name]),) if measure.name in TABS else ()


def _unavailable(blank: Card, reason: Unavailable | None) -> Card:
    title, text = words.unavailable(reason) if reason else ("", "")
    return replace(blank, verdict_text=title, note=text)


def _without_number(ask: Ask, blank: Card, line: Headline) -> Card:
    if line.state == "hidden":
        said = parts.hidden_message(ask)
        return replace(blank, verdict_text=said.title, note=said.text)
    left_out = parts.none_counted(line.now) if line.now else ""
    if left_out or ask.filters.where:
        note = words.date_range(ask.window.current.first, ask.window.current.last)
    else:
        note = _last_seen(ask, line)
    return replace(blank, verdict_text=left_out or parts.empty_message(ask, line.measure).title, note=note)


def _last_seen(ask: Ask, line: Headline) -> str:
    """Which days to look at instead."""
    newest = ask.newest_before(line.measure)
    return _("The newest are of {day}.").format(day=words.day(newest)) if newest else _("Other days may have some.")


def _with_number(ask: Ask, blank: Card, line: Headline, now: Guarded) -> Card:
    value, unit = words.parts(
        float(now.value[0]), line.reading.unit, width=parts.width_of(now),
        of=parts.top_of_scale(line.reading, parts.survey_of(now)),
    )  # fmt: skip
    return replace(
        blank, value=value, unit=unit, interval=parts.interval_text(now), count=_count(line, now),
        beside=_beside(line), goal=goal_words(ask, line, now), spark=spark(ask, line), record=_record(ask, line, now),
        **_verdict(ask, line.change),
    )  # fmt: skip


def _record(ask: Ask, line: Headline, now: Guarded) -> Record:
    """The same unrounded. A change that the card does not tell is missing."""
    reading, known = line.reading, line.change if ask.window.previous is not None else None
    value, low, high = (_known(float(numbers[0]) * reading.scale) for numbers in (now.value, now.low, now.high))
    verdict = known.verdict if known else "none"
    told = known is not None and verdict in MOVED
    change = _known(known.difference * (100 if known.ratio else reading.scale)) if known and told else None
    ratio = bool(known and told and known.ratio)
    return Record(reading.full_name, reading.unit, value, low, high, int(now.n[0]), change, ratio, verdict)


def _known(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _count(line: Headline, now: Guarded) -> str:
    """How many were counted; where those still running are left out, a word that says so."""
    if line.reading.naive:
        return words.ended(line.measure, int(now.n[0]))
    return words.counted(int(now.n[0]), line.measure.counts) if _beside(line) else parts.count_text(now)


def _verdict(ask: Ask, change: Change | None) -> dict[str, Any]:
    if change is None:
        return {}
    if ask.window.previous is None:
        return {"verdict_text": _("not compared"), "verdict_help": parts.nothing_compared(ask).text}
    if change.verdict == "none" and change.n_before and change.n_after:
        without = _("One of the two has no value, so there is no difference.")
        return {"verdict_text": _("cannot be compared"), "verdict_help": without}
    moved = change.verdict in MOVED
    return {
        "change": words.change(change.difference, change.reading.unit, ratio=change.ratio) if moved else "",
        "verdict": change.verdict, "verdict_text": words.verdict_word(change.verdict),
        "verdict_help": words.verdict_help(change.verdict), "good": change.better, "up": bool(change.difference > 0),
    }  # fmt: skip


def goal_words(ask: Ask, line: Headline, now: Guarded) -> str:
    """What is read, where the name of the measure does not say it, and the goal: "half within, goal 1 h, reached"."""
    said = [*_read_as(line.measure, line.reading), goals.said(ask, now)]
    return ", ".join(text for text in said if text)


def _read_as(measure: Measure, reading: Reading) -> list[str]:
    if reading.q or not parts.is_default(measure, reading):
        return [words.reading_name(measure, reading)]
    return [words.basis_name(measure, reading.basis)] if reading.basis else []


def _beside(line: Headline) -> str:
    """What others would show, who leave those still running out: "24 still open, without them 21 h"."""
    if line.now is None or line.naive is None or not (line.naive.n[0] and line.now.running[0]):
        return ""
    running, value = words.running(line.measure, int(line.now.running[0])), parts.value_text(line.naive)
    return _("{running}, without them {value}").format(running=running, value=value)


def spark(ask: Ask, line: Headline) -> Spark | None:
    """The last buckets of the trend; None where the trend cannot be asked."""
    try:
        series = parts.over_buckets(ask, over_time.scored(ask, line.measure, line.reading), silent=True)
    except Unavailable:
        return None
    last = slice(-SPARK, None)
    values, lows, highs = (
        tuple(float(value) if np.isfinite(value) else None for value in numbers[last])
        for numbers in (series.value, series.low, series.high)
    )
    goal = goals.value(ask, line.measure, line.reading)
    return Spark(values, lows, highs, tuple(bool(done) for done in series.finished[last]), goal)
