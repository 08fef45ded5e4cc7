"""How long it took: one column per span of time people think in, and which of them keep the target."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from cx.charts.base import Target
from cx.charts.durations import EDGES, between, durations
from cx.guard import Guarded, guard
from cx.measures import Measure, Reading
from cx.reports import choices, native, parts, words
from cx.reports.ask import Ask
from cx.reports.page import Chart, Choices, Message, Point, Swatch
from cx.reports.words import _
from cx.scores import read
from cx.tally import Tally

Ints = NDArray[np.int64]


def times(ask: Ask, measure: Measure, *, key: str, target: Reading | None = None) -> Chart:
    """How many tickets took how long. measure: on the basis to be read; target: the reading of those within one.

    Raises Unavailable.
    """
    now = parts.current(ask, measure)
    half, most = (guard(read(now, measure.reading(name)), ask.settings) for name in ("median", "p90"))
    kept = guard(read(now, target), ask.settings) if target else None
    counts = between(now.bins, now.counts[0])
    message = parts.state_message(ask, half) if np.isnan(half.value[0]) or not counts.sum() else None
    if message is not None:
        return _said(measure, key, message)
    title = _title(measure, half, most, kept)
    read_as = [half.reading] if kept is None else [half.reading, kept.reading]
    return Chart(
        key, title, _subtitle(measure, counts),
        words.definition_of_each((measure, reading, None) for reading in read_as),
        figure=_figure(counts, half, kept),
        make_table=lambda: _table(counts), make_shown=lambda: _shown(counts), swatches=_swatches(kept),
        footer=parts.footer(half, _naive(ask, now, half, most), _("each column ends at the time under its right edge")),
        alt=f"{title}. {_alt(counts)}", height=252, choices=_choices(ask, now, half, counts),
        native=native.share_columns("from_seconds"),
    )  # fmt: skip


def _alt(counts: Ints) -> str:
    """Every column with its share."""
    shares = zip(parts.time_spans(EDGES), counts / counts.sum(), strict=True)
    return ", ".join(f"{span} {_share(share)}" for span, share in shares)


def _choices(ask: Ask, now: Tally, half: Guarded, counts: Ints) -> Choices:
    """Each column that holds a ticket, to read what is in it."""
    held = zip(parts.time_spans(EDGES), _held(now), counts.tolist(), strict=True)
    points = [
        Point(str(place), span, words.counted(n, half.measure.counts),
              behind=choices.in_bins(half, ask.filters, span, bins, n))
        for place, (span, bins, n) in enumerate(held) if n
    ]  # fmt: skip
    return Choices(_("a span of time"), tuple(points))


def _held(now: Tally) -> list[tuple[int, ...]]:
    """The bins of each column."""
    column = np.searchsorted(np.asarray(EDGES), now.bins, side="right")
    real = now.bins >= 0
    return [tuple(now.bins[real & (column == place)].tolist()) for place in range(len(EDGES) + 1)]


def _figure(counts: Ints, half: Guarded, kept: Guarded | None) -> go.Figure:
    shares = counts / counts.sum()
    spans = zip(parts.time_spans(EDGES), shares, counts, strict=True)
    return durations(
        shares, label=_number, times=words.clock_labels(EDGES), target=_target(kept),
        half=_half(half), hover=[_hover(half.measure, share, n, span) for span, share, n in spans],
    )  # fmt: skip


def _hover(measure: Measure, share: float, n: int, span: str) -> str:
    return f"<b>{_share(share)}</b><br>{words.counted(int(n), measure.counts)}<br>{span}"


def _half(half: Guarded) -> Target | None:
    """The median with its words, where it is reached."""
    if not np.isfinite(half.value[0]):
        return None
    return Target(float(half.value[0]), _("half within <b>{value}</b>").format(value=parts.value_text(half)))


def _target(kept: Guarded | None) -> Target | None:
    """The target, with the share that keeps it."""
    if kept is None or not np.isfinite(kept.value[0]):
        return None
    reading = words.reading_name(kept.measure, kept.reading)
    return Target(float(kept.reading.parameter), f"<b>{parts.value_text(kept)}</b> {reading}")


def _number(share: float) -> str:
    """A share above its narrow column: percent without its sign, "" for nothing."""
    return "" if share == 0 else _("&lt;1") if share < 0.005 else words.decimal(share * 100)


def _share(share: float) -> str:
    return words.score(float(share), "percent")


def _subtitle(measure: Measure, counts: Ints) -> str:
    """Of which tickets the columns are: those that have ended."""
    counted = words.counted(int(counts.sum()), measure.counts)
    return _("{name}, % of {counted} by how long it took").format(
        name=parts.measure_title(measure, measure.basis), counted=counted
    )


def _naive(ask: Ask, now: Tally, half: Guarded, most: Guarded) -> str:
    """Half and nine of ten of those that have ended alone, as others show them, where those still running are counted
    in: "of those ended alone: half within 19 h, 9 of 10 within 36 h"; else "".
    """
    naive = [parts.naive_beside(scores.measure, scores.reading) for scores in (half, most)]
    ends = [parts.value_text(guard(read(now, reading), ask.settings)) for reading in naive if reading]
    if len(ends) < 2:
        return ""
    text = _("of those ended alone: half within {half}, 9 of 10 within {most}")
    return text.format(half=ends[0], most=ends[1])


def _title(measure: Measure, half: Guarded, most: Guarded, kept: Guarded | None) -> str:
    name = parts.measure_title(measure, measure.basis)
    if half.state[0] != "ok":
        return parts.few_title(name, half)
    if kept is not None and np.isfinite(kept.value[0]):
        plain, reading = words.measure_name(measure), words.reading_name(kept.measure, kept.reading)
        return _("{name}: {share} {reading}").format(name=plain, share=parts.value_text(kept), reading=reading)
    ends = {"half": parts.value_text(half), "most": parts.value_text(most)}
    if np.isinf(half.value[0]):
        return _("{name}: half not reached yet").format(name=name)
    if np.isinf(most.value[0]):
        return _("{name}: half within {half}, 9 of 10 not reached yet").format(name=name, **ends)
    return _("{name}: half within {half}, 9 of 10 within {most}").format(name=name, **ends)


def _swatches(kept: Guarded | None) -> tuple[Swatch, ...]:
    if kept is None:
        return ()
    return (Swatch("bar", "good", _("within the target")), Swatch("bar", "passive", _("beyond it")))


def _table(counts: Ints) -> pd.DataFrame:
    """Ends of each column in seconds (missing: without end), its tickets and their share in percent."""
    return pd.DataFrame({
        "from_seconds": [0, *map(int, EDGES)], "to_seconds": pd.Series([*map(int, EDGES), None], dtype=object),
        "n": counts, "share": 100 * counts / counts.sum(),
    })  # fmt: skip


def _shown(counts: Ints) -> pd.DataFrame:
    return pd.DataFrame({
        _("Time"): parts.time_spans(EDGES), _("Share"): [_share(share) for share in counts / counts.sum()],
        _("Tickets"): [words.count(int(n)) for n in counts],
    })  # fmt: skip


def _said(measure: Measure, key: str, message: Message) -> Chart:
    """The chart's place with a message in it."""
    return Chart(key, parts.measure_title(measure, measure.basis), "", words.definition(measure, measure.reading()),
                 message=message, height=252)  # fmt: skip
