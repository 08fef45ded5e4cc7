"""Fixtures that several test modules share: a folder of its own, settings, warehouses on each engine, the sample."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest

from cx.__main__ import main
from cx.company import open_company
from cx.reports import language, names
from cx.settings import Settings, load
from cx.store.warehouse import Warehouse, open_warehouse
from cx.store.workspace import Workspace
from tests import sample_built
from tests.importing import Desk
from tests.pages import small

ENGINES = ("duckdb", "sqlite")

MakeWarehouse = Callable[..., Warehouse]
Run = Callable[..., tuple[int, str, str]]

# How long an example of a property test takes says something about the machine, not about the code.
# On a build machine the examples are always the same; by hand every run looks for new ones.
hypothesis.settings.register_profile(
    "cx",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("cx")


@pytest.fixture(autouse=True)
def _main_module_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit puts the page it runs in place of `__main__`, and a process started later would run that page."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(autouse=True)
def _nobody_speaks_for_others() -> Iterator[None]:
    """The language and the company's names that a test chooses end with it."""
    yield
    language.use("en")
    names.use({})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The defaults, with every database in a folder of this test."""
    given = {
        "warehouse_url": f"duckdb:///{tmp_path}/warehouse.duckdb",
        "workspace_url": f"sqlite:///{tmp_path}/workspace.sqlite",
        "sample_url": f"duckdb:///{tmp_path}/sample.duckdb",
    }
    return load(given, environ={})


@pytest.fixture(params=ENGINES, scope="module")
def engine(request: pytest.FixtureRequest) -> str:
    """The name of each engine in turn."""
    return str(request.param)


@pytest.fixture
def make_warehouse(engine: str, settings: Settings, tmp_path: Path) -> Iterator[MakeWarehouse]:
    """Opens warehouses on this engine: by name, and with changed settings if any are given."""
    with closing_warehouses() as opened:

        def make(name: str = "warehouse", **changes: str) -> Warehouse:
            opened.append(open_warehouse(f"{engine}:///{tmp_path}/{name}.{engine}", settings.with_(**changes)))
            return opened[-1]

        yield make


@pytest.fixture
def warehouse(make_warehouse: MakeWarehouse) -> Warehouse:
    """An empty warehouse, on each engine in turn."""
    return make_warehouse()


@pytest.fixture(scope="module")
def shared_warehouse(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse on each engine in turn that a module fills once and then only reads."""
    with closing_warehouses() as opened:
        opened.append(open_warehouse(f"{engine}:///{tmp_path_factory.mktemp(engine)}/shared.{engine}", load({}, {})))
        yield opened[0]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The sample company as it ships, imported from its files; only to be read."""
    company = open_company(small.settings(sample_built.copied(tmp_path_factory)))
    yield company.warehouse
    company.warehouse.close()
    company.workspace.close()


@contextmanager
def closing_warehouses() -> Iterator[list[Warehouse]]:
    """A list whose warehouses are closed in the end."""
    opened: list[Warehouse] = []
    yield opened
    for warehouse in opened:
        warehouse.close()


@pytest.fixture
def workspace(settings: Settings) -> Iterator[Workspace]:
    """An empty workspace."""
    opened = Workspace(settings.workspace_url)
    yield opened
    opened.close()


@pytest.fixture
def desk(warehouse: Warehouse, workspace: Workspace, tmp_path: Path) -> Desk:
    """An empty desk to bring files to, on each engine in turn."""
    return Desk(warehouse, workspace, tmp_path)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on databases of its own; returns its status and what it wrote to both streams."""
    monkeypatch.setenv("CX_WAREHOUSE_URL", f"duckdb:///{tmp_path}/warehouse.duckdb")
    monkeypatch.setenv("CX_WORKSPACE_URL", f"sqlite:///{tmp_path}/workspace.sqlite")
    monkeypatch.setenv("CX_SAMPLE_URL", f"duckdb:///{tmp_path}/sample.duckdb")

    def runs(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return runs
