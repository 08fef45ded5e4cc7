"""Times from the two stamps of each ticket, added up by whole seconds, not by bins.

What still runs counts as running by the product limit of Kaplan and Meier, Journal of the American Statistical
Association 53 (1958) 457: of r rows that lasted so long, e end, and the share still running falls by e / r.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Select, and_, case, cast, false, func, or_, select, true

from cx.bins import clock_bin, last_second
from cx.store.second_road.rows import (
    Condition,
    Expression,
    Found,
    Road,
    Wanted,
    as_of,
    by_day,
    is_open,
    matching,
    seconds,
    share,
)
from cx.store.tables import TABLES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_tickets = TABLES["tickets"].c

#: Products of fractions miss a level by rounding errors; what is nearer than this has reached it.
ROUNDING = 1e-9


class Lasting(NamedTuple):
    """How long a ticket took, where it has ended, or has run, where it runs; and the stamps that tell."""

    ended: Condition
    took: Expression
    runs: Condition
    ran: Expression
    stamps: tuple[str, ...]
    telling: Condition


class Lengths(NamedTuple):
    """Tickets by how long they took: n of them ended after so many seconds, or have run for so many.

    only_date: whether some of them are known to the day only.
    """

    seconds: Ints
    running: Bools
    n: Ints
    only_date: bool

    @property
    def ended(self) -> Lengths:
        """Those that have ended, the shortest first."""
        order = np.argsort(self.seconds[~self.running], kind="stable")
        seconds, n = self.seconds[~self.running][order], self.n[~self.running][order]
        return Lengths(seconds, np.zeros(len(n), dtype=bool), n, self.only_date)


def _between(road: Road, end: str, *, open_first: bool) -> Lasting:
    """From the creation to a stamp. open_first: what the source calls open is so even where the stamp is there."""
    stamp, created = _tickets[end], _tickets.created_at
    there, still = stamp.is_not(None), is_open()
    over = and_(there, ~still) if open_first else there
    runs = still if open_first else and_(~there, still)
    tells = true() if open_first else _tickets.source.in_(_sources_with(end))
    took, ran = seconds(stamp) - seconds(created), func.coalesce(as_of(road) - seconds(created), 0)
    return Lasting(and_(over, created.is_not(None)), took, runs, ran, ("created_at", end), tells)


def _sources_with(stamp: str) -> Select[Any]:
    """The sources that write such a stamp at all."""
    return select(_tickets.source).group_by(_tickets.source).having(func.count(_tickets[stamp]) > 0)


def _in_queue(road: Road) -> Lasting:
    """Who gave up would have waited longer."""
    waited, left = _tickets.queue_seconds, func.coalesce(_tickets.abandoned, 0) > 0
    timed = waited.is_not(None)
    return Lasting(and_(timed, ~left), waited, and_(timed, left), waited, (), true())


TIMES: Mapping[str, Callable[[Road], Lasting]] = {
    "first_response": lambda road: _between(road, "first_response_at", open_first=False),
    "resolution": lambda road: _between(road, "solved_at", open_first=True),
    "closing": lambda road: _between(road, "closed_at", open_first=False),
    "wait": _in_queue,
}


def count_times(road: Road) -> Found:
    """A share within a time, a percentile or a mean, as its kind says."""
    formula = _FORMULAS.get(road.wanted.kind)
    if formula is None or (road.wanted.kind == "share" and road.wanted.reading != "within"):
        return Found(why="definition")
    lengths = _remembered(road)
    return Found(why="by_day") if lengths.only_date else formula(lengths, road.wanted)


def _remembered(road: Road) -> Lengths:
    key = Wanted(road.wanted.measure, "", "", first=road.wanted.first, last=road.wanted.last, where=road.wanted.where)
    if key not in road.remembered:
        rows = road.database.frame(road.connection, _lengths(road, TIMES[road.wanted.measure](road)))
        seconds, n = (rows[name].to_numpy(dtype=np.int64) for name in ("seconds", "n"))
        running, only_date = (rows[name].to_numpy(dtype=bool) for name in ("running", "only_date"))
        road.remembered[key] = Lengths(seconds, running, n, bool(only_date.any()))
    found: Lengths = road.remembered[key]
    return found


def _lengths(road: Road, lasting: Lasting) -> Select[Any]:
    """Tickets by whole seconds; those that end before they begin are left out."""
    only_date = by_day(*lasting.stamps) if lasting.stamps else false()
    ran = case((lasting.ran < 0, 0), else_=lasting.ran)
    rows = select(
        case((lasting.runs, ran), else_=lasting.took).label("seconds"),
        case((lasting.runs, 1), else_=0).label("running"),
        case((and_(~lasting.runs, only_date), 1), else_=0).label("only_date"),
        _tickets.rows.label("rows"),
    ).where(
        or_(lasting.runs, and_(lasting.ended, lasting.took >= 0)), lasting.telling,
        matching(road, "tickets", "created_day"),
    ).subquery("lasting").c  # fmt: skip
    keys = (rows.seconds, rows.running, rows.only_date)
    return select(*keys, cast(func.sum(rows.rows), BigInteger).label("n")).group_by(*keys)


# Formulas.


def _within(lengths: Lengths, wanted: Wanted) -> Found:
    """One still running has missed the time once it is that old, and is not decided before."""
    early = lengths.seconds < wanted.parameter
    return share(int(lengths.n[early & ~lengths.running].sum()), int(lengths.n[~early | ~lengths.running].sum()))


def _mean(lengths: Lengths, _: Wanted) -> Found:
    ended = lengths.ended
    return share(int((ended.seconds * ended.n).sum()), int(ended.n.sum()))


def _percentile(lengths: Lengths, wanted: Wanted) -> Found:
    """The shortest time within which that share of the ended have ended."""
    ended = lengths.ended
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
    "share": _within,
    "sample_mean": _mean,
    "percentile": _percentile,
    "survival": _survival,
    "survival_share": _survival_share,
}
