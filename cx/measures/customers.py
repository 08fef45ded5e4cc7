"""Who stays and who answers: churn both ways, and the response to invitations."""

from __future__ import annotations

import numpy as np

from cx.measures.entry import Measure
from cx.measures.reading import WEEK, Floats, Ints, Reading, Values, among, mark, share
from cx.surveys import Survey

STAYED, LOST, NEW, PASSING, UNKNOWN = 0, 1, 2, 3, -1
DELIVERED, ANSWERED, OPTED_OUT = 1, 2, 4  # what became of an invitation, added up


def _lost_less_new(codes: Ints, _: Survey | None, __: int) -> Floats:
    return np.where(codes < 0, np.nan, (codes == LOST).astype(float) - (codes == NEW))


def _new(codes: Ints, _: Survey | None, __: int) -> Floats:
    return np.where(codes < 0, np.nan, (codes == NEW).astype(float))


def _at_start(codes: Ints, _: Survey | None, __: int) -> Floats:
    return np.isin(codes, (STAYED, LOST)).astype(float)


def _bit(bit: int, *, of_delivered: bool = True) -> Values:
    """1 where the bit is set; invitations that did not arrive are left out, where asked (an answer proves arrival)."""

    def values(codes: Ints, _: Survey | None, __: int) -> Floats:
        arrived = (codes & (DELIVERED | ANSWERED | OPTED_OUT)) > 0
        counted = (codes >= 0) & (arrived | (not of_delivered))
        return np.where(counted, ((codes & bit) > 0).astype(float), np.nan)

    return values


MEASURES = (
    Measure(
        "churn", "customers", "left_day", "joined",
        (
            share("lost", among((LOST,), (STAYED,)), "low", title=mark("of those at the start"), says=mark(
                "Customers lost in the period, as a share of the customers at its start; new ones take no part.")),
            share("retained", among((STAYED,), (LOST,)), title=mark("retained"),
                  says=mark("Customers at the start of the period who are still there at its end, as a share.")),
            Reading("net", "ratio", "percent", "low", _lost_less_new, base=_at_start, signed=True,
                    title=mark("net of new ones"),
                    says=mark("(customers at the start − customers at the end) ÷ customers at the start. New customers "
                              "hide losses here; below zero where the number grew.")),
            Reading("gap", "ratio", "percent", "none", _new, base=_at_start, title=mark("hidden by new ones"),
                    says=mark("New customers still there at the end of the period, as a percentage of the customers at "
                              "its start: by how much the net figure hides losses.")),
        ),
        ("joined_on", "left_on"), "customers", {NEW: "new", PASSING: "joined_and_left", UNKNOWN: "joining_unknown"},
        counting="membership", title=mark("Customers lost"),
    ),
    Measure(
        "response_rate", "invitations", "response", "sent",
        (
            share("answered", _bit(ANSWERED), settles=WEEK, title=mark("of those delivered"), says=mark(
                "Invitations answered, as a share of those delivered.")),
            share("of_sent", _bit(ANSWERED, of_delivered=False), settles=WEEK,
                  title=mark("of all sent"), says=mark("Invitations answered, as a share of all sent.")),
            share("opted_out", _bit(OPTED_OUT), "low", settles=WEEK, title=mark("opted out"),
                  says=mark("Invitations after which the customer asked for no more, as a share of those delivered.")),
            share("delivered", _bit(DELIVERED, of_delivered=False), apart=True, title=mark("delivered"),
                  says=mark("Invitations delivered, as a share of all sent.")),
        ),
        ("answered",), "invitations", {0: "not_delivered"}, title=mark("Survey response"),
    ),
)  # fmt: skip
