"""How a column is read as a field: the options of a preset's column, from what its cells look like."""

from __future__ import annotations

from typing import Any

from cx.recognise.columns import ColumnLook, is_address
from cx.recognise.draft import kind_of
from cx.recognise.in_words import in_words, silent_of
from cx.recognise.scales import begins_with_numbers, values_of
from cx.recognise.words import speaks_of, words

#: Fields that say yes or no.
YES_NO_FIELDS = frozenset(
    ("is_open", "escalated", "bot_only", "abandoned", "sla_met", "delivered", "answered", "opted_out")
)
#: Kinds of fields that are numbers.
NUMBERS = ("small", "int", "big", "real")
DURATIONS = frozenset(("queue_seconds", "hold_seconds", "promised_seconds"))

#: Words by which a name says that its times are in UTC.
UTC = frozenset(("utc", "gmt"))

_UNITS = {
    "minutes": ("min", "мин"),
    "hours": ("hour", "hrs", "hr", "час", "val"),
}


def field_options(column: ColumnLook, table: str, field: str) -> dict[str, Any]:
    """How a column is read as a field of a table."""
    return {**_missing(column), **_by_kind(column, kind_of(table, field), field)}


def text_options(column: ColumnLook) -> dict[str, Any]:
    """How a column is read as a dimension or a comment."""
    return _missing(column)


def answer_options(column: ColumnLook) -> dict[str, Any]:
    """How a column is read as the answers to a question; what stands among answers in words and is none is rejected."""
    if begins_with_numbers(column):
        return {**_missing(column), "as": "leading_number"}
    if told := in_words(column):
        missing = [*column.missing, *silent_of(column)]
        return {**({"missing": missing} if missing else {}), "values": dict(told.values), "unmapped": "reject"}
    return {**_missing(column), **_comma(column), **({"values": values} if (values := values_of(column)) else {})}


def _missing(column: ColumnLook) -> dict[str, Any]:
    return {"missing": list(column.missing)} if column.missing else {}


def _comma(column: ColumnLook) -> dict[str, Any]:
    """What a comma marks, where the cells tell; such as leave it open are rejected until somebody says it."""
    return {} if column.comma is None else {"comma": column.comma}


def _by_kind(column: ColumnLook, kind: str, field: str) -> dict[str, Any]:
    if kind == "stamp":
        return _stamp(column)
    if field in YES_NO_FIELDS:
        return {"as": "yes_no"}
    if field in DURATIONS:
        return _duration(column)
    if kind == "id" and any(map(is_address, column.examples)):  # of a mixed column too: nobody's address is an id
        return {"as": "hashed_email"}
    if kind == "real":
        return _comma(column)
    plain = column.whole and column.comma is None and not column.undecided
    return {"as": "decimal", **_comma(column)} if kind in NUMBERS and not plain else {}


def _stamp(column: ColumnLook) -> dict[str, Any]:
    """The likeliest format; and the zone, where the column's name says UTC."""
    zone = {"zone": "UTC"} if UTC.intersection(words(column.name)) else {}
    return zone if column.formats[:1] in ((), ("iso",)) else {"formats": [column.formats[0]], **zone}


def _duration(column: ColumnLook) -> dict[str, Any]:
    if column.kind == "clock":
        return {"as": "clock"}
    said = words(f"{column.name} {column.label}")
    unit = next((unit for unit, stems in _UNITS.items() if speaks_of(said, stems)), "seconds")
    return {"as": unit, **_comma(column)}
