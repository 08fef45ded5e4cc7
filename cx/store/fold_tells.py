"""What tickets learn from their events: stamps, counts and times on hold, one row for each ticket, by plain SQL.

Stamps and durations are moments, as in cx/store/fold.py; `as_facts` makes facts of them.

- first_response_at: the first agent_reply at or after the creation, or at all where nobody knows the creation or the
  reply is known to the day only. A bot_reply is none. agent, team: who wrote it; customer_id: who wrote the
  first customer_message.
- first_solved_at: the first solution; solved_at: the last one, if nothing reopened the ticket after it; is_open: 0
  where there is such a solution. Solved twice without a reopening counts two solves and no reopen.
- hold_seconds: from each hold_start to the next hold_end, or to the solution if that comes first. A hold that is
  still on is not counted; of holds known to the day only the length is unknown.
- agents: how many different people replied, unknown where no reply says by whom; bot_only: 1 where bots replied and
  nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import BigInteger, Select, Subquery, and_, case, cast, distinct, func, null, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from cx.store.fold_rules import Fold
from cx.store.schema import TICKETS
from cx.store.tables import ARROW_TYPES

Expression = ColumnElement[Any]

_COUNTS = {
    "solves": "solved", "reopens": "reopened", "transfers": "transferred", "agent_replies": "agent_reply",
    "customer_messages": "customer_message",
}  # fmt: skip
#: Of a ticket without any event.
_BLANK = {**dict.fromkeys(_COUNTS, 0), "escalated": 0, "bot_only": 0, "is_open": 1}
_MOST = 2**15 - 1  # as many as a small number holds
_SECOND = 2_000_000  # as moments count


def told(events: Select[tuple[object, ...]], how: Fold) -> Select[tuple[object, ...]]:
    """What the events of each ticket tell: `ticket_id` and the names of `how.tells`."""
    event = _with_firsts(_with_landmarks(events), how)
    facts = {name: _fact(name, event) for name in how.tells if name != "hold_seconds"}
    rows = select(event.c.ticket_id, *(fact.label(name) for name, fact in facts.items())).group_by(event.c.ticket_id)
    return _with_holds(rows, events) if "hold_seconds" in how.tells else rows


def _with_landmarks(events: Select[tuple[object, ...]]) -> Subquery:
    """Each event with its ticket's creation, and the number of its last reopening."""
    event = events.subquery("event")
    created = func.min(case((event.c.kind == "created", event.c.moment))).over(partition_by=event.c.ticket_id)
    reopened = func.max(case((event.c.kind == "reopened", event.c.nr))).over(partition_by=event.c.ticket_id)
    return select(event, created.label("created"), reopened.label("last_reopened")).subquery("marked")


def _with_firsts(event: Subquery, how: Fold) -> Subquery:
    """Each event with the numbers of its ticket's first response and of its customer's first message."""
    row = event.c
    after = or_(row.created.is_(None), row.moment >= row.created, row.moment % 2 == 1)
    reply = and_(row.kind == "agent_reply", after, row.direct == 1 if how.direct else true())
    first_reply = func.min(case((reply, row.nr))).over(partition_by=row.ticket_id)
    first_message = func.min(case((row.kind == "customer_message", row.nr))).over(partition_by=row.ticket_id)
    return select(event, first_reply.label("first_reply"), first_message.label("first_message")).subquery("seen")


def _fact(name: str, event: Subquery) -> Expression:
    """One fact of a ticket, from all its events."""
    row = event.c
    settled = and_(row.kind == "solved", or_(row.last_reopened.is_(None), row.last_reopened < row.nr))
    first_reply = row.nr == row.first_reply
    made: dict[str, Expression] = {
        "created_at": func.min(case((row.kind == "created", row.moment))),
        "first_response_at": func.max(case((first_reply, row.moment))),
        "first_solved_at": func.min(case((row.kind == "solved", row.moment))),
        "solved_at": func.max(case((settled, row.moment))),
        "is_open": 1 - func.max(case((settled, 1), else_=0)),
        "escalated": func.max(case((row.kind == "escalated", 1), else_=0)),
        "bot_only": case((and_(_count(row, "bot_reply") > 0, _count(row, "agent_reply") == 0), 1), else_=0),
        "agents": _agents(row),
        "customer_id": func.max(case((row.nr == row.first_message, row.actor))),
        **{name: func.max(case((first_reply, row.actor))) for name in ("agent", "team")},
        **{name: _count(row, kind) for name, kind in _COUNTS.items()},
    }
    return made[name]


