"""What the fields of the tables are called when a column of a file is matched to one of them."""

from __future__ import annotations

from cx.reports.language import mark
from cx.reports.words import _

#: What rows of a table are, as a choice.
_KINDS = {
    "answers": mark("Answers to surveys"),
    "tickets": mark("Tickets"),
    "ticket_events": mark("Events of tickets"),
    "customers": mark("Customers"),
    "invitations": mark("Invitations to surveys"),
}

#: What the table itself gives a name to; the rest is called the same wherever it stands.
_OF_TABLE = {
    ("answers", "response_id"): mark("Number of the answer"),
    ("answers", "language"): mark("Language of the answer"),
    ("tickets", "language"): mark("Language of the ticket"),
    ("customers", "language"): mark("Language of the customer"),
    ("invitations", "channel"): mark("Way it was sent"),
}

_FIELDS = {
    "abandoned": mark("Whether it was abandoned"),
    "account": mark("Account"),
    "actor": mark("Who did it"),
    "agent": mark("Agent"),
    "agent_replies": mark("Replies by agents"),
    "agents": mark("Number of agents"),
    "answered": mark("Whether it was answered"),
    "answered_at": mark("When it was answered"),
    "at": mark("When it happened"),
    "bot_only": mark("Whether only a robot replied"),
    "channel": mark("Channel"),
    "closed_at": mark("When it was closed"),
    "collection": mark("How it was collected"),
    "comment": mark("Comment"),
    "contact": mark("How to reach the customer"),
    "created_at": mark("When it was created"),
    "customer_id": mark("Number of the customer"),
    "customer_messages": mark("Messages of the customer"),
    "delivered": mark("Whether it was delivered"),
    "due_at": mark("When it is due"),
    "escalated": mark("Whether it was escalated"),
    "first_order_value": mark("Value of the first order"),
    "first_response_at": mark("When the first reply came"),
    "first_solved_at": mark("When it was first solved"),
    "hold_seconds": mark("Time on hold"),
    "invitation_id": mark("Number of the invitation"),
    "invited_at": mark("When the survey was sent"),
    "is_open": mark("Whether it is open"),
    "joined_on": mark("Day the customer joined"),
    "kind": mark("What happened"),
    "language": mark("Language"),
    "last_active_on": mark("Day of the last activity"),
    "left_on": mark("Day the customer left"),
    "name": mark("Name of the customer"),
    "nr": mark("Which one in a row"),
    "opted_out": mark("Whether the customer opted out"),
    "orders": mark("Number of orders"),
    "plan": mark("Plan"),
    "priority": mark("Priority"),
    "product": mark("Product"),
    "promised_seconds": mark("Time promised"),
    "queue_seconds": mark("Time in the queue"),
    "region": mark("Region"),
    "reopens": mark("Number of reopens"),
    "replied_at": mark("When the company answered it"),
    "response_id": mark("Number of the answer"),
    "revenue": mark("Revenue"),
    "rows": mark("How many the row stands for"),
    "score": mark("Score"),
    "segment": mark("Segment"),
    "sent_at": mark("When it was sent"),
    "sla_met": mark("Whether the promise was kept"),
    "solved_at": mark("When it was solved"),
    "solves": mark("Times it was solved"),
    "status": mark("Status"),
    "subject": mark("Subject"),
    "survey": mark("Survey"),
    "team": mark("Team"),
    "ticket_id": mark("Number of the ticket"),
    "ticket_source": mark("Source of the ticket"),
    "topic": mark("Topic"),
    "touchpoint": mark("Touchpoint"),
    "transfers": mark("Number of transfers"),
    "url": mark("Link"),
}


def kind_name(table: str) -> str:
    """What the rows of a table are: "Answers to surveys"."""
    return _(_KINDS[table])


def field_name(table: str, field: str) -> str:
    """What a field of a table is called; one that has no name keeps its own."""
    named = _OF_TABLE.get((table, field)) or _FIELDS.get(field)
    return _(named) if named else field
