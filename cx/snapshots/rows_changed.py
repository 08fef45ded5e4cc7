"""How many rows two counts of the same days must differ in, at the least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import numpy as np

from cx.bins import CENSORED
from cx.errors import Unavailable
from cx.measures import Measure
from cx.pairs import Pairs
from cx.reports.ask import Ask
from cx.snapshots.sides import Side
from cx.store.schema import TABLES
from cx.tally import Tally

#: Columns that say what has become of a row until the data end: whether a customer came back, or a promise was kept.
RIPENING = ("path", "sla", "open_age", "left_day")

#: A cell of a table of counts: the names of its group, then its bins.
Cells = Counter[tuple[Any, ...]]
Key = TypeVar("Key")


def rows_at_least(then: Tally | Pairs, now: Tally | Pairs) -> int:
    """The least number of rows that must have come, gone or been changed, so that one count became the other.

    A row that came adds one to a cell and a row that went takes one away; one that was changed takes one from a cell
    and adds one to another. So no fewer rows differ than cells gained in sum, and no fewer than they lost: the larger
    of the two sums. (Others may differ besides: two that swapped their places leave no trace.) Where a row stands in
    several cells (a customer in each period, a ticket with each of its events) it is the largest gain or loss of one.
    """
    before, after = cells(then), cells(now)
    gained, lost = after - before, before - after
    if _one_cell_each(then.measure):
        return max(gained.total(), lost.total())
    return max([*gained.values(), *lost.values()], default=0)


def _one_cell_each(measure: Measure) -> bool:
    return not measure.apart and measure.counts != "events"


def cells(counted: Tally | Pairs) -> Cells:
    """The cells that hold rows, and how many."""
    if isinstance(counted, Tally):
        return _cells(counted.named.names(), (counted.bins,), counted.counts)
    names = list(counted.groups.itertuples(index=False, name=None))
    matched = _cells(names, (counted.bins, counted.others), counted.counts)
    return matched + _cells(names, (counted.bins,), counted.unmatched)


def _cells(names: list[tuple[Any, ...]], keys: tuple[Any, ...], counts: Any) -> Cells:
    group, *places = np.nonzero(counts)
    bins = [key[place].tolist() for key, place in zip(keys, places, strict=True)]
    rows = zip(group.tolist(), *bins, strict=True)
    numbers = counts[(group, *places)].tolist()
    return Counter({(*names[of], *cell): n for (of, *cell), n in zip(rows, numbers, strict=True)})


def ripened(tally: Tally) -> Tally | None:
    """What of a tally can be compared with one whose data go on to another time: all that still runs in one bin,
    however long it has, for that grows though no row changes. None where rows are counted by what has become of them.
    """
    if tally.measure.column in RIPENING:
        return None
    if CENSORED in tally.measure.codes:
        return tally
    bins, place = np.unique(np.maximum(tally.bins, CENSORED), return_inverse=True)
    counts = np.zeros((len(bins), len(tally.named)), dtype=np.int64)
    np.add.at(counts, place, tally.counts.T)
    return replace(tally, bins=bins, counts=counts.T)


# Many counts.


class RowsChanged(NamedTuple):
    """rows: that differ, at the least, over all counts that could be compared; counts: how many those were."""

    rows: int
    counts: int


def largest(then: Mapping[Key, Any], now: Mapping[Key, Any]) -> RowsChanged:
    """The largest bound of all counts that both hold, by what they are of: all may be counts of the same rows, so
    bounds do not add up.
    """
    shared = [(then[key], now[key]) for key in then if _is_count(then[key]) and _is_count(now.get(key))]
    return RowsChanged(max((_bound(one, other) for one, other in shared), default=0), len(shared))


def _is_count(found: object) -> bool:
    return isinstance(found, Tally | Pairs)


def _bound(then: Tally | Pairs, now: Tally | Pairs) -> int:
    """Where privacy withholds groups, and not the same ones at both times, only the sums of all can be compared, if
    they are known."""
    if then.withheld is None and now.withheld is None:
        return rows_at_least(then, now)
    if isinstance(then, Pairs) or isinstance(now, Pairs):
        return 0
    try:
        whole = then.total(), now.total()
    except (Unavailable, ValueError):
        return 0
    return rows_at_least(*whole) if whole[0].withheld is None and whole[1].withheld is None else 0


def comparable(found: Mapping[Key, Any], ran_on: Collection[str]) -> dict[Key, Any]:
    """Counts of one time as they can be compared with those of another. ran_on: tables whose data end at another."""
    return {key: ripened(count) if _runs_on(count, ran_on) else count for key, count in found.items()}


def _runs_on(count: object, ran_on: Collection[str]) -> bool:
    return isinstance(count, Tally) and count.measure.table in ran_on


def ran_on(then: Side, now: Side) -> frozenset[str]:
    """The tables whose data end at another time, so that what still runs has run on in between."""
    return frozenset(table for table in TABLES if _ends(then, table) != _ends(now, table))


def _ends(side: Side, table: str) -> dict[str, datetime | None]:
    """How far each source of a table goes: until then its rows are known to run."""
    return {source.source: source.as_of for source in side.ask.contents.sources if source.table == table}


# What a count is of.


def keyed(side: Side) -> dict[object, object]:
    """Every count by what it is of: measure, conditions, days; so that those of two snapshots can be paired."""
    found: dict[object, object] = {}
    for (name, filters, by), tally in side.tallies.items():
        found[(*_of(side.ask, name, filters, by), by)] = tally
    for key, pairs in side.ask.facts.items():
        if key[0] == "pairs":
            found[(*_of(side.ask, key[2], key[1], ()), key[4])] = pairs
    return found


def _of(ask: Ask, name: Any, filters: Any, by: tuple[str, ...]) -> tuple[object, ...]:
    measure, days = filters.measure(name), ask.window_of(filters)
    before = str(days.previous) if "period" in by else ""
    at = str(ask.as_of_day) if measure.counting == "state" else str(days.current)
    return measure.name, measure.basis, filters.where, at, before
