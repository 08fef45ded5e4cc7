"""What one reading of a preset makes of the files: readers of rows, and the fold of a log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyarrow as pa

from cx.errors import BadInput
from cx.readers.binding import fits
from cx.readers.canonical import FileReader, Terms
from cx.readers.preset import Log, Preset
from cx.readers.rejects import Rejects
from cx.readers.rows import Batches
from cx.readers.survey_rows import SurveysSeen
from cx.store.fold import KEEPS, LogFold
from cx.store.merge import Counts
from cx.store.publish import Batch
from cx.store.schema import OWN_DIMENSIONS


class Reading:
    """One table that an import fills. nr: its place among the readings of its preset; folded_to: how many tickets the
    rows of a log became."""

    def __init__(self, preset: Preset, source: str, nr: int = 0) -> None:
        self.preset, self.source, self.nr = preset, source, nr
        self.readers: list[FileReader] = []
        self.fold: LogFold | None = None
        self.folded_to = 0

    def reader(self, name: str, terms: Terms, rejects: Rejects, surveys: SurveysSeen) -> FileReader:
        """A reader for one file, or another input, by its name."""
        reader = FileReader(self.preset, terms, rejects, surveys, name)
        self.readers.append(reader)
        return reader

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that are filled."""
        return (self.preset.table.name, "ticket_events") if self.preset.log else (self.preset.table.name,)

    @property
    def produced(self) -> int:
        """Rows that could be read, as they came; without messages whose thread began elsewhere."""
        return sum(reader.produced for reader in self.readers) - self._elsewhere

    @property
    def rows(self) -> int:
        """Rows that are data by the preset."""
        return sum(reader.rows_read for reader in self.readers) - self._elsewhere

    @property
    def left_out(self) -> int:
        """Rows that are no data by the preset, and messages whose thread began elsewhere."""
        return sum(reader.left_out for reader in self.readers) + self._elsewhere

    @property
    def _elsewhere(self) -> int:
        return self.fold.left_out if self.fold else 0

    @property
    def folded(self) -> int:
        """Rows of a log that became one ticket with others."""
        return self.produced - self.folded_to if self.fold else 0

    def take(self, batch: Batch, facts: pa.RecordBatch) -> None:
        """Facts on their way into the warehouse."""
        if self.preset.log:
            self._fold(batch, self.preset.log).add(facts)
        else:
            batch.add(self.preset.table.name, facts)

    def _fold(self, batch: Batch, log: Log) -> LogFold:
        if self.fold is None:
            own = dict.fromkeys(OWN_DIMENSIONS, KEEPS[0]) if self.preset.dimensions else {}
            keeps = own | {column.field: column.keep for column in self.preset.columns}
            self.fold = LogFold(batch.database, batch.connection, log.fold, keeps, f"log_{self.nr}")
        return self.fold

    def finish(self, batch: Batch) -> None:
        """What can only be known once all rows are there: the tickets of a log, and their events."""
        if self.fold is None:
            return
        self.fold.fold()
        for table, pieces in (("tickets", self.fold.tickets()), ("ticket_events", self.fold.events())):
            for piece in pieces:
                self.folded_to += len(piece) if table == "tickets" else 0
                batch.add(table, self._with_source(piece))
        self.fold.close()

    def _with_source(self, piece: pa.Table) -> pa.Table:
        return piece.append_column("source", pa.repeat(pa.scalar(self.source), len(piece)))


def laid_out(batches: Batches, misfits: list[BadInput]) -> Batches:
    """Rows as they come; none where a file cannot have the header that a layout asks for. Why not is added to the
    misfits, since the file may have the layout of another reading."""
    try:
        first = next(batches, None)
    except BadInput as error:
        misfits.append(error)
        return
    if first is not None:
        yield first
        yield from batches


def fitting(readings: Iterable[Reading], names: list[str]) -> list[Reading]:
    """The readings whose columns a file has."""
    return [reading for reading in readings if fits(reading.preset, names)]


def landed_rows(readings: Iterable[Reading], tables: Mapping[str, Counts]) -> Counts:
    """What became of the rows of all readings: events that a log's fold made are on top of its rows."""
    filled = {reading.preset.table.name for reading in readings}
    return sum((counts for name, counts in tables.items() if name in filled), Counts())
