"""Times from the two stamps of each ticket, added up by whole seconds, not by bins.

What still runs counts as running by the product limit of Kaplan and Meier, Journal of the American Statistical
Association 53 (1958) 457: of r rows that lasted so long, e end, and the share still running falls by e / r.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, and_, case, cast, false, func, or_, select, true

from cx.bins import clock_bin, last_second
from cx.store.second_road.rows import (
    Condition,
    Expression,
    Found,
    Road,
    as_of,
    by_day,
    is_open,
    matching,
    seconds,
    share,
)
from cx.store.tables import TABLES

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


class Length(NamedTuple):
    """n tickets that ended after so many seconds, or have run for so many."""

    seconds: int
    running: bool
    n: int


def _between(road: Road, end: str, *, open_first: bool) -> Lasting:
    """From the creation to a stamp. open_first: what the source calls open is so even where the stamp is there."""
    stamp, created = _tickets[end], _tickets.created_at
    there, still = stamp.is_not(None), is_open()
    over = and_(there, ~still) if open_first else there
    runs = still if open_first else and_(~there, still)
    tells = true() if open_first else _tickets.source.in_(select(_tickets.source).where(there))
    took, ran = seconds(stamp) - seconds(created), func.coalesce(as_of(road) - seconds(created), 0)
    return Lasting(and_(over, created.is_not(None)), took, runs, ran, ("created_at", end), tells)


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
    rows = road.connection.execute(_lengths(road, TIMES[road.wanted.measure](road))).all()
    if any(row.only_date for row in rows):
        return Found(why="by_day")
    return formula([Length(int(row.seconds), bool(row.running), int(row.n)) for row in rows], road)


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


def _within(lengths: Sequence[Length], road: Road) -> Found:
    """One still running has missed the time once it is that old, and is not decided before."""
    target = road.wanted.parameter
    decided = [length for length in lengths if not length.running or length.seconds >= target]
    kept = sum(length.n for length in decided if not length.running and length.seconds < target)
    return share(kept, sum(length.n for length in decided))


def _mean(lengths: Sequence[Length], road: Road) -> Found:
    ended = [length for length in lengths if not length.running]
    return share(sum(length.seconds * length.n for length in ended), sum(length.n for length in ended))


def _percentile(lengths: Sequence[Length], road: Road) -> Found:
    """The shortest time within which that share of the ended have ended."""
    ended = sorted(length for length in lengths if not length.running)
    n, until = sum(length.n for length in ended), 0
    for length in ended:
        until += length.n
        if until >= road.wanted.q * n - ROUNDING:
            return Found(float(length.seconds), n)
    return Found()


def _survival(lengths: Sequence[Length], road: Road) -> Found:
    """The time after which no more than the rest still runs; infinite where it does not come to that."""
    n = sum(length.n for length in lengths)
    for after, still in _curve(lengths):
        if still <= 1 - road.wanted.q + ROUNDING:
            return Found(float(after), n)
    return Found(float("inf"), n) if n else Found()


def _survival_share(lengths: Sequence[Length], road: Road) -> Found:
    """The share ended before a time, or still running then; none where nobody was seen for so long."""
    n, target, still = sum(length.n for length in lengths), road.wanted.parameter, 1.0
    for after, left in _curve(lengths):
        still = left if after < target else still
    if still > 0 and not any(length.seconds >= target for length in lengths):
        return Found(n=n)
    return Found(still if road.wanted.reading == "open" else 1 - still, n)


def _curve(lengths: Sequence[Length]) -> Sequence[tuple[int, float]]:
    """The share still running after each second in which one ended.

    One that runs is watched to the end of the bin of its age: durations are kept by bins, and within one bin nobody
    can say what came first.
    """
    aged = sorted((_watched(length), length.running, length.n) for length in lengths)
    at_risk, still, curve = sum(n for _, _, n in aged), 1.0, []
    for second, running, n in aged:
        if not running:
            still *= 1 - n / at_risk
            curve.append((second, still))
        at_risk -= n
    return curve


def _watched(length: Length) -> int:
    return int(last_second(clock_bin(length.seconds))) if length.running else length.seconds


_FORMULAS: Mapping[str, Callable[[Sequence[Length], Road], Found]] = {
    "share": _within,
    "sample_mean": _mean,
    "percentile": _percentile,
    "survival": _survival,
    "survival_share": _survival_share,
}
