"""What the groups of a tally are called: codes to reckon with, and a frame of names where one is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]

#: Keys that spread no wider than this are found by marking their places.
_MARKED = 65_536


class Coded(NamedTuple):
    """The values of a dimension in many rows. codes: (N,) the place of each row's value among `values`; values: each
    value once, in order, a missing one is None and last; some of them may be in no row.
    """

    codes: Ints
    values: Objects

    def each(self) -> Objects:
        """(N,) the value of each row."""
        found: Objects = self.values[self.codes]
        return found

    def are(self, value: object) -> Bools:
        """(N,) which rows have this value; None: a missing one."""
        known = (place for place, name in enumerate(self.values) if (name is value if value is None else name == value))
        found: Bools = self.codes == next(known, len(self.values))
        return found


@dataclass(frozen=True, eq=False)
class Groups:
    """The names of groups by dimension. columns: (G,) each; size: G, which no dimension says where there is none."""

    columns: Mapping[str, Coded]
    size: int

    def __len__(self) -> int:
        return self.size

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Self:
        """From one row per group and one column per dimension."""
        return cls({str(name): coded(objects(frame[name])) for name in frame}, len(frame))

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions."""
        return tuple(self.columns)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per group, one column per dimension: objects, None where missing."""
        series = {name: pd.Series(column.each(), dtype=object) for name, column in self.columns.items()}
        return pd.DataFrame(series, index=pd.RangeIndex(self.size))

    def names(self) -> list[tuple[Any, ...]]:
        """What each group is called, its dimensions in their order."""
        if not self.columns:
            return [()] * self.size
        return list(zip(*(column.each().tolist() for column in self.columns.values()), strict=True))

    def where(self, chosen: Bools | Ints) -> Groups:
        """Some of the groups: a mask, or their places."""
        columns = {name: Coded(column.codes[chosen], column.values) for name, column in self.columns.items()}
        return Groups(columns, len(np.arange(self.size)[chosen]))

    def over(self, *dimensions: str) -> tuple[Groups, Ints]:
        """The groups by these dimensions only, each once, and which of them each group is part of."""
        return distinct({name: self.columns[name] for name in dimensions}, self.size)


def distinct(columns: Mapping[str, Coded], rows: int) -> tuple[Groups, Ints]:
    """The groups that rows belong to, in order with None last, and the group of each row."""
    row = np.zeros(rows, dtype=np.int64)
    if not columns:
        return Groups({}, 1), row
    for column in columns.values():
        known, row = places(row * len(column.values) + column.codes)
    first = np.empty(len(known), dtype=np.int64)
    first[row] = np.arange(rows)
    return Groups({name: Coded(part.codes[first], part.values) for name, part in columns.items()}, len(known)), row


def places(keys: Ints) -> tuple[Ints, Ints]:
    """The distinct keys in order, and the place of each key among them."""
    if not len(keys) or keys.max() - keys.min() > _MARKED:
        return _factorized(keys)
    least = keys.min()
    seen = np.zeros(keys.max() - least + 1, dtype=bool)
    seen[keys - least] = True
    return np.flatnonzero(seen) + least, (seen.cumsum() - 1)[keys - least]


def _factorized(keys: Ints) -> tuple[Ints, Ints]:
    codes, known = pd.factorize(keys)
    order = np.argsort(known)
    ranks = np.empty(len(known), dtype=np.int64)
    ranks[order] = np.arange(len(known))
    return known[order], ranks[codes]


def coded(values: Objects) -> Coded:
    """Values as places among the distinct ones."""
    codes, known = pd.factorize(values)
    order = np.array(sorted(range(len(known)), key=known.__getitem__), dtype=np.int64)
    ranks = np.empty(len(known) + 1, dtype=np.int64)
    ranks[order], ranks[len(known)] = np.arange(len(known)), len(known)
    in_order = np.empty(len(known) + 1, dtype=object)
    in_order[: len(known)] = known[order]
    return Coded(ranks[codes], in_order)  # factorize marks missing as -1: the last rank


def objects(column: pd.Series[Any]) -> Objects:
    """A dimension's values as plain Python objects: text, whole number or date, None where missing."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        column = column.dt.date
    elif pd.api.types.is_float_dtype(column.dtype):
        column = column.astype("Int64")  # whole numbers beside missing values arrive as floats
    values = column.astype(object).to_numpy(copy=True)
    values[column.isna().to_numpy(dtype=bool)] = None
    return values
