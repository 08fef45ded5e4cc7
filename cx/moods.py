"""How somebody felt who gave an answer: unhappy, neutral or happy, by the scale and the classes of the question.

Where a question has three classes (detractors, passives, promoters) these are they; elsewhere the happy are those in
the top box, the unhappy those in the bottom box of as many answers at the other end, the neutral those between.
"""

from __future__ import annotations

import numpy as np

from cx.measures.answers import good_and_bad
from cx.measures.entry import Measure
from cx.measures.reading import chosen, mark, share
from cx.surveys import Survey

UNHAPPY, NEUTRAL, HAPPY = MOODS = ("unhappy", "neutral", "happy")

#: Comments, as the query builder knows what is counted: answers with one, by their day. Counted by mood (its place in
#: `MOODS`), they are read as shares. It is no entry of the catalogue: no file gives a score of comments.
COMMENTS = Measure(
    "comments", "answers", "comment", "answered",
    (
        share(UNHAPPY, chosen(0), "low", title=mark("unhappy")),
        share(NEUTRAL, chosen(1), "none", title=mark("neutral")),
        share(HAPPY, chosen(2), title=mark("happy")),
    ),
    ("comment",), counts="comments", title=mark("Comments"),
)  # fmt: skip


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
