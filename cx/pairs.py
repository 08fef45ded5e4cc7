"""Two bins of the same row: an answer beside the time, or the number of contacts, that its ticket took.

Rows are put into classes of the other bin, and each class has its score: that shows how the two go together, not that
one makes the other. Customers who wait longer also ask for harder things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cx import measures, pools
from cx.bins import CENSORED, TIME_UNKNOWN
from cx.change import Change, verdicts_by
from cx.groups import Groups
from cx.measures import Measure, Reading
from cx.scores import Scores
from cx.surveys import Survey
from cx.tally import Tally, whole_numbers

Ints = NDArray[np.int64]
Objects = NDArray[np.object_]

HOUR, DAY = 3600, 86400

#: Where the classes of the other bin begin, but the first: times in seconds, which are edges of bins, and counts.
EDGES: Mapping[str, tuple[int, ...]] = {
    "first_response": (HOUR // 4, HOUR, 4 * HOUR, 8 * HOUR, DAY, 2 * DAY),
    "resolution": (HOUR, 4 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY),
    "messages": (1, 2, 3),
    "transfers": (1, 2, 3),
    "reopens": (1, 2, 3),
}

#: Of these, the times.
TIMES = ("first_response", "resolution")

#: What a rule says where it says neither 0 nor 1, and the other of rows without a partner among `Pairs.cells`.
UNDECIDED, UNMATCHED = 2, np.iinfo(np.int64).max

#: What can stand beside an answer: the above, and whether its ticket was solved at first contact.
BESIDE = (*EDGES, "fcr")


@dataclass(frozen=True, eq=False)
class Pairs:
    """Counts by group, bin and other bin.

    measure: what the bins are of; beside: whose codes the others are, one of `BESIDE`; groups, bins: as in a tally;
    others: (K,) sorted codes; counts: (G, B, K); unmatched: (G, B) rows without a partner, whose other is not known;
    surveys: the questions counted, by name; rule: the one reading of "fcr" that others are the answers of (`coarse`),
    "" where they are codes; withheld: (G, K) what is known of the rows of a group and an other, as in a tally.
    """

    measure: Measure
    beside: str
    groups: pd.DataFrame
    bins: Ints
    others: Ints
    counts: Ints
    unmatched: Ints
    surveys: Mapping[str, Survey] = field(default_factory=dict)
    rule: str = ""
    withheld: Ints | None = None

    def __post_init__(self) -> None:
        shape = (len(self.groups), len(self.bins), len(self.others))
        if self.counts.shape != shape or self.unmatched.shape != shape[:2]:
            raise ValueError(f"counts of {self.counts.shape} and {self.unmatched.shape} for a table of {shape}")
        if self.withheld is not None and self.withheld.shape != (shape[0], shape[2]):
            raise ValueError(f"what is withheld of {self.withheld.shape} for a table of {shape}")

    @classmethod
    def from_frame(
        cls,
        measure: Measure,
        beside: str,
        frame: pd.DataFrame,
        by: Sequence[str] = (),
        surveys: Mapping[str, Survey] | None = None,
    ) -> Pairs:
        """From long form: columns `by`, `bin`, `other`, `n`; without an other a row is unmatched, without a bin it is
        not counted. Raises ValueError where a bin, an other or a count is not a whole number.
        """
        counted = frame[frame["bin"].notna().to_numpy(dtype=bool) & (frame["n"].to_numpy() != 0)]
        matched = counted["other"].notna().to_numpy(dtype=bool)
        bins, bin_place = np.unique(whole_numbers(counted["bin"]), return_inverse=True)
        others, found = np.unique(whole_numbers(counted["other"][matched]), return_inverse=True)
        other_place = np.full(len(counted), len(others), dtype=np.int64)
        other_place[matched] = found
        cells = Tally.from_frame(measure, counted.assign(bin=bin_place * (len(others) + 1) + other_place), by, surveys)
        flat = np.zeros((len(cells.groups), len(bins) * (len(others) + 1)), dtype=np.int64)
        flat[:, cells.bins] = cells.counts
        table = flat.reshape(len(cells.groups), len(bins), len(others) + 1)
        return cls(measure, beside, cells.groups, bins, others, table[:, :, :-1], table[:, :, -1], cells.surveys)

    @property
    def matched(self) -> int:
        """How many rows found their partner."""
        return int(self.counts.sum())

    @property
    def rows(self) -> int:
        """How many rows there are, with a partner or without."""
        return self.matched + int(self.unmatched.sum())

    def by_class(self, edges: Sequence[int] = ()) -> Tally:
        """The matched rows with one more dimension named `beside`: the class of the other bin, so that `read` gives
        the score of each with its interval.

        edges: where classes begin, rising: 0 is under the first edge, len(edges) is from the last edge on; by default
        those of `EDGES`. A code below 0 (still running, or no time is known) is in no class: its group is None, the
        last. Ways to solve a ticket have no order; see `by_rule`.
        """
        limits = np.array(edges or EDGES[self.beside], dtype=np.int64)
        if (np.diff(limits) <= 0).any() or limits[0] < 0:
            raise ValueError(f"edges of classes rise from 0 on, not {tuple(edges)}")
        return self._by(_between(limits, self.others))

    def by_rule(self, reading: Reading | str = "") -> Tally:
        """The matched rows by what a rule says of the other bin: 0 no, 1 yes, None undecided.

        reading: a share of the measure named `beside`, by name ("" for the default) or as it is; for example a rule of
        first-contact resolution. ValueError where only the answers of another rule are kept.
        """
        said = self._said(reading)
        return self._by(_named(said, said == UNDECIDED))

    def _said(self, reading: Reading | str) -> Ints:
        """(K,) what a rule says of the others: 0 no, 1 yes, `UNDECIDED`."""
        rule = measures.measure(self.beside).reading(reading) if isinstance(reading, str) else reading
        if rule.kind != "share":
            raise ValueError(f"{rule.full_name} is no rule of yes and no")
        if self.rule:
            if rule.full_name != self.rule:
                raise ValueError(f"only what {self.rule} says is kept, not what {rule.full_name} says")
            return self.others
        return _ruled(rule, self.others)

    def coarse(self, rule: Reading | str = "", *, reasons: bool = True) -> Pairs:
        """The same with one other for each class, so that it is small: the lower edge of each class of `EDGES`, which
        `by_class` puts where its codes were; of "fcr" what the rule says, as `by_rule` with that rule takes it.

        Codes below 0 keep their reasons, all that still run being one code; without `reasons` all are one too.
        """
        if self.beside == "fcr":
            said = self._said(rule)
            return self._recoded(said, measures.measure("fcr").reading(rule) if isinstance(rule, str) else rule)
        edges = np.array([0, *EDGES[self.beside]])
        lower = edges[np.searchsorted(edges[1:], self.others, side="right")]
        unknown = np.maximum(self.others, CENSORED) if reasons else np.full_like(self.others, TIME_UNKNOWN)
        return self._recoded(np.where(self.others < 0, unknown, lower))

    def _recoded(self, codes: Ints, rule: Reading | None = None) -> Pairs:
        """With other codes in the place of the (K,) others, those of the same code added up."""
        if self.withheld is not None:
            return self
        others, place = np.unique(codes, return_inverse=True)
        counts = np.zeros((*self.unmatched.shape, len(others)), dtype=np.int64)
        np.add.at(counts.transpose(2, 0, 1), place, self.counts.transpose(2, 0, 1))
        return replace(self, others=others, counts=counts, rule=rule.full_name if rule else "")

    def cells(self) -> Tally:
        """All rows by group and other, those without a partner as one more other of each group, its last; `kept_as`
        is the way back.
        """
        order = self._in_classes()
        groups, others = len(self.groups), np.append(self.others[order], UNMATCHED)
        rows = np.repeat(np.arange(groups), len(others))
        frame = self.groups.iloc[rows].assign(**{self.beside: np.tile(others, groups)})
        counts = np.concatenate([self.counts[:, :, order], self.unmatched[:, :, None]], axis=2).transpose(0, 2, 1)
        return Tally(self.measure, Groups.of(frame), self.bins, counts.reshape(len(rows), -1), self.surveys)

    def kept_as(self, cells: Tally) -> Pairs:
        """The same with the counts of its cells, some of which may be withheld."""
        shape = (len(self.groups), len(self.others) + 1)
        counts = cells.counts.reshape(*shape, -1).transpose(0, 2, 1)
        withheld = np.zeros(shape, dtype=np.int64) if cells.withheld is None else cells.withheld.reshape(shape)
        known = pools.chosen(withheld.ravel(), np.tile(np.arange(shape[1]) < shape[1] - 1, shape[0]))
        back = np.argsort(self._in_classes())
        return replace(
            self, bins=cells.bins, counts=counts[:, :, back], unmatched=counts[:, :, -1],
            withheld=known.reshape(shape[0], -1)[:, back],
        )  # fmt: skip

    def _in_classes(self) -> NDArray[np.intp]:
        """The places of the others in the order of their classes: those that are in none are the last."""
        return np.argsort(self.others < 0, kind="stable")

    def _by(self, classes: Objects) -> Tally:
        """The matched rows by the class of each of the (K,) others."""
        if self.withheld is not None:
            return self._by_withheld(classes, self.withheld)
        group, bin_place, other_place = np.nonzero(self.counts)
        names = [str(name) for name in self.groups]
        columns: dict[str, Any] = {name: self.groups[name].to_numpy(dtype=object)[group] for name in names}
        columns[self.beside] = pd.Series(classes[other_place], dtype=object)
        columns |= {"bin": self.bins[bin_place], "n": self.counts[group, bin_place, other_place]}
        return Tally.from_frame(self.measure, pd.DataFrame(columns), (*names, self.beside), self.surveys)

    def _by_withheld(self, classes: Objects, pools_: Ints) -> Tally:
        names = [str(name) for name in self.groups]
        group, other = np.nonzero(self.counts.any(axis=1) | (pools_ != pools.KNOWN))
        frame = self.groups.iloc[group].assign(**{self.beside: pd.Series(classes[other], dtype=object).array})
        counts = self.counts[group, :, other]
        cells = Tally(self.measure, Groups.of(frame), self.bins, counts, self.surveys, pools_[group, other])
        return cells.over(*names, self.beside)

    def left_out(self) -> dict[str, int]:
        """Why others are in no class: reason -> matched rows."""
        rows = self.counts.sum(axis=(0, 1))
        found: dict[str, int] = {}
        for place in np.flatnonzero((self.others < 0) & (rows > 0)):
            reason = measures.measure(self.beside).reason(int(self.others[place]))
            found[reason] = found.get(reason, 0) + int(rows[place])
        return found


def class_of(beside: str, codes: Ints, rule: Reading) -> Objects:
    """(K,) the class of each code of what stands beside an answer, as `by_class` has it by the edges of `EDGES`, and
    `by_rule` by a rule of "fcr"; None for those that are in none.
    """
    if beside != "fcr":
        return _between(np.array(EDGES[beside]), codes)
    said = _ruled(rule, codes)
    return _named(said, said == UNDECIDED)


def _between(limits: Ints, codes: Ints) -> Objects:
    return _named(np.searchsorted(limits, codes, side="right"), codes < 0)


def _ruled(rule: Reading, codes: Ints) -> Ints:
    """What a rule says of ways to solve a ticket: 0 no, 1 yes, `UNDECIDED`."""
    said: Ints = np.nan_to_num(rule.values(codes, None, rule.parameter), nan=UNDECIDED).astype(np.int64)
    return said


def _named(classes: Ints, unknown: NDArray[np.bool_]) -> Objects:
    names: Objects = classes.astype(object)
    names[unknown] = None
    return names


class Step(NamedTuple):
    """From one class to the next one that has rows, and how the score differs."""

    below: int
    above: int
    change: Change


def steps(scores: Scores, grey_below: int = 30) -> list[Step]:
    """The differences between neighbouring classes, all one family of verdicts.

    scores: of one dimension, classes of a bin in their order (`Pairs.by_class`, or `by_rule`); a class without rows
    or without order is passed over.
    """
    (classes,) = scores.named.columns.values()
    rows = np.flatnonzero(~classes.are(None) & (scores.n > 0))
    upper = scores.named.where(rows[1:])
    after, before = (scores.changed(_taking(part), upper) for part in (rows[1:], rows[:-1]))
    places = classes.each()[rows].tolist()
    return [Step(*step) for step in zip(places, places[1:], verdicts_by(after, before, grey_below), strict=False)]


def _taking(rows: NDArray[np.intp]) -> Any:
    return lambda numbers, nothing: numbers[rows]


def knee(found: Sequence[Step]) -> Step | None:
    """Where a score turns: the largest step that is clearly for the worse; None where there is none to speak of."""
    worse = [step for step in found if step.change.verdict == "clear" and step.change.better is False]
    return max(worse, key=lambda step: abs(step.change.difference), default=None)
