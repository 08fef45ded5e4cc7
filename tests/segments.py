"""Tallies by segment for tests of what changed them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from cx import settings
from cx.guard import Thresholds
from cx.measures import Reading, measure
from cx.surveys import Survey
from cx.tally import Tally
from cx.why import Decomposition, decompose

DEFAULT = settings.load({}, {})
NPS = {"q": Survey("q", "nps")}

DETRACTOR, PASSIVE, PROMOTER, NONSENSE = 3, 8, 10, -1

Counts = Mapping[Any, tuple[int, ...]]


def answers(counts: Counts, by: str = "channel", surveys: Mapping[str, Survey] = NPS) -> Tally:
    """A tally of NPS: segment -> (detractors, passives, promoters)."""
    rows = [(name, *pair) for name, classes in counts.items()
            for pair in zip((DETRACTOR, PASSIVE, PROMOTER), classes, strict=True)]  # fmt: skip
    return Tally.from_frame(measure("nps"), pd.DataFrame(rows, columns=[by, "bin", "n"]), [by], surveys)


def split(
    after: Counts,
    before: Counts,
    reading: Reading | str = "",
    given: Thresholds = DEFAULT,
    make: Callable[[Counts], Tally] = answers,
) -> Decomposition:
    """The change between two tallies of segments."""
    return decompose(make(after), make(before), reading, given)
