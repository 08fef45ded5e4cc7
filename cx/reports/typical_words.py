"""Which words mark what the unhappy write against what the happy write, under the filters of the page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cx.charts.base import plain
from cx.charts.words import height_of
from cx.charts.words import words as drawn
from cx.filters import Filters
from cx.function_words import USUAL, function_words
from cx.moods import HAPPY, UNHAPPY
from cx.reports import native, parts, words
from cx.reports.ask import Ask
from cx.reports.breakdown import drawn_first
from cx.reports.page import Chart, Choices, Message, Point, Swatch
from cx.reports.words import _
from cx.searching import quoted
from cx.store.comments import NEWEST
from cx.store.warehouse import Warehouse
from cx.wording import Wording, wording

#: Words drawn on either side, and the adjusted p up to which a word is said to mark one.
MOST, CLEAR = 8, 0.05
#: A shorter word makes no finding: most of those are grammar, in languages without a list of function words too.
TELLING = 5
#: A language in which a smaller share of the comments is written leaves no words out.
FEW = 0.01
#: Sides of which the words are remembered, over all visitors.
REMEMBERED = 32


def asked(ask: Ask) -> Wording:
    """The words of the newest comments under the filters. Raises Unavailable."""
    return ask.fact("words", lambda company: _read(ask, company.warehouse), ask.filters)


def _read(ask: Ask, warehouse: Warehouse) -> Wording:
    version = ask.contents.version
    counted = _counted if warehouse.version == version else _counted.__wrapped__  # another version is not remembered
    return counted(warehouse, version, ask.settings.hide_below, ask.filters)


@lru_cache(maxsize=REMEMBERED)
def _counted(warehouse: Warehouse, _version: str, _hide_below: int, filters: Filters) -> Wording:
    texts = warehouse.comment_texts(filters)
    unmarked = function_words(_languages(texts["language"]))
    return wording(texts["comment"].tolist(), texts["mood"].tolist(), unmarked=unmarked)


def _languages(written: pd.Series[Any]) -> set[str]:
    """Those that at least `FEW` of the comments say they are in; where some say nothing, the usual ones too."""
    shares = written.dropna().astype(str).value_counts() / max(len(written), 1)
    known = set(shares.index[shares >= FEW])
    return known | (set(USUAL) if written.isna().any() or not known else set())


def chart(found: Wording) -> Chart:
    """The words of either side, the most typical of the unhappy on top."""
    rows = _shown_rows(found)
    title = finding(found) or _("Words of the unhappy and the happy")
    swatches = (Swatch("bar", "bad", _("unhappy")), Swatch("bar", "good", _("happy"))) if rows else ()
    return Chart(
        "words", title, _("Comments that hold a word, unhappy and happy ones"), _definition(),
        figure=_figure(found, rows) if rows else None,
        make_table=lambda: drawn_first(_table(found), rows), make_shown=lambda: drawn_first(_shown(found), rows),
        swatches=swatches,
        footer=(_counts(found),), alt=f"{title}. {_counts(found)}",
        message=None if rows else _nothing(found), height=height_of(len(rows)) if rows else parts.LEAST_HEIGHT,
        choices=Choices(_("a word"), tuple(_point(found, row) for row in rows)) if rows else None,
        native=native.Native("bar", "word", _series(), len(rows), native.FORMATS["percent"]),
    )  # fmt: skip


def _series() -> tuple[native.Series, ...]:
    """Of all comments of a side, the share that holds a word."""
    return (native.Series("share_of_unhappy", _("Unhappy"), "bad"), native.Series("share_of_happy", _("Happy"), "good"))


def finding(found: Wording) -> str:
    """What the most typical word of the unhappy says; "" where none is clear."""
    telling = [row for row in _unhappy_rows(found) if len(found.word[row]) >= TELLING]
    if not telling:
        return ""
    word, happy = str(found.word[telling[0]]), float(found.share(HAPPY)[telling[0]])
    if not happy:
        return _("Only unhappy customers write “{word}”").format(word=word)
    times = float(found.share(UNHAPPY)[telling[0]]) / happy
    said = words.decimal(times, 0 if times >= 3 else 1)
    return _("Unhappy customers write “{word}” {times} times as often as happy ones").format(word=word, times=said)


def _shown_rows(found: Wording) -> list[int]:
    """The clear words of both sides."""
    happy = np.flatnonzero((found.p <= CLEAR) & (found.z < 0))[::-1]
    return [*_apart(found, _unhappy_rows(found)), *_apart(found, map(int, happy))[::-1]]


def _apart(found: Wording, rows: Iterable[int]) -> list[int]:
    """The first of them, without those that share a word with an earlier one and are held by as many comments: two
    pieces of one sentence.
    """
    kept: list[int] = []
    seen: set[tuple[str, int, int]] = set()
    for row in rows:
        held = {(word, int(found.unhappy[row]), int(found.happy[row])) for word in str(found.word[row]).split()}
        kept += [] if held & seen else [row]
        seen |= held
    return kept[:MOST]


def _unhappy_rows(found: Wording) -> list[int]:
    """The words that clearly mark the unhappy, the most typical first."""
    return [int(row) for row in np.flatnonzero((found.p <= CLEAR) & (found.z > 0))]


def _figure(found: Wording, rows: list[int]) -> go.Figure:
    return drawn(
        [str(found.word[row]) for row in rows], found.share(UNHAPPY)[rows], found.share(HAPPY)[rows],
        counts=[(words.count(found.unhappy[row]), words.count(found.happy[row])) for row in rows],
        heads=(_("unhappy"), _("happy")), tokens=[str(found.word[row]) for row in rows],
        hover=[_hover(found, row) for row in rows],
    )  # fmt: skip


def _hover(found: Wording, row: int) -> str:
    return "<br>".join([f"<b>{plain(str(found.word[row]))}</b>", *map(plain, _both(found, row))])


def _both(found: Wording, row: int) -> list[str]:
    unhappy, happy = (words.score(float(found.share(mood)[row]), "percent") for mood in (UNHAPPY, HAPPY))
    return [
        _("in {n} unhappy comments, {share}").format(n=words.count(found.unhappy[row]), share=unhappy),
        _("in {n} happy comments, {share}").format(n=words.count(found.happy[row]), share=happy),
    ]


def _point(found: Wording, row: int) -> Point:
    """A word; reading it reads the comments of the side that it marks, as many as were counted."""
    word, marks = str(found.word[row]), UNHAPPY if found.z[row] > 0 else HAPPY
    return Point(word, f"“{word}”", "; ".join(_both(found, row)), search=quoted(word), mood=marks)


def _counts(found: Wording) -> str:
    unhappy, happy = words.count(found.n_unhappy), words.count(found.n_happy)
    return _("{unhappy} unhappy and {happy} happy comments").format(unhappy=unhappy, happy=happy)


def _nothing(found: Wording) -> Message:
    if not min(found.n_unhappy, found.n_happy):
        return Message(_("Nothing to compare"), _("Words are compared where there are unhappy and happy comments."))
    return Message(_("No word marks the unhappy"), _("They and the happy write alike, as far as so few comments tell."))


def _definition() -> str:
    return _(
        "Words, and two of them side by side, that the unhappy write more often than the happy, and the other way "
        "round, in the newest {n} comments; without those that only hold sentences together. A word counts once in a "
        "comment; one that is hardly ever written without another stands with it. Ordered by its log-odds with a prior "
        "from all comments, divided by their standard error (Monroe, Colaresi & Quinn 2008); shown where the p of "
        "that, adjusted over all words (Benjamini & Hochberg 1995), is at most 0.05."
    ).format(n=words.count(NEWEST))


def _table(found: Wording) -> pd.DataFrame:
    """Every word of enough comments, unrounded; shares in percent."""
    return pd.DataFrame({
        "word": found.word, "unhappy": found.unhappy, "happy": found.happy,
        "share_of_unhappy": 100 * found.share(UNHAPPY), "share_of_happy": 100 * found.share(HAPPY),
        "log_odds": found.log_odds, "z": found.z, "adjusted_p": found.p,
    })  # fmt: skip


def _shown(found: Wording) -> pd.DataFrame:
    rows = range(len(found))
    return pd.DataFrame({
        _("Word"): found.word,
        _("Unhappy"): [words.count(found.unhappy[row]) for row in rows],
        _("Happy"): [words.count(found.happy[row]) for row in rows],
        _("Remark"): [_remark(found, row) for row in rows],
    })  # fmt: skip


def _remark(found: Wording, row: int) -> str:
    if found.p[row] > CLEAR:
        return _("within noise")
    return _("marks the unhappy") if found.z[row] > 0 else _("marks the happy")
