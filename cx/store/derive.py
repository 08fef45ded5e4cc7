"""Derived columns that follow from one row and the settings: written beside the facts, vectorised, for each table.

`derived(table, rows, rule)` is used for the rows of an import as they stream in and, unchanged, to derive a whole
version again. What needs other rows or the as-of time is left as a placeholder and finished by `cx/store/across.py`:
running durations get age 0, an open ticket's promise is pending, nobody has confirmed a solution, and a path knows
nothing of the next ticket. What no fact at hand says anything of is not written at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cx import bins, path
from cx.measures.customers import ANSWERED, DELIVERED, OPTED_OUT
from cx.measures.tickets import NOT_RATED, PENDING
from cx.store.facts import Facts, Ints, Mask, Rule, Values, calendar
from cx.store.schema import ANSWERS, CUSTOMERS, INVITATIONS, TICKET_EVENTS, TICKETS, Column, Table
from cx.store.tables import ARROW_TYPES
from cx.surveys import Survey

TWO_DAYS = 2 * 86400
QUICK = 900  # seconds from creation to solution that count as solved at once

#: The facts each table's derived columns are made of.
INPUTS = {
    "answers": ("survey", "answered_at", "replied_at", "date_only", "score"),
    "tickets": (
        *TICKETS.stamps, "date_only", "is_open", "agent_replies", "customer_messages", "agents", "solves", "reopens",
        "transfers", "hold_seconds", "queue_seconds", "abandoned", "sla_met",
    ),
    "ticket_events": ("at", "date_only"),
    "customers": (*CUSTOMERS.stamps, "date_only"),
    "invitations": ("sent_at", "date_only", "nr", "delivered", "answered", "opted_out"),
}  # fmt: skip

#: Columns that are written only where one of these facts is given.
SAID_BY: dict[str, dict[str, tuple[str, ...]]] = {
    "answers": {"reply": ("replied_at",)},
    "tickets": {
        "first_response": ("first_response_at",), "wait": ("queue_seconds", "abandoned"), "sla": ("due_at", "sla_met"),
        **dict.fromkeys(("closing", "closed_day", "closed_week", "closed_month"), ("closed_at",)),
    },
    "customers": {"gone_day": ("last_active_on",)},
}  # fmt: skip


def written(table: Table, given: Collection[str]) -> tuple[Column, ...]:
    """The derived columns that are written for rows with these facts."""
    said_by = SAID_BY.get(table.name, {})
    return tuple(c for c in table.derived if c.name not in said_by or set(said_by[c.name]) & set(given))


def derived(table: Table, rows: pa.Table, rule: Rule) -> dict[str, pa.Array]:
    """The derived columns of these rows, by name; facts not among the rows' columns count as missing."""
    found = _DERIVE[table.name](Facts(table, rows, rule))
    return {c.name: _arrow(c, *found[c.name]) for c in written(table, rows.column_names)}


def _arrow(column: Column, values: NDArray[Any], known: Mask) -> pa.Array:
    return pa.array(values, mask=~known).cast(ARROW_TYPES[column.kind])


# Answers.


def _answers(facts: Facts) -> dict[str, Values]:
    bin_, known = _answer_bin(facts)
    measure, named = _survey_values(facts, lambda survey: survey.measure)
    nothing = np.zeros(facts.rows.num_rows, dtype=np.int64)
    return {
        "measure": (measure, named),
        "bin": (bin_, known),
        **calendar(facts, "answered", "answered_at"),
        "answered_s": facts.seconds("answered_at"),
        "reply": (_durations(facts, "answered_at", "replied_at", nothing + bins.CENSORED), nothing == 0),
        "filled": (nothing, nothing == 0),
    }


def _answer_bin(facts: Facts) -> tuple[Ints, Mask]:
    """The answer itself, -1 outside its scale or between its steps, missing where there is no score or no scale."""
    if "score" not in facts.rows.column_names:
        return facts.number("score")
    score = np.asarray(facts.rows["score"].cast(pa.float64()).fill_null(np.nan))  # a piece may hold nothing but nulls
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


# Durations: their codes, as cx/bins.py has them.


