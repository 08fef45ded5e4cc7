"""Names of columns as words that can be compared: whatever the case, accents, punctuation or language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

#: Where one word of a name in camelCase ends: before a capital that follows a small letter, or begins a small word.
_CAMEL = re.compile(r"(?<=[^\W\d_A-ZА-ЯЁ])(?=[A-ZА-ЯЁ])|(?<=[A-Z])(?=[A-Z][a-z])")
_TAGS = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"[\u0300-\u036f]")
_BETWEEN = re.compile(r"[\W_]+")


@lru_cache(maxsize=20_000)
def words(name: str) -> tuple[str, ...]:
    """The words of a name: in small letters without accents, camelCase and punctuation taken apart. A name of nothing
    but signs is one word."""
    parted = _CAMEL.sub(" ", _TAGS.sub(" ", name))
    plain = without_accents(parted.casefold())
    return tuple(_BETWEEN.sub(" ", plain).split()) or tuple(name.split())


def without_accents(text: str) -> str:
    """A text whose letters have no marks above or below: ё is е, й is и, ė is e."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text))


def holds(name: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether the words of a phrase stand in a name one after another."""
    places = range(len(name) - len(phrase) + 1)
    return any(name[place : place + len(phrase)] == phrase for place in places)


def speaks_of(name: tuple[str, ...], stems: Iterable[str]) -> bool:
    """Whether a word of a name begins with one of some stems; a stem may be several words, and one that ends with a
    blank is a whole word."""
    text = f" {' '.join(name)} "
    return any(f" {stem}" in text for stem in stems)
