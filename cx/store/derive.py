"""Derived columns that follow from one row and the settings: written beside the facts, vectorised, for each table.

`derived(table, rows, rule)` is used for the rows of an import as they stream in and, unchanged, to derive a whole
version again. What needs other rows or the as-of time is left as a placeholder and finished by `cx/store/across.py`:
running durations get age 0, an open ticket's promise is pending, and a path knows nothing of the next ticket.

A stamp that is only a date (its bit of `date_only` is set; bit i is the i-th of `Table.stamps`) is that business day
whatever the zone: it is never converted, has no hour, and durations that touch it count whole days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cx import bins, path
from cx.store.schema import ANSWERS, CUSTOMERS, INVITATIONS, TICKET_EVENTS, TICKETS, Table
from cx.store.tables import ARROW_TYPES
from cx.surveys import Survey

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Stamps = NDArray[np.datetime64]
Values = tuple[NDArray[Any], Mask]

TWO_DAYS = 2 * 86400
QUICK = 900  # seconds from creation to solution that count as solved at once
PENDING = 2  # a promise that is neither met nor broken yet


@dataclass(frozen=True)
class Rule:
    """The settings that derived columns depend on."""

    zone: str = "UTC"
    week_start: str = "monday"
    surveys: Mapping[str, Survey] = field(default_factory=dict)


#: The facts each table's derived columns are made of.
INPUTS = {
    "answers": ("survey", "answered_at", "date_only", "score"),
    "tickets": (
        *TICKETS.stamps, "date_only", "is_open", "agent_replies", "customer_messages", "agents", "solves", "reopens",
        "transfers", "hold_seconds", "sla_met",
    ),
    "ticket_events": ("at", "date_only"),
    "customers": (),
    "invitations": ("sent_at", "date_only"),
}  # fmt: skip


def derived(table: Table, rows: pa.Table, rule: Rule) -> dict[str, pa.Array]:
    """The derived columns of these rows, by name; facts not among the rows' columns count as missing."""
    return {
        name: pa.array(values, mask=~known).cast(ARROW_TYPES[table.kind(name)])
        for name, (values, known) in _DERIVE[table.name](Facts(table, rows, rule)).items()
    }


