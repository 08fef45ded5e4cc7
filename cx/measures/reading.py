"""One way of reading a tally: which value every bin has, and what kind of score the values make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cx import bins, path
from cx.errors import BadInput
from cx.surveys import Survey

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: (bins, survey, parameter) -> the value of each bin, NaN where the bin is left out of the score.
Values = Callable[[Ints, Survey | None, int], Floats]

#: Kinds of scores; those of the first line are means of the bins' values.
KINDS = (
    "net", "share", "mean", "sample_mean",
    "percentile", "survival", "survival_share", "ratio", "count",
)  # fmt: skip
LINEAR = KINDS[:4]
UNITS = ("points", "percent", "answer", "seconds", "number")

#: Within it most surveys are answered, solved tickets come back and reviews are replied to.
WEEK = 7 * 86400


def mark(message: str) -> str:
    """Only marks a message for translation where it is written down; the reports say it in the reader's language."""
    return message


@dataclass(frozen=True)
class Reading:
    """One way of reading a tally.

    kind: "net" (values -1, 0, 1), "share" (0, 1), "mean" (the answer itself, on a bounded scale), "sample_mean"
    (unbounded), "percentile" (rank q of the values), "survival" (the time by which the share q has ended, what is
    still running counted as such), "survival_share" (the share ended before the parameter; with `complement`, still
    running then), "ratio" (sum of values over sum of `base`) or "count" (sum of values), of which the values
    are 0 and 1, and with `signed` -1 too;
    unit: "points", "percent", "answer", "seconds" or "number"; better: "high", "low", "none", or "declared" (by the
    survey); parameter: what follows a colon in the full name, for example within:14400 (seconds) or F1:14 (days), and
    takes: "seconds" or "days", "" where there is none; options: other parameters worth seeing side by side;
    naive: durations still running are left out, which flatters; always to be said where it is shown;
    basis: of which column or vote the tally is ("" for the measure's own), after an @ in the full name;
    settles: seconds until about all that may still happen to a row has happened, where no parameter says so: an
    invitation of yesterday is not answered yet;
    apart: it tells of something else than the default reading though it looks alike, so the two make no spread;
    title, says: its name and its definition, as messages to translate; what stands in braces is filled in.
    """

    name: str
    kind: str
    unit: str
    better: str
    values: Values
    q: float = 0.0
    parameter: int = 0
    naive: bool = False
    basis: str = ""
    title: str = ""
    says: str = ""
    takes: str = ""
    options: tuple[int, ...] = ()
    base: Values | None = None
    complement: bool = False
    signed: bool = False
    settles: int = 0
    apart: bool = False

    @property
    def full_name(self) -> str:
        """The name with its parameter and its basis, as links and the command line write it."""
        parameter = f":{self.parameter}" if self.parameter else ""
        return f"{self.name}{parameter}" + (f"@{self.basis}" if self.basis else "")

    @property
    def scale(self) -> float:
        """What a score is multiplied by to be in the units people use."""
        return 100.0 if self.unit in ("points", "percent") else 1.0

    @property
    def linear(self) -> bool:
        """Whether the score is a mean of the bins' values, so that it can be taken apart into segments."""
        return self.kind in LINEAR

    @property
    def matures(self) -> int:
        """Seconds that must pass before a row can be decided; 0 where nothing needs to be waited for."""
        if self.kind != "share" or not self.takes:
            return self.settles
        return self.parameter * {"days": 86400, "seconds": 1}[self.takes]

    def check(self, measure: str) -> None:
        """BadInput for a parameter that cannot be read exactly from the bins."""
        if self.takes == "seconds" and not bins.is_edge(self.parameter):
            nearest = int(bins.clock_bin(self.parameter))
            raise BadInput(
                f"{measure}: a target of {self.parameter} s is not the edge of a bin; the nearest is {nearest}."
            )
        if self.takes == "days" and self.parameter not in path.DAY_EDGES:
            edges = ", ".join(map(str, path.DAY_EDGES))
            raise BadInput(f"The window of {self.name} is one of {edges} days, not {self.parameter}.")


def share(name: str, values: Values, better: str = "high", **more: object) -> Reading:
    """A share of rows, in percent."""
    return Reading(name, "share", "percent", better, values, **more)  # type: ignore[arg-type]


def count(name: str, values: Values, better: str = "none", **more: object) -> Reading:
    """A number of rows."""
    return Reading(name, "count", "number", better, values, **more)  # type: ignore[arg-type]


def chosen(*codes: int) -> Values:
    """1 for these codes, 0 for every other one from 0 on, NaN below."""

    def values(keys: Ints, _: Survey | None, __: int) -> Floats:
        return np.where(keys >= 0, np.isin(keys, codes).astype(float), np.nan)

    return values


def among(ones: tuple[int, ...], zeros: tuple[int, ...]) -> Values:
    """1 for some codes, 0 for others, NaN for the rest."""

    def values(keys: Ints, _: Survey | None, __: int) -> Floats:
        return np.where(np.isin(keys, ones), 1.0, np.where(np.isin(keys, zeros), 0.0, np.nan))

    return values
