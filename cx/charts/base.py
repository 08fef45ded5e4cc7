"""What every figure starts from, and the plain arrays a figure is drawn from.

Figures hold no words: names, ticks, labels and hover texts come in ready to be read, in the language in force.
They know no theme either: grounds are transparent, marks keep their colour, text takes the page's.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from threading import RLock
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cx.charts.tokens import AXIS, GRID

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: One part of a figure as Plotly takes it: a trace, a shape, an annotation, an axis.
Part = dict[str, Any]
#: A number as an axis shows it.
Label = Callable[[float], str]
#: Where on the time axis a text stands.
DateTicks = Sequence[tuple[date, str]]

CLEAR = "rgba(0,0,0,0)"
FONT_SIZE = 12
NOTE_SIZE = 11.5
#: Pixels that two lines of text take.
LABEL_HEIGHT = 36
#: The width of a character, with room to spare and without, and of a plot on a phone, in pixels.
CHARACTER, SMALL_CHARACTER, PHONE_PLOT = 6.6, 5.8, 290
#: What one more line under an axis takes.
LINE = 15
#: Pixels at the right of a plot for the name and value of the last point, where they are short.
END_ROOM = 72
_MARKUP = re.compile("<[^>]*>")

#: How a figure is put on a page: it cannot be dragged or zoomed, so a wheel scrolls the page.
CONFIG = {
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showSendToCloud": False,
    "displaylogo": False,
}


@dataclass(frozen=True)
class Series:
    """Scores in the order in which they are drawn: one per bucket of time, or one per group.

    keys: (K,) first days of the buckets, or names of the groups; value, low, high: (K,) as scores hold them
    (fractions, answers, seconds), NaN where there is none, infinite where a time is not reached yet; high may be
    infinite too; few: (K,) whether too few answers stand behind it; finished: (K,) False for a bucket that is still
    running, or too young for what it shows; hover: (K,) what is said when pointed at.
    """

    keys: Sequence[date] | Sequence[str]
    value: Floats
    low: Floats
    high: Floats
    few: Bools
    finished: Bools
    hover: Sequence[str]

    @classmethod
    def plain(
        cls,
        keys: Sequence[date] | Sequence[str],
        value: Sequence[float] | Floats,
        low: Sequence[float] | Floats,
        high: Sequence[float] | Floats,
        *,
        few: Sequence[bool] | Bools | None = None,
        finished: Sequence[bool] | Bools | None = None,
        hover: Sequence[str] | None = None,
    ) -> Series:
        """From anything array-like; by default every bucket is finished, has answers enough and says nothing."""
        many = len(keys)
        return cls(
            keys,
            np.asarray(value, dtype=float),
            np.asarray(low, dtype=float),
            np.asarray(high, dtype=float),
            few=np.zeros(many, bool) if few is None else np.asarray(few, bool),
            finished=np.ones(many, bool) if finished is None else np.asarray(finished, bool),
            hover=[""] * many if hover is None else list(hover),
        )

    @property
    def known(self) -> Bools:
        """Whether there is a value that can be drawn."""
        return np.isfinite(self.value)

    @property
    def solid(self) -> Bools:
        """Values to be drawn in full: known, finished, and with answers enough."""
        return self.known & self.finished & ~self.few

    @property
    def faint(self) -> Bools:
        """Values to be drawn hollow and grey: finished, but with few answers."""
        return self.known & self.finished & self.few

    @property
    def running(self) -> Bools:
        """Values of a bucket that is not finished."""
        return self.known & ~self.finished

    @cached_property
    def x(self) -> list[str]:
        """The keys as Plotly takes them: ISO dates, or the names."""
        return [key.isoformat() if isinstance(key, date) else key for key in self.keys]

    def span(self) -> tuple[float, float]:
        """The least and greatest value to make room for: intervals of solid values, else of whatever is known."""
        seen = self.solid if self.solid.any() else self.known
        ends = np.concatenate([self.low[seen], self.high[seen], self.value[self.known]])
        ends = ends[np.isfinite(ends)]
        return (float(ends.min()), float(ends.max())) if len(ends) else (0.0, 1.0)


@dataclass(frozen=True)
class Target:
    """A goal, or a target, drawn as a dashed line, with its words."""

    value: float
    text: str


@dataclass(frozen=True)
class Marker:
    """Something that happened: a moment (`last` missing) or a span of days, with its name."""

    first: date
    text: str
    last: date | None = None


@dataclass(frozen=True)
class Benchmark:
    """A number to compare with that someone entered, drawn as a grey line with its name."""

    value: float
    text: str


@dataclass(frozen=True)
class Limits:
    """The usual range of a score, bucket by bucket: what lies outside is more than chance.

    low, high: (K,) in the units of the score, NaN where no range is known; better: "high" or "low", on which side of
    the range it is good to be.
    """

    low: Floats
    high: Floats
    better: str = "none"

    @property
    def known(self) -> Bools:
        """(K,) whether there is a range."""
        return np.isfinite(self.low) & np.isfinite(self.high)

    def span(self) -> tuple[float, float]:
        """From the lowest to the highest end."""
        return float(self.low[self.known].min()), float(self.high[self.known].max())

    def outside(self, value: Floats) -> Bools:
        """(K,) whether a value lies outside its range; False where either is missing."""
        with np.errstate(invalid="ignore"):
            beyond: Bools = np.isfinite(value) & ((value < self.low) | (value > self.high))
        return beyond

    def improving(self, value: Floats) -> Bools:
        """(K,) whether a value lies on the good side of its range."""
        with np.errstate(invalid="ignore"):
            good: Bools = {"high": value > self.high, "low": value < self.low}.get(
                self.better, np.zeros(len(value), bool)
            )
        return good


#: What both axes of every figure have: no zoom, no lines, ticks of our own, nothing that moves the plot.
AXIS_BASE = {
    "fixedrange": True, "automargin": False, "zeroline": False, "showline": False, "ticks": "", "tickangle": 0,
    "ticklabelstandoff": 6, "tickfont": {"size": FONT_SIZE}, "tickmode": "array", "tickvals": [], "ticktext": [],
    "showgrid": False, "gridcolor": GRID,
    "gridwidth": 1,
}  # fmt: skip


class Margin(NamedTuple):
    """Fixed room round the plot in pixels, so that figures under each other line up."""

    left: int = 44
    right: int = 16
    top: int = 8
    bottom: int = 28


_LOOKING = RLock()


class Figure(go.Figure):  # type: ignore[misc]  # Plotly has no types
    """A figure as its parts. Plotly copies all of them into objects of its own, which a page has no use for and which
    takes most of the time of drawing: so that is done where somebody looks into the figure.
    """

    def __init__(self, data: list[Part], layout: Part) -> None:
        self._data, self._layout, self._looked_into = data, layout, False

    def __getattr__(self, name: str) -> Any:
        """Whatever else a figure of Plotly has. All visitors share a figure, so one looks into it first."""
        with _LOOKING:
            if not self._looked_into:
                self._looked_into = True
                super().__init__(self._data, self._layout, _validate=False)
        return object.__getattribute__(self, name)


def figure(
    height: int,
    traces: Sequence[Part],
    *,
    x: Part,
    y: Part,
    margin: Margin,
    shapes: Sequence[Part] = (),
    notes: Sequence[Part] = (),
    hover: str = "closest",
    **layout: object,
) -> go.Figure:
    """A figure of the house from its parts: fixed height and margins, transparent, no legend, no zoom.

    The template is empty on purpose: importing Streamlit changes Plotly's default one for the whole process. Plotly
    does not check the parts again at every drawing; a test does, for every figure.
    """
    return Figure(
        [{name: part for name, part in trace.items() if part is not None} for trace in traces],
        {
            "template": {"layout": {"font": {"size": FONT_SIZE}}},
            "height": height, "autosize": True, "showlegend": False, "dragmode": False, "hovermode": hover,
            "paper_bgcolor": CLEAR, "plot_bgcolor": CLEAR, "font": {"size": FONT_SIZE},
            "margin": {"l": margin.left, "r": margin.right, "t": margin.top, "b": margin.bottom, "pad": 0},
            "hoverlabel": {"font": {"size": 12.5}, "align": "left", "namelength": 0, "bordercolor": AXIS},
            "xaxis": {**AXIS_BASE, **x}, "yaxis": {**AXIS_BASE, "showgrid": True, **y},
            **{name: list(parts) for name, parts in (("shapes", shapes), ("annotations", notes)) if parts}, **layout,
        },
    )  # fmt: skip


def positions(where: Bools) -> list[int]:
    """The positions that are True."""
    return [int(k) for k in np.flatnonzero(where)]


def finite(values: Floats) -> Floats:
    """The values, with nothing where one is missing or endless."""
    known: Floats = np.where(np.isfinite(values), values, 0.0)
    return known


def date_ticks(texts: DateTicks) -> Part:
    """The part of an axis of time that says where its ticks are and what they say."""
    return {"tickvals": [day.isoformat() for day, _ in texts], "ticktext": [text for _, text in texts]}


def note(text: str, *, opacity: float = 0.8, size: float = NOTE_SIZE, **place: Any) -> Part:
    """A text in the figure, in the page's colour; `opacity` 1 for values, less for notes."""
    return {"text": text, "showarrow": False, "opacity": opacity, "font": {"size": size}, **place}


