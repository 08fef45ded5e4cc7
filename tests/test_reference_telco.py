"""A fictional company's customers give the churn that was computed beside this product, to the digits given.

The file has no dates: the preset says which month it stands for. No measure of this product, and so checked on the rows
that landed: the share of revenue that left (churn is counted in customers here).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import func, select

from cx import scores
from cx.company import Company
from cx.filters import Filters
from cx.imports import ImportResult, import_files
from cx.scores import Scores
from cx.store.tables import TABLES
from tests.real_sets import own_company

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "telco-churn-ibm-fictional"
FILE = FOLDER / "Telco-Customer-Churn.csv"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"the customers' file is not at {FILE}")

PRINTED = 0.5e-4


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, ImportResult]]:
    with own_company(tmp_path_factory.mktemp("telco")) as company:
        yield company, import_files(company, [FILE], "telco-churn-ibm-fictional")


def churn(company: Company, *by: str) -> Scores:
    return scores.read(company.warehouse.tally("churn", Filters(period="2018-01"), by))


def test_every_customer_is_read(landed: tuple[Company, ImportResult]) -> None:
    _, result = landed

    assert (result.rows, result.read, result.added, result.rejected) == (7_043, 7_043, 7_043, 0)


def test_the_source_goes_as_far_as_the_month_it_stands_for(landed: tuple[Company, ImportResult]) -> None:
    assert landed[0].warehouse.contents().as_of == datetime(2018, 1, 31)


def test_churn(landed: tuple[Company, ImportResult]) -> None:
    found = churn(landed[0])

    assert (int(found.numerator[0]), int(found.n[0])) == (1_869, 7_043)
    assert found.records()[0]["value"] == pytest.approx(26.5370, abs=PRINTED)


def test_churn_by_contract(landed: tuple[Company, ImportResult]) -> None:
    found = {group["contract"]: (group["n"], group["value"]) for group in churn(landed[0], "contract").records()}

    expected = {"Month-to-month": (3_875, 42.7097), "One year": (1_473, 11.2695), "Two year": (1_695, 2.8319)}
    assert found == {contract: (n, pytest.approx(value, abs=PRINTED)) for contract, (n, value) in expected.items()}


def test_churn_by_tenure(landed: tuple[Company, ImportResult]) -> None:
    found = churn(landed[0], "tenure in months")
    months = pd.DataFrame({"n": found.n, "left": found.numerator}, index=found.groups["tenure in months"].astype(int))
    bands = months.groupby(pd.cut(months.index, [-1, 12, 24, 48, 60, 72]), observed=True).sum()

    assert len(months) == 73
    assert bands["n"].tolist() == [2_186, 1_024, 1_594, 832, 1_407]
    shares = (100 * bands["left"] / bands["n"]).tolist()
    assert shares == pytest.approx([47.4382, 28.7109, 20.3890, 14.4231, 6.6098], abs=PRINTED)


def test_revenue_that_left_by_the_rows(landed: tuple[Company, ImportResult]) -> None:
    customer = TABLES["customers"].c
    with landed[0].warehouse.database.read() as connection:
        whole = connection.scalar(select(func.sum(customer.revenue)))
        gone = connection.scalar(select(func.sum(customer.revenue)).where(customer.left_on.is_not(None)))

    assert round(100 * float(gone or 0) / float(whole or 1), 4) == 30.5034
