"""What commands that read a measure are asked, and how their answers are written as JSON and CSV."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson

from cx.company import Company
from cx.errors import BadInput
from cx.filters import NOT_GIVEN, Filters
from cx.measures import Measure, Reading
from cx.periods import window
from cx.reports.dates import part_of_week
from cx.reports.tables import csv_cell
from cx.reports.verdicts import is_daily

FORMATS = ("table", "json", "csv")

_UNITS = {
    "points": "points",
    "percent": "percent",
    "answer": "steps of the answer's scale",
    "seconds": "seconds",
    "number": "numbers",
}


def arguments(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """The measure (which may be left out if it is `optional`), its reading, days, conditions, and the format."""
    nargs = "?" if optional else None
    parser.add_argument("measure", nargs=nargs, help="nps, csat, ces, fcr, first_response, resolution, ...")
    rows(parser)
    parser.add_argument("--reading", default="", metavar="NAME", help="mean, p90@business, within:14400, F3, ...")
    parser.add_argument("--format", choices=FORMATS, default="table")


def rows(parser: argparse.ArgumentParser) -> None:
    """Which rows count: days and conditions."""
    parser.add_argument("--from", dest="first", metavar="DATE", help="first day, for example 2017-05-01")
    parser.add_argument("--to", dest="last", metavar="DATE", help="last day, included")
    parser.add_argument("--period", metavar="PERIOD", help="instead of dates: 4w, 30d, 2017-05, last_month; or all")
    parser.add_argument("--where", action="append", default=[], metavar="DIMENSION=VALUE", help="repeatable")


def filters_of(options: argparse.Namespace, chosen: Measure | None, period: str = "all") -> Filters:
    """The filters asked for; period: the days where none are given. Raises BadInput for what cannot be used."""
    if chosen is None and options.reading:
        raise BadInput("A reading is one of a measure; name the measure too.")
    read_as = ((chosen.name, chosen.reading(options.reading).full_name),) if chosen else ()
    return Filters(period_of(options) or period, options.compare, "week", conditions(options), read_as)


def period_of(options: argparse.Namespace) -> str:
    """The days asked for as a period's token, "" where none are given. Raises BadInput for what is no day."""
    if options.period and (options.first or options.last):
        raise BadInput("Give either --period or --from and --to, not both.")
    if not (options.first or options.last):
        return str(options.period or "")
    first, last = _day("--from", options.first or "1900-01-01"), _day("--to", options.last or "2999-12-31")
    if last < first:
        raise BadInput(f"--to {last} is before --from {first}; give them the other way round.")
    return f"{first}..{last}"


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{name} takes a day written like 2017-05-01, not {text[:60]!r}.") from None


def conditions(options: argparse.Namespace) -> tuple[tuple[str, tuple[str | None, ...]], ...]:
    """What `--where` asks for, as filters have it. Raises BadInput for what is no condition."""
    wanted: dict[str, list[str]] = {}
    for text in options.where:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise BadInput(f"--where takes DIMENSION=VALUE, not {text!r}.")
        wanted.setdefault(name, []).append(value)
    return Filters.from_query(wanted).where


def heading(chosen: Measure, reading: Reading, *, per_day: bool = False) -> str:
    """What the numbers are; a reading that flatters says so. per_day: counts are those of a day."""
    naive = ", naive: what is still running is left out" if reading.naive else ""
    daily = " a day" if per_day and is_daily(chosen, reading) else ""
    return f"{chosen.name}, {reading.full_name}, in {_UNITS[reading.unit]}{daily}{naive}"


def days(company: Company, filters: Filters, chosen: Measure) -> str:
    """Which days are counted, and which they are compared with."""
    as_of = company.warehouse.contents().as_of_day
    if chosen.counting == "state":
        return "As things stand at the end of the data, whatever the days."
    if as_of is None or filters.period == "all":
        return "All days."
    week_start = company.warehouse.contents().derived_with["week_start"]
    seen = window(filters.period, filters.compare, as_of=as_of, week_start=week_start)
    return f"{seen.current} against {seen.previous}" if seen.previous else str(seen.current)


def worded(record: Mapping[str, Any], reading: Reading, by: Sequence[str] = ()) -> dict[str, Any]:
    """A record as a table says it: in words what is not given or not reached yet, has no limit, or cannot be had."""
    said = {name: _group(name, cell) if name in by else cell for name, cell in record.items()}
    if record.get("needed_per_period") is not None and record["still_needed"] is None:
        said["still_needed"] = "no number is enough"
    if record["n"] and reading.kind == "survival":
        said |= {name: "not reached yet" for name in ("value", "low", "high") if record[name] is None}
    elif record["value"] is not None and record["high"] is None:
        said["high"] = "no limit"
    return said


def _group(name: str, cell: Any) -> Any:
    if cell is None:
        return NOT_GIVEN
    return part_of_week(name, cell) if name in ("weekday", "weekend", "hour") else cell


def said(chosen: Measure, reading: Reading) -> dict[str, Any]:
    """The same as fields of a record."""
    return {"measure": chosen.name, "reading": reading.full_name, "unit": reading.unit, "naive": reading.naive}


def as_json(found: object) -> str:
    """Indented; None where there is no number."""
    return orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY).decode()


def as_csv(records: Sequence[Mapping[str, Any]]) -> str:
    """With a line of heads; no cell is a formula."""
    out = io.StringIO()
    heads = list(records[0]) if records else []
    writer = csv.DictWriter(out, heads, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: csv_cell(cell) for name, cell in record.items()} for record in records)
    return out.getvalue().rstrip("\n")