def half_bucket(keys: Sequence[object]) -> timedelta:
    """Half the distance between two buckets of time."""
    days = [key for key in keys if isinstance(key, date)]
    return (days[-1] - days[0]) / (len(days) - 1) / 2 if len(days) > 1 else timedelta(days=3.5)


def time_ends(keys: Sequence[object]) -> tuple[datetime, datetime] | None:
    """From half a bucket before the first to half a bucket after the last, so that no dot is cut."""
    days = [key for key in keys if isinstance(key, date)]
    half = half_bucket(days)
    return (_midnight(days[0]) - half, _midnight(days[-1]) + half) if days else None


def time_range(keys: Sequence[object]) -> list[str]:
    """The same as Plotly takes it."""
    return [end.isoformat() for end in time_ends(keys) or ()]


def moment(day: date, shift: timedelta) -> str:
    """A place on the axis of time: the beginning of a day, moved by part of a bucket."""
    return (_midnight(day) + shift).isoformat()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def apart(places: Floats, height: int, name: int = LABEL_HEIGHT) -> Floats:
    """Where names stand at the right of a plot so that they do not touch.

    places: (K,) rising, as shares of the plot's height, where they belong; height: of the plot in pixels; name: what
    a name takes of it. They are moved up from below, then down again from the top, as little as that takes.
    """
    least = name / height
    moved = places.copy()
    for k in range(len(moved)):
        moved[k] = max(moved[k], least / 2 if k == 0 else moved[k - 1] + least)
    for k in reversed(range(len(moved))):
        moved[k] = min(moved[k], 1 - least / 2 if k == len(moved) - 1 else moved[k + 1] - least)
    return moved


