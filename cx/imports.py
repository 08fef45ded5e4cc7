"""Bring files in: read by a preset, landed whole or not at all, with everything that could not be read kept.

What is counted. `rows` are the rows of the files. `read` is in rows of the preset's own table, so that

    read = added + changed + unchanged + folded + rejected        (where the import landed)

For most files that is the rows of the files. A wide survey file has one row for several answers: `read` counts
answers given (a respondent who cannot be read counts once). Of a log of events, `read` counts its rows, and
`folded` those that became one ticket with others; elsewhere `folded` are rows whose key came again later.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from cx.errors import BadInput
from cx.readers.ahead import ahead
from cx.readers.canonical import FileReader, Terms
from cx.readers.files import OpenFile
from cx.readers.formats import read_rows
from cx.readers.preset import Preset, load_preset
from cx.readers.rejects import Rejects
from cx.readers.rows import Reject
from cx.readers.survey_rows import SurveysSeen
from cx.store.fold import LogFold
from cx.store.merge import Counts
from cx.store.publish import Batch
from cx.store.warehouse import Warehouse
from cx.store.workspace import Workspace
from cx.surveys import Survey

if TYPE_CHECKING:
    from cx.company import Company

#: How many rejects a result carries; the workspace has them all.
SHOWN = 10


@dataclass(frozen=True)
class ImportProgress:
    """How far an import is. step: "reading" or "writing"; done of total bytes (of the files as they lie on disk)."""

    step: str
    done: int
    total: int


@dataclass(frozen=True)
class ImportResult:
    """What became of an import; see the module for what each number counts.

    removed: rows that a replacing import no longer holds; ids_made: rows that came without an id; landed: whether the
    warehouse has them; rejects: the first few; undeclared: surveys of which nobody has said what they measure, so that
    their answers are kept but in no score; tables: the counts of each table written.
    """

    import_id: int
    rows: int
    read: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    folded: int = 0
    rejected: int = 0
    ids_made: int = 0
    landed: bool = False
    rejects: tuple[Reject, ...] = ()
    undeclared: tuple[str, ...] = ()
    tables: Mapping[str, Counts] = field(default_factory=dict)


Progress = Callable[[ImportProgress], None]


class _NothingLands(Exception):
    """Raised inside a publish to give it up."""


def import_files(
    into: Company | tuple[Warehouse, Workspace],
    files: Sequence[str | Path],
    preset: str | Path,
    *,
    source: str | None = None,
    replace: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Read files by a preset (a name, or the path of a TOML file) into a company, or a (warehouse, workspace).

    source: the name of the rows' source, the preset's unless given; replace: the files are the whole truth for that
    source and what the preset fills; strict: land nothing if any row cannot be read.
    Raises BadInput where a file or the preset cannot be used, Busy while another import runs.
    """
    warehouse, workspace = into if isinstance(into, tuple) else (into.warehouse, into.workspace)
    run = _Import(warehouse, workspace, load_preset(preset), [Path(file) for file in files], source, progress)
    return run.run(replace=replace, strict=strict)


