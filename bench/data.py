"""Files for the benchmarks: tickets and answers as a help desk might export them, any number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

BLOCK = 100_000
START = np.datetime64("2024-01-01T00:00:00", "s")
SPAN = 2 * 365 * 86400
END = START + np.timedelta64(SPAN, "s")

CHANNELS = ("E-mail", "Live chat", "Phone call", "Web form", "Messenger", "Social media")
PRIORITIES = ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low")
SURVEYS = ("nps", "csat", "ces")
STATES = ("Solved", "Closed", "Open", "On hold")


def write_tickets(path: Path, rows: int, *, changed: float = 0.0) -> None:
    """A CSV of `rows` tickets, 15 columns, three dates; `changed` is the share of rows with a new status."""
    _write(path, (_tickets(first, min(BLOCK, rows - first), changed) for first in range(0, rows, BLOCK)))


def write_answers(path: Path, rows: int) -> None:
    """A CSV of `rows` answers to three questions in turn, 12 columns, two dates."""
    _write(path, (_answers(first, min(BLOCK, rows - first)) for first in range(0, rows, BLOCK)))


def _write(path: Path, tables: Iterator[pa.Table]) -> None:
    first = next(tables)
    with pyarrow.csv.CSVWriter(path, first.schema) as writer:
        writer.write(first)
        for table in tables:
            writer.write(table)


def _text(stamps: np.ndarray) -> pa.Array:
    """Stamps as text; what had not happened by the end is missing."""
    return pa.array(np.datetime_as_string(stamps, unit="s"), mask=stamps >= END)


def _pick(random: np.random.Generator, names: tuple[str, ...], n: int) -> pa.Array:
    return pa.array(np.array(names)[random.integers(0, len(names), n)])


def _numbered(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pa.array(np.char.add(prefix, numbers.astype(str)))


def _tickets(first: int, n: int, changed: float) -> pa.Table:
    random = np.random.default_rng([1, first])
    number = np.arange(first, first + n)
    created = START + (number * SPAN // 1_000_000 % SPAN).astype("timedelta64[s]")
    answered = created + np.minimum(random.lognormal(8, 1.5, n), 30 * 86400).astype("timedelta64[s]")
    solved = answered + np.minimum(random.lognormal(10, 1.5, n), 100 * 86400).astype("timedelta64[s]")
    state = np.array((*STATES, "Reopened"))[random.choice(4, n, p=(0.6, 0.3, 0.08, 0.02))]
    state[random.random(n) < changed] = "Reopened"
    state[solved >= END] = "Open"
    columns = {
        "Ticket": _numbered("T", number),
        "Created": _text(created),
        "First reply": _text(answered),
        "Solved": _text(solved),
        "Status": pa.array(state),
        "Channel": _pick(random, CHANNELS, n),
        "Priority": _pick(random, PRIORITIES, n),
        "Customer": _numbered("C", random.integers(0, 200_000, n)),
        "Region": _pick(random, ("North", "South", "East", "West"), n),
        "Product": _pick(random, ("Basic", "Plus", "Pro"), n),
        "Team": _numbered("Team ", random.integers(1, 13, n)),
        "Agent": _numbered("Agent ", random.integers(1, 200, n)),
        "Replies": pa.array(random.integers(0, 6, n)),
        "Reopens": pa.array((random.random(n) < 0.05).astype(int)),
        "Subject": _numbered("About the order ", random.integers(0, 10_000_000, n)),
    }
    return pa.table(columns)


def _answers(first: int, n: int) -> pa.Table:
    random = np.random.default_rng([2, first])
    number = np.arange(first, first + n)
    asked = START + (number * SPAN // 1_000_000 % SPAN).astype("timedelta64[s]")
    answered = np.minimum(asked + random.lognormal(10, 1, n).astype("timedelta64[s]"), END - np.timedelta64(1, "s"))
    recommends = random.choice(11, n, p=np.array([2, 1, 1, 1, 1, 4, 5, 12, 20, 26, 27]) / 100)
    satisfied = random.choice(5, n, p=np.array([5, 7, 13, 30, 45]) / 100) + 1
    columns = {
        "response_id": _numbered("R", number),
        "survey": pa.array(np.array(SURVEYS)[number % len(SURVEYS)]),
        "answered_at": _text(answered),
        "invited_at": _text(asked),
        "score": pa.array(np.where(number % len(SURVEYS) == 0, recommends, satisfied)),
        "ticket_source": pa.array(["tickets"] * n),
        "ticket_id": _numbered("T", number),
        "customer_id": _numbered("C", random.integers(0, 200_000, n)),
        "channel": _pick(random, CHANNELS, n),
        "region": _pick(random, ("North", "South", "East", "West"), n),
        "product": _pick(random, ("Basic", "Plus", "Pro"), n),
        "comment": _numbered("Comment ", random.integers(0, 10_000_000, n)),
    }
    return pa.table(columns)
