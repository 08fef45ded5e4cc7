"""Scores by what the ticket of each answer took: its first reply, its solution, its messages, transfers, reopens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cx.commands import question
from cx.commands.common import text_table
from cx.company import Company
from cx.filters import Filters
from cx.guard import Guarded, guard
from cx.measures import Measure
from cx.pairs import EDGES, TIMES, Pairs, Step, knee, steps
from cx.reports import explain, words
from cx.reports.formats import NBSP
from cx.scores import read

#: Where a class has no name: an other bin that is no number, or a rule that cannot be decided.
_NO_TIME, _UNDECIDED = "no time known", "undecided"

ASSOCIATED = "This shows what goes together, not what makes it so: who waits longer may also ask for harder things."


def against(company: Company, chosen: Measure, filters: Filters, beside: str, format: str) -> str:
    """Scores of the current period by class of `beside`, one of `cx.pairs.BESIDE`. Raises as the warehouse does."""
    pairs = company.warehouse.pairs(chosen, beside, filters.with_(compare="none"))
    tally = pairs.by_rule() if beside == "fcr" else pairs.by_class()
    scores = guard(read(tally, filters.reading(chosen)), company.settings)
    found = steps(scores, company.settings.grey_below)
    if format == "table":
        return "\n".join(_text(pairs, scores, found, question.days(company, filters.with_(compare="none"), chosen)))
    head = question.said(chosen, scores.reading)
    if format == "csv":
        return question.as_csv(
            [record | {"excluded": sum(record["excluded"].values())} | head for record in _records(beside, scores)]
        )
    counted = {"beside": beside, "matched": pairs.matched, "rows": pairs.rows}
    listed = {"classes": _records(beside, scores), "steps": [_step(beside, step) for step in found]}
    return question.as_json(head | counted | listed)


def _records(beside: str, scores: Guarded) -> list[dict[str, Any]]:
    named = [class_name(beside, place) for place in scores.groups[beside].tolist()]
    return [record | {beside: name} for record, name in zip(scores.records(), named, strict=True)]


def _step(beside: str, step: Step) -> dict[str, Any]:
    names = {"below": class_name(beside, step.below), "above": class_name(beside, step.above)}
    return names | explain.change(step.change)


def _text(pairs: Pairs, scores: Guarded, found: Sequence[Step], days: str) -> list[str]:
    heads = (pairs.beside, "value", "low", "high", "n", "state")
    rows = [[_rounded(record[head]) for head in heads] for record in _records(pairs.beside, scores)]
    step = found[0] if pairs.beside == "fcr" and found else knee(found)
    return [
        f"{question.heading(pairs.measure, scores.reading)}: by {pairs.beside} of the ticket",
        days,
        f"{pairs.matched:,} of {pairs.rows:,} answers found their ticket.",
        "",
        text_table(rows, heads),
        "",
        _said(pairs.beside, step) if step else "No step from one class to the next is clearly for the worse.",
        ASSOCIATED,
    ]


def _rounded(cell: object) -> object:
    return round(cell, 2) if isinstance(cell, float) else cell


def _said(beside: str, step: Step) -> str:
    change = step.change
    scale, unit = (100, "%") if change.ratio else (change.reading.scale, "")
    size, low, high = (f"{number * scale:+.2f}{unit}" for number in (change.difference, change.low, change.high))
    where = "Solved at first contact" if beside == "fcr" else _turning_point(beside, step)
    return f"{where}: {size} ({low} to {high}), {change.verdict}."


def _turning_point(beside: str, step: Step) -> str:
    return f"The largest clear step for the worse is from {_edge(beside, EDGES[beside][step.above - 1])} on"


def class_name(beside: str, place: int | None) -> str:
    """What a class of `Pairs.by_class`, or of a rule, is called: "15 min to 1 h", "3 or more", "yes"."""
    if beside == "fcr":
        return _UNDECIDED if place is None else ("no", "yes")[place]
    if place is None:
        return _NO_TIME
    edges = EDGES[beside]
    if place == len(edges):
        return f"{_edge(beside, edges[-1])} or more"
    if beside not in TIMES:
        return str(place)
    until = _edge(beside, edges[place])
    return f"{_edge(beside, edges[place - 1])} to {until}" if place else f"under {until}"


def _edge(beside: str, edge: int) -> str:
    return words.duration(edge).replace(NBSP, " ") if beside in TIMES else str(edge)
