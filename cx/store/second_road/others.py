"""Invitations and customers, from what the files say of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import and_, case, func, or_, select, true

from cx.store.second_road.rows import Found, Road, matching, share, total
from cx.store.tables import TABLES

_invitations, _customers = TABLES["invitations"].c, TABLES["customers"].c

INVITED: Mapping[str, tuple[str, bool]] = {
    "answered": ("answered", True), "of_sent": ("answered", False), "opted_out": ("opted_out", True),
}  # fmt: skip


def count_invitations(road: Road) -> Found:
    """Answered of those delivered: what was answered or declined has arrived, whatever is said."""
    column, arrived_only = INVITED[road.wanted.reading]
    did = {name: func.coalesce(_invitations[name], 0) > 0 for name in ("answered", "opted_out")}
    arrived = or_(func.coalesce(_invitations.delivered, 1) > 0, *did.values()) if arrived_only else true()
    rows = _invitations.rows
    sums = select(total(rows, arrived), total(rows, arrived, did[column]))
    n, ones = road.row(sums.where(matching(road, "invitations", "sent_day")))
    return share(ones, n)


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
