"""A small company for tests of pages: 20 weeks of answers and tickets, known to the row, and nothing random."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from cx.settings import Settings, load
from cx.store.warehouse import open_warehouse
from cx.surveys import Survey

#: The last day of the data, a Wednesday: the week is not finished.
LAST = datetime(2026, 3, 11, 17, 0)
WEEKS = 20
CHANNELS = ("Chat", "E-mail", "*Phone* <b>")  # the last one would be read as Markdown and HTML where it is not escaped
REGIONS = ("North", "South", None)

SURVEYS = (
    Survey("nps", "nps", 0, 10, headline=True, wording="Would you recommend us?"),
    Survey("csat", "csat", 1, 5, headline=True),
    Survey("ces", "ces", 1, 5, headline=True),
    Survey("pulse", "nps", 0, 10, anonymous=True),
)


#: Business hours of the company, where a test wants them.
CALENDARS = """
default = "office"
[calendars.office]
zone = "UTC"
monday = ["09:00-17:00"]
tuesday = ["09:00-17:00"]
wednesday = ["09:00-17:00"]
thursday = ["09:00-17:00"]
friday = ["09:00-17:00"]
"""


def settings(folder: Path, **more: str) -> Settings:
    """The settings of a company whose databases lie in a folder."""
    return load(environment(folder) | more)


def environment(folder: Path) -> dict[str, str]:
    """The same as settings by name."""
    return {
        "warehouse_url": f"duckdb:///{folder}/warehouse.duckdb",
        "workspace_url": f"sqlite:///{folder}/workspace.sqlite",
        "sample_url": f"duckdb:///{folder}/sample.duckdb",
    }


def build(folder: Path, *, each_week: int = 60, **more: str) -> None:
    """Write the company: `each_week` answers to each question and as many tickets, every week; more: settings."""
    warehouse = open_warehouse(settings(folder).warehouse_url, settings(folder, **more))
    with warehouse.publish(SURVEYS) as batch:
        batch.add("answers", answers(each_week))
        batch.add("tickets", tickets(each_week))
    warehouse.close()


def build_one_row(folder: Path) -> None:
    """A company that knows a single answer."""
    warehouse = open_warehouse(settings(folder).warehouse_url, settings(folder))
    with warehouse.publish(SURVEYS) as batch:
        batch.add("answers", _answers("nps", [LAST], [9]))
    warehouse.close()


def moments(each_week: int) -> list[datetime]:
    """The same hours every week, backwards from the last; a week's rows lie between Monday and Friday."""
    monday = LAST.replace(hour=9) - timedelta(days=LAST.weekday())
    starts = [monday - timedelta(weeks=week) for week in range(WEEKS)]
    found = [start + timedelta(minutes=(k * 4 * 24 * 60) // each_week) for start in starts for k in range(each_week)]
    return [moment for moment in found if moment <= LAST]


def answers(each_week: int) -> pa.Table:
    """Answers to all questions; those of the newest four weeks to NPS are better, those by chat always worse."""
    when = moments(each_week)
    recent = np.array([moment > LAST - timedelta(weeks=5) for moment in when])
    step = np.arange(len(when))
    nps = np.clip((step * 7) % 11 + np.where(step % 3 == 0, -2, 1) + 2 * recent, 0, 10)
    five = 1 + (step * 3) % 5
    return pa.concat_tables(
        [
            _answers("nps", when, nps),
            _answers("csat", when, five),
            _answers("ces", when, np.minimum(5, five + 1)),
            _answers("pulse", when[:3], nps[:3]),
        ]
    )


def one_more_answer() -> pa.Table:
    """An answer to a survey that no page shows unless it is asked for, from the middle of the data."""
    return _answers("pulse", [LAST - timedelta(weeks=8)], [7]).set_column(2, "response_id", [["one-more"]])


def _answers(survey: str, when: list[datetime], scores: object) -> pa.Table:
    step = range(len(when))
    return pa.table(
        {
            "source": ["forms"] * len(when),
            "survey": [survey] * len(when),
            "response_id": [f"{survey}-{k}" for k in step],
            "answered_at": pa.array(when, pa.timestamp("us")),
            "score": pa.array(np.asarray(scores, dtype=float)),
            "channel": [CHANNELS[k % 3] for k in step],
            "region": [REGIONS[k % 3] for k in step],
        }
    )


def tickets(each_week: int) -> pa.Table:
    """Tickets with a first reply after minutes and a solution after hours; every tenth is still open."""
    when, step = moments(each_week), range(len(moments(each_week)))
    replied = [moment + timedelta(minutes=5 + (k * 13) % 90) for k, moment in enumerate(when)]
    solved = [None if k % 10 == 0 else moment + timedelta(hours=2 + k % 40) for k, moment in enumerate(when)]
    solved = [moment if moment and moment <= LAST else None for moment in solved]
    return pa.table(
        {
            "source": ["desk"] * len(when),
            "ticket_id": [str(k) for k in step],
            "created_at": pa.array(when, pa.timestamp("us")),
            "first_response_at": pa.array([m if m <= LAST else None for m in replied], pa.timestamp("us")),
            "first_solved_at": pa.array(solved, pa.timestamp("us")),
            "solved_at": pa.array(solved, pa.timestamp("us")),
            "is_open": pa.array([0 if moment else 1 for moment in solved], pa.int16()),
            "agent_replies": pa.array([1 + (k % 3 == 0) for k in step], pa.int16()),
            "customer_messages": pa.array([1 + (k % 4 == 0) for k in step], pa.int16()),
            "customer_id": [str(k % 97) for k in step],
            "channel": [CHANNELS[k % 3] for k in step],
            "team": [("Day", "Night")[k % 2] for k in step],
        }
    )
