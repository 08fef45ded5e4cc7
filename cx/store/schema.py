"""The tables of the warehouse, their columns and what each column is.

One list of (name, kind) per table: facts are stored as they came, derived columns are written by `derive`.
Kinds: id, dim, text (strings), stamp (UTC, without a zone), day, small, int, big, real.
"""

from __future__ import annotations

from typing import NamedTuple

SCHEMA_VERSION = 3
BIN_RULE = "clock1"  # the edges of duration bins, part of the schema (cx/bins.py)

OWN_DIMENSIONS = ("d1", "d2", "d3", "d4", "d5", "d6")


class Column(NamedTuple):
    """One column: its name and its kind."""

    name: str
    kind: str


def _columns(text: str) -> tuple[Column, ...]:
    pairs = [part.split() for line in text.strip().splitlines() for part in line.split(",")]
    return tuple(Column(name, kind) for kind, *names in pairs for name in names)


class Table(NamedTuple):
    """A table: key columns, facts as they come from files, and columns that `derive` writes.

    derived: written with the row, from itself and the settings (cx/store/derive.py); across: empty until the rows
    they also depend on are there (cx/store/across.py);
    anchors: date anchor -> the stamp it is taken from; sort: the order rows are written in, a day last;
    empty where no question is about days.
    """

    name: str
    key: tuple[str, ...]
    facts: tuple[Column, ...]
    derived: tuple[Column, ...]
    anchors: dict[str, str]
    sort: tuple[str, ...]
    across: tuple[Column, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.facts + self.derived + self.across

    def kind(self, name: str) -> str:
        """The kind of a column; KeyError if the table has none of that name."""
        return {column.name: column.kind for column in self.columns}[name]

    @property
    def stamps(self) -> tuple[str, ...]:
        """Names of the stamps, in the order of the bits of `date_only`."""
        return tuple(column.name for column in self.facts if column.kind == "stamp")


ANSWERS = Table(
    "answers",
    ("source", "survey", "response_id"),
    _columns(
        """
        id source survey response_id
        stamp answered_at invited_at replied_at
        small date_only
        real score
        text comment
        dim topic language
        id customer_id ticket_source ticket_id
        dim channel touchpoint collection product segment region team agent
        text url
        int rows
        dim d1 d2 d3 d4 d5 d6
        """
    ),
    _columns(
        """
        dim measure
        small bin
        day answered_day answered_week answered_month
        small answered_weekday answered_hour
        big answered_s
        int reply filled
        """
    ),
    {"answered": "answered_at"},
    ("measure", "answered_day"),
    _columns(
        """
        int ticket_first_response ticket_resolution ticket_path
        small ticket_messages ticket_transfers ticket_reopens
        """
    ),
)

TICKETS = Table(
    "tickets",
    ("source", "ticket_id"),
    _columns(
        """
        id source ticket_id
        stamp created_at first_response_at first_solved_at solved_at closed_at due_at
        small date_only is_open
        dim status
        text subject
        dim language channel priority topic
        id customer_id
        dim product segment region team agent
        small agents agent_replies customer_messages solves reopens transfers escalated bot_only abandoned
        int queue_seconds hold_seconds promised_seconds
        small sla_met
        text url
        int rows
        dim d1 d2 d3 d4 d5 d6
        """
    ),
    _columns(
        """
        day created_day created_week created_month
        small created_weekday created_hour
        day solved_day solved_week solved_month
        small solved_weekday solved_hour
        day closed_day closed_week closed_month
        big created_s solved_s
        int first_response resolution first_resolution closing wait
        int path
        small sla confirmed
        int filled
        """
    ),
    {"created": "created_at", "solved": "solved_at"},
    ("created_day",),
    _columns("int open_age first_response_business resolution_business first_resolution_business"),
)

TICKET_EVENTS = Table(
    "ticket_events",
    ("source", "ticket_id", "nr"),
    _columns(
        """
        id source ticket_id
        stamp at
        int nr
        small date_only
        dim kind actor team
        dim channel product segment region language topic
        """
    ),
    _columns(
        """
        day at_day at_week at_month
        small from_stamps
        int filled
        """
    ),
    {"at": "at"},
    ("at_day",),
    _columns("small flow"),
)

CUSTOMERS = Table(
    "customers",
    ("customer_id",),
    _columns(
        """
        id source customer_id
        text name contact
        id account
        dim segment plan region language
        stamp joined_on left_on last_active_on
        small date_only
        real revenue
        int orders
        real first_order_value
        dim d1 d2 d3 d4 d5 d6
        """
    ),
    _columns("day joined_day left_day gone_day"),
    {},
    (),
)

INVITATIONS = Table(
    "invitations",
    ("source", "invitation_id"),
    _columns(
        """
        id source invitation_id
        dim survey
        stamp sent_at
        small date_only
        id customer_id
        dim channel product segment region team language touchpoint
        small nr delivered answered opted_out
        int rows
        """
    ),
    _columns(
        """
        day sent_day sent_week sent_month
        small response
        dim attempt
        int filled
        """
    ),
    {"sent": "sent_at"},
    ("sent_day",),
)

TABLES = {table.name: table for table in (ANSWERS, TICKETS, TICKET_EVENTS, CUSTOMERS, INVITATIONS)}

#: Kinds of events of a ticket, in the order in which they follow each other at one instant.
EVENT_KINDS = (
    "created",
    "customer_message",
    "bot_reply",
    "agent_reply",
    "transferred",
    "escalated",
    "hold_start",
    "hold_end",
    "solved",
    "reopened",
)

#: Those after which a ticket may be open that was not, or over that was open.
OPENING = ("created", "reopened")
MOVING = (*OPENING, "solved")

#: Dimensions that a row may take from its ticket or its customer where its own file says nothing.
#: Their order is the order of the bits of `filled` (bit i: from the ticket; bit i + 8: from the customer).
FILLABLE = ("channel", "product", "segment", "region", "team", "language", "topic", "agent")
