"""Scores as tables and CSV files: the same numbers as on the page, unrounded, with what was left out.

A file can be opened in a spreadsheet without running anything: a text cell that a spreadsheet would read as a formula
gets an apostrophe in front. Numbers are left as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from cx.guard import Guarded
from cx.reports import words
from cx.reports.words import _

#: A text that begins with one of these is a formula to a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def table(scores: Guarded) -> pd.DataFrame:
    """One row per group, in the units people use (NPS points, percent, answers, seconds), unrounded.

    Columns: the dimensions (missing values as ""), value, low, high, n, numerator, denominator, one `excluded_<reason>`
    per reason, state. What is not known, or may not be shown, is missing (None); so is an endless upper limit.
    """
    records = scores.records()
    reasons = list(scores.excluded)
    rows = [
        {
            **{str(name): _cell(record[str(name)]) for name in scores.groups},
            **{name: record[name] for name in ("value", "low", "high", "n", "numerator", "denominator")},
            **{f"excluded_{reason}": record["excluded"].get(reason, 0) for reason in reasons},  # type: ignore[attr-defined]
            "state": record["state"],
        }
        for record in records
    ]
    return pd.DataFrame(rows, dtype=object)


def shown(scores: Guarded, of: int = 0) -> pd.DataFrame:
    """The same in words, for reading beside a chart: dimensions, score, interval, count.

    of: the top of the scale, for means of answers.
    """
    unit = scores.reading.unit
    columns = {words.dimension_name(str(name)): [_said(value) for value in scores.groups[name]] for name in scores.groups}
    columns[words.measure_name(scores.measure.name)] = [words.score(value, unit, of=of) for value in scores.value]
    columns[_("95% interval")] = [
        words.interval(low, high, unit) for low, high in zip(scores.low, scores.high, strict=True)
    ]
    columns[words.count_name(scores.measure.counts, 0)] = [
        words.DASH if state == "hidden" else words.count(n) for n, state in zip(scores.n, scores.state, strict=True)
    ]
    return pd.DataFrame(columns)


def csv_bytes(given: pd.DataFrame, facts: Sequence[tuple[str, str]] = ()) -> bytes:
    """A CSV file for spreadsheets: UTF-8 with its mark, first the facts (what, which filters, zone, as-of, definition)
    as rows of two cells, an empty row, then the table with its header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([[harmless(name), harmless(fact)] for name, fact in facts])
    if facts:
        writer.writerow([])
    writer.writerow([harmless(str(column)) for column in given.columns])
    writer.writerows(_cells(given))
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A text no spreadsheet runs."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def _cells(given: pd.DataFrame) -> Iterable[list[object]]:
    """Rows of the file: texts made harmless, missing values empty, days in ISO form."""
    for row in given.itertuples(index=False, name=None):
        yield [_written(value) for value in row]


def _written(value: object) -> object:
    if isinstance(value, str):
        return harmless(value)
    if value is None or value is pd.NA or value != value:
        return ""
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: object) -> object:
    return "" if value is None else value


def _said(value: object) -> str:
    return words.day(value) if isinstance(value, date) else words.value_name(value)
