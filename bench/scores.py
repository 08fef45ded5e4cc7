"""Scores of many groups at once against the bare numpy formula: the score and its interval from the same counts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from cx import bins
from cx.groups import Groups
from cx.measures import measure
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bare = Callable[[Ints, Ints], tuple[Floats, Floats, Floats]]

Z = 1.959963984540054
SEED, REPEATS, YEAR = 20_250_101, 15, 31_557_600


@dataclass(frozen=True)
class Run:
    """One kind of score: seconds of `read` and of the bare formula, medians over the repeats."""

    name: str
    seconds: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many times the bare formula `read` takes."""
        return self.seconds / self.bare


def bench() -> list[Run]:
    """All kinds, in the order they are printed."""
    answers, ages = np.arange(11), np.unique(bins.clock_bin(np.arange(YEAR)))
    both = np.concatenate([bins.running(ages)[::-1], ages])
    return [
        _run("NPS, 10,000 groups of 11 bins", "nps", "nps", 10_000, answers, nps),
        _run("share, 10,000 groups of 11 bins", "nps", "promoters", 10_000, answers, promoters),
        _run("mean, 10,000 groups of 11 bins", "nps", "mean", 10_000, answers, mean),
        _run("median, 1,000 groups of 1,233 bins", "resolution", "naive_median", 1_000, ages, median),
        _run("90th percentile, 1,000 groups of 1,233 bins", "resolution", "naive_p90", 1_000, ages, ninetieth),
        _run("Kaplan-Meier, nothing running, 1,000 of 1,233", "resolution", "median", 1_000, ages, kaplan_meier),
        _run("Kaplan-Meier, some running, 1,000 of 1,233 + 1,233", "resolution", "median", 1_000, both, kaplan_meier),
    ]


def _run(name: str, measured: str, reading: str, groups: int, keys: Ints, bare: Bare) -> Run:
    tally = _tally(measured, groups, keys)
    found, expected = read(tally, reading), bare(tally.counts, tally.bins)
    for one, other in zip((found.value, found.low, found.high), expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)
    ours, theirs = [], []
    for _ in range(REPEATS):  # by turns, so that a busy machine slows both
        ours.append(_seconds(lambda: read(tally, reading)))
        theirs.append(_seconds(lambda: bare(tally.counts, tally.bins)))
    return Run(name, statistics.median(ours), statistics.median(theirs))


def _tally(measured: str, groups: int, keys: Ints) -> Tally:
    counts = np.random.default_rng(SEED).integers(0, 4, (groups, len(keys)))
    names = pd.DataFrame({"group": pd.Series([f"{number:05}" for number in range(groups)], dtype=object)})
    surveys = {"q": Survey("q", "nps")} if measured == "nps" else {}
    return Tally(measure(measured), Groups.of(names), keys, counts, surveys)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# The bare formulas: no kinds, no groups left empty, nothing excluded, nothing counted beside them.


def nps(counts: Ints, keys: Ints) -> tuple[Floats, Floats, Floats]:
    """With the adjusted Wald interval: 3/4, 3/2 and 3/4 of a response added."""
    return _scale_mean(counts, np.where(keys >= 9, 1.0, np.where(keys >= 7, 0.0, -1.0)), -1.0, 1.0)


def mean(counts: Ints, keys: Ints) -> tuple[Floats, Floats, Floats]:
    """With the same three responses added."""
    return _scale_mean(counts, keys.astype(float), 0.0, 10.0)


def _scale_mean(counts: Ints, c: Floats, low: float, high: float) -> tuple[Floats, Floats, Floats]:
    n, total, squares = counts.sum(axis=1), counts @ c, counts @ c**2
    middle = (low + high) / 2
    adjusted = (total + 3 * middle) / (n + 3)
    more = squares + 0.75 * low**2 + 1.5 * middle**2 + 0.75 * high**2
    half = Z * np.sqrt((more / (n + 3) - adjusted**2) / (n + 3))
    score = total / n
    return (
        score,
        np.minimum(np.maximum(adjusted - half, low), score),
        np.maximum(np.minimum(adjusted + half, high), score),
    )


def promoters(counts: Ints, keys: Ints) -> tuple[Floats, Floats, Floats]:
    """With Wilson's interval."""
    n, k = counts.sum(axis=1), counts @ (keys >= 9).astype(float)
    centre, half = k + Z * Z / 2, Z * np.sqrt(k * (n - k) / n + Z * Z / 4)
    return k / n, (centre - half) / (n + Z * Z), (centre + half) / (n + Z * Z)


def median(counts: Ints, keys: Ints) -> tuple[Floats, Floats, Floats]:
    """With the order statistics by the binomial distribution."""
    return _percentile(counts, keys, 0.5)


def ninetieth(counts: Ints, keys: Ints) -> tuple[Floats, Floats, Floats]:
    """The same at nine tenths."""
    return _percentile(counts, keys, 0.9)


def _percentile(counts: Ints, keys: Ints, q: float) -> tuple[Floats, Floats, Floats]:
    until = counts.cumsum(axis=1)
    n = until[:, -1]
    ranks = np.ceil(q * n - 1e-9), binom.ppf(0.025, n, q), binom.ppf(0.975, n, q) + 1
    value, low, high = ((until < rank[:, None]).sum(axis=1) for rank in ranks)
    return bins.midpoint(keys)[value], keys[low].astype(float), bins.last_second(keys)[high].astype(float)


def kaplan_meier(counts: Ints, keys: Ints) -> tuple[Floats, Floats, Floats]:
    """The median with its log-log band."""
    ended, running = counts[:, keys >= 0], counts[:, keys < 0][:, ::-1]
    ages = keys[keys >= 0]
    all_rows = ended + running if running.shape[1] else ended
    at_risk = all_rows[:, ::-1].cumsum(axis=1)[:, ::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.cumprod(1 - ended / at_risk, axis=1)
        spread = Z * np.sqrt(np.cumsum(ended / (at_risk * (at_risk - ended)), axis=1)) / np.log(share)
        low, high = share ** np.exp(-spread), share ** np.exp(spread)
    first, least, most = ((part <= 0.5 + 1e-9).argmax(axis=1) for part in (share, low, high))
    return bins.midpoint(ages)[first], ages[least].astype(float), bins.last_second(ages)[most].astype(float)


def main() -> None:
    """Run and print."""
    for run in bench():
        print(
            f"{run.name:<52} {1000 * run.seconds:8.2f} ms  bare numpy {1000 * run.bare:8.2f} ms  {run.ratio:5.2f} x",
            flush=True,
        )


if __name__ == "__main__":
    main()
