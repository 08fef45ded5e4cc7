"""The closed list of converters: from the text in a file to a value of the warehouse.

Each takes an Arrow array of text (null where nothing is given; sentinels are null already) and the options its
column declares, and returns values of the same length and which texts it could not read. All work on whole
columns; none looks at one row after another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cx.readers import converters_durations as durations
from cx.readers import converters_numbers as numbers
from cx.readers import converters_stamps as stamps
from cx.readers.converted import Converted, Options, bad_unless, matches, none_bad, null


class Converter(NamedTuple):
    """A converter by name: how, the kinds of fields it fills, the options it takes, and what a good text is."""

    convert: Callable[[pa.Array, Options], Converted]
    kinds: tuple[str, ...]
    options: tuple[str, ...]
    expects: str


def clean(texts: pa.Array, missing: Sequence[str] = ()) -> pa.Array:
    """Texts without blanks around them; null where nothing is left or the text is a sentinel for "not given"."""
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.is_in(trimmed, value_set=pa.array(["", *missing], pa.string())), null(pa.string()), trimmed)


def map_values(texts: pa.Array, mapping: Mapping[str, str], unmapped: str) -> Converted:
    """Texts replaced by a map; what the map does not hold is kept ("keep"), made null ("missing") or bad ("reject").

    A text mapped to "" becomes null.
    """
    places = pc.index_in(texts, value_set=pa.array(list(mapping), pa.string()))
    known = pc.is_valid(places)
    mapped = clean(pa.array(list(mapping.values()), pa.string())).take(places)
    others = texts if unmapped == "keep" else pa.nulls(len(texts), pa.string())
    bad = bad_unless(known, texts) if unmapped == "reject" else none_bad(texts)
    return Converted(pc.if_else(known, mapped, others), bad)


def text(texts: pa.Array, _: Options) -> Converted:
    """The text as it came, without blanks around it."""
    return Converted(texts, none_bad(texts))


def lower(texts: pa.Array, _: Options) -> Converted:
    """The text in lower case, for ids and addresses that differ in nothing else."""
    return Converted(pc.utf8_lower(texts), none_bad(texts))


def whole_id(texts: pa.Array, _: Options) -> Converted:
    """The text without the ".0" that some tools put behind an id of digits; zeros in front of it stay."""
    return Converted(pc.replace_substring_regex(texts, r"^(\d+)\.0+$", r"\1"), none_bad(texts))


def shortened(texts: pa.Array) -> pa.BooleanArray:
    """Where an id of digits was shortened by a spreadsheet, so that different ids look alike: 1.03006E+13."""
    with_plus = pc.fill_null(pc.match_substring(texts, "+"), False)  # far quicker than a pattern, and seldom there
    return matches(texts, r"^\d([.,]\d+)?[eE]\+\d{1,3}$") if pc.any(with_plus).as_py() else with_plus


def hashed_email(texts: pa.Array, options: Options) -> Converted:
    """The address in lower case as a keyed hash (SipHash): the same person, but not readable without the `key`."""
    hashes = hash_texts(pc.utf8_lower(texts), str(options["key"]))
    return Converted(pc.if_else(pc.is_valid(texts), hashes, null(pa.string())), none_bad(texts))


_STAMP_KINDS, _NUMBERS, _TEXTS = ("stamp",), ("small", "int", "big", "real"), ("id", "dim", "text")
_TENURE = "a number of months from 0 to 1200"

CONVERTERS = {
    "text": Converter(text, _TEXTS, (), "a text"),
    "lower": Converter(lower, _TEXTS, (), "a text"),
    "whole_id": Converter(whole_id, _TEXTS, (), "a text"),
    "whole_number": Converter(numbers.whole_number, _NUMBERS, (), "a whole number of at most 18 digits"),
    "less_one": Converter(numbers.less_one, _NUMBERS, (), "a whole number of at most 18 digits"),
    "decimal": Converter(numbers.decimal, _NUMBERS, ("comma",), "a number"),
    "leading_number": Converter(numbers.leading_number, _NUMBERS, (), "a text that begins with a number"),
    "yes_no": Converter(numbers.yes_no, _NUMBERS, (), "yes or no"),
    "stamp": Converter(stamps.stamp, _STAMP_KINDS, ("formats", "zone"), "a date or time of the declared form"),
    "day_of_month": Converter(stamps.day_of_month, _STAMP_KINDS, ("year", "month"), "a day of the declared month"),
    "months_before": Converter(stamps.months_before, _STAMP_KINDS, ("year", "month", "day"), _TENURE),
    "unix_seconds": Converter(stamps.unix_seconds, _STAMP_KINDS, (), "seconds since 1970"),
    "unix_milliseconds": Converter(stamps.unix_milliseconds, _STAMP_KINDS, (), "milliseconds since 1970"),
    "seconds": Converter(durations.seconds, _NUMBERS, ("comma",), "a number of seconds"),
    "minutes": Converter(durations.minutes, _NUMBERS, ("comma",), "a number of minutes"),
    "hours": Converter(durations.hours, _NUMBERS, ("comma",), "a number of hours"),
    "clock": Converter(durations.clock, _NUMBERS, (), "a duration like 1:05:00"),
    "duration_words": Converter(durations.duration_words, _NUMBERS, (), "a duration like 1h 5m"),
    "hashed_email": Converter(hashed_email, ("id",), (), "an e-mail address"),
}  # fmt: skip

#: Converters whose values are the texts themselves.
KEEPS_TEXT = ("text", "lower", "whole_id")

#: The converter of a field whose preset names none.
BY_KIND = {
    "id": "text", "dim": "text", "text": "text", "stamp": "stamp",
    "small": "whole_number", "int": "whole_number", "big": "whole_number", "real": "decimal",
}  # fmt: skip


def hash_texts(texts: pa.Array, key: str) -> pa.Array:
    """Sixteen hexadecimal digits for each text (null: for ""), by SipHash with a key of sixteen letters."""
    objects = pc.fill_null(texts, "").to_numpy(zero_copy_only=False)
    return hexadecimal(pd.util.hash_array(objects, hash_key=f"{key:0<16.16}", categorize=False))


def hexadecimal(hashes: Any) -> pa.Array:
    """Unsigned 64-bit numbers as sixteen digits each."""
    halves = np.frombuffer(hashes.astype(">u8").tobytes(), np.uint8)
    digits = np.stack([halves >> 4, halves & 15], axis=1)
    letters = np.frombuffer(b"0123456789abcdef", np.uint8)[digits]
    return _of_width(letters.tobytes(), 16)


def _of_width(letters: bytes, width: int) -> pa.Array:
    """Texts of one width from their letters in a row."""
    offsets = np.arange(0, len(letters) + 1, width, dtype=np.int32)
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(letters))
