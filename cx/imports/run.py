"""An import on its way: read, land whole or not at all, and write down what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from cx.errors import BadInput, StoreError
from cx.imports.inputs import FileInput, Input, query_input
from cx.imports.reading import Reading, fitting, laid_out, landed_rows
from cx.imports.result import SHOWN, ImportProgress, ImportResult, Progress
from cx.readers.ahead import ahead
from cx.readers.binding import fits, lacking
from cx.readers.canonical import FileReader, Terms
from cx.readers.files import members
from cx.readers.preset import Preset, Shape, load_preset
from cx.readers.rejects import Rejects
from cx.readers.survey_rows import SurveysSeen
from cx.settings import source_url
from cx.store.merge import Counts
from cx.store.publish import Batch
from cx.store.sources import Source
from cx.store.warehouse import Warehouse
from cx.store.workspace import Workspace
from cx.surveys import Survey

if TYPE_CHECKING:
    from cx.company import Company

#: Facts on their way, and the reading they belong to.
Facts = tuple[Reading, pa.RecordBatch]

#: How many pieces of facts wait at most, each of about a megabyte: as many as are made while others are written.
AHEAD = 24


class _NothingLands(Exception):
    """Raised inside a publish to give it up."""


def import_files(
    into: Company | tuple[Warehouse, Workspace],
    files: Sequence[str | Path],
    preset: str | Path | Preset,
    *,
    source: str | None = None,
    replace: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Read files by a preset (one at hand, its name, or the path of a TOML file) into a company, or a (warehouse,
    workspace).

    source: the name of the rows' source, the preset's unless given; replace: the files are the whole truth for that
    source and what the preset fills; strict: land nothing if any row cannot be read.
    Raises BadInput where a file or the preset cannot be used, Busy while another import runs.
    """
    warehouse, workspace = into if isinstance(into, tuple) else (into.warehouse, into.workspace)
    known = preset if isinstance(preset, Preset) else load_preset(preset)
    if known.database:
        raise BadInput(
            f"The preset {known.name} reads the connection {known.database.connection!r}, so it takes no file."
        )
    inputs = [FileInput(one) for file in files for one in members(file)]
    return _Import(warehouse, workspace, known, inputs, source, progress).run(replace=replace, strict=strict)


