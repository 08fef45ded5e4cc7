"""Does a survey use the scale it is declared on: an end of it that nobody ever chose, though others often do.

A form that offers 1..10 but is declared 0..10 looks like NPS, only better: nobody can choose 0. Such a form shows
itself by what is missing from its answers, once there are enough of them.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple

from cx.surveys import Survey
from cx.tally import Tally

#: An end is named where chance would leave it empty that seldom.
LEVEL = 0.001


class UnusedEnd(NamedTuple):
    """The end of a survey's declared scale, the answer that nobody gave: n answers lie on the scale.

    chosen, others: how often it was given in the other surveys on this scale, and of how many answers; p: how likely
    chance alone leaves the end empty.
    """

    survey: Survey
    answer: int
    n: int
    chosen: int
    others: int
    p: float


def unused_ends(tally: Tally) -> list[UnusedEnd]:
    """Ends of declared scales that seem not to have been offered, the least likely to be chance first.

    tally: of answers, by survey. Compared are surveys of one measure, declared on one scale; answers outside of it
    count nowhere. If the end were chosen as often in all of them, all that chose it would lie among the others with

        p = C(others, chosen) / C(others + n, chosen)

    (Fisher's exact test, one-sided: Fisher, Statistical Methods for Research Workers, 5th ed. (1934), section 21.02).
    Named where p <= 0.001; without another survey to compare with nothing is, and surveys whose answers are withheld
    are not looked at. ValueError where the tally is not by survey alone.
    """
    if tally.by != ("survey",):
        raise ValueError(f"scales are compared by survey, not by {tally.by}")
    tally = tally.known()
    ends = [(survey, answer) for survey in tally.surveys.values() for answer in (survey.low, survey.high)]
    found = [_end(tally, survey, answer) for survey, answer in ends]
    return sorted((end for end in found if not _given(tally, end) and end.p <= LEVEL), key=lambda end: end.p)


def _end(tally: Tally, survey: Survey, answer: int) -> UnusedEnd:
    scale = (survey.measure, survey.low, survey.high)
    alike = {name for name, other in tally.surveys.items() if (other.measure, other.low, other.high) == scale}
    n, others = (_on_scale(tally, survey, names) for names in ({survey.survey}, alike - {survey.survey}))
    chosen = _answers(tally, alike - {survey.survey}, answer, answer)
    return UnusedEnd(survey, answer, n, chosen, others, _all_among(others, n, chosen))


def _given(tally: Tally, end: UnusedEnd) -> int:
    return _answers(tally, {end.survey.survey}, end.answer, end.answer)


def _on_scale(tally: Tally, survey: Survey, names: Collection[str]) -> int:
    return _answers(tally, names, survey.low, survey.high)


def _answers(tally: Tally, names: Collection[str], low: int, high: int) -> int:
    """How many answers from low to high these surveys got."""
    asked = tally.groups["survey"].isin(names).to_numpy()
    return int(tally.counts[asked][:, (tally.bins >= low) & (tally.bins <= high)].sum())


def _all_among(others: int, n: int, chosen: int) -> float:
    """How likely all of the chosen lie among the others, none among the n."""
    rest = others - chosen
    logs = math.lgamma(others + 1) - math.lgamma(rest + 1) - math.lgamma(others + n + 1) + math.lgamma(rest + n + 1)
    return math.exp(min(logs, 0.0))
