"""What may be shown: one function before every page, file, command line and snapshot.

Reliability, always: a score of few rows is marked, to be shown without arrow, colour or rank. Privacy, for surveys
declared anonymous: a score of very few rows is taken away altogether, and so are as many other groups of the same
breakdown as it takes that nothing follows by subtraction from a total (`cx/hiding.py`). What is compared is guarded
first: nothing follows from a change that does not follow from what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cx.change import Change, matching, verdicts_by
from cx.hiding import to_hide
from cx.measures import Reading
from cx.scores import Scores, read
from cx.superiority import Superiority, superiority
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
    cases = [hidden, np.isnan(scores.value), scores.n < settings.grey_below]
    state = np.select(cases, ["hidden", "none", "few"], "ok").astype(object)
    shown = scores
    if hidden.any():
        shown = scores.changed(lambda numbers, nothing: np.where(hidden, nothing, numbers), scores.named)
    return Guarded(**{part.name: getattr(shown, part.name) for part in fields(Scores)}, state=state)


def _hidden(scores: Scores, private: Bools, least: int) -> Bools:
    if not (private & (scores.rows > 0)).any():
        return np.zeros(len(scores), dtype=bool)
    return to_hide(scores.groups, scores.n, scores.rows, private, least)


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
