"""Values as JSON and back, by the type that belongs in each place.

What is read never names a type: the place says what must stand there, and anything else is refused. So a file cannot
make the program build something that it was not about to build, and needs no trust.

Whole numbers, texts, true, false and null are themselves; a real number that is none is "nan", "inf" or "-inf"; dates
and instants are texts as ISO 8601 has them; a mapping is a list of pairs, which keeps its order; a dataclass or a named
tuple is an object with all its fields. A cell of a table says what it is where JSON cannot: {"date": "2026-11-22"}.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

import numpy as np

from cx.errors import BadInput

#: Whole numbers lie within those of 64 bits.
_LARGEST = 2**63


class Codec(NamedTuple):
    """How values of one type become JSON, and JSON values of that type; reading raises BadInput for anything else."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


_REFUSED: Final = "This is no snapshot that can be read: {why}."

#: Types that are written in a way of their own.
Own = Mapping[Any, Codec]


def refused(why: str) -> BadInput:
    """That something is no snapshot, and why, in one sentence."""
    return BadInput(_REFUSED.format(why=why))


def codec(hint: Any, own: Own) -> Codec:
    """How a type as it is annotated is written and read. Raises TypeError for one that has no place in a snapshot."""
    known = own.get(hint) or _SIMPLE.get(hint)
    if known is not None:
        return known
    origin, parts = get_origin(hint), get_args(hint)
    if origin in _MAKERS:
        return _MAKERS[origin]([codec(part, own) for part in parts if part is not Ellipsis], Ellipsis in parts)
    if isinstance(hint, type) and (is_dataclass(hint) or hasattr(hint, "_fields")):
        return _record(hint, {name: codec(part, own) for name, part in get_type_hints(hint).items()})
    raise TypeError(f"{hint} has no place in a snapshot")


# One value.


def _read_bool(given: Any) -> bool:
    if type(given) is not bool:
        raise refused("true or false is missing where one belongs")
    return given


def _read_int(given: Any) -> int:
    if type(given) is not int or not -_LARGEST <= given < _LARGEST:
        raise refused("a whole number is missing or too large where one belongs")
    return given


def write_float(number: Any) -> Any:
    """A real number; a text where it is none that JSON has."""
    found = float(number)
    return found if math.isfinite(found) else str(found)


def read_float(given: Any) -> float:
    """A real number from JSON."""
    if type(given) is float or given in ("nan", "inf", "-inf"):
        return float(given)
    return float(_read_int(given))


def read_text(given: Any) -> str:
    """A text from JSON that every database and file can hold."""
    if type(given) is not str:
        raise refused("a text is missing where one belongs")
    if not given.isascii() and any("\ud800" <= character <= "\udfff" for character in given):
        raise refused("a text holds a character that no text can hold")
    return given


def _dated(kind: type[date]) -> Codec:
    def read(given: Any) -> Any:
        try:
            return kind.fromisoformat(read_text(given))
        except ValueError:
            raise refused("a date or an instant is written in a way that nothing writes") from None

    return Codec(lambda when: when.isoformat(), read)


_DAY, _MOMENT = _dated(date), _dated(datetime)
_NAMED = {"date": _DAY, "time": _MOMENT, "number": Codec(write_float, read_float)}


def _write_cell(value: Any) -> Any:
    """What stands in a table: nothing, a truth, a number, a text, a date, or a list of such."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"number": write_float(value)}
    if isinstance(value, date):
        return None if value != value else _write_dated(value)  # not a time
    if isinstance(value, list | tuple):
        return [_write_cell(part) for part in value]
    raise TypeError(f"{type(value).__name__} has no place in a cell of a snapshot")


def _write_dated(value: date) -> Any:
    return {"time" if isinstance(value, datetime) else "date": value.isoformat()}


def _read_cell(given: Any) -> Any:
    if isinstance(given, list):
        return tuple(_read_cell(part) for part in given)
    if isinstance(given, dict):
        ((name, text),) = given.items() if len(given) == 1 else [("", "")]
        if name not in _NAMED:
            raise refused("a cell of a table holds what no cell can")
        return _NAMED[name].read(text)
    readers = {int: _read_int, str: read_text}
    return readers[type(given)](given) if type(given) in readers else given


_NOTHING = Codec(lambda value: value, lambda given: given)
_SIMPLE: Own = {
    type(None): _NOTHING,
    int: Codec(int, _read_int), float: Codec(write_float, read_float), str: Codec(str, read_text),
    bool: Codec(bool, _read_bool), date: _DAY, datetime: _MOMENT, object: Codec(_write_cell, _read_cell),
    Any: Codec(_write_cell, _read_cell),
}  # fmt: skip


# Several values.


def read_list(given: Any, length: int | None = None) -> list[Any]:
    """A list from JSON; length: how many there must be in it, None for any number."""
    if not isinstance(given, list):
        raise refused("a list is missing where one belongs")
    if length not in (None, len(given)):
        raise refused("a list is longer or shorter than it can be")
    return given


def _tuple(parts: Sequence[Codec], many: bool) -> Codec:
    """tuple[one, ...], or tuple[one, other]."""
    if many:
        return _several(parts, tuple)

    def read(given: Any) -> Any:
        return tuple(part.read(value) for part, value in zip(parts, read_list(given, len(parts)), strict=True))

    return Codec(lambda values: [part.write(value) for part, value in zip(parts, values, strict=True)], read)


def _several(parts: Sequence[Codec], kind: Callable[[Any], Any]) -> Codec:
    (part,) = parts
    return Codec(
        lambda values: [part.write(value) for value in values],
        lambda given: kind(part.read(value) for value in read_list(given)),
    )


def _set(parts: Sequence[Codec], _many: bool) -> Codec:
    several = _several(parts, frozenset)
    return Codec(lambda values: several.write(sorted(values)), several.read)


def _mapping(parts: Sequence[Codec], _many: bool) -> Codec:
    pairs = _several([_tuple(parts, False)], dict)
    return Codec(lambda values: pairs.write(values.items()), pairs.read)


def _or_none(parts: Sequence[Codec], _many: bool) -> Codec:
    """A value or nothing."""
    known = [part for part in parts if part is not _NOTHING]
    if len(known) != 1:
        raise TypeError("a choice of types has no place in a snapshot")
    return Codec(
        lambda value: None if value is None else known[0].write(value),
        lambda given: None if given is None else known[0].read(given),
    )


_MAKERS: Mapping[Any, Callable[[Sequence[Codec], bool], Codec]] = {
    tuple: _tuple, frozenset: _set, Union: _or_none, types.UnionType: _or_none,
    list: lambda parts, _many: _several(parts, list), Sequence: lambda parts, _many: _several(parts, list),
    dict: _mapping, Mapping: _mapping,
}  # fmt: skip


def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. ValueError where it says something twice, for other readers may take the first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def read_object(given: Any, names: Sequence[str]) -> dict[str, Any]:
    """An object of these fields, all of them and no other."""
    if not isinstance(given, dict) or set(given) != set(names):
        raise refused(f"an object of {', '.join(names)} is missing where one belongs")
    return given


def _record(kind: Any, parts: Mapping[str, Codec]) -> Codec:
    """A dataclass or a named tuple; what it refuses itself is no part of a snapshot."""
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else list(kind._fields)

    def read(given: Any) -> Any:
        found = read_object(given, names)
        try:
            return kind(**{name: parts[name].read(found[name]) for name in names})
        except ValueError as failure:
            raise refused(str(failure)) from None

    return Codec(lambda value: {name: parts[name].write(getattr(value, name)) for name in names}, read)
