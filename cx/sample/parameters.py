"""The sample company in tables: what it sells, through which channels it serves, and the stories planted in it.

Everything is in UTC. Times of service are medians and spreads of log-normal laws; levels move the scores of a
group up or down on the scale of a standard normal law (`cx/sample/scoring.py`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SEED = 45
START = np.datetime64("2024-09-02T00:00:00")  # a Monday
AS_OF = np.datetime64("2026-08-26T14:00:00")  # a Wednesday: the last week and month are unfinished
LAST_MONDAY = np.datetime64("2026-08-24T00:00:00")
TICKETS, CUSTOMERS = 60_000, 8_000

#: Answers by survey; csat, ces and solved are three questions of one form.
ANSWERS = {
    "nps": 22_500,
    "web-2025": 1_500,
    "csat": 11_400,
    "ces": 9_000,
    "pulse": 600,
    "service": 2_000,
    "solved": 2_400,
    "store-reviews": 800,
    "again": 1_400,
}

DAY, HOUR, MINUTE = 86_400, 3_600, 60
OPENS, OPEN_SECONDS = 6 * HOUR, 12 * HOUR  # the desk works 06:00-18:00


class Channel(NamedTuple):
    """share: of all tickets; first, solve: median seconds to the first response and from there to the solution;
    live: answered around the clock, else in working hours; promised: target of the first response; more: chance of
    one more round of messages; bot: chance that a bot answers first; gives_up: chance that the customer hangs up."""

    name: str
    share: float
    first: float
    first_spread: float
    solve: float
    solve_spread: float
    live: bool
    promised: int
    more: float
    bot: float
    gives_up: float
    level: float
    team: str


#: E-mail and chat come first and side by side: the shift of volume moves the border between them.
CHANNELS = (
    Channel("e-mail", 0.42, 1.6 * HOUR, 1.0, 4.0 * HOUR, 1.2, False, 4 * HOUR, 0.34, 0.0, 0.0, 0.44, "Mail desk"),
    Channel("chat", 0.24, 70.0, 0.8, 14 * MINUTE, 1.1, True, 2 * MINUTE, 0.42, 0.4, 0.03, -0.36, "Chat desk"),
    Channel("phone", 0.14, 50.0, 0.9, 8 * MINUTE, 0.9, True, 2 * MINUTE, 0.10, 0.0, 0.05, 0.12, "Phone desk"),
    Channel("web form", 0.10, 2.6 * HOUR, 1.0, 6.0 * HOUR, 1.2, False, 4 * HOUR, 0.30, 0.0, 0.0, 0.18, "Mail desk"),
    Channel("messenger", 0.06, 8 * MINUTE, 1.0, 50 * MINUTE, 1.2, True, HOUR, 0.40, 0.3, 0.01, -0.05, "Social desk"),
    Channel("social", 0.04, 28 * MINUTE, 1.1, 2.5 * HOUR, 1.2, False, HOUR, 0.25, 0.0, 0.0, -0.25, "Social desk"),
)
EMAIL, CHAT, PHONE = 0, 1, 2

#: Product: share of tickets, level of its scores.
PRODUCTS = {"Shop": (0.40, -0.05), "Ledger": (0.28, 0.10), "Payments": (0.20, -0.02), "Mobile": (0.12, 0.05)}

#: Topic: share of tickets, how much longer or shorter its solution takes, who gets it when it is passed on.
TOPICS = {
    "invoice": (0.17, 1.0, "Billing"),
    "payment": (0.15, 1.2, "Billing"),
    "sign-in": (0.14, 0.5, "Technical"),
    "error": (0.17, 2.0, "Technical"),
    "how-to": (0.15, 0.7, "Technical"),
    "integration": (0.09, 2.2, "Technical"),
    "plan": (0.07, 0.9, "Billing"),
    "data import": (0.06, 1.8, "Technical"),
}
TEAM_SIZES = {"Mail desk": 13, "Chat desk": 10, "Phone desk": 7, "Social desk": 5, "Technical": 8, "Billing": 5}
PRIORITIES = {"low": 0.18, "normal": 0.62, "high": 0.16, "urgent": 0.04}

SEGMENTS = {"self-employed": 0.34, "small business": 0.41, "mid-size": 0.19, "enterprise": 0.06}
PLANS = {
    "self-employed": {"free": 0.55, "basic": 0.40, "pro": 0.05},
    "small business": {"free": 0.20, "basic": 0.55, "pro": 0.25},
    "mid-size": {"basic": 0.30, "pro": 0.60, "custom": 0.10},
    "enterprise": {"pro": 0.35, "custom": 0.65},
}
MONTHLY_PRICE = {"free": 0.0, "basic": 29.0, "pro": 89.0, "custom": 640.0}

#: Region: share of customers and of each language in it.
REGIONS = {
    "Lithuania": (0.46, {"lt": 0.80, "ru": 0.08, "en": 0.12}),
    "Latvia": (0.20, {"ru": 0.52, "en": 0.42, "lt": 0.06}),
    "Estonia": (0.14, {"ru": 0.40, "en": 0.60}),
    "Poland": (0.12, {"en": 0.84, "ru": 0.12, "lt": 0.04}),
    "Nordics": (0.08, {"en": 0.97, "lt": 0.03}),
}

WEEKDAYS = (1.22, 1.12, 1.06, 1.02, 0.94, 0.44, 0.38)  # Monday first
HOURS = (2, 1, 1, 1, 2, 8, 30, 62, 86, 92, 88, 76, 72, 78, 80, 74, 58, 40, 26, 20, 16, 12, 7, 4)
MONTHS = (1.03, 1.0, 1.02, 0.99, 0.98, 0.96, 0.9, 0.95, 1.06, 1.05, 1.06, 1.0)  # January first
QUIET_DAYS = ("12-24", "12-25", "12-26", "12-31", "01-01", "05-01")
PARKED_SHARE, PARKED_DAYS = 0.05, 30  # tickets that wait for something else, and for how long on average
GROWTH = 1.6  # tickets a day at the end, for each at the start

#: Shares of values that the source left empty.
NOT_GIVEN = {"channel": 0.005, "product": 0.012, "segment": 0.02, "region": 0.015}


class Span(NamedTuple):
    """From its first instant up to, not including, its last."""

    first: np.datetime64
    end: np.datetime64

    def holds(self, seconds: Ints) -> Flags:
        """Which stamps (whole seconds since 1970) lie inside."""
        stamps = seconds.astype("datetime64[s]")
        return np.asarray((stamps >= self.first) & (stamps < self.end))


#: The stories, each a switch of `generate`.
STORIES = frozenset({"outage", "shift", "release", "one_to_ten", "weekends", "leaving"})

OUTAGE = Span(np.datetime64("2025-11-10"), np.datetime64("2025-11-24"))  # chat, two weeks
OUTAGE_MOVES = 0.25  # of its tickets come by phone instead
OUTAGE_FIRST, OUTAGE_SOLVE, OUTAGE_LEVEL = 25.0, 10.0, -0.95  # slower, slower, and worse liked
SHIFT = Span(np.datetime64("2026-04-01"), AS_OF + np.timedelta64(1, "s"))  # the site offers chat first
SHIFT_SHARE = 0.25  # of all tickets go from e-mail to chat
RELEASE = Span(np.datetime64("2026-07-27"), AS_OF + np.timedelta64(1, "s"))  # Shop 4.2
RELEASE_PRODUCT, RELEASE_LEVEL = "Shop", 1.05
ONE_TO_TEN = "web-2025"
WEB_SPAN = Span(np.datetime64("2025-02-03"), np.datetime64("2025-12-20"))
WEEKEND_SLOWER = 5.0  # live channels; the others wait for Monday
LEAVING_CHANCE = 0.12  # of a detractor to leave within 60 days
YEARLY_LOSS = 0.07  # of customers, whatever they answered

TROUBLE_LEVEL = {"passed_on": -0.5, "reopened": -0.9}  # what it costs service and solved

#: Portals on which customers review: share of the reviews. Replies: share of the reviews that get one, by stars.
PORTALS = {"app store": 0.62, "map portal": 0.38}
REPLIED_SHARE = (0.78, 0.72, 0.55, 0.34, 0.30)

#: Of the first, second, third and every further invitation within 90 days: share of all; who answers; who opts out.
INVITED_SHARE = (0.52, 0.27, 0.14, 0.07)
ANSWERED_SHARE = (0.36, 0.27, 0.19, 0.12)
OPTED_OUT_SHARE = (0.010, 0.022, 0.045, 0.090)
DELIVERED_SHARE = 0.975

#: Every second Monday some of the panel are asked whether they would buy again.
PANEL, PANEL_ASKED = 900, 0.2
PANEL_MONDAYS = np.arange("2024-10-07", "2026-08-24", 14, dtype="datetime64[D]")


class Question(NamedTuple):
    """A survey as its own rows declare it (the columns of the answers' file)."""

    measure: str
    scale_low: int
    scale_high: int
    kind: str
    anonymous: int
    headline: int
    wording: str


QUESTIONS = {
    "nps": Question("nps", 0, 10, "relational", 0, 1, "How likely are you to recommend us to a colleague?"),
    "web-2025": Question("nps", 0, 10, "relational", 0, 0, "Would you recommend us? 10: very likely"),
    "csat": Question("csat", 1, 5, "transactional", 0, 1, "How satisfied are you with the help you received?"),
    "ces": Question("ces", 1, 5, "transactional", 0, 1, "How easy was it to get this done? 5: very easy"),
    "pulse": Question("csat", 1, 5, "relational", 1, 0, "How satisfied are you with us overall? (anonymous)"),
    "service": Question("css", 0, 1, "transactional", 0, 1, "Are you satisfied with our service?"),
    "solved": Question("solved", 0, 1, "transactional", 0, 1, "Was your request solved?"),
    "store-reviews": Question("review", 1, 5, "relational", 0, 1, "Stars on review portals"),
    "again": Question("satisfaction", 1, 10, "relational", 0, 1, "Would you buy again? 10: certainly"),
}
