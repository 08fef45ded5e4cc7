"""A tally: for each group, how many rows fell in each bin. Everything shown is read from one.

Tallies add up exactly over days, channels and machines, in any order; a score is taken last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cx import pools
from cx.errors import BadInput, Unavailable
from cx.groups import Coded as Coded
from cx.groups import Groups, coded, distinct, objects, places
from cx.measures import Measure
from cx.surveys import Survey, may_pool

Ints = NDArray[np.int64]
Objects = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts by group and bin.

    named: what the groups are called by dimension (none: one group, everything), sorted, a missing value is None and
    comes last, buckets of time are datetime.date;
    bins: (B,) sorted bin keys; counts: (G, B) whole numbers; surveys: the questions counted, by name (answers only);
    withheld: (G,) what is known of each group where some must not be told (see `cx.pools`, `guard.guarded_tally`): 0
    its counts, 1 and up only the sum over all groups of the same number, -1 nothing, and its counts are 0; None where
    every group is known. These are all arguments, so that a tally can be made again from them.

    Raises Unavailable("not_pooled") where questions that may not be added up would share a group.
    """

    measure: Measure
    named: Groups
    bins: Ints
    counts: Ints
    surveys: Mapping[str, Survey] = field(default_factory=dict)
    withheld: Ints | None = None

    def __post_init__(self) -> None:
        if self.counts.shape != (len(self.named), len(self.bins)):
            raise ValueError(f"counts of {self.counts.shape} for {len(self.named)} groups and {len(self.bins)} bins")
        if self.withheld is not None and self.withheld.shape != (len(self.named),):
            raise ValueError(f"what is withheld of {self.withheld.shape} for {len(self.named)} groups")
        if "survey" not in self.by:
            refuse_mixed(self.measure, self.surveys)

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions the groups stand for."""
        return self.named.by

    @property
    def groups(self) -> pd.DataFrame:
        """The names of the groups: one row per group, one column per dimension."""
        return self.named.frame

    def like(self, other: Tally) -> bool:
        """Whether both count the same thing, from the same column, by the same dimensions."""
        mine, theirs = self.measure, other.measure
        return (mine.name, mine.basis, self.by) == (theirs.name, theirs.basis, other.by)

    def __str__(self) -> str:
        basis = f"@{self.measure.basis}" if self.measure.basis else ""
        return f"{self.measure.name}{basis} by {', '.join(self.by) or 'nothing'}"

    @classmethod
    def from_frame(
        cls, measure: Measure, frame: pd.DataFrame, by: Sequence[str], surveys: Mapping[str, Survey] | None = None
    ) -> Tally:
        """From long form: columns `by`, `bin`, `n`; rows with a missing bin, or none in number, are not counted.

        Groups are those that hold a row; with an empty `by` there is always one. Raises ValueError where a bin or a
        count is not a whole number, or a count is below 0.
        """
        counted = frame[frame["bin"].notna().to_numpy(dtype=bool) & (frame["n"].to_numpy() != 0)]
        columns = {name: coded(objects(counted[name])) for name in by}
        return cls.from_coded(
            measure, columns, whole_numbers(counted["bin"]), whole_numbers(counted["n"]), dict(surveys or {})
        )

    @classmethod
    def from_coded(
        cls, measure: Measure, columns: Mapping[str, Coded], keys: Ints, n: Ints, surveys: Mapping[str, Survey]
    ) -> Tally:
        """From long form: (N,) values of each dimension, bins, counts of at least 1. Raises as `from_frame` does."""
        if (n < 0).any():
            raise ValueError("a count cannot be below 0")
        named, row = distinct(columns, len(keys))
        bins, column = places(keys)
        counts = np.zeros((len(named), len(bins)), dtype=np.int64)
        np.add.at(counts.reshape(-1), row * len(bins) + column, n)  # five times as quick as with two places
        return cls(measure, named, bins, counts, _present(named, surveys))

    def n_rows(self) -> int:
        """How many rows were counted, over all groups and bins; those of which nothing is known are not among them."""
        return int(self.counts.sum())

    def total(self) -> Tally:
        """Everything as one group."""
        return self.over()

    def over(self, *dimensions: str) -> Tally:
        """The marginal tally: by these dimensions only, added up over the others.

        Raises BadInput for a dimension it has not, ValueError where parts would be added up that may not be: weeks of
        customers who stayed, left or have one vote.
        """
        missing = [name for name in dimensions if name not in self.by]
        if missing:
            raise BadInput(f"This tally has no dimension {missing[0]!r}; it is by {', '.join(self.by) or 'nothing'}.")
        self._refuse_apart(dimensions)
        named, row = self.named.over(*dimensions)
        counts = np.zeros((len(named), len(self.bins)), dtype=np.int64)
        np.add.at(counts, row, self.counts)
        summed = Tally(self.measure, named, self.bins, counts, self.surveys)
        return summed if self.withheld is None else summed._without(pools.added_up(self.withheld, row, len(named)))

    def _refuse_apart(self, kept: Sequence[str]) -> None:
        for name in set(self.measure.apart) & set(self.by) - set(kept):
            if len(np.unique(self.named.columns[name].codes)) > 1:
                raise ValueError(f"{self.measure.name} does not add up over {name}: each has customers of its own")

    def select(self, wanted: ArrayLike | Mapping[str, object]) -> Tally:
        """Some of the groups: a mask of (G,) booleans, or the value each named dimension must have (None: missing)."""
        mask = self._mask(wanted) if isinstance(wanted, Mapping) else np.asarray(wanted, dtype=bool)
        named = self.named.where(mask)
        surveys = _present(named, self.surveys)
        some = replace(self, named=named, counts=self.counts[mask], surveys=surveys, withheld=None)
        return some if self.withheld is None else some._without(pools.chosen(self.withheld, mask))

    def _without(self, withheld: Ints) -> Tally:
        """The same with what is not known taken away."""
        if not withheld.any():
            return self
        counts = np.where((withheld == pools.LOST)[:, None], 0, self.counts)
        return replace(self, counts=counts, withheld=withheld)

    def known(self) -> Tally:
        """Without the groups whose counts are withheld."""
        return self if self.withheld is None else self.select(self.withheld == pools.KNOWN)

    def _mask(self, wanted: Mapping[str, object]) -> NDArray[np.bool_]:
        mask = np.ones(len(self.named), dtype=bool)
        for name, value in wanted.items():
            mask &= self.named.columns[name].are(value)
        return mask

    def __add__(self, other: Tally) -> Tally:
        """Both together: the union of groups and bins; exact, in any order. Both must be `like` each other."""
        if not self.like(other):
            raise ValueError(f"cannot add {other} to {self}")
        surveys = _merged(self.surveys, other.surveys)
        if self.withheld is not None or other.withheld is not None:
            return self._beside(other, surveys).over(*self.by)
        (mine, my_bins, my_n), (theirs, their_bins, their_n) = self._long(), other._long()
        columns = {name: coded(np.concatenate([mine[name], theirs[name]])) for name in self.by}
        bins, n = np.concatenate([my_bins, their_bins]), np.concatenate([my_n, their_n])
        return Tally.from_coded(self.measure, columns, bins, n, surveys)

    def _beside(self, other: Tally, surveys: Mapping[str, Survey]) -> Tally:
        """The groups of both, one after the other, those that hold no row and the pools they are in too."""
        sides = (self, other)
        columns = {name: coded(np.concatenate([side.named.columns[name].each() for side in sides])) for name in self.by}
        bins, place = places(np.concatenate([side.bins for side in sides]))
        counts = np.zeros((len(self.named) + len(other.named), len(bins)), dtype=np.int64)
        counts[: len(self.named), place[: len(self.bins)]] = self.counts
        counts[len(self.named) :, place[len(self.bins) :]] = other.counts
        named = Groups(columns, len(counts))
        return Tally(self.measure, named, bins, counts, surveys, pools.beside(self._pools(), other._pools()))

    def _pools(self) -> Ints:
        return np.full(len(self.named), pools.KNOWN) if self.withheld is None else self.withheld

    def frame(self) -> pd.DataFrame:
        """Long form: columns `by`, `bin`, `n`, one row per group and bin that holds a row; of groups that are known."""
        columns, keys, n = self.known()._long()
        series = {name: pd.Series(values, dtype=object) for name, values in columns.items()}
        return pd.DataFrame({**series, "bin": keys, "n": n})

    def _long(self) -> tuple[dict[str, Objects], Ints, Ints]:
        row, column = np.nonzero(self.counts)
        columns = {name: column.each()[row] for name, column in self.named.columns.items()}
        return columns, self.bins[column], self.counts[row, column]


def refuse_mixed(measure: Measure, surveys: Mapping[str, Survey]) -> None:
    """Raises Unavailable("not_pooled") naming the first two questions that may not be added up."""
    for one, other in pairwise(surveys.values()):
        if not may_pool(one, other):
            raise Unavailable(measure.name, "not_pooled", one.survey, other.survey)


def _merged(mine: Mapping[str, Survey], theirs: Mapping[str, Survey]) -> dict[str, Survey]:
    clash = next((name for name in mine if name in theirs and not may_pool(mine[name], theirs[name])), None)
    if clash is not None:
        raise ValueError(f"the survey {clash!r} is declared in two ways")
    return {**mine, **theirs}


def _present(named: Groups, surveys: Mapping[str, Survey]) -> dict[str, Survey]:
    """The surveys that a group names, sorted by name; all of them where groups do not say."""
    present = set(named.columns["survey"].each()) if "survey" in named.columns else set(surveys)
    return {name: surveys[name] for name in sorted(surveys) if name in present}


def whole_numbers(column: pd.Series[Any]) -> Ints:
    """Whole numbers from whatever a database hands over (floats, decimals, nullable integers)."""
    values = column.to_numpy()
    whole = values.astype(np.int64)
    if (whole != values).any():
        raise ValueError(f"column {column.name!r} holds numbers that are not whole")
    return whole
