"""What a field can hold: values of a converter in the field's own type, and which of them do not fit."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from cx.store.tables import ARROW_TYPES

#: Decimals are exact whole numbers up to this one.
EXACT = 2**53

Refused = dict[str, pa.BooleanArray]


def fit(values: pa.Array, kind: str) -> tuple[pa.Array, Refused]:
    """The values in the field's own type, and where it cannot hold them, by the reason; null there."""
    wanted = ARROW_TYPES[kind]
    if pa.types.is_floating(wanted):
        numbers = pc.cast(values, wanted)
        return _without(numbers, {"too large a number": _is(pc.is_inf(numbers))})
    try:
        return pc.cast(values, wanted), {}
    except pa.ArrowInvalid:
        lowest, highest = _range(wanted, values.type)
        broken = _is(pc.not_equal(pc.round(values), values))
        beyond = _is(pc.or_(pc.less(values, lowest), pc.greater(values, highest)))
        kept, refused = _without(values, {"not a whole number": broken, f"not from {lowest} to {highest}": beyond})
        return pc.cast(kept, wanted), refused


def _range(wanted: pa.DataType, given: pa.DataType) -> tuple[int, int]:
    """The lowest and the highest whole number that a type holds; of those written as decimals, those that are exact."""
    highest = 2 ** (wanted.bit_width - 1) - 1
    return (-EXACT, EXACT) if pa.types.is_floating(given) and highest > EXACT else (-highest - 1, highest)


def _without(values: pa.Array, refused: Refused) -> tuple[pa.Array, Refused]:
    for mask in refused.values():
        values = pc.if_else(mask, pa.scalar(None, values.type), values) if pc.any(mask).as_py() else values
    return values, refused


def _is(mask: pa.BooleanArray) -> pa.BooleanArray:
    return pc.fill_null(mask, False)
