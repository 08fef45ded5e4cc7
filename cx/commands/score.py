"""Print a measure's score: the same numbers the pages show, in the units people use.

NPS is in points, shares in percent, times in seconds. `--to` is inclusive. JSON is a list of objects, one per group.
`--definitions` prints every definition of the measure on the same rows; `--profile zendesk` what that tool would show
beside the company's own definitions (of one measure, or of all it shows).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from cx.commands import question, side_by_side
from cx.commands.common import filled_company, text_table
from cx.commands.compared import compared, days_of
from cx.company import Company
from cx.errors import BadInput
from cx.filters import Filters
from cx.measures import Measure, measure
from cx.periods import COMPARISONS
from cx.reports.verdicts import is_daily
from cx.store.query import CALENDAR

Records = list[dict[str, Any]]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    question.arguments(parser, optional=True)
    parser.add_argument("--by", action="append", default=[], metavar="DIMENSION", help="channel, month; repeatable")
    parser.add_argument("--compare", choices=COMPARISONS, default="none", help="with what: adds change and verdict")
    parser.add_argument(
        "--detect", type=float, default=0.0, metavar="DIFFERENCE",
        help="with --compare: how many more rows until a difference of so many points could be seen",
    )  # fmt: skip
    parser.add_argument("--definitions", action="store_true", help="every definition of the measure, side by side")
    parser.add_argument("--profile", default="", metavar="TOOL", help="what a tool would show: zendesk, chatwoot, ...")


def run(options: argparse.Namespace) -> int:
    """Score and print."""
    company = filled_company()
    if options.profile:
        print(_profile(company, options))
        return 0
    if options.measure is None:
        raise BadInput("Name a measure to score, or a tool with --profile; list measures with: python -m cx measures")
    chosen = measure(options.measure)
    filters = question.filters_of(options, chosen)
    print((_definitions if options.definitions else _scores)(company, chosen, filters, options))
    return 0


def _scores(company: Company, chosen: Measure, filters: Filters, options: argparse.Namespace) -> str:
    reading, by = filters.reading(chosen), tuple(options.by)
    if options.detect and options.compare == "none":
        raise BadInput("--detect tells what a comparison needs; give --compare before or --compare year too.")
    if options.compare == "none":
        records = _scored(company, chosen, filters, by)
    else:
        records = compared(company, chosen, filters, by, abs(options.detect))
    if options.format == "table":
        rows = [_narrow(_flat(question.worded(record, reading, by)), options.compare) for record in records]
        heading = question.heading(chosen, reading, per_day=options.compare != "none")
        return _table(rows, f"{heading}\n{question.days(company, filters, chosen)}", _nothing(records))
    said = question.said(chosen, reading)
    return _written(options.format, [record | said for record in records])


def _scored(company: Company, chosen: Measure, filters: Filters, by: tuple[str, ...]) -> Records:
    records: Records = company.warehouse.score(chosen, filters, by).records()
    daily = is_daily(chosen, filters.reading(chosen))
    days = days_of(company, filters).get("current") if daily else None
    if days is None or set(by) & {"period", *CALENDAR}:
        return records
    return [record | {"per_day": record["value"] / days if record["n"] else None} for record in records]


def _definitions(company: Company, chosen: Measure, filters: Filters, options: argparse.Namespace) -> str:
    records, notes = side_by_side.definitions(company, chosen, filters, tuple(options.by))
    if options.format != "table":
        return _written(options.format, records)
    rows = [question.worded(record, chosen.reading(record["reading"]), options.by) for record in records]
    shown = ("reading", "title", "unit", *options.by, "value", "low", "high", "n", "excluded", "state")
    heading = f"{chosen.name}, every definition\n{question.days(company, filters, chosen)}"
    return _table([{name: row[name] for name in shown} for row in map(_flat, rows)], heading, notes)


def _profile(company: Company, options: argparse.Namespace) -> str:
    only = measure(options.measure) if options.measure else None
    filters = question.filters_of(options, only)
    records = side_by_side.tools(company, options.profile, filters, only)
    if options.format != "table":
        return _written(options.format, records)
    shown = ("measure", "reading", "value", "n", "own_reading", "own_value", "difference", "unit")
    if not records and only:
        return f"{options.profile} has no figure for {only.name}; leave the measure out to see what it has."
    rows = [{name: side_by_side.comparable(record)[name] for name in shown} for record in records]
    return _table(rows, f"What {options.profile} would show", ["", *side_by_side.remarks(records)])


def _narrow(record: dict[str, Any], compare: str) -> dict[str, Any]:
    """A record that fits a screen: beside a comparison, what a score is the quotient of has no room."""
    left_out = () if compare == "none" else ("numerator", "denominator", "rows")
    return {name: cell for name, cell in record.items() if name not in left_out}


def _nothing(records: Records) -> list[str]:
    """What to say where nothing is counted, so that an empty line is not taken for a failure."""
    if any(record["rows"] for record in records):
        return [] if any(record["n"] for record in records) else ["None of these rows tells what is asked."]
    return ["No rows match these days and conditions; `python -m cx check` says what there is."]


def _written(form: str, records: Records) -> str:
    return question.as_json(records) if form == "json" else question.as_csv([_flat(record) for record in records])


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    left_out = record.get("excluded")
    return (
        record if left_out is None else {**record, "excluded": "; ".join(f"{why} {n}" for why, n in left_out.items())}
    )


def _table(rows: Records, heading: str, notes: Sequence[str] = ()) -> str:
    if not rows:
        return f"{heading}\nNo rows match."
    heads = list(rows[0])
    return "\n".join([heading, text_table([[_shown(row[head]) for head in heads] for row in rows], heads), *notes])


def _shown(cell: object) -> object:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return round(cell, 4) if isinstance(cell, float) else cell
