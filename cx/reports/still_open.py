"""How long tickets stay open, those still open counted in, beside what leaves them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from cx import bins
from cx.charts import survival
from cx.charts.base import Target
from cx.guard import Guarded, guard
from cx.measures import Measure
from cx.pairs import DAY, HOUR
from cx.reports import choices, goals, native, parts, words
from cx.reports.ask import Ask
from cx.reports.page import Chart, Choices, Point, Swatch
from cx.reports.words import _
from cx.scores import read
from cx.survival import curves
from cx.survival import lives as lives_of
from cx.tally import Tally

Floats = NDArray[np.float64]

#: After how many days the share still open is named.
NAMED = (1, 3, 7)
#: How far the curve is drawn, and at how many places.
LAST_DAY, PLACES = 14, 169
#: The days named on the axis before its end.
TICKS = (0, *NAMED, 10)
HEIGHT = 260
#: The times of its table.
TABLE = (HOUR, 4 * HOUR, 8 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY, LAST_DAY * DAY)


@dataclass(frozen=True)
class Curve:
    """(K,) by time: the share still open with its 95 % band, and of those that have ended alone, the share that took
    longer.

    seconds: the times; NaN where nobody has been observed for so long.
    """

    seconds: Floats
    share: Floats
    low: Floats
    high: Floats
    naive: Floats


def curve(tally: Tally, seconds: Sequence[float] | Floats) -> Curve:
    """The curve of Kaplan and Meier of one group at some times (see `cx.survival`), as the readings "open" have it."""
    keys, counts = tally.bins, tally.counts.sum(axis=0)
    timed = (keys >= 0) | (keys <= bins.CENSORED)
    lives = lives_of(keys[timed], counts[None, timed])
    found = curves(lives.ends, lives.censored)
    times = np.asarray(seconds, dtype=float)
    place = np.searchsorted(lives.ages[1:], times)
    share, low, high = (part[0, place] for part in (found.survival, found.low, found.high))
    seen = (times <= lives.ages[-1]) | (share == 0)
    ends = lives.ends[0]
    naive = 1 - ends.cumsum()[place] / max(ends.sum(), 1)
    share, low, high = (np.where(seen, part, np.nan) for part in (share, low, high))
    return Curve(times, share, low, high, naive)


def chart(ask: Ask, shown: Measure, *, key: str) -> Chart:
    """What share of tickets is still open after how long, and what those solved alone would say. shown: a measure of
    times on the basis to be read, with what still runs. Raises Unavailable.
    """
    now = parts.current(ask, shown)
    half, naive = (guard(read(now, shown.reading(name)), ask.settings) for name in ("median", "naive_median"))
    message = parts.state_message(ask, half)
    title = _title(shown, half, naive)
    after = [guard(read(now, shown.reading(f"open:{days * DAY}")), ask.settings) for days in NAMED]
    return Chart(
        key, title, _("{name}: share still open, by days since it came").format(
            name=parts.measure_title(shown, shown.basis)),
        words.definition_of_each((shown, scores.reading, None) for scores in (after[0], half, naive)),
        figure=None if message else _figure(ask, now, half, naive, after),
        make_table=lambda: _table(now), make_shown=lambda: _shown(now), swatches=_swatches(half),
        footer=parts.footer(half, _naive_words(half, naive)),
        alt=". ".join([title, *map(_after_words, after)]), message=message, height=HEIGHT,
        choices=None if message else _choices(ask, now, after), native=_native(),
    )  # fmt: skip


def _native() -> native.Native:
    """Columns at the times of the table: these are not equally far apart, which a line would say."""
    every = native.Series("open", _("Still open"), low="low", high="high")
    alone = native.Series("open_of_solved_alone", _("Of the solved alone"), "ref")
    return native.Native("column", "seconds", (every, alone), format=native.FORMATS["percent"])


def _choices(ask: Ask, now: Tally, after: Sequence[Guarded]) -> Choices:
    """Each age that is drawn, to read the tickets that took so long, or are open for so long."""
    points = []
    for scores in (scores for scores in after if np.isfinite(scores.value[0])):
        age = scores.reading.parameter
        old = (now.bins >= age) | ((now.bins <= bins.CENSORED) & (bins.age_of(now.bins) >= age))
        name = _("Open for {age} or more").format(age=words.value_only(age, "seconds"))
        held, n = tuple(now.bins[old].tolist()), int(now.counts[:, old].sum())
        behind = choices.in_bins(scores, ask.filters, name, held, n)
        points.append(Point(str(age // DAY), name, _after_words(scores), None, behind))
    return Choices(_("an age"), tuple(points))


def _target(ask: Ask, shown: Measure) -> Target | None:
    seconds = goals.target(ask, shown)
    return None if seconds is None else Target(seconds, goals.target_words(seconds))


def _figure(ask: Ask, now: Tally, half: Guarded, naive: Guarded, after: Sequence[Guarded]) -> go.Figure:
    drawn, last = curve(now, np.linspace(0, LAST_DAY * DAY, PLACES)), words.value_only(LAST_DAY * DAY, "seconds")
    beside = survival.Curve(drawn.seconds, drawn.naive, end=_end(_("Solved alone"), naive))
    return survival.still_open(
        survival.Curve(drawn.seconds, drawn.share, drawn.low, drawn.high, _end(_("All tickets"), half)),
        label=lambda share: words.value_only(share, "percent"),
        ticks=[*((float(day * DAY), words.decimal(day)) for day in TICKS), (float(LAST_DAY * DAY), last)],
        until=float(LAST_DAY * DAY), readings=[_reading(scores) for scores in after if np.isfinite(scores.value[0])],
        naive=beside if half.running[0] else None, target=_target(ask, half.measure), height=HEIGHT,
    )  # fmt: skip


def _end(name: str, scores: Guarded) -> str:
    """What stands at the end of a curve."""
    return f"<b>{name}</b><br>" + _("half: {value}").format(value=parts.value_text(scores))


def _reading(after: Guarded) -> survival.Reading:
    text = parts.value_text(after)
    hover = f"<b>{text}</b>  ({parts.interval_text(after)})<br>{_after_words(after)}"
    return survival.Reading(float(after.reading.parameter), text, str(after.reading.parameter // DAY), hover)


def _title(shown: Measure, half: Guarded, naive: Guarded) -> str:
    """Half of all beside half of those solved alone, where they differ as they are read."""
    name = parts.measure_title(shown, shown.basis)
    if half.state[0] != "ok":
        return parts.few_title(name, half)
    ours, theirs = parts.value_text(half), parts.value_text(naive)
    if np.isinf(half.value[0]):
        return _("{name}: half not reached yet").format(name=name)
    if ours == theirs:
        return _("Half are solved within {value}").format(value=ours)
    return _("Counting open tickets, half take {ours}, not {theirs}").format(ours=ours, theirs=theirs)


def _naive_words(half: Guarded, naive: Guarded) -> str:
    """What a help desk would show, and whom it leaves out; "" where nobody is."""
    running = int(half.running[0])
    if not running or not naive.n[0]:
        return ""
    text = _("a help desk would show half within {value}: it leaves out {running}")
    return text.format(value=parts.value_text(naive), running=words.running(half.measure, running))


def _after_words(after: Guarded) -> str:
    """ "30% still open after 3 days"."""
    time = words.duration(after.reading.parameter)
    return _("{share} still open after {time}").format(share=parts.value_text(after), time=time)


def _swatches(half: Guarded) -> tuple[Swatch, ...]:
    """The key; the second curve stands apart only where some are still open."""
    band = Swatch("band", "main", _("95% interval"))
    if not half.running[0]:
        return (Swatch("line", "main", _("all tickets")), band)
    every = Swatch("line", "main", _("all tickets, those still open counted in"))
    return (every, band, Swatch("line", "ref", _("solved tickets alone")))


def _table(now: Tally) -> pd.DataFrame:
    """Shares in percent by seconds; missing where nobody has been observed for so long."""
    found = curve(now, TABLE)
    shares = {"open": found.share, "low": found.low, "high": found.high, "open_of_solved_alone": found.naive}
    return pd.DataFrame({"seconds": TABLE} | {name: 100 * share for name, share in shares.items()})


def _shown(now: Tally) -> pd.DataFrame:
    found = curve(now, TABLE)
    return pd.DataFrame({
        _("After"): [words.duration(seconds) for seconds in TABLE],
        _("Still open"): [words.score(float(share), "percent") for share in found.share],
        _("95% interval"): [words.interval(float(low), float(high), "percent")
                            for low, high in zip(found.low, found.high, strict=True)],
        _("Of the solved alone"): [words.score(float(share), "percent") for share in found.naive],
    })  # fmt: skip
