"""A tally: for each group, how many rows fell in each bin. Everything shown is read from one.

Tallies add up exactly over days, channels and machines, in any order; a score is taken last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cx.errors import BadInput, Unavailable
from cx.measures import Measure
from cx.surveys import Survey, may_pool

Ints = NDArray[np.int64]
Objects = NDArray[np.object_]


class Coded(NamedTuple):
    """The values of a dimension in many rows. codes: (N,) the place of each row's value among `values`; values: each
    value once, in order, a missing one is None and last; some of them may be in no row.
    """

    codes: Ints
    values: Objects


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts by group and bin.

    groups: one row per group, one column per dimension (no column: one group, everything), sorted, a missing value
    is None and comes last, buckets of time are datetime.date;
    bins: (B,) sorted bin keys; counts: (G, B) whole numbers; surveys: the questions counted, by name (answers only).

    Raises Unavailable("not_pooled") where questions that may not be added up would share a group.
    """

    measure: Measure
    groups: pd.DataFrame
    bins: Ints
    counts: Ints
    surveys: Mapping[str, Survey] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.counts.shape != (len(self.groups), len(self.bins)):
            raise ValueError(f"counts of {self.counts.shape} for {len(self.groups)} groups and {len(self.bins)} bins")
        if "survey" not in self.by:
            refuse_mixed(self.measure, self.surveys)

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions the groups stand for."""
        return tuple(self.groups.columns)

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
        columns = {name: _coded(_objects(counted[name])) for name in by}
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
        groups, row = _grouped(columns, len(keys))
        bins, column = _places(keys)
        counts = np.zeros((len(groups), len(bins)), dtype=np.int64)
        np.add.at(counts, (row, column), n)
        return cls(measure, groups, bins, counts, _present(groups, surveys))

    def n_rows(self) -> int:
        """How many rows were counted, over all groups and bins."""
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
        groups, row = _grouped({name: self._columns[name] for name in dimensions}, len(self.groups))
        counts = np.zeros((len(groups), len(self.bins)), dtype=np.int64)
        np.add.at(counts, row, self.counts)
        return Tally(self.measure, groups, self.bins, counts, self.surveys)

    @cached_property
    def _columns(self) -> dict[str, Coded]:
        return {name: _coded(_objects(self.groups[name])) for name in self.by}

    def _refuse_apart(self, kept: Sequence[str]) -> None:
        for name in set(self.measure.apart) & set(self.by) - set(kept):
            if self.groups[name].nunique(dropna=False) > 1:
                raise ValueError(f"{self.measure.name} does not add up over {name}: each has customers of its own")

    def select(self, wanted: ArrayLike | Mapping[str, object]) -> Tally:
        """Some of the groups: a mask of (G,) booleans, or the value each named dimension must have (None: missing)."""
        mask = self._mask(wanted) if isinstance(wanted, Mapping) else np.asarray(wanted, dtype=bool)
        groups = self.groups[mask].reset_index(drop=True)
        return replace(self, groups=groups, counts=self.counts[mask], surveys=_present(groups, self.surveys))

    def _mask(self, wanted: Mapping[str, object]) -> NDArray[np.bool_]:
        mask = np.ones(len(self.groups), dtype=bool)
        for name, value in wanted.items():
            column = self.groups[name]
            mask &= (column.isna() if value is None else column == value).to_numpy(dtype=bool)
        return mask

    def __add__(self, other: Tally) -> Tally:
        """Both together: the union of groups and bins; exact, in any order. Both must be `like` each other."""
        if not self.like(other):
            raise ValueError(f"cannot add {other} to {self}")
        surveys = _merged(self.surveys, other.surveys)
        (mine, my_bins, my_n), (theirs, their_bins, their_n) = self._long(), other._long()
        columns = {name: _coded(np.concatenate([mine[name], theirs[name]])) for name in self.by}
        bins, n = np.concatenate([my_bins, their_bins]), np.concatenate([my_n, their_n])
        return Tally.from_coded(self.measure, columns, bins, n, surveys)

    def frame(self) -> pd.DataFrame:
        """Long form: columns `by`, `bin`, `n`, one row per group and bin that holds a row."""
        columns, keys, n = self._long()
        return pd.DataFrame({**_series(columns), "bin": keys, "n": n})

    def _long(self) -> tuple[dict[str, Objects], Ints, Ints]:
        row, column = np.nonzero(self.counts)
        columns = {name: _objects(self.groups[name])[row] for name in self.by}
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


def _present(groups: pd.DataFrame, surveys: Mapping[str, Survey]) -> dict[str, Survey]:
    """The surveys that a group names, sorted by name; all of them where groups do not say."""
    named = set(groups["survey"]) if "survey" in groups else set(surveys)
    return {name: surveys[name] for name in sorted(surveys) if name in named}


def whole_numbers(column: pd.Series[Any]) -> Ints:
    """Whole numbers from whatever a database hands over (floats, decimals, nullable integers)."""
    values = column.to_numpy()
    whole = values.astype(np.int64)
    if (whole != values).any():
        raise ValueError(f"column {column.name!r} holds numbers that are not whole")
    return whole


def _objects(column: pd.Series[Any]) -> Objects:
    """A dimension's values as plain Python objects: text, whole number or date, None where missing."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        column = column.dt.date
    elif pd.api.types.is_float_dtype(column.dtype):
        column = column.astype("Int64")  # whole numbers beside missing values arrive as floats
    values = column.astype(object).to_numpy(copy=True)
    values[column.isna().to_numpy(dtype=bool)] = None
    return values


def _grouped(columns: Mapping[str, Coded], rows: int) -> tuple[pd.DataFrame, Ints]:
    """The distinct groups, sorted with None last, and the group of each row."""
    if not columns:
        return pd.DataFrame(index=pd.RangeIndex(1)), np.zeros(rows, dtype=np.int64)
    row = np.zeros(rows, dtype=np.int64)
    for column in columns.values():
        distinct, row = _places(row * len(column.values) + column.codes)
    first = np.empty(len(distinct), dtype=np.int64)
    first[row] = np.arange(rows)
    return pd.DataFrame(_series({name: part.values[part.codes[first]] for name, part in columns.items()})), row


def _places(keys: Ints) -> tuple[Ints, Ints]:
    """The distinct keys in order, and the place of each key among them."""
    codes, distinct = pd.factorize(keys)
    order = np.argsort(distinct)
    ranks = np.empty(len(distinct), dtype=np.int64)
    ranks[order] = np.arange(len(distinct))
    return distinct[order], ranks[codes]


def _series(columns: Mapping[str, Objects]) -> dict[str, pd.Series[Any]]:
    """Columns that keep None and dates as they are."""
    return {name: pd.Series(values, dtype=object) for name, values in columns.items()}


def _coded(values: Objects) -> Coded:
    """Values as places among the distinct ones."""
    codes, distinct = pd.factorize(values)
    order = np.array(sorted(range(len(distinct)), key=distinct.__getitem__), dtype=np.int64)
    ranks = np.empty(len(distinct) + 1, dtype=np.int64)
    ranks[order], ranks[len(distinct)] = np.arange(len(distinct)), len(distinct)
    known = np.empty(len(distinct) + 1, dtype=object)
    known[: len(distinct)] = distinct[order]
    return Coded(ranks[codes], known)  # factorize marks missing as -1: the last rank
