"""Promises in three states by a dimension: kept, still pending, missed; the share kept, and how far it may still go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from cx.charts.promises import height_of, three_states
from cx.filters import written
from cx.guard import Guarded, guard
from cx.measures import Measure
from cx.measures.tickets import MET, MISSED, PENDING
from cx.reports import breakdown, choices, native, parts, words
from cx.reports.ask import Ask
from cx.reports.page import Chart, Swatch
from cx.reports.words import _
from cx.scores import read
from cx.tally import Tally

Ints = NDArray[np.int64]
#: The states in the order in which they are drawn.
STATES = (MET, PENDING, MISSED)


def by_state(ask: Ask, shown: Measure, dimension: str, *, key: str) -> Chart:
    """Promises kept, pending and missed, by a dimension, the highest share kept on top. Raises Unavailable."""
    tally = ask.tally(shown, (dimension,))
    scores = guard(read(tally), ask.settings)
    message = parts.state_message(ask, scores)
    order = breakdown.drawn(scores)
    title = _title(ask, tally, scores, dimension)
    return Chart(
        key, title, _("{name} by {dimension}, % of promises").format(
            name=words.measure_name(shown), dimension=words.in_sentence(dimension)),
        words.definition(shown, shown.reading()),
        figure=None if message else _figure(ask, tally, scores, order, dimension),
        make_table=lambda: breakdown.drawn_first(_table(ask, tally, scores, dimension), order),
        make_shown=lambda: breakdown.drawn_first(_shown(ask, tally, scores, dimension), order),
        swatches=_swatches(tally), footer=parts.footer(scores, _range_words(tally), columns=True, drawn=order),
        alt=breakdown.alt(title, scores, order, dimension), message=message, height=height_of(len(order)),
        choices=None if message else choices.of_groups(ask, scores, dimension, order),
        native=native.Native("stacked", dimension, _series(), len(order), native.COUNT),
    )  # fmt: skip


def _series() -> tuple[native.Series, ...]:
    names = (("kept", _("Kept"), "good"), ("pending", _("Pending"), "passive"), ("missed", _("Missed"), "bad"))
    return tuple(native.Series(*one) for one in names)


def counts(tally: Tally) -> Ints:
    """(G, 3) promises kept, pending and missed in each group."""
    return np.stack([tally.counts[:, tally.bins == state].sum(axis=1) for state in STATES], axis=1)


def _range_words(tally: Tally) -> str:
    """What the range is, where there is one."""
    return _("range: if all pending ones fail, or all succeed") if _pending(tally) else ""


def _pending(tally: Tally) -> bool:
    """Whether any promise is neither kept nor missed yet."""
    return bool(counts(tally)[:, STATES.index(PENDING)].any())


def ranges(ask: Ask, tally: Tally) -> tuple[Guarded, Guarded]:
    """The share kept as if every pending one were missed, and as if every one were kept."""
    least, most = (guard(read(tally, name), ask.settings) for name in ("least", "most"))
    return least, most


def range_text(least: Guarded, most: Guarded, row: int) -> str:
    """From the least to the most that the share kept may become: "61 to 70%"; "" where nothing is pending."""
    if least.value[row] == most.value[row]:
        return ""
    return words.interval(float(least.value[row]), float(most.value[row]), "percent")


def _figure(ask: Ask, tally: Tally, scores: Guarded, order: Sequence[int], dimension: str) -> go.Figure:
    names, states = scores.groups[dimension].tolist(), counts(tally)[list(order)].T
    head, beside = _beside(ask, tally, scores, order)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = states / states.sum(axis=0)
    return three_states(
        [words.value_name(names[row], dimension) for row in order], shares,
        label=lambda share: words.decimal(share * 100),
        kept=[parts.value_text(scores, row) for row in order], beside=beside,
        heads=(_("kept"), head), tokens=[written(names[row]) for row in order],
        hover=[_hover(scores, row, states[:, place]) for place, row in enumerate(order)],
        few=scores.state[list(order)] == "few",
    )  # fmt: skip


def _beside(ask: Ask, tally: Tally, scores: Guarded, order: Sequence[int]) -> tuple[str, list[str]]:
    """What stands beside the share kept: what it can become; how many promises there were where none is pending."""
    if not _pending(tally):
        return words.count_name(scores.measure.counts, 2), [words.count(int(scores.n[row])) for row in order]
    least, most = ranges(ask, tally)
    return _("range"), [range_text(least, most, row) for row in order]


def _hover(scores: Guarded, row: int, states: Ints) -> str:
    kept, pending, missed = map(words.count, states)
    said = _("{kept} kept, {pending} pending, {missed} missed").format(kept=kept, pending=pending, missed=missed)
    return f"{parts.hover_text(scores, row)}<br>{said}"


def _title(ask: Ask, tally: Tally, scores: Guarded, dimension: str) -> str:
    """Who keeps clearly the fewest; how many are kept where nobody does."""
    worse = breakdown.clearly_worse(ask, tally, scores)
    name = words.measure_name(scores.measure)
    if worse:
        least = min(worse, key=lambda row: float(scores.value[row]))
        group = parts.sentence_case(breakdown.named(scores.groups[dimension].iloc[least], dimension))
        return _("{group} keeps {share} of promises, clearly fewer").format(
            group=group, share=parts.value_text(scores, least)
        )
    total = guard(read(tally.total()), ask.settings)
    if total.state[0] != "ok":
        return parts.few_title(name, total) if total.state[0] == "few" else name
    return _("{share} of promises are kept, no {dimension} clearly fewer").format(
        share=parts.value_text(total), dimension=words.in_sentence(dimension)
    )


def _swatches(tally: Tally) -> tuple[Swatch, ...]:
    pending = [Swatch("hatch", "passive", _("pending"))] if _pending(tally) else []
    return (Swatch("bar", "good", _("kept")), *pending, Swatch("bar", "bad", _("missed")))


def _table(ask: Ask, tally: Tally, scores: Guarded, dimension: str) -> pd.DataFrame:
    """One row per group: promises by state, and in percent the share kept with its interval and its range."""
    (least, most), states = ranges(ask, tally), counts(tally)
    return pd.DataFrame({
        dimension: [value if value is not None else "" for value in scores.groups[dimension]],
        "kept": states[:, 0], "pending": states[:, 1], "missed": states[:, 2],
        "value": 100 * scores.value, "low": 100 * scores.low, "high": 100 * scores.high,
        "least": 100 * least.value, "most": 100 * most.value, "state": scores.state,
    })  # fmt: skip


def _shown(ask: Ask, tally: Tally, scores: Guarded, dimension: str) -> pd.DataFrame:
    (least, most), states = ranges(ask, tally), counts(tally)
    rows = range(len(scores))
    return pd.DataFrame({
        words.dimension_name(dimension): [words.value_name(value, dimension) for value in scores.groups[dimension]],
        _("Share kept"): [parts.value_text(scores, row) for row in rows],
        _("Range"): [range_text(least, most, row) for row in rows],
        _("Kept"): [words.count(n) for n in states[:, 0]],
        _("Pending"): [words.count(n) for n in states[:, 1]],
        _("Missed"): [words.count(n) for n in states[:, 2]],
    })  # fmt: skip
