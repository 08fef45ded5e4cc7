"""The mood of an answer, by the scale of its question."""

from __future__ import annotations

import pytest

from cx.moods import HAPPY, NEUTRAL, UNHAPPY, mood_of, mood_ranges
from cx.surveys import Survey


@pytest.mark.parametrize(
    ("survey", "unhappy", "neutral", "happy"),
    [
        (Survey("q", "nps"), (0, 6), (7, 8), (9, 10)),
        (Survey("q", "nps", cuts=(5, 9)), (0, 4), (5, 8), (9, 10)),
        (Survey("q", "satisfaction", 1, 10), (1, 6), (7, 8), (9, 10)),
        (Survey("q", "csat", 1, 5), (1, 2), (3, 3), (4, 5)),
        (Survey("q", "csat", 1, 3), (1, 1), (2, 2), (3, 3)),
        (Survey("q", "review", 1, 5), (1, 2), (3, 3), (4, 5)),
        (Survey("q", "ces", 1, 7), (1, 3), (4, 4), (5, 7)),
    ],
)
def test_the_classes_of_a_scale_are_its_moods(
    survey: Survey, unhappy: tuple[int, int], neutral: tuple[int, int], happy: tuple[int, int]
) -> None:
    assert mood_ranges(survey) == {UNHAPPY: unhappy, NEUTRAL: neutral, HAPPY: happy}


def test_where_low_is_good_the_lowest_answers_are_happy() -> None:
    effort = Survey("q", "ces", 1, 5, direction="low")

    assert mood_ranges(effort) == {UNHAPPY: (4, 5), NEUTRAL: (3, 3), HAPPY: (1, 2)}


def test_yes_and_no_leave_nobody_neutral() -> None:
    assert mood_ranges(Survey("q", "solved", 0, 1)) == {UNHAPPY: (0, 0), HAPPY: (1, 1)}


def test_an_answer_off_its_scale_has_no_mood() -> None:
    nps = Survey("q", "nps")

    assert [mood_of(score, nps) for score in (0, 6.0, 7, 9, 10)] == [UNHAPPY, UNHAPPY, NEUTRAL, HAPPY, HAPPY]
    assert [mood_of(score, nps) for score in (11, -1, 6.5, None)] == [""] * 4
