"""What a mood is called and how it is marked."""

from __future__ import annotations

from cx.moods import HAPPY, NEUTRAL, UNHAPPY
from cx.reports.language import mark
from cx.reports.words import _

_WORDS = {UNHAPPY: mark("Unhappy"), NEUTRAL: mark("Neutral"), HAPPY: mark("Happy")}
_OF_NPS = {UNHAPPY: mark("Detractor"), NEUTRAL: mark("Passive"), HAPPY: mark("Promoter")}
_MARKS = {UNHAPPY: "bad", NEUTRAL: "passive", HAPPY: "good"}


def mood_word(mood: str | None, measure: str = "") -> str:
    """The word of one answer's class: "Detractor", "Happy"; of an answer that has none, that it is off the scale."""
    named = _OF_NPS if measure == "nps" else _WORDS
    return _(named[mood]) if mood in named else _("Outside the scale")


def mood_mark(mood: str | None) -> str:
    """Its mark, good, bad or passive; ref where there is none."""
    return _MARKS.get(mood or "", "ref")