def _durations(facts: Facts, start: str, end: str, otherwise: Ints) -> Ints:
    """Codes of the time from one stamp to another, `otherwise` where the second is missing.

    The clock bin; where the first is missing TIME_UNKNOWN; where either is only a date, as days tell.
    """
    (started, begun), (ended, done) = facts.seconds(start), facts.seconds(end)
    if not done.any():
        return otherwise
    day_only = facts.only_date(start) | facts.only_date(end)
    codes = bins.clock_bin(ended - started)
    codes = np.where(day_only, _day_codes(facts, start, end), codes) if day_only.any() else codes
    return np.where(done, np.where(begun, codes, bins.TIME_UNKNOWN), otherwise)


def _day_codes(facts: Facts, start: str, end: str) -> Ints:
    """Codes of durations known to the day: negative by the day, out of scores below two days, else the clock bin."""
    started, ended = facts.local(start)[0], facts.local(end)[0]
    days = (ended.astype("datetime64[D]") - started.astype("datetime64[D]")).astype(np.int64)
    seconds = (ended - started).astype(np.int64)
    return np.where(days < 0, bins.NEGATIVE, np.where(seconds < TWO_DAYS, bins.DATE_ONLY, bins.clock_bin(seconds)))


# Tickets.


def _tickets(facts: Facts) -> dict[str, Values]:
    nothing = np.zeros(facts.rows.num_rows, dtype=np.int64)
    always, still = nothing == 0, is_open(facts)
    over, unanswered = (np.where(still, bins.CENSORED, code) for code in (bins.TIME_UNKNOWN, bins.NO_REPLY))
    solution = _durations(facts, "created_at", "solved_at", over)
    columns = {
        **calendar(facts, "created", "created_at"),
        **calendar(facts, "solved", "solved_at"),
        "created_s": facts.seconds("created_at"),
        "solved_s": facts.seconds("solved_at"),
        "first_response": (_durations(facts, "created_at", "first_response_at", unanswered), always),
        "resolution": (np.where(still, bins.CENSORED, solution), always),
        "first_resolution": (_first_resolution(facts, solution, over), always),
        "path": (_own_path(facts), ~still),
        "confirmed": (nothing + NOT_RATED, ~still),
        "filled": (nothing, always),
    }
    if facts.gives("closed_at"):
        columns |= calendar(facts, "closed", "closed_at", hours=False)
        columns["closing"] = (_durations(facts, "created_at", "closed_at", over), always)
    if facts.gives(*SAID_BY[TICKETS.name]["wait"]):
        columns["wait"] = _wait(facts)
    if facts.gives(*SAID_BY[TICKETS.name]["sla"]):
        columns["sla"] = _promise(facts, still)
    return columns


def is_open(facts: Facts) -> Mask:
    """Open as the source says, also where it was solved before; where it does not say, neither solved nor closed."""
    said, known = facts.number("is_open")
    over = facts.stamp("solved_at")[1] | facts.stamp("closed_at")[1]
    return np.where(known, said == 1, ~over)


def _first_resolution(facts: Facts, solution: Ints, over: Ints) -> Ints:
    """Codes of the time to the first solution: by its own stamp, else by the last one's where it is the only one."""
    solves, counted = _solves(facts)
    solved = facts.stamp("solved_at")[1]
    by_last = np.where(counted & (solves == 1), solution, bins.TIME_UNKNOWN)
    return _durations(facts, "created_at", "first_solved_at", np.where(solved, by_last, over))


def _solves(facts: Facts) -> Values:
    """How often a ticket was solved: as the source counts, else once more than it was reopened."""
    (solves, known), (reopens, reopens_known) = facts.number("solves"), facts.number("reopens")
    return np.where(known, solves, reopens + 1), known | reopens_known


def _wait(facts: Facts) -> Values:
    """Codes of the time in the queue; of who gave up it is running, for they would have waited longer.

    Missing for who neither has a time nor gave up: nobody waits in a queue for an answer by mail.
    """
    (waited, timed), (left, _) = facts.number("queue_seconds"), facts.number("abandoned")
    gave_up = np.where(timed, bins.running(waited), bins.ABANDONED)
    return np.where(left > 0, gave_up, bins.clock_bin(waited)), timed | (left > 0)


