"""Answers in words: their numbers in the order of meaning, in three languages; what is none of them is rejected."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from cx.readers.preset_parser import parse_preset
from cx.recognise.columns import look_at
from cx.recognise.doubts import doubts
from cx.recognise.draft import Draft
from cx.recognise.in_words import InWords, in_words
from cx.recognise.look import Look
from cx.recognise.preview import preview
from cx.recognise.raw import to_raw
from cx.recognise.suggest import draft_of
from tests.recognising import looked, parts, rows


def told(*texts: str) -> InWords | None:
    return in_words(look_at("c", "", pa.array(texts, pa.string())))


FIVE = [
    "Very dissatisfied|Dissatisfied|Neither satisfied nor dissatisfied|Satisfied|Very satisfied",
    "extremely unhappy|somewhat unhappy|neutral|somewhat happy|extremely happy",
    "Очень недоволен|Недоволен|Нейтрально|Доволен|Очень доволен",
    "Крайне не удовлетворена|Скорее недовольна|Ни довольна, ни недовольна|Скорее довольна|Полностью удовлетворена",
    "Labai nepatenkintas|Nepatenkinta|Neutralu|Patenkinta|Labai patenkintas",
    "Strongly disagree|Disagree|Neither agree nor disagree|Agree|Strongly agree",
    "Полностью не согласен|Скорее не согласен|Нейтрально|Скорее согласен|Полностью согласен",
    "Visiškai nesutinku|Nesutinku|Nei sutinku, nei nesutinku|Sutinku|Visiškai sutinku",
    "Very difficult|Difficult|Neutral|Easy|Very easy",
    "Очень сложно|Трудно|Нейтрально|Легко|Очень просто",
    "Labai sunku|Sunku|Neutralu|Lengva|Labai lengva",
    "Very bad|Bad|Average|Good|Excellent",
    "Poor|Fair|Good|Very good|Excellent",
    "Ужасно|Плохо|Нормально|Хорошо|Отлично",
    "Labai blogai|Blogai|Vidutiniškai|Gerai|Puikiai",
    "Not at all satisfied|Not so satisfied|Somewhat satisfied|Very satisfied|Extremely satisfied",
    "😡|🙁|😐|🙂|😀",
]


@pytest.mark.parametrize("scale", FIVE)
def test_five_steps_are_one_to_five_in_the_order_of_their_meaning(scale: str) -> None:
    steps = scale.split("|")
    found = told(*reversed(steps))
    assert found is not None
    assert (dict(found.values), found.low, found.high) == (dict(zip(steps, "12345", strict=True)), 1, 5)


def test_fewer_steps_than_five_are_taken_only_where_each_was_given() -> None:
    found = [told("Satisfied", "Neutral"), told("Satisfied", "Neutral", "Dissatisfied")]
    assert [one and one.high for one in found] == [5, 3]


@pytest.mark.parametrize(
    "scale",
    [
        "Extremely dissatisfied|Moderately dissatisfied|Slightly dissatisfied|Neutral|Slightly satisfied|"
        "Moderately satisfied|Extremely satisfied",
        "Strongly disagree|Disagree|Somewhat disagree|Neither|Somewhat agree|Agree|Strongly agree",
        "Совсем не согласен|Не согласен|Скорее не согласен|Ни да, ни нет|Скорее согласен|Согласен|Полностью согласен",
        "Visiškai nesutinku|Nesutinku|Iš dalies nesutinku|Neutralu|Iš dalies sutinku|Sutinku|Visiškai sutinku",
    ],
)
def test_seven_steps_are_told_from_five(scale: str) -> None:
    steps = scale.split("|")
    found = told(*steps)
    assert found is not None
    assert (dict(found.values), found.high) == (dict(zip(steps, "1234567", strict=True)), 7)


@pytest.mark.parametrize("pair", ["Bad|Good", "плохо|хорошо", "Nepatenkintas|Patenkintas", "👎|👍", "disagree|agree"])
def test_two_opposites_are_nought_and_one(pair: str) -> None:
    found = told(*pair.split("|"))
    assert found is not None
    assert (dict(found.values), found.low, found.high) == (dict(zip(pair.split("|"), "01", strict=True)), 0, 1)


def test_steps_that_nobody_gave_yet_are_known_where_the_others_are_worded_as_usual() -> None:
    found = told("Very satisfied", "Satisfied", "Neutral")
    assert found is not None
    assert found.values == {
        "Very dissatisfied": "1", "Dissatisfied": "2", "Neutral": "3", "Satisfied": "4", "Very satisfied": "5",
    }  # fmt: skip
    own = told("Totally happy", "So happy", "Happy", "Unhappy", "Totally unhappy")
    assert own is not None
    assert "Neutral" not in own.values


@pytest.mark.parametrize(
    "texts",
    [
        ("gold", "basic"), ("Good", "Email", "Phone"), ("Very satisfied",), ("Very satisfied", "totally satisfied"),
        ("low", "high"), ("new", "used", "good"), (),
    ],
)  # fmt: skip
def test_other_words_are_no_answers(texts: tuple[str, ...]) -> None:
    assert told(*texts) is None


@pytest.fixture
def survey(tmp_path: Path) -> tuple[Look, Draft]:
    lines = [f"2026-03-01,{text}" for text in ("Very satisfied", "Satisfied", "Dissatisfied", "N/A")]
    seen = looked(tmp_path, rows("Date,Q1", *lines, times=3) + "2026-03-02,Call me\n")
    return seen, draft_of(seen)


def test_answers_in_words_are_a_question_whose_numbers_are_shown(survey: tuple[Look, Draft]) -> None:
    draft = survey[1]
    assert parts(draft) == {"Date": "answered_at", "Q1": "csat 1..5"}
    assert dict(draft.choices[1].options) == {
        "missing": ["N/A"], "unmapped": "reject",
        "values": {
            "Very dissatisfied": "1", "Dissatisfied": "2", "Neutral": "3", "Satisfied": "4", "Very satisfied": "5",
        },
    }  # fmt: skip


def test_other_words_among_them_are_doubtful_and_rejected(survey: tuple[Look, Draft]) -> None:
    seen, draft = survey
    assert [(one.kind, one.values, one.times) for one in doubts(seen, draft)] == [("unknown_words", ("Call me",), 1)]
    shown = preview(seen, parse_preset(to_raw(draft), "x"), "UTC")
    assert shown.frames["answers"].column("score").to_pylist() == [5.0, 4.0, 2.0] * 3
    assert [(one.line, one.reason) for one in shown.rejects] == [(14, "not a known value")]


def test_words_that_are_no_answer_are_missing(tmp_path: Path) -> None:
    lines = [f"2026-03-01,{text}" for text in ("Хорошо", "Плохо", "Затрудняюсь ответить", "Не знаю", "-")]
    draft = draft_of(looked(tmp_path, rows("Дата,Оцените нас", *lines)))
    assert draft.choices[1].options["missing"] == ["-", "Затрудняюсь ответить", "Не знаю"]
    assert draft.choices[1].options["values"] == {"Плохо": "0", "Хорошо": "1"}


def test_answers_that_begin_with_their_number_need_no_list(tmp_path: Path) -> None:
    lines = ("2026-03-01,5 - Excellent", "2026-03-01,1 - Very bad", "2026-03-02,3")
    draft = draft_of(looked(tmp_path, rows("Date,Rate us", *lines)))
    assert (parts(draft)["Rate us"], dict(draft.choices[1].options)) == ("csat 1..5", {"as": "leading_number"})


def test_stars_are_counted(tmp_path: Path) -> None:
    draft = draft_of(looked(tmp_path, rows("Date,Rating", "2026-03-01,★★★★☆", "2026-03-01,★★★★★", "2026-03-02,★☆☆☆☆")))
    assert (parts(draft)["Rating"], dict(draft.choices[1].options)) == ("csat 1..5", {"as": "leading_number"})


def test_tickets_are_rated_in_words_too(tmp_path: Path) -> None:
    head = "Ticket ID,Created,Solved,Status,Feedback,Feedback comment"
    lines = [f"{nr},2026-03-01,2026-03-02,closed,{text},x" for nr, text in enumerate(FIVE[0].split("|"))]
    draft = draft_of(looked(tmp_path, rows(head, *lines)))
    assert (draft.table, parts(draft)["Feedback"], parts(draft)["Feedback comment"]) == (
        "tickets", "csat 1..5", "comment: csat",
    )  # fmt: skip
