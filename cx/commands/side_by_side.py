"""Definitions side by side: all those of a measure, and those of a help desk beside the company's own."""

from __future__ import annotations

from typing import Any

from cx.commands import question
from cx.company import Company
from cx.definitions import Definitions, Spread, spread
from cx.errors import Unavailable
from cx.filters import Filters
from cx.guard import Guarded
from cx.measures import Measure, measure
from cx.profiles import DIFFERS, Shown, of_one_kind, profile
from cx.reports import words
from cx.reports.language import translate

Records = list[dict[str, Any]]


def definitions(company: Company, chosen: Measure, filters: Filters, by: tuple[str, ...]) -> tuple[Records, list[str]]:
    """One record per definition and group, and what is to be said of them: how far they lie apart, what is missing."""
    found = company.warehouse.definitions(chosen, filters, by)
    records = [
        {**question.said(chosen, scores.reading), "title": words.reading_name(chosen, scores.reading), **record}
        for scores in found.scores
        for record in scores.records()
    ]
    notes = _missing(found)
    apart = None if by else spread(found.scores, chosen.reading())
    return records, [said_apart(chosen, apart), *notes] if apart else notes


def said_apart(chosen: Measure, apart: Spread) -> str:
    """How far definitions lie apart: "Solved first time: 21% (F8) to 91% (F1_topic:7), depending on the rule."."""
    low, high = (words.score(value, apart.lowest.unit) for value in (apart.low, apart.high))
    name = words.measure_name(chosen)
    if low == high:
        return f"{name}: {low}, whatever the rule."
    return f"{name}: {low} ({apart.lowest.full_name}) to {high} ({apart.highest.full_name}), depending on the rule."


def _missing(found: Definitions) -> list[str]:
    return [f"Not available @{basis}: {_why(reason)}" for basis, reason in found.unavailable.items()]


def _why(reason: Unavailable) -> str:
    return " ".join(f"{part.rstrip('.')}." for part in words.unavailable(reason))


def tools(company: Company, name: str, filters: Filters, only: Measure | None) -> Records:
    """What a tool would show beside what the company shows by its own definition, on the same rows."""
    shown = [line for line in profile(name) if only is None or line.measure == only.name]
    return [_line(company, name, line, filters) for line in shown]


def comparable(record: dict[str, Any]) -> dict[str, Any]:
    """The same, without the own definition where that answers another question than the tool's does."""
    both = record["value"] is not None and record["own_value"] is not None
    return record | {"own_reading": "", "own_value": None} if both and record["difference"] is None else record


def remarks(records: Records) -> list[str]:
    """What is to be said of each line of a tool: what differs, why there is no value, and where it is written."""
    return [" ".join(filter(None, _remark(record))) for record in records]


def _remark(record: dict[str, Any]) -> tuple[str, ...]:
    name = f"{record['measure']} {record['reading']}:"
    return name, record["differs"], record["unavailable"], f"Source: {record['source']}"


def _line(company: Company, name: str, line: Shown, filters: Filters) -> dict[str, Any]:
    own = filters.reading(line.measure)
    theirs, mine = (_value(company, line.measure, filters, reading) for reading in (line.reading, own.full_name))
    both = theirs["value"] is not None and mine["value"] is not None
    known = both and of_one_kind(measure(line.measure).reading(line.reading), own)
    return {
        "tool": name, "measure": line.measure, "reading": line.reading, **theirs,
        "own_reading": own.full_name, "own_value": mine["value"],
        "difference": theirs["value"] - mine["value"] if known else None,
        "differs": translate(DIFFERS[line.differs]) if line.differs else "", "source": line.source,
    }  # fmt: skip


def _value(company: Company, name: str, filters: Filters, reading: str) -> dict[str, Any]:
    """Value and number of rows in the units people use; why there is none where there is none."""
    known = measure(name).reading(reading)
    try:
        scores: Guarded = company.warehouse.score(name, filters, reading=reading)
    except Unavailable as reason:
        return {"unit": known.unit, "value": None, "n": None, "unavailable": _why(reason)}
    (record,) = scores.records()
    return {"unit": known.unit, "value": record["value"], "n": record["n"], "unavailable": ""}
