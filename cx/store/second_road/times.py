"""Times, and shares within a time, from how long each row took.

What still runs counts as running by the product limit of Kaplan and Meier, Journal of the American Statistical
Association 53 (1958) 457: of r rows that lasted so long, e end, and the share still running falls by e / r.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, or_

from cx.bins import clock_bin, last_second
from cx.store.second_road.business import BUSINESS, in_business_time
from cx.store.second_road.lengths import LASTING, Lengths, lengths_of
from cx.store.second_road.rows import Found, Ints, Road, Sums, Wanted, share, total
from cx.store.tables import TABLES

Floats = NDArray[np.float64]

_tickets = TABLES["tickets"].c

#: Products of fractions miss a level by rounding errors; what is nearer than this has reached it.
ROUNDING = 1e-9


def count_times(road: Road) -> Found:
    """A share within a time, a percentile or a mean, as its kind says."""
    lengths = road.once("lengths", road.wanted.measure, road.wanted.basis, find=lambda: _lengths(road))
    formula = _SHARES.get(road.wanted.reading) if road.wanted.kind == "share" else _FORMULAS.get(road.wanted.kind)
    return formula(lengths, road.wanted) if formula else Found(why="definition")


def has_times(wanted: Wanted) -> bool:
    """Whether it is read from how long something took."""
    measure, basis = wanted.measure, wanted.basis
    return (measure, BUSINESS.get(basis, basis)) in LASTING and (measure, wanted.reading) not in SUMS


def _lengths(road: Road) -> Lengths:
    basis = road.wanted.basis
    lasting = LASTING[road.wanted.measure, BUSINESS.get(basis, basis)](road)
    return in_business_time(road, lasting) if basis in BUSINESS else lengths_of(road, lasting)


def _sum_abandoned(_: Road) -> Sums:
    """Who gave up, of those and of all who were answered after a time that is known."""
    rows, left = _tickets.rows, func.coalesce(_tickets.abandoned, 0) > 0
    parts = (total(rows, or_(left, _tickets.queue_seconds >= 0)), total(rows, left))
    return Sums("tickets", "created_day", parts, lambda found: share(found[1], found[0]))


SUMS: Mapping[tuple[str, str], Callable[[Road], Sums]] = {("wait", "abandoned"): _sum_abandoned}


# Formulas.


def _within(lengths: Lengths, wanted: Wanted) -> Found:
    """One still running has missed the time once it is that old, and is not decided before."""
    early = lengths.seconds < wanted.parameter
    return share(int(lengths.n[early & ~lengths.running].sum()), int(lengths.n[~early | ~lengths.running].sum()))


def _older(lengths: Lengths, wanted: Wanted) -> Found:
    """Of what is open, what has been so for a time or longer."""
    return share(int(lengths.n[lengths.seconds >= wanted.parameter].sum()), int(lengths.n.sum()))


def _ended(lengths: Lengths, _: Wanted) -> Found:
    return share(int(lengths.n[~lengths.running].sum()), int(lengths.n.sum()))


def _mean(lengths: Lengths, _: Wanted) -> Found:
    ended = lengths.ended
    return share(int((ended.seconds * ended.n).sum()), int(ended.n.sum()))


def _percentile(lengths: Lengths, wanted: Wanted) -> Found:
    """The shortest time within which that share of the ended have ended; of what is open, the ages are read so."""
    ended = lengths._replace(running=~lengths.running).ended if wanted.measure == "backlog" else lengths.ended
    until = ended.n.cumsum()
    if not ended.n.sum():
        return Found()
    place = np.searchsorted(until, wanted.q * until[-1] - ROUNDING)
    return Found(float(ended.seconds[place]), int(until[-1]))


def _survival(lengths: Lengths, wanted: Wanted) -> Found:
    """The time after which no more than the rest still runs; infinite where it does not come to that."""
    n = int(lengths.n.sum())
    after, still = _curve(lengths)
    reached = after[still <= 1 - wanted.q + ROUNDING]
    return Found(float(reached[0]) if len(reached) else float("inf"), n) if n else Found()


def _survival_share(lengths: Lengths, wanted: Wanted) -> Found:
    """The share ended before a time, or still running then; none where nobody was seen for so long."""
    after, left = _curve(lengths)
    before = left[after < wanted.parameter]
    still, n = float(before[-1]) if len(before) else 1.0, int(lengths.n.sum())
    if still > ROUNDING and not (lengths.seconds >= wanted.parameter).any():
        return Found(n=n)
    return Found(still if wanted.reading == "open" else 1 - still, n)


def _curve(lengths: Lengths) -> tuple[Ints, Floats]:
    """The seconds in which some ended, in order, and the share still running after each.

    One that runs is watched to the end of the bin of its age: durations are kept by bins, and within one bin nobody
    can say what came first.
    """
    until = np.where(lengths.running, last_second(clock_bin(lengths.seconds)), lengths.seconds)
    order = np.lexsort((lengths.running, until))
    n, ends = lengths.n[order], ~lengths.running[order]
    at_risk = np.maximum(n[::-1].cumsum()[::-1], 1)
    still = np.cumprod(np.where(ends, 1 - n / at_risk, 1.0)).astype(np.float64)
    return until[order][ends], still[ends]


_FORMULAS: Mapping[str, Callable[[Lengths, Wanted], Found]] = {
    "sample_mean": _mean,
    "percentile": _percentile,
    "survival": _survival,
    "survival_share": _survival_share,
}

_SHARES: Mapping[str, Callable[[Lengths, Wanted], Found]] = {"within": _within, "older": _older, "answered": _ended}
