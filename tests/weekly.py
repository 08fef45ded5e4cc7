"""Help for tests of trends: weeks of answers, drawn or given, as tallies, scores and series."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from cx.measures import measure
from cx.scores import Scores, read
from cx.surveys import Survey
from cx.tally import Tally
from cx.weeks import Weeks

MONDAY = date(2025, 1, 6)
NPS = {"nps": Survey("nps", "nps", headline=True)}
CSAT = {"csat": Survey("csat", "csat", 0, 1, headline=True)}

#: An answer of each class: detractor, passive, promoter.
CLASSES = (3, 7, 10)


def starts(weeks: int) -> tuple[date, ...]:
    """So many Mondays in a row."""
    return tuple(MONDAY + timedelta(weeks=week) for week in range(weeks))


def nps_tally(counts: np.ndarray, by: str = "channel", surveys: dict[str, Survey] = NPS) -> Tally:
    """Detractors, passives, promoters (S, T, 3) as a tally by series ("s00", ...) and week."""
    series, week, column = (axis.ravel() for axis in np.indices(counts.shape))
    frame = pd.DataFrame(
        {
            by: [f"s{number:02}" for number in series],
            "week": pd.Series([starts(counts.shape[1])[number] for number in week], dtype=object),
            "bin": np.array(CLASSES)[column],
            "n": counts.ravel(),
        }
    )
    return Tally.from_frame(measure("nps"), frame, (by, "week"), surveys)


def nps_scores(counts: np.ndarray, **more: object) -> Scores:
    """The scores of `nps_tally`."""
    return read(nps_tally(counts, **more))  # type: ignore[arg-type]


def drawn(
    series: int, weeks: int, n: int = 100, seed: int = 1, shares: tuple[float, ...] = (0.2, 0.3, 0.5)
) -> np.ndarray:
    """Counts of weeks in which nothing goes on."""
    return np.random.default_rng(seed).multinomial(n, shares, (series, weeks))


def share_weeks(successes: object, n: object) -> Weeks:
    """Series of shares from successes and sizes, (S, T)."""
    k, size = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(invalid="ignore"):
        share = k / size
    names = pd.DataFrame({"channel": [f"s{number:02}" for number in range(len(k))]})
    return Weeks(names, starts(k.shape[1]), share, size, share * (1 - share), 0.0, 1.0, True)
