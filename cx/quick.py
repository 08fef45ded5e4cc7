"""Scores of plain pandas columns in one line each, through the same tallies as everything else.

import cx
cx.nps(frame["score"])          # Quick(value=33.3, low=..., high=..., n=120, excluded={})
value, low, high, n = cx.resolution_times(tickets)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cx import bins, path
from cx.errors import BadInput
from cx.measures import measure
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally

if TYPE_CHECKING:
    from cx.store.warehouse import Warehouse

Ints = NDArray[np.int64]

_DAY, _QUICK = 86400, 900


@dataclass(frozen=True)
class Quick:
    """A score in the units people use (NPS points, percent, answers, seconds) with its 95 % interval.

    n: rows that count; excluded: reason -> rows that do not. value, low and high are None without data; a limit is
    None too where there is none. Unpacks as value, low, high, n.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    excluded: Mapping[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Any]:
        return iter((self.value, self.low, self.high, self.n))


def nps(answers: pd.Series[Any], low: int = 0, high: int = 10) -> Quick:
    """The Net Promoter Score: share of 9 and more less share of 6 and less, in points from -100 to 100.

    answers: numbers, missing ones left out; those outside low..high or between its steps are excluded and counted.
    """
    return _answers("nps", answers, low, high)


def csat(answers: pd.Series[Any], low: int = 1, high: int = 5, reading: str = "satisfied") -> Quick:
    """Satisfaction: the percentage of the highest answers (4 and 5 of 1..5); reading="mean" for the mean answer."""
    return _answers("csat", answers, low, high, reading=reading)


def ces(answers: pd.Series[Any], low: int = 1, high: int = 5, direction: str = "high", reading: str = "mean") -> Quick:
    """Customer effort: the mean answer; reading="easy" for the percentage who found it easy.

    direction: which end of the scale is good, "high" or "low".
    """
    return _answers("ces", answers, low, high, direction, reading)


def fcr(tickets: pd.DataFrame, rule: str = "F1") -> Quick:
    """First-contact resolution: the percentage of solved tickets that took one contact, by one of the rules

    F1  the customer does not come back within 7 days (F1:14 for 14); columns customer_id, created_at, solved_at
    F1_topic  not on the same topic; topic too
    F2  as F1, and not transferred; transfers too
    F3  exactly one reply by an agent; F4 under two; agent_replies
    F5  exactly one reply, never on hold, not reopened; agent_replies, hold_seconds, reopens
    F6  no message by the customer after the first; customer_messages
    F7  one person of the team, not reopened; agents, reopens
    F8  solved within 15 minutes; created_at, solved_at
    F9  the customer says so; says_solved (1 yes, 0 no, missing: not asked)

    Where F1 and F2 find a column reopens, a reopened ticket is not solved at first contact. Tickets without solved_at
    are left out (if there is such a column). Those that cannot be decided (F1, F2: solved less than 7 days before the
    newest stamp) are excluded as "undecided", and so are those without what the rule needs to know.
    """
    reading = measure("fcr").reading(rule)
    parts = list(_NEEDED[reading.name]) + (["solves"] if "reopens" in tickets else [])
    codes = path.pack(**{part: _PARTS[part](tickets) for part in parts})
    solved = _column(tickets, "solved_at").notna() if "solved_at" in tickets else np.ones(len(tickets), dtype=bool)
    return _score("fcr", np.broadcast_to(codes, len(tickets))[np.asarray(solved, dtype=bool)], rule)


def response_times(tickets: pd.DataFrame, reading: str = "median") -> Quick:
    """Time to the first response in seconds, from columns created_at and first_response_at.

    reading: median, p90, mean or within:3600 (the percentage within that many seconds). Tickets not answered yet are
    excluded as "still_running" (from `within` only while they are younger than the target).
    """
    return _lasting("first_response", tickets, "first_response_at", reading)


def resolution_times(tickets: pd.DataFrame, reading: str = "median") -> Quick:
    """Time from created_at to solved_at in seconds; tickets still open are counted as such up to the newest stamp, by
    Kaplan and Meier, "Nonparametric Estimation from Incomplete Observations" (1958).

    reading: median, p90, ended:86400 (the percentage solved within that many seconds), open:86400 (still open after
    it), within:86400 (of those that can be decided); naive_median, naive_p90 and mean leave open tickets out. value is
    None where so many have not been solved yet.
    """
    return _lasting("resolution", tickets, "solved_at", reading)


def open(url: str | None = None) -> Warehouse:
    """The warehouse at a SQLAlchemy URL; without one, the company's own, or the sample while that is empty."""
    from cx.settings import load

    if url is None:
        from cx.company import open_company

        return open_company(load()).warehouse
    from cx.store.warehouse import open_warehouse

    return open_warehouse(url, load({"warehouse_url": url}))


def _answers(
    name: str, answers: pd.Series[Any], low: int, high: int, direction: str = "high", reading: str = ""
) -> Quick:
    try:
        survey = Survey(name, name, low, high, direction=direction)
    except ValueError as error:
        raise BadInput(f"This scale cannot be used: {error}.") from None
    given = _numbers(answers)
    on_scale = (given >= low) & (given <= high) & (given == np.floor(given))
    return _score(name, np.where(on_scale, given, min(low, 0) - 1), reading, survey)


