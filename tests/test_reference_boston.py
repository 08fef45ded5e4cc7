"""Five yearly files of a city's requests give the figures that were computed beside this product.

Counts and shares to the digits given. Times are counted in bins: medians and p90 lie in the very bin of their rank, and
within 0.84 % of the figure where there are many cases; means lie within 0.1 %. The ten cases that close before they
open are in no duration: the reference gives its median without them too, other figures of it contain them.

The plain share on time, in which a case without a target always counts as kept, is no measure of a promise; it is
counted by what the city says, a dimension of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from cx import bins, scores
from cx.company import Company
from cx.filters import Filters
from cx.imports import ImportResult, import_files
from cx.store.tables import TABLES
from tests.real_sets import own_company

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "boston-311"
FILES = sorted(FOLDER.glob("filtered_*.csv.gz"))
pytestmark = pytest.mark.skipif(len(FILES) != 5, reason=f"the five files of the city are not in {FOLDER}")

ZONE = "America/New_York"
PRINTED = 0.5e-4


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, ImportResult]]:
    with own_company(tmp_path_factory.mktemp("boston"), ZONE) as company:
        yield company, import_files(company, FILES, "boston-311")


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    """The same files read by pandas: the other way to the same figures."""
    read = pd.concat([pd.read_csv(file, dtype=str, keep_default_na=False) for file in FILES])
    opened, closed = (pd.to_datetime(read[name], errors="coerce") for name in ("open_dt", "closed_dt"))
    seconds = [stamps.dt.tz_localize(ZONE, ambiguous=True).dt.tz_convert("UTC") for stamps in (opened, closed)]
    return read.assign(seconds=(seconds[1] - seconds[0]).dt.total_seconds(), year=opened.dt.year, month=opened.dt.month)


def score(
    company: Company, measure: str, by: str = "", reading: str = "", period: str = "all"
) -> dict[Any, tuple[float, int]]:
    tally = company.warehouse.tally(measure, Filters(period=period), (by,) if by else ())
    return {group.get(by): (group["value"], group["n"]) for group in scores.read(tally, reading).records()}


def counted(company: Company, *by: str, period: str = "all") -> dict[tuple[Any, ...], int]:
    """How many cases each group has."""
    groups = scores.read(company.warehouse.tally("arrivals", Filters(period=period), by)).records()
    return {tuple(group[name] for name in by): group["n"] for group in groups}


def on_time(company: Company, period: str) -> tuple[int, float]:
    """Cases, and the share of them that the city calls on time."""
    found = counted(company, "on time", period=period)
    return sum(found.values()), 100 * found["ONTIME",] / sum(found.values())


def ranked(values: pd.Series[float], q: float) -> float:
    """The bin of the value of rank ceil(q n), without durations below zero."""
    inside = np.sort(values[values >= 0])
    return float(bins.midpoint(bins.clock_bin(int(inside[int(np.ceil(q * len(inside))) - 1]))))


def test_files_with_and_without_a_row_number_are_one_source(landed: tuple[Company, ImportResult]) -> None:
    _, result = landed

    assert (result.rows, result.read, result.added) == (38_275, 38_275, 38_275)
    assert (result.rejected, result.folded, result.ids_made, result.left_out) == (0, 0, 0, 0)


def test_closed_cases(landed: tuple[Company, ImportResult]) -> None:
    found = counted(landed[0], "status")

    assert found == {("Closed",): 24_681, ("Open",): 13_594}
    assert round(100 * found["Closed",] / 38_275, 4) == 64.4833


def test_promises_are_those_of_cases_with_a_target(landed: tuple[Company, ImportResult]) -> None:
    found = scores.read(landed[0].warehouse.tally("sla", Filters(period="all")))

    assert found.records()[0]["value"] == pytest.approx(83.6567, abs=PRINTED)
    assert (int(found.numerator[0]), int(found.n[0])) == (22_572 - 3_689, 22_572)
    assert {reason: int(n[0]) for reason, n in found.excluded.items() if n[0]} == {"no_promise": 38_275 - 22_572}


def test_a_promise_is_missed_by_closing_late_or_by_being_open(landed: tuple[Company, ImportResult]) -> None:
    found = scores.read(landed[0].warehouse.tally("sla", Filters(period="all"), ("status",)))

    missed = dict(zip(found.groups["status"], (found.n - found.numerator).astype(int), strict=True))
    assert missed == {"Closed": 881, "Open": 2_808}


def test_the_plain_share_on_time_is_what_the_city_says(landed: tuple[Company, ImportResult]) -> None:
    assert on_time(landed[0], "all") == (38_275, pytest.approx(90.3619, abs=PRINTED))


def test_resolution_of_all(landed: tuple[Company, ImportResult], cases: pd.DataFrame) -> None:
    found = scores.read(landed[0].warehouse.tally("resolution", Filters(period="all")), "naive_median")
    excluded = {reason: int(n[0]) for reason, n in found.excluded.items() if n[0]}
    p90 = score(landed[0], "resolution", reading="naive_p90")[None][0]

    assert (int(found.n[0]), excluded) == (24_671, {"negative": 10, "still_running": 13_594})
    assert found.value[0] == pytest.approx(2.0028 * 3600, rel=0.0084)
    assert found.value[0] == ranked(cases["seconds"], 0.5)
    assert p90 == pytest.approx(237.6597 * 3600, rel=0.0084)
    assert p90 == ranked(cases["seconds"], 0.9)
    assert score(landed[0], "resolution", reading="mean")[None][0] == pytest.approx(513.7067 * 3600, rel=0.001)


SOURCES = {
    "Constituent Call": (24_859, 51.0962, 93.4229, 2.2653),
    "Citizens Connect App": (11_549, 89.8173, 84.3276, 2.1422),
    "City Worker App": (1_097, 99.8177, 99.4531, 0.0456),
    "Employee Generated": (393, 88.8041, 93.1298, 1.1456),
    "Self Service": (340, 39.1176, 38.2353, 588.6808),
    "Twitter": (36, 80.5556, 100, 1.3186),
}


def test_cases_closed_and_on_time_by_channel(landed: tuple[Company, ImportResult]) -> None:
    cases, states = counted(landed[0], "channel"), counted(landed[0], "channel", "status")
    kept = counted(landed[0], "channel", "on time")

    for channel, (n, closed, on, _) in SOURCES.items():
        assert cases[channel,] == n
        assert 100 * states[channel, "Closed"] / n == pytest.approx(closed, abs=PRINTED)
        assert 100 * kept[channel, "ONTIME"] / n == pytest.approx(on, abs=PRINTED)


def test_median_resolution_by_channel(landed: tuple[Company, ImportResult], cases: pd.DataFrame) -> None:
    found = score(landed[0], "resolution", "channel", "naive_median")

    for channel, (_, _, _, hours) in SOURCES.items():
        own = cases["seconds"][cases["source"] == channel]
        assert found[channel] == (ranked(own, 0.5), int((own >= 0).sum()))
        if len(own) > 1_000:
            assert found[channel][0] == pytest.approx(hours * 3600, rel=0.0084)


YEARS = {
    2015: (6_221, 45.8447, 90.1302, 1.7035), 2016: (7_494, 71.5239, 91.2063, 2.0903),
    2017: (7_760, 76.2887, 90.4510, 2.5047), 2018: (7_872, 69.4106, 91.3110, 2.0264),
    2019: (8_928, 56.9556, 88.9001, 1.7514),
}  # fmt: skip


@pytest.mark.parametrize("year", list(YEARS))
def test_a_year_of_opening(landed: tuple[Company, ImportResult], cases: pd.DataFrame, year: int) -> None:
    n, closed, on, hours = YEARS[year]
    period = str(year)
    own = cases["seconds"][cases["year"] == year]

    assert on_time(landed[0], period) == (n, pytest.approx(on, abs=PRINTED))
    assert 100 * counted(landed[0], "status", period=period)["Closed",] / n == pytest.approx(closed, abs=PRINTED)
    median, _ = score(landed[0], "resolution", reading="naive_median", period=period)[None]
    assert median == ranked(own, 0.5)
    assert median == pytest.approx(hours * 3600, rel=0.0084)


@pytest.mark.parametrize(
    ("month", "n", "on", "hours"),
    [
        (1, 480, 92.7083, 2.5875), (4, 673, 89.0045, 1.7222), (7, 1_029, 87.7551, 1.7086), (8, 1_173, 90.6223, 1.7231),
        (12, 413, 84.5036, 2.0811),
    ],
)  # fmt: skip
def test_a_month_of_opening(
    landed: tuple[Company, ImportResult], cases: pd.DataFrame, month: int, n: int, on: float, hours: float
) -> None:
    period = f"2019-{month:02}"
    own = cases["seconds"][(cases["year"] == 2019) & (cases["month"] == month)]

    assert on_time(landed[0], period) == (n, pytest.approx(on, abs=PRINTED))
    median, _ = score(landed[0], "resolution", reading="naive_median", period=period)[None]
    assert median == ranked(own, 0.5)
    if n > 1_000:
        assert median == pytest.approx(hours * 3600, rel=0.0084)


@pytest.mark.parametrize(
    ("kind", "n", "on", "hours"),
    [
        ("Pick up Dead Animal", 17_591, 91.9447, 1.2781), ("Pest Infestation - Residential", 3_455, 61.3893, 169.4139),
        ("Bed Bugs", 1_526, 38.5976, 549.9658),
    ],
)  # fmt: skip
def test_a_type(
    landed: tuple[Company, ImportResult], cases: pd.DataFrame, kind: str, n: int, on: float, hours: float
) -> None:
    found = counted(landed[0], "topic", "on time")
    median, _ = score(landed[0], "resolution", "topic", "naive_median")[kind]

    assert counted(landed[0], "topic")[kind,] == n
    assert 100 * found[kind, "ONTIME"] / n == pytest.approx(on, abs=PRINTED)
    assert median == ranked(cases["seconds"][cases["type"] == kind], 0.5)
    assert median == pytest.approx(hours * 3600, rel=0.0084)


def test_closing_times_are_those_that_the_closing_text_repeats_in_utc(
    landed: tuple[Company, ImportResult], cases: pd.DataFrame
) -> None:
    said = cases.set_index("case_enquiry_id")["closure_reason"].str.extract(
        r"Closed date : (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)"
    )[0]
    ticket = TABLES["tickets"].c
    with landed[0].warehouse.database.read() as connection:
        stored = {row[0]: row[1] for row in connection.execute(select(ticket.ticket_id, ticket.solved_at))}
    found = pd.to_datetime(said.dropna())
    own = pd.Series(stored).reindex(found.index)

    assert (len(found), int(own.isna().sum())) == (23_733, 6)  # six are open again, and keep the text
    assert (found == own)[own.notna()].all()
