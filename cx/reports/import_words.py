"""What is said of a file, a mapping and an import: how a file is written, how a column was known, what is doubtful,
what is still missing, what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from cx.imports.result import ImportProgress, ImportResult
from cx.readers.noticed import Noticed
from cx.readers.rows import Reject
from cx.recognise.look import Look
from cx.reports import words
from cx.reports.import_fields import field_name
from cx.reports.language import mark
from cx.reports.words import _, ngettext
from cx.store.workspace import Import

_ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "cp1251": "Windows-1251", "cp1252": "Windows-1252", "cp1257": "Windows-1257", "latin-1": "Latin-1",
}  # fmt: skip

_DELIMITERS = {",": mark("comma"), ";": mark("semicolon"), "\t": mark("tab"), "|": mark("bar")}

_KINDS_OF_FILE = {
    "csv": mark("text with columns"), "xlsx": mark("workbook"), "json": mark("JSON"), "parquet": mark("Parquet"),
}  # fmt: skip

#: How a column was known.
_WHY = {
    "vendor": mark("known from the tool’s export"),
    "name": mark("by its name"),
    "part": mark("by a part of its name"),
    "content": mark("by what it holds"),
    "saved": mark("as last time"),
    "chosen": mark("chosen here"),
}

_NOTICED = {
    "day_or_month": mark("“{column}” in {file}: every date can be read with the day or the month first, such as "
                         "{example}. Say which it is."),
    "ruined_id": mark("“{column}” in {file}: a spreadsheet has shortened numbers to {example}, so different ones look "
                      "alike. Export the column as text."),
    "zone_guessed": mark("“{column}” in {file}: several zones are called as in {example}; one was assumed."),
}  # fmt: skip

#: What is missing before a mapping can be imported, by field.
_FIELD_MISSING = {
    "answered_at": mark("No column says when people answered"),
    "created_at": mark("No column says when a ticket was created"),
    "ticket_id": mark("No column holds the number of a ticket"),
    "customer_id": mark("No column holds the number of a customer"),
    "sent_at": mark("No column says when an invitation was sent"),
    "survey": mark("No column says which survey a row belongs to"),
    "at": mark("No column says when it happened"),
    "kind": mark("No column says what happened"),
}

#: What else keeps it from being imported; name: of the field, the dimension, the question or the column.
_NEEDED = {
    "question": mark("No column is a question that people answered"),
    "same_field": mark("Two columns are both “{name}”; choose one"),
    "same_dimension": mark("Two dimensions are called “{name}”; give one another name"),
    "same_question": mark("Two questions are called “{name}”; give one another name"),
    "dimensions": mark("A company has at most six dimensions of its own; leave some columns aside"),
    "comment": mark("“{name}” is the comment to a question that is none any more"),
}

#: Why there is no way back, as `Warehouse.undoable` says it.
_NOT_UNDONE = {
    "server": mark("An import into a database server cannot be undone here, because it keeps no earlier version. Bring "
                   "in the right files so that they replace the earlier rows of their source."),
    "empty": mark("There is nothing to undo."),
    "gone": mark("The version before this one is no longer kept."),
}  # fmt: skip


def encoding_name(encoding: str) -> str:
    """What an encoding is called: "Windows-1251"."""
    return _ENCODINGS.get(encoding.lower(), encoding)


def delimiter_name(delimiter: str) -> str:
    """What stands between the cells of a row: "semicolon"."""
    return _(_DELIMITERS[delimiter]) if delimiter in _DELIMITERS else delimiter


def file_kind(kind: str) -> str:
    """What kind of file it is: "workbook"."""
    return _(_KINDS_OF_FILE[kind]) if kind in _KINDS_OF_FILE else kind


def understood(looked: Look) -> list[str]:
    """How a file is written, as it was found out: "separator: semicolon", "Windows-1251", "names in row 3"."""
    shape, columns = looked.shape, looked.columns
    said = [file_kind(looked.kind)] if looked.kind != "csv" else []
    said += [_("separator: {name}").format(name=delimiter_name(shape.delimiter))] if shape.delimiter else []
    said += [encoding_name(shape.encoding)] if shape.encoding else []
    said += [_("sheet “{name}”").format(name=shape.sheet)] if shape.sheet else []
    said += [_("names in row {n}").format(n=words.count(shape.header_row))] if shape.header_row > 1 else []
    said += [_("decimals with a comma")] if any(column.comma for column in columns) else []
    n = looked.head.num_rows
    rows = ngettext("{n} row", "{n} rows", n) if looked.whole else ngettext("first row seen", "first {n} rows seen", n)
    named = ngettext("{n} column", "{n} columns", len(columns)).format(n=words.count(len(columns)))
    return [*said, rows.format(n=words.count(n)), named]


def why(known_by: str) -> str:
    """How a column was known, "" for nothing."""
    return _(_WHY[known_by]) if known_by in _WHY else ""


def noticed(one: Noticed) -> str:
    """What is doubtful about a column, in one sentence."""
    said = _(_NOTICED[one.kind]) if one.kind in _NOTICED else "{column}: {example}"
    return said.format(column=one.column, file=one.file, example=one.example)


def needed(kind: str, name: str, table: str) -> str:
    """What a mapping still lacks, in one sentence without a full stop. kind, name: as `cx.recognise.draft.needed` says
    it.
    """
    if kind == "field":
        known = _FIELD_MISSING.get(name)
        return _(known) if known else _("No column is “{field}”").format(field=field_name(table, name))
    said = field_name(table, name) if kind == "same_field" else name
    return _(_NEEDED[kind]).format(name=said)


def constant(table: str, field: str, text: str) -> str:
    """What is the same for all rows: "When it was answered: 2026-03-01 for all rows"."""
    return _("{field}: {text} for all rows").format(field=field_name(table, field), text=text)


def not_undone(reason: str) -> str:
    """Why the newest version cannot be undone."""
    return _(_NOT_UNDONE[reason])


def date_format(written: str) -> str:
    """How dates are written, for people: "day first: DD.MM.YYYY"."""
    first, shown = _order(written), pattern(written)
    return f"{first}: {shown}" if first else shown


def _order(written: str) -> str:
    if written == "iso":
        return _("year first")
    places = {_("day first"): written.find("%d"), _("month first"): written.find("%m"),
              _("year first"): max(written.find("%Y"), written.find("%y"))}  # fmt: skip
    found = {name: place for name, place in places.items() if place >= 0}
    return min(found, key=lambda name: found[name]) if found else ""


_PATTERN = {"%d": "DD", "%m": "MM", "%Y": "YYYY", "%y": "YY", "%H": "HH", "%I": "HH", "%M": "MM", "%S": "SS",
            "%p": "AM", "%b": "MMM", "%B": "MMMM"}  # fmt: skip


def pattern(written: str) -> str:
    """A format of dates without marks of programmers: "DD.MM.YYYY HH:MM"."""
    if written == "iso":
        return "YYYY-MM-DD"
    for code, shown in _PATTERN.items():
        written = written.replace(code, shown)
    return written


def reject(one: Reject) -> str:
    """Where a row stands that cannot be read, and why."""
    where = [_("line {n}").format(n=words.count(one.line))] if one.line is not None else []
    place = ", ".join([*where, *([one.field] if one.field else [])])
    return f"{place}: {one.reason}" if place else one.reason


# What became of an import.


def step(progress: ImportProgress) -> str:
    """How far an import is, in words."""
    if progress.step == "writing":
        return _("Putting the rows in force")
    if not progress.total:
        return ngettext("Reading: {n} row", "Reading: {n} rows", progress.done).format(n=words.count(progress.done))
    return _("Reading: {done} of {total}").format(done=size(progress.done), total=size(progress.total))


def size(n: int) -> str:
    """A number of bytes: "12 kB", "3.4 MB"."""
    if n < 1_000_000:
        return _("{n} kB").format(n=words.count(-(-n // 1000)))
    return _("{n} MB").format(n=words.decimal(n / 1e6, 1))


def landed(result: ImportResult) -> str:
    """What an import brought, in one sentence."""
    if not result.landed:
        return _("Nothing was imported: no row of the files could be read")
    if not result.added and not result.changed:
        return _("All rows of the files were known already")
    changed = ngettext("{n} changed", "{n} changed", result.changed).format(n=words.count(result.changed))
    shown = [*(_new(result) if result.added else []), *([changed] if result.changed else [])]
    return _("Imported: {rows}").format(rows=", ".join(shown))


def _new(result: ImportResult) -> list[str]:
    """What is new, by what it is; as rows where that is not all of it."""
    added = {table: counts.added for table, counts in result.tables.items() if counts.added}
    answers, tickets, customers = (added.get(table, 0) for table in ("answers", "tickets", "customers"))
    named = [
        (tickets, ngettext("{n} new ticket", "{n} new tickets", tickets)),
        (answers, ngettext("{n} new answer", "{n} new answers", answers)),
        (customers, ngettext("{n} new customer", "{n} new customers", customers)),
    ]
    if answers + tickets + customers != result.added:
        named = [(result.added, ngettext("{n} new row", "{n} new rows", result.added))]
    return [text.format(n=words.count(n)) for n, text in named if n]


def counts(one: ImportResult | Import) -> Sequence[str]:
    """What each row of the files became, by a result or by the record of it, which knows less; what did not occur is
    left out, but that nothing was rejected is said."""
    folded, removed = (getattr(one, name, 0) for name in ("folded", "removed"))
    named = [
        (one.read, ngettext("{n} row read", "{n} rows read", one.read)),
        (one.added, ngettext("{n} added", "{n} added", one.added)),
        (one.changed, ngettext("{n} changed", "{n} changed", one.changed)),
        (one.unchanged, ngettext("{n} unchanged", "{n} unchanged", one.unchanged)),
        (folded, ngettext("{n} folded into another", "{n} folded into others", folded)),
        (one.left_out, ngettext("{n} left out as no data", "{n} left out as no data", one.left_out)),
        (removed, ngettext("{n} removed", "{n} removed", removed)),
    ]
    said = [text.format(n=words.count(n)) for n, text in named if n]
    return [*said, rejected(one.rejected)]


def rejected(n: int) -> str:
    """How many rows could not be read."""
    return ngettext("{n} rejected", "{n} rejected", n).format(n=words.count(n)) if n else _("nothing rejected")