def _score(name: str, codes: NDArray[Any], reading: str, survey: Survey | None = None) -> Quick:
    basis = measure(name).reading(reading).basis
    if basis:
        raise BadInput(f"One frame cannot be read @{basis}; bring it into a warehouse: cx.open().score({name!r}, ...).")
    frame = pd.DataFrame({"bin": codes, "n": np.ones(len(codes), dtype=np.int64)})
    tally = Tally.from_frame(measure(name), frame, (), {name: survey} if survey else {})
    record = read(tally, reading).records()[0]
    return Quick(record["value"], record["low"], record["high"], record["n"], record["excluded"])


def _numbers(column: pd.Series[Any]) -> NDArray[np.float64]:
    """The numbers of a column without its missing values; BadInput if it holds anything else."""
    try:
        return pd.to_numeric(pd.Series(column)).dropna().to_numpy(dtype=np.float64)
    except (ValueError, TypeError):
        named = f"The column {name!r} holds" if (name := getattr(column, "name", None)) else "Among the answers is"
        raise BadInput(f"{named} something that is not a number; give one column of numbers.") from None


def _column(tickets: pd.DataFrame, name: str) -> pd.Series[Any]:
    if name not in tickets:
        raise BadInput(f"The frame has no column {name!r}; rename the one that holds it.")
    return tickets[name]


def _stamps(tickets: pd.DataFrame, name: str) -> pd.Series[Any]:
    try:
        return pd.to_datetime(_column(tickets, name), utc=True, format="ISO8601")
    except (ValueError, TypeError):
        raise BadInput(
            f"The column {name!r} holds a text that is not a time like 2024-05-31 14:00; convert it."
        ) from None


def _seconds(durations: pd.Series[Any]) -> Ints:
    """Whole seconds, 0 where missing."""
    whole: Ints = np.floor(durations.dt.total_seconds().fillna(0).to_numpy()).astype(np.int64)
    return whole


def _lasting(name: str, tickets: pd.DataFrame, end: str, reading: str) -> Quick:
    """A time from created_at to another stamp; where that is missing it still runs."""
    created, ended = _stamps(tickets, "created_at"), _stamps(tickets, end)
    as_of = max(created.max(), ended.max())
    seconds, ages = _seconds(ended - created), _seconds(as_of - created)
    codes = np.where(ended.notna().to_numpy(), bins.clock_bin(seconds), bins.running(ages))
    return _score(name, codes[created.notna().to_numpy()], reading)


# The parts of a path, each from the columns it needs.


def _following(tickets: pd.DataFrame, *same: str) -> Ints:
    """The class of the days until the customer's next created ticket (of the same topic, if asked for)."""
    created, solved = _stamps(tickets, "created_at"), _stamps(tickets, "solved_at")
    partners = [_column(tickets, name) for name in ("customer_id", *same)]
    following = created.sort_values(kind="stable").groupby(partners).shift(-1).reindex(created.index)
    days = path.day_class(_seconds(following - solved) // _DAY)
    unknown = created.isna() | pd.concat(partners, axis=1).isna().any(axis=1)
    return np.where(unknown, path.PARTS["next_any"].unknown, np.where(following.isna(), path.NONE, days))


def _observed(tickets: pd.DataFrame) -> Ints:
    created, solved = _stamps(tickets, "created_at"), _stamps(tickets, "solved_at")
    return path.day_class(_seconds(max(created.max(), solved.max()) - solved) // _DAY)


def _quick(tickets: pd.DataFrame) -> Ints:
    taken = _stamps(tickets, "solved_at") - _stamps(tickets, "created_at")
    return np.where(taken.isna(), path.PARTS["quick"].unknown, _seconds(taken) <= _QUICK)


def _counted(column: str, part: str, digit: Callable[[Any], Any]) -> Callable[[pd.DataFrame], Ints]:
    """A part that is a class of a count."""

    def values(tickets: pd.DataFrame) -> Ints:
        given = _column(tickets, column)
        known = given.notna().to_numpy(dtype=bool)
        counts = np.zeros(len(given))
        counts[known] = _numbers(given)
        return np.where(known, digit(counts), path.PARTS[part].unknown).astype(np.int64)

    return values


_PARTS: dict[str, Callable[[pd.DataFrame], Ints]] = {
    "agent_replies": _counted("agent_replies", "agent_replies", lambda counts: np.clip(counts, 0, 2)),
    "customer_messages": _counted("customer_messages", "customer_messages", lambda counts: counts >= 2),
    "agents": _counted("agents", "agents", lambda counts: counts >= 2),
    "solves": _counted("reopens", "solves", lambda counts: counts >= 1),
    "transferred": _counted("transfers", "transferred", lambda counts: counts >= 1),
    "held": _counted("hold_seconds", "held", lambda counts: counts > 0),
    "says_solved": _counted("says_solved", "says_solved", lambda counts: counts >= 1),
    "quick": _quick,
    "next_any": _following,
    "next_same": lambda tickets: _following(tickets, "topic"),
    "observed": _observed,
}

_NEEDED = {
    "F1": ("next_any", "observed"), "F1_topic": ("next_same", "observed"),
    "F2": ("next_any", "observed", "transferred"),
    "F3": ("agent_replies",), "F4": ("agent_replies",), "F5": ("agent_replies", "held", "solves"),
    "F6": ("customer_messages",), "F7": ("agents", "solves"), "F8": ("quick",), "F9": ("says_solved",),
    "reopened": ("solves",), "transferred": ("transferred",),
}  # fmt: skip
