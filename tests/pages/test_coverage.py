"""How old the data are, in words."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cx.reports import coverage
from tests.pages import small
from tests.pages.models import asked


@pytest.mark.parametrize(("later", "words"), [(0, ""), (1, ", 1 day old"), (9, ", 9 days old")])
def test_the_age_of_the_data_is_said(company: Path, later: int, words: str) -> None:
    today = small.LAST.date().replace(day=11 + later)

    assert coverage.age(asked(company).contents, today) == f"Data to 11 Mar 2026{words}"


@pytest.mark.parametrize(("days", "words"), [(59, "59 days old"), (61, "2 months old"), (729, "24 months old"),
                                             (731, "2 years old"), (3463, "9 years old")])  # fmt: skip
def test_old_data_are_not_counted_in_days(company: Path, days: int, words: str) -> None:
    today = small.LAST.date().replace(day=11) + timedelta(days=days)

    assert coverage.age(asked(company).contents, today) == f"Data to 11 Mar 2026, {words}"
