"""Which tickets are rated, how well, by whom, and who leaves after a bad rating.

A score is a standard normal law moved up or down by its channel, its product, the wait, the customer's mood and the
stories, and cut into the steps of the scale.
"""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

import numpy as np
import pandas as pd

from cx.sample.draws import borders, normal, smallest, uniform
from cx.sample.parameters import (
    ANSWERS,
    CUSTOMERS,
    DAY,
    HOUR,
    LEAVING_CHANCE,
    OUTAGE_LEVEL,
    PRODUCTS,
    RELEASE_LEVEL,
    TICKETS,
    TROUBLE_LEVEL,
    Floats,
    Ints,
)
from cx.sample.service import NEVER, NOW, of_channel

#: Shares of the steps of each scale, lowest first, for a group at level 0.
STEPS = {
    "nps": (3.6, 1.6, 2.2, 2.8, 3.4, 6.6, 7.0, 11.5, 17.0, 17.5, 26.8),
    "csat": (7, 8, 14, 33, 38),
    "ces": (7, 12, 21, 33, 27),
    "css": (22, 78),
    "solved": (13, 87),
    "review": (14, 6, 8, 23, 49),
    "satisfaction": (2.5, 1.5, 2.5, 3.5, 7, 8.5, 14, 21, 18, 21.5),
}

#: After which moment a form is sent, and the hours until it is answered: their median and spread.
DELAYS = {"nps": ("created", 22, 0.8), "csat": ("solved", 2.5, 1.3), "service": ("solved", 5.0, 1.2)}
FORM = ("csat", "ces", "solved")  # the questions of the form; all who fill it in answer the first
SPREAD = 1.15  # of all levels and the noise together
STRAIN_WEIGHT = -0.14  # a wait e times as long costs that much


class Asked(NamedTuple):
    """Rated tickets: their positions, when they were answered (seconds), and the level of each before its mood."""

    ticket: Ints
    answered: Ints
    level: Floats


def score(level: Floats, scale: str, lowest: int) -> Ints:
    """The step each level falls on."""
    cuts = borders(list(STEPS[scale])) * SPREAD
    return np.searchsorted(cuts, level, side="right").astype(np.int64) + lowest


def asked(frame: pd.DataFrame, survey: str) -> Asked:
    """The answers to one survey about tickets: nps, service, csat; ces and solved by some of the last."""
    form = FORM[0] if survey in FORM else survey
    answered = _answered(frame, form)
    ticket = smallest(f"rated {form}", answered <= NOW, ANSWERS[form])
    if survey != form:
        ticket = ticket[smallest(f"also {survey}", np.ones(len(ticket), dtype=bool), ANSWERS[survey])]
    level = _levels(frame) + normal(f"score {survey}", TICKETS) + _extra(frame, survey)
    return Asked(ticket, answered[ticket], level[ticket])


def _extra(frame: pd.DataFrame, survey: str) -> Floats:
    """What moves one survey alone: the release makes things easier; trouble makes service look bad."""
    if survey == "ces":
        return np.where(frame["released"], RELEASE_LEVEL, 0.0)
    if survey in ("service", "solved"):
        passed_on, reopened = (frame["passed_on"] < NEVER).to_numpy(), frame["reopened"].to_numpy()
        return np.asarray(passed_on * TROUBLE_LEVEL["passed_on"] + reopened * TROUBLE_LEVEL["reopened"], dtype=float)
    return np.zeros(TICKETS)


def _answered(frame: pd.DataFrame, form: str) -> Ints:
    """nps: a day or so after the contact, solved or not; the others: some hours after the first solution."""
    after, middle, spread = DELAYS[form]
    delay = middle * HOUR * np.exp(spread * normal(f"delay {form}", TICKETS))
    start = frame[after].to_numpy()
    return np.where(start < NEVER, start + 60 + np.minimum(delay, 20 * DAY).astype(np.int64), NEVER)


def _levels(frame: pd.DataFrame) -> Floats:
    product = np.array([level for _, level in PRODUCTS.values()])[frame["product"].to_numpy()]
    strain = STRAIN_WEIGHT * np.clip(frame["strain"].to_numpy(), -2, 4)
    outage = np.where(frame["outage"], OUTAGE_LEVEL, 0.0)
    return np.asarray(of_channel("level", frame["channel"].to_numpy()) + product + strain + outage, dtype=float)


def moods() -> Floats:
    """(CUSTOMERS,) how much better or worse each customer rates everything."""
    return 0.5 * normal("mood", CUSTOMERS)


def whose(frame: pd.DataFrame, customers: pd.DataFrame, nps: Asked, stories: Set[str]) -> tuple[Ints, Ints]:
    """The customer of each ticket, and when each customer leaves (seconds; NEVER).

    Walks through the tickets in order, because who has left writes no more tickets: where the customer drawn is
    not there at that time, the next one who is takes its place.
    """
    drawn = np.searchsorted(np.cumsum(customers["weight"]), uniform("customer", TICKETS) * customers["weight"].sum())
    joined, left = customers["joined"].tolist(), customers["left"].tolist()
    farewell = _farewells(nps, stories)
    mood, cut = moods().tolist(), float(borders(list(STEPS["nps"]))[6] * SPREAD)
    owner = []
    for ticket, (created, customer) in enumerate(zip(frame["created"].tolist(), drawn.tolist(), strict=True)):
        while not joined[customer] <= created < left[customer]:
            customer = (customer + 1) % CUSTOMERS
        owner.append(customer)
        level, leaving = farewell.get(ticket, (0.0, NEVER))
        if leaving < left[customer] and level + mood[customer] < cut:
            left[customer] = leaving
    return np.array(owner), np.array(left)


def _farewells(nps: Asked, stories: Set[str]) -> dict[int, tuple[float, int]]:
    """Tickets after whose answer a detractor would leave: level of the answer, and the day of leaving."""
    chosen = uniform("leaves", TICKETS)[nps.ticket] < (LEAVING_CHANCE if "leaving" in stories else 0.0)
    lag = ((6 + 50 * uniform("leaves after", TICKETS)[nps.ticket]) * DAY).astype(np.int64)
    day = (nps.answered + lag) // DAY * DAY
    pairs = zip(nps.level[chosen].tolist(), day[chosen].tolist(), strict=True)
    return dict(zip(nps.ticket[chosen].tolist(), pairs, strict=True))