def _own_path(facts: Facts) -> Ints:
    """The parts of the path that the ticket's own row knows."""
    (created, begun), (solved, done) = facts.seconds("created_at"), facts.seconds("solved_at")
    exact = begun & done & (solved >= created) & ~(facts.only_date("created_at") | facts.only_date("solved_at"))
    return path.pack(
        agent_replies=_part("agent_replies", lambda n: np.clip(n, 0, 2), *facts.number("agent_replies")),
        customer_messages=_part("customer_messages", _several, *facts.number("customer_messages")),
        agents=_part("agents", _several, *facts.number("agents")),
        solves=_part("solves", _several, *_solves(facts)),
        transferred=_part("transferred", _any, *facts.number("transfers")),
        held=_part("held", _any, *facts.number("hold_seconds")),
        quick=_part("quick", lambda seconds: (seconds <= QUICK).astype(np.int64), solved - created, exact),
    )


def _part(name: str, digit: Callable[[Ints], Ints], values: Ints, known: Mask) -> Ints:
    return np.where(known, digit(values), path.PARTS[name].unknown)


def _several(values: Ints) -> Ints:
    return (values >= 2).astype(np.int64)


def _any(values: Ints) -> Ints:
    return (values > 0).astype(np.int64)


def _promise(facts: Facts, still: Mask) -> Values:
    """1 met, 0 missed, PENDING: as the source says, else by comparing the solution with the time promised."""
    said, told = facts.number("sla_met")
    (due, promised), (solved, done) = facts.local("due_at"), facts.local("solved_at")
    by_day = facts.only_date("due_at") | facts.only_date("solved_at")
    late = np.where(by_day, solved.astype("datetime64[D]") > due.astype("datetime64[D]"), solved > due)
    judged = np.where(done, (~late).astype(np.int64), PENDING)
    return np.where(told, (said > 0).astype(np.int64), judged), told | (promised & (done | still))


# The other tables.


def _events(facts: Facts) -> dict[str, Values]:
    """Of events that files bring; those of stamps are made by cx/store/stamp_events.py."""
    nothing = np.zeros(facts.rows.num_rows, dtype=np.int64)
    none = (nothing, nothing == 0)
    return {**calendar(facts, "at", "at", hours=False), "from_stamps": none, "filled": none}


def _customers(facts: Facts) -> dict[str, Values]:
    """When they came and left; and from when on they count as gone, should nothing be seen of them until then."""
    (joined, came), (left, went), (active, seen) = (facts.local(name) for name in CUSTOMERS.stamps)
    gone = active.astype("datetime64[D]") + facts.rule.gone_after
    return {
        "joined_day": (joined.astype("datetime64[D]"), came),
        "left_day": (left.astype("datetime64[D]"), went),
        "gone_day": (gone, seen & ~went & (facts.rule.gone_after > 0)),
    }


def _invitations(facts: Facts) -> dict[str, Values]:
    nothing = np.zeros(facts.rows.num_rows, dtype=np.int64)
    number, counted = facts.number("nr")
    attempts = np.array(["", "1", "2", "3", "4+"])
    return {
        **calendar(facts, "sent", "sent_at", hours=False),
        "response": (_response(facts), nothing == 0),
        "attempt": (attempts[np.clip(number, 0, 4)], counted & (number > 0)),
        "filled": (nothing, nothing == 0),
    }


def _response(facts: Facts) -> Ints:
    """DELIVERED, unless the source says that it was not, and ANSWERED and OPTED_OUT, added up."""
    (arrived, said), (answered, _), (left, _) = (facts.number(n) for n in ("delivered", "answered", "opted_out"))
    return DELIVERED * _any(np.where(said, arrived, 1)) + ANSWERED * _any(answered) + OPTED_OUT * _any(left)


_DERIVE: dict[str, Callable[[Facts], dict[str, Values]]] = {
    ANSWERS.name: _answers,
    TICKETS.name: _tickets,
    TICKET_EVENTS.name: _events,
    CUSTOMERS.name: _customers,
    INVITATIONS.name: _invitations,
}
