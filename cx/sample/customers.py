"""The customers: who they are, when they joined, and who would have left anyway."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cx.sample.draws import first_shares, normal, pick, position, uniform
from cx.sample.parameters import (
    CUSTOMERS,
    DAY,
    MONTHLY_PRICE,
    NOT_GIVEN,
    PLANS,
    REGIONS,
    SEGMENTS,
    START,
    YEARLY_LOSS,
    Floats,
    Ints,
)
from cx.sample.service import NEVER, NOW

BEGAN = int(START.astype(np.int64))
TRADES = ("Bakery", "Studio", "Garage", "Florist", "Print", "Tailor", "Cafe", "Books", "Timber", "Optics", "Toys")


def people() -> pd.DataFrame:
    """All customers before anybody answers: `joined`, `left` (whole days, in seconds; NEVER), `weight` (how much they
    write), and their segment, plan, region and language."""
    frame = pd.DataFrame({"joined": _joined()})
    lifetime = -np.log1p(-uniform("lifetime", CUSTOMERS)) / YEARLY_LOSS * 365 * DAY
    began = np.maximum(frame["joined"].to_numpy(), BEGAN)
    left = (began + lifetime).astype(np.int64) // DAY * DAY
    frame["left"] = np.where(left <= NOW, np.maximum(left, frame["joined"] + DAY), NEVER)
    frame["weight"] = np.exp(0.6 * normal("weight", CUSTOMERS))
    frame["segment"] = np.array(list(SEGMENTS))[pick("segment", SEGMENTS, CUSTOMERS)]
    frame["plan"] = _within("plan", frame["segment"].to_numpy(), PLANS)
    frame["region"] = np.array(list(REGIONS))[pick("region", first_shares(REGIONS), CUSTOMERS)]
    languages = {region: row[1] for region, row in REGIONS.items()}
    frame["language"] = _within("language", frame["region"].to_numpy(), languages)
    return frame


def _joined() -> Ints:
    """Most were there before the data begin, since 2018; the rest came ever since."""
    before = uniform("joined before", CUSTOMERS) < 0.64
    fraction = uniform("joined", CUSTOMERS)
    old = BEGAN - (1 - fraction**0.6) * 6.6 * 365 * DAY
    new = BEGAN + fraction * (NOW - BEGAN)
    return np.where(before, old, new).astype(np.int64) // DAY * DAY


def _within(purpose: str, outer: np.ndarray, shares: dict[str, dict[str, float]]) -> np.ndarray:
    """One value for each row, by the shares that hold for its outer value."""
    draws, chosen = uniform(purpose, len(outer)), np.empty(len(outer), dtype=object)
    for value, inner in shares.items():
        rows = outer == value
        chosen[rows] = np.array(list(inner))[position(draws[rows], list(inner.values()))]
    return chosen


def table(frame: pd.DataFrame, last_seen: Ints) -> pd.DataFrame:
    """The customers as their file has them.

    frame: `people`, with `left` (seconds, NEVER for those still there) as it came; last_seen: (CUSTOMERS,) seconds, 0
    for those who never wrote.
    """
    left = frame["left"].to_numpy()
    known = pd.DataFrame({"customer_id": ids(np.arange(CUSTOMERS))})
    trade = np.array(TRADES)[pick("trade", dict.fromkeys(TRADES, 1.0), CUSTOMERS)]
    known["name"] = np.char.add(np.char.add(trade, " "), np.arange(1, CUSTOMERS + 1).astype(str))
    for name in ("segment", "plan", "region", "language"):
        given = uniform(f"{name} given", CUSTOMERS) >= NOT_GIVEN.get(name, 0.0)
        known[name] = frame[name].where(given, None)
    known["joined_on"] = dates(frame["joined"].to_numpy())
    known["left_on"] = dates(np.where(left <= NOW, left, 0))
    active = np.minimum(np.maximum(last_seen, frame["joined"].to_numpy()), np.minimum(left, NOW))
    known["last_active_on"] = dates(active)
    return known.join(_money(frame, np.minimum(left, NOW)))


def _money(frame: pd.DataFrame, until: Ints) -> pd.DataFrame:
    """One order a month, at the price of the plan, give or take; the first at a lower one."""
    price = frame["plan"].map(MONTHLY_PRICE).to_numpy() * np.exp(0.25 * normal("price", CUSTOMERS))
    months = np.where(price > 0, (until - frame["joined"].to_numpy()) // (30 * DAY) + 1, 0)
    first: Floats = np.round(price * 0.8, 2)
    revenue = np.round(first + price * np.maximum(months - 1, 0), 2)
    return pd.DataFrame({"revenue": np.where(months > 0, revenue, 0.0), "orders": months, "first_order_value": first})


def ids(positions: Ints) -> np.ndarray:
    """Customer ids from positions."""
    return np.char.add("C", np.char.zfill((positions + 1).astype(str), 5))


def dates(seconds: Ints) -> pd.Series:
    """Days as datetime64[s]; missing where seconds are 0."""
    days = pd.Series((seconds // DAY * DAY).astype("datetime64[s]"))
    return days.where(seconds > 0)
