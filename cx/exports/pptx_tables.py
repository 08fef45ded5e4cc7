"""Tables on slides: as many rows as fit, on as many slides as one can look at; cells are plain texts.

Written as text in one go: asking the library for one cell after the other takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from cx.charts.tokens import LIGHT
from cx.exports.pptx_text import (
    LETTER,
    LINE,
    NAMESPACES,
    POINTS,
    UNITS,
    Place,
    clean,
    fill,
    letters_of,
    lines_of,
    paragraph,
    written,
)

#: Rows on a slide, and slides of one table.
MOST_ROWS, MOST_SLIDES = 14, 3
#: Inches of height that every slide has for a table.
ROOM = 4.3
#: Sizes of letters, the largest that fits first; inches round the text of a cell.
SIZES = (12, 11, 10, 9)
BESIDE, ABOVE = 0.07, 0.035
#: Letters that a column asks for at most, and the part of a head that is not broken.
WIDEST, HEAD = 64, 14
#: A table without lines and colours of its own.
PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"


class Grid(NamedTuple):
    """A table as it is laid out: its texts, the size of its letters, and inches of its columns, its head and its rows.

    heads: [] for none, which takes no room.
    """

    heads: list[str]
    rows: list[list[str]]
    size: float
    widths: list[float]
    head: float
    heights: list[float]


def cells_of(values: Sequence[object]) -> list[str]:
    """A row as texts."""
    return ["" if value is None else clean(str(value)) for value in values]


def grid(heads: list[str], rows: list[list[str]], width: float, sizes: Sequence[float] = SIZES) -> Grid:
    """The layout of a table that is at most so wide: in the largest letters that need no broken line, else in small. A
    text that would not fit a slide is cut."""
    columns = range(len(heads or rows[0]))
    wanted = [_letters(heads[place] if heads else "", [row[place] for row in rows]) for place in columns]
    fitting = (size for size in sizes if sum(_inches(letters, size) for letters in wanted) <= width)
    size = next(fitting, sizes[-1])
    widths = _shared([_inches(letters, size) for letters in wanted], width)
    head = _height(heads, widths, size) if heads else 0.0
    cut = [[_cut(cell, inches, size, ROOM - head) for cell, inches in zip(row, widths, strict=True)] for row in rows]
    return Grid(heads, cut, size, widths, head, [_height(row, widths, size) for row in cut])


def _cut(text: str, width: float, size: float, room: float) -> str:
    """As many letters as a cell has room for."""
    lines = int((room - 2 * ABOVE) * POINTS / (size * LINE))
    most = lines * letters_of(size, width - 2 * BESIDE)
    return text if len(text) <= most else text[: most - 1] + "…"


def slices(given: Grid, room: float = ROOM) -> list[slice]:
    """The rows of each slide: as many as there is room for."""
    found, first, used = [], 0, given.head
    for row, height in enumerate(given.heights):
        if row > first and (used + height > room or row - first == MOST_ROWS):
            found.append(slice(first, row))
            first, used = row, given.head
        used += height
    return [*found, slice(first, len(given.heights))]


def frame(number: int, name: str, place: Place, given: Grid, chosen: slice, language: str) -> str:
    """Some rows of a table as XML, under its head."""
    heights = given.heights[chosen]
    left, top, width, height = Place(place.left, place.top, sum(given.widths), given.head + sum(heights)).units
    columns = "".join(f'<a:gridCol w="{round(UNITS * inches)}"/>' for inches in given.widths)
    head = _row(given.heads, given.size, given.head, language, head=True) if given.heads else ""
    body = "".join(
        _row(row, given.size, inches, language, head=False)
        for row, inches in zip(given.rows[chosen], heights, strict=True)
    )
    first = ' firstRow="1"' if given.heads else ""
    return (
        f'<p:graphicFrame {NAMESPACES}><p:nvGraphicFramePr><p:cNvPr id="{number}" name={quoteattr(name)}/>'
        f'<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
        f'<p:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></p:xfrm>'
        f'<a:graphic><a:graphicData uri="{TABLE}"><a:tbl><a:tblPr{first}><a:tableStyleId>{PLAIN}</a:tableStyleId>'
        f"</a:tblPr><a:tblGrid>{columns}</a:tblGrid>{head}{body}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _letters(head: str, cells: Sequence[str]) -> int:
    """How many letters a column asks for; a head may be broken between its words."""
    words = max(map(len, head.split()), default=0)
    return min(max([*map(len, cells), min(len(head), max(words, HEAD)), 2]), WIDEST)


def _inches(letters: int, size: float) -> float:
    return letters * LETTER * size / POINTS + 2 * BESIDE


def _shared(wanted: Sequence[float], width: float) -> list[float]:
    """What columns get of a width that is too small for all: narrow ones what they ask for, wide ones the rest."""
    if sum(wanted) <= width:
        return list(wanted)
    narrow: set[int] = set()
    while True:
        share = (width - sum(wanted[place] for place in narrow)) / (len(wanted) - len(narrow))
        more = {place for place, inches in enumerate(wanted) if inches <= share} - narrow
        if not more:
            return [inches if place in narrow else share for place, inches in enumerate(wanted)]
        narrow |= more


def _height(cells: Sequence[str], widths: Sequence[float], size: float) -> float:
    lines = max(
        (lines_of(cell, size, inches - 2 * BESIDE) for cell, inches in zip(cells, widths, strict=True)), default=1
    )
    return lines * size * LINE / POINTS + 2 * ABOVE


def _row(cells: Sequence[str], size: float, height: float, language: str, *, head: bool) -> str:
    colour = LIGHT["grey"] if head else LIGHT["text"]
    inside = "".join(_cell(written([paragraph(cell, size, colour, bold=head)], language)) for cell in cells)
    return f'<a:tr h="{round(UNITS * height)}">{inside}</a:tr>'


def _cell(text: str) -> str:
    return f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{text}</a:txBody>{_EDGE}</a:tc>"


#: Room round a text, and a hairline below it.
_EDGE = (
    f'<a:tcPr marL="{round(UNITS * BESIDE)}" marR="{round(UNITS * BESIDE)}" marT="{round(UNITS * ABOVE)}" '
    f'marB="{round(UNITS * ABOVE)}"><a:lnB w="6350">{fill(LIGHT["table_border"])}</a:lnB></a:tcPr>'
)
