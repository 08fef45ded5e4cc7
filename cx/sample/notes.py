"""What the people of the sample company wrote down: goals, last year's own scores to compare with, what happened when.

Each measure of a period has a goal but the share of customers lost, which grows with the days it is counted over.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from cx import notes
from cx.notes import Benchmark, Marker, Notes
from cx.sample.parameters import OUTAGE, RELEASE, RELEASE_PRODUCT, SHIFT

#: Grows where anything below changes: a sample that is in use gets what it lacks, and keeps what was edited.
EDITION = "1"

GOALS = {
    "nps.nps": 0.20, "csat.satisfied": 0.70, "ces.mean": 3.6, "fcr.F1:7": 0.75, "first_response.median": 300.0,
    "resolution.median": 3600.0, "response_rate.answered": 0.35,
}  # fmt: skip

#: Name and source of what the company scored in all of 2025.
LAST_YEAR, OWN_ANSWERS = "All of 2025", "the company's own answers, 1 Jan to 31 Dec 2025"
SCORES_OF_2025 = {"nps.nps": 0.22, "csat.satisfied": 0.71}


def written() -> Notes:
    """The goals, benchmarks and markers of the sample company."""
    return Notes(_markers(), dict(notes.goal(*each) for each in GOALS.items()), _benchmarks())


def _markers() -> tuple[Marker, ...]:
    return (
        notes.marker(_day(OUTAGE.first), _day(OUTAGE.end) - timedelta(days=1), "Chat outage", "incident"),
        notes.marker(_day(SHIFT.first), None, "Site offers chat first", "other"),
        notes.marker(_day(RELEASE.first), None, f"{RELEASE_PRODUCT} 4.2", "release"),
    )


def _day(instant: np.datetime64) -> date:
    return date.fromisoformat(str(instant.astype("datetime64[D]")))


def _benchmarks() -> tuple[Benchmark, ...]:
    return tuple(notes.benchmark(name, value, LAST_YEAR, OWN_ANSWERS) for name, value in SCORES_OF_2025.items())
