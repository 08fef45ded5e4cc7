"""Words that hold sentences together and say nothing by themselves ("the", "и", "kad"), by language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

#: The languages taken where it is not known in which one people write: those that the product speaks.
USUAL = ("en", "ru", "lt")

#: What the lists of the library lack.
_MORE = {
    "en": ("also", "can", "even", "get", "got", "just", "now", "one", "will"),
    "lt": ("bus", "buvau", "buvo", "dabar", "esame", "esate", "esu", "jau", "nors", "yra"),
    "ru": ("вместо", "ещё", "нам", "хотелось"),
}
#: What they hold although it tells how somebody was served.
_TELLING = frozenset({"долго", "лучше", "никто", "ничего", "прекрасно", "просто", "рано", "спасибо", "хорошо"})

#: What turns the word after it round ("n't" ends others), and what changes it so that the two are said as one.
_NEGATIONS = frozenset({
    "cannot", "never", "no", "nor", "not", "without", "без", "не", "нельзя", "нет", "ни", "никогда", "nebe", "nei",
    "niekada", "nėra",
})  # fmt: skip
_CHANGING = frozenset({"could", "should", "too", "would", "с", "слишком", "be", "iš", "per"})


def function_words(languages: Iterable[str] = USUAL) -> frozenset[str]:
    """The function words of all these languages, in small letters. languages: codes ("en", "pt-BR") or English names;
    one without a list adds nothing. Source of the lists: the package `stopwords`.
    """
    return frozenset().union(*map(_of, sorted(set(languages))))


@cache
def _of(language: str) -> frozenset[str]:
    from stopwords import safe_get_stopwords

    code = language.split("-")[0].strip().lower()
    found = safe_get_stopwords(language) or safe_get_stopwords(code)
    listed = map(_baltic, found) if code in ("lt", "lithuanian") else found
    return frozenset(word.strip().lower() for word in (*listed, *_MORE.get(code, ()))) - _TELLING


def _baltic(word: str) -> str:
    """A Lithuanian word as it is written: the list was once read in another alphabet ("ðalia" for "šalia")."""
    return word.encode("latin-1").decode("cp1257")


def is_negation(word: str) -> bool:
    """Whether a word turns the one after it round: "not working" is no "working"."""
    return word in _NEGATIONS or word.endswith(("n't", "n’t"))


def begins_phrases(word: str) -> bool:
    """Whether a function word changes what the word after it says: "would recommend", "iš karto"."""
    return word in _CHANGING or is_negation(word)
