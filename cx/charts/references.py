"""What a figure over time is read against: goals, benchmarks, the usual range, the days of the page, events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cx.charts import base, marks
from cx.charts.base import Benchmark, Floats, Limits, Marker, Part, Series, Target, moment, note
from cx.charts.scale import Scale
from cx.charts.tokens import ALPHA, BAD, GOOD, REF, fade

#: Pixels a name takes, and how high the name of a benchmark stands above its line.
NAME_HEIGHT, NAME_ABOVE = 15, 8
LONGEST_NAME = 40
#: The places that are tried for the words of a goal, as shares of the plot.
PLACES = np.linspace(0, 1, 251)
#: Lines that names of events may stand on, the width of a character, and that of a narrow plot, in pixels.
NAME_LINES, NAME_CHARACTER, PLOT_WIDTH = 4, 6.4, 260


class Words(NamedTuple):
    """Where words stand, as shares of the plot: from where to where, and how high their middle is."""

    first: float
    last: float
    middle: float

    def edges(self, half: float) -> list[Floats]:
        """Their upper and lower edge as lines over the places, endlessly far beside them; half: of their height."""
        here = np.clip(PLACES, self.first, self.last) == PLACES
        return [np.where(here, self.middle + side, np.inf) for side in (half, -half)]


def around(
    drawn: Sequence[Series],
    values: Scale,
    height: int,
    targets: Sequence[Target],
    period: tuple[date, date] | None,
    happened: Sequence[Marker],
    benchmarks: Sequence[Benchmark],
) -> tuple[list[Part], list[Part]]:
    """The shapes and the texts of all of these; drawn: the lines, over the same buckets; height: of the plot in
    pixels."""
    keys = drawn[0].keys
    shapes, notes = markers(happened, keys)
    if period:
        shapes.insert(0, period_band(*period, base.half_bucket(keys)))
    begin, taken = 0.0, [*marker_words(happened, keys, height), *benchmark_words(benchmarks, values, height)]
    for target in targets:
        at = clear_place(target, drawn, values, height, begin, taken)
        shapes.append(target_line(target))
        notes.append(target_words(target, values, *at))
        begin = at[0] + _width(target.text)
    return [*shapes, *benchmark_lines(benchmarks)], [*notes, *benchmark_names(benchmarks, values, height)]


def control(series: Series, limits: Limits, values: Scale) -> tuple[list[Part], list[Part]]:
    """The usual range, which lies behind the score, and the dots on what is outside of it, which lie above."""
    return usual_range(series, limits, values), outside(series, limits)


def target_line(target: Target) -> Part:
    """A goal or a target across the plot."""
    return {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": target.value, "y1": target.value,
        "line": {"color": REF, "width": 1.5, "dash": "5px,4px"},
    }  # fmt: skip


def target_words(target: Target, values: Scale, x: float = 0.0, above: bool = True) -> Part:
    """The words of a goal, standing on its line or hanging below it; x: as a share of the plot."""
    place: Part = {"xref": "paper", "xanchor": "left", "xshift": 6, "yref": "y"}
    return note(target.text, x=x, y=values.at(target.value), yanchor="bottom" if above else "top", **place)


def clear_place(
    target: Target,
    drawn: Sequence[Series],
    values: Scale,
    height: int,
    begin: float = 0.0,
    taken: Sequence[Words] = (),
) -> tuple[float, bool]:
    """Where the words of a goal lie over no line and no other words: the first place from the left, as a share of the
    plot, and whether above the goal; the roomiest where there is none. height: of the plot in pixels; begin: the first
    place to try.
    """
    half, goal = NAME_HEIGHT / height / 2, values.share(target.value)
    lines = [np.interp(PLACES, *_course(line, values)) for line in drawn if line.known.any()]
    lines += [edge for words in taken for edge in words.edges(half)]
    for room in (_width(target.text), _width(target.text) / 2):  # of a narrow plot, else of a wide one
        free = np.array([_free(lines, middle, room, begin) for middle in (goal + half, goal - half)])
        clear = np.flatnonzero((free > half).any(axis=0))
        if len(clear):
            break
    place = int(clear[0]) if len(clear) else int(free.max(axis=0).argmax())
    return float(PLACES[-free.shape[1] - _steps(room) :][place]), bool(free[0, place] >= free[1, place])


def _free(lines: Sequence[Floats], middle: float, room: float, begin: float) -> Floats:
    """(K,) how far the nearest line is from words with this middle, by where they begin, as shares of the plot."""
    near = np.min([np.full(len(PLACES), 1.0), *(np.abs(line - middle) for line in lines)], axis=0)
    free: Floats = sliding_window_view(near, _steps(room) + 1).min(axis=1)
    return free[min(int(np.ceil(begin * (len(PLACES) - 1))), len(free) - 1) :]


def _steps(room: float) -> int:
    """How many of the places words take."""
    return int(np.ceil(room * (len(PLACES) - 1)))


def _width(text: str) -> float:
    """Of words, as a share of a narrow plot."""
    return min(len(text) * NAME_CHARACTER / PLOT_WIDTH, 0.5)


def _course(line: Series, values: Scale) -> tuple[Floats, Floats]:
    """Where a line goes, both ways as shares of the plot."""
    known, (first, last) = np.flatnonzero(line.known), base.time_ends(line.keys) or (datetime.min, datetime.max)
    seen = np.clip(line.value[known], values.low, values.high)
    along = [(datetime.fromisoformat(line.x[k]) - first) / (last - first) for k in known]
    return np.array(along), np.array([values.share(float(value)) for value in seen])


def period_band(first: date, last: date, half: timedelta) -> Part:
    """The days the page is about, shaded behind everything; half: half a bucket, as points stand at its start."""
    return {
        "type": "rect", "xref": "x", "x0": moment(first, -half), "x1": moment(last, timedelta(days=1) - half),
        "yref": "paper", "y0": 0, "y1": 1, "line": {"width": 0}, "layer": "below",
        "fillcolor": fade(REF, ALPHA["wash"]),
    }  # fmt: skip


def markers(events: Sequence[Marker], keys: Sequence[object]) -> tuple[list[Part], list[Part]]:
    """Spans as a wash, moments as a dotted line, each with its name at the top of the plot.

    keys: first days of the buckets. A name goes to the next line where it would touch another, and to the left of its
    event where the plot ends; what has no room on any line has no name.
    """
    names = [_name(named.event, named.line, flipped=named.left < named.at) for named in _named(events, keys)]
    return [_marker_shape(event) for event in events], names


def marker_words(events: Sequence[Marker], keys: Sequence[object], height: int) -> list[Words]:
    """Where the names of events stand; height: of the plot in pixels."""
    lines = ((named, 1 - (named.line + 0.5) * NAME_HEIGHT / height) for named in _named(events, keys))
    return [Words(named.left, named.left + named.width, middle) for named, middle in lines]


class _Named(NamedTuple):
    """The name of an event: at, left, width as shares of a narrow plot; line: on which it stands."""

    event: Marker
    at: float
    left: float
    width: float
    line: int


def _named(events: Sequence[Marker], keys: Sequence[object]) -> list[_Named]:
    """Those that have room, each on the first line where it touches no other."""
    first, last = base.time_ends(keys) or (datetime.min, datetime.max)
    ends = [0.0] * NAME_LINES
    names = []
    for event in sorted(events, key=lambda event: event.first):
        at = (_noon(event.first) - first) / (last - first)
        width = len(event.text) * NAME_CHARACTER / PLOT_WIDTH
        left = at - width if at + width > 1 else at
        line = next((line for line, end in enumerate(ends) if left >= end), None)
        if line is not None and 0 <= at <= 1:
            ends[line] = left + width + NAME_CHARACTER / PLOT_WIDTH
            names.append(_Named(event, at, left, width, line))
    return names


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)


def _name(event: Marker, line: int, *, flipped: bool) -> Part:
    side: Part = {"xanchor": "right", "xshift": -4} if flipped else {"xanchor": "left", "xshift": 4}
    place: Part = {"yref": "paper", "y": 1, "yanchor": "top", "yshift": -line * NAME_HEIGHT}
    return note(base.plain(event.text), xref="x", x=event.first.isoformat(), **side, **place)


def _marker_shape(event: Marker) -> Part:
    place = {"xref": "x", "x0": event.first.isoformat(), "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    if event.last is None:
        return {**place, "type": "line", "x1": place["x0"], "line": {"color": REF, "width": 1, "dash": "dot"}}
    return {
        **place, "type": "rect", "x1": event.last.isoformat(), "line": {"width": 0},
        "fillcolor": fade(BAD, ALPHA["wash"]),
    }  # fmt: skip


def benchmark_lines(benchmarks: Sequence[Benchmark]) -> list[Part]:
    """Thin lines across the plot."""
    return [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": each.value, "y1": each.value,
         "line": {"color": REF, "width": 1}, "layer": "below"}
        for each in benchmarks
    ]  # fmt: skip


def benchmark_names(benchmarks: Sequence[Benchmark], values: Scale, height: int) -> list[Part]:
    """The names at the right end of the lines, above them and kept apart; height: of the plot in pixels."""
    rising = sorted(benchmarks, key=lambda each: each.value)
    place: Part = {"xref": "paper", "x": 1, "xanchor": "right", "xshift": -6, "yref": "paper", "yanchor": "middle"}
    return [
        note(base.plain(base.shorten(each.text, LONGEST_NAME)), y=words.middle, **place)
        for each, words in zip(rising, benchmark_words(rising, values, height), strict=True)
    ]


def benchmark_words(benchmarks: Sequence[Benchmark], values: Scale, height: int) -> list[Words]:
    """Where those names stand, the lowest first."""
    rising = sorted(benchmarks, key=lambda each: each.value)
    above = np.array([values.share(each.value) + NAME_ABOVE / height for each in rising])
    places = base.apart(above, height, NAME_HEIGHT)
    widths = (len(base.shorten(each.text, LONGEST_NAME)) * NAME_CHARACTER / PLOT_WIDTH for each in rising)
    return [Words(1 - width, 1.0, float(y)) for width, y in zip(widths, places, strict=True)]


def usual_range(series: Series, limits: Limits, values: Scale) -> list[Part]:
    """The usual range as a band with dotted edges, behind everything."""
    low, high = (np.clip(edge, values.low, values.high) for edge in (limits.low, limits.high))
    runs = [_widened(series, run, low, high) for run in marks.runs(limits.known)]
    band = marks.outline(runs, fade(REF, ALPHA["band"]))
    edges = [(x, y) for x, *both in runs for y in both]
    return [band, *(_edge(x, y) for x, y in edges)] if runs else []


def _widened(series: Series, run: list[int], low: Floats, high: Floats) -> tuple[list[str], list[float], list[float]]:
    """One run of buckets from half a bucket before it to half a bucket after it."""
    half = base.half_bucket(series.keys)
    first, last = (date.fromisoformat(series.x[k]) for k in (run[0], run[-1]))
    ends = [run[0], *run, run[-1]]
    x = [moment(first, -half), *(series.x[k] for k in run), moment(last, half)]
    return x, [float(low[k]) for k in ends], [float(high[k]) for k in ends]


def _edge(x: list[str], y: list[float]) -> Part:
    line = {"color": fade(REF, ALPHA["whisker"]), "width": 1, "dash": "1px,3px"}
    return {"type": "scatter", "x": x, "y": y, "mode": "lines", "line": line, "hoverinfo": "skip"}


def outside(series: Series, limits: Limits) -> list[Part]:
    """Dots on the values outside their usual range, in the colour of good where they are better than usual."""
    beyond = limits.outside(series.value) & series.solid
    good = beyond & limits.improving(series.value)
    dots = [
        marks.dots(series.x, series.value, where, colour, 9) for where, colour in ((beyond & ~good, BAD), (good, GOOD))
    ]
    return [part for part in dots if part["x"]]
