"""Where in the first rows of a file its columns are named, and which of its last rows are no data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cx.readers.header import NO_PART
from cx.readers.preset import Shape
from cx.recognise.words import words

#: How many rows are looked at for the header.
TOP = 40

#: How closing lines begin, as words: totals, the reporting period, a notice.
CLOSING = (
    "total", "totals", "grand total", "subtotal", "sum", "average", "reporting period", "report period",
    "the report generated", "report generated", "generated", "exported", "confidential", "copyright",
    "итого", "всего", "итог", "среднее", "период отчета", "отчетный период", "отчет", "сформировано", "выгружено",
    "is viso", "viso", "suma", "vidurkis", "ataskaitos laikotarpis", "ataskaita", "sugeneruota",
)  # fmt: skip

_NUMBER = re.compile(r"[\d.,:/\-+ ]+%?")
_QUALTRICS = '{"importid"'

Cells = Sequence[Sequence[str]]


def header_of(rows: Cells) -> Shape:
    """The layout of a file's first rows: what stands above the header is a report's title, and one or two rows below
    it may say more of the columns than their names."""
    place = _place(rows)
    below = rows[place + 1 : place + 3]
    if any(_QUALTRICS in cell.casefold().replace(" ", "") for row in below for cell in row):
        return Shape(header_row=place + 1, label_row=place + 2 if len(below) > 1 else 0, skip_rows=len(below))
    if below and _parts(rows[place], below[0]):
        return Shape(header_row=place + 1, header_rows=2)
    return Shape(header_row=place + 1)


def _place(rows: Cells) -> int:
    """Which row names the columns: the first that fills as many cells as a row of data, or nearly. The first of all,
    where titles above it cannot be told from it."""
    filled = [_filled(row) for row in rows]
    if not filled or max(filled) < 2:
        return 0
    widest = max(filled)
    titles = (place for place, cells in enumerate(filled) if not _is_title(cells, widest, rows[place + 1 : place + 2]))
    return next(titles, 0)


def _is_title(cells: int, widest: int, following: Cells) -> bool:
    """Whether a row of so many filled cells stands above the header: a title has one or two, or it stands above a
    gap."""
    gap = bool(following) and not _filled(following[0])
    return cells == 0 or (cells < widest / 2 and cells <= 2) or (cells < widest and gap)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _parts(names: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row below the names says which part of a question each column is: it has none under some names, words
    under others, and no number."""
    pairs = list(zip((name.strip() for name in names), (part.strip() for part in below), strict=False))
    if any(_NUMBER.fullmatch(part) for _, part in pairs if part):
        return False
    bare = any(name and not part for name, part in pairs)
    known = any(part in NO_PART for _, part in pairs if part)
    under_nothing = any(part and not name for name, part in pairs)
    return bare and (known or under_nothing)


def footer_of(last: Cells, width: int) -> tuple[str, ...]:
    """How the closing rows among a file's last ones begin. width: of a row of data."""
    found: list[str] = []
    for row in reversed(last):
        beginning = _beginning(row, width)
        if not beginning:
            break
        found.append(beginning)
    return tuple(dict.fromkeys(reversed(found)))


def _beginning(row: Sequence[str], width: int) -> str:
    """The text by which a closing row is known: up to its first number; "" where it is a row of data."""
    first = row[0].strip() if row else ""
    said = words(first)
    alone = width > 2 and _filled(row) == 1 and len(row) == 1
    closes = any(said[: len(one)] == one for one in map(words, CLOSING))
    fewer = _filled(row) < width or len(said) == 1
    if not first or not (alone or (closes and fewer)):
        return ""
    return re.split(r"[\d:]", first)[0].strip()[:40]
