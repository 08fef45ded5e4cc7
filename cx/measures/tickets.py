"""What happens to tickets: reopened, passed on, promised, confirmed; when they come, and how many come and go."""

from __future__ import annotations

import numpy as np

from cx import bins
from cx.measures.entry import Measure
from cx.measures.reading import WEEK, Floats, Ints, Reading, Values, among, chosen, count, mark, share
from cx.surveys import Survey

#: Codes that `cx/store` writes and readings read: of a promise (pending: neither met nor missed yet; no promise: others
#: were given one), of a solution (not rated: the customer has said nothing of it), and of an event of the flow.
MISSED, MET, PENDING, NO_PROMISE = 0, 1, 2, 3
UNCONFIRMED, CONFIRMED, NOT_RATED = 0, 1, 2
OPENED, REOPENED, SOLVED = 1, 2, 3

NIGHT_ENDS, NIGHT_BEGINS, SATURDAY = 8, 20, 5


def _happened(counts: Ints, _: Survey | None, __: int) -> Floats:
    return np.where(counts >= 0, (counts > 0).astype(float), np.nan)


def _times(counts: Ints, _: Survey | None, __: int) -> Floats:
    return np.where(counts >= 0, counts.astype(float), np.nan)


def _of_hours(test: Values) -> Values:
    def values(hours: Ints, survey: Survey | None, parameter: int) -> Floats:
        return np.where(hours >= 0, test(hours, survey, parameter), np.nan)

    return values


def _night(hours: Ints, _: Survey | None, __: int) -> Floats:
    return ((hours % 24 < NIGHT_ENDS) | (hours % 24 >= NIGHT_BEGINS)).astype(float)


def _weekend(hours: Ints, _: Survey | None, __: int) -> Floats:
    return (hours // 24 >= SATURDAY).astype(float)


def _any(codes: Ints, _: Survey | None, __: int) -> Floats:
    return np.where(codes >= 0, 1.0, np.nan)


def _came_less_went(codes: Ints, _: Survey | None, __: int) -> Floats:
    came = np.isin(codes, (OPENED, REOPENED)).astype(float)
    return np.where(codes >= 0, came - (codes == SOLVED), np.nan)


def _of_column(name: str, column: str, title: str, says: str, per_ticket: str, settles: int = 0) -> Measure:
    """How often something happened to a ticket; the bins are the number of times."""
    readings = (
        share("share", _happened, "low", title=mark("share"), says=says, settles=settles),
        Reading("per_ticket", "sample_mean", "number", "low", _times, title=mark("per ticket"), says=per_ticket,
                settles=settles),
    )  # fmt: skip
    return Measure(name, "tickets", column, "created", readings, (column,), "tickets", title=title)


MEASURES = (
    _of_column("reopen", "reopens", mark("Reopened"),
               mark("Tickets reopened after they were solved, as a share of tickets."),
               mark("How often a ticket is reopened, as a mean over all tickets."), WEEK),
    _of_column("transfer", "transfers", mark("Transferred"),
               mark("Tickets handed to another team or agent, as a share of tickets."),
               mark("How often a ticket is handed on, as a mean over all tickets.")),
    Measure(
        "escalation", "tickets", "escalated", "created",
        (share("share", _happened, "low", title=mark("share"),
               says=mark("Tickets that were escalated, as a share of tickets.")),),
        ("escalated",), "tickets", title=mark("Escalated"),
    ),
    Measure(
        "sla", "tickets", "sla", "created",
        (
            share("share", among((MET,), (MISSED,)), title=mark("share"), says=mark(
                "Tickets that kept their promised time, as a share of those that kept or missed it; pending ones are "
                "left out.")),
            share("least", among((MET,), (MISSED, PENDING)), title=mark("at least"), says=mark(
                "Promises kept as a share of all promises, as if every pending one were missed.")),
            share("most", among((MET, PENDING), (MISSED,)), title=mark("at most"), says=mark(
                "Promises kept as a share of all promises, as if every pending one were kept.")),
            share("pending", among((PENDING,), (MET, MISSED)), "none", title=mark("pending"),
                  says=mark("Promises neither kept nor missed yet, as a share of all promises.")),
        ),
        (), "tickets", {PENDING: "pending", NO_PROMISE: "no_promise"}, title=mark("Promise kept"),
    ),
    Measure(
        "confirmed", "tickets", "confirmed", "solved",
        (
            share("of_solved", among((CONFIRMED,), (UNCONFIRMED, NOT_RATED)), settles=WEEK, title=mark("of all solved"),
                  says=mark(
                "Solved tickets whose customer was satisfied and did not say otherwise, as a share of all solved "
                "tickets; who was not asked or did not answer confirms nothing.")),
            share("of_rated", among((CONFIRMED,), (UNCONFIRMED,)), title=mark("of those rated"), says=mark(
                "Solved tickets whose customer was satisfied and did not say otherwise, as a share of those with an "
                "answer.")),
        ),
        (), "tickets", {NOT_RATED: "not_rated"}, says_so=("csat", "css", "solved"), title=mark("Confirmed solved"),
    ),
    Measure(
        "arrivals", "tickets", "created_hour", "created",
        (
            count("arrived", _any, title=mark("arrived"), says=mark("Tickets created.")),
            share("weekend", _of_hours(_weekend), "none", apart=True, title=mark("at the weekend"),
                  says=mark("Tickets created on Saturday or Sunday, as a share of tickets.")),
            share("night", _of_hours(_night), "none", apart=True, title=mark("at night"),
                  says=mark("Tickets created from 20:00 to 08:00, as a share of tickets.")),
        ),
        ("created_at",), "tickets", title=mark("Arrivals"), says=mark("When requests come, by hour of the week."),
    ),
    Measure(
        "flow", "ticket_events", "flow", "at",
        (
            count("net", _came_less_went, "low", signed=True, title=mark("more opened than solved"), says=mark(
                "Tickets opened and reopened, less those solved: by how much the number of open tickets grew.")),
            count("opened", chosen(OPENED), title=mark("opened"), says=mark("Tickets opened.")),
            count("reopened", chosen(REOPENED), "low", apart=True, title=mark("reopened"),
                  says=mark("Tickets opened again.")),
            count("solved", chosen(SOLVED), "high", title=mark("solved"), says=mark("Tickets solved.")),
            Reading("keeping_up", "ratio", "percent", "high", chosen(SOLVED), base=chosen(OPENED, REOPENED),
                    title=mark("solved for each opened"),
                    says=mark("Tickets solved, as a percentage of those opened and reopened.")),
        ),
        (), "events", {bins.TIME_UNKNOWN: "time_unknown"}, title=mark("Flow"),
        says=mark("Tickets opened, reopened and solved, each on the day it happened."),
    ),
)  # fmt: skip
