"""The catalogue: WHAT is counted, and every way of reading the counts.

A measure names a table, the stamp that dates it, and the column whose values are its bins. A reading gives every
bin a value (or none, with a reason); the score is the mean of those values, or a percentile of them. Adding a
measure is adding one entry to one of the lists below; every page, command and file finds it there.
"""

from __future__ import annotations

from cx.errors import BadInput
from cx.measures import answers, customers, paths, tickets, times
from cx.measures.entry import Basis, Measure
from cx.measures.reading import Reading, Values, mark

__all__ = ["MEASURES", "Basis", "Measure", "Reading", "Values", "mark", "measure"]

_LISTS = (answers.MEASURES, paths.MEASURES, times.MEASURES, tickets.MEASURES, customers.MEASURES)

#: The headline measures first, in the order of the overview.
_FIRST = ("nps", "csat", "ces", "fcr", "first_response", "resolution")

_ALL = {entry.name: entry for entries in _LISTS for entry in entries}

MEASURES = {name: _ALL[name] for name in (*_FIRST, *(name for name in _ALL if name not in _FIRST))}


def measure(name: str) -> Measure:
    """A measure by its name or one of its other names; BadInput if there is none."""
    found = MEASURES.get(name) or next((entry for entry in MEASURES.values() if name in entry.aliases), None)
    if found is None:
        raise BadInput(f"There is no measure named {name!r}; there are {', '.join(MEASURES)}.")
    return found
