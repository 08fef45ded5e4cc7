"""What the fold of a log is told: which rows are events, and what a ticket learns from its events."""

from __future__ import annotations

from typing import NamedTuple

#: What a ticket can learn from its events, and the kind of event that some rule must know: without one, nobody can
#: say that there was none.
TOLD = {
    "created_at": "",
    "first_response_at": "agent_reply",
    "first_solved_at": "solved",
    "solved_at": "solved",
    "is_open": "solved",
    "solves": "solved",
    "reopens": "reopened",
    "transfers": "transferred",
    "escalated": "escalated",
    "agent_replies": "agent_reply",
    "customer_messages": "customer_message",
    "agents": "agent_reply",
    "agent": "agent_reply",
    "team": "agent_reply",
    "customer_id": "customer_message",
    "bot_only": "bot_reply",
    "hold_seconds": "hold_start",
}

#: Those that are told by who acted.
BY_ACTOR = ("agents", "agent", "team", "customer_id")

#: A message has one author, so it is one of these.
MESSAGES = ("customer_message", "bot_reply", "agent_reply")

#: Who wrote a row, where only ids are known: whoever wrote the ticket's first, or anybody else.
AUTHORS = ("starter", "others")


class EventRule(NamedTuple):
    """A row that is an event by what changed: a field rises, or (where `becomes` is given) becomes one of some values.

    It is compared with the ticket's row before; the first row rises from zero and becomes what it says.
    """

    kind: str
    field: str
    becomes: tuple[str, ...] = ()


class RowRule(NamedTuple):
    """A row that is an event by what it says itself. mark: the staged column that is 1 where it does; by: one of
    `AUTHORS` where the author decides too.
    """

    kind: str
    mark: str
    by: str = ""


Rule = EventRule | RowRule


class Fold(NamedTuple):
    """How a log is folded.

    rules: which rows are events; by_time: rows follow each other by their time, those of one time by the file, else by
    the file alone; tells: what tickets learn (`TOLD`); reopen_on_message: a customer's message to a solved ticket
    reopens it; threads: rows are messages that say which message they answer, and a ticket is the message that began
    a thread; direct: only a reply to that very message is a first response.
    """

    rules: tuple[Rule, ...] = ()
    by_time: bool = False
    tells: tuple[str, ...] = ()
    reopen_on_message: bool = False
    threads: bool = False
    direct: bool = False

    def of_kind(self, kind: str) -> tuple[Rule, ...]:
        """The rules that know an event of this kind."""
        return tuple(rule for rule in self.rules if rule.kind == kind)

    @property
    def start(self) -> str:
        """The mark of messages that begin a thread; "" where any that answers none does."""
        return next((rule.mark for rule in self.of_kind("created") if isinstance(rule, RowRule)), "")

    @property
    def marks(self) -> tuple[str, ...]:
        """The staged columns that mark rows."""
        return tuple(rule.mark for rule in self.rules if isinstance(rule, RowRule))
