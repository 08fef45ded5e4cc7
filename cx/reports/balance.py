"""Tickets opened, reopened and solved, bucket by bucket, with how many are open before and after: they add up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cx import periods
from cx.errors import Unavailable
from cx.measures import measure
from cx.measures.tickets import OPENED, REOPENED, SOLVED
from cx.periods import DAY
from cx.reports import parts
from cx.reports.ask import Ask
from cx.tally import Tally

Ints = NDArray[np.int64]

FLOW, BACKLOG = measure("flow"), measure("backlog")
#: Stamps that make the event of a solution, of tickets that bring none of their own.
SOLUTIONS = ("solved_at", "closed_at")


@dataclass(frozen=True)
class Balance:
    """(K,) each, by bucket of time: what came and went, and how many tickets were open at its start and at its end.

    keys: first days of the buckets. In each, start + opened + reopened - solved = end, and a bucket starts with what
    the one before ended with.
    """

    keys: list[date]
    opened: Ints
    reopened: Ints
    solved: Ints
    start: Ints
    end: Ints

    def frame(self, grain: str) -> pd.DataFrame:
        """One row per bucket, as CSV takes it."""
        return pd.DataFrame({
            grain: self.keys, "open_at_start": self.start, "opened": self.opened, "reopened": self.reopened,
            "solved": self.solved, "open_at_end": self.end,
        })  # fmt: skip


def balance(ask: Ask) -> Balance:
    """The flow of tickets over the trend, from what was open when it begins. Raises Unavailable."""
    refuse_unsolved(ask)
    tally, keys = ask.trend(FLOW), known_buckets(ask)
    opened, reopened, solved = (by_bucket(tally, keys, ask.window.grain, code) for code in (OPENED, REOPENED, SOLVED))
    grown = opened + reopened - solved
    end = open_before(ask) + grown.cumsum()
    return Balance(keys, opened, reopened, solved, end - grown, end)


def refuse_untold(ask: Ask, *columns: str) -> None:
    """Raise Unavailable where no file has any of the columns that tell when tickets are solved, or that they are: all
    that ever came would be called open."""
    if _lacks(ask, columns):
        raise Unavailable(FLOW.name, "columns_missing", "solved_at")


def refuse_unsolved(ask: Ask) -> None:
    """The same where neither a stamp nor an event that a file brings tells of any solution."""
    if _lacks(ask, SOLUTIONS) and not _ever_solved(ask):
        raise Unavailable(FLOW.name, "columns_missing", "solved_at")


def _lacks(ask: Ask, columns: Collection[str]) -> bool:
    filled = ask.contents.filled.get("tickets", frozenset())
    return bool(filled) and filled.isdisjoint(columns)


def _ever_solved(ask: Ask) -> bool:
    whole = ask.tally(FLOW, (), ask.filters.with_(where=(), period="all", compare="none"))
    return bool(whole.counts[:, whole.bins == SOLVED].any())


def known_buckets(ask: Ask) -> list[date]:
    """The buckets of the trend up to where the data of the flow end; all of them where none begins so early."""
    shown, last = parts.buckets(ask, FLOW), ask.last_day(FLOW)
    return [first for first in shown if first <= last] or shown


def by_bucket(tally: Tally, keys: list[date], grain: str, code: int) -> Ints:
    """(K,) how often something happened in each bucket."""
    rows = {day: row for row, day in enumerate(tally.groups[grain])}
    happened = tally.counts[:, tally.bins == code].sum(axis=1)
    return np.array([happened[rows[key]] if key in rows else 0 for key in keys], dtype=np.int64)


def open_before(ask: Ask) -> int:
    """How many tickets were open when the trend begins."""
    return _open_after(ask, ask.window.trend.first - DAY)


def open_at(ask: Ask, found: Balance, last: date) -> int:
    """How many tickets are open at the end of a day of the trend."""
    ends = [periods.bucket_end(first, ask.window.grain, ask.settings.week_start) for first in found.keys]
    if last >= min(ends[-1], ask.window.trend.last):
        return int(found.end[-1])
    return int(found.end[ends.index(last)]) if last in ends else _open_after(ask, last)


def _open_after(ask: Ask, last: date) -> int:
    """How many are open at the end of a day: all that happened until then, in one sum."""
    first = ask.first_day_of(FLOW)
    if first is None or first > last:
        return 0
    return net(ask.tally(FLOW, (), ask.filters.with_(period=f"{first}..{last}", compare="none")))


def net(tally: Tally) -> int:
    """Opened and reopened less solved, over all groups."""
    counts = {int(code): int(n) for code, n in zip(tally.bins, tally.counts.sum(axis=0), strict=True)}
    return counts.get(OPENED, 0) + counts.get(REOPENED, 0) - counts.get(SOLVED, 0)


def open_now(ask: Ask) -> int | None:
    """How many tickets are open at the end of the data by their own state, as a check on the flow; None where that is
    not known, or the trend ends before."""
    if ask.window.trend.last < ask.last_day(FLOW):
        return None
    try:
        return ask.tally(BACKLOG).n_rows()
    except Unavailable:
        return None
