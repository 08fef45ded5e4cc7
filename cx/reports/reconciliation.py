"""Every headline number counted a second time, by plain sums over rows, and set beside what the pages show.

The second road is `cx/store/second_road`; nothing it uses is used by the pages' own road.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from cx import bins
from cx.company import Company
from cx.errors import Unavailable
from cx.filters import Filters
from cx.guard import Guarded
from cx.measures import MEASURES, Measure, Reading
from cx.measures import measure as find
from cx.periods import Period
from cx.reports.ask import Ask
from cx.reports.verdicts import now_of
from cx.store.second_road import Found, Wanted, count_all

#: What is compared besides the headline measures, where there are data for it.
OTHERS = (
    "css", "satisfaction", "review", "solved", "sla", "reopen", "transfer", "flow", "backlog", "churn", "response_rate",
)  # fmt: skip

#: What rounding does to sums of whole numbers, as a fraction.
ROUNDING = 1e-9
#: A duration lies within this part of itself from the middle of its bin.
OF_A_BIN = 1 / 120


@dataclass(frozen=True)
class Compared:
    """One number by both roads.

    page: as the page shows it, None where it is not available; second: the other road; state: "agrees", "differs",
    "no_road" (second.why says why), "none" (no rows on either), "hidden" or "unavailable"; reason: why that;
    width: by how much the two may be apart, as times are counted in bins, 0 for what must be the same.
    """

    measure: Measure
    reading: Reading
    state: str
    page: Guarded | None = None
    second: Found = Found()
    width: float = 0.0
    reason: Unavailable | None = None

    @property
    def value(self) -> float:
        """As the page has it; NaN where there is none."""
        return float(self.page.value[0]) if self.page is not None else math.nan

    @property
    def n(self) -> int:
        """How many rows the page counts."""
        return int(self.page.n[0]) if self.page is not None else 0


def numbers(ask: Ask) -> list[tuple[Measure, Reading]]:
    """What is compared: headline measures as they are read, first replies within the target, others."""
    wanted = [(ask.filters.measure(known), ask.filters.reading(known)) for known in MEASURES.values() if known.headline]
    reply = find("first_response")
    within = (reply, reply.reading(f"within:{ask.settings.response_target}"))
    others = [(ask.filters.measure(name), ask.filters.reading(name)) for name in OTHERS]
    return [*wanted, *([] if within in wanted else [within]), *others]


def compare(ask: Ask) -> list[Compared]:
    """Every number by both roads; what no data are there for is left out, but for headline measures."""
    if not ask.contents.sources:
        return []
    found = list(_compared(ask, numbers(ask)))
    return [one for one in found if one.state != "unavailable" or one.measure.headline]


def _compared(ask: Ask, wanted: Iterable[tuple[Measure, Reading]]) -> Iterable[Compared]:
    """The pages' own numbers first, so that the second road reads them all over one connection."""
    shown = [_shown(ask, measure, reading) for measure, reading in wanted]
    roads = [one.page is not None and one.state != "hidden" for one in shown]
    asked = [_wanted(ask, one.measure, one.reading) for one, road in zip(shown, roads, strict=True) if road]
    found = iter(second_road(ask, tuple(asked)))
    return [judged(one, next(found)) if road else one for one, road in zip(shown, roads, strict=True)]


def second_road(ask: Ask, asked: tuple[Wanted, ...]) -> list[Found]:
    """What the other road counts; where only a snapshot is known that did not ask, no road leads there."""

    def counted(company: Company) -> list[Found]:
        return count_all(company.warehouse.database, ask.contents, asked)

    return ask.fact_or([Found(why="not_kept") for _ in asked], "second_road", counted, asked)


def _shown(ask: Ask, measure: Measure, reading: Reading) -> Compared:
    """What the pages show."""
    try:
        now = now_of(ask, ask.periods(measure), reading)
    except Unavailable as reason:
        return Compared(measure, reading, "unavailable", reason=reason)
    return Compared(measure, reading, "hidden" if now.state[0] == "hidden" else "none", now)


def _wanted(ask: Ask, measure: Measure, reading: Reading) -> Wanted:
    days = None if ask.filters.period == "all" or measure.counting == "state" else ask.window.current
    return wanted_of(measure, reading, ask.filters, days)


def wanted_of(measure: Measure, reading: Reading, filters: Filters, days: Period | None) -> Wanted:
    """A number in the plain values that the second road takes; days: None for all."""
    return Wanted(
        measure.name, reading.name, reading.kind, reading.parameter, reading.q, reading.basis,
        days.first if days else None, days.last if days else None, filters.where,
    )  # fmt: skip


def judged(shown: Compared, second: Found) -> Compared:
    """With the second road beside it, and whether both agree."""
    width = width_of(shown.reading, shown.value)
    state = "no_road" if second.why else state_of(shown, second, width)
    return Compared(shown.measure, shown.reading, state, shown.page, second, width)


def state_of(shown: Compared, second: Found, width: float) -> str:
    """Whether two numbers and what they are counted from are the same."""
    if shown.n != second.n:
        return "differs"
    if math.isnan(shown.value) or math.isnan(second.value):
        both = math.isnan(shown.value) and math.isnan(second.value)
        return "none" if both else "differs"
    close = math.isclose(shown.value, second.value, rel_tol=ROUNDING, abs_tol=width + ROUNDING)
    return "agrees" if close else "differs"


def width_of(reading: Reading, value: float) -> float:
    """How far a time may lie from its bin's middle, in seconds; 0 for all that is counted without bins."""
    if reading.unit != "seconds" or not math.isfinite(value):
        return 0.0
    if reading.kind == "sample_mean":
        return OF_A_BIN * value
    return (int(bins.width(int(value))) - 1) / 2
