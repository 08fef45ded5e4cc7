"""Scores of plain pandas columns in one line each, through the same tallies as everything else.

import cx
cx.nps(frame["score"])          # Quick(value=33.3, low=..., high=..., n=120, excluded={})
value, low, high, n = cx.response_times(tickets)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

_DAY = 86400


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

    F1: the customer does not come back within 7 days (F1:14 for 14); columns customer_id, created_at, solved_at;
    F3: exactly one reply by an agent; column agent_replies;
    F6: no message by the customer after the first; column customer_messages.

    Tickets without solved_at are left out (F3, F6: if there is such a column). Those that cannot be decided yet
    (F1: solved less than 7 days before the newest stamp) are excluded as "undecided", and so are
    those without what the rule needs to know.
    """
    reading = measure("fcr").reading(rule)
    codes = {"F1": _came_back, "F3": _agent_replies, "F6": _customer_messages}[reading.name](tickets)
    return _score("fcr", codes, rule)


def response_times(tickets: pd.DataFrame, reading: str = "median") -> Quick:
    """Time to the first response in seconds, from columns created_at and first_response_at.

    reading: median, p90, mean or within:3600 (the percentage within that many seconds). Tickets not answered yet are
    excluded as "still_running" (from `within` only while they are younger than the target).
    """
    created, answered = _stamps(tickets, "created_at"), _stamps(tickets, "first_response_at")
    begun = created.notna().to_numpy()
    as_of = max(created.max(), answered.max())
    done, seconds, ages = answered.notna().to_numpy(), _seconds(answered - created), _seconds(as_of - created)
    codes = np.where(done, bins.clock_bin(seconds), bins.running(ages))
    return _score("first_response", codes[begun], reading)


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
    frame = pd.DataFrame({"bin": codes, "n": np.ones(len(codes), dtype=np.int64)})
    tally = Tally.from_frame(measure(name), frame, (), {name: survey} if survey else {})
    record = read(tally, reading).records()[0]
    return Quick(record["value"], record["low"], record["high"], record["n"], record["excluded"])


def _numbers(column: pd.Series[Any]) -> NDArray[np.float64]:
    """The numbers of a column without its missing values; BadInput if it holds anything else."""
    try:
        return pd.to_numeric(pd.Series(column)).dropna().to_numpy(dtype=np.float64)
    except (ValueError, TypeError):
        raise BadInput(f"The column {column.name!r} holds something that is not a number; give numbers.") from None


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


def _came_back(tickets: pd.DataFrame) -> Ints:
    """Paths of solved tickets as far as rule F1 needs them. The next ticket is the customer's next created one."""
    created, solved = _stamps(tickets, "created_at"), _stamps(tickets, "solved_at")
    customer = _column(tickets, "customer_id")
    following = created.sort_values(kind="stable").groupby(customer).shift(-1).reindex(created.index)
    days = path.day_class(_seconds(following - solved) // _DAY)
    next_any = np.where(following.isna(), path.NONE, days)
    next_any = np.where(customer.isna() | created.isna(), path.PARTS["next_any"].unknown, next_any)
    observed = path.day_class(_seconds(max(created.max(), solved.max()) - solved) // _DAY)
    codes: Ints = path.pack(next_any=next_any, observed=observed)[solved.notna().to_numpy()]
    return codes


def _agent_replies(tickets: pd.DataFrame) -> Ints:
    replies, known = _counts(tickets, "agent_replies")
    return path.pack(agent_replies=np.where(known, np.clip(replies, 0, 2), path.PARTS["agent_replies"].unknown))


def _customer_messages(tickets: pd.DataFrame) -> Ints:
    messages, known = _counts(tickets, "customer_messages")
    return path.pack(customer_messages=np.where(known, messages >= 2, path.PARTS["customer_messages"].unknown))


def _counts(tickets: pd.DataFrame, name: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """A column of counts of the solved tickets, 0 where missing, and where they are known."""
    column = _column(_solved(tickets), name)
    known = column.notna().to_numpy(dtype=bool)
    counts = np.zeros(len(column))
    counts[known] = _numbers(column)
    return counts, known


def _solved(tickets: pd.DataFrame) -> pd.DataFrame:
    """The solved tickets; all of them where the frame does not say."""
    return tickets[tickets["solved_at"].notna()] if "solved_at" in tickets else tickets
