"""What a question asks and on which scale, as far as its wording and its answers tell."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from cx.recognise.columns import YES_NO, ColumnLook, number
from cx.recognise.in_words import in_words
from cx.recognise.words import speaks_of, words
from cx.surveys import HIGHEST, SCALES, Survey

#: What a wording speaks of, in English, Russian and Lithuanian: beginnings of words, without accents. The first that
#: is found counts.
SPOKEN: Mapping[str, tuple[str, ...]] = {
    "nps": ("nps ", "net promoter", "recommend", "рекоменд", "порекоменд", "посовет", "rekomend"),
    "ces": (
        "ces ", "effort", "easy", "easier", "ease ", "difficult", "легк", "усили", "просто ли", "удобно", "трудн",
        "сложн", "lengv", "pastang", "sunku", "paprasta",
    ),
    "solved": ("solved", "resolved", "решен", "решил", "issprest", "issprend"),
    "review": ("star ", "stars ", "review", "звезд", "отзыв", "zvaigzd", "atsiliepim"),
    "csat": (
        "csat", "satisf", "happy", "happiness", "rate", "rating", "quality", "удовлетвор", "довол", "оцен", "качеств",
        "pasitenkin", "patenkint", "ivertin", "vertin", "kokyb",
    ),
}  # fmt: skip

#: Wordings of which the low end is the good one.
_LOW_IS_GOOD = ("how much effort", "how difficult", "how hard", "сколько усили", "насколько сложн", "насколько трудн",
                "kiek pastangu", "kaip sunku", "ar sunku")  # fmt: skip

#: Texts that hold the answer as a number and what it means: "10 - Extremely likely", "Very good (5)".
_NUMBERED = re.compile(r"(\d{1,3})(?:\s*[-–—:.)=]?\s*\D+)|\D+\((\d{1,3})\)")

#: Of those, such as begin with it; and answers drawn in stars.
_BEGINNING = re.compile(r"\d{1,3}(?:\s*[-–—:.)=]?\s*\D+)?")
_STARS = re.compile(r"(?:[★⭐]\ufe0f?)*(?:[☆✩]\ufe0f?)*")

#: The scales that are in use, as (low, high): the first that holds all answers is taken.
_IN_USE: Mapping[str, tuple[tuple[int, int], ...]] = {
    "nps": ((0, 10),),
    "csat": ((1, 5), (1, 7), (1, 10), (0, 10), (0, 100)),
    "ces": ((1, 5), (1, 7), (1, 10), (0, 10)),
    "review": ((1, 5), (1, 10)),
}


class Asked(NamedTuple):
    """What a column asks: the survey, and whether words say so ("name") or only the numbers given ("content")."""

    survey: Survey
    why: str


def wording(column: ColumnLook) -> str:
    """A question as the respondent read it, as far as the file has it."""
    return column.label or column.name


def spoken(column: ColumnLook) -> str:
    """The measure that a column's wording speaks of, "" for none."""
    said = words(f"{column.name} {column.label}")
    return next((measure for measure, stems in SPOKEN.items() if speaks_of(said, stems)), "")


def asked(column: ColumnLook, taken: Collection[str] = ()) -> Asked:
    """The survey that a column of answers suggests. taken: names of other questions."""
    said, told = spoken(column), in_words(column)
    answers: Mapping[float, int] = {told.low: 1, told.high: 1} if told else answers_of(column)
    measure = _measure(said or (told.measure if told else ""), answers)
    low, high = (told.low, told.high) if told else _scale(measure, answers)
    turned = measure == "ces" and not told and speaks_of(words(wording(column)), _LOW_IS_GOOD)
    direction = "low" if turned else "high"
    text = wording(column) if len(words(wording(column))) > 2 else ""
    survey = Survey(_name(column, measure, taken), measure, low, high, direction=direction, wording=text)
    return Asked(survey, "name" if said or told else "content")


def answers_of(column: ColumnLook) -> Mapping[float, int]:
    """The answers of a column as numbers, and how many gave each: all of them where there are few different ones, else
    only the ends."""
    told = values_of(column)
    numbers = [(told.get(text, text), times) for text, times in column.counts]
    if numbers:
        return {number(text, comma=column.comma): times for text, times in numbers if _is_number(text)}
    return {value: 1 for value in (column.low, column.high) if value is not None}


