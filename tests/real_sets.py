"""A company for tests of real sets: empty, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cx import settings
from cx.company import Company, open_own


@contextmanager
def own_company(folder: Path, zone: str = "UTC") -> Iterator[Company]:
    """A company whose business is in a zone, closed afterwards."""
    urls = {
        "warehouse_url": f"duckdb:///{folder}/warehouse.duckdb",
        "workspace_url": f"sqlite:///{folder}/workspace.sqlite",
        "zone": zone,
    }
    company = open_own(settings.load(urls, {}))
    yield company
    company.warehouse.close()
    company.workspace.close()
