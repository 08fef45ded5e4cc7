"""What openpyxl does not say of a sheet that it streams: cells merged down a column, formulas without a result, and
numbers that are shown as percentages.

All are told by the sheet's own XML (ECMA-376 part 1, 18.3.1.4 c, 18.3.1.40 f, 18.3.1.55 mergeCell; 18.8.30 numFmt).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, range_boundaries

CHUNK = 1 << 20

_TAG = rb"<(?:\w+:)?"
_END = rb"</(?:\w+:)?"
_FORMULA = _TAG + rb"f\b[^<>]*(?:/>|>[^<]*" + _END + rb"f>)"
_NO_VALUE = rb"(?:" + _TAG + rb"v\s*/>|" + _TAG + rb"v>\s*" + _END + rb"v>)?"
#: A cell with a formula and nothing, or an empty value, after it.
_WITHOUT_RESULT = re.compile(_TAG + rb"c\b([^<>]*)>\s*" + _FORMULA + rb"\s*" + _NO_VALUE + rb"\s*" + _END + rb"c>")
_MERGED = re.compile(_TAG + rb'mergeCell\b[^<>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_PLACE = re.compile(rb'\br="([A-Z]+[0-9]+)"')
#: A formula whose result is an empty text says so by its type.
_TEXT_RESULT = re.compile(rb'\bt="str"')
#: A format that shows a number as so many percent: with a sign that is neither quoted nor escaped.
_PERCENT = re.compile(r'(?:[^%"\\]|"[^"]*"|\\.)*%')


@dataclass
class _Merge:
    """Rows `first` to `last` of column `place` (from 0) all say `value`, the first row's."""

    first: int
    last: int
    place: int
    value: Any = None


@dataclass
class Marks:
    """without_result, percentages: the columns (from 0) of formulas without a result, and of cells shown as so many
    percent, by row; merges: by their first row."""

    without_result: dict[int, list[int]] = field(default_factory=dict)
    percentages: dict[int, list[int]] = field(default_factory=dict)
    merges: dict[int, list[_Merge]] = field(default_factory=dict)
    _open: list[_Merge] = field(default_factory=list)

    def filled(self, line: int, row: Sequence[Any]) -> Sequence[Any]:
        """A row with its percentages as they are shown, and with what the cells merged with those above say; rows are
        asked for in their order."""
        if line in self.percentages:
            row = [percentage(value) if place in self.percentages[line] else value for place, value in enumerate(row)]
        if self._open:
            self._open = [merge for merge in self._open if line <= merge.last]
            row = [*row, *[None] * (max((merge.place for merge in self._open), default=-1) + 1 - len(row))]
            for merge in self._open:
                row[merge.place] = merge.value
        for merge in self.merges.get(line, ()):
            merge.value = row[merge.place] if merge.place < len(row) else None
            self._open.append(merge)
        return row


def marks_of(sheet: Any) -> Marks:
    """Read the XML of a sheet once, piece by piece."""
    marks, shown_so = Marks(), _percent_cells(sheet.parent)
    for piece in _pieces(sheet):
        for found in shown_so.finditer(piece) if shown_so else ():
            _note_place(marks.percentages, found[1])
        for found in _MERGED.finditer(piece) if b"mergeCell" in piece else ():
            _note_merge(marks, found[1].decode())
        for found in _WITHOUT_RESULT.finditer(piece) if b"<f" in piece or b":f" in piece else ():
            place = _PLACE.search(found[1])
            if place and not _TEXT_RESULT.search(found[1]):
                _note_place(marks.without_result, place[1])
    return marks


def percentage(value: Any) -> Any:
    """A number as the percentage it is shown as, so that 0.85 is 85%; anything else as it is."""
    return f"{value * 100:.15g}%" if isinstance(value, int | float) and not isinstance(value, bool) else value


def _percent_cells(book: Any) -> re.Pattern[bytes] | None:
    """What finds the cells that are shown as percentages, by their styles; None where a workbook has no such style."""
    formats = [_format(book, style.numFmtId) for style in book._cell_styles]
    styles = b"|".join(b"%d" % nr for nr, written in enumerate(formats) if _PERCENT.match(written))
    cell = _TAG + rb'c\b(?=[^<>]*\bs="(?:' + styles + rb')")[^<>]*\br="([A-Z]+[0-9]+)"'
    return re.compile(cell) if styles else None


def _format(book: Any, nr: int) -> str:
    """How numbers of a format are written."""
    own = nr - BUILTIN_FORMATS_MAX_SIZE
    return str(BUILTIN_FORMATS.get(nr, "") if own < 0 else book._number_formats[own])


def _note_place(places: dict[int, list[int]], cell: bytes) -> None:
    letters, line = coordinate_from_string(cell.decode())
    places.setdefault(line, []).append(column_index_from_string(letters) - 1)


def _note_merge(marks: Marks, ref: str) -> None:
    left, first, _, last = range_boundaries(ref)
    if last > first:
        marks.merges.setdefault(first, []).append(_Merge(first, last, left - 1))


def _pieces(sheet: Any) -> Iterator[bytes]:
    """The XML of a sheet, cut between cells."""
    rest = b""
    with sheet._get_source() as source:
        while chunk := source.read(CHUNK):
            rest += chunk
            cell = max(rest.rfind(b"</c>"), rest.rfind(b":c>"))
            cut = cell + 4 if cell >= 0 else rest.rfind(b"<")
            yield rest[:cut]
            rest = rest[cut:]
    yield rest
