"""What a question asks and on which scale: by its wording in three languages, by its answers, and what lies outside."""

from __future__ import annotations

import pyarrow as pa
import pytest

from cx.recognise.columns import ColumnLook, look_at
from cx.recognise.scales import asked, outside, values_of
from cx.surveys import Survey


def column(name: str, *answers: object, label: str = "") -> ColumnLook:
    return look_at(name, label, pa.array([str(answer) for answer in answers], pa.string()))


def scale(*given: object, **options: str) -> tuple[str, int, int, str]:
    survey = asked(column(*map(str, given), **options)).survey
    return survey.measure, survey.low, survey.high, survey.direction


@pytest.mark.parametrize(
    ("wording", "answers", "expected"),
    [
        ("How likely are you to recommend us to a friend?", (0, 5, 10), ("nps", 0, 10, "high")),
        ("NPS", (9, 10, 8), ("nps", 0, 10, "high")),
        ("Насколько вероятно, что вы порекомендуете нас?", (3, 9), ("nps", 0, 10, "high")),
        ("Kiek tikėtina, kad rekomenduotumėte mus?", (3, 9), ("nps", 0, 10, "high")),
        ("Would you recommend us?", (1, 5, 4), ("csat", 1, 5, "high")),
        ("How satisfied are you?", (1, 5), ("csat", 1, 5, "high")),
        ("Насколько вы довольны ответом?", (2, 7), ("csat", 1, 7, "high")),
        ("Ar esate patenkinti?", (1, 10), ("csat", 1, 10, "high")),
        ("Rating", (0, 10, 4), ("csat", 0, 10, "high")),
        ("How easy was it to get help?", (1, 7), ("ces", 1, 7, "high")),
        ("How much effort did it take?", (1, 5), ("ces", 1, 5, "low")),
        ("Сколько усилий вам потребовалось?", (1, 5), ("ces", 1, 5, "low")),
        ("Ar buvo lengva?", (2, 5), ("ces", 1, 5, "high")),
        ("Stars", (1, 5), ("review", 1, 5, "high")),
        ("Start", (1, 5), ("csat", 1, 5, "high")),
        ("Was your request resolved?", ("yes", "no"), ("solved", 0, 1, "high")),
        ("Решена ли ваша проблема?", ("да", "нет"), ("solved", 0, 1, "high")),
        ("Ar patenkinti?", ("taip", "ne"), ("css", 0, 1, "high")),
        ("points", (0, 10, 9), ("nps", 0, 10, "high")),
        ("points", (1, 4, 5), ("csat", 1, 5, "high")),
    ],
)
def test_wording_and_answers_tell_the_scale(
    wording: str, answers: tuple[object, ...], expected: tuple[str, int, int, str]
) -> None:
    assert scale(wording, *answers) == expected


def test_a_code_among_the_answers_does_not_widen_the_scale() -> None:
    assert scale("points", *(0, 1, 2, 3, 4, 5) * 50, 10) == ("csat", 0, 10, "high")


def test_the_wording_beside_a_name_counts_too() -> None:
    assert scale("Q7", 0, 9, label="How likely are you to recommend us?")[0] == "nps"


def test_how_it_was_known_is_told() -> None:
    assert [asked(column(name, 1, 5)).why for name in ("Satisfaction", "points")] == ["name", "content"]


def test_each_question_has_a_name_of_its_own() -> None:
    taken: list[str] = []
    for name in ("Satisfied with price?", "Satisfied with price!", "Satisfied with speed?", "CSAT"):
        taken.append(asked(column(name, 1, 5), taken).survey.survey)
    assert taken == ["csat", "satisfied with price", "satisfied with speed", "csat 2"]


def test_a_wording_is_kept_and_a_mere_name_is_not() -> None:
    assert asked(column("How satisfied are you?", 1, 5)).survey.wording == "How satisfied are you?"
    assert asked(column("CSAT", 1, 5)).survey.wording == ""


def test_answers_outside_the_scale_are_counted() -> None:
    answers = column("NPS", *[9] * 400, *[0] * 50, *[11] * 3, 99)
    survey = asked(answers).survey
    assert (survey.measure, survey.low, survey.high) == ("nps", 0, 10)
    assert outside(answers, survey) == {"11": 3, "99": 1}
    assert outside(answers, survey, missing=("99",)) == {"11": 3}
    assert outside(answers, Survey("x", "nps", 0, 11, (7, 9))) == {"99": 1}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("10 - Extremely likely", "0 - Not at all", "5"), {"10 - Extremely likely": "10", "0 - Not at all": "0"}),
        (("Very good (5)", "Bad (1)"), {"Very good (5)": "5", "Bad (1)": "1"}),
        (("да", "нет"), {"да": "1", "нет": "0"}),
        (("gold", "basic"), {}),
        (("★★★★☆", "★☆☆☆☆"), {"★★★★☆": "4", "★☆☆☆☆": "1"}),
        (("1", "2"), {}),
    ],
)
def test_texts_that_say_a_number_are_that_number(texts: tuple[str, ...], expected: dict[str, str]) -> None:
    assert values_of(column("Rating", *texts)) == expected
