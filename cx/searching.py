"""What a search for words finds: one meaning for counting words, for every database, and for marking what was found.

A search is some words, all of which must be there. A word as it was typed is found where a word begins so ("refund"
finds "refunds" and "refunded", "fund" does not find "refund"), whatever its case and accents ("aciu" finds "ačiū"). In
quotes it is found as it stands, whole, and several of them only side by side: "not working". Quotes that nobody closed
reach to the end.

A word is a run of letters and digits, with an apostrophe or a hyphen inside: "don't", "e-mail" are one.
Patterns are written as RE2 knows them, and Python's `re` once `as_python` has read them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

#: What joins two parts to one word, and what may stand between two words side by side.
JOINS, SPACE = "'’\\-", " \\t\\r\\n\u00a0"
#: A word, in Python's way.
WORD = rf"\w+(?:[{JOINS}]\w+)*"

#: Letters, digits and the underscore inside a class of RE2; Python calls the same \w.
_OF_WORDS, _PYTHONS = r"\p{L}\p{N}_", r"\w"
#: Before and after a whole word: no letter, and no join that leads to one.
_BEFORE = rf"(?:^|[^{_OF_WORDS}{JOINS}]|(?:^|[^{_OF_WORDS}])[{JOINS}])"
_AFTER = rf"(?:$|[^{_OF_WORDS}{JOINS}]|[{JOINS}](?:$|[^{_OF_WORDS}]))"
_BEGINS = rf"(?:^|[^{_OF_WORDS}])"

#: Every sign that people quote with, as the plain one.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_PARTS = re.compile(r'"([^"]*)"?|([^\s"]+)')


@dataclass(frozen=True)
class Term:
    """One thing that a text must hold. pattern: of RE2, for the text in small letters, with what was asked for as its
    only group; exact: accents count, else the text must be without them.
    """

    pattern: str
    exact: bool


def terms(search: str) -> tuple[Term, ...]:
    """What a search asks for, each once; nothing where there is no word and no sign in it."""
    return tuple(dict.fromkeys(_terms(search)))


def quoted(words: str) -> str:
    """The search for these words, whole and side by side."""
    return f'"{words}"'


def unquoted(search: str) -> str:
    """A search without its quotes, where it is one thing in quotes; else as it was typed."""
    inside = search.translate(_QUOTES).strip()
    return inside[1:-1] if len(inside) > 1 and inside[0] == inside[-1] == '"' and '"' not in inside[1:-1] else search


def lowered(text: str) -> str:
    """In small letters, letter by letter, as databases have it: none becomes two, or looks at what stands beside it."""
    return text.replace("İ", "i").replace("Σ", "σ").lower()


def without_accents(text: str) -> str:
    """Letters alone, as DuckDB has it, without marks of any kind: "ačiū" as "aciu", "ещё" as "еще", "की" as "क"."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if unicodedata.category(sign)[0] != "M"))


@lru_cache(maxsize=256)
def as_python(pattern: str) -> re.Pattern[str]:
    """A pattern of RE2 as one of Python's."""
    return re.compile(pattern.replace(_OF_WORDS, _PYTHONS))


def found(text: str, search: str) -> list[tuple[int, int]]:
    """Where a text holds what was searched for: beginnings and ends, in order, none inside another."""
    places = sorted(place for term in terms(search) for place in _places(text, term))
    apart: list[tuple[int, int]] = []
    for first, end in places:
        if apart and first <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((first, end))
    return apart


def _terms(search: str) -> Iterator[Term]:
    for part in _PARTS.finditer(lowered(search.translate(_QUOTES))):
        plain = without_accents(part[2] or "")
        if plain:
            yield _beginning(plain)
        elif part[1] and part[1].strip():
            yield _whole(part[1].split())


def _beginning(text: str) -> Term:
    before = _BEGINS if _is_of_words(text[:1]) else ""
    return Term(f"{before}({_escaped(text)})", exact=False)


def _whole(words: list[str]) -> Term:
    before = _BEFORE if _is_of_words(words[0][0]) else ""
    after = _AFTER if _is_of_words(words[-1][-1]) else ""
    return Term(f"{before}({f'[{SPACE}]+'.join(map(_escaped, words))}){after}", exact=True)


def _is_of_words(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _escaped(text: str) -> str:
    """Every sign of ASCII standing for itself, in both ways of writing patterns."""
    return "".join(f"\\{sign}" if sign.isascii() and not _is_of_words(sign) else sign for sign in text)


def _places(text: str, term: Term) -> Iterator[tuple[int, int]]:
    """Where a term stands in a text; the letter before it may be the end of the one found last."""
    folded = [sign if term.exact else without_accents(sign) for sign in map(lowered, text)]
    origin = [place for place, signs in enumerate(folded) for _sign in signs] + [len(text)]
    plain, pattern, start = "".join(folded), as_python(term.pattern), 0
    while match := pattern.search(plain, start):
        first, end = match.span(1)
        yield origin[first], max(origin[end - 1] + 1, origin[end])  # with the marks of its last letter
        start = end
