"""Reviews with their orders and customers, three files of one source, give the figures that were computed beside this
product, to the digits given.

No measure of this product, and so checked on the rows that landed: the time from asking for a review to its answer; the
reviews by the month in which they were asked for (scores are dated by the answer); how many carry a text; and the
reviews of late deliveries (a promise is a measure of orders, each of which counts once). Titles are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import and_, select

from cx import scores
from cx.company import Company
from cx.filters import Filters
from cx.imports import ImportResult, import_files
from cx.store.tables import TABLES
from tests.real_sets import own_company

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "olist-reviews"
FILES = [FOLDER / f"olist_{name}_dataset.csv.gz" for name in ("order_reviews", "orders", "customers")]
pytestmark = pytest.mark.skipif(not all(file.is_file() for file in FILES), reason=f"the files are not in {FOLDER}")

ALL = Filters(period="all")
ZONE = "America/Sao_Paulo"
PRINTED = 0.5e-4


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, ImportResult]]:
    with own_company(tmp_path_factory.mktemp("olist"), ZONE) as company:
        yield company, import_files(company, FILES, "olist-reviews")


@pytest.fixture(scope="module")
def reviews(landed: tuple[Company, ImportResult]) -> pd.DataFrame:
    """The reviews that landed, beside their orders."""
    answer, order = TABLES["answers"].c, TABLES["tickets"].c
    same = and_(answer.ticket_source == order.source, answer.ticket_id == order.ticket_id)
    columns = (
        answer.score, answer.comment, answer.invited_at, answer.answered_at, order.status, order.solved_at, order.sla,
    )  # fmt: skip
    with landed[0].warehouse.database.read() as connection:
        rows = connection.execute(select(*columns).join_from(TABLES["answers"], TABLES["tickets"], same)).all()
    return pd.DataFrame(rows, columns=[column.name for column in columns])


def score(company: Company, reading: str = "", by: str = "", measure: str = "review") -> dict[Any, tuple[float, int]]:
    groups = scores.read(company.warehouse.tally(measure, ALL, (by,) if by else ()), reading).records()
    return {group.get(by): (group["value"], group["n"]) for group in groups}


def test_all_three_files_are_read(landed: tuple[Company, ImportResult]) -> None:
    _, result = landed

    read = {table: counts.read for table, counts in result.tables.items()}
    assert read == {"answers": 8_225, "tickets": 8_135, "customers": 8_135}
    assert (result.rows, result.added) == (24_495, 24_495)
    assert (result.rejected, result.folded, result.ids_made, result.noticed) == (0, 0, 0, ())


def test_a_review_of_several_orders_counts_for_each(landed: tuple[Company, ImportResult]) -> None:
    ids = pd.read_csv(FILES[0], usecols=["review_id"])["review_id"]

    assert (len(ids) - ids.nunique(), score(landed[0])[None][1]) == (34, 8_225)


def test_stars(landed: tuple[Company, ImportResult]) -> None:
    found = {reading: score(landed[0], reading)[None] for reading in ("mean", "positive", "negative")}

    assert found == {
        "mean": (pytest.approx(3.2716, abs=PRINTED), 8_225), "positive": (pytest.approx(55.1733, abs=PRINTED), 8_225),
        "negative": (pytest.approx(36.7173, abs=PRINTED), 8_225),
    }  # fmt: skip


def test_every_star(landed: tuple[Company, ImportResult]) -> None:
    tally = landed[0].warehouse.tally("review", ALL)

    counts = dict(zip(tally.bins.tolist(), tally.counts[0].tolist(), strict=True))
    assert counts == {1: 2_638, 2: 382, 3: 667, 4: 1_184, 5: 3_354}


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            "topic",
            {"delivered": (5_240, 4.1378, 78.3969), "shipped": (1_118, 1.9955, 19.5886),
             "canceled": (629, 1.8108, 15.5803), "unavailable": (611, 1.5270, 9.3290),
             "invoiced": (318, 1.6509, 12.8931), "processing": (302, 1.2748, 4.3046)},
        ),
        ("region", {"SP": (3_488, 3.3535, 57.4828), "RJ": (1_182, 2.9112, 44.9239), "MG": (901, 3.4151, 57.9356)}),
    ],
)  # fmt: skip
def test_stars_by_what_their_order_and_its_customer_say(
    landed: tuple[Company, ImportResult], by: str, expected: dict[str, tuple[int, float, float]]
) -> None:
    for reading, place in (("mean", 1), ("positive", 2)):
        found = score(landed[0], reading, by)

        wanted = {group: (pytest.approx(row[place], abs=PRINTED), row[0]) for group, row in expected.items()}
        assert {group: found[group] for group in expected} == wanted


def test_late_orders(landed: tuple[Company, ImportResult]) -> None:
    orders = pd.read_csv(FILES[1], dtype=str, keep_default_na=False)
    delivered = orders[(orders["order_status"] == "delivered") & (orders["order_delivered_customer_date"] != "")]
    in_time = delivered["order_delivered_customer_date"] <= delivered["order_estimated_delivery_date"]

    value, n = score(landed[0], by="status", measure="sla")["delivered"]

    assert (value, n) == (pytest.approx(100 * in_time.mean(), abs=1e-9), len(delivered))


def test_reviews_of_late_deliveries_by_the_rows(reviews: pd.DataFrame) -> None:
    delivered = reviews[reviews["solved_at"].notna()]  # six of them of orders that were canceled in the end
    late = delivered["sla"] == 0

    assert (len(delivered), round(100 * late.mean(), 4)) == (5_238, 7.9992)
    assert [round(delivered["score"][mask].mean(), 4) for mask in (late, ~late)] == [2.4988, 4.2770]


def test_months_of_asking_by_the_rows(reviews: pd.DataFrame) -> None:
    stars = reviews["score"].groupby(reviews["invited_at"].dt.strftime("%Y-%m"))
    found = pd.DataFrame({"n": stars.size(), "mean": stars.mean(), "good": 100 * stars.agg(lambda s: (s >= 4).mean())})

    assert {month: tuple(row) for month, row in found.round(4).loc[list(MONTHS)].T.items()} == MONTHS


MONTHS = {
    "2017-11": (458, 3.2642, 55.0218), "2017-12": (670, 3.0388, 49.2537), "2018-01": (475, 3.3495, 57.4737),
    "2018-02": (527, 3.1518, 51.6129), "2018-03": (658, 3.0638, 49.5441), "2018-06": (421, 3.6983, 66.5083),
    "2018-08": (742, 3.3221, 56.0647),
}  # fmt: skip


def test_delay_of_answers_and_texts_by_the_rows(reviews: pd.DataFrame) -> None:
    answered = reviews["answered_at"].dt.tz_localize("UTC").dt.tz_convert(ZONE).dt.tz_localize(None)
    hours = (answered - reviews["invited_at"]).dt.total_seconds() / 3600

    blank = 4  # messages of nothing but blanks, which the reference counts as present
    assert round(100 * (reviews["comment"].notna().sum() + blank) / len(reviews), 4) == 50.0061
    skipped = 5  # days without a midnight: the file says one o'clock, here they are the day
    assert hours.median() == pytest.approx(38.3225, abs=PRINTED)
    assert hours.mean() - skipped / len(reviews) == pytest.approx(75.4892, abs=PRINTED)
