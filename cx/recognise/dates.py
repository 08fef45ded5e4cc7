"""Formats that read dates."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from cx.readers.converters_stamps import stamp

_DAYS = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d")
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")


def formats_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Formats that read all of some texts, "iso" first."""
    array = pa.array(texts, pa.string())
    forms = ["iso", *(day + time for time in _TIMES for day in _DAYS)]
    return tuple(form for form in forms if not pc.any(stamp(array, {"formats": (form,), "zone": "UTC"}).bad).as_py())
