"""Goals in words. A goal is what a measure is to reach; a target is the time that a reply or a solution should take.

Where no goal was set for half of the times, it is to be within the target.
"""

from __future__ import annotations

import math

from cx import goal as goals
from cx.charts.base import Target
from cx.guard import Guarded
from cx.measures import Measure, Reading
from cx.reports import parts, words
from cx.reports.ask import Ask
from cx.reports.words import _

#: The settings that hold targets, by the measure of which they are.
TARGETS = {"first_response": "response_target", "resolution": "resolution_target"}


def value(ask: Ask, measure: Measure, reading: Reading) -> float | None:
    """The goal of a reading in its own unit: the one that was set, else for half of the times their target; None where
    there is none."""
    own = ask.notes.goal(measure, reading)
    if own is not None:
        return own
    return target(ask, measure) if parts.is_default(measure, reading) else None


def target(ask: Ask, measure: Measure) -> float | None:
    """How long a reply or a solution should take, in seconds, as the company has it; None for any other measure."""
    name = TARGETS.get(measure.name)
    return None if name is None else float(getattr(ask.settings, name))


def _is_target(ask: Ask, measure: Measure, reading: Reading) -> bool:
    """Whether no goal was set, so that the target of a time stands in its place."""
    return reading.unit == "seconds" and ask.notes.goal(measure, reading) is None


def named(ask: Ask, measure: Measure, reading: Reading) -> str:
    """What a score is to reach: "goal +40", or "target 1 h" where none was set for a time; "" for nothing."""
    wanted = value(ask, measure, reading)
    if wanted is None:
        return ""
    if _is_target(ask, measure, reading):
        return target_words(wanted)
    return goal_words(wanted, reading)


def goal_words(wanted: float, reading: Reading) -> str:
    """What is to be reached: "goal +40"."""
    timed = reading.unit == "seconds"
    return _("goal {value}").format(value=(words.value_only if timed else words.score)(wanted, reading.unit))


def target_words(seconds: float) -> str:
    """How long it should take: "target 1 h"."""
    return _("target {value}").format(value=words.value_only(seconds, "seconds"))


def line(ask: Ask, measure: Measure, reading: Reading) -> Target | None:
    """The same as a line of a figure; None where there is nothing."""
    wanted = value(ask, measure, reading)
    return None if wanted is None else Target(wanted, named(ask, measure, reading))


def said(ask: Ask, now: Guarded) -> str:
    """The goal and whether it is reached: "goal +40, 6.0 points to go"; the goal alone where there are too few to say.

    A score whose interval holds the goal is neither there nor short of it.
    """
    goal, name = value(ask, now.measure, now.reading), named(ask, now.measure, now.reading)
    if goal is None or now.state[0] != "ok" or now.better[0] not in ("high", "low"):
        return name
    there = goals.reached(now, goal)
    if there is None:
        return _("{goal}, too close to call").format(goal=name)
    return _("{goal}, reached").format(goal=name) if there else _missed(now, goal, name)


def _missed(now: Guarded, goal: float, name: str) -> str:
    if not math.isfinite(now.value[0]):
        return _("{goal}, not reached").format(goal=name)
    return _("{goal}, {size} to go").format(goal=name, size=distance(goal - float(now.value[0]), now.reading))


def distance(gap: float, reading: Reading) -> str:
    """How far it is, whichever way: "6.0 points", "3.1 pp", "20 min"."""
    if reading.unit in ("seconds", "number"):
        return words.score(abs(gap), reading.unit)
    return words.change(abs(gap), reading.unit).lstrip("+")
