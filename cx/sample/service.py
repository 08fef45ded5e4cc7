"""How tickets are served: channel, times, and everything that happens to each."""

from __future__ import annotations

from collections.abc import Callable, Set

import numpy as np
import pandas as pd

from cx.sample.clock import after_work, arrivals, weekday
from cx.sample.draws import first_shares, normal, pick, position, uniform
from cx.sample.parameters import (
    AS_OF,
    CHANNELS,
    CHAT,
    DAY,
    EMAIL,
    HOUR,
    MINUTE,
    OPEN_SECONDS,
    OUTAGE,
    OUTAGE_FIRST,
    OUTAGE_MOVES,
    OUTAGE_SOLVE,
    PARKED_DAYS,
    PARKED_SHARE,
    PHONE,
    PRIORITIES,
    PRODUCTS,
    RELEASE,
    RELEASE_PRODUCT,
    SHIFT,
    SHIFT_SHARE,
    TEAM_SIZES,
    TICKETS,
    TOPICS,
    WEEKEND_SLOWER,
    Flags,
    Floats,
    Ints,
)

NOW = int(AS_OF.astype(np.int64))
NEVER = 4_000_000_000  # later than any stamp
LIVE = np.array([channel.live for channel in CHANNELS])


def of_channel(name: str, channel: Ints) -> np.ndarray:
    """One column of the table of channels, for each ticket."""
    return np.array([getattr(row, name) for row in CHANNELS])[channel]


def tickets(stories: Set[str]) -> pd.DataFrame:
    """All tickets in order of creation, with what is hidden from the files too.

    Columns of positions: channel, product, topic, priority; of stamps in whole seconds: created, first (a human's
    reply), solved (first time), passed_on, NEVER where it does not happen; flags: bot, bot_only, gives_up, served,
    outage, released, and reopened once `events` were made; waited: seconds to the first reply; strain: log of that over
    what is usual in the channel.
    """
    frame = pd.DataFrame({"created": arrivals()})
    frame["channel"] = _channels(frame["created"].to_numpy(), stories)
    for name, table in (("product", PRODUCTS), ("topic", TOPICS)):
        frame[name] = pick(name, first_shares(table), TICKETS)
    frame["priority"] = pick("priority", PRIORITIES, TICKETS)
    frame["outage"] = OUTAGE.holds(frame["created"].to_numpy()) & (frame["channel"] == CHAT) & ("outage" in stories)
    of_product = frame["product"] == list(PRODUCTS).index(RELEASE_PRODUCT)
    frame["released"] = RELEASE.holds(frame["created"].to_numpy()) & of_product & ("release" in stories)
    _add_fates(frame)
    _add_times(frame, stories)
    return frame


def _channels(created: Ints, stories: Set[str]) -> Ints:
    """By shares laid end to end; a story only moves the border between e-mail and chat, or some chats to the phone."""
    draws = uniform("channel", TICKETS)
    channel = position(draws, [row.share for row in CHANNELS])
    if "shift" in stories:
        moved = draws >= CHANNELS[EMAIL].share - SHIFT_SHARE
        channel = np.where(SHIFT.holds(created) & (channel == EMAIL) & moved, CHAT, channel)
    if "outage" in stories:
        gone = uniform("outage moves", TICKETS) < OUTAGE_MOVES
        channel = np.where(OUTAGE.holds(created) & (channel == CHAT) & gone, PHONE, channel)
    return channel


def _add_fates(frame: pd.DataFrame) -> None:
    """Which tickets a bot answers, a bot solves, the customer gives up, an agent passes on."""
    channel = frame["channel"].to_numpy()
    frame["bot"] = uniform("bot", TICKETS) < of_channel("bot", channel)
    frame["bot_only"] = frame["bot"] & (uniform("bot only", TICKETS) < 0.22) & ~frame["outage"]
    frame["gives_up"] = ~frame["bot_only"] & (uniform("gives up", TICKETS) < of_channel("gives_up", channel))
    frame["served"] = ~(frame["bot_only"] | frame["gives_up"])


