"""A company whose answers a test knows one by one, for tests that change some of them and look again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from cx.company import Company, open_own
from cx.filters import Filters
from cx.reports.ask import Arrangement
from cx.settings import load
from cx.snapshots.content import Content
from cx.snapshots.taking import take
from cx.surveys import Survey
from tests.facts import Row, answer, arrow, ticket

SURVEYS = (
    Survey("nps", "nps", headline=True), Survey("csat", "csat", 1, 5, headline=True),
    Survey("pulse", "nps", anonymous=True),
)  # fmt: skip
CHANNELS = ("chat", "email", "phone")


def company(folder: Path, **more: str) -> Company:
    """A company of its own in a folder, which holds nothing yet."""
    urls = {
        "warehouse_url": f"duckdb:///{folder}/w.duckdb", "workspace_url": f"sqlite:///{folder}/w.sqlite",
        "sample_url": f"duckdb:///{folder}/s.duckdb",
    }  # fmt: skip
    return open_own(load(urls | more, {}))


def answers(survey: str = "nps", n: int = 900, days: int = 120, top: int = 10, seed: int = 3) -> list[Row]:
    """Answers spread over days from 1 January 2025 on: fewer by e-mail and worse by chat as time goes by."""
    draws = np.random.default_rng(seed)
    return [_answer(draws, survey, nr, days, top) for nr in range(n)]


def _answer(draws: np.random.Generator, survey: str, nr: int, days: int, top: int) -> Row:
    day = int(draws.integers(0, days))
    late = day / days
    channel = CHANNELS[int(draws.choice(3, p=[0.2 + 0.5 * late, 0.6 - 0.5 * late, 0.2]))]
    low, high = (0, top - 1) if channel == "chat" else (top // 2, top)
    stamp = np.datetime64("2025-01-01T09:00") + np.timedelta64(day * 24 * 60 + int(draws.integers(0, 480)), "m")
    score = int(draws.integers(max(low, 1 if top == 5 else 0), high + 1))
    return answer(f"{survey}-{nr}", score, str(stamp).replace("T", " "), survey=survey, channel=channel)


def tickets(n: int = 200, days: int = 120) -> list[Row]:
    """Tickets, two in three of them solved after a day."""
    first = np.datetime64("2025-01-01T10:00")
    stamps = [first + np.timedelta64(nr * days * 24 // n, "h") for nr in range(n)]
    solved = [None if nr % 3 == 0 else str(when + np.timedelta64(20 + nr % 9, "h")) for nr, when in enumerate(stamps)]
    return [
        ticket(nr, str(when).replace("T", " "), end, channel=CHANNELS[nr % 3], is_open=int(end is None))
        for nr, (when, end) in enumerate(zip(stamps, solved, strict=True))
    ]  # fmt: skip


def publish(own: Company, rows: Sequence[Row], table: str = "answers", surveys: Iterable[Survey] = SURVEYS) -> None:
    """Make these all the rows of their table."""
    with own.warehouse.publish(surveys=surveys) as batch:
        batch.add(table, arrow(table, list(rows)))
        batch.replace(str(rows[0]["source"]), table)


def taken(own: Company, *pages: str, **filters: object) -> Content:
    """A snapshot of some pages (of Loyalty by default) under these filters."""
    arranged = [(name, Arrangement()) for name in pages or ("loyalty",)]
    return take(own, Filters(**filters), arranged, "en")  # type: ignore[arg-type]
