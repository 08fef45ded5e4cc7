"""Two extracts of one register of complaints, in two forms, are one source with the figures computed beside this
product, to the digits given.

Left out: "days to company", the Bureau's own time for handing a complaint on. No measure of this product is about it,
and the extracts do not say when a company answered. They hold days without hours, so there is no duration either.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import func, select

from cx import scores
from cx.company import Company
from cx.errors import Unavailable
from cx.filters import Filters
from cx.imports import ImportResult, import_files
from cx.store.tables import TABLES
from tests.real_sets import own_company

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "cfpb-complaints"
FIRST, SECOND = FOLDER / "complaints_2013-2017_all_channels.csv", FOLDER / "complaints_2023_payday_loans.csv.gz"
pytestmark = pytest.mark.skipif(not (FIRST.is_file() and SECOND.is_file()), reason=f"the extracts are not in {FOLDER}")

#: The extracts do not overlap in time.
OF_FIRST, OF_SECOND = "2013-01-01..2017-12-31", "2023"
PRINTED = 0.5e-4


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, ImportResult]]:
    with own_company(tmp_path_factory.mktemp("cfpb")) as company:
        yield company, import_files(company, [FIRST, SECOND], "cfpb-complaints")


def timely(company: Company, period: str, by: str = "") -> dict[Any, tuple[float, int]]:
    """The share of complaints answered in time, and how many there are."""
    tally = company.warehouse.tally("sla", Filters(period=period), (by,) if by else ())
    return {group.get(by): (group["value"], group["n"]) for group in scores.read(tally).records()}


def printed(expected: dict[Any, tuple[int, float]]) -> dict[Any, tuple[Any, int]]:
    return {group: (pytest.approx(value, abs=PRINTED), n) for group, (n, value) in expected.items()}


def test_both_forms_are_read_and_nothing_is_refused(landed: tuple[Company, ImportResult]) -> None:
    _, result = landed

    assert (result.rows, result.read, result.added) == (6_013, 6_013, 6_013)
    assert (result.rejected, result.folded, result.noticed) == (0, 0, ())
    assert result.ids_made == 3_186


def test_identical_complaints_stay_several(landed: tuple[Company, ImportResult]) -> None:
    repeats = pd.read_csv(FIRST, dtype=str, keep_default_na=False).duplicated().sum()
    ticket = TABLES["tickets"].c
    with landed[0].warehouse.database.read() as connection:
        ids = connection.scalar(select(func.count(ticket.ticket_id.distinct())))

    assert (int(repeats), ids) == (11, 6_013)


def test_the_same_extracts_again_change_nothing(landed: tuple[Company, ImportResult]) -> None:
    again = import_files(landed[0], [FIRST, SECOND], "cfpb-complaints")

    assert (again.added, again.changed, again.unchanged) == (0, 0, 6_013)


@pytest.mark.parametrize(
    ("period", "expected"), [(OF_FIRST, (3_186, 97.0810)), (OF_SECOND, (2_827, 96.1797))]
)  # fmt: skip
def test_timely(landed: tuple[Company, ImportResult], period: str, expected: tuple[int, float]) -> None:
    assert timely(landed[0], period) == printed({None: expected})


def test_disputed(landed: tuple[Company, ImportResult]) -> None:
    counts = {said: n for said, (_, n) in timely(landed[0], OF_FIRST, "disputed").items()}

    assert counts == {"Yes": 595, "No": 2_534, None: 57}
    assert round(100 * counts["Yes"] / sum(counts.values()), 4) == 18.6755
    assert round(100 * counts["Yes"] / (counts["Yes"] + counts["No"]), 4) == 19.0157


def test_nobody_was_asked_in_the_second_extract(landed: tuple[Company, ImportResult]) -> None:
    assert {said: n for said, (_, n) in timely(landed[0], OF_SECOND, "disputed").items()} == {None: 2_827}


CHANNELS = {
    "Web": (2_233, 96.9100, 20.5553), "Referral": (533, 98.4991, 15.5722), "Phone": (200, 94.5, 15.5),
    "Postal mail": (168, 98.2143, 6.5476), "Fax": (52, 96.1538, 21.1538),
}  # fmt: skip


def test_by_channel(landed: tuple[Company, ImportResult]) -> None:
    by_both = landed[0].warehouse.tally("sla", Filters(period=OF_FIRST), ("channel", "disputed"))
    disputed = {
        group["channel"]: group["n"] for group in scores.read(by_both).records() if group["disputed"] == "Yes"
    }  # fmt: skip

    assert timely(landed[0], OF_FIRST, "channel") == printed({name: row[:2] for name, row in CHANNELS.items()})
    for channel, (n, _, share) in CHANNELS.items():
        assert 100 * disputed[channel] / n == pytest.approx(share, abs=PRINTED)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (
            OF_FIRST,
            {"2013-07": (127, 97.6378), "2013-08": (216, 98.6111), "2016-01": (1_355, 97.1218),
             "2016-02": (1_428, 96.9188)},
        ),
        (
            OF_SECOND,
            {"2023-01": (385, 95.5844), "2023-02": (342, 99.1228), "2023-03": (350, 96.0), "2023-04": (303, 97.6898),
             "2023-05": (385, 96.1039), "2023-06": (398, 96.9849), "2023-07": (384, 94.0104),
             "2023-08": (280, 93.9286)},
        ),
    ],
)  # fmt: skip
def test_by_month(landed: tuple[Company, ImportResult], period: str, expected: dict[str, tuple[int, float]]) -> None:
    found = {f"{month:%Y-%m}": pair for month, pair in timely(landed[0], period, "month").items()}

    assert {month: found[month] for month in expected} == printed(expected)


def test_relief(landed: tuple[Company, ImportResult]) -> None:
    counts = {said: n for said, (_, n) in timely(landed[0], OF_SECOND, "company response").items()}
    relief = counts["Closed with monetary relief"] + counts["Closed with non-monetary relief"]

    assert (relief, round(100 * relief / sum(counts.values()), 4)) == (255, 9.0202)


def test_what_the_extracts_do_not_say_is_no_measure(landed: tuple[Company, ImportResult]) -> None:
    for measure in ("first_response", "resolution", "closing"):
        with pytest.raises(Unavailable, match="columns missing"):
            landed[0].warehouse.tally(measure, Filters(period="all"))


def test_only_complaints_in_progress_are_open(landed: tuple[Company, ImportResult]) -> None:
    found = scores.read(landed[0].warehouse.tally("backlog", Filters(period="all")), "open")

    assert int(found.n[0]) + sum(int(n[0]) for n in found.excluded.values()) == 3
