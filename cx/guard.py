"""What may be shown: one function before every page, file, command line and snapshot.

Reliability, always: a score of few rows is marked, to be shown without arrow, colour or rank. Privacy, for surveys
declared anonymous: a score of very few rows is taken away altogether, and so are as many other groups of the same
breakdown as it takes that nothing follows by subtraction from a total (`cx/hiding.py`). What is compared is guarded
first: nothing follows from a change that does not follow from what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cx.change import Change, matching, verdicts_by
from cx.hiding import View, closed, to_hide
from cx.measures import Reading
from cx.pairs import Pairs
from cx.pools import KNOWN, LOST, pooled
from cx.scores import Scores, countable, read
from cx.scores import private as private_groups
from cx.superiority import Superiority, superiority
from cx.surveys import may_pool
from cx.tally import Tally

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]

STATES = ("ok", "few", "hidden", "none")

#: Under this many answers no comment to an anonymous survey is shown: words tell more of a person than a number.
COMMENTS_FROM = 10


class Thresholds(Protocol):
    """The settings that decide: under `grey_below` rows few, under `hide_below` hidden."""

    @property
    def grey_below(self) -> int: ...

    @property
    def hide_below(self) -> int: ...


@dataclass(frozen=True, eq=False)
class Guarded(Scores):
    """Scores that may be shown. state: (G,) "ok", "few" (not reliable), "hidden" (not to be known) or "none" (no
    score: no data, or none that answers the question yet).

    Nothing is left of a hidden group but its name: value, low, high, numerator, denominator and variance are NaN,
    n, rows, running and excluded 0.
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
    hidden = _hidden(scores, private, settings.hide_below)
    state = np.full(len(scores), "ok", dtype=object)
    for where, name in ((scores.n < settings.grey_below, "few"), (np.isnan(scores.value), "none"), (hidden, "hidden")):
        state[where] = name
    shown = _shown(scores, hidden) if hidden.any() else scores
    return Guarded(**{**vars(shown), "state": state})


def _shown(scores: Scores, hidden: Bools) -> Scores:
    """What is left; a reason to leave rows out that only hidden groups had is not named."""
    left = scores.changed(lambda numbers, nothing: np.where(hidden, nothing, numbers), scores.named)
    return replace(left, excluded={reason: rows for reason, rows in left.excluded.items() if rows.any()})


def _hidden(scores: Scores, private: Bools, least: int) -> Bools:
    """What to hide: what the tally withholds, and with it what is small in this reading alone."""
    withheld = scores.withheld
    small = private & (scores.rows > 0)
    if withheld is not None:
        small &= ~withheld & (scores.n < least)
    if not small.any():
        return np.zeros(len(scores), dtype=bool) if withheld is None else withheld
    return to_hide(scores.groups, scores.n, scores.rows, private, least, withheld)


def changes(after: Scores, before: Scores | None, settings: Thresholds) -> list[Change]:
    """Verdicts on the groups of one score, in the order of `after`; "none", without numbers, where a side is hidden."""
    earlier = None if before is None else guard(before, settings)
    return verdicts_by(guard(after, settings), earlier, settings.grey_below)


def guarded_superiority(after: Tally, before: Tally, settings: Thresholds, reading: Reading | str = "") -> Superiority:
    """The probability of superiority where both sides may be shown; elsewhere NaN, with 0 rows."""
    now, then = (guard(read(tally, reading), settings).state == "hidden" for tally in (after, before))
    rows = matching(after.named, before.named)
    hidden = now | np.append(then, False)[rows]
    found = superiority(after, before, reading)
    return Superiority(*(np.where(hidden, 0 if part.dtype.kind == "i" else np.nan, part) for part in found))


def comments_allowed(n: int, settings: Thresholds, anonymous: bool = True) -> bool:
    """Whether comments may be shown beside n answers: always, unless the survey is anonymous and they are few."""
    return not anonymous or n >= max(COMMENTS_FROM, settings.hide_below)


