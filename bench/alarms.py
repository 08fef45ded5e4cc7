"""How often the charts and the alerts cry wolf, and how much they see: weeks are drawn in which nothing goes on, or
something that is known, and tested as any weeks are.

`python -m bench.alarms` prints the tables of docs/alarms.md; the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cx.alerts import FALSE_ALERTS, PRACTICAL, adjusted, either
from cx.trends import DRIFT_WEEKS, MOST_WEEKS, Control, control, drift
from cx.weeks import Weeks

Floats = NDArray[np.float64]
#: Name -> kind of score, the values of the answers, and how many of a hundred give each.
Score = tuple[str, Sequence[float], Sequence[float]]

SEED, SERIES = 20_250_101, 10_000
SCORES: dict[str, Score] = {
    "NPS 50 / 30 / 20": ("net", (-1, 0, 1), (20, 30, 50)),
    "NPS 70 / 20 / 10": ("net", (-1, 0, 1), (10, 20, 70)),
    "CSAT 85 %": ("share", (0, 1), (15, 85)),
    "Solved first time 70 %": ("share", (0, 1), (30, 70)),
    "CES 1–5, mean 3.75": ("mean", (1, 2, 3, 4, 5), (5, 10, 20, 35, 30)),
    "CES 1–7, 75 % at the top": ("mean", (1, 2, 3, 4, 5, 6, 7), (2, 1, 1, 2, 4, 15, 75)),
}
RARE: dict[str, Score] = {
    f"within target {share} %": ("share", (0, 1), (100 - share, share)) for share in (97.0, 99.0, 99.9)
}
SIZES = ((30, 200), (200, 2000))
SPREADS = (0.0, 0.05, 0.10)
BASELINES = (8, 13, 26, MOST_WEEKS)
SEGMENTS, TRULY_CHANGED = 200, 10
#: Checks of all segments, where nothing goes on and where something does.
CHECKS = {0: 1000, TRULY_CHANGED: 100}
SIGMAS = 4.0


def drawn(
    random: np.random.Generator, score: Score, shape: tuple[int, int], sizes: tuple[int, int], lift: Floats
) -> Weeks:
    """Series by week, (S, T), of any number of answers within `sizes`; lift: by how much, as a share of the range, the
    true score of each week lies above its mean. Answers move to the far end of the scale, as many as that takes.
    """
    kind, values, percent = score
    answers, shares = np.array(values, dtype=float), np.array(percent) / np.sum(percent)
    mean, span = shares @ answers, answers[-1] - answers[0]
    moved = np.clip(lift * (span if kind == "mean" else 1.0), answers[0] - mean, answers[-1] - mean)
    up, down = np.maximum(moved, 0) / (answers[-1] - mean), np.maximum(-moved, 0) / (mean - answers[0])
    true = shares * (1 - up - down)[..., None]
    true[..., 0] += down
    true[..., -1] += up
    n = random.integers(sizes[0], sizes[1] + 1, shape)
    return _weeks(random.multinomial(n, true), answers, kind == "share")


def _weeks(counts: NDArray[np.int64], answers: Floats, share: bool) -> Weeks:
    n, total = counts.sum(axis=-1).astype(float), counts @ answers
    variance = np.maximum(counts @ answers**2 / n - (total / n) ** 2, 0)
    starts = tuple(np.arange(n.shape[1]).astype("datetime64[W]").astype(object))
    names = pd.DataFrame(index=pd.RangeIndex(len(n)))
    return Weeks(names, starts, total / n, n, variance, answers[0], answers[-1], share)


# One series.


def one_series() -> Iterator[list[str]]:
    """By score and size of weeks: the share of weeks with a false alarm, over baselines of 8, 13, 26 and 52 weeks."""
    yield ["score", "answers a week", *(f"spread {100 * spread:.0f}" for spread in SPREADS),
           *(f"drift, spread {100 * spread:.0f}" for spread in SPREADS)]  # fmt: skip
    random = np.random.default_rng(SEED)
    for name, score in (SCORES | RARE).items():
        for sizes in SIZES:
            spreads = SPREADS[: 1 if name in RARE else None]
            rates = [_rates(random, score, sizes, spread) for spread in spreads]
            blank = [""] * (len(SPREADS) - len(spreads))
            yield [name, f"{sizes[0]}–{sizes[1]}", *(f"{shift:.4f}" for shift, _ in rates), *blank,
                   *(f"{slow:.4f}" for _, slow in rates), *blank]  # fmt: skip


def _rates(random: np.random.Generator, score: Score, sizes: tuple[int, int], spread: float) -> tuple[float, float]:
    """False alarms of the week itself and of slow drift."""
    shape = (SERIES // len(BASELINES), MOST_WEEKS + DRIFT_WEEKS)
    weeks = [drawn(random, score, shape, sizes, random.normal(0, spread, shape)) for _ in BASELINES]
    shift = [control(part.among(slice(0, T + 1))).alarm for T, part in zip(BASELINES, weeks, strict=True)]
    slow = [drift(part.among(slice(0, T + DRIFT_WEEKS))).alarm for T, part in zip(BASELINES, weeks, strict=True)]
    return float(np.mean(shift)), float(np.mean(slow))


def by_baseline() -> Iterator[list[str]]:
    """NPS by the number of weeks of its baseline, against what 3 sigma limits alone would do."""
    yield ["weeks before", "answers a week", *(f"spread {100 * spread:.0f}" for spread in SPREADS),
           *(f"3 sigma limits, spread {100 * spread:.0f}" for spread in SPREADS)]  # fmt: skip
    random = np.random.default_rng(SEED + 1)
    for T in BASELINES:
        for sizes in SIZES:
            shape = (SERIES, T + 1)
            tested = [
                control(drawn(random, SCORES["NPS 50 / 30 / 20"], shape, sizes, random.normal(0, spread, shape)))
                for spread in SPREADS
            ]
            yield [str(T), f"{sizes[0]}–{sizes[1]}", *(f"{one.alarm.mean():.4f}" for one in tested),
                   *(f"{_outside(one):.4f}" for one in tested)]  # fmt: skip


def _outside(tested: Control) -> float:
    """The share of weeks outside the limits that are drawn."""
    low, high = tested.limits(tested.n[:, None])
    return float(np.mean((tested.value < low[:, 0]) | (tested.value > high[:, 0])))


# Many segments.


def many_segments() -> Iterator[list[str]]:
    """Alerts of one check over 200 segments of NPS, 100 to 300 answers each, by what goes on."""
    yield ["what goes on", "spread", "weeks with any alert", "alerts", "of these false"]
    random = np.random.default_rng(SEED + 2)
    for changed, checks in CHECKS.items():
        for spread in SPREADS:
            alerts = np.concatenate([_check(random, changed, spread)[None] for _ in range(checks)])
            what = f"{changed} of {SEGMENTS} segments change by {SIGMAS:.0f} sigma" if changed else "nothing"
            yield [what, f"{100 * spread:.0f}", f"{100 * alerts.any(axis=1).mean():.0f} %",
                   f"{alerts.sum(axis=1).mean():.2f}", f"{alerts[:, changed:].sum(axis=1).mean():.2f}"]  # fmt: skip


def _check(random: np.random.Generator, changed: int, spread: float) -> NDArray[np.bool_]:
    """(200,) which segments raise an alert, the changed ones first."""
    shape, score = (SEGMENTS, MOST_WEEKS + 1), SCORES["NPS 50 / 30 / 20"]
    lift = random.normal(0, spread, shape)
    lift[:changed, -1] -= SIGMAS * np.sqrt(0.61 / 200 + spread**2)
    weeks = drawn(random, score, shape, (100, 300), lift)
    tested, slow = control(weeks), drift(weeks)
    change = np.where(slow.p < tested.p, slow.change, tested.value - tested.baseline.expected)
    alert: NDArray[np.bool_] = (adjusted(either(tested.p, slow.p)) <= FALSE_ALERTS) & (np.abs(change) >= PRACTICAL)
    return alert


# Slow drift.


def slow_change() -> Iterator[list[str]]:
    """NPS of 100 to 200 answers a week that falls and stays down: seen at some time within so many weeks."""
    yield ["what goes on", "week alone, 4 weeks", "drift, 4 weeks", "either", "week alone, 8 weeks", "drift, 8 weeks",
           "either"]  # fmt: skip
    random = np.random.default_rng(SEED + 3)
    for fall in (0.0, 0.05, 0.10, 0.15):
        shape = (SERIES // 10, MOST_WEEKS + DRIFT_WEEKS)
        lift = np.where(np.arange(shape[1]) >= MOST_WEEKS, -fall, 0.0) * np.ones(shape)
        weeks = drawn(random, SCORES["NPS 50 / 30 / 20"], shape, (100, 200), lift)
        alone, slow = (
            np.stack([test(weeks, at).alarm for at in range(MOST_WEEKS, shape[1])]) for test in (control, drift)
        )
        seen = [found[:within].any(axis=0).mean() for within in (4, 8) for found in (alone, slow, alone | slow)]
        what = f"a fall of {100 * fall:.0f} points" if fall else "nothing"
        yield [what, *(f"{100 * share:.1f} %" for share in seen)]


# As text.


def table(rows: Iterator[list[str]]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Print all tables."""
    for title, rows in (
        ("One series", one_series()), ("By the length of the baseline", by_baseline()),
        ("Two hundred segments at once", many_segments()), ("Slow changes", slow_change()),
    ):  # fmt: skip
        print(f"## {title}\n\n{table(rows)}\n", flush=True)


if __name__ == "__main__":
    main()
