"""What comments are about, and how those feel who write them: by topic, or by any other dimension."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from cx.charts.base import plain
from cx.charts.diverging import diverging, height_of
from cx.filters import written
from cx.moods import COMMENTS, MOODS
from cx.reports import breakdown, choices, native, parts, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.mood_words import mood_mark, mood_word
from cx.reports.page import Chart, Choices, Message, Picker, Point, Swatch
from cx.reports.words import _, ngettext

Ints = NDArray[np.int64]

#: What comments are broken down by unless somebody chooses.
TOPIC = "topic"
#: More groups than this are not drawn; the table has them all.
MOST = 10


def dimensions(ask: Ask) -> list[str]:
    """What comments can be broken down by: topics first, where answers have them."""
    topics = [TOPIC] if TOPIC in ask.contents.filled.get("answers", ()) else []
    return [*topics, *(name for name in breakdown.dimensions(ask, [COMMENTS]) if name not in topics)]


def pickers(ask: Ask, arrangement: Arrangement) -> tuple[Picker, ...]:
    """By what; none where there is no choice."""
    names = dimensions(ask)
    options = tuple((name, words.dimension_name(name)) for name in names)
    default = chosen(ask, Arrangement())
    return (Picker("by", _("Break down by"), options, chosen(ask, arrangement), default),) if len(names) > 1 else ()


def chosen(ask: Ask, arrangement: Arrangement) -> str:
    """The dimension asked for, else the first that the filters leave more than one value of; "" where there is none."""
    names = dimensions(ask)
    several = [name for name in names if len(ask.filters.condition(name) or ()) != 1]
    return arrangement.by if arrangement.by in names else next(iter([*several, *names]), "")


def chart(ask: Ask, dimension: str) -> Chart:
    """The comments of each group, the group with most of them on top. Raises Unavailable."""
    of = ask.filters, dimension
    found = ask.fact("comments_by", lambda company: company.warehouse.comments_by(dimension, ask.filters), *of)
    groups, counts = _counted(found)
    subtitle = _("Comments by {dimension}, % of each").format(dimension=words.in_sentence(dimension))
    title = _title(groups, counts, dimension)
    return Chart(
        "moods-by", title, subtitle,
        _("Comments by the mood of the answer they came with, in the classes of its question. Without anonymous ones."),
        figure=_figure(ask, groups[:MOST], counts[:, :MOST], dimension) if groups else None,
        make_table=lambda: _table(ask, groups, counts, dimension), make_shown=lambda: _shown(groups, counts, dimension),
        swatches=tuple(Swatch("bar", mood_mark(mood), mood_word(mood).lower()) for mood in MOODS),
        footer=_footer(ask, groups, counts), alt=title, height=height_of(min(len(groups), MOST)),
        message=None if groups else Message(_("No comments to break down")),
        choices=_choices(ask, groups, counts, dimension),
        native=native.Native("stacked", dimension, _series(), MOST, native.COUNT),
    )  # fmt: skip


def _series() -> tuple[native.Series, ...]:
    return tuple(native.Series(mood, mood_word(mood), mood_mark(mood)) for mood in MOODS)


def _counted(found: pd.DataFrame) -> tuple[list[str | None], Ints]:
    """The groups, those with most comments first, and (3, G) how many comments of each mood they have."""
    known = found[found["mood"].notna()]
    values = [None if pd.isna(value) else str(value) for value in known["value"]]
    groups = list(dict.fromkeys(values))
    counts = np.zeros((len(MOODS), len(groups)), dtype=np.int64)
    for value, mood, n in zip(values, known["mood"], known["n"], strict=True):
        counts[MOODS.index(mood), groups.index(value)] += int(n)
    most = -counts.sum(axis=0)
    order = sorted(range(len(groups)), key=lambda row: (int(most[row]), groups[row] is None, groups[row] or ""))
    return [groups[row] for row in order], counts[:, order]


def _title(groups: list[str | None], counts: Ints, dimension: str) -> str:
    """Which group has most comments, and how many of them are unhappy."""
    if not groups:
        return _("Comments by {dimension}").format(dimension=words.in_sentence(dimension))
    name, share = words.value_name(groups[0], dimension), words.score(counts[0, 0] / counts[:, 0].sum(), "percent")
    return _("{group} has the most comments, {share} of them unhappy").format(
        group=parts.sentence_case(name), share=share
    )


def _figure(ask: Ask, groups: list[str | None], counts: Ints, dimension: str) -> go.Figure:
    shares = counts / counts.sum(axis=0)
    return diverging(
        [words.value_name(group, dimension) for group in groups], shares,
        label=lambda share: words.decimal(share * 100),
        values=[words.score(float(share), "percent") for share in shares[0]], value_head=_("unhappy"),
        counts=[words.count(int(n)) for n in counts.sum(axis=0)], count_head=_("comments"),
        tokens=[written(group) for group in groups], hover=_hover(groups, counts, dimension),
        few=counts.sum(axis=0) < ask.settings.grey_below,
    )  # fmt: skip


def _hover(groups: list[str | None], counts: Ints, dimension: str) -> list[str]:
    named = (plain(words.value_name(group, dimension)) for group in groups)
    return [f"<b>{name}</b><br>{_says(counts[:, row])}" for row, name in enumerate(named)]


def _says(counts: Ints) -> str:
    """How many comments of each mood: "12 unhappy, 3 neutral, 40 happy"."""
    return ", ".join(f"{words.count(int(n))} {mood_word(mood).lower()}" for mood, n in zip(MOODS, counts, strict=True))


def _choices(ask: Ask, groups: list[str | None], counts: Ints, dimension: str) -> Choices | None:
    points = tuple(
        Point(written(group), words.value_name(group, dimension), _says(counts[:, row]),
              choices.in_group(ask, dimension, group))
        for row, group in enumerate(groups[:MOST])
    )  # fmt: skip
    return Choices(choices.noun(dimension), points) if points else None


def _footer(ask: Ask, groups: list[str | None], counts: Ints) -> tuple[str, ...]:
    n = int(counts.sum())
    said = [ngettext("{n} comment", "{n} comments", n).format(n=words.count(n))]
    if (counts[:, :MOST].sum(axis=0) < ask.settings.grey_below).any():
        said.append(_("pale: too few to compare"))
    if len(groups) > MOST:
        said.append(parts.only_in_table(len(groups) - MOST))
    return tuple(said)


def _table(ask: Ask, groups: list[str | None], counts: Ints, dimension: str) -> pd.DataFrame:
    columns, n = dict(zip(MOODS, counts, strict=True)), counts.sum(axis=0)
    state = np.where(n < ask.settings.grey_below, "few", "ok").astype(object)
    return pd.DataFrame({dimension: [group or "" for group in groups], **columns, "n": n, "state": state})


def _shown(groups: list[str | None], counts: Ints, dimension: str) -> pd.DataFrame:
    names = {words.dimension_name(dimension): [words.value_name(group, dimension) for group in groups]}
    numbers = {mood_word(mood): [words.count(int(n)) for n in row] for mood, row in zip(MOODS, counts, strict=True)}
    return pd.DataFrame(names | numbers)