def guarded_tally(tally: Tally, settings: Thresholds, stretches: Ints | None = None) -> Tally:
    """The tally with what has to be hidden whatever the reading taken out of its counts, so that it may be kept.

    Groups of surveys declared anonymous, with those that are hidden with them, keep their names. Of those that a shown
    total has in common only the sum is kept, where it is of two groups and `settings.hide_below` rows or more: it
    follows from the total and the groups that are shown, so it tells nothing new. Of all others nothing is kept. A
    breakdown by several dimensions is added up over the last one first ("survey" the last of all): where dimensions
    before it are added up, sums that could be shown may be withheld too.
    stretches: (G,) of groups that are buckets of time, which stretch of days each lies in, where the sum of every
    stretch may be known from elsewhere; None for one.
    The tally itself where there is nothing to hide, and where that was done before.
    """
    private = private_groups(tally.named, tally.surveys)
    rows = tally.counts.sum(axis=1)
    if tally.withheld is not None or not (private & (rows > 0)).any():
        return tally
    n = countable(tally)
    nothing = np.zeros(len(rows), dtype=bool)
    groups = tally.groups if stretches is None else tally.groups.assign(period=stretches)
    views = closed(groups, n, rows, private, settings.hide_below, nothing)
    withheld = _pools(tally, views, n, settings.hide_below)
    if not withheld.any():
        return tally
    counts = pooled(tally.counts, withheld)
    held = counts.any(axis=0)
    return replace(tally, bins=tally.bins[held], counts=counts[:, held], withheld=withheld)


def _pools(tally: Tally, views: Sequence[View], n: Ints, least: int) -> Ints:
    """(G,) the pool of each group that is hidden: those of the finest total that is shown and leaves them unknown."""
    left = views[-1].hidden[views[-1].of]
    found = np.where(left, LOST, KNOWN)
    for by in _totals(tally):
        view = next(view for view in views if view.by == by)
        total = np.where(left & ~view.hidden[view.of], view.of, len(view.n))
        groups, rows = np.bincount(total), np.bincount(total, weights=n)
        together = (total < len(view.n)) & ((groups > 1) & (rows >= least))[total]
        found[together] = total[together] + found.max(initial=KNOWN) + 1
        left = left & ~together
    return _numbered(found)


def _numbered(found: Ints) -> Ints:
    """The same pools as 1, 2, 3, ..."""
    names = np.unique(found[found > KNOWN])
    return np.where(found > KNOWN, np.searchsorted(names, found) + 1, found)


def _totals(tally: Tally) -> Iterator[frozenset[str]]:
    """The dimensions of the totals that are shown, from the finest: with one less each time, "survey" the last."""
    names = sorted((name for name in tally.by if name != "period"), key=lambda name: name != "survey")
    while names and names[-1] not in tally.measure.apart and (names[-1] != "survey" or _one_scale(tally)):
        names.pop()
        yield frozenset(names)


def _one_scale(tally: Tally) -> bool:
    return all(may_pool(one, other) for one, other in pairwise(tally.surveys.values()))


def guarded_pairs(pairs: Pairs, settings: Thresholds, rule: Reading | str = "") -> Pairs:
    """The pairs as they may be kept: by class alone (`Pairs.coarse`), and with nothing of the classes that have to be
    hidden but the sums that follow from what is shown, as in `guarded_tally`. rule: the reading of "fcr" that is shown.

    The rows without a partner are a part of the total too: where they are few, a class is hidden with them, for they
    would follow from the total less all classes. Of anonymous surveys it is not kept why others are in no class.
    """
    anonymous = any(survey.anonymous for survey in pairs.surveys.values())
    small = pairs.coarse(rule, reasons=not anonymous)
    if not anonymous or small.withheld is not None:
        return small
    cells = guarded_tally(small.cells(), settings)
    return small if cells.withheld is None else small.kept_as(cells)
