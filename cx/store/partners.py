"""The customer and the ticket of rows: names and links put beside one page of them, after it has been chosen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, Subquery, and_
from sqlalchemy.sql.elements import ColumnElement

from cx.store.tables import TABLES

_CUSTOMERS, _TICKETS = TABLES["customers"], TABLES["tickets"]

Columns = dict[str, ColumnElement[Any]]


def beside(page: Subquery, left: FromClause | None = None) -> tuple[FromClause, Columns]:
    """The page, joined to the customers and tickets that its rows name; and what they add: customer_name, subject and
    ticket_url, none of which the page has of its own.

    left: what the page is joined to already.
    """
    joined, added = page if left is None else left, Columns()
    if "customer_id" in page.c and "name" not in page.c:
        joined = joined.outerjoin(_CUSTOMERS, _CUSTOMERS.c.customer_id == page.c.customer_id)
        added["customer_name"] = _CUSTOMERS.c.name
    if "ticket_id" in page.c and "subject" not in page.c:
        source = page.c.ticket_source if "ticket_source" in page.c else page.c.source
        about = and_(_TICKETS.c.source == source, _TICKETS.c.ticket_id == page.c.ticket_id)
        joined = joined.outerjoin(_TICKETS, about)
        added |= {"subject": _TICKETS.c.subject, "ticket_url": _TICKETS.c.url}
    return joined, added
