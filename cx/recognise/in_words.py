"""Answers in words, in English, Russian and Lithuanian: the scale that they are of, and the number of each.

Words are put in the order of their meaning: "Very dissatisfied" is 1 and "Very satisfied" 5. Seven steps are taken only
where five would put different answers together, and fewer than five only where each of them was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from cx.recognise.columns import ColumnLook
from cx.recognise.words import without_accents, words

#: Which share of the answers must be known before they are taken for a scale; the others are no answers then.
ENOUGH = 0.8
#: Letters on average above which texts are no words of a scale.
LONGEST = 60

#: Texts that are no answer where others are answers in words.
_SILENT = (
    r"don t know|dont know|do not know|not sure|no opinion|prefer not to \w+|not rated|unrated|no rating|offered|"
    r"not offered|не знаю|затрудняюсь ответить|нет мнения|нет оценки|без оценки|не оценено|nezinau|neturiu nuomones|"
    r"neivertint\w+"
)

_MOST = (
    "very|extremely|completely|totally|highly|strongly|fully|absolutely|очень|полностью|совершенно|абсолютно|крайне|"
    "категорически|совсем|labai|visiskai|itin|ypac"
)
_MUCH = "moderately|mostly|в основном|dazniausiai"
_SOME = (
    "somewhat|slightly|rather|a little|partly|partially|fairly|quite|скорее|частично|отчасти|is dalies|greiciau|"
    "siek tiek"
)
_NEITHER = r"neutral\w*|neither|neither .+ nor .+|нейтральн\w*|ни .+ ни .+|nei .+ nei .+"
_THAN = r"(?: (?:than|чем|nei|negu) .+)?"

#: What is low and what is high, by the measure that it speaks of; words for the very ends; words for the middle.
_POLES = (
    ("csat", r"dissatisfied|unsatisfied|not satisfied|unhappy|недовол\w+|не довол\w+|неудовлетвор\w+|"
     r"не удовлетворен\w*|nepatenkint\w+", r"satisfied|happy|довол\w+|удовлетворен\w*|patenkint\w+", "", "", ""),
    ("", r"disagree|не соглас\w+|несоглас\w+|nesutinku", r"agree|соглас\w+|sutinku", "", "", "undecided"),
    ("ces", r"difficult|hard|not easy|сложн\w+|трудн\w+|тяжело|sunku|sudetinga",
     r"easy|легк\w+|прост\w+|lengva|paprasta", "", "", ""),
    ("", r"unlikely|not likely|маловероятно|mazai tiketina|netiketina", r"likely|вероятно|tiketina", "", "", ""),
    ("csat", r"bad|poor|плох\w+|blog\w+|prast\w+", r"good|хорош\w+|ger(?:ai|as|a)",
     r"terrible|awful|horrible|ужасн\w+|отвратительн\w+|siaubing\w+",
     r"excellent|great|outstanding|perfect|отличн\w+|превосходн\w+|прекрасн\w+|puik\w+",
     r"average|fair|ok|okay|acceptable|нормальн\w+|средн\w+|удовлетворительн\w+|vidutini\w+|normal\w+|patenkinam\w+"),
)  # fmt: skip

#: Scales of another kind, from the lowest step on.
_OTHERS = (
    ("csat", "poor", "fair", "good", "very good", "excellent"),
    ("", r"not at all \w+", r"(?:not so|not very|slightly) \w+", r"(?:somewhat|moderately) \w+", r"very \w+",
     r"extremely \w+"),
    ("csat", "[😡🤬😠😤]", "[🙁☹😞😟😕😒]", "[😐😶]", "[🙂😊☺]", "[😀😃😄😁😍🤩]"),
    ("csat", "👎", "👍"),
)  # fmt: skip

#: How the steps are usually worded: what nobody among the first rows has answered may stand further down.
_USUAL = """
Very dissatisfied | Dissatisfied | Neutral | Satisfied | Very satisfied
Очень недоволен | Недоволен | Нейтрально | Доволен | Очень доволен
Labai nepatenkintas | Nepatenkintas | Neutralu | Patenkintas | Labai patenkintas
Strongly disagree | Disagree | Neither agree nor disagree | Agree | Strongly agree
Полностью не согласен | Не согласен | Нейтрально | Согласен | Полностью согласен
Visiškai nesutinku | Nesutinku | Nei sutinku, nei nesutinku | Sutinku | Visiškai sutinku
Very difficult | Difficult | Neutral | Easy | Very easy
Очень сложно | Сложно | Нейтрально | Легко | Очень легко
Labai sunku | Sunku | Neutralu | Lengva | Labai lengva
Very bad | Bad | Average | Good | Excellent
Very poor | Poor | Fair | Good | Very good
Poor | Fair | Good | Very good | Excellent
Очень плохо | Плохо | Нормально | Хорошо | Отлично
Labai blogai | Blogai | Vidutiniškai | Gerai | Puikiai
"""


class InWords(NamedTuple):
    """A scale in words. values: the number of each text that was given, and of those that are usual for the steps that
    were not; low, high: its ends; measure: what it speaks of, "" for nothing."""

    values: Mapping[str, str]
    low: int
    high: int
    measure: str


class _Scale(NamedTuple):
    """A scale as patterns of its steps, the lowest first."""

    measure: str
    steps: tuple[re.Pattern[str], ...]

    def places(self, texts: Sequence[str]) -> dict[str, int]:
        """The step of each text that is one of them."""
        said = {text: _plain(text) for text in texts}
        found = {
            text: next((nr for nr, step in enumerate(self.steps) if step.fullmatch(said[text])), -1) for text in said
        }
        return {text: place for text, place in found.items() if place >= 0}


def in_words(column: ColumnLook) -> InWords | None:
    """The scale that the answers of a column are of, where they are words; None where nearly all of them are not."""
    if column.kind not in ("category", "text") or len(column.counts) < 2 or column.length > LONGEST:
        return None
    silent = silent_of(column)
    return _in_words(tuple(one for one in column.counts if one[0] not in silent))


def silent_of(column: ColumnLook) -> list[str]:
    """The texts of a column that say that there is no answer."""
    return [text for text, _ in column.counts if _silent().fullmatch(_plain(text))]


@cache
def _silent() -> re.Pattern[str]:
    return re.compile(without_accents(_SILENT))


def _plain(text: str) -> str:
    """The words of a text with single blanks between them; signs as they are, without what chooses their look."""
    return " ".join(words(text.replace("\ufe0f", "")))


@lru_cache(maxsize=1_000)
def _in_words(counts: tuple[tuple[str, int], ...]) -> InWords | None:
    times = dict(counts)
    fitting = [(scale, scale.places(list(times))) for scale in _scales()]
    fitting = [one for one in fitting if _fits(*one, times)]
    if not fitting:
        return None
    scale, places = max(fitting, key=lambda one: (_known(one[1], times), len(set(one[1].values())), -len(one[0].steps)))
    first = 1 if len(scale.steps) > 2 else 0
    values = {text: str(place + first) for text, place in sorted((*places.items(), *_unseen(scale, places)), key=_step)}
    return InWords(values, first, first + len(scale.steps) - 1, scale.measure)


def _step(one: tuple[str, int]) -> int:
    return one[1]


def _known(places: Mapping[str, int], times: Mapping[str, int]) -> int:
    return sum(times[text] for text in places)


def _fits(scale: _Scale, places: Mapping[str, int], times: Mapping[str, int]) -> bool:
    """Whether nearly all answers are of a scale, and enough of its steps were given to know it by."""
    given = len(set(places.values()))
    told = given > 1 and (len(scale.steps) >= 5 or given == len(scale.steps))
    return told and _known(places, times) >= ENOUGH * sum(times.values())


def _unseen(scale: _Scale, places: Mapping[str, int]) -> list[tuple[str, int]]:
    """The usual wording of the steps that nobody has given, where the others are worded as usual."""
    if len(scale.steps) != 5:
        return []
    seen = {(words(text), place) for text, place in places.items()}
    for line in _USUAL.strip().splitlines():
        usual = [(text.strip(), place) for place, text in enumerate(line.split("|"))]
        if len(seen) > 1 and seen <= {(words(text), place) for text, place in usual}:
            return [(text, place) for text, place in usual if place not in places.values()]
    return []


@cache
def _scales() -> tuple[_Scale, ...]:
    named = (*_of_poles(), *_OTHERS)
    return tuple(
        _Scale(measure, tuple(re.compile(without_accents(step)) for step in steps)) for measure, *steps in named
    )


def _of_poles() -> Iterator[tuple[str, ...]]:
    """Scales of five, seven, three and two steps between each two poles."""
    for measure, low, high, lowest, highest, middle in _POLES:
        worst = _any(rf"(?:{_MOST}) (?:{low})", lowest)
        best = _any(rf"(?:{_MOST}) (?:{high})", highest)
        neither = _any(_NEITHER, middle)
        few, some, many = rf"(?:{_SOME}) (?:{low}){_THAN}", rf"(?:{_SOME}) (?:{high}){_THAN}", rf"(?:(?:{_MUCH}) )?"
        below, above = rf"{many}(?:{low})", rf"{many}(?:{high})"
        yield measure, worst, _any(below, few), neither, _any(above, some), best
        yield measure, worst, below, few, neither, some, above, best
        yield measure, below, neither, above
        yield measure, below, above


def _any(*patterns: str) -> str:
    return "|".join(pattern for pattern in patterns if pattern)
