"""From the text columns of a file to the facts of a table, as a preset says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cx.readers.binding import Binding, Bound, BoundMark, BoundQuestion, bind, wording
from cx.readers.converted import STAMP, Converted
from cx.readers.converters import CONVERTERS, KEEPS_TEXT, clean, map_values, shortened, whole_id
from cx.readers.converters_numbers import undecided
from cx.readers.elapsed import after
from cx.readers.ids import IdMaker
from cx.readers.noticed import Doubts, Noticed
from cx.readers.preset import SURVEY_COLUMNS, Preset
from cx.readers.ranges import fit
from cx.readers.rejects import Rejects
from cx.readers.rows import Rows
from cx.readers.survey_rows import SurveysSeen
from cx.store.fold_rules import MESSAGES
from cx.store.tables import ARROW_TYPES

#: Stamps that may lie ahead: a promise is no fact.
MAY_BE_AHEAD = frozenset({"due_at"})

#: Tickets before this year are slips of the pen; a ticket's times, in seconds, fit their columns for 68 years.
FIRST_TICKET_YEAR = 1990

#: Why 1,234 is refused where a preset does not say whether that is a thousand.
UNDECIDED = "a number with a comma; say by comma = true or false whether decimals follow it"


@dataclass(frozen=True)
class Terms:
    """What an import says about all of its files.

    source: the source of every row; zone: of stamps without one; started: when the import began, UTC without a
    zone; key: of hashed addresses; dimensions: the column (d1..d6) of each own dimension by its name.
    """

    source: str
    zone: str
    started: datetime
    key: str
    dimensions: Mapping[str, str]

    def today(self) -> datetime:
        """Midnight of the day on which the import began, in its zone: date-only stamps are compared with it."""
        local = self.started.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone))
        return datetime(local.year, local.month, local.day)


@dataclass
class Problem:
    """Why some rows of a batch cannot be read."""

    field: str
    reason: str
    bad: pa.BooleanArray


def labels_of(schema: pa.Schema) -> dict[str, str]:
    """The wording of each column of a file, "" where it has none beside its name."""
    return {field.name: (field.metadata or {}).get(b"label", b"").decode() for field in schema}


def _cells(rows: Rows, source: str) -> pa.Array:
    """A column of the file; nulls where this batch of it has none."""
    known = source in rows.values.schema.names
    return rows.values.column(source) if known else pa.nulls(rows.values.num_rows, pa.string())


def _holds(rows: Rows, source: str, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Where a column holds one of some texts, in any case of letters; a cell without a text holds ""."""
    cells = pc.utf8_lower(pc.fill_null(pc.utf8_trim_whitespace(_cells(rows, source)), ""))
    wanted = pc.utf8_lower(pc.utf8_trim_whitespace(pa.array(texts, pa.string())))
    return np.asarray(pc.is_in(cells, value_set=wanted))


def _says(rows: Rows, mark: BoundMark) -> NDArray[np.bool_]:
    """Which rows say what makes them an event."""
    says = [_holds(rows, source, texts) for source, texts in mark.when]
    says += [~_holds(rows, source, texts) for source, texts in mark.unless]
    if mark.same:
        one, other = (clean(_cells(rows, source)) for source in mark.same)
        says.append(np.asarray(pc.fill_null(pc.equal(one, other), False)))
    return reduce(np.logical_and, says, np.ones(rows.values.num_rows, dtype=bool))


