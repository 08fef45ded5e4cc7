"""Checks of what a preset says; every failure names the preset, the key and what is allowed there."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from cx.errors import BadInput

#: The types a value may have.
Kinds = tuple[type, ...]

#: Formats of dates that are no format of strptime.
NAMED_FORMATS = ("iso", "excel", "unix_seconds", "unix_milliseconds")

#: Rows that may stand above the data.
MOST_ROWS_ABOVE = 10_000

#: What Python decodes, and no file of rows is written in.
NO_ENCODINGS = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7")

_WORDS = {
    str: "a text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table", date: "a day",
    datetime: "a time",
}  # fmt: skip


class Checker:
    """Complains about one preset."""

    def __init__(self, where: str) -> None:
        self.where = where

    def fail(self, key: str, what: str) -> NoReturn:
        """Raise BadInput about one key."""
        raise BadInput(f"{self.where}: {key} {what}.")

    def keys(self, raw: Any, allowed: Mapping[str, Kinds], key: str) -> None:
        """Every key is known and its value of the right kind."""
        if not isinstance(raw, Mapping):
            self.fail(key, "must be a table, or the name of a column")
        for name, value in raw.items():
            place = f"{key}.{name}" if key else name
            if name not in allowed:
                self.fail(place, f"is not known; allowed are {', '.join(allowed)}")
            if type(value) not in allowed[name]:
                self.fail(place, f"must be {' or '.join(_WORDS[kind] for kind in allowed[name])}")

    def one_of(self, value: str, allowed: Sequence[str], key: str) -> str:
        """The value, if it is allowed."""
        if value not in allowed:
            self.fail(key, f"is {value!r}; allowed are {', '.join(allowed)}")
        return value

    def zone(self, name: str, key: str) -> str:
        """The name of a time zone, or "" for none."""
        try:
            return ZoneInfo(name).key if name else ""
        except Exception:
            self.fail(key, f"is {name!r}, which is no time zone; use a name like Europe/Vilnius")

    def encoding(self, name: str, key: str) -> None:
        """An encoding that Python knows, or "" for one to be found out."""
        try:
            "a".encode(name or "utf-8")  # which fails for what is no encoding of texts, such as zip
            known = codecs.lookup(name or "utf-8").name not in NO_ENCODINGS
        except (LookupError, ValueError):
            known = False
        if not known:
            self.fail(key, f"is {name!r}, which is no encoding; use a name like utf-8 or windows-1251")

    def rows(self, raw: Mapping[str, Any]) -> None:
        """How many rows stand above the data: not less than none, and not more than there can be."""
        for key in ("header_row", "header_rows", "label_row", "skip_rows"):
            least = 1 if key.startswith("header") else 0
            if not least <= raw.get(key, 1) <= MOST_ROWS_ABOVE:
                self.fail(key, f"is {raw[key]}; allowed are {least} to {MOST_ROWS_ABOVE:,}")

    def delimiter(self, text: str, key: str) -> None:
        """One character, or "" for one to be found out."""
        if len(text) > 1:
            self.fail(key, f"is {text!r}; allowed is one character")

    def formats(self, formats: Sequence[str], key: str) -> tuple[str, ...]:
        """Formats of dates: those with a name, or of strptime that say year, month and day."""
        for form in formats:
            if form not in NAMED_FORMATS and not (isinstance(form, str) and _is_date_format(form)):
                named = ", ".join(f'"{name}"' for name in NAMED_FORMATS)
                self.fail(key, f'holds {form!r}; allowed are {named} and formats such as "%d/%m/%Y %H:%M"')
        return tuple(formats)

    def year_and_month(self, raw: Mapping[str, Any], key: str) -> None:
        """Both given and possible."""
        if not (1901 <= raw.get("year", 0) <= 9999 and 1 <= raw.get("month", 0) <= 12):
            self.fail(key, "needs year and month, the one month whose days are in the column")

    def whole_date(self, raw: Mapping[str, Any], key: str) -> None:
        """Year, month and day given, and a day that there is, not before 2001: a hundred years of months lie before."""
        try:
            fine = date(raw.get("year", 0), raw.get("month", 0), raw.get("day", 0)).year > 2000
        except ValueError:
            fine = False
        if not fine:
            self.fail(key, "needs year, month and day, from which the months are counted back, after the year 2000")


def _is_date_format(form: str) -> bool:
    found = set(re.findall("%(.)", form))
    return bool(found & set("Yy") and found & set("mbB") and "d" in found) and found <= set("YymbBdaAHIMSpzeT%")
