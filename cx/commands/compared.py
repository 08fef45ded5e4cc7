"""Scores beside those of an earlier period, with the very verdicts of the pages."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cx import power
from cx.change import Change, verdicts_by
from cx.company import Company
from cx.errors import BadInput
from cx.filters import Filters
from cx.guard import Guarded, guard
from cx.measures import Measure
from cx.periods import window
from cx.reports.ask import Ask
from cx.reports.verdicts import headlines, is_daily
from cx.scores import read

Compared = tuple[Guarded, list[Change]]


def compared(
    company: Company, measure: Measure, filters: Filters, by: tuple[str, ...], detect: float = 0.0
) -> list[dict[str, Any]]:
    """One record per group with its change; raises Unavailable as the warehouse does.

    A headline measure as a whole is judged in the family of all headline measures, the groups of a breakdown in a
    family of their own, as on the pages. detect: a difference in the units people use; the records then say how many
    rows each period needs until one of that size could be seen, and how many more this one does.
    """
    asked = _headline if measure.name in company.settings.headlines and not by else _groups
    now, changes = asked(company, measure, filters, by)
    records = [{**record, **_change(change)} for record, change in zip(now.records(), changes, strict=True)]
    if not detect:
        return records
    return [record | more for record, more in zip(records, _needed(now, changes, detect), strict=True)]


def _needed(now: Guarded, changes: list[Change], detect: float) -> list[dict[str, int | None]]:
    """None where there is no score, and more where no number is enough, because the period before has too few."""
    if not np.isfinite(now.variance[now.n > 0]).all():
        raise BadInput(f"{now.reading.full_name} has no variance to tell this from; take the share within a target.")
    size = detect / now.reading.scale
    return [
        _needs(variance, size, change) if n else dict.fromkeys(("needed_per_period", "still_needed"))
        for variance, n, change in zip(now.variance.tolist(), now.n.tolist(), changes, strict=True)
    ]


def _needs(variance: float, size: float, change: Change) -> dict[str, int | None]:
    missing = power.answers_missing(variance, size, change.n_after, change.n_before)
    more = int(missing) if math.isfinite(missing) else None
    return {"needed_per_period": power.answers_per_period(variance, size), "still_needed": more}


def _headline(company: Company, measure: Measure, filters: Filters, _: tuple[str, ...]) -> Compared:
    warehouse = company.warehouse
    line = headlines(Ask(warehouse.contents(), company.settings, filters, warehouse.tally))[measure.name]
    if line.unavailable is not None:
        raise line.unavailable
    assert line.now is not None
    now = _groups(company, measure, filters, ())[0] if is_daily(line.measure, line.reading) else line.now
    return now, [line.change] if line.change else verdicts_by(line.now, None)


def _groups(company: Company, measure: Measure, filters: Filters, by: tuple[str, ...]) -> Compared:
    tally, reading = company.warehouse.tally(measure, filters, ("period", *by)), filters.reading(measure)
    days = days_of(company, filters) if is_daily(measure, reading) else {}
    now, before = (
        guard(read(tally.select({"period": period}).over(*by), reading, days.get(period)), company.settings)
        for period in ("current", "previous")
    )
    return now, verdicts_by(now, before, company.settings.grey_below)


def days_of(company: Company, filters: Filters) -> dict[str, int]:
    """How many days the period has, and the one before: months are of different lengths, so counts are compared per
    day. Empty where the filters say nothing of days.
    """
    contents = company.warehouse.contents()
    as_of, week_start = contents.as_of_day, company.settings.as_derived(contents.derived_with).week_start
    if as_of is None or filters.period == "all":
        return {}
    seen = window(filters.period, filters.compare, as_of=as_of, week_start=week_start)
    both = {"current": seen.current, "previous": seen.previous}
    return {name: period.days for name, period in both.items() if period}


def _change(change: Change) -> dict[str, Any]:
    """In the units people use: points, percentage points, answers; percent where times are compared."""
    scale = 100.0 if change.ratio else change.reading.scale
    numbers = {
        "before": change.before * change.reading.scale,
        "change": change.difference * scale,
        "change_low": change.low * scale,
        "change_high": change.high * scale,
    }
    known = {name: number if math.isfinite(number) else None for name, number in numbers.items()}
    return {**known, "verdict": change.verdict, "better": change.better}
