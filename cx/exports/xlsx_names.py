"""The names of a workbook's sheets: short, readable, unique, and allowed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cx.exports.numbers import Numbers

#: Characters that no name may hold, and how long one may be (in UTF-16 units).
NOT_ALLOWED = re.compile(r"[\[\]:*?/\\\s]+")
LONGEST = 31


def sheet_names(first: str, parts: Iterable[Numbers]) -> list[str]:
    """A name for the first sheet and for each part: its page, its number there, and what it shows, up to a comma and as
    far as there is room ("Loyalty 2 NPS by channel")."""
    names, counted = [_unique(first, [])], Counter[str]()
    for part in parts:
        counted[part.page] += 1
        shown = (part.subtitle or part.title).partition(", ")[0]
        name = f"{_short(part.page, LONGEST - 10)} {counted[part.page]} {shown}"
        names.append(_unique(name, names))
    return names


def _unique(name: str, others: list[str]) -> str:
    """Allowed, and unlike all others, whatever the case of its letters."""
    taken = {other.casefold() for other in others}
    tried, number = _short(name, LONGEST), 1
    while not tried or tried.casefold() in taken:
        number += 1
        tried = f"{_short(name, LONGEST - 5)} {number}".strip()
    return tried


def _short(name: str, most: int) -> str:
    """Its first words, as many as there is room for, without what is not allowed."""
    allowed = NOT_ALLOWED.sub(" ", name).strip(" '")
    whole = _first(allowed, most)
    if whole == allowed or allowed[len(whole)] == " " or " " not in whole:
        return whole.rstrip(" ',;·–-")
    return whole.rpartition(" ")[0].rstrip(" ',;·–-")


def _first(text: str, most: int) -> str:
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
