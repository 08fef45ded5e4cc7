"""What is open at the end of the data, and for how long it has been."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from cx.charts.backlog import by_age as columns
from cx.guard import guard
from cx.measures import measure
from cx.pairs import DAY
from cx.reports import native, parts, words
from cx.reports.ask import Ask
from cx.reports.balance import refuse_untold
from cx.reports.page import Behind, Chart, Choices, Point, Swatch
from cx.reports.words import _
from cx.scores import read
from cx.tally import Tally

Ints = NDArray[np.int64]

BACKLOG = measure("backlog")
#: Where the classes of age begin, but the first, in seconds; each is an edge of the clock bins, so that they are exact.
EDGES = (DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY)
#: From this age on a ticket is called old.
OLD = 7 * DAY
HEIGHT = 252
#: Columns any of which tells that a ticket has ended.
ENDED = ("solved_at", "closed_at", "is_open", "status")


@dataclass(frozen=True)
class Ages:
    """(K,) by class of age, the youngest first: their names, how many are so old, and the bins they hold."""

    names: list[str]
    counts: Ints
    bins: list[tuple[int, ...]]


def ages(tally: Tally) -> Ages:
    """The open tickets of one group by their age."""
    place = np.searchsorted(EDGES, tally.bins, side="right")
    real, counts = tally.bins >= 0, tally.counts.sum(axis=0)
    classes = range(len(EDGES) + 1)
    chosen = [real & (place == k) for k in classes]
    return Ages(
        parts.time_spans(EDGES), np.array([counts[mask].sum() for mask in chosen], dtype=np.int64),
        [tuple(int(key) for key in tally.bins[mask]) for mask in chosen],
    )  # fmt: skip


def by_age(ask: Ask, *, key: str) -> Chart:
    """Columns of open tickets by age. Raises Unavailable."""
    refuse_untold(ask, *ENDED)
    tally = ask.tally(BACKLOG)
    older = guard(read(tally, "older"), ask.settings)
    found = ages(tally)
    message = None if found.counts.any() else parts.empty_message(ask, BACKLOG)
    title = _title(found, parts.value_text(older))
    return Chart(
        key, title, _("Open tickets by how long they have been open"), words.definition(BACKLOG, older.reading),
        figure=None if message else _figure(found),
        make_table=lambda: _table(found), make_shown=lambda: _shown(found),
        swatches=(Swatch("bar", "bad", _("open for 7 days or more")),),
        footer=parts.footer(older, _("at the end of the data, whatever the period")),
        alt=f"{title}. " + ", ".join(f"{name}: {n}" for name, n in zip(found.names, found.counts, strict=True)),
        message=message, height=HEIGHT,
        choices=None if message else Choices(_("an age"), tuple(_points(ask, found))),
        native=native.Native("column", "from_seconds", (native.Series("n", _("Tickets")),), format=native.COUNT),
    )  # fmt: skip


def _figure(found: Ages) -> go.Figure:
    shares = found.counts / found.counts.sum()
    late = np.array([0, *EDGES]) >= OLD
    return columns(
        found.names, found.counts.astype(float), label=words.decimal, tokens=[str(k) for k in range(len(found.names))],
        hover=[f"<b>{words.counted(int(n), BACKLOG.counts)}</b><br>{words.score(float(share), 'percent')}<br>{name}"
               for name, n, share in zip(found.names, found.counts, shares, strict=True)],
        late=late, height=HEIGHT,
    )  # fmt: skip


def _title(found: Ages, older: str) -> str:
    """How many are open, and what share of them is old."""
    week = EDGES.index(OLD) + 1
    counted = _("{n} open").format(n=words.count(int(found.counts.sum())))
    if not found.counts[week:].sum():
        return _("{counted}, none for 7 days or more").format(counted=counted)
    return _("{counted}, {share} for 7 days or more").format(counted=counted, share=older)


def _points(ask: Ask, found: Ages) -> list[Point]:
    return [
        Point(
            str(place), name, words.counted(int(n), BACKLOG.counts),
            behind=Behind(
                BACKLOG.name, ask.filters, bins=bins, n=int(n),
                title=_("Open for {age}: {counted}").format(age=name, counted=words.counted(int(n), BACKLOG.counts)),
            ),
        )
        for place, (name, n, bins) in enumerate(zip(found.names, found.counts, found.bins, strict=True)) if n
    ]  # fmt: skip


def _table(found: Ages) -> pd.DataFrame:
    """Ends of each class in seconds (missing: without end) and how many are so old."""
    ends = pd.Series([*EDGES, None], dtype=object)
    return pd.DataFrame({"from_seconds": [0, *EDGES], "to_seconds": ends, "n": found.counts})


def _shown(found: Ages) -> pd.DataFrame:
    shares = found.counts / max(found.counts.sum(), 1)
    return pd.DataFrame({
        _("Open for"): found.names, _("Tickets"): [words.count(int(n)) for n in found.counts],
        _("Share"): [words.score(float(share), "percent") for share in shares],
    })  # fmt: skip
