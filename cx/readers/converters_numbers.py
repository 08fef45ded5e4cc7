"""Converters of numbers, answers on a scale among them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from cx.readers.converted import Converted, Options, any_of, bad_unless, matches, none_bad, null, part, where

YES = (
    "1", "true", "yes", "y", "t", "on", "да", "истина", "taip", "ja", "wahr", "oui", "vrai", "sí", "si", "tak", "jā",
)  # fmt: skip
NO = ("0", "false", "no", "n", "f", "off", "нет", "ложь", "ne", "nein", "falsch", "non", "faux", "nie", "nē")

#: What stands between thousands in any country: blanks of every width, and apostrophes.
_BLANKS = r"[ \x{a0}\x{2009}\x{202f}'’]"
_MONEY = r"(?:US\$|\p{Sc}|EUR|USD|GBP|CHF|PLN|SEK|NOK|DKK|RUB|UAH|CZK|JPY|Eur|руб\.?|zł|kr\.?)"
_STARS = r"^(?:[★⭐]\x{fe0f}?)*(?:[☆✩]\x{fe0f}?)*$"


def whole_number(texts: pa.Array, _: Options) -> Converted:
    """A whole number; 5.0 counts as 5, and blanks or apostrophes may stand between thousands."""
    try:
        return Converted(pc.cast(texts, pa.int64()), none_bad(texts))
    except pa.ArrowInvalid:
        good = matches(texts, rf"^[+-]?(\d{{1,18}}|\d{{1,3}}({_BLANKS}\d{{3}}){{1,5}})(\.0*)?$")
        digits = pc.replace_substring_regex(where(good, texts), rf"\.0*$|^\+|{_BLANKS}", "")
        return Converted(pc.cast(digits, pa.int64()), bad_unless(good, texts))


def less_one(texts: pa.Array, options: Options) -> Converted:
    """A count that includes the first, one less: who was at three desks was handed on twice. 0 stays 0."""
    counted = whole_number(texts, options)
    return Converted(pc.max_element_wise(pc.subtract(counted.values, 1), 0, skip_nulls=False), counted.bad)


def decimal(texts: pa.Array, options: Options) -> Converted:
    """A number. Signs of money, a percent sign and what stands between thousands are dropped: 85 % is 85.

    Decimals follow a point, with `comma` a comma (1.234,5). Whether 1,234 is a little more than one or a thousand
    nobody can tell, so it is refused unless `comma` is said, true or false.
    """
    comma = options.get("comma")
    at_once = None if comma else _plain_numbers(texts)
    if at_once is not None:
        return Converted(at_once, none_bad(texts))
    mark = "," if comma else r"\."
    number = rf"^[+-]?(\d+{mark}?\d*|{mark}\d+)([eE][+-]?\d{{1,3}})?$"
    plain, good = texts, matches(texts, number)
    if any_of(bad_unless(good, texts)):
        plain = pc.if_else(good, texts, _without_thousands(_without_money(texts), comma))
        good = matches(plain, number)
    plain = pc.replace_substring(where(good, plain), ",", ".") if comma else where(good, plain)
    numbers = pc.cast(pc.replace_substring_regex(plain, r"^\+", ""), pa.float64())
    return Converted(numbers, bad_unless(good, texts))


def _plain_numbers(texts: pa.Array) -> pa.Array | None:
    """The numbers of texts that are digits with a point at most; None where one of them is anything else."""
    try:
        numbers = pc.cast(texts, pa.float64())
    except pa.ArrowInvalid:
        return None
    plain = not any_of(pc.match_substring(texts, "e", ignore_case=True)) and pc.all(pc.is_finite(numbers)).as_py()
    return numbers if plain else None


def _without_money(texts: pa.Array) -> pa.Array:
    """Without signs of money and percent; a minus is the one of keyboards."""
    plain = pc.replace_substring(texts, "−", "-")
    plain = pc.replace_substring_regex(plain, rf"^([+-]?){_BLANKS}*{_MONEY}{_BLANKS}*", r"\1")
    return pc.replace_substring_regex(plain, rf"{_BLANKS}*(?:{_MONEY}|%)$", "")


def _without_thousands(texts: pa.Array, comma: bool | None) -> pa.Array:
    """Without what stands between thousands, where groups of three digits show that it is that."""
    between, mark = (r"\.", ",") if comma else (",", r"\.")
    grouped = matches(texts, rf"^[+-]?[1-9]\d{{0,2}}(?:(?:{_BLANKS}\d{{3}})+|(?:{between}\d{{3}})+)(?:{mark}\d*)?$")
    if comma is None:
        grouped = pc.and_(grouped, pc.invert(matches(texts, r"^[+-]?\d+,\d+$")))
    return pc.if_else(grouped, pc.replace_substring_regex(texts, rf"{_BLANKS}|{between}", ""), texts)


def undecided(texts: pa.Array, options: Options) -> pa.BooleanArray:
    """Where a number has one comma, and nobody has said what that marks."""
    if options.get("comma") is not None:
        return none_bad(texts)
    return matches(texts, r"^[^,.]*\d,\d+[^,.\d]*$")


def leading_number(texts: pa.Array, _: Options) -> Converted:
    """The number that an answer begins with ("5 - Very satisfied", "9/10", "4,5 of 5"); of stars, how many are full."""
    pattern = r"(?s)^(?P<number>-?\d+(?:[.,]\d{1,2})?)(?:\D.*)?$"
    numbers = pc.cast(pc.replace_substring(part(texts, pattern, "number"), ",", "."), pa.float64())
    full = pc.cast(pc.count_substring_regex(texts, pattern="[★⭐]"), pa.float64())
    numbers = pc.coalesce(numbers, where(matches(texts, _STARS), full))
    return Converted(numbers, bad_unless(pc.is_valid(numbers), texts))


def yes_no(texts: pa.Array, _: Options) -> Converted:
    """1 for yes, true, 1, on; 0 for no, false, 0, off; in any case of letters, also in other languages (да, taip)."""
    lowered = pc.utf8_lower(texts)
    yes, no = (pc.is_in(lowered, value_set=pa.array(words)) for words in (YES, NO))
    values = pc.if_else(yes, pa.scalar(1, pa.int64()), pc.if_else(no, pa.scalar(0, pa.int64()), null(pa.int64())))
    return Converted(values, bad_unless(pc.or_(yes, no), texts))
