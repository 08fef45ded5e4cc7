"""When tickets arrive, and how long work takes in a desk's opening hours."""

from __future__ import annotations

import numpy as np

from cx.sample.draws import uniform
from cx.sample.parameters import (
    AS_OF,
    DAY,
    GROWTH,
    HOUR,
    HOURS,
    MONTHS,
    OPEN_SECONDS,
    OPENS,
    QUIET_DAYS,
    START,
    TICKETS,
    WEEKDAYS,
    Floats,
    Ints,
)


def arrivals() -> Ints:
    """(TICKETS,) stamps of creation in whole seconds since 1970, rising."""
    hours = np.arange(START, AS_OF, np.timedelta64(1, "h"))
    cumulated = np.concatenate([[0.0], np.cumsum(_intensity(hours))])
    draws = np.sort(uniform("arrivals", TICKETS)) * cumulated[-1]
    position = np.interp(draws, cumulated, np.arange(len(hours) + 1))
    seconds: Ints = np.floor(position * HOUR).astype(np.int64)
    return int(START.astype(np.int64)) + seconds


def _intensity(hours: np.ndarray) -> Floats:
    """How busy each hour is: growth, month, weekday, hour of the day, holidays."""
    days = hours.astype("datetime64[D]")
    growth = 1 + (GROWTH - 1) * np.linspace(0, 1, len(hours))
    month = np.array(MONTHS)[hours.astype("datetime64[M]").astype(np.int64) % 12]
    rhythm = np.array(WEEKDAYS)[weekday(hours.astype(np.int64))]
    quiet = np.isin(np.array([str(day)[5:] for day in days]), QUIET_DAYS)
    clock = np.array(HOURS)[hours.astype("datetime64[h]").astype(np.int64) % 24]
    return np.asarray(growth * month * rhythm * clock * np.where(quiet, 0.3, 1.0), dtype=float)


def weekday(seconds: Ints) -> Ints:
    """0 for Monday .. 6 for Sunday (1 January 1970 was a Thursday)."""
    return np.asarray((seconds // DAY + 3) % 7)


def after_work(start: Ints, work: Ints, days: int) -> Ints:
    """The stamp at which `work` seconds of opening hours have passed since `start`.

    days: open days of a week from Monday on, 5 or 7. Work that begins while closed waits for the next opening.
    """
    day = start // DAY + 3
    open_today = day % 7 < days
    today = np.where(open_today, np.clip(start % DAY - OPENS, 0, OPEN_SECONDS), 0)
    done = (day // 7 * days + np.minimum(day % 7, days)) * OPEN_SECONDS + today + work
    opened = done // OPEN_SECONDS
    return np.asarray((opened // days * 7 + opened % days - 3) * DAY + OPENS + done % OPEN_SECONDS)
