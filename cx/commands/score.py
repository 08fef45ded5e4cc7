"""Print a measure's score: the same numbers the pages show, in the units people use.

NPS is in points, shares in percent, times in seconds. `--to` is inclusive. JSON is a list of objects, one per group.
"""

from __future__ import annotations

import argparse
from typing import Any

from cx.commands import question
from cx.commands.common import filled_company, text_table
from cx.commands.compared import compared
from cx.company import Company
from cx.filters import Filters
from cx.measures import Measure, measure
from cx.periods import COMPARISONS


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    question.arguments(parser)
    parser.add_argument("--by", action="append", default=[], metavar="DIMENSION", help="channel, month; repeatable")
    parser.add_argument("--compare", choices=COMPARISONS, default="none", help="with what: adds change and verdict")


def run(options: argparse.Namespace) -> int:
    """Score and print."""
    company = filled_company()
    chosen = measure(options.measure)
    filters = question.filters_of(options, chosen)
    by = tuple(options.by)
    scored = _scored if options.compare == "none" else compared
    print(_WRITERS[options.format](scored(company, chosen, filters, by), chosen, filters))
    return 0


def _scored(company: Company, chosen: Measure, filters: Filters, by: tuple[str, ...]) -> list[dict[str, Any]]:
    return company.warehouse.score(chosen, filters, by).records()


def _table(records: list[dict[str, Any]], chosen: Measure, filters: Filters) -> str:
    heading = question.heading(chosen, filters.reading(chosen))
    if not records:
        return f"{heading}\nNo rows match."
    heads = list(records[0])
    return f"{heading}\n{text_table([[_shown(row[head]) for head in heads] for row in map(_flat, records)], heads)}"


def _json(records: list[dict[str, Any]], chosen: Measure, filters: Filters) -> str:
    return question.as_json([record | question.said(chosen, filters.reading(chosen)) for record in records])


def _csv(records: list[dict[str, Any]], chosen: Measure, filters: Filters) -> str:
    return question.as_csv([_flat(record) | question.said(chosen, filters.reading(chosen)) for record in records])


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    excluded = "; ".join(f"{reason} {count}" for reason, count in record["excluded"].items() if count)
    return {**record, "excluded": excluded}


def _shown(cell: object) -> object:
    return round(cell, 4) if isinstance(cell, float) else cell


_WRITERS = {"table": _table, "json": _json, "csv": _csv}
