"""Fixtures that several test modules share: a folder of its own, settings, and an empty warehouse on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cx.settings import Settings, load
from cx.store.warehouse import Warehouse, open_warehouse
from cx.store.workspace import Workspace

ENGINES = ("duckdb", "sqlite")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The defaults, with every database in a folder of this test."""
    given = {
        "warehouse_url": f"duckdb:///{tmp_path}/warehouse.duckdb",
        "workspace_url": f"sqlite:///{tmp_path}/workspace.sqlite",
        "sample_url": f"duckdb:///{tmp_path}/sample.duckdb",
    }
    return load(given, environ={})


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of each engine in turn."""
    return str(request.param)


@pytest.fixture
def make_warehouse(engine: str, settings: Settings, tmp_path: Path) -> Iterator[Callable[..., Warehouse]]:
    """Opens warehouses on this engine: by name, and with changed settings if any are given."""
    opened: list[Warehouse] = []

    def make(name: str = "warehouse", **changes: str) -> Warehouse:
        opened.append(open_warehouse(f"{engine}:///{tmp_path}/{name}.{engine}", settings.with_(**changes)))
        return opened[-1]

    yield make
    for warehouse in opened:
        warehouse.close()


@pytest.fixture
def warehouse(make_warehouse: Callable[..., Warehouse]) -> Warehouse:
    """An empty warehouse, on each engine in turn."""
    return make_warehouse()


@pytest.fixture
def workspace(settings: Settings) -> Iterator[Workspace]:
    """An empty workspace."""
    opened = Workspace(settings.workspace_url)
    yield opened
    opened.close()
