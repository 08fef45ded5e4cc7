"""From what happened to the tables as the company's tools would export them (columns of `cx/store/schema.py`)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cx.sample import service
from cx.sample.customers import ids
from cx.sample.draws import uniform
from cx.sample.parameters import DAY, NOT_GIVEN, PRIORITIES, PRODUCTS, TICKETS, TOPICS, Flags, Ints
from cx.sample.phrases import subjects
from cx.sample.service import NEVER, NOW, of_channel

CLOSES_AFTER = 4 * DAY  # a solved ticket that stays quiet is closed by rule


def stamps(seconds: Ints) -> pd.Series:
    """Instants as datetime64[s], missing from NEVER on and where later than the as-of time."""
    return pd.Series(seconds.astype("datetime64[s]")).where(seconds <= NOW)


def names(table: Mapping[str, object], positions: Ints) -> np.ndarray:
    """The names of a table of parameters, for each position."""
    return np.array(list(table), dtype=object)[positions]


def ticket_ids(positions: Ints) -> np.ndarray:
    """Ticket ids from positions."""
    return (positions + 100_001).astype(str)


def given(column: str, values: np.ndarray) -> pd.Series:
    """The values with some left empty, as sources do."""
    missing = uniform(f"{column} given", len(values)) < NOT_GIVEN[column]
    return pd.Series(values, dtype=object).mask(missing, None)


def channel_names(frame: pd.DataFrame) -> pd.Series:
    """The channel of each ticket as its file names it."""
    return given("channel", of_channel("name", frame["channel"].to_numpy()))


def product_names(frame: pd.DataFrame) -> pd.Series:
    """The product of each ticket as its file names it."""
    return given("product", names(PRODUCTS, frame["product"].to_numpy()))


def event_table(frame: pd.DataFrame, happened: pd.DataFrame, owner: pd.DataFrame) -> pd.DataFrame:
    """The events with who did them, and the team a ticket was passed on to."""
    ticket, kind = happened["ticket"].to_numpy(), happened["kind"].to_numpy()
    moved = happened["at"].to_numpy() > frame["passed_on"].to_numpy()[ticket]
    agent = np.where(moved, owner["second"].to_numpy()[ticket], owner["first"].to_numpy()[ticket])
    by_bot = (kind == "bot_reply") | ((kind == "solved") & frame["bot_only"].to_numpy()[ticket])
    by_customer = np.isin(kind, ("created", "customer_message", "reopened"))
    team = service.specialists(frame["topic"].to_numpy())[ticket]
    return pd.DataFrame(
        {
            "ticket_id": ticket_ids(ticket),
            "nr": happened["nr"],
            "at": stamps(happened["at"].to_numpy()),
            "kind": kind,
            "actor": np.where(by_customer, "customer", np.where(by_bot, "bot", agent)),
            "team": pd.Series(team, dtype=object).where(kind == "transferred", None),
        }
    )


def owners(frame: pd.DataFrame) -> pd.DataFrame:
    """The agents of each ticket: `first`, and `second` after it was passed on."""
    home, away = service.home_team(frame["channel"].to_numpy()), service.specialists(frame["topic"].to_numpy())
    return pd.DataFrame({"first": service.agents("agent", home), "second": service.agents("specialist", away)})


def ticket_table(
    frame: pd.DataFrame, happened: pd.DataFrame, owner: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """The tickets, with everything that their events say counted from those."""
    customer = frame["customer"].to_numpy()
    language = people["language"].to_numpy()[customer]
    topic = names(TOPICS, frame["topic"].to_numpy())
    facts = pd.DataFrame({"ticket_id": ticket_ids(np.arange(TICKETS))})
    facts["created_at"] = stamps(frame["created"].to_numpy())
    facts = facts.join(_course(frame, happened))
    facts["subject"] = subjects(topic, language, uniform("subject", TICKETS))
    facts["language"], facts["channel"] = language, channel_names(frame)
    facts["priority"], facts["topic"] = names(PRIORITIES, frame["priority"].to_numpy()), topic
    facts["customer_id"], facts["product"] = ids(customer), product_names(frame)
    return facts.join(_people(frame, facts, owner)).join(_queue(frame, happened, facts))


def _course(frame: pd.DataFrame, happened: pd.DataFrame) -> pd.DataFrame:
    """Stamps and state. Given up: closed without ever being solved."""
    first_solved, last_solved = _when(happened, "solved", "min"), _when(happened, "solved", "max")
    reopened, answered = _when(happened, "reopened", "max"), _when(happened, "agent_reply", "min")
    given_up = np.where(frame["gives_up"], frame["created"] + frame["waited"], NEVER)
    undone = (last_solved == NEVER) | ((reopened < NEVER) & (reopened > last_solved))
    is_open = undone & (given_up > NOW)
    solved = np.where(is_open, NEVER, last_solved)
    closed = np.minimum(np.where(solved < NEVER, solved + CLOSES_AFTER, NEVER), given_up)
    course = {
        "first_response_at": stamps(answered),
        "first_solved_at": stamps(first_solved),
        "solved_at": stamps(solved),
        "closed_at": stamps(closed),
        "is_open": is_open.astype(np.int64),
        "status": _status(is_open, answered < NEVER, closed <= NOW),
    }
    alone = frame["bot_only"].to_numpy() & (answered == NEVER)
    flags = {"bot_only": alone.astype(np.int64), "abandoned": (given_up <= NOW).astype(np.int64)}
    return pd.DataFrame(course).join(_counts(happened)).assign(**flags)


def _status(is_open: Flags, answered: Flags, closed: Flags) -> np.ndarray:
    return np.select([closed, ~is_open, answered], ["closed", "solved", "pending"], "new")


def _counts(happened: pd.DataFrame) -> pd.DataFrame:
    """How often each thing happened to each ticket; the creation is the customer's first message."""
    counted = {
        "agent_replies": _count(happened, "agent_reply"),
        "customer_messages": 1 + _count(happened, "customer_message"),
        "solves": _count(happened, "solved"),
        "reopens": _count(happened, "reopened"),
        "transfers": _count(happened, "transferred"),
        "escalated": _count(happened, "escalated"),
    }
    return pd.DataFrame(counted)


