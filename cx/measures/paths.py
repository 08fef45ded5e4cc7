"""First-contact resolution: nine rules, all read from the one code of how a ticket was solved (`cx/path.py`).

Every rule gives 1 (solved at first contact), 0 (not), or nothing (undecided: a part is not known, or it has not been
observed for as long as the rule asks). Undecided tickets are in neither part of the share, and are counted.
"""

from __future__ import annotations

import numpy as np

from cx import path
from cx.measures.entry import Measure
from cx.measures.reading import WEEK, Bools, Floats, Ints, Reading, Values, mark, share
from cx.surveys import Survey


def _known(codes: Ints, *parts: str) -> Bools:
    known = np.ones(len(codes), dtype=bool)
    for part in parts:
        known &= path.digit(codes, part) != path.PARTS[part].unknown
    return known


def _is(codes: Ints, part: str, digit: int) -> Bools:
    return np.equal(path.digit(codes, part), digit)


def _rule(test: Bools, decided: Bools) -> Floats:
    return np.where(decided, test.astype(float), np.nan)


def _not_back(following: str, *, stayed: bool = False) -> Values:
    """Neither reopened nor followed by the customer's next ticket within the window (and not transferred, where
    `stayed`).

    Undecided, whatever happened so far, until that long has been observed: of younger tickets only the failures can
    show, and counting those alone would make every recent period look worse.
    """

    def values(codes: Ints, _: Survey | None, days: int) -> Floats:
        window = path.day_class(days)
        failed = (path.digit(codes, following) < window) | _is(codes, "solves", 1)
        seen = _known(codes, "observed", following) & (path.digit(codes, "observed") >= window)
        if stayed:
            failed, seen = failed | _is(codes, "transferred", 1), seen & _known(codes, "transferred")
        return _rule(~failed, seen)

    return values


def _one_reply(codes: Ints, _: Survey | None, __: int) -> Floats:
    return _rule(_is(codes, "agent_replies", 1), _known(codes, "agent_replies"))


def _under_two_replies(codes: Ints, _: Survey | None, __: int) -> Floats:
    return _rule(path.digit(codes, "agent_replies") < 2, _known(codes, "agent_replies"))


def _one_touch(codes: Ints, _: Survey | None, __: int) -> Floats:
    once = _is(codes, "agent_replies", 1) & _is(codes, "held", 0) & _is(codes, "solves", 0)
    return _rule(once, _known(codes, "agent_replies", "held", "solves"))


def _one_message(codes: Ints, _: Survey | None, __: int) -> Floats:
    return _rule(_is(codes, "customer_messages", 0), _known(codes, "customer_messages"))


def _one_teammate(codes: Ints, _: Survey | None, __: int) -> Floats:
    return _rule(_is(codes, "agents", 0) & _is(codes, "solves", 0), _known(codes, "agents", "solves"))


def _part(part: str) -> Values:
    """1 where a part of yes and no is yes."""

    def values(codes: Ints, _: Survey | None, __: int) -> Floats:
        return _rule(_is(codes, part, 1), _known(codes, part))

    return values


def _says_so(codes: Ints, _: Survey | None, __: int) -> Floats:
    """What the customer says; nothing where nobody asked, or no answer came."""
    return _rule(_is(codes, "says_solved", 1), _known(codes, "says_solved") & ~_is(codes, "says_solved", 2))


def _window(name: str, values: Values, title: str, says: str, options: tuple[int, ...]) -> Reading:
    return share(name, values, parameter=7, takes="days", options=options, title=title, says=says)


_LEFT_OUT = mark("no repeat contact in {days}")

MEASURES = (
    Measure(
        "fcr", "tickets", "path", "solved",
        (
            _window("F1", _not_back("next_any"), _LEFT_OUT, mark(
                "Solved at first contact = the customer does not come back within {days} after the ticket was solved, "
                "and it is not reopened. Tickets not observed for that long are left out."), (1, 3, 14, 30)),
            _window("F1_topic", _not_back("next_same"), mark("no repeat contact on the topic in {days}"), mark(
                "Solved at first contact = the customer does not come back on the same topic within {days}, and the "
                "ticket is not reopened. Tickets not observed for that long are left out."), (14,)),
            _window("F2", _not_back("next_any", stayed=True), mark("no repeat contact in {days}, no transfer"),
                    mark("Solved at first contact = the customer does not come back within {days}, and the ticket is "
                         "neither reopened nor transferred. Tickets not observed for that long are left out."), (14,)),
            share("F3", _one_reply, title=mark("one agent reply"),
                  says=mark("Solved at first contact = solved with exactly one reply by an agent.")),
            share("F4", _under_two_replies, title=mark("under two agent replies"),
                  says=mark("Solved at first contact = solved with one reply by an agent, or none.")),
            share("F5", _one_touch, title=mark("one reply, never on hold, not reopened"), says=mark(
                "Solved at first contact = solved with exactly one reply by an agent, never on hold and not "
                "reopened.")),
            share("F6", _one_message, title=mark("one customer message"),
                  says=mark("Solved at first contact = solved without another message by the customer.")),
            share("F7", _one_teammate, title=mark("solved once by one person"),
                  says=mark("Solved at first contact = solved once, with one person of the team taking part.")),
            share("F8", _part("quick"), title=mark("within 15 minutes"), says=mark(
                "Solved at first contact = solved within 15 minutes of its creation, even if reopened later.")),
            share("F9", _says_so, title=mark("the customer says so"), says=mark(
                "Solved at first contact = the customer says that the request was solved. Tickets without such an "
                "answer are left out.")),
            share("reopened", _part("solves"), "low", apart=True, settles=WEEK,
                  title=mark("reopened"), says=mark("Tickets solved more than once, as a share of solved tickets.")),
            share("transferred", _part("transferred"), "low", apart=True, title=mark("transferred"), says=mark(
                "Solved tickets that were handed to another team or agent, as a share of solved tickets.")),
        ),
        (), "tickets", headline=True, aliases=("path",), title=mark("Solved first time"),
    ),
)  # fmt: skip
