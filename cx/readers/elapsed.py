"""Stamps that a file tells only by how long it took: so many minutes after the ticket was created."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from cx.readers.converted import SINCE, Converted, none_bad, where

#: As long as the times of a ticket fit their columns: 68 years.
LONGEST = 2**31 - 1


def after(start: Converted, lasted: Converted) -> Converted:
    """The instants so many seconds after others, UTC.

    Missing where either is missing, and where the start is known to the day only, so that no time of day is made up.
    What lasted longer than 68 years is bad.
    """
    fits = pc.fill_null(pc.less_equal(pc.abs(lasted.values), LONGEST), True)
    microseconds = pc.multiply(pc.cast(where(fits, lasted.values), pa.int64()), 1_000_000)
    moments = pc.add(start.values, pc.cast(microseconds, SINCE))
    if start.date_only is not None:
        moments = where(pc.invert(start.date_only), moments)
    return Converted(moments, pc.or_(lasted.bad, pc.invert(fits)), none_bad(moments))
