"""The company that is shown: its own data if there are any, else the sample company; never both."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cx.errors import BadInput
from cx.notes import Notes
from cx.settings import ROOT, Settings, variable
from cx.store.engines.base import Step
from cx.store.lock import file_lock
from cx.store.schema import SCHEMA_VERSION
from cx.store.warehouse import Warehouse, open_warehouse
from cx.store.workspace import Import, Workspace, workspace_beside

DATA = ROOT / "data"

#: How long one process waits for another that is building the sample company, in seconds.
BUILDING = 300.0


@dataclass
class Company:
    """A warehouse and its workspace. settings: in force, those of the workspace among them; notes: what people wrote
    down; is_sample: whether all this is the sample company's, own: then the company's own, still empty; data: the
    folder of the sample's files, where the sample may be shown.
    """

    settings: Settings
    warehouse: Warehouse
    workspace: Workspace
    is_sample: bool = False
    own: Company | None = field(default=None, repr=False)
    notes: Notes = field(default_factory=Notes, repr=False)
    data: Path | None = field(default=None, repr=False)

    def refresh(self) -> None:
        """Move over to the company's own data once there are any, back to the sample once all were undone, and heed
        what was written down since; call it before every page. Cheap, but where the sample has to be built. BadInput
        where the settings can no longer be used together.
        """
        if self.own is not None:
            if not self.own.warehouse.is_empty:
                self._show(self.own, None)
        elif self.data is not None and self.warehouse.is_empty and sample_files(self.data):
            self._show(_open_sample(self.settings.with_kept({}), self.data), replace(self))
        if self.workspace.revision() != self.notes.revision:
            self._read_workspace()

    def _show(self, other: Company, own: Company | None) -> None:
        self.own = own
        self.settings, self.warehouse, self.workspace = other.settings, other.warehouse, other.workspace
        self.notes, self.is_sample = other.notes, other.is_sample

    def _read_workspace(self) -> None:
        """The settings first: whoever sees the new revision sees them too."""
        notes, settings = self.workspace.notes(), self.settings.with_kept(self.workspace.settings())
        if settings != self.settings:
            self.settings, self.warehouse = settings, Warehouse(self.warehouse.database, settings)
        self.notes = notes

    def edit(self, changes: Mapping[str, str | None]) -> None:
        """Keep settings in the workspace, None for the default, and use them from here on: all of them, or none.

        BadInput where one cannot be used, cannot be used with the others, or is given by the environment.
        """
        locked = [name for name in changes if name in self.settings.given]
        if locked:
            raise BadInput(f"{variable(locked[0])} is set where the program is started; change it there.")
        kept: dict[str, str | None] = {**self.workspace.settings(), **changes}
        self.settings.with_kept({name: value for name, value in kept.items() if value is not None})
        self.workspace.set_settings(changes)
        self.refresh()

    def edited(self) -> list[str]:
        """What was edited since the version in force was derived, so that `derive` has to make it take effect: names of
        settings, "surveys" for declarations of questions, "alerts" for what decides about those.

        Empty where nothing was published yet. BadInput where a file of calendars cannot be used any more.
        """
        contents = self.warehouse.contents()
        recorded = contents.derived_with
        if not recorded:
            return []
        names = [name for name, value in self.settings.derived().items() if recorded.get(name) != value]
        surveys = [s for s in self.workspace.surveys() if contents.survey(s.survey) not in (s, None)]
        return names + ["surveys"] * bool(surveys) + ["alerts"] * (not self.warehouse.alerts_up_to_date())

    def derive(self, step: Step = lambda name: None) -> None:
        """Publish a version derived with the settings and the declarations in force; step: as `Warehouse.publish`."""
        self.warehouse.derive(self.settings, self.workspace.surveys(), step=step)

    def undoable(self) -> str:
        """As `Warehouse.undoable`, of the company's own data; the sample is never undone."""
        return (self.own or self).warehouse.undoable()

    def undo(self, step: Step = lambda name: None) -> Undone:
        """Put the version before in force, and say what was taken back; the workspace stays as it is. Without any
        version left the company is empty, as it was before its first import. Raises as `Warehouse.undo` does.
        """
        own = self.own or self
        undone = own.warehouse.undo(step=step)
        version = own.warehouse.version
        return Undone(undone, own.workspace.import_of(undone), version, own.workspace.import_of(version))


@dataclass(frozen=True)
class Undone:
    """What an undo took back, and what is in force now: versions, "" for none, and the imports that made them, None
    where none did (a derive).
    """

    undone: str
    undone_import: Import | None
    version: str
    version_import: Import | None


def open_own(settings: Settings) -> Company:
    """The configured warehouse and workspace, whatever they hold, under the settings that the workspace keeps."""
    company = Company(settings, open_warehouse(settings.warehouse_url, settings), Workspace(settings.workspace_url))
    company.refresh()
    return company


def open_company(settings: Settings, data: Path = DATA) -> Company:
    """The company's own data if its warehouse holds rows, else the sample company, built on first use.

    data: the folder of the sample's files; without them an empty company stays empty.
    """
    company = open_own(settings)
    company.data = data
    company.refresh()
    return company


def _open_sample(settings: Settings, data: Path) -> Company:
    """The sample company, built on first use."""
    warehouse = open_warehouse(settings.sample_url, settings)
    sample = Company(settings, warehouse, Workspace(workspace_beside(settings.sample_url)), True)
    sample.refresh()
    _build_once(sample, data)
    sample.refresh()
    return sample


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
    """Import the files unless the sample was built from these very files, and write down its goals and markers unless
    that was done; one process builds, others wait for it."""
    from cx.sample import notes

    files = sample_files(data)
    _make_once(company, "built_from", _stamp(files), lambda: _import(company, files))
    _make_once(company, "notes_of", notes.EDITION, lambda: company.workspace.add_notes(notes.written()))
    if company.edited():
        company.derive()


def _make_once(company: Company, name: str, edition: str, make: Callable[[], None]) -> None:
    """Make a part of the sample unless this edition of it was made."""
    if company.workspace.get(name) == edition:
        return
    lock = Path(workspace_beside(company.settings.sample_url).removeprefix("sqlite:///")).with_suffix(".lock")
    with file_lock(lock, BUILDING):
        if company.workspace.get(name) != edition:
            make()
            company.workspace.set(name, edition)


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
