"""Profiles: what a help desk or survey tool shows under the name of a measure, as far as its maker, or somebody who
has read its code, says so.

A profile names definitions of the catalogue, so a company sees what its tool would show beside its own definition, on
the same rows. Only what is written down somewhere is in here, each with its source.
"""

from __future__ import annotations

from typing import NamedTuple

from cx.errors import BadInput
from cx.measures.reading import Reading, mark


class Shown(NamedTuple):
    """What a tool shows: the measure, the full name of the reading, where that is written, and what differs."""

    measure: str
    reading: str
    source: str
    differs: str = ""


#: What may differ from what one would expect, as messages to translate.
DIFFERS = {
    "no_reply_counts": mark("Tickets without any reply count as solved at first contact."),
    "any_customer_message": mark("A word of thanks is another message and spoils it."),
    "one_teammate": mark("The customer may come back with another ticket."),
    "never_waiting": mark("Tickets that were ever on hold do not count as solved at first contact."),
    "middle_is_bad": mark("An answer in the middle of the scale counts as bad."),
    "open_left_out": mark("Tickets still open are left out, so it looks faster than it is."),
    "mean": mark("A few very long ones pull a mean up."),
    "last_calendar": mark("Business hours are those of the last schedule a ticket had."),
    "running_are_kept": mark("Promises still running count as kept."),
    "running_are_left_out": mark("Promises still running, or never kept, are left out."),
    "from_one": mark("Asked on a scale from 1 to 10, so it cannot be compared with NPS on 0 to 10."),
    "of_sent": mark("Invitations that never arrived are counted too."),
}

_ZENDESK = "support.zendesk.com/hc/en-us/articles/"
_CHATWOOT = "github.com/chatwoot/chatwoot"
_CARE = "LiveAgent, article on customer care"

PROFILES = {
    "zendesk": (
        Shown("fcr", "F4", _ZENDESK + "4408820618266", "no_reply_counts"),
        Shown("fcr", "F5", _ZENDESK + "4724624097818", "never_waiting"),
        Shown("csat", "satisfied", "support.assembled.com, article 25785923095693", "middle_is_bad"),
        Shown("first_response", "median", _ZENDESK + "4408834848154", "open_left_out"),
        Shown("first_response", "median@business", _ZENDESK + "4408842938522", "last_calendar"),
        Shown("resolution", "naive_median", _ZENDESK + "4408834848154", "open_left_out"),
        Shown("resolution", "naive_median@first", _ZENDESK + "4408834848154", "open_left_out"),
        Shown("sla", "share", _ZENDESK + "4408832852122"),
        Shown("fcr", "transferred", _ZENDESK + "4408827693594"),
    ),
    "liveagent": (
        Shown("nps", "from_one", _CARE, "from_one"),
        Shown("ces", "mean", _CARE),
        Shown("first_response", "mean", _CARE, "mean"),
        Shown("sla", "share", "support.liveagent.com/231523", "running_are_left_out"),
    ),
    "freshdesk": (Shown("fcr", "F6", "Freshservice, article 50000004904", "any_customer_message"),),
    "intercom": (
        Shown("fcr", "F7", "Intercom, article 7022438", "one_teammate"),
        Shown("first_response", "median", "Intercom, article 3653556", "open_left_out"),
    ),
    "chatwoot": (
        Shown("csat", "satisfied", _CHATWOOT),
        Shown("response_rate", "of_sent", _CHATWOOT + ", csat_survey_responses_controller.rb", "of_sent"),
        Shown("sla", "most", _CHATWOOT + ", applied_slas_controller.rb", "running_are_kept"),
    ),
}  # fmt: skip


def of_one_kind(shown: Reading, own: Reading) -> bool:
    """Whether both are in one unit and good in one direction, so that a difference says something."""
    return (shown.unit, shown.better) == (own.unit, own.better)


def profile(name: str) -> tuple[Shown, ...]:
    """What a tool shows, by its name; BadInput if there is no such profile."""
    if name not in PROFILES:
        raise BadInput(f"There is no profile named {name[:60]!r}; there are {', '.join(PROFILES)}.")
    return PROFILES[name]
