"""How a ticket was solved, packed into one integer, so that every rule of first-contact resolution is a
reading of one tally.

Each part is a digit of a mixed-radix number; `UNKNOWN` (the last digit of each part) means that the source does
not say. A part is added as digit x weight, which any SQL engine can do.

    agent_replies       0, 1, 2 or more
    customer_messages   1, 2 or more
    agents              1, 2 or more
    solves              1, 2 or more
    transferred, held   no, yes
    quick               solved within 15 minutes of creation: no, yes
    says_solved         the customer's word: no, yes, not asked
    next_any, next_same whole days until the customer's next ticket (of any / the same topic), by `DAY_EDGES`;
                        then "none"
    observed            whole days from the solution to the as-of time of the source, by `DAY_EDGES`
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: A lag of d whole days has the class "number of edges <= d": 0 is under a day, 9 is 30 days or more.
DAY_EDGES = (1, 2, 3, 5, 7, 10, 14, 21, 30)
NONE = len(DAY_EDGES) + 1  # no next ticket seen


class Part(NamedTuple):
    """One digit: its name, how many known values it has, and its weight in the code."""

    name: str
    known: int
    weight: int

    @property
    def unknown(self) -> int:
        return self.known


def _parts() -> dict[str, Part]:
    sizes = {
        "agent_replies": 3, "customer_messages": 2, "agents": 2, "solves": 2, "transferred": 2, "held": 2,
        "quick": 2, "says_solved": 3, "next_any": NONE + 1, "next_same": NONE + 1, "observed": len(DAY_EDGES) + 1,
    }  # fmt: skip
    parts, weight = {}, 1
    for name, known in sizes.items():
        parts[name] = Part(name, known, weight)
        weight *= known + 1
    return parts


PARTS = _parts()


def digit(codes: ArrayLike, part: str) -> NDArray[np.int64]:
    """The value of one part of each code; equals `PARTS[part].unknown` where the source does not say."""
    spec = PARTS[part]
    return np.asarray(codes, dtype=np.int64) // spec.weight % (spec.known + 1)


def pack(**digits: ArrayLike) -> NDArray[np.int64]:
    """The code of each ticket from its digits; parts not given are unknown. Digits are broadcast together."""
    total: NDArray[np.int64] = np.zeros((), dtype=np.int64)
    for part in PARTS.values():
        total = total + np.asarray(digits.pop(part.name, part.unknown), dtype=np.int64) * part.weight
    if digits:
        raise ValueError(f"a path has no part named {next(iter(digits))!r}")
    return total


def day_class(days: ArrayLike) -> NDArray[np.int64]:
    """The class of a lag in whole days (below 0 counts as 0)."""
    return np.searchsorted(np.array(DAY_EDGES), np.asarray(days, dtype=np.int64), side="right").astype(np.int64)
