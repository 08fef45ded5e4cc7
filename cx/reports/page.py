"""What a page is made of, whatever draws it: the browser, one HTML file, slides or sheets.

A page model in `cx/reports/` asks for tallies and yields these parts; `pages/` draws them with Streamlit,
`html.py` writes them into one file. So both show the same numbers, words and figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import orjson
import pandas as pd
import plotly.graph_objects as go

from cx.filters import Filters
from cx.periods import Period
from cx.reports.native import Native

_AS_JSON = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


@dataclass(frozen=True)
class Head:
    """The top of a page: where we are, the finding, what it covers (parts kept on one line each), warnings."""

    eyebrow: str
    finding: str
    cover: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """Said in place of a number or a chart: what is, and the way out.

    drop: filters a button may remove; again: whether a button may try the same once more; wider: whether other days
    help, so that a button may show all of them; days: those that a button may show instead; page: by name, where it can
    be mended, "" for nowhere.
    """

    title: str
    text: str = ""
    drop: tuple[str, ...] = ()
    again: bool = False
    wider: bool = False
    days: Period | None = None
    page: str = ""


@dataclass(frozen=True)
class Spark:
    """A sparkline: one value per bucket (None where there is none), its interval, and whether it is finished.

    goal: in the same unit, drawn as a dashed line. An endless upper limit may be given as infinite.
    """

    values: tuple[float | None, ...]
    lows: tuple[float | None, ...]
    highs: tuple[float | None, ...]
    finished: tuple[bool, ...]
    goal: float | None = None


class Record(NamedTuple):
    """A headline number as files take it: unrounded, in the unit people use (NPS points, percent, answers, seconds).

    reading: the full name of its definition; low, high: of its 95 % interval, None where it has no limit; n: rows that
    count; change: against the period before, in percentage points, points, answers, or in percent of it where `ratio`;
    None where nothing is compared or the verdict allows none; verdict: as of the card.
    """

    reading: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    change: float | None = None
    ratio: bool = False
    verdict: str = "none"


@dataclass(frozen=True)
class Card:
    """One headline number. All texts are final words, as they are read.

    state: ok, few, hidden, none, unavailable or failed; verdict: clear, possible, noise, few or none; verdict_text: its
    word, and in the states without a value the sentence that stands in its place; note: the second such sentence;
    good: whether the change is for the better (None: neither); up: whether it rose; goal: what is read and the goal,
    in words; beside: the same read otherwise, with its label; query: parameters of the link to its page besides the
    filters; record: the number itself, None where there is none.
    """

    key: str
    title: str
    page: str
    state: str
    value: str = "—"
    unit: str = ""
    change: str = ""
    verdict: str = "none"
    verdict_text: str = ""
    verdict_help: str = ""
    good: bool | None = None
    up: bool | None = None
    interval: str = ""
    count: str = ""
    beside: str = ""
    goal: str = ""
    note: str = ""
    definition: str = ""
    spark: Spark | None = None
    query: tuple[tuple[str, str], ...] = ()
    record: Record | None = None


@dataclass(frozen=True)
class Cards:
    """A row of cards; lacking: of the numbers that have none because there are no data for them, in one line."""

    cards: tuple[Card, ...]
    lacking: Message | None = None


@dataclass(frozen=True)
class Swatch:
    """One entry of a chart's key: kind is line, band, dot, open_dot, hatch or bar; colour a token name."""

    kind: str
    colour: str
    label: str


@dataclass(frozen=True)
class Behind:
    """The very rows behind a number, as `Warehouse.rows` takes them.

    measure: by name; reading: "" for the one the filters define; values: one group, as (name, value) pairs, None for
    missing, or (name, values) where it has several; bins: only these, None for all that count; n: how many the number
    says there are; title: of the list of them ("Chat, detractors: 97 answers"); beside: what the tickets of answers
    took, and which class of it; left_open: of events only those whose tickets are open at the end.
    """

    measure: str
    filters: Filters
    reading: str = ""
    values: tuple[tuple[str, str | int | date | tuple[int, ...] | None], ...] = ()
    bins: tuple[int, ...] | None = None
    n: int = 0
    title: str = ""
    beside: tuple[str, int | None] | None = None
    left_open: bool = False


@dataclass(frozen=True)
class Point:
    """A mark of a chart that can be chosen.

    token: what the figure's `customdata` and the link call it, unique in its chart; label: its name; says: what is said
    of it once it is chosen ("+17, 1,608 answers"); filters: those of the page once it is filtered by it, None where it
    cannot be; behind: the rows behind its number, None where none may be read; search, mood: which comments are read
    once it is chosen: what they hold, and how those feel who wrote them, "" for nothing and for everybody.
    """

    token: str
    label: str
    says: str = ""
    filters: Filters | None = None
    behind: Behind | None = None
    search: str = ""
    mood: str = ""


