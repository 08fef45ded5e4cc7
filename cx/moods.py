"""How somebody felt who gave an answer: unhappy, neutral or happy, by the scale and the classes of the question.

Where a question has three classes (detractors, passives, promoters) these are they; elsewhere the happy are those in
the top box, the unhappy those in the bottom box of as many answers at the other end, the neutral those between.
"""

from __future__ import annotations

import numpy as np

from cx.measures.answers import good_and_bad
from cx.surveys import Survey

UNHAPPY, NEUTRAL, HAPPY = MOODS = ("unhappy", "neutral", "happy")


def mood_ranges(survey: Survey) -> dict[str, tuple[int, int]]:
    """The lowest and the highest answer of each mood; a mood that no answer stands for is left out."""
    answers = np.arange(survey.low, survey.high + 1)
    moods = _classes(answers, survey)
    found = {mood: answers[moods == index] for index, mood in enumerate(MOODS)}
    return {mood: (int(given[0]), int(given[-1])) for mood, given in found.items() if len(given)}


def mood_of(score: float | None, survey: Survey) -> str:
    """The mood of an answer as given; "" where it is none of its scale."""
    if score is None or score != int(score):
        return ""
    return next((mood for mood, (low, high) in mood_ranges(survey).items() if low <= score <= high), "")


def _classes(answers: np.ndarray, survey: Survey) -> np.ndarray:
    """The mood of each answer, by its place in `MOODS`."""
    cuts = survey.class_cuts()
    if len(cuts) > 1:
        return np.searchsorted(np.array(cuts), answers, side="right")
    good, bad = good_and_bad(answers, survey)
    return (1 + good - bad).astype(int)
