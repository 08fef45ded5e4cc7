"""Which groups of a breakdown have to be hidden, so that those too small to be shown cannot be worked out.

The same rows can be looked at by fewer dimensions too, down to their total, and whoever looks at both can subtract. So
every such view is closed in turn, from the total to the finest, and each takes over what is hidden in the coarser ones:

    small       a private group with fewer rows than the least hides itself, and all that it is made of
    partners    of the parts of one total, the next smallest are hidden too, until two are hidden with at least the
                least number of rows in all
    equations   every total that is shown is an equation in the hidden numbers; while these determine one of them, or
                the total of a hidden group, the next smallest part is hidden with it, or if none is left the next
                smallest of all, where that can help

The last is the test of secondary suppression in official statistics (Hundepool and others, Statistical Disclosure
Control (2012)). One thing cannot be helped: a group that is alone in a total that is shown is that total.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

#: Periods stand beside each other and are no parts of a total.
_NOT_ADDED_UP = "period"

#: In larger tables nothing is hidden that shares no total with what can be worked out: it costs too much to tell.
_MOST_AT_ONCE = 3000

#: How many vectors are drawn, what stands for nothing in freeing them, and what is left of nothing by rounding errors.
_DRAWS, _SMALL, _ROUNDING = 8, 1e-7, 1e-3


@dataclass(frozen=True, eq=False)
class View:
    """The groups by some dimensions. of: (G,) the group of each finest one; n, rows: (V,); hidden: (V,)."""

    by: frozenset[str]
    of: Ints
    n: Ints
    rows: Ints
    hidden: Bools

    def parts(self, finer: Ints, size: int) -> Ints:
        """(size,) which group of this view each group of a finer one belongs to."""
        parents = np.zeros(size, dtype=np.int64)
        parents[finer] = self.of
        return parents


def to_hide(
    groups: pd.DataFrame, n: Ints, rows: Ints, private: Bools, least: int, hidden: Bools | None = None
) -> Bools:
    """(G,) what to hide. groups: their names by dimension; n: rows that count in the score, rows: all of them;
    private: which groups must not be shown with fewer than `least`; hidden: those that are hidden whatever they hold.
    """
    already = np.zeros(len(groups), dtype=bool) if hidden is None else hidden
    if not (private & (rows > 0)).any():
        return already
    finest = closed(groups, n, rows, private, least, already)[-1]
    return finest.hidden[finest.of]


def closed(groups: pd.DataFrame, n: Ints, rows: Ints, private: Bools, least: int, hidden: Bools) -> list[View]:
    """Every view of the groups, of which there is one at least, with what to hide in it; the finest is the last."""
    finest = frozenset(str(name) for name in groups) - {_NOT_ADDED_UP}
    views: list[View] = []
    for by in _views(groups):
        coarser = [view for view in views if view.by < by]
        views.append(_view(groups, by, (n, rows, private), least, coarser, hidden & (by == finest)))
    return views


def _views(groups: pd.DataFrame) -> Iterator[frozenset[str]]:
    summed = [str(name) for name in groups if name != _NOT_ADDED_UP]
    for size in range(len(summed) + 1):
        yield from map(frozenset, combinations(summed, size))


def _view(
    groups: pd.DataFrame,
    by: frozenset[str],
    finest: tuple[Ints, Ints, Bools],
    least: int,
    coarser: Sequence[View],
    already: Bools,
) -> View:
    of = _numbered(groups, [name for name in groups if name in by or name == _NOT_ADDED_UP])
    size = int(of.max()) + 1
    n, rows = (np.bincount(of, weights=part, minlength=size).astype(np.int64) for part in finest[:2])
    private = np.bincount(of, weights=finest[2] & (finest[1] > 0), minlength=size) > 0
    totals = [(view, view.parts(of, size)) for view in coarser]
    hidden = private & (rows > 0) & (n < least) | (np.bincount(of, weights=already, minlength=size) > 0)
    for view, parents in totals:
        hidden |= view.hidden[parents] & (rows > 0)
    return View(by, of, n, rows, _Closing(n, rows, totals, len(by), least).closed(hidden))


def _numbered(groups: pd.DataFrame, names: Sequence[str]) -> Ints:
    if not names:
        return np.zeros(len(groups), dtype=np.int64)
    return np.asarray(groups.groupby(list(names), dropna=False, sort=False).ngroup(), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class _Closing:
    """Hides more groups of one view. totals: the coarser views, each with the group that every group belongs to."""

    n: Ints
    rows: Ints
    totals: Sequence[tuple[View, Ints]]
    dimensions: int
    least: int

    def closed(self, hidden: Bools) -> Bools:
        """With all that has to be hidden beside these."""
        lines = [parents for view, parents in self.totals if len(view.by) == self.dimensions - 1]
        useful = (self.rows > 0) & ~self._alone()
        while hidden.any():
            before = hidden
            for members in lines:
                hidden = self._with_partners(hidden, members, useful | hidden)
            if (before == hidden).all():
                following = self._following(hidden, lines, useful & ~hidden)
                if not len(following):
                    break
                hidden = hidden.copy()
                hidden[following] = True
        return hidden

    def _alone(self) -> Bools:
        """Groups that are all of a total that is shown: hiding them hides nothing."""
        alone = np.zeros(len(self.n), dtype=bool)
        for view, parents in self.totals:
            parts = np.bincount(parents, weights=self.rows > 0)
            alone |= (parts[parents] == 1) & ~view.hidden[parents]
        return alone

    def _with_partners(self, hidden: Bools, members: Ints, eligible: Bools) -> Bools:
        """In each total with a hidden part: the next smallest too, until two are hidden with enough rows in all."""
        which = np.flatnonzero(eligible)
        order = which[np.lexsort((self.n[which], ~hidden[which], members[which]))]
        first = np.flatnonzero(np.diff(members[order], prepend=-1)).astype(np.int64)
        start = np.repeat(first, np.diff(first, append=len(order)))  # where the total of each part begins
        sums = np.concatenate([[0], np.cumsum(self.n[order])])
        position, before = np.arange(len(order)) - start, sums[:-1] - sums[start]
        partner = hidden[order[start]] & ((position < 2) | (before < self.least))
        result = hidden.copy()
        result[order[partner]] = True
        return result

    def _following(self, hidden: Bools, lines: Sequence[Ints], left: Bools) -> Ints:
        """What must be hidden next, of what is left, because of groups that can be worked out."""
        known = self._determined(np.flatnonzero(hidden)) if self.dimensions > 1 else np.empty(0, dtype=np.int64)
        following = self._nearest(known, lines, left)
        if len(following) or not len(known) or np.count_nonzero(hidden | left) > _MOST_AT_ONCE:
            return following
        helpless = self._determined(np.flatnonzero(hidden | left))
        return self._nearest(np.setdiff1d(known, helpless), [parents for _, parents in self.totals[:1]], left)

    def _nearest(self, known: Ints, lines: Sequence[Ints], able: Bools) -> Ints:
        """For each group that is known, the smallest able one that shares a total with it, if there is any.

        All at once: one after the other would solve the equations of large tables hundreds of times.
        """
        left = np.flatnonzero(able)
        left = left[np.argsort(self.n[left], kind="stable")]
        place = np.full((len(lines), len(known)), len(left))  # in order of size; the last is none
        for line, members in enumerate(lines):
            totals, first = np.unique(members[left], return_index=True)
            smallest = np.full(int(members.max()) + 1, len(left))
            smallest[totals] = first
            place[line] = smallest[members[known]]
        nearest = place.min(axis=0, initial=len(left))
        found: Ints = left[np.unique(nearest[nearest < len(left)])]
        return found

    def _determined(self, hidden: Ints) -> Ints:
        """Of the hidden groups, those whose n, or the n of a hidden total of theirs, the shown totals determine.

        Some numbers at random are freed of all that a shown total would notice: what is left of them is how the hidden
        groups could still differ. A sum that none of them moves is determined.
        """
        shown, sums = [], [np.eye(len(hidden))]
        for view, parents in self.totals:
            parts = (parents[hidden] == np.unique(parents[hidden])[:, None]).astype(float)
            kept = view.hidden[np.unique(parents[hidden])]
            shown.append(parts[~kept])
            sums.append(parts[kept])
        equations, wanted = np.vstack(shown), np.vstack(sums)
        moved = np.abs(wanted @ _unnoticed(equations)).max(axis=1)
        known: Ints = hidden[(wanted[moved < _ROUNDING] > 0).any(axis=0)]
        return known


def _unnoticed(equations: Floats) -> Floats:
    """Vectors at random, always the same, that the equations send to 0: r - E+ E r, which is what is left of
    s (E'E + s)^-1 r = r - E'(E E' + s)^-1 E r as s goes to 0; twice, so that what has gone is of the order of s^2.
    """
    several, size = equations.shape
    left: Floats = np.random.default_rng(0).standard_normal((size, _DRAWS))
    if several < size:
        keeping = equations @ equations.T + _SMALL * np.eye(several)
        for _ in range(2):
            left = left - equations.T @ np.linalg.solve(keeping, equations @ left)
        return left
    keeping = equations.T @ equations / _SMALL + np.eye(size)
    return np.linalg.solve(keeping, np.linalg.solve(keeping, left))