class Facts:
    """The rows as numpy columns, each with a mask of what is known."""

    def __init__(self, table: Table, rows: pa.Table, rule: Rule) -> None:
        self.table, self.rows, self.rule = table, rows, rule
        self._bits, _ = self.number("date_only")
        self._local: dict[str, Values] = {}

    def number(self, name: str) -> tuple[Ints, Mask]:
        """A whole-number column, 0 where missing, and where it is known."""
        if name not in self.rows.column_names:
            return np.zeros(self.rows.num_rows, dtype=np.int64), np.zeros(self.rows.num_rows, dtype=bool)
        column = self.rows[name]
        return np.asarray(column.cast(pa.int64()).fill_null(0)), np.asarray(column.is_valid())

    def stamp(self, name: str) -> tuple[Stamps, Mask]:
        """A stamp in UTC to the second, and where it is known."""
        if name not in self.rows.column_names:
            blank = np.zeros(self.rows.num_rows, dtype=np.int64)
            return blank.view("datetime64[s]"), np.zeros(self.rows.num_rows, dtype=bool)
        column = self.rows[name]
        micros = np.asarray(column.cast(pa.int64()).fill_null(0))
        return (micros // 1_000_000).view("datetime64[s]"), np.asarray(column.is_valid())

    def only_date(self, name: str) -> Mask:
        """Where a stamp is only a date."""
        only_date: Mask = (self._bits >> self.table.stamps.index(name)) & 1 == 1
        return only_date

    def local(self, name: str) -> Values:
        """A stamp in the business zone's wall time; a date is the midnight it begins at."""
        if name not in self._local:
            utc, known = self.stamp(name)
            self._local[name] = np.where(self.only_date(name), utc, to_zone(utc, self.rule.zone)), known
        return self._local[name]

    def seconds(self, name: str) -> tuple[Ints, Mask]:
        """Seconds since 1970 in UTC; of a date, those of its midnight as written."""
        utc, known = self.stamp(name)
        return utc.astype(np.int64), known


def to_zone(utc: Stamps, zone: str) -> Stamps:
    """UTC to the wall time of a zone, to the second."""
    if zone == "UTC":
        return utc
    wall = pd.DatetimeIndex(utc).tz_localize("UTC").tz_convert(zone).tz_localize(None)
    return wall.to_numpy().astype("datetime64[s]")


def _calendar(facts: Facts, prefix: str, stamp: str, *, hours: bool = True) -> dict[str, Values]:
    """Day, first day of the week, first day of the month; weekday (Monday 0) and hour of the week (0..167)."""
    local, known = facts.local(stamp)
    day = local.astype("datetime64[D]")
    number = day.astype(np.int64)
    weekday = (number + 3) % 7
    into_week = (weekday + (facts.rule.week_start == "sunday")) % 7
    month = day.astype("datetime64[M]").astype("datetime64[D]")
    columns: dict[str, Values] = {
        f"{prefix}_day": (day, known),
        f"{prefix}_week": ((number - into_week).view("datetime64[D]"), known),
        f"{prefix}_month": (month, known),
    }
    if hours:
        hour = weekday * 24 + (local - day).astype("timedelta64[h]").astype(np.int64)
        columns |= {f"{prefix}_weekday": (weekday, known), f"{prefix}_hour": (hour, known & ~facts.only_date(stamp))}
    return columns


# Answers.


def _answers(facts: Facts) -> dict[str, Values]:
    bin_, known = _answer_bin(facts)
    measure, named = _survey_values(facts, lambda survey: survey.measure)
    nothing = np.zeros(facts.rows.num_rows, dtype=np.int64)
    return {
        "measure": (measure, named),
        "bin": (bin_, known),
        **_calendar(facts, "answered", "answered_at"),
        "filled": (nothing, nothing == 0),
    }


def _answer_bin(facts: Facts) -> tuple[Ints, Mask]:
    """The answer itself, -1 outside its scale or between its steps, missing where there is no score or no scale."""
    if "score" not in facts.rows.column_names:
        return facts.number("score")
    score = np.asarray(facts.rows["score"].fill_null(np.nan), dtype=np.float64)
    low, declared = _survey_values(facts, lambda survey: survey.low)
    high, _ = _survey_values(facts, lambda survey: survey.high)
    known = ~np.isnan(score) & declared
    on_scale = known & (score >= low.astype(float)) & (score <= high.astype(float)) & (score == np.floor(score))
    return np.where(on_scale, np.where(on_scale, score, 0), -1).astype(np.int64), known


def _survey_values(facts: Facts, read: Callable[[Survey], int | str]) -> Values:
    """What `read` says of each row's survey; missing where nobody declared it."""
    coded = pc.dictionary_encode(facts.rows["survey"].combine_chunks())
    surveys = [facts.rule.surveys.get(name) for name in coded.dictionary.to_pylist()]
    blank: int | str = "" if any(isinstance(read(s), str) for s in surveys if s) else 0
    values = np.array([blank if survey is None else read(survey) for survey in surveys] or [blank])
    declared = np.array([survey is not None for survey in surveys] or [False])
    return values[np.asarray(coded.indices)], declared[np.asarray(coded.indices)]


# Tickets.


def _tickets(facts: Facts) -> dict[str, Values]:
    resolution, solved_in, exact = _durations(facts, "solved_at", bins.TIME_UNKNOWN)
    nothing = np.zeros(facts.rows.num_rows, dtype=np.int64)
    always = nothing == 0
    return {
        **_calendar(facts, "created", "created_at"),
        **_calendar(facts, "first_response", "first_response_at", hours=False),
        **_calendar(facts, "solved", "solved_at"),
        "created_s": facts.seconds("created_at"),
        "solved_s": facts.seconds("solved_at"),
        "first_response": (_durations(facts, "first_response_at", bins.NO_REPLY)[0], always),
        "resolution": (resolution, always),
        "closing": (_durations(facts, "closed_at", bins.TIME_UNKNOWN)[0], always),
        "path": (_own_path(facts, solved_in, exact), (resolution > bins.CENSORED)),
        "reopened": _more_than_none(facts, "reopens"),
        "transferred": _more_than_none(facts, "transfers"),
        "sla": _promise(facts),
        "filled": (nothing, always),
    }


def is_open(facts: Facts) -> Mask:
    """Open as the source says; where it does not say, a ticket neither solved nor closed."""
    said, known = facts.number("is_open")
    over = facts.stamp("solved_at")[1] | facts.stamp("closed_at")[1]
    return np.where(known, said == 1, ~over)


def _durations(facts: Facts, end: str, over: int) -> tuple[Ints, Ints, Mask]:
    """Codes of the time from creation to `end`; the seconds; and where those are exact.

    Known: the clock bin. Open: running, age 0 until the as-of time is known. Else the code `over`.
    A ticket without a time of creation has no duration: TIME_UNKNOWN.
    """
    (started, begun), (ended, done) = facts.seconds("created_at"), facts.seconds(end)
    day_only = facts.only_date("created_at") | facts.only_date(end)
    seconds, codes = ended - started, np.zeros(0, dtype=np.int64)
    codes = np.where(day_only, _day_codes(facts, end), bins.clock_bin(seconds))
    waiting = np.where(is_open(facts), bins.CENSORED, over)
    codes = np.where(done, np.where(begun, codes, bins.TIME_UNKNOWN), waiting)
    return codes, seconds, begun & done & ~day_only


def _day_codes(facts: Facts, end: str) -> Ints:
    """Codes of durations known to the day: negative by the day, out of scores below two days, else the clock bin."""
    started, ended = facts.local("created_at")[0], facts.local(end)[0]
    days = (ended.astype("datetime64[D]") - started.astype("datetime64[D]")).astype(np.int64)
    seconds = (ended - started).astype(np.int64)
    return np.where(days < 0, bins.NEGATIVE, np.where(seconds < TWO_DAYS, bins.DATE_ONLY, bins.clock_bin(seconds)))


def _own_path(facts: Facts, solved_in: Ints, exact: Mask) -> Ints:
    """The parts of the path that the ticket's own row knows."""
    solves, known = facts.number("solves")
    reopens, reopens_known = facts.number("reopens")
    solves, known = np.where(known, solves, reopens + 1), known | reopens_known
    return path.pack(
        agent_replies=_part("agent_replies", lambda n: np.clip(n, 0, 2), *facts.number("agent_replies")),
        customer_messages=_part("customer_messages", _several, *facts.number("customer_messages")),
        agents=_part("agents", _several, *facts.number("agents")),
        solves=_part("solves", _several, solves, known),
        transferred=_part("transferred", _any, *facts.number("transfers")),
        held=_part("held", _any, *facts.number("hold_seconds")),
        quick=_part("quick", lambda s: (s <= QUICK).astype(np.int64), solved_in, exact & (solved_in >= 0)),
    )


def _part(name: str, digit: Callable[[Ints], Ints], values: Ints, known: Mask) -> Ints:
    return np.where(known, digit(values), path.PARTS[name].unknown)


def _several(values: Ints) -> Ints:
    return (values >= 2).astype(np.int64)


def _any(values: Ints) -> Ints:
    return (values > 0).astype(np.int64)


def _more_than_none(facts: Facts, name: str) -> Values:
    values, known = facts.number(name)
    return _any(values), known


def _promise(facts: Facts) -> Values:
    """1 met, 0 missed, PENDING: as the source says, else by comparing the solution with the time promised."""
    said, told = facts.number("sla_met")
    (due, promised), (solved, done) = facts.local("due_at"), facts.local("solved_at")
    by_day = facts.only_date("due_at") | facts.only_date("solved_at")
    late = np.where(by_day, solved.astype("datetime64[D]") > due.astype("datetime64[D]"), solved > due)
    judged = np.where(done, (~late).astype(np.int64), PENDING)
    return np.where(told, (said > 0).astype(np.int64), judged), told | (promised & (done | is_open(facts)))


# The other tables.


def _events(facts: Facts) -> dict[str, Values]:
    """Of events that files bring; those of stamps are made by cx/store/stamp_events.py."""
    nothing = np.zeros(facts.rows.num_rows, dtype=np.int64)
    return {**_calendar(facts, "at", "at", hours=False), "from_stamps": (nothing, nothing == 0)}


def _invitations(facts: Facts) -> dict[str, Values]:
    return _calendar(facts, "sent", "sent_at", hours=False)


_DERIVE: dict[str, Callable[[Facts], dict[str, Values]]] = {
    ANSWERS.name: _answers,
    TICKETS.name: _tickets,
    TICKET_EVENTS.name: _events,
    CUSTOMERS.name: lambda _: {},
    INVITATIONS.name: _invitations,
}
