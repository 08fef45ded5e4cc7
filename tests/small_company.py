"""A small random company with something in every table, for tests that count it by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from cx.store.warehouse import Warehouse
from cx.surveys import Survey
from tests.facts import CSAT, NPS, Row, answer, arrow, at

SURVEYS = (
    NPS,
    CSAT,
    Survey("after call", "nps"),
    Survey("solved?", "solved", 0, 1, headline=True),
    Survey("stars", "review", 1, 5, headline=True),
    Survey("effort", "ces", 1, 7, headline=True),
    Survey("service", "css", 0, 1, headline=True),
    Survey("again", "satisfaction", 1, 10, headline=True),
)

OFFICE = """
[calendars.office]
monday = ["08:00-12:00", "13:00-17:00"]
wednesday = ["08:00-20:00"]

[[rules]]
channel = ["chat", "email"]
calendar = "office"
"""

BEGIN, DAYS = at("2025-01-01"), 90
CHANNELS = ("chat", "email", None)


def fill(warehouse: Warehouse, seed: int = 7, tickets: int = 120, customers: int = 60) -> Warehouse:
    """Three months of customers, tickets, their answers and invitations, in a warehouse that is empty."""
    draws = np.random.default_rng(seed)
    rows = {
        "customers": [_customer(draws, nr) for nr in range(customers)],
        "tickets": [_ticket(draws, nr) for nr in range(tickets)],
        "answers": [_answer(draws, nr, tickets) for nr in range(3 * tickets)],
        "invitations": [_invitation(draws, nr) for nr in range(tickets)],
    }
    with warehouse.publish(surveys=SURVEYS) as batch:
        for table, made in rows.items():
            batch.add(table, arrow(table, made))
    return warehouse


def _stamp(draws: np.random.Generator) -> Any:
    return BEGIN + timedelta(minutes=int(draws.integers(0, DAYS * 1440)))


def _maybe(draws: np.random.Generator, value: Any, chance: float) -> Any:
    return value if draws.random() < chance else None


def _customer(draws: np.random.Generator, nr: int) -> Row:
    joined = BEGIN + timedelta(days=int(draws.integers(-200, DAYS)))
    left = joined + timedelta(days=int(draws.integers(0, 250)))
    return {
        "source": "crm", "customer_id": f"c{nr}", "segment": _maybe(draws, f"segment {nr % 3}", 0.9),
        "joined_on": _maybe(draws, joined, 0.95), "left_on": left if left < BEGIN + timedelta(days=DAYS) else None,
    }  # fmt: skip


def _ticket(draws: np.random.Generator, nr: int) -> Row:
    created = _stamp(draws)
    solved = _maybe(draws, created + timedelta(seconds=int(draws.integers(60, 900_000))), 0.8)
    counts = {name: int(draws.integers(0, 3)) for name in ("agent_replies", "reopens", "transfers", "escalated")}
    waited = _maybe(draws, int(draws.integers(0, 900)), 0.8)
    return {
        "source": "desk", "ticket_id": f"t{nr}", "created_at": created, "solved_at": solved, "closed_at": solved,
        "first_response_at": _maybe(draws, created + timedelta(seconds=int(draws.integers(10, 90_000))), 0.8),
        "first_solved_at": _maybe(draws, solved, 0.7), "due_at": _maybe(draws, created + timedelta(days=3), 0.7),
        "is_open": int(solved is None), "channel": CHANNELS[nr % 3], "customer_id": _maybe(draws, f"c{nr % 60}", 0.9),
        "customer_messages": int(draws.integers(1, 4)), "agents": 1 + nr % 2, "solves": int(solved is not None),
        "hold_seconds": int(draws.integers(0, 2)) * 600, "queue_seconds": waited,
        "abandoned": int(draws.random() < 0.2), **counts,
    }  # fmt: skip


def _answer(draws: np.random.Generator, nr: int, tickets: int) -> Row:
    survey = SURVEYS[nr % len(SURVEYS)]
    when = _stamp(draws)
    return answer(nr, int(draws.integers(survey.low, survey.high + 2))) | {
        "survey": survey.survey, "answered_at": when, "channel": CHANNELS[nr % 3],
        "replied_at": _maybe(draws, when + timedelta(hours=30), 0.5) if survey.measure == "review" else None,
        "customer_id": _maybe(draws, f"c{int(draws.integers(0, 25))}", 0.85),
        "ticket_source": "desk", "ticket_id": _maybe(draws, f"t{int(draws.integers(0, tickets))}", 0.7),
    }  # fmt: skip


def _invitation(draws: np.random.Generator, nr: int) -> Row:
    return {
        "source": "form", "invitation_id": f"i{nr}", "survey": "nps", "sent_at": _stamp(draws), "nr": 1 + nr % 6,
        "customer_id": f"c{nr % 60}", "channel": CHANNELS[nr % 3], "delivered": int(draws.random() < 0.9),
        "answered": int(draws.random() < 0.3), "opted_out": int(draws.random() < 0.1),
    }  # fmt: skip
