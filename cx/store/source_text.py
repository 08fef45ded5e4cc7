"""Values as a database's driver hands them over, as the texts that a CSV of them would hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from cx.errors import BadInput


def as_text(name: str, values: Sequence[Any]) -> pa.Array:
    """A column as text, null where nothing is given: numbers in full, true and false, dates and stamps as ISO 8601 has
    them (those with a zone in UTC with a Z), lists and objects as JSON. BadInput for bytes.
    """
    kinds = {type(value) for value in values} - {type(None)}
    for kind in kinds & {bytes, bytearray, memoryview}:
        raise BadInput(
            f"The column {name!r} of the query holds bytes ({kind.__name__}), which are no text; "
            "leave it out, or turn it into a text in the query."
        )
    if kinds <= {str}:
        return pa.array(values, pa.string())
    says = {kind: next((say for known, say in _SAID if issubclass(kind, known)), str) for kind in kinds}
    return pa.array([None if value is None else says[type(value)](value) for value in values], pa.string())


def _stamp(value: datetime) -> str:
    if value.tzinfo is None:
        return value.isoformat(" ")
    return (value - (value.utcoffset() or timedelta())).replace(tzinfo=None).isoformat(" ") + "Z"


def _number(value: float) -> str | None:
    return None if value != value else repr(value)


def _decimal(value: Decimal) -> str | None:
    return None if value.is_nan() else format(value, "f")


def _duration(value: timedelta) -> str:
    """Hours, minutes and whole seconds."""
    minutes, seconds = divmod(int(abs(value).total_seconds()), 60)
    return f"{'-' if value < timedelta() else ''}{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


_SAID: Sequence[tuple[type | tuple[type, ...], Callable[[Any], str | None]]] = (
    (str, str),
    (bool, lambda value: "true" if value else "false"),
    (int, str),
    (float, _number),
    (Decimal, _decimal),
    (datetime, _stamp),
    ((date, time), lambda value: value.isoformat()),
    (timedelta, _duration),
    ((dict, list, tuple), _json),
)
