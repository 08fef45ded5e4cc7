"""All numbers of a document as one CSV file: a row per number.

Tables of many shapes stand under each other in one table, and every one can be had back by a pivot (part and row down,
column across), in a spreadsheet as in pandas. So what names a row of a table (a channel, a week) is one text and no
column of its own: dimensions differ from part to part, and a column for each would be empty nearly everywhere. The file
of a single chart, with its own columns, is to be had beside that chart.
"""

from __future__ import annotations

from collections.abc import Iterator
from csv import writer
from io import StringIO

from cx.exports.document import Document, spoken
from cx.exports.numbers import Numbers, facts_of, numbers, plain
from cx.reports.tables import csv_cell, harmless, plain_cell
from cx.reports.words import _

HEADER = ("page", "tab", "part", "title", "row", "column", "value")
#: Between the names of a row.
BETWEEN = " · "


@spoken
def csv(document: Document) -> bytes:
    """The file: UTF-8 with its mark, first the facts as rows of two cells, an empty row, then one header and one row
    per number.

    Numbers are unrounded, days and instants (UTC) in ISO form, what is missing or endless is empty; texts are harmless
    to spreadsheets. What is said of a part (subtitle, definition, notes, or why it has no numbers) stands before its
    numbers in rows without a name.
    """
    text = StringIO(newline="")
    rows = writer(text, lineterminator="\r\n")
    facts = [(_("Title"), plain(document.title)), *facts_of(document)]
    rows.writerows([harmless(name), harmless(fact)] for name, fact in facts)
    rows.writerow([])
    rows.writerow(HEADER)
    for part in numbers(document):
        place = [harmless(text) for text in (part.page, part.tab, part.key, part.title)]
        rows.writerows([*place, harmless(row), harmless(column), value] for row, column, value in _values(part))
    return text.getvalue().encode("utf-8-sig")


def _values(part: Numbers) -> Iterator[tuple[str, str, object]]:
    """What is said of a part, then its numbers: the name of the row, the column, the value."""
    said = {"subtitle": part.subtitle, "definition": part.definition, "notes": "; ".join(part.footer),
            "message": part.message}  # fmt: skip
    yield from (("", name, harmless(text)) for name, text in said.items() if text)
    named, counted = part.columns[: part.names], part.columns[part.names :]
    for place in range(len(part.table)):
        row = BETWEEN.join(str(plain_cell(column.cells[place])) for column in named)
        yield from ((row, column.name, csv_cell(column.cells[place])) for column in counted)
