"""The first rows of a file as they would arrive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyarrow as pa

from cx.errors import BadInput
from cx.readers.binding import fits, lacking
from cx.readers.canonical import FileReader, Terms
from cx.readers.noticed import Noticed
from cx.readers.preset import Preset, Shape
from cx.readers.rejects import Rejects
from cx.readers.rows import Reject, Rows
from cx.readers.survey_rows import SurveysSeen
from cx.recognise.look import Look, head_of
from cx.store.schema import OWN_DIMENSIONS
from cx.surveys import Survey


@dataclass(frozen=True)
class Preview:
    """What the first rows of a file become.

    frames: by table, the rows in the columns of the warehouse that the file fills, own dimensions by their names;
    rejects: rows that cannot be read, and why; noticed: what is doubtful about columns; left_out: rows that are no data
    by the preset; rows: how many were read; surveys: the questions that were declared.
    """

    frames: Mapping[str, pa.Table]
    rejects: tuple[Reject, ...]
    noticed: tuple[Noticed, ...]
    left_out: int
    rows: int
    surveys: tuple[Survey, ...]


def preview(looked: Look, preset: Preset, zone: str, source: str = "") -> Preview:
    """What the first rows of a file become by a preset; nothing is written.

    zone: of stamps without one, where the preset names none. Raises BadInput where the preset cannot read the file.
    """
    return _Preview(looked, preset, Terms(source or preset.name, zone, _now(), "preview", _own(preset))).run()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _own(preset: Preset) -> dict[str, str]:
    """A column of the warehouse for each own dimension of a preset."""
    names = dict.fromkeys(name for reading in preset.readings for name in reading.dimensions)
    return dict(zip(names, OWN_DIMENSIONS, strict=False))


class _Preview:
    """One preview being made."""

    def __init__(self, looked: Look, preset: Preset, terms: Terms) -> None:
        self.looked, self.preset, self.terms = looked, preset, terms
        self.rejects = Rejects()
        asked = [question.survey for one in preset.readings for question in one.questions]
        self.surveys = SurveysSeen([*(survey for one in preset.readings for survey in one.surveys), *asked])
        self.readers: list[FileReader] = []
        self.pieces: dict[str, list[pa.RecordBatch]] = {}
        self.misfits: list[BadInput] = []

    def run(self) -> Preview:
        shapes = dict.fromkeys(reading.shape for reading in self.preset.readings)
        for shape in shapes:
            self.read(shape)
        if len(self.misfits) == len(shapes):
            raise self.misfits[0]
        if not self.readers:
            raise BadInput(lacking(self.preset, self.looked.file, self.looked.head.schema.names))
        noticed = dict.fromkeys(one for reader in self.readers for one in reader.noticed)
        return Preview(
            {table: self.named(pieces) for table, pieces in self.pieces.items()},
            tuple(self.rejects.kept),
            tuple(noticed),
            sum(reader.left_out for reader in self.readers),
            max(reader.rows_read for reader in self.readers),
            tuple(self.surveys.by_name.values()),
        )

    def read(self, shape: Shape) -> None:
        """The head of the file by the readings of one layout, if it can have that layout."""
        try:
            rows = self.head(shape)
        except BadInput as error:
            self.misfits.append(error)
            return
        names = rows.values.schema.names
        for reading in (one for one in self.preset.readings if one.shape == shape and fits(one, names)):
            reader = FileReader(reading, self.terms, self.rejects, self.surveys, self.looked.file)
            self.readers.append(reader)
            self.pieces.setdefault(reading.table.name, []).extend(reader.read(rows))

    def head(self, shape: Shape) -> Rows:
        """The first rows in this layout; the encoding was found out before, from less than the whole file."""
        seen = self.looked.shape
        same = shape.header_row == seen.header_row
        delimiter = shape.delimiter or (seen.delimiter if same else "")
        known = replace(shape, encoding=shape.encoding or seen.encoding, delimiter=delimiter)
        return head_of(self.looked.path, known, self.rejects.add)[0]

    def named(self, pieces: list[pa.RecordBatch]) -> pa.Table:
        """The rows of one table, its own dimensions by their names."""
        names = {column: name for name, column in self.terms.dimensions.items()}
        table = pa.concat_tables([pa.Table.from_batches([piece]) for piece in pieces], promote_options="default")
        return table.rename_columns([names.get(column, column) for column in table.schema.names])
