"""Two that are compared, as questions: each by itself, and both as one whose periods are the days of either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from cx.errors import Unavailable
from cx.filters import Filters
from cx.groups import Coded, Groups
from cx.periods import Window
from cx.reports.ask import Answer, Ask, Question
from cx.snapshots.content import Content, ask_of
from cx.tally import Tally


class Side(NamedTuple):
    """One of two that are compared. ask: what is known of it, without a company; tallies: all that were counted;
    product: the version of the program that did; pages: the names of those it holds.
    """

    ask: Ask
    tallies: Mapping[Question, Answer]
    product: str
    pages: tuple[str, ...]


def side_of(content: Content) -> Side:
    """A snapshot as one of two."""
    names = tuple(dict.fromkeys(name for name, _arrangement in content.pages))
    return Side(ask_of(content), content.tallies, content.product, names)


@dataclass(frozen=True)
class AskOfDays(Ask):
    """A question about days that are given, whatever its filters and the newest day of its data say."""

    days: Window | None = None

    @property
    def window(self) -> Window:
        """The days shown and what they are compared with."""
        assert self.days is not None
        return self.days


def together(before: Ask, after: Ask, headlines: Sequence[str]) -> Ask:
    """Both as one question: its current period is that of `after`, the one before it that of `before`.

    So whatever a page says of two periods can be said of two snapshots, by the same formulas and in the same words.
    headlines: the measures whose verdicts are one family. What may be shown is what both would show.
    """
    days = replace(after.window, previous=before.window.current)
    settings = replace(
        after.settings, headlines=tuple(headlines),
        grey_below=max(before.settings.grey_below, after.settings.grey_below),
        hide_below=max(before.settings.hide_below, after.settings.hide_below),
    )  # fmt: skip

    def ask(measure: str, filters: Filters, by: tuple[str, ...]) -> Tally:
        if filters != after.filters or "period" not in by:
            raise Unavailable(measure, "not_kept")
        then, now = (side.tally(measure, by, side.filters) for side in (before, after))
        return by_period({"current": _current(now), "previous": _current(then)}, by)

    return AskOfDays(after.contents, settings, after.filters, ask, after.is_sample, days=days)


def _current(tally: Tally) -> Tally:
    """What a tally by period counts in the current one, by everything else."""
    return tally.select({"period": "current"}).over(*(name for name in tally.by if name != "period"))


def by_period(parts: Mapping[str, Tally], by: Sequence[str]) -> Tally:
    """Tallies of one measure, one for each period, as one by period; by: its dimensions, "period" among them."""
    first, *others = (_in_period(part, name, by) for name, part in parts.items())
    return sum(others, start=first)


def _in_period(tally: Tally, period: str, by: Sequence[str]) -> Tally:
    """The tally with one more dimension, the same everywhere."""
    whole = Coded(np.zeros(len(tally.named), dtype=np.int64), np.array([period, None], dtype=object))
    columns = {**tally.named.columns, "period": whole}
    return replace(tally, named=Groups({name: columns[name] for name in by}, len(tally.named)))
