"""What a converter makes of a column of texts, and the small steps that all converters share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

Options = Mapping[str, Any]
STAMP = pa.timestamp("us")
SINCE = pa.duration("us")


@dataclass(frozen=True)
class Converted:
    """values: of the field's type, null where nothing is given or it cannot be read; bad: where it cannot be read;
    date_only: where a stamp is known to the day only (None for other fields); guessed: the first text of which one
    reading among several was taken, "" for none."""

    values: pa.Array
    bad: pa.BooleanArray
    date_only: pa.BooleanArray | None = None
    guessed: str = ""


def null(kind: pa.DataType) -> pa.Scalar:
    """Nothing, of a type."""
    return pa.scalar(None, kind)


def none_bad(texts: pa.Array) -> pa.BooleanArray:
    """No text that could not be read."""
    return pa.repeat(pa.scalar(False), len(texts))


def bad_unless(good: pa.BooleanArray, texts: pa.Array) -> pa.BooleanArray:
    """Given, but not good."""
    return pc.and_(pc.is_valid(texts), pc.invert(pc.fill_null(good, False)))


def matches(texts: pa.Array, pattern: str) -> pa.BooleanArray:
    """Where a text is of a form (RE2); not where there is none."""
    return pc.fill_null(pc.match_substring_regex(texts, pattern=pattern), False)


def where(good: pa.BooleanArray, values: pa.Array) -> pa.Array:
    """The values where something holds, null elsewhere."""
    return pc.if_else(good, values, null(values.type))


def part(texts: pa.Array, pattern: str, name: str) -> pa.Array:
    """What a named group of a pattern finds in each text; null where the pattern does not fit or the group is empty."""
    found = pc.struct_field(pc.extract_regex(texts, pattern=pattern), [name])
    return where(pc.not_equal(found, ""), found)


def any_of(mask: pa.BooleanArray) -> bool:
    """Whether it holds anywhere."""
    return bool(pc.any(mask).as_py())