@dataclass(frozen=True)
class Choices:
    """The marks of a chart that can be chosen; noun: what one is called, with its article ("a channel")."""

    noun: str
    points: tuple[Point, ...]

    def point(self, token: str) -> Point | None:
        """The mark of that name; None where the link asks for one that is not there."""
        return next((point for point in self.points if point.token == token), None)


class FigureJson(NamedTuple):
    """A figure as JSON: the properties of each trace, and the layout."""

    traces: list[dict[str, str]]
    layout: str


@dataclass(frozen=True)
class Chart:
    """One chart with all that belongs to it. `figure` is None where `message` says why there is none.

    definition: formula, interval, date anchor; alt: one sentence with the takeaway; wide: takes the whole row;
    choices: what a click on it can choose; measure: the one, by name, whose definition can be chosen here, "" for none;
    native: how others draw it, None where they have no chart of its kind.
    Tables are made when they are asked for: most visitors never open one.
    """

    key: str
    title: str
    subtitle: str
    definition: str
    figure: go.Figure | None = None
    make_table: Callable[[], pd.DataFrame] = pd.DataFrame
    make_shown: Callable[[], pd.DataFrame] = pd.DataFrame
    swatches: tuple[Swatch, ...] = ()
    footer: tuple[str, ...] = ()
    alt: str = ""
    message: Message | None = None
    height: int = 280
    wide: bool = False
    choices: Choices | None = None
    measure: str = ""
    native: Native | None = None

    @cached_property
    def json(self) -> FigureJson:
        """The figure, each of its parts as JSON; made once. Read as Plotly keeps them: `to_dict` copies all of it."""
        traces, layout = (self.figure._data, self.figure._layout) if self.figure is not None else ([], {})
        return FigureJson([{name: _json(part) for name, part in trace.items()} for trace in traces], _json(layout))

    @cached_property
    def table(self) -> pd.DataFrame:
        """The unrounded numbers behind it, as CSV takes them."""
        return self.make_table()

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The same as words, for "Show as table"."""
        return self.make_shown()


def _json(part: object) -> str:
    """Numbers that are missing or endless are null; arrays of anything but numbers are lists."""
    return orjson.dumps(part, default=lambda array: array.tolist(), option=_AS_JSON).decode()


@dataclass(frozen=True)
class Table:
    """A table that is a part of its own. shown: as words; table: unrounded, as CSV takes it (by default the same);
    wraps: few rows with sentences in them, which wrap, so that it is as high as they need; else `height`.
    """

    key: str
    title: str
    subtitle: str = ""
    definition: str = ""
    make_shown: Callable[[], pd.DataFrame] = pd.DataFrame
    make_table: Callable[[], pd.DataFrame] | None = None
    footer: tuple[str, ...] = ()
    message: Message | None = None
    height: int = 280
    wide: bool = True
    wraps: bool = False

    @cached_property
    def shown(self) -> pd.DataFrame:
        """What is read."""
        return self.make_shown()

    @cached_property
    def table(self) -> pd.DataFrame:
        """What is taken away."""
        return self.make_table() if self.make_table else self.shown


@dataclass(frozen=True)
class Item:
    """One thing that needs attention. bar: good, bad or ref; page, filters, tab: where it is seen."""

    bar: str
    sentence: str
    evidence: str
    page: str
    filters: Filters
    tab: str = ""


@dataclass(frozen=True)
class Attention:
    """What needs attention, the worst first."""

    key: str
    title: str
    subtitle: str
    items: tuple[Item, ...]
    footer: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class Picker:
    """One thing chosen for the page. name: a field of `Arrangement`; options: (value, words); default: the value that
    a link leaves out."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str
    default: str = ""


@dataclass(frozen=True)
class Quote:
    """One comment, as plain text. mark: good, bad, passive or ref; score: what was answered; facts: when, where, to
    which question; who, ticket: as the data have them, "" where they are not known or may not be shown; url: of the
    ticket or the answer."""

    text: str
    mark: str
    score: str
    facts: tuple[str, ...] = ()
    who: str = ""
    ticket: str = ""
    url: str = ""


@dataclass(frozen=True)
class Quotes:
    """Some comments: `quotes` are number `start` (from 0) and following, of `total`; step: how many at once; search:
    what all of them hold."""

    key: str
    title: str
    subtitle: str
    quotes: tuple[Quote, ...]
    footer: tuple[str, ...] = ()
    message: Message | None = None
    total: int = 0
    start: int = 0
    step: int = 20
    wide: bool = True
    search: str = ""


@dataclass(frozen=True)
class Heading:
    """What the parts after it belong to: the title of a tab, where all tabs of a page stand under each other."""

    text: str


Part = Cards | Chart | Table | Attention | Picker | Quotes | Heading


@dataclass(frozen=True)
class Page:
    """A page in the order in which it is read. tabs: (key, title) of each; tab: the one whose parts these are."""

    name: str
    head: Head
    parts: tuple[Part, ...]
    tabs: tuple[tuple[str, str], ...] = ()
    tab: str = ""
