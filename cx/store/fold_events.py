"""What happened to the tickets of a log: its rows as the rules understand them, by plain SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Subquery, Table, and_, case, func, insert, literal, null, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import ColumnElement

from cx.store.fold_rules import EventRule, Fold, RowRule, Rule
from cx.store.schema import EVENT_KINDS, Column

ORDINAL, MOMENT, CREATED = Column("ordinal", "big"), Column("moment", "big"), Column("created", "big")
ACTOR, ANSWERS = Column("actor", "dim"), Column("answers", "id")

Columns = ReadOnlyColumnCollection[str, Any]


_BEFORE = -(2**62)


def in_order(row: Columns, how: Fold) -> list[ColumnElement[Any]]:
    """What the rows of a log are ordered by; those without a time come first."""
    return [func.coalesce(row.moment, _BEFORE), row.ordinal] if how.by_time else [row.ordinal]


class Happened:
    """The events of a log, gathered in a staging table of their own. direct: 1 for a message that answers the one
    which began its thread.
    """

    COLUMNS = (
        Column("ticket_id", "id"), MOMENT, ORDINAL, Column("place", "small"), Column("kind", "dim"), ACTOR,
        Column("team", "dim"), Column("direct", "small"),
    )  # fmt: skip

    def __init__(self, connection: Connection, log: Table, how: Fold, table: Table) -> None:
        self.connection, self.log, self.how, self.table = connection, log, how, table

    def numbered(self) -> Select[tuple[object, ...]]:
        """All events; `nr` counts those of a ticket in the order of time, then of `EVENT_KINDS`, then of the file."""
        event = self.table.c
        order = (event.moment, event.place, event.ordinal)
        nr = func.row_number().over(partition_by=event.ticket_id, order_by=order).label("nr")
        return select(event.ticket_id, event.moment, event.kind, event.actor, event.team, event.direct, nr)

    def gather(self, tickets: Select[tuple[object, ...]] | None) -> None:
        """Find all events. tickets: their ids and, as `created`, moments of creation, where the rows say it."""
        for rule in self.how.rules:
            if rule.kind == "created":
                self._insert(self._first(self._by_rule(rule).subquery("rows")))
            else:
                self._insert(self._by_rule(rule))
        if not self.how.of_kind("created"):
            self._create(tickets)
        if self.how.reopen_on_message:
            self._insert(self._reopened())

    def _create(self, tickets: Select[tuple[object, ...]] | None) -> None:
        """Creations that no rule knows: the ticket's first row, where that is to tell it, else its own stamp."""
        if "created_at" in self.how.tells:
            self._insert(self._first(self._event(self.log.c, "created").subquery("rows")))
        elif tickets is not None:
            self._insert(_by_stamp(tickets.subquery("ticket")))

    def _insert(self, statement: Select[tuple[object, ...]]) -> None:
        names = [column.name for column in self.COLUMNS]
        self.connection.execute(insert(self.table).from_select(names, statement))

    def _by_rule(self, rule: Rule) -> Select[tuple[object, ...]]:
        return self._by_row(rule) if isinstance(rule, RowRule) else self._by_change(rule)

    def _by_row(self, rule: RowRule) -> Select[tuple[object, ...]]:
        marked = self.log.c[rule.mark] == 1
        if not rule.by:
            return self._event(self.log.c, rule.kind).where(marked)
        first = func.first_value(self.log.c.actor)
        starter = first.over(partition_by=self.log.c.ticket_id, order_by=in_order(self.log.c, self.how))
        row = select(self.log, starter.label("starter")).where(marked).subquery("rows").c
        by_starter = row.actor == row.starter
        return self._event(row, rule.kind).where(by_starter if rule.by == "starter" else ~by_starter)

    def _by_change(self, rule: EventRule) -> Select[tuple[object, ...]]:
        own, order = self.log.c[rule.field], in_order(self.log.c, self.how)
        before = func.lag(own).over(partition_by=self.log.c.ticket_id, order_by=order).label("before")
        seen = select(self.log, before).subquery("seen")
        now = seen.c[rule.field]
        if rule.becomes:
            fresh = or_(seen.c.before.is_(None), seen.c.before.not_in(rule.becomes))
            happens = and_(now.in_(rule.becomes), fresh)
        else:
            happens = now > func.coalesce(seen.c.before, 0)
        return self._event(seen.c, rule.kind).where(happens)

    def _event(self, row: Columns, kind: str) -> Select[tuple[object, ...]]:
        """Rows of the log as events, if they say when. Who acted is no word about the ticket's team; its column is."""
        direct = func.coalesce(row.answers == row.ticket_id, False) if self.how.direct else literal(False)
        team = row.team if "team" in row else null()
        return select(
            row.ticket_id, row.moment, row.ordinal, literal(EVENT_KINDS.index(kind)).label("place"),
            literal(kind).label("kind"), row.actor, team.label("team"), case((direct, 1), else_=0).label("direct"),
        ).where(row.moment.is_not(None))  # fmt: skip

    def _first(self, rows: Subquery) -> Select[tuple[object, ...]]:
        """The first of some events of each ticket."""
        event = rows.c
        place = func.row_number().over(partition_by=event.ticket_id, order_by=(event.moment, event.ordinal))
        numbered = select(rows, place.label("number")).subquery("numbered")
        return select(*(numbered.c[column.name] for column in self.COLUMNS)).where(numbered.c.number == 1)

    def _reopened(self) -> Select[tuple[object, ...]]:
        """Messages of customers to which the last thing known of the ticket is that it is solved."""
        event = self.table.c
        moving = event.kind.in_(("created", "customer_message", "solved"))
        before = func.lag(event.kind).over(
            partition_by=event.ticket_id, order_by=(event.moment, event.place, event.ordinal)
        )
        row = select(self.table, before.label("before")).where(moving).subquery("seen").c
        kind = "reopened"
        return select(
            row.ticket_id, row.moment, row.ordinal, literal(EVENT_KINDS.index(kind)), literal(kind), row.actor,
            row.team, literal(0),
        ).where(row.kind == "customer_message", row.before == "solved")  # fmt: skip


def _by_stamp(ticket: Subquery) -> Select[tuple[object, ...]]:
    """Creations as the tickets' own stamps tell them."""
    return select(
        ticket.c.ticket_id, ticket.c.created, literal(-1), literal(EVENT_KINDS.index("created")),
        literal("created"), null(), null(), literal(0),
    ).where(ticket.c.created.is_not(None))  # fmt: skip
