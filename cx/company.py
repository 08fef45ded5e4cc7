"""The company that is shown: its own data if there are any, else the sample company; never both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from cx.errors import BadInput
from cx.settings import ROOT, Settings
from cx.store.lock import file_lock
from cx.store.schema import SCHEMA_VERSION
from cx.store.warehouse import Warehouse, open_warehouse
from cx.store.workspace import Workspace, workspace_beside

DATA = ROOT / "data"

#: How long one process waits for another that is building the sample company, in seconds.
BUILDING = 300.0


@dataclass
class Company:
    """A warehouse and its workspace. is_sample: whether they are the sample company's."""

    settings: Settings
    warehouse: Warehouse
    workspace: Workspace
    is_sample: bool = False
    own: Company | None = field(default=None, repr=False)

    def refresh(self) -> None:
        """Move over to the company's own data once there are any; call it before every page. Cheap."""
        if self.own is not None and not self.own.warehouse.is_empty:
            own, self.own = self.own, None
            self.warehouse, self.workspace, self.is_sample = own.warehouse, own.workspace, False

    def edited(self) -> list[str]:
        """Names of the settings that were edited since the version in force was derived; `derive` has them take effect.

        Empty where nothing was published yet. BadInput where a file of calendars cannot be used any more.
        """
        recorded = self.warehouse.contents().derived_with
        return [name for name, value in self.settings.derived().items() if recorded and recorded.get(name) != value]

    def derive(self) -> None:
        """Publish a version derived with the settings and the declarations in force."""
        self.warehouse.derive(self.settings, self.workspace.surveys())


def open_own(settings: Settings) -> Company:
    """The configured warehouse and workspace, whatever they hold."""
    return Company(settings, open_warehouse(settings.warehouse_url, settings), Workspace(settings.workspace_url))


def open_company(settings: Settings, data: Path = DATA) -> Company:
    """The company's own data if its warehouse holds rows, else the sample company, built on first use.

    data: the folder of the sample's files; without them an empty company stays empty.
    """
    own = open_own(settings)
    if not own.warehouse.is_empty or not sample_files(data):
        return own
    sample = open_warehouse(settings.sample_url, settings)
    company = Company(settings, sample, Workspace(workspace_beside(settings.sample_url)), True, own)
    _build_once(company, data)
    company.refresh()
    return company


def load_sample(company: Company, data: Path = DATA) -> int:
    """Load the sample's files into a company; how many rows it holds then. BadInput where it holds anything else."""
    files = sample_files(data)
    if not files:
        raise BadInput(f"The sample's files are not in {data}; make them with: make sample-files")
    _refuse_others(company, {source for _, _, source in files})
    _import(company, files)
    return sum(source.rows for source in company.warehouse.contents().sources)


def sample_files(data: Path) -> list[tuple[Path, str, str]]:
    """Path, preset and source of each of the sample's files; empty unless all are there."""
    from cx.sample.files import FILES

    files = [(data / file.name, file.preset, file.source) for file in FILES]
    return files if all(path.is_file() for path, _, _ in files) else []


def _refuse_others(company: Company, sources: set[str]) -> None:
    others = {source.source for source in company.warehouse.contents().sources} - sources
    if others:
        raise BadInput(
            f"The warehouse holds data of {', '.join(sorted(others))}; sample rows must not mix with them. "
            "Point CX_WAREHOUSE_URL at an empty place for the sample."
        )


def _build_once(company: Company, data: Path) -> None:
    """Import the files unless the sample was built from these very files; one process builds, others wait for it."""
    files = sample_files(data)
    stamp = _stamp(files)
    if company.workspace.get("built_from") != stamp:
        lock = Path(workspace_beside(company.settings.sample_url).removeprefix("sqlite:///")).with_suffix(".lock")
        with file_lock(lock, BUILDING):
            if company.workspace.get("built_from") != stamp:
                _import(company, files)
                company.workspace.set("built_from", stamp)
    if company.edited():
        company.derive()


def _import(company: Company, files: list[tuple[Path, str, str]]) -> None:
    from cx.imports import import_files

    for path, preset, source in files:
        import_files((company.warehouse, company.workspace), [path], preset, source=source, replace=True)


def _stamp(files: list[tuple[Path, str, str]]) -> str:
    """What tells one edition of the sample's files from another, and a warehouse of an older schema."""
    digest = hashlib.sha256(f"schema {SCHEMA_VERSION}".encode())
    for path, preset, source in files:
        digest.update(f"{path.name} {preset} {source}".encode() + path.read_bytes())
    return digest.hexdigest()