def _add_times(frame: pd.DataFrame, stories: Set[str]) -> None:
    """First reply and first solution, as if nobody ever looked at the clock of the export."""
    created, channel = frame["created"].to_numpy(), frame["channel"].to_numpy()
    open_days, luck = 5 if "weekends" in stories else 7, normal("first reply", TICKETS)
    wait = _wait(frame, luck, open_days)
    first = _reached(created, wait + 4, channel, open_days)
    solved = _reached(first, _work(frame, luck) + 20, channel, open_days)
    by_bot = created + 30 + (240 * uniform("bot solves", TICKETS)).astype(np.int64)
    frame["first"] = np.where(frame["served"], first, NEVER)
    frame["solved"] = np.where(frame["bot_only"], by_bot, np.where(frame["gives_up"], NEVER, solved))
    frame["waited"] = np.where(frame["gives_up"], (wait * 1.5).astype(np.int64) + 10, first - created)
    frame["strain"] = np.where(frame["served"], np.log(frame["waited"] / of_channel("first", channel)), 0.0)


def _wait(frame: pd.DataFrame, luck: Floats, open_days: int) -> Floats:
    """Seconds of work that pass until the first reply."""
    created, channel = frame["created"].to_numpy(), frame["channel"].to_numpy()
    usual = of_channel("first", channel) * np.exp(of_channel("first_spread", channel) * luck)
    factor = np.where(frame["outage"], OUTAGE_FIRST, 1.0) * _weekend_factor(created, channel, open_days)
    return np.asarray(usual * factor, dtype=float)


def _work(frame: pd.DataFrame, luck: Floats) -> Floats:
    """Seconds of work from there to the solution; who waited long for the one waits long for the other."""
    channel = frame["channel"].to_numpy()
    topic_factor = np.array([row[1] for row in TOPICS.values()])[frame["topic"].to_numpy()]
    usual = of_channel("solve", channel) * topic_factor * np.where(frame["outage"], OUTAGE_SOLVE, 1.0)
    spread = np.exp(of_channel("solve_spread", channel) * (0.3 * luck + 0.95 * normal("solution", TICKETS)))
    return np.asarray(usual * spread + _parked(), dtype=float)


def _parked() -> Floats:
    """Seconds that some tickets wait for somebody else: a bank, a release."""
    days = -PARKED_DAYS * np.log1p(-uniform("parked days", TICKETS))
    return np.where(uniform("parked", TICKETS) < PARKED_SHARE, days * OPEN_SECONDS, 0.0)


def _weekend_factor(created: Ints, channel: Ints, open_days: int) -> Floats:
    return np.where(LIVE[channel] & (weekday(created) >= open_days), WEEKEND_SLOWER, 1.0)


def _reached(start: Ints, work: Floats, channel: Ints, open_days: int) -> Ints:
    whole = work.astype(np.int64)
    return np.where(LIVE[channel], start + whole, after_work(start, whole, open_days))


def events(frame: pd.DataFrame, stories: Set[str]) -> pd.DataFrame:
    """Everything that happened up to the as-of time: `ticket` (position), `at` (seconds), `kind`, in order."""
    parts = [*_beginnings(frame), *_rounds(frame), *_detours(frame), *_endings(frame, stories)]
    ticket = np.concatenate([np.flatnonzero(which) for _, which, _ in parts])
    at = np.concatenate([stamps[which] for _, which, stamps in parts])
    kind = np.concatenate([np.full(int(which.sum()), name) for name, which, _ in parts])
    order = np.concatenate([np.full(int(which.sum()), place) for place, (_, which, _) in enumerate(parts)])
    happened = pd.DataFrame({"ticket": ticket, "at": at, "kind": kind, "order": order})
    happened = happened[happened["at"] <= NOW].sort_values(["ticket", "at", "order"], ignore_index=True)
    happened["nr"] = happened.groupby("ticket").cumcount() + 1
    return happened.drop(columns="order")


#: A kind of event, the tickets it happens to, and when it does (read only for those tickets).
Part = tuple[str, Flags, Ints]


