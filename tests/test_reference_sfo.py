"""The airport's real survey of 2017 gives the figures that were computed beside this product, to the digits given.

Left out: the NPS by the file's weights (an answer counts once here, and a weight is no number of answers), and the one
that takes 11, "no answer", for a promoter, which is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cx import scores, settings
from cx.company import Company, open_own
from cx.filters import Filters
from cx.imports import ImportResult, import_files

FILE = Path(__file__).parents[2] / "shared" / "data" / "sfo-survey-2017" / "2017_SFO_Customer_Survey.csv"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"the survey's file is not at {FILE}")

MAY = Filters(period="2017-05")


@pytest.fixture(scope="module", params=["duckdb", "sqlite"])
def landed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Company, ImportResult]]:
    folder = tmp_path_factory.mktemp("sfo")
    urls = {
        "warehouse_url": f"{request.param}:///{folder}/warehouse.{request.param}",
        "workspace_url": f"sqlite:///{folder}/workspace.sqlite",
        "zone": "America/Los_Angeles",
    }
    company = open_own(settings.load(urls, {}))
    yield company, import_files(company, [FILE], "sfo-survey-2017")
    company.warehouse.close()
    company.workspace.close()


def score(
    company: Company, measure: str, by: str = "", survey: str = "", reading: str = "", period: str = "2017-05"
) -> dict[object, tuple[float, int]]:
    """Value and n of each group, as printed in the reference."""
    where = (("survey", (survey,)),) if survey else ()
    filters = Filters(period=period, where=where)
    groups = scores.read(company.warehouse.tally(measure, filters, (by,) if by else ()), reading).records()
    return {group.get(by): (group["value"], group["n"]) for group in groups}


def test_every_row_is_read_and_none_refused(landed: tuple[Company, ImportResult]) -> None:
    _, result = landed

    assert result.rows == 2_831
    assert result.read == result.added == 2_746 + 2_688 + 2_736 + 2_781 + 2_683 + 2_407
    assert (result.rejected, result.ids_made) == (0, 0)


def test_the_same_file_again_changes_nothing(landed: tuple[Company, ImportResult]) -> None:
    company, first = landed

    again = import_files(company, [FILE], "sfo-survey-2017")

    assert (again.added, again.changed, again.unchanged) == (0, 0, first.added)


def test_nps_leaves_out_the_sentinel(landed: tuple[Company, ImportResult]) -> None:
    company, _ = landed

    nps = scores.read(company.warehouse.tally("nps", MAY))
    value, n = score(company, "nps")[None]

    assert (round(value, 4), n) == (39.8398, 2_746)
    assert int(nps.numerator[0]) == 1_436 - 342
    shares = {
        reading: score(company, "nps", reading=reading)[None][0] for reading in ("promoters", "passives", "detractors")
    }
    assert {name: round(share * 2_746 / 100) for name, share in shares.items()} == {
        "promoters": 1_436, "passives": 968, "detractors": 342,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            "boarding area",
            {"A": (39.9171, 724), "B": (43.3735, 166), "C": (46.9027, 226), "D": (43.5233, 386), "E": (46.8571, 175),
             "F": (38.5135, 444), "G": (32.96, 625)},
        ),
        ("method", {"1": (39.9706, 2_717), "2": (31.8182, 22), "3": (14.2857, 7)}),
        ("language", {"1": (41.2379, 2_585), "2": (72.093, 43), "3": (-3.5088, 114), "4": (25.0, 4)}),
        (
            "interview day",
            {"MON": (38.2463, 536), "TUE": (45.2504, 579), "WED": (41.6862, 427), "THUR": (44.8549, 379),
             "FRI": (37.0732, 205), "SAT": (31.7073, 328), "SUN": (33.9041, 292)},
        ),
    ],
)  # fmt: skip
def test_nps_by_each_dimension(
    landed: tuple[Company, ImportResult], by: str, expected: dict[str, tuple[float, int]]
) -> None:
    company, _ = landed

    assert {group: (round(value, 4), n) for group, (value, n) in score(company, "nps", by).items()} == expected


@pytest.mark.parametrize(
    ("period", "value", "n"),
    [
        ("2017-05-01..2017-05-07", 28.3333, 360), ("2017-05-08..2017-05-14", 34.6405, 612),
        ("2017-05-15..2017-05-21", 47.1233, 730), ("2017-05-22..2017-05-31", 41.7625, 1_044),
    ],
)  # fmt: skip
def test_nps_by_days_of_may(landed: tuple[Company, ImportResult], period: str, value: float, n: int) -> None:
    found = score(landed[0], "nps", period=period)[None]

    assert (round(found[0], 4), found[1]) == (value, n)


@pytest.mark.parametrize(
    ("measure", "survey", "share", "share_value", "mean", "n"),
    [
        ("csat", "Q7ALL", "satisfied", 82.0685, 4.0644, 2_688),
        ("csat", "", "satisfied", 82.0685, 4.0644, 2_688),  # the headline question
        ("csat", "Q9ALL", "satisfied", 85.3801, 4.2760, 2_736),
        ("csat", "Q10SAFE", "satisfied", 87.1269, 4.3743, 2_781),
        ("ces", "Q14FIND", "easy", 85.3522, 4.4133, 2_683),
        ("ces", "", "easy", 85.3522, 4.4133, 2_683),
        ("ces", "Q14PASSTHRU", "easy", 82.0108, 4.3070, 2_407),
    ],
)
def test_questions_on_one_to_five_are_kept_apart(
    landed: tuple[Company, ImportResult], measure: str, survey: str, share: str, share_value: float, mean: float, n: int
) -> None:
    good = score(landed[0], measure, survey=survey, reading=share)[None]
    average = score(landed[0], measure, survey=survey, reading="mean")[None]

    assert (round(good[0], 4), good[1]) == (share_value, n)
    assert (round(average[0], 4), average[1]) == (mean, n)


def test_the_lowest_two_answers_to_the_airport_overall(landed: tuple[Company, ImportResult]) -> None:
    total = landed[0].warehouse.tally("csat", MAY).total()
    low = total.counts[0, total.bins <= 2].sum()

    assert round(100 * low / total.counts.sum(), 4) == 1.4137


def test_satisfaction_by_boarding_area(landed: tuple[Company, ImportResult]) -> None:
    found = score(landed[0], "csat", "boarding area")

    assert {area: (round(value, 4), n) for area, (value, n) in found.items()} == {
        "A": (81.3124, 701), "B": (79.2683, 164), "C": (81.5315, 222), "D": (84.3750, 384), "E": (83.4320, 169),
        "F": (82.0690, 435), "G": (82.0555, 613),
    }  # fmt: skip


def test_days_have_no_hour(landed: tuple[Company, ImportResult]) -> None:
    hours = landed[0].warehouse.tally("nps", MAY, ("hour",))

    assert hours.groups["hour"].tolist() == [None]


def test_nothing_is_outside_its_scale(landed: tuple[Company, ImportResult]) -> None:
    assert [source.outside_scale for source in landed[0].warehouse.contents().sources] == [0]
