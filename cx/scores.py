"""HOW counts are read: scores of all groups of a tally at once, each with its 95 % interval.

Which formula belongs to which kind of reading: `cx.kinds`; the intervals: `cx.intervals`, `cx.survival`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cx.bins import CENSORED
from cx.groups import Groups
from cx.kinds import Block, Counted, block
from cx.measures import Measure, Reading
from cx.pools import KNOWN
from cx.surveys import Survey, scale_of
from cx.tally import Tally

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: The parts of `Scores` that are (G,) real numbers, and those that are (G,) whole numbers.
FLOATS = ("value", "low", "high", "numerator", "denominator", "variance")
INTS = ("n", "rows", "running")

#: Stands for all bins that have no reason of their own to be left out.
_UNNAMED = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of the groups of a tally. Fractions (NPS +37.5 is 0.375), answers or seconds; NaN is "no data".

    named: the groups (G), as in the tally; value, low, high: (G,) the score and its 95 % interval, high may be
    infinite; infinite value: the time by which that many will have ended is not reached yet;
    n: (G,) rows that count in the score; numerator, denominator: (G,) what the score is the quotient of (shares:
    successes and n; net: promoters less detractors and n; means: sum and n; ratios: both sums; counts: the sum and the
    days; percentiles and what is estimated with rows still running: NaN and n);
    variance: (G,) of one response, so that variance / n is that of the score (NaN for percentiles and times);
    excluded: reason -> (G,) rows left out of the score; rows: (G,) all rows; running: (G,) rows of n counted as still
    running, 0 where the reading counts none so; surveys: the questions read, by name; withheld: (G,) which groups the
    tally does not know, so that their numbers are none of theirs (`guard` takes them away), None where it knows all.
    """

    measure: Measure
    reading: Reading
    named: Groups
    value: Floats
    low: Floats
    high: Floats
    n: Ints
    numerator: Floats
    denominator: Floats
    variance: Floats
    excluded: Mapping[str, Ints]
    rows: Ints
    running: Ints
    surveys: Mapping[str, Survey] = field(default_factory=dict)
    withheld: Bools | None = None

    def __len__(self) -> int:
        return len(self.named)

    @property
    def groups(self) -> pd.DataFrame:
        """The names of the groups: one row per group, one column per dimension."""
        return self.named.frame

    @property
    def better(self) -> NDArray[np.object_]:
        """(G,) which way is good: "high", "low" or "none"; as the survey says where the reading leaves it to it."""
        if self.reading.better != "declared":
            return np.full(len(self), self.reading.better, dtype=object)
        return self._of_survey({name: survey.direction for name, survey in self.surveys.items()}, "none")

    @property
    def anonymous(self) -> Bools:
        """(G,) whether answers to a survey declared anonymous are in the group."""
        return private(self.named, self.surveys)

    def _of_survey(self, known: Mapping[str, Any], otherwise: Any) -> NDArray[np.object_]:
        if "survey" not in self.named.by:
            return np.full(len(self), next(iter(known.values()), otherwise), dtype=object)
        return _by_survey(self.named, known, otherwise)

    def changed(self, change: Callable[[NDArray[Any], float], NDArray[Any]], named: Groups) -> Self:
        """A copy whose every array of numbers went through `change(numbers, what stands for no data)`."""
        numbers: dict[str, Any] = {name: change(getattr(self, name), np.nan) for name in FLOATS}
        numbers |= {name: change(getattr(self, name), 0) for name in INTS}
        excluded = {reason: change(rows, 0) for reason, rows in self.excluded.items()}
        withheld = None if self.withheld is None else change(self.withheld, 0).astype(bool)
        return replace(self, named=named, excluded=excluded, withheld=withheld, **numbers)

    def records(self) -> list[dict[str, Any]]:
        """One dictionary per group, unrounded, in the units people use: NPS points, percent, answers, seconds.

        Keys: the dimensions; value, low, high, n, numerator, denominator, rows; excluded: {reason: rows}.
        None stands for "no data", and for a limit of the interval that there is none of.
        """
        scaled = {name: _plain(getattr(self, name) * self.reading.scale) for name in ("value", "low", "high")}
        counted = {name: _plain(getattr(self, name)) for name in ("n", "numerator", "denominator", "rows")}
        columns = {str(name): self.groups[name].tolist() for name in self.groups} | scaled | counted
        records = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        for index, record in enumerate(records):
            record["excluded"] = {why: int(rows[index]) for why, rows in self.excluded.items() if rows[index]}
        return records


def private(named: Groups, surveys: Mapping[str, Survey]) -> Bools:
    """(G,) which groups hold answers to a survey declared anonymous; all of them where groups do not say of which."""
    known = {name: survey.anonymous for name, survey in surveys.items()}
    if "survey" not in named.by:
        return np.full(len(named), any(known.values()))
    return _by_survey(named, known, False).astype(bool)


def _by_survey(named: Groups, known: Mapping[str, Any], otherwise: Any) -> NDArray[np.object_]:
    return np.array([known.get(name, otherwise) for name in named.columns["survey"].each()], dtype=object)


