"""What became of an import.

What is counted. `rows` are the rows of the files, or of a query, that are data by the preset. `read` is in rows of the
tables that the preset's readings fill, so that

    read = added + changed + unchanged + folded + rejected        (where the import landed)

For most files that is the rows of the files. A wide survey file has one row for several answers: `read` counts
answers given (a respondent who cannot be read counts once). Of a log of events, `read` counts its rows, and
`folded` those that became one ticket with others; elsewhere `folded` are rows whose key came again later. A row of
which a preset reads two things, a ticket and the answer about it, counts for both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cx.readers.noticed import Noticed
from cx.readers.rows import Reject
from cx.store.merge import Counts

#: How many rejects a result carries; the workspace has them all.
SHOWN = 10


@dataclass(frozen=True)
class ImportProgress:
    """How far an import is. step: "reading" or "writing"; done of total bytes (of the files as they lie on disk); of
    a database's query, done rows of a total that is not known (0).
    """

    step: str
    done: int
    total: int


Progress = Callable[[ImportProgress], None]


@dataclass(frozen=True)
class ImportResult:
    """What became of an import; see the module for what each number counts.

    left_out: rows that are no data by the preset (a preview, spam, a closing line), and messages whose thread began
    elsewhere; removed: rows that a replacing import no longer holds; ids_made: rows that came without an id; landed:
    whether the warehouse has them; rejects: the first few; undeclared: surveys of which nobody has said what they
    measure, so that their answers are kept but in no score; tables: the counts of each table written; noticed: what is
    doubtful about columns that could be read.
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
    left_out: int = 0
    ids_made: int = 0
    landed: bool = False
    rejects: tuple[Reject, ...] = ()
    undeclared: tuple[str, ...] = ()
    tables: Mapping[str, Counts] = field(default_factory=dict)
    noticed: tuple[Noticed, ...] = ()
