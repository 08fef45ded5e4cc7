from __future__ import annotations

import pytest

from cx.readers.preset import SURVEY_COLUMNS
from cx.readers.survey_rows import declared_survey
from cx.surveys import SCALES, Survey

NOTHING: dict[str, str | None] = dict.fromkeys(SURVEY_COLUMNS)


@pytest.mark.parametrize(
    ("measure", "low", "high", "cuts"),
    [
        ("nps", 0, 10, (7, 9)), ("csat", 1, 5, (4,)), ("ces", 1, 5, (4,)), ("css", 0, 1, (1,)), ("review", 1, 5, (4,)),
        ("satisfaction", 1, 10, (7, 9)), ("solved", 0, 1, (1,)),
    ],
)  # fmt: skip
def test_a_measure_has_its_usual_scale_where_the_file_says_none(
    measure: str, low: int, high: int, cuts: tuple[int, ...]
) -> None:
    survey = declared_survey("question", NOTHING | {"measure": measure})

    assert survey == Survey("question", measure, low, high)
    assert survey is not None
    assert survey.class_cuts() == cuts
    assert declared_survey(measure, NOTHING) == Survey(measure, measure, low, high)


def test_every_measure_of_answers_is_tested_above() -> None:
    assert set(SCALES) == {"nps", "csat", "ces", "css", "review", "satisfaction", "solved"}


def test_the_file_s_own_scale_comes_first() -> None:
    survey = declared_survey("service", NOTHING | {"measure": "css", "scale_low": "1", "scale_high": "5"})

    assert survey == Survey("service", "css", 1, 5)


@pytest.mark.parametrize(
    ("text", "anonymous"), [("Yes", True), ("да", True), ("taip", True), ("No", False), ("нет", False)]
)
def test_yes_and_no_are_said_in_the_words_of_any_column(text: str, anonymous: bool) -> None:
    survey = declared_survey("nps", NOTHING | {"anonymous": text})

    assert survey == Survey("nps", "nps", 0, 10, anonymous=anonymous)


def test_a_name_that_says_nothing_declares_nothing() -> None:
    assert declared_survey("summer", NOTHING) is None


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"measure": "mood"}, "measure is one of nps, csat, ces, css, review, satisfaction, solved"),
        ({"scale_low": "5", "scale_high": "1"}, "scale_low must be under scale_high"),
        ({"scale_low": "one"}, "whole numbers"),
        ({"direction": "up"}, "direction is high or low"),
        ({"anonymous": "perhaps"}, "anonymous and headline are yes or no"),
    ],
)
def test_what_cannot_be_meant_is_said(said: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        declared_survey("nps", NOTHING | said)
