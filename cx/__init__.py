"""Customer-experience scores with their uncertainty.

On plain pandas columns: `cx.nps(frame["score"])`, `cx.csat`, `cx.ces`, `cx.fcr(tickets)`, `cx.response_times(tickets)`,
`cx.resolution_times(tickets)`; `cx.open(url)` opens a warehouse, which has every measure. Each is loaded when it is
first used, so `import cx` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cx.quick import ces, csat, fcr, nps, open, resolution_times, response_times

__all__ = ["ces", "csat", "fcr", "nps", "open", "resolution_times", "response_times"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cx import quick

    return getattr(quick, name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
