"""A preset: what the columns of a vendor's file mean, read from a small TOML file and checked.

The whole grammar is the list of fields in the classes below and in `preset_database` (read by `preset_parser`, and
`preset_log` for logs); `docs/presets.md` says it with examples. There are no expressions: a preset names columns,
converters of a closed list, and values.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as by_default
from datetime import datetime
from pathlib import Path
from typing import Any

from cx.errors import BadInput
from cx.readers.preset_database import Query
from cx.store.fold_rules import Fold
from cx.store.schema import Table
from cx.surveys import Survey

FOLDER = Path(__file__).parent / "presets"

UNMAPPED = ("keep", "missing", "reject")

#: Columns of a file that declare the survey of their row, where the preset says `surveys_on_rows`.
SURVEY_COLUMNS = (
    "measure", "scale_low", "scale_high", "direction", "kind", "anonymous", "headline", "wording",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """Where one field comes from and how it is read.

    field: its canonical name; sources: the column's name in the file, or several it may have; constant: the same
    text for every row instead; converter, options: see `cx.readers.converters`; missing: texts that mean "not
    given"; values, unmapped: a map from the file's texts, and what becomes of others ("keep", "missing", "reject");
    optional: a file may lack the column; required: a row without it is rejected; keep: which of a log's rows says it;
    contains: parts of the column's name or label, one of which tells it where no name does; without: parts of those
    that are another column nevertheless; join: what stands between the texts of all `sources` where they make one value
    together; since: the field of the same row from which on a stamp is counted, where the file only says how long it
    took.
    """

    field: str
    sources: tuple[str, ...] = ()
    constant: str | None = None
    converter: str = "text"
    options: Mapping[str, Any] = by_default(default_factory=dict)
    missing: tuple[str, ...] = ()
    values: Mapping[str, str] = by_default(default_factory=dict)
    unmapped: str = "keep"
    optional: bool = False
    required: bool = False
    keep: str = "last"
    contains: tuple[str, ...] = ()
    join: str | None = None
    since: str = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One column of a wide survey file: its survey, where its answers stand, and the comment to them, if any."""

    survey: Survey
    score: Column
    comment: Column | None = None


@dataclass(frozen=True)
class RowMark:
    """What a row of a log says, in the columns of the file as they are, that makes it an event of some kind.

    when: all of these columns hold one of their texts; unless: one of these does; same: two columns that say the same;
    by: who wrote it decides too, so that it may still be of another kind; optional: a file may lack the columns of
    `when` and `same`, and then no row says it.
    """

    kind: str
    when: Mapping[str, tuple[str, ...]]
    unless: Mapping[str, tuple[str, ...]]
    same: tuple[str, ...] = ()
    by: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Log:
    """How a log, several rows to a ticket, is folded: when each row happened and by whom, which message it answers
    (of threads), which rows say by themselves that they are events, by the name of their mark, and all else."""

    at: Column
    actor: Column | None = None
    answers: Column | None = None
    marks: Mapping[str, RowMark] = by_default(default_factory=dict)
    fold: Fold = Fold()


@dataclass(frozen=True)
class Shape:
    """How a file is laid out, before anything is said of what its columns mean.

    header_row: the row that names the columns, from 1; what stands above is no data; header_rows: how many rows name
    them together; label_row: the row that holds the wording of each column, 0 for none; skip_rows: rows after the
    header that are no data; footer: how the first cell of a closing line begins that is no data; records: keys of a
    JSON object under which the rows stand; unfold: keys of lists inside a row, each element of which makes a row of
    its own; pairs: lists of (name, value) objects that become columns, by key, as (name's key, value's key, and keys of
    the value where that one is not given); keys lead through lists to their last element.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1
    header_rows: int = 1
    label_row: int = 0
    skip_rows: int = 0
    footer: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    unfold: tuple[str, ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Preset:
    """What a kind of file means. Names are those of the TOML file; see `docs/presets.md`.

    signature: columns by which a file of this kind is known; only, leave_out: rows that are data by what a column
    holds, and rows that are none; as_of: how far the source goes, where its stamps do not say; database: the query that
    gives the rows in place of files; also: what else the same files, or others of the same tool, hold.
    """

    name: str
    table: Table
    description: str = ""
    vendor: str = ""
    zone: str = ""
    as_of: datetime | None = None
    shape: Shape = Shape()
    signature: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = by_default(default_factory=dict)
    leave_out: Mapping[str, tuple[str, ...]] = by_default(default_factory=dict)
    columns: tuple[Column, ...] = ()
    dimensions: Mapping[str, Column] = by_default(default_factory=dict)
    surveys: tuple[Survey, ...] = ()
    surveys_on_rows: bool = False
    questions: tuple[Question, ...] = ()
    log: Log | None = None
    database: Query | None = None
    also: tuple[Preset, ...] = ()

    @property
    def readings(self) -> tuple[Preset, ...]:
        """Everything that files of this kind may hold: this and what is also there."""
        return (self, *self.also)

    @property
    def id_field(self) -> str:
        """The field that tells one row of the table from another, within its source."""
        return {"answers": "response_id", "ticket_events": "nr"}.get(self.table.name, self.table.key[-1])

    def may_ask(self, surveys: Collection[str], named: Collection[str]) -> bool:
        """Whether its rows may be answers to one of some surveys. named: those that rows named, where they declare
        theirs."""
        said = self.column("survey")
        if self.table.name != "answers":
            return False
        if self.surveys_on_rows:
            return not set(surveys).isdisjoint(named)
        asked = {question.survey.survey for question in self.questions} | {said.constant if said else None} - {None}
        return not set(surveys).isdisjoint(asked) if asked else bool(surveys)

    def column(self, name: str) -> Column | None:
        """How a field is read; None if the preset does not say."""
        return next((column for column in self.columns if column.field == name), None)


def known_presets() -> list[str]:
    """The names of the presets that come with the product."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_preset(name_or_path: str | Path) -> Preset:
    """A preset that comes with the product, by name, or one's own TOML file, by its path.

    Raises BadInput naming the file, the key and what is allowed there.
    """
    from cx.readers.preset_parser import parse_preset

    text = str(name_or_path)
    path = Path(text) if text.endswith(".toml") else FOLDER / f"{text}.toml"
    if not text.endswith(".toml") and text not in known_presets():
        raise BadInput(f"There is no preset {text!r}; there are {', '.join(known_presets())}, or give a .toml file.")
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise BadInput(f"There is no preset file {path}; check its name and folder.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The preset {path.name} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"The preset {path.name} is not valid TOML: {error}.") from error
    return parse_preset(raw, path.stem, path.name)
