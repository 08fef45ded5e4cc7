"""Headline numbers on two sides: which can be compared, what the difference is, and whether it is real.

Two numbers get a verdict where they are counted in the same way from different rows: the same definition, the same
filters, and days that do not overlap. Verdicts are those of the pages (`cx.change`), on one family: all the numbers
that are compared here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from cx.change import Change, verdicts
from cx.measures import MEASURES, Measure
from cx.periods import Period
from cx.reports.ask import Ask
from cx.reports.verdicts import Headline, headlines, scored
from cx.snapshots.sides import together
from cx.surveys import scale_of

#: Settings that a count depends on when it is derived: of all, of business time, of customers who came and went.
_OF_ALL, _OF_BUSINESS, _OF_CUSTOMERS = ("zone",), ("zone", "calendars"), ("gone_after",)

#: Why two numbers have no verdict: of two companies, under two filters, by two definitions, to two questions or one
#: declared in two ways, derived with two settings, or of rows that may be in both.
APART = ("data", "filters", "definition", "question", "settings", "overlap")

#: Of these, where a difference would mean nothing.
DIFFERENT = ("data", "filters", "definition")


@dataclass(frozen=True)
class Number:
    """One headline number on both sides.

    change: from one to the other, with the verdict of its family; None where there is no difference to tell;
    apart: why there is no verdict, one of `APART`, "" where there is one.
    """

    before: Headline
    after: Headline
    change: Change | None = None
    apart: str = ""

    @property
    def measure(self) -> Measure:
        """As it is read afterwards."""
        return self.after.measure

    @property
    def verdict(self) -> str:
        """clear, possible, noise, few or none; "none" wherever there is no verdict."""
        return self.change.verdict if self.change is not None and not self.apart else "none"

    @property
    def difference(self) -> float:
        """The difference, NaN where there is none to tell."""
        return self.change.difference if self.change is not None else math.nan


def held(before: Ask, after: Ask) -> dict[str, tuple[Headline, Headline]]:
    """The headline numbers that both hold, by measure, in the order of the later one; those that neither could know
    are left out."""
    names = dict.fromkeys((*after.settings.headlines, *before.settings.headlines))
    found = {name: (scored(before, MEASURES[name]), scored(after, MEASURES[name])) for name in names}
    return {name: both for name, both in found.items() if _are_held(*both)}


def _are_held(before: Headline, after: Headline) -> bool:
    reasons = [line.unavailable.kind for line in (before, after) if line.unavailable is not None]
    return "not_kept" not in reasons and len(reasons) < 2


def numbers(before: Ask, after: Ask, *, overlap: bool) -> tuple[Number, ...]:
    """Every headline number that both hold. overlap: whether rows of the one may be in the other, so that a difference
    has no verdict."""
    both = held(before, after)
    apart = {name: why_apart(before, after, *lines) or _overlap(lines[1], overlap) for name, lines in both.items()}
    judged = headlines(together(before, after, judged_names(apart)))
    return tuple(
        Number(*lines, judged[name].change if name in judged else _difference(apart[name], *lines), apart[name])
        for name, lines in both.items()
    )


def judged_names(apart: Mapping[str, str]) -> list[str]:
    """The numbers that have verdicts, which are one family."""
    return [name for name, why in apart.items() if not why]


def _difference(apart: str, then: Headline, now: Headline) -> Change | None:
    """The difference of two numbers that mean the same, though it has no verdict."""
    if then.now is None or now.now is None or apart in DIFFERENT:
        return None
    return verdicts([(now.now, then.now)])[0]


def _overlap(line: Headline, overlap: bool) -> str:
    """What is there at a time (the backlog) was mostly there some time before."""
    return "overlap" if overlap or line.measure.counting == "state" else ""


def shared_days(one: Period, other: Period) -> int:
    """How many days are in both periods."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Period(first, last).days if first <= last else 0


def why_apart(before: Ask, after: Ask, then: Headline, now: Headline) -> str:
    """Why two numbers are not one and the same at two times; "" where they are."""
    cases = {
        "data": before.is_sample != after.is_sample,
        "filters": before.filters.where != after.filters.where,
        "definition": then.reading.full_name != now.reading.full_name,
        "question": _asked(then) != _asked(now) and None not in (then.now, now.now),
        "settings": any(before.contents.derived_with.get(name) != after.contents.derived_with.get(name)
                        for name in _depends_on(now.measure)),
    }  # fmt: skip
    return next((name for name, differ in cases.items() if differ), "")


def _asked(line: Headline) -> dict[str, object]:
    """The questions behind a number, and how their answers are read."""
    surveys = line.now.surveys if line.now is not None else {}
    return {name: scale_of(survey) for name, survey in surveys.items()}


def _depends_on(measure: Measure) -> tuple[str, ...]:
    if measure.counting == "membership":
        return _OF_CUSTOMERS
    return _OF_BUSINESS if "business" in measure.basis else _OF_ALL
