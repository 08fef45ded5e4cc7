"""What a page is made of, whatever draws it: the browser, one HTML file, or (later) slides and sheets.

A page model in `cx/reports/` asks for tallies and yields these parts; `pages/` draws them with Streamlit,
`html.py` writes them into one file. So both show the same numbers, words and figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import plotly.graph_objects as go


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

    drop: filters a button may remove; again: whether a button may try the same once more.
    """

    title: str
    text: str = ""
    drop: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True)
class Spark:
    """A sparkline: one value per bucket (None where there is none), its interval, and whether it is finished.

    target: a goal in the same unit, drawn as a dashed line. An endless upper limit may be given as infinite.
    """

    values: Sequence[float | None]
    lows: Sequence[float | None]
    highs: Sequence[float | None]
    finished: Sequence[bool]
    target: float | None = None


@dataclass(frozen=True)
class Card:
    """One headline number. All texts are final words, as they are read.

    state: ok, few, hidden, none, unavailable or failed; verdict: clear, possible, noise, few or none; verdict_text: its
    word, and in the states without a value the sentence that stands in its place; note: the second such sentence;
    good: whether the change is for the better (None: neither); up: whether it rose; target: the goal in words; beside:
    the same read otherwise, with its label.
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
    target: str = ""
    note: str = ""
    definition: str = ""
    spark: Spark | None = None


@dataclass(frozen=True)
class Cards:
    """A row of cards."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Swatch:
    """One entry of a chart's key: kind is line, band, dot, open_dot, hatch or bar; colour a token name."""

    kind: str
    colour: str
    label: str


@dataclass(frozen=True)
class Chart:
    """One chart with all that belongs to it. `figure` is None where `message` says why there is none.

    definition: formula, interval, date anchor; alt: one sentence with the takeaway; wide: takes the whole row.
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

    @cached_property
    def table(self) -> pd.DataFrame:
        """The unrounded numbers behind it, as CSV takes them."""
        return self.make_table()

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The same as words, for "Show as table"."""
        return self.make_shown()


@dataclass(frozen=True)
class Page:
    """A whole page, in the order in which it is read."""

    name: str
    head: Head
    parts: tuple[Cards | Chart, ...]
