"""What may be shown: one function before every page, file, command line and snapshot.

Reliability, always: a score of few rows is marked, to be shown without arrow, colour or rank. Privacy, for surveys
declared anonymous: a score of very few rows is taken away altogether, and so are as many of the next smallest groups
of the same breakdown as it takes that nothing follows by subtraction from a total.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cx.scores import Scores

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]

STATES = ("ok", "few", "hidden", "none")


class Thresholds(Protocol):
    """The settings that decide: under `grey_below` rows few, under `hide_below` hidden."""

    @property
    def grey_below(self) -> int: ...

    @property
    def hide_below(self) -> int: ...


@dataclass(frozen=True, eq=False)
class Guarded(Scores):
    """Scores that may be shown. state: (G,) "ok", "few" (not reliable), "hidden" (not to be known) or "none" (no data).

    Nothing is left of a hidden group but its name: value, low, high, numerator, denominator and variance are NaN,
    n, rows and excluded 0.
    """

    state: Objects = field(default_factory=lambda: np.empty(0, dtype=object))

    def records(self) -> list[dict[str, object]]:
        """As `Scores.records`, with the state."""
        return [{**record, "state": state} for record, state in zip(super().records(), self.state, strict=True)]


def guard(scores: Scores, settings: Thresholds, anonymous: bool | None = None) -> Guarded:
    """The scores with what may not be shown taken away.

    anonymous: whether privacy applies; by default to the groups with answers to surveys declared anonymous.
    Periods in a breakdown are no parts of a shown total, so one being hidden does not hide the other.
    """
    private = scores.anonymous if anonymous is None else np.full(len(scores), anonymous)
    hidden = _with_partners(scores, private & (scores.rows > 0) & (scores.n < settings.hide_below), settings.hide_below)
    cases = [hidden, scores.n == 0, scores.n < settings.grey_below]
    state = np.select(cases, ["hidden", "none", "few"], "ok").astype(object)
    shown = scores.changed(lambda numbers, nothing: np.where(hidden, nothing, numbers), scores.groups)
    return Guarded(**{part.name: getattr(shown, part.name) for part in fields(Scores)}, state=state)


def _with_partners(scores: Scores, hidden: Bools, hide_below: int) -> Bools:
    """Also hides, along each dimension that is added up, what would give the hidden groups away."""
    summed = [name for name in scores.groups if name != "period"]
    slices = [_slices(scores, without) for without in summed]
    while hidden.any():
        before = hidden
        for members in slices:
            hidden = _hide_partners(scores, hidden, members, hide_below)
        if (before == hidden).all():
            break
    return hidden


def _slices(scores: Scores, without: object) -> Ints:
    """(G,) which groups are the parts of one total over this dimension."""
    others = [name for name in scores.groups if name != without]
    if not others:
        return np.zeros(len(scores), dtype=np.int64)
    return np.asarray(scores.groups.groupby(others, dropna=False, sort=False).ngroup(), dtype=np.int64)


def _hide_partners(scores: Scores, hidden: Bools, members: Ints, hide_below: int) -> Bools:
    """In each slice with a hidden group: the next smallest too, until two are hidden with `hide_below` rows in all."""
    eligible = np.flatnonzero(scores.rows > 0)
    order = eligible[np.lexsort((scores.n[eligible], ~hidden[eligible], members[eligible]))]
    first = np.flatnonzero(np.diff(members[order], prepend=-1)).astype(np.int64)
    start = np.repeat(first, np.diff(first, append=len(order)))  # where the slice of each row begins
    sums = np.concatenate([[0], np.cumsum(scores.n[order])])
    position, before = np.arange(len(order)) - start, sums[:-1] - sums[start]
    partner = hidden[order[start]] & ((position < 2) | (before < hide_below))
    result = hidden.copy()
    result[order[partner]] = True
    return result
