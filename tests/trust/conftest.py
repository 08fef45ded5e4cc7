"""The companies that tests of the page Trust share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cx.company import Company
from tests.small_company import OFFICE, fill
from tests.trust.asking import opened


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """Something in every table."""
    with opened(tmp_path_factory.mktemp("trust"), calendars=OFFICE) as own:
        fill(own.warehouse)
        yield own


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Company]:
    """Nothing yet."""
    with opened(tmp_path) as own:
        yield own