def import_query(
    into: Company | tuple[Warehouse, Workspace],
    preset: str | Path | Preset,
    *,
    url: str = "",
    source: str | None = None,
    replace: bool = False,
    strict: bool = False,
    from_start: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Read the rows of the preset's query from its database; all else as `import_files`. Progress counts rows, of a
    total that is not known (0).

    url: of the connection, where it is not to be looked up by its name (`cx.settings.source_url`); from_start: not only
    what came since the newest import in force. Raises as `import_files` does, and StoreError where the database cannot
    be read; nothing of its URL is said.
    """
    warehouse, workspace = into if isinstance(into, tuple) else (into.warehouse, into.workspace)
    known = preset if isinstance(preset, Preset) else load_preset(preset)
    query = known.database
    if query is None:
        raise BadInput(f"The preset {known.name} names no database to read; give it a file.")
    if replace and query.asks_since and not from_start:
        raise BadInput("With --replace the rows are the whole truth, so all are needed: add --from-start.")
    opened = Source(query.connection, url or source_url(query.connection), warehouse.settings.memory_limit)
    rows = query_input(opened, query, warehouse, [known.name, source or known.name], from_start)
    return _Import(warehouse, workspace, known, [rows], source, progress).run(replace=replace, strict=strict)


class _Import:
    """One import on its way."""

    def __init__(
        self,
        warehouse: Warehouse,
        workspace: Workspace,
        preset: Preset,
        inputs: Sequence[Input],
        source: str | None,
        progress: Progress | None,
    ) -> None:
        self.warehouse, self.workspace, self.preset, self.inputs = warehouse, workspace, preset, inputs
        self.source = source or preset.name
        self.progress = progress or (lambda _: None)
        self.rejects = Rejects()
        self.started = datetime.now(UTC).replace(tzinfo=None)
        self.sizes = [one.size for one in inputs]
        self.readings = [Reading(reading, self.source, nr) for nr, reading in enumerate(preset.readings)]
        self.position = 0

    def run(self, *, replace: bool, strict: bool) -> ImportResult:
        """Read, land and record."""
        surveys = self._declare()
        terms = self._terms()
        landed, tables, version = True, dict[str, Counts](), ""
        try:
            with self.warehouse.publish(
                surveys=surveys, dimensions=self.workspace.dimensions(), sources_as_of=self._as_of()
            ) as batch:
                self._read(batch, terms)
                self._may_land(replace=replace, strict=strict)
                for one in self.inputs:
                    one.remember(batch)
                for table in self._replaced() if replace else ():
                    batch.replace(self.source, table)
                self.progress(ImportProgress("writing", sum(self.sizes), sum(self.sizes)))
            tables, version = dict(batch.result), batch.version
        except _NothingLands:
            landed = False
        return self._written_down(landed, tables, version)

    def _written_down(self, landed: bool, tables: Mapping[str, Counts], version: str) -> ImportResult:
        """The result, once the workspace knows of it. StoreError where it cannot, though the rows have landed."""
        try:
            if landed:
                self._remember_surveys()
            return self._record(landed, tables, version)
        except StoreError as failure:
            if not landed:
                raise
            raise StoreError(
                "The rows have landed, but the workspace cannot be written, so the import stands in no list and its "
                "questions are not declared; mend that, then import the same files again: no row will count twice."
            ) from failure

    def _as_of(self) -> dict[str, datetime]:
        """How far the source goes, where the preset says so."""
        return {self.source: self.preset.as_of} if self.preset.as_of else {}

    def _replaced(self) -> set[str]:
        """The tables of which the files are the whole truth: those that a file was read for."""
        return {table for reading in self.readings if reading.readers for table in reading.tables}

    def _terms(self) -> Terms:
        own = [name for reading in self.preset.readings for name in reading.dimensions]
        names = {name: self.workspace.name_dimension(name) for name in own}
        return Terms(self.source, self.warehouse.settings.zone, self.started, self._email_key(), names)

    def _email_key(self) -> str:
        """The key of hashed addresses, if there are any: made once, kept in the workspace, never shown."""
        columns = [column for reading in self.preset.readings for column in reading.columns]
        if not any(column.converter == "hashed_email" for column in columns):
            return ""
        return self.workspace.get("email_key") or self.workspace.keep("email_key", secrets.token_hex(8))

    def _declare(self) -> tuple[Survey, ...]:
        """The surveys in force once the preset and the files' rows have declared theirs; nothing is written yet."""
        readings = self.preset.readings
        asked = [question.survey for reading in readings for question in reading.questions]
        declared = [*(survey for reading in readings for survey in reading.surveys), *asked]
        seen = SurveysSeen(declared, self.workspace.surveys())
        for reading in readings:
            if reading.surveys_on_rows or self._unworded(reading, seen):
                self._see_surveys(reading, seen)
        self.surveys_seen = seen
        return self.workspace.surveys_with(seen.by_name.values())

    def _remember_surveys(self) -> None:
        """Write the declarations down, once their answers have landed."""
        for survey in self.surveys_seen.by_name.values():
            self.workspace.declare(survey, by_hand=False)

    def _unworded(self, preset: Preset, seen: SurveysSeen) -> bool:
        """Whether nobody has said how a question is worded, so that the columns of files may."""
        asked = (seen.by_name[question.survey.survey] for question in preset.questions)
        return not preset.database and any(not survey.wording for survey in asked)

    def _see_surveys(self, preset: Preset, seen: SurveysSeen) -> None:
        """Scales must be known before the first answer is counted, so rows that declare them are looked at first; how
        questions are worded stands in the header."""
        ignored, terms = Rejects(), Terms(self.source, "UTC", self.started, "", {})
        for one in self.inputs:
            reader = FileReader(preset, terms, ignored, seen, one.name)
            for rows in laid_out(one.rows(preset.shape, ignored, lambda _: None), []):
                if fits(preset, rows.values.schema.names):
                    reader.note_surveys(rows)
                if not preset.surveys_on_rows:
                    break

    def _read(self, batch: Batch, terms: Terms) -> None:
        total = sum(self.sizes)
        for reading, facts in ahead(self._facts(terms), AHEAD):
            reading.take(batch, facts)
            self.progress(ImportProgress("reading", self.position, total))
        for reading in self.readings:
            reading.finish(batch)

    def _facts(self, terms: Terms) -> Iterator[Facts]:
        """The facts of all files, batch by batch; `position` says how far reading has come."""
        for place, one in enumerate(self.inputs):
            note = partial(self._note_position, sum(self.sizes[:place]))
            seen, self.misfits = list[Reading](), list[BadInput]()
            self.names: list[str] | None = None
            for shape in dict.fromkeys(reading.preset.shape for reading in self.readings):
                yield from self._facts_of(one, shape, terms, note, seen)
            if not seen and self.names is not None:  # a file of JSON without a row has no columns
                raise BadInput(lacking(self.preset, one.name, self.names))
            if not seen and self.misfits:
                raise self.misfits[0]

    def _facts_of(
        self, given: Input, shape: Shape, terms: Terms, note: Callable[[int], None], seen: list[Reading]
    ) -> Iterator[Facts]:
        """The facts of one input that readings of one shape find in it; those readings are added to `seen`."""
        known = Rejects() if seen else self.rejects  # a broken line is rejected once, however often it is read
        readers: dict[Reading, FileReader] = {}
        before, names = known.so_far(), list[str]()
        for rows in laid_out(given.rows(shape, known, note), self.misfits):
            if names != rows.values.schema.names:
                self.names = names = rows.values.schema.names
                readers |= self._readers(given, shape, terms, set(readers))
            if not readers and not given.grows:
                break
            for reading, reader in readers.items():
                yield from ((reading, facts) for facts in reader.read(rows) if facts.num_rows)
        if not readers:
            known.back_to(before)
        seen += readers

    def _readers(
        self, given: Input, shape: Shape, terms: Terms, known: Container[Reading]
    ) -> dict[Reading, FileReader]:
        """Readers for the readings that the columns met so far fit, but for those that have one."""
        new = [one for one in self.readings if one.preset.shape == shape and one not in known]
        fit = fitting(new, self.names or [])
        return {one: one.reader(given.name, terms, self.rejects, self.surveys_seen) for one in fit}

    def _note_position(self, before: int, done: int) -> None:
        self.position = before + done

    def _may_land(self, *, replace: bool, strict: bool) -> None:
        good = sum(reading.produced for reading in self.readings)
        if (strict and self.rejects.count) or (self.rejects.count and not good):
            raise _NothingLands
        if replace and not good:
            raise BadInput("The files hold no row, so --replace would remove all there is; nothing was changed.")
        if replace and self.rejects.count and (lost := self._unread()):
            raise BadInput(
                f"Rows were rejected, and none of {', '.join(lost)} could be read, so --replace would remove all "
                "of those there are; nothing was changed. Import without it to see what was rejected."
            )

    def _unread(self) -> list[str]:
        """The tables for which there were rows, but none that could be read."""
        read = {reading.preset.table.name for reading in self.readings if reading.produced}
        return sorted({reading.preset.table.name for reading in self.readings if reading.rows} - read)

    def _record(self, landed: bool, tables: Mapping[str, Counts], version: str) -> ImportResult:
        main = landed_rows(self.readings, tables)
        readers = [reader for reading in self.readings for reader in reading.readers]
        good = sum(reading.produced for reading in self.readings)
        if self._may_be_anonymous():
            self.rejects.withhold()
        counts = {
            "read": good + self.rejects.count,
            "added": main.added,
            "changed": main.changed,
            "unchanged": main.unchanged,
            "rejected": self.rejects.count,
            "left_out": sum(reading.left_out for reading in self.readings),
        }
        return ImportResult(
            self._write_down(landed, version, counts),
            sum(reading.rows for reading in self.readings) + self.rejects.without_cells,
            **counts,
            removed=main.removed,
            folded=main.duplicates + sum(reading.folded for reading in self.readings),
            ids_made=sum(reader.ids_made for reader in readers),
            landed=landed,
            rejects=tuple(self.rejects.kept[:SHOWN]),
            undeclared=self._undeclared(),
            tables=tables,
            noticed=tuple(dict.fromkeys(one for reader in readers for one in reader.noticed)),
        )

    def _write_down(self, landed: bool, version: str, counts: Mapping[str, int]) -> int:
        """Keep the import and its rejects in the workspace, whether it landed or not; its number."""
        return self.workspace.record_import(
            started_at=self.started,
            preset=self.preset.name,
            source=self.source,
            files=[one.name for one in self.inputs],
            landed=landed,
            version=version,
            rejects=self.rejects.kept,
            **counts,
        )

    def _may_be_anonymous(self) -> bool:
        """Whether rows may be answers to a survey declared anonymous."""
        surveys = self.workspace.surveys_with(self.surveys_seen.by_name.values())
        private = {survey.survey for survey in surveys if survey.anonymous}
        return any(reading.preset.may_ask(private, self.surveys_seen.names) for reading in self.readings)

    def _undeclared(self) -> tuple[str, ...]:
        declared = {survey.survey for survey in self.workspace.surveys()}
        return tuple(sorted(self.surveys_seen.names - declared))
