"""Several shares under each other, each with its interval, on one axis from 0 to 100 %."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cx.charts.base import Series
from cx.charts.within import height_of as height_of
from cx.charts.within import within
from cx.guard import Guarded
from cx.reports import native, parts, tables, words
from cx.reports.page import Behind, Choices, Point
from cx.reports.words import _


@dataclass(frozen=True)
class Share:
    """One row. token: its name in links; name: as it is read; scores: of one group; behind: the rows it counts."""

    token: str
    name: str
    scores: Guarded
    behind: Behind | None = None


def known(rows: Sequence[Share]) -> list[Share]:
    """Those that have a value that may be shown."""
    return [row for row in rows if np.isfinite(row.scores.value[0])]


def figure(rows: Sequence[Share]) -> go.Figure:
    """The rows as they are drawn, the first on top."""
    counts = rows[0].scores.measure.counts if rows else "tickets"
    return within(
        series(rows), names=[row.name for row in rows], label=lambda share: words.value_only(share, "percent"),
        values=[parts.value_text(row.scores) for row in rows],
        counts=[words.count(int(row.scores.n[0])) for row in rows], count_head=words.count_name(counts, 2),
    )  # fmt: skip


def series(rows: Sequence[Share]) -> Series:
    """As a figure takes them, in the order in which they stand."""
    return parts.of_each([row.token for row in rows], [row.scores for row in rows], list(map(_hover, rows)))


def _hover(row: Share) -> str:
    value = f"<b>{parts.value_text(row.scores)}</b>  ({parts.interval_text(row.scores)})"
    return "<br>".join([value, parts.count_text(row.scores), row.name])


def points(rows: Sequence[Share], noun: str) -> Choices:
    """Each row, to read what is behind it."""
    return Choices(noun, tuple(Point(row.token, row.name, parts.said(row.scores), behind=row.behind) for row in rows))


def table(rows: Sequence[Share]) -> pd.DataFrame:
    """One line per row, unrounded, with its reading."""
    names = [{"row": row.token, "reading": f"{row.scores.measure.name}.{row.scores.reading.full_name}"} for row in rows]
    return tables.stacked([row.scores for row in rows], names)


def native_bars() -> native.Native:
    """How others draw them."""
    return native.Native("bar", "row", (native.scored(_("Share")),), format=native.FORMATS["percent"])


def shown(rows: Sequence[Share], head: str) -> pd.DataFrame:
    """The same as words; head: what the rows are."""
    return pd.DataFrame({
        head: [row.name for row in rows],
        _("Share"): [parts.value_text(row.scores) for row in rows],
        _("95% interval"): [parts.interval_text(row.scores) for row in rows],
        _("Number"): [words.count(int(row.scores.n[0])) for row in rows],
        _("Left out"): [", ".join(parts.excluded_words(row.scores)) for row in rows],
    })  # fmt: skip


def said(rows: Sequence[Share]) -> str:
    """All rows in one sentence, for those who do not see the figure."""
    return ", ".join(f"{row.name} {parts.value_text(row.scores)}" for row in rows)