def _plain(numbers: NDArray[Any]) -> list[Any]:
    return [number if math.isfinite(number) else None for number in numbers.tolist()]


def read(tally: Tally, reading: Reading | str = "", days: ArrayLike | None = None) -> Scores:
    """The scores of all groups. reading: one of the measure's, by name ("" for the default) or as it is;
    days: how many days each group covers, one number or (G,): counts are then per day; other kinds take no notice.

    A group without rows that count has value, low and high NaN. Raises BadInput for an unknown reading and for
    answers whose survey is not declared, ValueError for a reading of another basis than the tally's.
    """
    chosen = tally.measure.reading(reading) if isinstance(reading, str) else reading
    if chosen.basis != tally.measure.basis:
        raise ValueError(f"{chosen.full_name} cannot be read from a tally of {tally}")
    covered = np.full(len(tally.named), 1.0 if days is None else days, dtype=float)
    excluded: dict[str, Ints] = {}
    blocks: list[tuple[Part, Block]] = []
    for part in readable(tally, chosen):
        blocks.append((part, _scored(tally, part, chosen, covered)))
        _exclude(excluded, tally, part)
    out = _together(blocks, len(tally.named))
    withheld = None if tally.withheld is None else tally.withheld != KNOWN
    return Scores(
        tally.measure, chosen, tally.named, excluded=excluded, rows=tally.counts.sum(axis=1), surveys=tally.surveys,
        withheld=withheld, **out,
    )  # fmt: skip


def _together(blocks: list[tuple[Part, Block]], groups: int) -> dict[str, NDArray[Any]]:
    """The scores of the parts, each group in its place."""
    if len(blocks) == 1 and isinstance(blocks[0][0].members, slice):  # all groups
        return blocks[0][1]._asdict()
    out: dict[str, NDArray[Any]] = {name: np.full(groups, np.nan) for name in FLOATS}
    out |= {name: np.zeros(groups, dtype=np.int64) for name in ("n", "running")}
    for part, scored in blocks:
        for name, numbers in scored._asdict().items():
            out[name][part.members] = numbers
    return out


def countable(tally: Tally) -> Ints:
    """(G,) rows that count in any reading of the measure; all rows of answers to a survey that is not declared."""
    rows: Ints = tally.counts.sum(axis=1)
    for members, survey in _read_alike(tally):
        if survey is not None or not tally.measure.of_answers:
            counted = [~np.isnan(one.values(tally.bins, survey, one.parameter)) for one in tally.measure.readings]
            rows[members] = tally.counts[members][:, np.logical_or.reduce(counted)].sum(axis=1)
    return rows


class Part(NamedTuple):
    """Groups of a tally whose rows are read in one way: which (a mask, or all), by which survey, and the (B,) value
    of each bin, NaN where it is left out.
    """

    members: Bools | slice
    survey: Survey | None
    values: Floats


def readable(tally: Tally, reading: Reading) -> Iterator[Part]:
    """The tally in parts that are read alike, each with the values of its bins."""
    for members, survey in _read_alike(tally):
        values = np.full(len(tally.bins), np.nan)
        if tally.counts[members].any():  # nothing to read needs no scale
            values = reading.values(tally.bins, survey, reading.parameter)
        yield Part(members, survey, values)


def _read_alike(tally: Tally) -> Iterator[tuple[Bools | slice, Survey | None]]:
    """The groups whose answers are on one scale, with a survey that says which."""
    if "survey" not in tally.by or not tally.measure.of_answers:
        yield slice(None), next(iter(tally.surveys.values()), None)
        return
    asked, alike = tally.named.columns["survey"], dict[object, list[str]]()
    for name in dict.fromkeys(asked.each()):
        survey = tally.surveys.get(name)
        alike.setdefault(survey and scale_of(survey), []).append(name)
    for names in alike.values():
        yield np.logical_or.reduce([asked.are(name) for name in names]), tally.surveys.get(names[0])


def _scored(tally: Tally, part: Part, reading: Reading, days: Floats) -> Block:
    counts, keys, values, kept = tally.counts[part.members], tally.bins, part.values, ~np.isnan(part.values)
    if not kept.all():
        counts, keys, values = counts[:, kept], keys[kept], values[kept]
    return block(Counted(counts, keys, values, reading, part.survey, days[part.members]))


def _exclude(excluded: dict[str, Ints], tally: Tally, part: Part) -> None:
    """Count the rows in bins without a value, by the reason; most bins have the same, which is asked for once."""
    left_out = np.flatnonzero(np.isnan(part.values))
    if not len(left_out):
        return
    keys, named = np.maximum(tally.bins[left_out], CENSORED), np.array([CENSORED, *tally.measure.codes])
    alike = np.where((keys[:, None] == named).any(axis=1), keys, _UNNAMED)
    for one in dict.fromkeys(alike.tolist()):
        columns = left_out[alike == one]
        rows = tally.counts[part.members][:, columns].sum(axis=1)
        if rows.any():
            reason = tally.measure.reason(int(tally.bins[columns[0]]))
            everywhere = excluded.setdefault(reason, np.zeros(len(tally.named), dtype=np.int64))
            everywhere[part.members] += rows
