"""How often the 95 % intervals hold the truth: samples are drawn from known populations and read as any tally is.

`python -m bench.coverage` prints the table of docs/coverage.md; the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import lognorm

from cx import bins
from cx.groups import Groups
from cx.measures import measure
from cx.scores import Scores, read
from cx.surveys import Survey
from cx.tally import Tally

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: (sample size, samples, generator) -> (samples, bins) counts, the bins, and the true score, one or (samples,).
Drawn = tuple[Ints, Ints, Floats]
Draw = Callable[[int, int, np.random.Generator], Drawn]

SIZES = (10, 30, 100, 1000)
SEED, SAMPLES, AT_ONCE = 20_250_101, 10_000, 500
DAY = 86400

NPS = {"50 / 30 / 20": (0.5, 0.3, 0.2), "70 / 20 / 10": (0.7, 0.2, 0.1), "30 / 30 / 40": (0.3, 0.3, 0.4),
       "85 / 10 / 5": (0.85, 0.10, 0.05)}  # fmt: skip
SHARES = (0.5, 0.7, 0.85, 0.9, 0.95)
EFFORT = {"evenly spread": (1, 1, 1, 1, 1, 1, 1), "nearly all at the top": (2, 1, 1, 2, 4, 15, 75),
          "two humps": (20, 15, 5, 5, 10, 20, 25)}  # fmt: skip
#: Durations: a median of a day, spread by this much on logarithms.
SPREADS = (0.5, 1.5)
#: How long ago at most tickets were created, in days, each day as many; what is not solved by now still runs.
CREATED_WITHIN = (2, 7, 30)
#: Still open after this many days, of those created in the last so many.
OPEN_AFTER = ((1, 2), (1, 7), (1, 30), (7, 30))


@dataclass(frozen=True)
class Population:
    """What samples are drawn from: its name, how it is read, how a sample is drawn."""

    name: str
    measured: str
    reading: str
    draw: Draw
    survey: Survey | None = None


def populations() -> Iterator[Population]:
    """All of them, in the order of the table."""
    nps, csat, ces = Survey("q", "nps"), Survey("q", "csat", 0, 1), Survey("q", "ces", 1, 7)
    yield Population("NPS, any shares", "nps", "nps", _any_answers((0, 7, 10), (-1, 0, 1)), nps)
    for name, shares in NPS.items():
        draw = _answers((10, 7, 0), (1, 0, -1), shares)
        yield Population(f"NPS, {name} % promoters, passives, detractors", "nps", "nps", draw, nps)
    yield Population("share, any", "csat", "satisfied", _any_answers((0, 1), (0, 1)), csat)
    for share in SHARES:
        draw = _answers((0, 1), (0, 1), (1 - share, share))
        yield Population(f"share of {100 * share:.0f} %", "csat", "satisfied", draw, csat)
    steps = tuple(range(1, 8))
    yield Population("mean on 1 to 7, any shares", "ces", "mean", _any_answers(steps, steps), ces)
    for name, weights in EFFORT.items():
        yield Population(f"mean on 1 to 7, {name}", "ces", "mean", _answers(steps, steps, weights), ces)
    yield from _times()
    yield Population("number of tickets, n expected", "flow", "opened", _number)


def _times() -> Iterator[Population]:
    for spread in SPREADS:
        for reading, name, q in (("naive_median", "median", 0.5), ("naive_p90", "90th percentile", 0.9)):
            truth = float(lognorm(spread, scale=DAY).ppf(q))
            draw = _tickets(spread, None, truth)
            yield Population(f"{name} of times, spread {spread}", "resolution", reading, draw)
    for days in CREATED_WITHIN:
        name = f"median, created in the last {days} days, some still open"
        yield Population(name, "resolution", "median", _tickets(1.0, days, DAY))
    for open_days, days in OPEN_AFTER:
        truth = float(lognorm(1.0, scale=DAY).sf(open_days * DAY))
        name = f"share open after {open_days * 24} hours, created in the last {days} days"
        yield Population(name, "resolution", f"open:{open_days * DAY}", _tickets(1.0, days, truth))


def _answers(answers: Sequence[int], values: Sequence[float], weights: Sequence[float]) -> Draw:
    shares = np.array(weights) / sum(weights)

    def draw(size: int, samples: int, random: np.random.Generator) -> Drawn:
        counts = random.multinomial(size, shares, samples).astype(np.int64)
        return counts[:, np.argsort(answers)], np.sort(answers), np.array(shares @ values)

    return draw


def _any_answers(answers: Sequence[int], values: Sequence[float]) -> Draw:
    """Every sample is drawn from another population; all shares are equally likely."""

    def draw(size: int, samples: int, random: np.random.Generator) -> Drawn:
        shares = random.dirichlet(np.ones(len(answers)), samples)
        return random.multinomial(size, shares).astype(np.int64), np.array(answers), shares @ values

    return draw


def _tickets(spread: float, created_within: int | None, truth: float) -> Draw:
    """Times in seconds; of tickets created within some days, those not over yet still run."""

    def draw(size: int, samples: int, random: np.random.Generator) -> Drawn:
        seconds = np.floor(random.lognormal(np.log(DAY), spread, (samples, size))).astype(np.int64)
        codes = bins.clock_bin(seconds)
        if created_within is not None:
            age = random.integers(0, created_within * DAY, (samples, size))
            codes = np.where(seconds <= age, codes, bins.running(age))
        known, column = np.unique(codes, return_inverse=True)
        cells = np.arange(samples)[:, None] * len(known) + column.reshape(codes.shape)
        return np.bincount(cells.ravel(), minlength=samples * len(known)).reshape(samples, -1), known, np.array(truth)

    return draw


def _number(size: int, samples: int, random: np.random.Generator) -> Drawn:
    """A number of tickets opened, and as many solved, so that no sample is without a row."""
    return np.stack([random.poisson(size, samples), np.full(samples, size)], axis=1), np.array([1, 3]), np.array(size)


def coverage(population: Population, size: int) -> tuple[float, float]:
    """The share of samples whose interval holds the truth, of those with a score at all; and the share of these."""
    random = np.random.default_rng([SEED, size])
    held = scored = 0
    for _ in range(SAMPLES // AT_ONCE):
        counts, keys, truth = population.draw(size, AT_ONCE, random)
        scores = _scores(population, counts, keys)
        known, last = ~np.isnan(scores.value), float(scores.reading.unit == "seconds")
        inside = (scores.low <= truth + 1e-12) & (truth <= scores.high + last + 1e-12)  # all of the last second
        held, scored = held + int((known & inside).sum()), scored + int(known.sum())
    return held / max(scored, 1), scored / SAMPLES


def _scores(population: Population, counts: Ints, keys: Ints) -> Scores:
    samples = Groups({}, len(counts))
    surveys = {"q": population.survey} if population.survey else {}
    return read(Tally(measure(population.measured), samples, keys, counts, surveys), population.reading)


def main() -> None:
    """Print the table."""
    print("| score | " + " | ".join(f"n = {size:,}" for size in SIZES) + " |")
    print("| --- |" + " --- |" * len(SIZES))
    for population in populations():
        cells = [_cell(*coverage(population, size)) for size in SIZES]
        print(f"| {population.name} | " + " | ".join(cells) + " |", flush=True)


def _cell(held: float, scored: float) -> str:
    return f"{100 * held:.1f}" + (f" ({100 * scored:.0f} % have one)" if scored < 0.995 else "")


if __name__ == "__main__":
    main()
