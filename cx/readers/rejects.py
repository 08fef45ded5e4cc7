"""What could not be read: counted in full, kept with line and reason up to a limit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cx.readers.rows import Reject, Rows

#: How many rejects of one import are kept word by word; the rest are only counted.
LIMIT = 10_000
#: And of each so many characters: a cell may hold a book.
LONGEST = 10_000

Mask = NDArray[np.bool_]


class Rejects:
    """The rejects of one import. count: all of them; without_cells: those that could not even be split into cells;
    kept: the first `LIMIT` with their text."""

    def __init__(self) -> None:
        self.count = self.without_cells = 0
        self.kept: list[Reject] = []

    def so_far(self) -> tuple[int, int, int]:
        """What `back_to` goes back to."""
        return self.count, self.without_cells, len(self.kept)

    def back_to(self, before: tuple[int, int, int]) -> None:
        """Forget what was added since: it was read by a layout that the file does not have."""
        self.count, self.without_cells, kept = before
        del self.kept[kept:]

    def add(self, reject: Reject) -> None:
        """One row that could not be split into cells."""
        self.count += 1
        self.without_cells += 1
        if len(self.kept) < LIMIT:
            self._keep(reject)

    def withhold(self) -> None:
        """Forget what the rows said: who answers without a name must not be found among what could not be read."""
        self.kept = [reject._replace(raw="") for reject in self.kept]

    def add_rows(self, file: str, rows: Rows, bad: Mask, field: str, reason: str) -> None:
        """The rows of a batch where `bad`, all refused for one field and reason."""
        places = np.flatnonzero(bad)
        self.count += len(places)
        for place in places[: max(0, LIMIT - len(self.kept))]:
            self._keep(Reject(file, int(rows.lines[place]), field, reason, rows.raw(int(place))))

    def _keep(self, reject: Reject) -> None:
        self.kept.append(reject._replace(raw=reject.raw[:LONGEST]))
