"""What a column of texts holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from cx.readers.converters_numbers import NO, YES
from cx.readers.stamps import formats_of

#: Texts that say "not given" in any column.
NOT_GIVEN = frozenset((
    "n/a", "na", "#n/a", "-", "--", "–", "—", "?", "null", "none", "nan", "(blank)", "blank", "(empty)",
    "not applicable", "no answer", "н/д", "нет данных", "не указано", "нет ответа", "nėra", "nenurodyta",
    "nėra duomenų",
))  # fmt: skip
#: The number of each word for yes and no; of single signs only those that cannot be a code.
YES_NO = {
    word: number for number, words in (("1", YES), ("0", NO)) for word in words if len(word) > 1 or word in ("y", "n")
}

#: How many different texts of a column are counted one by one.
FEW = 40
#: How many texts sort out the formats that cannot be a column's.
SORTING = 25
#: A column is what this share of its cells is.
NEARLY_ALL = 0.95

_NUMBER = re.compile(r"[+-]?(\d{1,3}([ .,\u00a0\u202f]\d{3})+|\d+)([.,]\d+)?%?|[+-]?\d+([.,]\d+)?[eE][+-]?\d+")
#: Numbers of which decimals follow a comma, or a point: three digits behind a mark may also be thousands, but not when
#: the other mark, or the same, stands before it.
_DECIMAL_COMMA = re.compile(r",(\d{1,2}|\d{4,})%?$|\.\d{3}[.,]|^[+-]?0,")
_DECIMAL_POINT = re.compile(r"\.(\d{1,2}|\d{4,})%?$|,\d{3}[.,]|^[+-]?0\.")
_ONE_COMMA = re.compile(r"[^.,]*,\d+%?")
#: What any date has: two parts of a day beside each other, or the digits of all in a row.
_DATE = re.compile(
    r"\d{1,4} ?[-/.] ?\w{1,10} ?[-/.] ?\d{1,4}|\d \w{3,10},? \d|\w{3,10} \d{1,2},? .*\d{4}|^\d{8}(T?\d{6})?$"
)
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
#: Numbers that may be dates: days of a spreadsheet, seconds since 1970, digits of a day.
_LONG = re.compile(r"\d{5}(\.\d+)?|\d{8,13}")
_CLOCK = re.compile(r"-?\d{1,5}:[0-5]\d(:[0-5]\d)?")


@dataclass(frozen=True)
class ColumnLook:
    """What the first rows say of a column.

    label: its wording, where the file has one beside the name; given: cells that hold something; different: how many
    different texts those are; kind: what nearly all of them are ("stamp", "day", "number", "clock" (a duration such as
    1:05:00), "yes_no", "email", "category", "text", "empty"); low, high: of numbers; whole: whether all numbers are
    whole; comma: whether decimals follow a comma, or commas stand between thousands, None where no number tells;
    undecided: the first number of which then nobody can tell what its comma means (1,234), "" for none; formats:
    formats of dates that read all of them, the likeliest first ("iso", or of strptime), several where the column leaves
    it open (of numbers: as dates); examples: the first different texts; counts: each different text and how often it
    stands there, most often first, where they are few; missing: texts among the cells that mean "not given", not
    counted in `given`; length: letters of a text on average.
    """

    name: str
    label: str
    given: int
    different: int
    kind: str
    low: float | None = None
    high: float | None = None
    whole: bool = False
    comma: bool | None = None
    undecided: str = ""
    formats: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    missing: tuple[str, ...] = ()
    length: float = 0.0


def look_at(name: str, label: str, texts: pa.Array) -> ColumnLook:
    """What a column holds."""
    cells = [text.strip() for text in texts.to_pylist() if text is not None and text.strip()]
    missing = tuple(dict.fromkeys(text for text in cells if text.casefold() in NOT_GIVEN))
    given = [text for text in cells if text not in missing]
    counts = Counter(given)
    kind, formats = _kind(given, counts)
    said = _numbers(given) if kind == "number" else _Numbers()
    return ColumnLook(
        name, label, len(given), len(counts), kind, formats=formats,
        examples=tuple(list(counts)[:5]), counts=tuple(counts.most_common()) if len(counts) <= FEW else (),
        missing=missing, length=sum(map(len, given)) / len(given) if given else 0.0, **said._asdict(),
    )  # fmt: skip


def is_address(text: str) -> bool:
    """Whether a text is an e-mail address."""
    return bool(_EMAIL.fullmatch(text))


def _kind(given: Sequence[str], counts: Mapping[str, int]) -> tuple[str, tuple[str, ...]]:
    """What nearly all of some texts are, and of dates their formats."""
    if not given:
        return "empty", ()
    if all(text.casefold() in YES_NO for text in counts):
        return "yes_no", ()
    for kind, pattern in (("email", _EMAIL), ("clock", _CLOCK), ("number", _NUMBER)):
        if sum(times for text, times in counts.items() if pattern.fullmatch(text)) >= NEARLY_ALL * len(given):
            return kind, formats_of(list(counts)) if kind == "number" and _LONG.fullmatch(given[0]) else ()
    formats = _formats(counts)
    if formats:
        return "stamp" if _has_time(formats[0], counts) else "day", formats
    few = len(counts) <= max(12, len(given) / 5) and len(counts) <= FEW and max(map(len, counts)) <= 60
    return "category" if few else "text", ()


def _formats(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The formats that read nearly all of some texts, the likeliest first. Few texts sort out most formats."""
    dates = [text for text in counts if _DATE.search(text)]
    if sum(counts[text] for text in dates) < NEARLY_ALL * sum(counts.values()):
        return ()
    formats = formats_of(dates[:SORTING])
    return formats_of(dates) if formats and len(dates) > SORTING else formats


def _has_time(form: str, texts: Iterable[str]) -> bool:
    return any(len(text) > len("2017-05-31") for text in texts) if form == "iso" else "%M" in form


class _Numbers(NamedTuple):
    low: float | None = None
    high: float | None = None
    whole: bool = False
    comma: bool | None = None
    undecided: str = ""


def _numbers(given: Sequence[str]) -> _Numbers:
    texts = [text for text in given if _NUMBER.fullmatch(text)]
    comma = _decimals_by_comma(texts)
    values = [number(text, comma=comma) for text in texts]
    undecided = next(filter(_ONE_COMMA.fullmatch, texts), "") if comma is None else ""
    return _Numbers(min(values), max(values), all(value.is_integer() for value in values), comma, undecided)


def _decimals_by_comma(texts: Sequence[str]) -> bool | None:
    """Whether decimals follow a comma; None where none has one, none tells, or they contradict each other."""
    by_comma, by_point = (any(map(sign.search, texts)) for sign in (_DECIMAL_COMMA, _DECIMAL_POINT))
    silent = by_comma == by_point or not (by_comma or any("," in text for text in texts))
    return None if silent else by_comma


def number(text: str, *, comma: bool | None = None) -> float:
    """A number as people write it, with its thousands apart or a percent sign; ValueError where it is none. comma:
    decimals follow a comma."""
    plain = re.sub(r"[ \u00a0\u202f%]", "", text)
    plain = plain.replace(".", "").replace(",", ".") if comma else plain.replace(",", "")
    return float(plain.replace(".", "") if plain.count(".") > 1 else plain)