def _beginnings(frame: pd.DataFrame) -> list[Part]:
    created, served = frame["created"].to_numpy(), frame["served"].to_numpy()
    greeted = created + 2 + (5 * uniform("bot greets", TICKETS)).astype(np.int64)
    return [
        ("created", np.ones(TICKETS, dtype=bool), created),
        ("bot_reply", frame["bot"].to_numpy(), greeted),
        ("agent_reply", served, frame["first"].to_numpy()),
    ]


def _between(frame: pd.DataFrame) -> Callable[[Floats | float], Ints]:
    """From a fraction of the way between first reply and solution to its stamp."""
    first, solved = frame["first"].to_numpy(), frame["solved"].to_numpy()
    return lambda fraction: first + ((solved - first) * fraction).astype(np.int64)


def _rounds(frame: pd.DataFrame) -> list[Part]:
    """Further rounds of messages, each less likely than the one before; most begin with the customer."""
    at, more = _between(frame), of_channel("more", frame["channel"].to_numpy())
    goes_on, parts = frame["served"].to_numpy(), []
    for number in (1, 2, 3):
        goes_on = goes_on & (uniform(f"round {number}", TICKETS) < more)
        asks = goes_on & (uniform(f"asks {number}", TICKETS) < 0.75)
        place = 0.3 * (number - 1) + 0.25 * uniform(f"when {number}", TICKETS)
        parts += [("customer_message", asks, at(place)), ("agent_reply", goes_on, at(place + 0.05))]
    return parts


def _detours(frame: pd.DataFrame) -> list[Part]:
    """Passed on to specialists, escalated, put on hold."""
    at, served = _between(frame), frame["served"].to_numpy()
    frame["passed_on"] = np.where(served & (uniform("passed on", TICKETS) < 0.12), at(0.02), NEVER)
    held = served & (uniform("held", TICKETS) < 0.09)
    until = 0.5 + 0.4 * uniform("held until", TICKETS)
    return [
        ("transferred", (frame["passed_on"] < NEVER).to_numpy(), frame["passed_on"].to_numpy()),
        ("escalated", served & (uniform("escalated", TICKETS) < 0.035), at(0.6)),
        ("hold_start", held, at(0.35)),
        ("hold_end", held, at(until)),
    ]


def _endings(frame: pd.DataFrame, stories: Set[str]) -> list[Part]:
    """Solved; sometimes opened again, answered and solved again."""
    channel, solved = frame["channel"].to_numpy(), frame["solved"].to_numpy()
    ends, open_days = solved < NEVER, 5 if "weekends" in stories else 7
    parts = [("solved", ends, solved)]
    frame["reopened"] = False
    for number, chance in ((1, 0.07), (2, 0.15)):
        ends = ends & (uniform(f"reopened {number}", TICKETS) < chance)
        frame["reopened"] |= ends
        pause = 20 * HOUR * np.exp(1.0 * normal(f"pause {number}", TICKETS))
        back = solved + np.minimum(pause, 6 * DAY).astype(np.int64)
        work = 3 * HOUR * np.exp(1.0 * normal(f"again {number}", TICKETS))
        reply = _reached(back, work, channel, open_days)
        solved = reply + 5 * MINUTE + (work * 0.5).astype(np.int64)
        parts += [("reopened", ends, back), ("agent_reply", ends, reply), ("solved", ends, solved)]
    return parts


def home_team(channel: Ints) -> np.ndarray:
    """The team a ticket starts with."""
    return of_channel("team", channel)


def specialists(topic: Ints) -> np.ndarray:
    """The team a ticket is passed on to."""
    return np.array([row[2] for row in TOPICS.values()])[topic]


def agents(purpose: str, team: np.ndarray) -> np.ndarray:
    """A member of each team, some of whom work more than others; numbered through the whole company."""
    offsets = dict(zip(TEAM_SIZES, np.cumsum([0, *TEAM_SIZES.values()])[:-1], strict=True))
    sizes = pd.Series(team).map(TEAM_SIZES).to_numpy()
    member = np.floor(uniform(purpose, len(team)) ** 1.3 * sizes).astype(np.int64)
    numbers = member + pd.Series(team).map(offsets).to_numpy() + 1
    return np.char.add("agent ", np.char.zfill(numbers.astype(str), 2))