def end_room(ends: Sequence[str]) -> int:
    """Pixels at the right of a plot for names of one or two lines; the least where there are none."""
    longest = max((text_length(line) for end in ends for line in end.split("<br>")), default=0)
    return min(max(END_ROOM, int(CHARACTER * longest) + 14), 2 * END_ROOM) if longest else Margin().right


def text_length(text: str) -> int:
    """How many characters of a text are seen."""
    return len(html.unescape(_MARKUP.sub("", text)))


def plain(text: str) -> str:
    """A text that came with the data, so that Plotly shows it as it is instead of reading it as HTML."""
    return html.escape(text, quote=False)


def narrow(names: Sequence[str], width: int = PHONE_PLOT) -> list[str]:
    """Names under columns, in as many lines as it takes that they do not touch on a plot of that many pixels."""
    room = int(width / max(len(names), 1) / SMALL_CHARACTER)
    return [name if "<br>" in name else "<br>".join(_lines(name, room)) for name in names]


def _lines(name: str, room: int) -> list[str]:
    return textwrap.wrap(name, max(room, 1), break_long_words=False, break_on_hyphens=False) or [""]


def lines_of(names: Sequence[str]) -> int:
    """How many lines the longest of some names takes."""
    return max((name.count("<br>") + 1 for name in names), default=1)


def shorten(text: str, length: int) -> str:
    """At most `length` characters, the last one an ellipsis where something is cut off."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
