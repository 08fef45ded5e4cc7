"""The mark up to which the rows of a database were read: the newest value of a column that only grows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cx.errors import BadInput

#: Where a query has the place of its mark: not in a cast (`::since`), nor right behind a word.
SINCE = re.compile(r"(?<![:\w]):since\b")

#: What a mark can be. It goes back to the database as what it came as: a text is no stamp.
Mark = str | int | float | Decimal | date | datetime

_READ: Mapping[str, Callable[[str], Mark]] = {
    "str": str,
    "int": int,
    "float": float,
    "Decimal": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def newest(column: str, values: Iterable[Any], before: Mark | None = None) -> Mark | None:
    """The greatest of these values and of the one before; values that are missing, or no number, are passed over.

    BadInput where they cannot be compared, or cannot be a mark.
    """
    found = [value for value in values if value is not None and value == value]
    odd = next((value for value in found if type(value).__name__ not in _READ), None)
    try:
        if odd is not None:
            raise TypeError
        return max(found if before is None else [before, *found], default=None)
    except TypeError:
        raise BadInput(
            f"The column {column!r} cannot tell how far rows were read: high_water is a column of numbers, of dates, "
            "of times or of texts that sort as they grow, and only of one of these."
        ) from None


def to_text(mark: Mark) -> str:
    """A mark as it is kept."""
    return json.dumps([type(mark).__name__, mark.isoformat() if isinstance(mark, date) else str(mark)])


def from_text(text: str) -> Mark:
    """A mark from what was kept."""
    kind, said = json.loads(text)
    return _READ[kind](said)