def _people(frame: pd.DataFrame, facts: pd.DataFrame, owner: pd.DataFrame) -> pd.DataFrame:
    """The team and the agent who have the ticket now, and how many agents wrote."""
    home, away = service.home_team(frame["channel"].to_numpy()), service.specialists(frame["topic"].to_numpy())
    moved, answered = (facts["transfers"] > 0).to_numpy(), (facts["agent_replies"] > 0).to_numpy()
    agent = pd.Series(np.where(moved, owner["second"], owner["first"]), dtype=object)
    agents = answered + (moved & (facts["agent_replies"] > 1).to_numpy()).astype(np.int64)
    team = np.where(moved, away, home)
    return pd.DataFrame({"team": team, "agent": agent.where(answered, None), "agents": agents})


def _queue(frame: pd.DataFrame, happened: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Seconds in the queue of live channels, seconds on hold, and whether the promise was kept (as the desk says)."""
    channel, created = frame["channel"].to_numpy(), frame["created"].to_numpy()
    begun, ended = _when(happened, "hold_start", "min"), _when(happened, "hold_end", "min")
    held = np.where(ended < NEVER, ended - begun, 0)
    promised = of_channel("promised", channel)
    wait = np.where(facts["first_response_at"].notna(), frame["waited"], NOW - created)
    known = facts["first_response_at"].notna() | ((facts["is_open"] == 1) & (wait > promised))
    queued = service.LIVE[channel] & (facts["first_response_at"].notna() | (facts["abandoned"] == 1))
    return pd.DataFrame(
        {
            "queue_seconds": pd.Series(frame["waited"], dtype="Int64").where(queued, None),
            "hold_seconds": held,
            "promised_seconds": promised,
            "sla_met": pd.Series((wait <= promised).astype(np.int64), dtype="Int64").where(known, None),
        }
    )


def _when(happened: pd.DataFrame, kind: str, which: str) -> Ints:
    """The first or last time of one kind of event, for each ticket; NEVER where there is none."""
    found = happened[happened["kind"] == kind].groupby("ticket")["at"].agg(which)
    return np.asarray(found.reindex(range(TICKETS), fill_value=NEVER), dtype=np.int64)


def _count(happened: pd.DataFrame, kind: str) -> Ints:
    return np.bincount(happened.loc[happened["kind"] == kind, "ticket"], minlength=TICKETS)