def _count(row: Any, kind: str) -> Expression:
    return func.count(case((row.kind == kind, 1)))


def _agents(row: Any) -> Expression:
    people = func.count(distinct(case((row.kind == "agent_reply", row.actor))))
    return case((and_(people == 0, _count(row, "agent_reply") > 0), null()), else_=people)


def _with_holds(rows: Select[tuple[object, ...]], events: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    """The same with the time on hold; 0 where a ticket never was."""
    ticket, held = rows.subquery("ticket"), _held(events)
    hold = case((held.c.ticket_id.is_(None), 0), else_=held.c.hold).label("hold_seconds")
    return select(ticket, hold).join_from(ticket, held, held.c.ticket_id == ticket.c.ticket_id, isouter=True)


def _held(events: Select[tuple[object, ...]]) -> Subquery:
    """How long each ticket was on hold, of those that were. A hold that starts twice before it ends is one."""
    event = events.subquery("event")
    ends = event.c.kind.in_(("hold_end", "solved"))
    ahead: dict[str, Any] = {"partition_by": event.c.ticket_id, "order_by": event.c.nr, "rows": (0, None)}
    end_nr = func.min(case((ends, event.c.nr))).over(**ahead)
    ended = func.min(case((ends, event.c.moment))).over(**ahead)
    row = select(event, end_nr.label("end_nr"), ended.label("ended")).subquery("ahead").c
    over = select(row.ticket_id, func.min(row.moment).label("began"), func.min(row.ended).label("ended"))
    over = over.where(row.kind == "hold_start", row.end_nr.is_not(None)).group_by(row.ticket_id, row.end_nr)
    hold = over.subquery("hold").c
    by_day = func.max(hold.began % 2 + hold.ended % 2) > 0
    length = case((by_day, null()), else_=cast(func.sum(hold.ended - hold.began), BigInteger))
    return select(hold.ticket_id, length.label("hold")).group_by(hold.ticket_id).subquery()


# From moments to facts.


def as_facts(rows: pa.Table, tells: Sequence[str]) -> pa.Table:
    """Tickets with their stamps for moments, and their marks of what is known to the day only."""
    stamps = [name for name in TICKETS.stamps if name in tells]
    moments = {name: rows[name].cast(pa.int64()) for name in stamps}
    facts = {name: stamp_of(moment) for name, moment in moments.items()}
    if stamps:
        facts["date_only"] = _marks(rows, moments)
    if "hold_seconds" in tells:
        facts["hold_seconds"] = pc.divide(rows["hold_seconds"].cast(pa.int64()), _SECOND)
    for name, blank in ((name, blank) for name, blank in _BLANK.items() if name in tells):
        facts[name] = pc.min_element_wise(pc.fill_null(rows[name].cast(pa.int64()), blank), _MOST)
    others = {name: rows[name] for name in rows.column_names if name not in facts}
    return pa.table({**others, **facts})


def stamp_of(moments: pa.ChunkedArray) -> pa.ChunkedArray:
    """The stamps of some moments."""
    return pc.shift_right(moments, 1).cast(ARROW_TYPES["stamp"])


def by_day(moments: pa.ChunkedArray) -> pa.ChunkedArray:
    """1 for moments that are known to the day only."""
    return pc.fill_null(pc.bit_wise_and(moments, 1), 0).cast(pa.int16())


def _marks(rows: pa.Table, moments: dict[str, pa.ChunkedArray]) -> pa.ChunkedArray:
    """`date_only` of the rows, with the bits of the stamps that were told."""
    marks = pc.fill_null(rows["date_only"].cast(pa.int16()), 0)
    for name, moment in moments.items():
        marks = pc.bit_wise_or(marks, pc.shift_left(by_day(moment), pa.scalar(TICKETS.stamps.index(name), pa.int16())))
    return marks
