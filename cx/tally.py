"""A tally: for each group, how many rows fell in each bin. Everything shown is read from one.

Tallies add up exactly over days, channels and machines, in any order; a score is taken last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cx.measures import Measure
from cx.surveys import Survey

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """Counts by group and bin.

    groups: one row per group, one column per dimension (no column: one group, everything); a missing value is None;
    bins: (B,) sorted bin keys; counts: (G, B) whole numbers; surveys: the questions counted, by name (answers only).
    """

    measure: Measure
    groups: pd.DataFrame
    bins: Ints
    counts: Ints
    surveys: Mapping[str, Survey] = field(default_factory=dict)

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions the groups stand for."""
        return tuple(self.groups.columns)

    @classmethod
    def from_frame(
        cls, measure: Measure, frame: pd.DataFrame, by: Sequence[str], surveys: Mapping[str, Survey] | None = None
    ) -> Tally:
        """From long form: columns `by`, `bin`, `n`; rows with a missing bin are not counted."""
        raise NotImplementedError
