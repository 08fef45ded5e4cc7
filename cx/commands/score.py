"""Print a measure's score: the same numbers the pages show, in the units people use.

NPS is in points, shares in percent, times in seconds. `--to` is inclusive. JSON is a list of objects, one per group.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Sequence
from typing import Any

import orjson

from cx.commands.common import filled_company, text_table
from cx.commands.compared import compared
from cx.company import Company
from cx.errors import BadInput
from cx.filters import Filters
from cx.measures import Measure, Reading, measure
from cx.periods import COMPARISONS
from cx.reports.tables import harmless

FORMATS = ("table", "json", "csv")

_UNITS = {"points": "points", "percent": "percent", "answer": "steps of the answer's scale", "seconds": "seconds"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("measure", help="nps, csat, ces, fcr, first_response, resolution, ...")
    parser.add_argument("--by", action="append", default=[], metavar="DIMENSION", help="channel, month; repeatable")
    parser.add_argument("--from", dest="first", metavar="DATE", help="first day, for example 2017-05-01")
    parser.add_argument("--to", dest="last", metavar="DATE", help="last day, included")
    parser.add_argument("--period", metavar="PERIOD", help="instead of dates: 4w, 30d, 2017-05, last_month; or all")
    parser.add_argument("--where", action="append", default=[], metavar="DIMENSION=VALUE", help="repeatable")
    parser.add_argument("--reading", default="", metavar="NAME", help="another reading: mean, p90, within:14400, F3")
    parser.add_argument("--compare", choices=COMPARISONS, default="none", help="with what: adds change and verdict")
    parser.add_argument("--format", choices=FORMATS, default="table")


def run(options: argparse.Namespace) -> int:
    """Score and print."""
    company = filled_company()
    chosen = measure(options.measure)
    reading = chosen.reading(options.reading).full_name
    filters = Filters(_period(options), options.compare, "week", _conditions(options.where), ((chosen.name, reading),))
    by = tuple(options.by)
    scored = _scored if options.compare == "none" else compared
    records = scored(company, chosen, filters, by)
    if options.format == "table":
        print(_heading(chosen, filters.reading(chosen)))
        print(_as_table(records))
    else:
        said = _said(chosen, filters.reading(chosen))
        print(_FORMATTERS[options.format]([{**record, **said} for record in records]))
    return 0


def _heading(chosen: Measure, reading: Reading) -> str:
    """What the numbers are; a reading that flatters says so."""
    naive = ", naive: what is still running is left out" if reading.naive else ""
    return f"{chosen.name}, {reading.full_name}, in {_UNITS[reading.unit]}{naive}"


def _said(chosen: Measure, reading: Reading) -> dict[str, Any]:
    return {"measure": chosen.name, "reading": reading.full_name, "unit": reading.unit, "naive": reading.naive}


def _scored(company: Company, chosen: Measure, filters: Filters, by: tuple[str, ...]) -> list[dict[str, Any]]:
    return company.warehouse.score(chosen, filters, by).records()


def _period(options: argparse.Namespace) -> str:
    if options.period and (options.first or options.last):
        raise BadInput("Give either --period or --from and --to, not both.")
    if not (options.first or options.last):
        return options.period or "all"
    return f"{options.first or '1900-01-01'}..{options.last or '2999-12-31'}"


def _conditions(texts: Sequence[str]) -> tuple[tuple[str, tuple[str | None, ...]], ...]:
    wanted: dict[str, list[str]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise BadInput(f"--where takes DIMENSION=VALUE, not {text!r}.")
        wanted.setdefault(name, []).append(value)
    return Filters.from_query(wanted).where


def _as_json(records: list[dict[str, Any]]) -> str:
    return orjson.dumps(records, option=orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY).decode()


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    excluded = "; ".join(f"{reason} {count}" for reason, count in record["excluded"].items() if count)
    return {**record, "excluded": excluded}


def _as_csv(records: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    heads = list(records[0]) if records else []
    writer = csv.DictWriter(out, heads, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(cell) for name, cell in _flat(record).items()} for record in records)
    return out.getvalue().rstrip("\n")


def _harmless(cell: object) -> object:
    return harmless(cell) if isinstance(cell, str) else cell


def _as_table(records: list[dict[str, Any]]) -> str:
    if not records:
        return "No rows match."
    flat = [_flat(record) for record in records]
    heads = list(flat[0])
    return text_table([[_shown(row[head]) for head in heads] for row in flat], heads)


def _shown(cell: object) -> object:
    return round(cell, 4) if isinstance(cell, float) else cell


_FORMATTERS = {"json": _as_json, "csv": _as_csv}
