"""Every measure on every basis: the tally is what one gets by counting the rows one by one, and every score is what
one gets by reading those rows one by one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

from cx import bins
from cx.filters import Filters
from cx.measures import MEASURES, Measure, Reading
from cx.measures.answers import NO_CUSTOMER
from cx.settings import load
from cx.store.warehouse import Warehouse, open_warehouse
from cx.surveys import Survey
from tests.conftest import closing_warehouses
from tests.facts import Row, stored
from tests.small_company import OFFICE, fill

ON_BASES = [known.on(basis) for known in MEASURES.values() for basis in ("", *(b.name for b in known.bases))]
NAMES = [f"{known.name}@{known.basis}" for known in ON_BASES]
FIRST, LAST = date(2025, 2, 1), date(2025, 3, 10)
PERIOD = Filters(period=f"{FIRST}..{LAST}")
ALL = Filters(period="all")


@pytest.fixture(scope="module")
def company(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with closing_warehouses() as opened:
        settings = load({"calendars": OFFICE}, {})
        opened.append(open_warehouse(f"{engine}:///{tmp_path_factory.mktemp(engine)}/company.{engine}", settings))
        yield fill(opened[0])


def rows_of(company: Warehouse, known: Measure, first: date | None, last: date | None) -> list[tuple[Row, int]]:
    """The rows that count, each with its bin."""
    if known.counting == "membership":
        return [pair for row in stored(company, known.table) for pair in _member(row, first, last)]
    rows = [row for row in stored(company, known.table) if row[known.column] is not None]
    if known.of_answers:
        (asked,) = company.tally(known, ALL).surveys
        rows = [row for row in rows if row["survey"] == asked]
    if first and known.counting == "rows":
        rows = [row for row in rows if row[f"{known.date}_day"] and first <= row[f"{known.date}_day"] <= last]
    return _votes(rows, known.column) if known.vote else [(row, row[known.column]) for row in rows]


def _votes(rows: list[Row], column: str) -> list[tuple[Row, int]]:
    """The newest row of each customer, and all those of nobody."""
    newest: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row["answered_at"], -int(row["response_id"]))):
        if row["customer_id"] is not None:
            newest[row["customer_id"]] = row
    nobody = [(row, NO_CUSTOMER) for row in rows if row["customer_id"] is None]
    return nobody + [(row, row[column]) for row in newest.values()]


def _member(row: Row, first: date | None, last: date | None) -> Iterator[tuple[Row, int]]:
    assert first
    assert last
    joined, left = row["joined_day"], row["left_day"] or date.max
    if left < first or (joined and joined > last):
        return
    if joined is None:
        yield row, -1
    elif joined < first:
        yield row, 1 if left <= last else 0
    else:
        yield row, 3 if left <= last else 2


def span(company: Warehouse, known: Measure, filters: Filters) -> tuple[date | None, date | None]:
    """The days counted; customers are counted from the first day on which anybody left."""
    if filters is not ALL:
        return FIRST, LAST
    if known.counting != "membership":
        return None, None
    left = [row["left_day"] for row in stored(company, "customers") if row["left_day"]]
    return min(left), company.contents().as_of_day


@pytest.mark.parametrize("filters", [ALL, PERIOD], ids=["all", "period"])
@pytest.mark.parametrize("known", ON_BASES, ids=NAMES)
def test_the_tally_of_every_measure_is_what_counting_rows_gives(
    company: Warehouse, known: Measure, filters: Filters
) -> None:
    rows = rows_of(company, known, *span(company, known, filters))
    dimension = "segment" if known.counting == "membership" else "channel"
    tally = company.tally(known, filters, (dimension,))

    assert rows
    assert {(row[dimension], row["bin"]): row["n"] for row in tally.frame().to_dict("records")} == Counter(
        (row[dimension], bin_) for row, bin_ in rows
    )


@pytest.mark.parametrize("known", ON_BASES, ids=NAMES)
def test_every_definition_gives_what_reading_rows_one_by_one_gives(company: Warehouse, known: Measure) -> None:
    codes = np.array([bin_ for _, bin_ in rows_of(company, known, FIRST, LAST)])
    for reading in known.definitions():
        if reading.basis == known.basis:
            scores = company.score(known.name, PERIOD, reading=reading.full_name)
            survey = next(iter(scores.surveys.values()), None)
            value, n = by_rows(codes, reading, survey)
            assert scores.n[0] == n, reading.full_name
            assert scores.value[0] == pytest.approx(value, rel=1e-9, nan_ok=True), reading.full_name


def by_rows(codes: Any, reading: Reading, survey: Survey | None) -> tuple[float, int]:
    """The score and how many rows count, from the bin of each row."""
    values = reading.values(codes, survey, reading.parameter)
    counted = ~np.isnan(values)
    codes, values = codes[counted], values[counted]
    if not len(values):
        return math.nan if reading.kind != "count" else 0.0, 0
    if reading.kind == "count":
        return float(values.sum()), len(values)
    if reading.kind == "ratio":
        assert reading.base is not None
        base = reading.base(codes, survey, reading.parameter)
        return float(values.sum() / base.sum()), len(values)
    if reading.kind == "percentile":
        return float(np.sort(values)[max(1, math.ceil(reading.q * len(values) - 1e-9)) - 1]), len(values)
    if reading.kind.startswith("survival"):
        return _kaplan_meier(codes, values, reading), len(values)
    return float(values.mean()), len(values)


def _kaplan_meier(codes: Any, values: Any, reading: Reading) -> float:
    """Step by step over the times at which something ended."""
    ended = codes > bins.CENSORED
    starts = np.where(ended, codes, bins.age_of(codes))
    surviving = 1.0
    for start in np.unique(starts[ended]):
        if reading.kind == "survival_share" and start >= reading.parameter:
            break
        surviving *= 1 - (ended & (starts == start)).sum() / (starts >= start).sum()
        if reading.kind == "survival" and surviving <= 1 - reading.q + 1e-12:
            return float(values[starts == start][0])
    if reading.kind == "survival":
        return math.inf
    if surviving and starts.max() < reading.parameter:
        return math.nan  # nobody has been watched for so long
    return surviving if reading.complement else 1 - surviving