class FileReader:
    """Turns the rows of one file into facts. One for each file: made ids count identical rows within it."""

    def __init__(self, preset: Preset, terms: Terms, rejects: Rejects, surveys: SurveysSeen, file: str) -> None:
        self.preset, self.terms, self.rejects, self.surveys, self.file = preset, terms, rejects, surveys, file
        self.ids = IdMaker()
        self.ids_made = self.rows_read = self.produced = self.left_out = 0
        self.doubts = Doubts(file)
        self.labels: dict[str, str] = {}
        self.binding: Binding | None = None
        self.bound: list[Bound] = []
        self.questions: list[BoundQuestion] = []

    @property
    def noticed(self) -> list[Noticed]:
        """What is doubtful about columns of the file that could be read."""
        return self.doubts.noticed

    def _bind_once(self, rows: Rows) -> Binding:
        """Bind to the file's columns. Those of a batch of JSON may be others than of the one before: what was a column
        once stays one."""
        labels = labels_of(rows.values.schema)
        if self.binding is None or not labels.keys() <= self.labels.keys():
            self.labels |= labels
            self.binding = bind(self.preset, self.terms.dimensions, self.file, list(self.labels), self.labels)
            self.bound, self.questions = self.binding.columns, self.binding.questions
        return self.binding

    def _data(self, rows: Rows) -> Rows:
        """The rows that are data, as the preset tells them from those that are none."""
        binding = self._bind_once(rows)
        kept = [_holds(rows, source, texts) for source, texts in binding.only]
        kept += [~_holds(rows, source, texts) for source, texts in binding.leave_out]
        keep = reduce(np.logical_and, kept, np.ones(rows.values.num_rows, dtype=bool))
        return rows if keep.all() else Rows(rows.values.filter(pa.array(keep)), rows.lines[keep])

    def read(self, rows: Rows) -> Iterator[pa.RecordBatch]:
        """The facts of some rows; what cannot be read goes to the rejects."""
        given, rows = rows, self._data(rows)
        self.left_out += given.left_out + given.values.num_rows - rows.values.num_rows
        self.rows_read += rows.values.num_rows
        columns, problems = self._columns(rows)
        columns |= self._row_marks(rows) | self._messages(columns)
        made = self._make_ids(rows, columns)
        if self.preset.surveys_on_rows:
            problems += self._surveys(rows, columns)
        problems += self._required(columns)
        good = self._refuse(rows, problems, np.ones(rows.values.num_rows, dtype=bool))
        self.ids_made += int((made & good).sum())
        facts = pa.RecordBatch.from_pydict(self._completed(columns, rows.values.num_rows))
        if self.questions:
            yield from self._answers(rows, facts, good)
        else:
            kept = facts if good.all() else facts.filter(pa.array(good))
            self.produced += kept.num_rows
            yield kept

    def _columns(self, rows: Rows) -> tuple[dict[str, pa.Array], list[Problem]]:
        """Every field of the rows, as it could be read, and what could not."""
        read: dict[str, Converted] = {}
        problems: list[Problem] = []
        for bound in self.bound:
            read[bound.field], found = self._column(rows, bound, read.get(bound.column.since))
            problems += found
        columns = {field: result.values for field, result in read.items()}
        days = {field: result.date_only for field, result in read.items() if result.date_only is not None}
        return columns | self._marks(days, rows.values.num_rows), problems

    def _marks(self, days: dict[str, pa.Array], n: int) -> dict[str, pa.Array]:
        """Which stamps are known to the day only: bit i for the i-th stamp of the table; of a log's `at`, by itself."""
        table, marks = self.preset.table, {}
        if self.preset.log and "at" in days:
            marks["at_by_day"] = pc.cast(days.pop("at"), pa.int16())
        if table.stamps:
            bits = [self._bit(field, date_only) for field, date_only in days.items()]
            marks["date_only"] = reduce(pc.bit_wise_or, bits, pa.repeat(pa.scalar(0, pa.int16()), n))
        return marks

    def _bit(self, field: str, date_only: pa.BooleanArray) -> pa.Array:
        bit = pa.scalar(1 << self.preset.table.stamps.index(field), pa.int16())
        return pc.if_else(date_only, bit, pa.scalar(0, pa.int16()))

    def _column(self, rows: Rows, bound: Bound, start: Converted | None = None) -> tuple[Converted, list[Problem]]:
        """One field, and what could not be read. start: what it is counted from, where the file only says how long."""
        column = bound.column
        texts = self._texts(rows, bound)
        problems = []
        if column.values:
            mapped = map_values(texts, column.values, column.unmapped)
            texts = mapped.values
            problems.append(Problem(bound.name, "not a known value", mapped.bad))
        converter = CONVERTERS[column.converter]
        options = {**column.options, "key": self.terms.key, "zone": column.options.get("zone") or self.terms.zone}
        result = converter.convert(texts, options)
        if start is not None:
            result = after(start, result)
        values, refused = fit(result.values, bound.kind)
        reasons = {f"not {converter.expects}": result.bad, **refused}
        if "comma" in converter.options and pc.any(result.bad).as_py():
            reasons = {UNDECIDED: pc.and_(result.bad, undecided(texts, options)), **reasons}
        if bound.kind == "stamp":
            self.doubts.note_stamps(bound.name, column.options.get("formats", ()), texts, result)
            reasons |= self._misdated(bound.field, result)
        if bound.kind == "id" and column.converter in KEEPS_TEXT:
            reasons |= self._ruined(bound, texts)
        problems += [Problem(bound.name, reason, bad) for reason, bad in reasons.items()]
        return Converted(values, result.bad, result.date_only), problems

    def _texts(self, rows: Rows, bound: Bound) -> pa.Array:
        """The texts of a column; of several that are joined, null where one of them is."""
        if bound.column.constant is not None:
            return pa.repeat(pa.scalar(bound.column.constant), rows.values.num_rows)
        texts = [clean(_cells(rows, source), bound.column.missing) for source in bound.sources]
        return pc.binary_join_element_wise(*texts, bound.column.join) if len(texts) > 1 else texts[0]

    def _ruined(self, bound: Bound, texts: pa.Array) -> dict[str, pa.BooleanArray]:
        """Where an id is a number that a spreadsheet shortened: different ids look alike, and would be one."""
        ruined = shortened(texts)
        self.doubts.note_ids(bound.name, texts, ruined)
        return {"an id that a spreadsheet shortened; export it as text": ruined}

    def _misdated(self, field: str, stamps: Converted) -> dict[str, pa.BooleanArray]:
        """Where stamps cannot be true, by the reason."""
        found = {}
        if field not in MAY_BE_AHEAD:
            found["in the future"] = self._ahead(stamps)
        if self.preset.table.name in ("tickets", "ticket_events"):
            start = pa.scalar(datetime(FIRST_TICKET_YEAR, 1, 1), STAMP)
            found[f"before {FIRST_TICKET_YEAR}"] = pc.fill_null(pc.less(stamps.values, start), False)
        return found

    def _ahead(self, result: Converted) -> pa.BooleanArray:
        limit: pa.Scalar | pa.Array = pa.scalar(self.terms.started, STAMP)
        if result.date_only is not None and pc.any(result.date_only).as_py():
            limit = pc.if_else(result.date_only, pa.scalar(self.terms.today(), STAMP), limit)
        return pc.fill_null(pc.greater(result.values, limit), False)

    def _row_marks(self, rows: Rows) -> dict[str, pa.Array]:
        """Which rows of a log say by themselves that they are events, 1 or 0 by the name of their mark. A message has
        one author: of the kinds of messages, the first of which a row says that it is one counts.
        """
        found = {}
        free = np.ones(rows.values.num_rows, dtype=bool)
        for name, mark in (self.binding.marks if self.binding else {}).items():
            says = _says(rows, mark)
            if mark.kind in MESSAGES:
                says &= free
                free = free if mark.by else free & ~says
            found[name] = pa.array(says.astype(np.int16))
        return found

    def _messages(self, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        """The ids of messages in threads. A whole number is written 3.0 where its column had gaps for a while: as
        pandas writes it."""
        ids = ("ticket_id", "answers") if "answers" in columns else ()
        return {name: whole_id(columns[name], {}).values for name in ids}

    def _make_ids(self, rows: Rows, columns: dict[str, pa.Array]) -> NDArray[np.bool_]:
        """Put ids where the file has none; where that was. Tickets of a log and customers must have their own."""
        field = self.preset.id_field
        given = columns.get(field, pa.nulls(rows.values.num_rows, ARROW_TYPES[self.preset.table.kind(field)]))
        if not given.null_count or self.preset.log or field == "customer_id":
            return np.zeros(rows.values.num_rows, dtype=bool)
        made = self.ids.numbers(rows.values) if field == "nr" else self.ids.ids(rows.values)
        columns[field] = pc.coalesce(given, made)
        return np.asarray(given.is_null())

    def note_surveys(self, rows: Rows) -> None:
        """Take note of the surveys that some rows declare, of how the file words its questions, and of nothing else."""
        rows = self._data(rows)
        for question in self.questions:
            self.surveys.word(question.survey, wording(question.score, self.labels))
        if not self.preset.surveys_on_rows:
            return
        own = [self._texts(rows, bound) for bound in self.bound if bound.field == "survey"]
        self._surveys(rows, {"survey": own[0]} if own else {})

    def _surveys(self, rows: Rows, columns: dict[str, pa.Array]) -> list[Problem]:
        """Take note of the surveys that rows declare; the survey of a row that names none is its measure."""
        names = [name for name in SURVEY_COLUMNS if name in rows.values.schema.names]
        declared = {name: clean(rows.values.column(name)) for name in names}
        if "measure" in declared:
            own = columns.get("survey", pa.nulls(rows.values.num_rows, pa.string()))
            columns["survey"] = pc.coalesce(own, declared["measure"])
        bad = self.surveys.note(columns["survey"], declared)
        return [Problem("survey", reason, mask) for reason, mask in bad]

    def _required(self, columns: Mapping[str, pa.Array]) -> list[Problem]:
        """Keys, and the fields the preset requires, must be there."""
        needed = {b.field: b.name for b in self.bound if b.column.required}
        for key in self.preset.table.key:
            if key in columns and key not in needed:
                needed[key] = key
        return [Problem(name, "missing", pc.is_null(columns[field])) for field, name in needed.items()]

    def _refuse(self, rows: Rows, problems: Sequence[Problem], good: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which of the good rows stay good; the others go to the rejects, each once, for its first problem."""
        for problem in problems:
            if pc.any(problem.bad).as_py():
                bad = problem.bad.to_numpy(zero_copy_only=False) & good
                self.rejects.add_rows(self.file, rows, bad, problem.field, problem.reason)
                good = good & ~bad
        return good

    def _completed(self, columns: dict[str, pa.Array], n: int) -> dict[str, pa.Array]:
        """With what the file need not say: the source, and that tickets named are of the same source."""
        source = pa.repeat(pa.scalar(self.terms.source), n)
        completed = {"source": source, **columns}
        if self.preset.table.name == "answers" and "ticket_id" in columns:
            given = columns.get("ticket_source", pa.nulls(n, pa.string()))
            completed["ticket_source"] = pc.if_else(pc.is_valid(columns["ticket_id"]), pc.coalesce(given, source), None)
        return completed

    def _answers(self, rows: Rows, facts: pa.RecordBatch, good: NDArray[np.bool_]) -> Iterator[pa.RecordBatch]:
        """The answers of a wide file: one for each question a respondent answered."""
        for question in self.questions:
            result, problems = self._column(rows, question.score)
            fine = self._refuse(rows, problems, good)
            given = pc.is_valid(result.values).to_numpy(zero_copy_only=False)
            answers = facts.append_column("survey", pa.repeat(pa.scalar(question.survey), facts.num_rows))
            answers = answers.append_column("score", result.values)
            if question.comment:
                answers = answers.append_column("comment", self._texts(rows, question.comment))
            kept = answers.filter(pa.array(fine & given))
            self.produced += kept.num_rows
            yield kept
