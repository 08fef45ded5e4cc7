"""What an import reads: files, or a query of a database."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from cx.readers.files import DataFile, size_of
from cx.readers.formats import kind_of, read_rows
from cx.readers.preset import Shape
from cx.readers.preset_database import Query
from cx.readers.rejects import Rejects
from cx.readers.rows import Batches, Reject, Rows, unique_names
from cx.store.marks import Mark, from_text, newest, to_text
from cx.store.publish import Batch
from cx.store.sources import Piece, Source
from cx.store.warehouse import Warehouse


class Input(Protocol):
    """Where rows come from. name: as rejects and the record of imports show it; size: of what `note` is told the done
    part of, 0 where nobody knows before the end; grows: whether later rows may have columns that earlier ones lacked.
    """

    name: str
    size: int
    grows: bool

    def rows(self, shape: Shape, rejects: Rejects, note: Callable[[int], None]) -> Batches:
        """The rows, some at a time; what cannot be split into cells is added to the rejects, and so is, before the next
        rows are asked for, what cannot be read of them.
        """

    def remember(self, batch: Batch) -> None:
        """Note with the version in which the rows land how far they were read."""


class FileInput:
    """A file; `note` is told bytes as they lie on the disk."""

    def __init__(self, file: DataFile) -> None:
        self.file, self.name, self.size = file, file.name, size_of(file)
        self.grows = kind_of(file) == "json"

    def rows(self, shape: Shape, rejects: Rejects, note: Callable[[int], None]) -> Batches:
        """As `Input` has it."""
        return read_rows(self.file, shape, rejects.add, lambda file: note(file.position()))

    def remember(self, batch: Batch) -> None:
        """A file is read whole."""


class QueryInput:
    """A query of a database; `note` is told rows, and lines are their numbers in the result, from 1.

    since: gives the mark that :since stands for, asked when reading begins; mark: the newest value of the preset's
    high_water among the rows that were read, without those that were rejected.
    """

    size, grows = 0, False

    def __init__(self, source: Source, query: Query, key: str, since: Callable[[], Mark | None]) -> None:
        self.name = f"connection {source.name}"
        self.source, self.query, self.key, self.since = source, query, key, since
        self.mark: Mark | None = None

    def rows(self, shape: Shape, rejects: Rejects, note: Callable[[int], None]) -> Batches:
        """As `Input` has it; a result has no layout, so the shape says nothing."""
        self.mark, done = None, 0
        for piece in self.source.pieces(self.query.text, self.query.high_water, self.since()):
            lines = np.arange(done + 1, done + piece.values.num_rows + 1, dtype=np.int64)
            known, counted = len(rejects.kept), rejects.count
            yield Rows(_uniquely_named(piece.values), lines)
            refused = rejects.kept[known:]
            if len(refused) == rejects.count - counted:  # else not all are kept, and the mark stays before these rows
                self._move_on(piece, done, refused)
            done += piece.values.num_rows
            note(done)

    def _move_on(self, piece: Piece, before: int, refused: Sequence[Reject]) -> None:
        """Take the newest value of the rows that were not refused for the mark."""
        bad = {reject.line - before - 1 for reject in refused if reject.file == self.name}
        kept = (value for place, value in enumerate(piece.marks) if place not in bad)
        self.mark = newest(self.query.high_water, kept, self.mark)

    def remember(self, batch: Batch) -> None:
        """As `Input` has it: the mark from which the next import reads."""
        if self.query.high_water and self.mark is not None:
            batch.note(self.key, to_text(self.mark))


def query_input(
    source: Source, query: Query, warehouse: Warehouse, names: Sequence[Any], from_start: bool
) -> QueryInput:
    """A query that goes on where the newest import in force of the same names ended, or starts from the beginning.

    Which import that is, is asked when reading begins, and nobody else may write any more: an undo just before then
    took rows back that must come again.
    """
    key = f"since {json.dumps([*names, source.name], ensure_ascii=False)}"

    def since() -> Mark | None:
        kept = None if from_start else warehouse.note(key)
        return query.start if kept is None else from_text(kept)

    return QueryInput(source, query, key, since)


def _uniquely_named(values: pa.RecordBatch) -> pa.RecordBatch:
    return values.rename_columns(unique_names(values.schema.names))
