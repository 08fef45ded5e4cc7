"""Invitations and customers, from what the files say of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import and_, case, func, or_, select, true

from cx.store.second_road.rows import Found, Road, Sums, matching, share, total
from cx.store.tables import TABLES

_invitations, _customers = TABLES["invitations"].c, TABLES["customers"].c

#: By reading: what has become of an invitation, and whether only those that arrived are counted.
INVITED: Mapping[str, tuple[str, bool]] = {
    "answered": ("answered", True), "of_sent": ("answered", False), "opted_out": ("opted_out", True),
    "delivered": ("delivered", False),
}  # fmt: skip


def sum_invitations(road: Road) -> Sums:
    """Answered of those delivered: what was answered or declined has arrived, whatever is said."""
    column, arrived_only = INVITED[road.wanted.reading]
    did = {name: func.coalesce(_invitations[name], 0) > 0 for name in ("answered", "opted_out")}
    said = func.coalesce(_invitations.delivered, 1) > 0
    arrived = or_(said, *did.values()) if arrived_only else true()
    parts = (total(_invitations.rows, arrived), total(_invitations.rows, arrived, (did | {"delivered": said})[column]))
    return Sums("invitations", "sent_day", parts, lambda found: share(found[1], found[0]))


def count_customers(road: Road) -> Found:
    """Customers lost between two days, of those who were there before the first."""
    first, last = _days_of_leaving(road)
    joined, left = _customers.joined_day, _customers.left_day
    came, stays = joined.between(first, last), or_(left.is_(None), left > last)
    goes = left.between(first, last)
    tests = (and_(joined < first, goes), and_(joined < first, stays), and_(came, stays), and_(came, goes))
    counts = select(*(func.sum(case((test, 1), else_=0)) for test in tests)).where(matching(road, "customers"))
    lost, stayed, new, passing = road.row(counts)
    before = lost + stayed
    parts = {"lost": lost, "retained": stayed, "net": lost - new, "gap": new}
    found = share(parts[road.wanted.reading], before)
    return found._replace(n=before + new + passing) if road.wanted.reading in ("net", "gap") else found


def _days_of_leaving(road: Road) -> tuple[date, date]:
    """The days wanted; from the first on which anybody left where nobody had joined by the first of them."""
    ends = select(func.min(_customers.joined_day), func.min(_customers.left_day))
    joined, left = road.connection.execute(ends).one()
    newest = road.contents.as_of_day or left
    first, last = road.wanted.first or left, road.wanted.last or max(left, newest)
    return (min(left, last), last) if first <= joined else (first, last)
