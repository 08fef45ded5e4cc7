"""A small random company as real ones are: events out of order, holds, mere dates, rows that stand for several."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from cx.store.warehouse import Warehouse
from cx.surveys import Survey
from tests.facts import CSAT, NPS, Row, arrow, at

#: The bits of `date_only` of a ticket's creation, solution and promise; the stamps that they belong to.
CREATED, SOLVED, CLOSED, DUE = 1, 8, 16, 32
DATED = {CREATED: "created_at", 2: "first_response_at", 4: "first_solved_at", SOLVED: "solved_at",
         CLOSED: "closed_at", DUE: "due_at"}  # fmt: skip

SURVEYS = (
    NPS,
    CSAT,
    Survey("rating", "csat", 1, 5, headline=True),
    Survey("effort", "ces", 1, 7, direction="low", headline=True),
    Survey("solved?", "solved", 0, 1, headline=True),
    Survey("quiet", "solved", 0, 1, anonymous=True),
    Survey("service", "css", 0, 1),
    Survey("stars", "review", 1, 5),
)
HOURS = """
default = "office"

[calendars.office]
zone = "America/New_York"
monday = ["00:00-06:00", "13:00-17:30"]
wednesday = ["08:00-20:00"]
sunday = ["00:00-24:00"]
holidays = [2025-03-10, 2025-03-12]

[calendars.always]
monday = ["00:00-24:00"]
tuesday = ["00:00-24:00"]

[[rules]]
channel = "chat"
calendar = "always"
"""
BEGIN, DAYS = at("2025-02-10"), 60
CHANNELS = ("chat", "email", None)
KINDS = ("created", "solved", "reopened", "hold_start", "hold_end", "agent_reply")


def fill(warehouse: Warehouse, seed: int = 11, tickets: int = 160) -> Warehouse:
    """Two months around a change of the clocks, in a warehouse that is empty."""
    draws = np.random.default_rng(seed)
    made = [_ticket(draws, nr) for nr in range(tickets)]
    rows = {
        "tickets": made,
        "ticket_events": [event for ticket in made[::2] for event in _events(draws, ticket)],
        "answers": [_answer(draws, nr, tickets) for nr in range(4 * tickets)],
    }
    with warehouse.publish(surveys=SURVEYS, dimensions={"gate": "d1"}) as batch:
        for table, found in rows.items():
            batch.add(table, arrow(table, found))
    return warehouse


def _when(draws: np.random.Generator) -> datetime:
    return BEGIN + timedelta(seconds=int(draws.integers(0, DAYS * 86400)))


def _ticket(draws: np.random.Generator, nr: int) -> Row:
    created = _when(draws)
    stamps = {name: created + timedelta(seconds=int(draws.integers(-20_000, 700_000))) for name in DATED.values()}
    stamps["created_at"] = created
    known = {n: s if draws.random() < (0.96 if n == "created_at" else 0.7) else None for n, s in stamps.items()}
    by_day = sum(bit for bit in DATED if draws.random() < 0.08)
    dates = {name: _midnight(known[name]) for bit, name in DATED.items() if bit & by_day}
    counts = {name: int(draws.integers(0, 3)) if draws.random() < 0.8 else None
              for name in ("agent_replies", "customer_messages", "agents", "solves", "reopens", "transfers",
                           "hold_seconds", "abandoned")}  # fmt: skip
    return {
        "source": f"desk {nr % 2}", "ticket_id": f"t{nr}", **known, **dates, "date_only": by_day,
        "is_open": (None, 0, 1)[int(draws.integers(0, 3))], "channel": CHANNELS[nr % 3], "topic": f"topic {nr % 4}",
        "customer_id": f"c{int(draws.integers(0, 30))}" if draws.random() < 0.9 else None, "rows": 1 + nr % 3,
        "queue_seconds": int(draws.integers(0, 900)) if draws.random() < 0.7 else None, "d1": f"gate {nr % 3}",
        "sla_met": (None, None, 0, 1)[int(draws.integers(0, 4))], **counts,
    }  # fmt: skip


def _midnight(stamp: datetime | None) -> datetime | None:
    return stamp.replace(hour=0, minute=0, second=0) if stamp else None


def _events(draws: np.random.Generator, ticket: Row) -> list[Row]:
    """Up to eight events of a ticket, in any order, two of them at one time now and then."""
    start = ticket["created_at"] or BEGIN
    times = [start + timedelta(minutes=10 * int(draws.integers(0, 900))) for _ in range(int(draws.integers(0, 9)))]
    return [
        {
            "source": ticket["source"], "ticket_id": ticket["ticket_id"], "nr": nr, "channel": ticket["channel"],
            "at": _midnight(time) if dated else time, "date_only": int(dated),
            "kind": KINDS[int(draws.integers(0, len(KINDS)))],
        }
        for nr, time in enumerate(sorted(times)) for dated in [draws.random() < 0.05]
    ]  # fmt: skip


def _answer(draws: np.random.Generator, nr: int, tickets: int) -> Row:
    survey, when, of = SURVEYS[nr % len(SURVEYS)], _when(draws), int(draws.integers(0, tickets))
    replied = when + timedelta(seconds=int(draws.integers(-3600, 900_000))) if draws.random() < 0.5 else None
    by_day = 4 * int(replied is not None and draws.random() < 0.1)
    return {
        "source": "form", "survey": survey.survey, "response_id": f"r{nr}", "answered_at": when,
        "score": float(draws.integers(2 * survey.low - 1, 2 * survey.high + 3)) / 2 if draws.random() < 0.95 else None,
        "replied_at": _midnight(replied) if by_day else replied, "date_only": by_day, "channel": CHANNELS[nr % 3],
        "customer_id": f"c{int(draws.integers(0, 30))}" if draws.random() < 0.9 else None, "rows": 1 + nr % 2,
        "ticket_source": f"desk {of % 2}", "ticket_id": f"t{of}" if draws.random() < 0.7 else None,
        "d1": f"gate {of % 3}",
    }  # fmt: skip