class _Import:
    """One import on its way."""

    def __init__(
        self,
        warehouse: Warehouse,
        workspace: Workspace,
        preset: Preset,
        files: Sequence[Path],
        source: str | None,
        progress: Progress | None,
    ) -> None:
        self.warehouse, self.workspace, self.preset, self.files = warehouse, workspace, preset, files
        self.source = source or preset.name
        self.progress = progress or (lambda _: None)
        self.rejects = Rejects()
        self.started = datetime.now(UTC).replace(tzinfo=None)
        self.sizes = [self._size(file) for file in files]
        self.readers: list[FileReader] = []
        self.fold: LogFold | None = None
        self.folded_to = self.position = 0

    @staticmethod
    def _size(file: Path) -> int:
        if not file.is_file():
            raise BadInput(f"There is no file {file}; check its name and folder.")
        return file.stat().st_size

    def run(self, *, replace: bool, strict: bool) -> ImportResult:
        """Read, land and record."""
        surveys = self._declare()
        terms = self._terms()
        landed, tables = True, dict[str, Counts]()
        try:
            with self.warehouse.publish(surveys=surveys, dimensions=self.workspace.dimensions()) as batch:
                self._read(batch, terms)
                self._may_land(replace=replace, strict=strict)
                for table in self._tables() if replace else ():
                    batch.replace(self.source, table)
                self.progress(ImportProgress("writing", sum(self.sizes), sum(self.sizes)))
            tables = dict(batch.result)
            self._remember_surveys()
        except _NothingLands:
            landed = False
        return self._record(landed, tables)

    def _tables(self) -> tuple[str, ...]:
        """The tables that the preset fills."""
        return (self.preset.table.name, "ticket_events") if self.preset.log else (self.preset.table.name,)

    def _terms(self) -> Terms:
        names = {name: self.workspace.name_dimension(name) for name in self.preset.dimensions}
        return Terms(self.source, self.warehouse.settings.zone, self.started, self._email_key(), names)

    def _email_key(self) -> str:
        """The key of hashed addresses, if there are any: made once, kept in the workspace, never shown."""
        if not any(column.converter == "hashed_email" for column in self.preset.columns):
            return ""
        key = self.workspace.get("email_key")
        if not key:
            key = secrets.token_hex(8)
            self.workspace.set("email_key", key)
        return key

    def _declare(self) -> tuple[Survey, ...]:
        """The surveys in force once the preset and the files' rows have declared theirs; nothing is written yet."""
        seen = SurveysSeen([*self.preset.surveys, *(question.survey for question in self.preset.questions)])
        if self.preset.surveys_on_rows:
            self._see_surveys(seen)
        self.surveys_seen = seen
        return self.workspace.surveys_with(seen.by_name.values())

    def _remember_surveys(self) -> None:
        """Write the declarations down, once their answers have landed."""
        for survey in self.surveys_seen.by_name.values():
            self.workspace.declare(survey, by_hand=False)

    def _see_surveys(self, seen: SurveysSeen) -> None:
        """Scales must be known before the first answer is counted, so rows that declare them are looked at first."""
        ignored = Rejects()
        for file in self.files:
            reader = self._reader(file, Terms(self.source, "UTC", self.started, "", {}), ignored, seen)
            for rows in read_rows(file, self.preset, ignored.add, lambda _: None):
                reader.note_surveys(rows)

    def _reader(self, file: Path, terms: Terms, rejects: Rejects, seen: SurveysSeen) -> FileReader:
        return FileReader(self.preset, terms, rejects, seen, file.name)

    def _read(self, batch: Batch, terms: Terms) -> None:
        total = sum(self.sizes)
        for facts in ahead(self._facts(terms)):
            self._take(batch, facts)
            self.progress(ImportProgress("reading", self.position, total))
        if self.fold:
            self._unfold(batch, self.fold)

    def _facts(self, terms: Terms) -> Iterator[pa.RecordBatch]:
        """The facts of all files, batch by batch; `position` says how far reading has come."""
        for place, file in enumerate(self.files):
            reader = self._reader(file, terms, self.rejects, self.surveys_seen)
            self.readers.append(reader)
            note = partial(self._note_position, sum(self.sizes[:place]))
            for rows in read_rows(file, self.preset, self.rejects.add, note):
                yield from (facts for facts in reader.read(rows) if facts.num_rows)

    def _note_position(self, before: int, file: OpenFile) -> None:
        self.position = before + file.position()

    def _take(self, batch: Batch, facts: pa.RecordBatch) -> None:
        if self.preset.log:
            self._fold(batch, facts).add(facts)
        else:
            batch.add(self.preset.table.name, facts)

    def _fold(self, batch: Batch, facts: pa.RecordBatch) -> LogFold:
        if self.fold is None:
            log = self.preset.log
            keeps = {column.field: column.keep for column in self.preset.columns}
            fields = [name for name in facts.schema.names if name not in ("source", "at", "at_by_day", "actor")]
            self.fold = LogFold(batch.database, batch.connection, fields, keeps, log.rules if log else ())
        return self.fold

    def _unfold(self, batch: Batch, fold: LogFold) -> None:
        for table, pieces in (("tickets", fold.tickets()), ("ticket_events", fold.events())):
            for piece in pieces:
                self.folded_to += len(piece) if table == "tickets" else 0
                batch.add(table, self._with_source(piece))

    def _with_source(self, piece: pa.Table) -> pa.Table:
        return piece.append_column("source", pa.repeat(pa.scalar(self.source), len(piece)))

    def _may_land(self, *, replace: bool, strict: bool) -> None:
        good = sum(reader.produced for reader in self.readers)
        if (strict and self.rejects.count) or (self.rejects.count and not good):
            raise _NothingLands
        if replace and not good:
            raise BadInput("The files hold no row, so --replace would remove all there is; nothing was changed.")

    def _record(self, landed: bool, tables: Mapping[str, Counts]) -> ImportResult:
        main = tables.get(self.preset.table.name, Counts())
        good = sum(reader.produced for reader in self.readers)
        counts = {
            "read": good + self.rejects.count,
            "added": main.added,
            "changed": main.changed,
            "unchanged": main.unchanged,
            "rejected": self.rejects.count,
        }
        return ImportResult(
            self._write_down(landed, counts),
            sum(reader.rows_read for reader in self.readers) + self.rejects.without_cells,
            **counts,
            removed=main.removed,
            folded=main.duplicates + (good - self.folded_to if self.fold else 0),
            ids_made=sum(reader.ids_made for reader in self.readers),
            landed=landed,
            rejects=tuple(self.rejects.kept[:SHOWN]),
            undeclared=self._undeclared(),
            tables=tables,
        )

    def _write_down(self, landed: bool, counts: Mapping[str, int]) -> int:
        """Keep the import and its rejects in the workspace, whether it landed or not; its number."""
        return self.workspace.record_import(
            started_at=self.started,
            preset=self.preset.name,
            source=self.source,
            files=[file.name for file in self.files],
            landed=landed,
            rejects=self.rejects.kept,
            **counts,
        )

    def _undeclared(self) -> tuple[str, ...]:
        declared = {survey.survey for survey in self.workspace.surveys()}
        return tuple(sorted(self.surveys_seen.names - declared))