def values_of(column: ColumnLook) -> dict[str, str]:
    """The number that each text of a column stands for, where its answers are texts: yes and no, texts with their
    number, stars, or words in the order of their meaning; empty where they are numbers, or nobody can tell."""
    texts = [text for text, _ in column.counts]
    if column.kind == "yes_no":
        return {text: YES_NO[text.casefold()] for text in texts}
    if column.kind not in ("category", "text") or not texts:
        return {}
    found = {text: match for text in texts if (match := _NUMBERED.fullmatch(text))}
    numbers = {text: match[1] or match[2] for text, match in found.items()}
    others = [text for text in texts if text not in numbers]
    if numbers and all(map(_is_number, others)):
        return numbers
    if all(map(_STARS.fullmatch, texts)):
        return {text: str(len(re.findall("[★⭐]", text))) for text in texts}
    return dict(told.values) if (told := in_words(column)) else {}


def begins_with_numbers(column: ColumnLook) -> bool:
    """Whether each answer of a column begins with its number, or is drawn in stars."""
    texts = [text for text, _ in column.counts]
    worded = column.kind in ("category", "text") and bool(texts)
    return worded and (all(map(_BEGINNING.fullmatch, texts)) or all(map(_STARS.fullmatch, texts)))


def is_answer(column: ColumnLook) -> bool:
    """Whether a column can be the answers to a question: whole numbers of a scale, or texts that stand for them; or
    anything, where a file has no rows yet."""
    if column.kind == "empty":
        return True
    numbers = answers_of(column)
    whole = column.kind == "number" and column.whole or bool(values_of(column))
    return bool(whole and numbers and min(numbers) >= 0 and max(numbers) <= HIGHEST)


def outside(column: ColumnLook, survey: Survey, missing: Collection[str] = ()) -> dict[str, int]:
    """The answers of the first rows that lie outside a survey's scale, and how many gave each. missing: texts that are
    read as not given."""
    given = {text: times for text, times in column.counts if text not in missing}
    told = values_of(column)
    texts = {text: told.get(text, text) for text in given}
    return {
        text: given[text]
        for text, value in texts.items()
        if _is_number(value) and not survey.low <= number(value, comma=column.comma) <= survey.high
    }


def _is_number(text: str) -> bool:
    try:
        number(text)
    except ValueError:
        return False
    return True


def _measure(said: str, answers: Mapping[float, int]) -> str:
    """What is asked: by the wording where the answers allow it, else by the answers."""
    if not answers:
        return said or "csat"
    low, high = min(answers), max(answers)
    if high <= 1:
        return "solved" if said == "solved" else "css"
    if said == "nps":
        return "nps" if high > 5 else "csat"
    if said in ("", "solved"):
        return "nps" if low == 0 and _usual_high(answers) > 7 else "csat"
    return said


def _usual_high(answers: Mapping[float, int]) -> float:
    """The highest answer that is more than a slip: codes such as 11 and 99 for "no answer" are rare."""
    total = sum(answers.values())
    usual = [value for value, times in answers.items() if times >= total / 200]
    return max(usual or answers)


def _scale(measure: str, answers: Mapping[float, int]) -> tuple[int, int]:
    """The scale in use that holds the answers; the widest where none does."""
    scales = _IN_USE.get(measure, (SCALES[measure],))
    if not answers:
        return scales[0]
    held = (one for one in scales if one[0] <= min(answers) and max(answers) <= one[1])
    return next(held, max(scales, key=lambda one: _inside(one, answers)))


def _inside(scale: tuple[int, int], answers: Mapping[float, int]) -> int:
    return sum(times for value, times in answers.items() if scale[0] <= value <= scale[1])


def _name(column: ColumnLook, measure: str, taken: Collection[str]) -> str:
    """A readable name that no other question has: the measure's own for the first, else the words of the column."""
    short = " ".join(words(column.name)[:6])[:40].strip() or measure
    names = [measure, short, *(f"{short} {nr}" for nr in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
