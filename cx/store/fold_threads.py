"""Threads of messages, each of which says which other it answers: whose thread a message belongs to.

Found by pointer jumping: every message points to the one it answers, then in every round to where that one points, so
that a thread of n messages takes log2(n) rounds of one plain join (J. JaJa, "An Introduction to Parallel Algorithms",
1992, section 2.2). Messages that answer each other in a circle never get anywhere, and rounds end when they bring
nobody home.
"""

from __future__ import annotations

from sqlalchemy import Select, Table, and_, func, insert, select
from sqlalchemy.engine import Connection

from cx.store.fold_events import ANSWERS, ORDINAL
from cx.store.schema import Column
from cx.store.tables import staging_table

MESSAGE, UP = Column("message", "big"), Column("up", "big")


class Threads:
    """The threads of the messages in a log: a row's `ticket_id` is the message's own id, `answers` another's.

    left_out: messages whose thread did not begin in the log; known once `into` was called.
    """

    def __init__(self, connection: Connection, log: Table, name: str) -> None:
        self.connection, self.log, self.name = connection, log, name
        self.rounds = self.left_out = 0

    def into(self, target: Table, start: str) -> Table:
        """Put the messages into a table of the same columns where `ticket_id` is the message that began the thread:
        one that answers none and, where `start` names a column, is marked there. An id that comes again is one
        message, as its last row says.
        """
        links = self._links()
        waiting = 1 << 62
        while 0 < (now := self._underway(links)) < waiting:
            waiting, links = now, self._jump(links)
        self.connection.execute(insert(target).from_select([c.name for c in target.c], self._by_thread(links, start)))
        self.left_out = self._count(links) - self._count(target)
        links.drop(self.connection)
        return target

    def _links(self) -> Table:
        """Each message and the one it answers; itself where that is not there. Joined are two tables: SQLite would look
        through a whole query for each row of another.
        """
        messages = self._messages()
        other = messages.alias("other")
        answered = messages.join(other, other.c.ticket_id == messages.c.answers, isouter=True)
        up = func.coalesce(other.c.ordinal, messages.c.ordinal)
        links = self._filled(select(messages.c.ordinal, up).select_from(answered))
        messages.drop(self.connection)
        return links

    def _messages(self) -> Table:
        """Each message once, as its last row has it."""
        log = self.log.c
        later = func.row_number().over(partition_by=log.ticket_id, order_by=log.ordinal.desc()).label("later")
        row = select(log.ordinal, log.ticket_id, log.answers, later).subquery("row").c
        table = staging_table(f"{self.name}_messages", (ORDINAL, Column("ticket_id", "id"), ANSWERS))
        table.create(self.connection)
        newest = select(row.ordinal, row.ticket_id, row.answers).where(row.later == 1)
        self.connection.execute(insert(table).from_select([column.name for column in table.c], newest))
        return table

    def _jump(self, links: Table) -> Table:
        """Each message and where the one it pointed to points."""
        beyond = links.alias("beyond")
        further = self._filled(select(links.c.message, beyond.c.up).join(beyond, beyond.c.message == links.c.up))
        links.drop(self.connection)
        return further

    def _filled(self, rows: Select[tuple[object, ...]]) -> Table:
        self.rounds += 1
        table = staging_table(f"{self.name}_links_{self.rounds}", (MESSAGE, UP))
        table.create(self.connection)
        self.connection.execute(insert(table).from_select([MESSAGE.name, UP.name], rows))
        return table

    def _underway(self, links: Table) -> int:
        """How many messages do not point to the beginning of their thread yet."""
        beyond = links.alias("beyond")
        met = and_(beyond.c.message == links.c.up, beyond.c.up != beyond.c.message)
        return self.connection.scalar(select(func.count()).select_from(links.join(beyond, met))) or 0

    def _by_thread(self, links: Table, start: str) -> Select[tuple[object, ...]]:
        root = self.log.alias("root")
        columns = [root.c.ticket_id if column.name == "ticket_id" else column for column in self.log.c]
        rows = select(*columns).join_from(links, self.log, self.log.c.ordinal == links.c.message)
        rows = rows.join(root, root.c.ordinal == links.c.up).where(root.c.answers.is_(None))
        return rows.where(root.c[start] == 1) if start else rows

    def _count(self, table: Table) -> int:
        return self.connection.scalar(select(func.count()).select_from(table)) or 0
