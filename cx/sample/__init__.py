"""A synthetic company: two years of tickets, answers and customers, with stories planted for the dashboard to find.

`generate()` makes its tables, `write_files(folder)` the files that ship in `data/`. The seed is fixed: the same
tables and, byte for byte, the same files every time. Each story is a switch: `generate(STORIES - {"outage"})` is
the same company without the outage. What each story is, and where it shows, is in `data/README.md`.
"""

from __future__ import annotations

from collections.abc import Set

import numpy as np
import pandas as pd

from cx.sample import customers, invitations, scoring, service, tables
from cx.sample.answers import answer_table
from cx.sample.files import FILES, SampleFile, write_files_of
from cx.sample.parameters import AS_OF, CUSTOMERS, STORIES

__all__ = ["AS_OF", "FILES", "STORIES", "SampleFile", "generate", "write_files"]


def generate(stories: Set[str] = STORIES) -> dict[str, pd.DataFrame]:
    """The tables answers, tickets, events, customers and invitations, with the columns of their files.

    stories: which of `STORIES` are told. Stamps are datetime64[s] in UTC; missing values are None, NaN, NA or NaT.
    Raises ValueError for a story that is not known.
    """
    if unknown := sorted(set(stories) - STORIES):
        raise ValueError(f"there is no story {unknown[0]!r}; there are {', '.join(sorted(STORIES))}")
    frame, people = service.tickets(stories), customers.people()
    happened = service.events(frame, stories)
    rated = {survey: scoring.asked(frame, survey) for survey in ("nps", "service", *scoring.FORM)}
    frame["customer"], people["left"] = scoring.whose(frame, people, rated["nps"], stories)
    owner, panel = tables.owners(frame), invitations.members(people)
    return {
        "answers": answer_table(frame, people, rated, panel, stories),
        "tickets": tables.ticket_table(frame, happened, owner, people),
        "events": tables.event_table(frame, happened, owner),
        "customers": customers.table(people, _last_seen(frame)),
        "invitations": invitations.table(frame, rated, panel),
    }


def _last_seen(frame: pd.DataFrame) -> np.ndarray:
    """(CUSTOMERS,) when each customer last wrote, in seconds; 0 for those who never did."""
    return np.asarray(frame.groupby("customer")["created"].max().reindex(range(CUSTOMERS), fill_value=0))


def write_files(folder: str) -> None:
    """Write the files into a folder, the same bytes every time."""
    write_files_of(generate(), folder)
