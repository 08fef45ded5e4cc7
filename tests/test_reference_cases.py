"""Published worked examples, from the file that stands beside the project, to the tolerance given there.

S06 (relative weights of drivers) and S10 (shrinkage of small groups) wait for drivers and rankings.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cx.change import difference, verdicts
from cx.intervals import Z, bounding_ranks, score_interval, wilson
from cx.measures import measure
from cx.scores import Scores, read
from cx.surveys import Survey
from cx.survival import curves
from cx.tally import Tally
from cx.trends import ewma
from cx.why import mix_and_rate

FILE = Path(__file__).parents[2] / "shared" / "reference" / "statistics.json"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"the reference cases are not at {FILE}")

WAITING = {"S06": "drivers of a score", "S10": "rankings of small groups"}

Case = dict[str, Any]


def cases() -> dict[str, Case]:
    return (
        {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]} if FILE.is_file() else {}
    )


def nps(counts: list[int]) -> Scores:
    """The scores of one tally [detractors, passives, promoters]."""
    rows = pd.DataFrame({"bin": [0, 7, 10], "n": counts})
    return read(Tally.from_frame(measure("nps"), rows, [], {"q": Survey("q", "nps")}))


def share(successes: int, n: int) -> Scores:
    rows = pd.DataFrame({"bin": [1, 0], "n": [successes, n - successes]})
    return read(Tally.from_frame(measure("csat"), rows, [], {"q": Survey("q", "csat", 0, 1)}))


def s01(given: Case) -> Case:
    found = [nps(counts) for counts in given["tallies"]]
    return {
        "nps": [scores.value[0] for scores in found],
        "variance": [scores.variance[0] for scores in found],
        "se": [math.sqrt(scores.variance[0] / scores.n[0]) for scores in found],
    }


def s02(given: Case) -> Case:
    def interval(one: Case) -> list[float]:
        d, p, z = one["detractors"], one["promoters"], float(stats.norm.ppf((1 + one["conf"]) / 2))
        return [float(limit) for limit in score_interval(d, p, d + p + one["passives"], z)]

    return {"ci": [interval(one) for one in given["cases"]]}


def s03(given: Case) -> Case:
    def newcombe(one: Case) -> list[float]:
        found = difference(share(one["k1"], one["n1"]), share(one["k2"], one["n2"]))
        return [found.low[0], found.high[0]]

    return {
        "single": [[float(limit) for limit in wilson(one["k"], one["n"])] for one in given["single"]],
        "difference": [newcombe(one) for one in given["difference"]],
    }


def s04(given: Case) -> Case:
    n = np.array(given["n"])
    lower, upper = bounding_ranks(n, given["q"])
    covered = stats.binom.cdf(upper - 1, n, given["q"]) - stats.binom.cdf(lower - 1, n, given["q"])
    return {"ranks": np.stack([lower, upper], axis=1).tolist(), "coverage": covered.tolist()}


def s05(given: Case) -> Case:
    w0, w1 = (np.array(given[f"weight_percent_{side}"]) / 100 for side in (0, 1))
    r0, r1 = (np.array(given[f"rate_{side}"]) for side in (0, 1))
    mix, rate = mix_and_rate(w0, w1, r0, r1)
    before, after = float(w0 @ r0), float(w1 @ r1)
    return {"total_0": before, "total_1": after, "change": after - before, "mix": mix.sum(), "rate": rate.sum()}


def s07(given: Case) -> Case:
    found = ewma(given["x"], given["target"], given["lambda"], given["s"], given["k"])
    values, low, high = np.asarray(found.values), float(found.low), float(found.high)
    outside = np.flatnonzero((values < low) | (values > high)).tolist()
    return {"ewma": values.tolist(), "ucl": high, "lcl": low, "outside": outside}


def s08(given: Case) -> Case:
    """Scores whose differences have these p: intervals of half 1 on either side."""

    def scores(value: float) -> Scores:
        numbers = iter([value, value - 1, value + 1, 0, 0, 0])
        start = nps([100, 100, 100])
        return start.changed(
            lambda old, nothing: np.array([next(numbers)]) if math.isnan(nothing) else old, start.named
        )

    gaps = [float(stats.norm.isf(p / 2)) / Z * math.sqrt(2) for p in given["p"]]
    found = verdicts([(scores(gap), scores(0.0)) for gap in gaps])
    clear = [change.p for change in found if change.verdict == "clear"]
    return {
        "discoveries": len(clear), "p_cutoff": max(clear),
        "adjusted_first5": [change.adjusted_p for change in found[:5]],
        "bonferroni_discoveries": sum(change.p <= given["q"] / len(found) for change in found),
    }  # fmt: skip


def s09(given: Case) -> Case:
    times, ends, censored = np.array(given["tally"]).T
    found = curves(ends[None, :], censored[None, :])
    at = ends > 0
    survival, variance = found.survival[0][at], found.variance[0][at]
    rows = pd.DataFrame({"bin": [*times, *(-10 - times)], "n": [*ends, *censored]})
    weeks = read(Tally.from_frame(measure("resolution"), rows, []), "median")
    return {
        "times": times[at].tolist(), "at_risk": found.at_risk[0][at].astype(int).tolist(), "S": survival.tolist(),
        "se": (survival * np.sqrt(variance)).tolist(), "ci_low": found.low[0][at].tolist(),
        "ci_high": found.high[0][at].tolist(), "median": int(weeks.value[0]),
    }  # fmt: skip


COMPUTED: dict[str, Callable[[Case], Case]] = {
    "S01": s01, "S02": s02, "S03": s03, "S04": s04, "S05": s05, "S07": s07, "S08": s08, "S09": s09,
}  # fmt: skip


@pytest.mark.parametrize("case", COMPUTED)
def test_a_published_example_is_met_within_its_tolerance(case: str) -> None:
    reference = cases()[case]
    found, tolerance = COMPUTED[case](reference["input"]), reference["tolerance"]["abs"]
    assert set(found) == set(reference["expected"])
    for name, expected in reference["expected"].items():
        if np.asarray(expected).dtype.kind == "i" and np.asarray(found[name]).dtype.kind == "i":
            assert found[name] == expected, name
        else:
            np.testing.assert_allclose(found[name], expected, rtol=0, atol=tolerance, err_msg=name)


def test_every_case_is_computed_or_waits_by_name() -> None:
    assert set(cases()) == set(COMPUTED) | set(WAITING)
