"""What is doubtful about a column although its cells could be read: said once for each file, and never guessed away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from cx.readers.converted import Converted, where
from cx.readers.stamps import exchangeable, left_open


class Noticed(NamedTuple):
    """kind: what it is (`KINDS`); file, column: where; example: a cell that shows it."""

    kind: str
    file: str
    column: str
    example: str


#: day_or_month: every date of the column could also be read with day and month exchanged; ruined_id: numbers that a
#: spreadsheet shortened, so that different ids look alike; zone_guessed: an abbreviation of a zone that several share.
KINDS = ("day_or_month", "ruined_id", "zone_guessed")


class Doubts:
    """What is doubtful about one file, while its rows come in."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[Noticed, None] = {}
        self._open: dict[str, str] = {}
        self._told: set[str] = set()

    @property
    def noticed(self) -> list[Noticed]:
        """What is doubtful by all the rows so far."""
        left = {column: example for column, example in self._open.items() if example and column not in self._told}
        return [*self._found, *(Noticed("day_or_month", self.file, column, left[column]) for column in left)]

    def note(self, kind: str, column: str, example: str) -> None:
        """Something is doubtful about a column; its first example stays."""
        if not any(one.kind == kind and one.column == column for one in self._found):
            self._found[Noticed(kind, self.file, column, example)] = None

    def note_ids(self, column: str, texts: pa.Array, shortened: pa.BooleanArray) -> None:
        """Ids of a batch that a spreadsheet shortened."""
        examples = where(shortened, texts).drop_null()
        if len(examples):
            self.note("ruined_id", column, examples[0].as_py())

    def note_stamps(self, column: str, formats: Sequence[str], texts: pa.Array, stamps: Converted) -> None:
        """Stamps of a batch, and the formats that read them."""
        if stamps.guessed:
            self.note("zone_guessed", column, stamps.guessed)
        if exchangeable(formats) and column not in self._told:
            could, example = left_open(where(pc.invert(stamps.bad), texts))
            self._open[column] = self._open.get(column) or example
            self._told |= set() if could else {column}
