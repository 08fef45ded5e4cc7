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
#: Letters that a column asks for at most, a cell holds at most, and the part of a head that is not broken.
WIDEST, LONGEST, HEAD = 64, 600, 14
#: A table without lines and colours of its own.
PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"


class Grid(NamedTuple):
    """How a table is laid out: the size of its letters, and inches of its columns, of its head and of its rows."""

    size: float
    widths: list[float]
    head: float
    heights: list[float]


def cells_of(values: Sequence[object]) -> list[str]:
    """A row as texts."""
    texts = ["" if value is None else clean(str(value)) for value in values]
    return [text if len(text) <= LONGEST else text[: LONGEST - 1] + "…" for text in texts]


def grid(heads: Sequence[str], rows: Sequence[Sequence[str]], width: float, sizes: Sequence[float] = SIZES) -> Grid:
    """The layout of a table that is at most so wide: in the largest letters that need no broken line, else in small."""
    wanted = [_letters(head, [row[place] for row in rows]) for place, head in enumerate(heads)]
    fitting = (size for size in sizes if sum(_inches(letters, size) for letters in wanted) <= width)
    size = next(fitting, sizes[-1])
    widths = _shared([_inches(letters, size) for letters in wanted], width)
    return Grid(size, widths, _height(heads, widths, size), [_height(row, widths, size) for row in rows])


def slices(given: Grid, room: float = ROOM) -> list[slice]:
    """The rows of each slide: as many as there is room for."""
    found, first, used = [], 0, given.head
    for row, height in enumerate(given.heights):
        if row > first and (used + height > room or row - first == MOST_ROWS):
            found.append(slice(first, row))
            first, used = row, given.head
        used += height
    return [*found, slice(first, len(given.heights))]


def frame(
    number: int, name: str, place: Place, heads: Sequence[str], rows: Sequence[Sequence[str]], given: Grid,
    heights: Sequence[float], language: str,
) -> str:  # fmt: skip
    """A table as XML. heads: [] for none; rows: of this slide, with their heights."""
    tall = (given.head if heads else 0) + sum(heights)
    left, top, width, height = Place(place.left, place.top, sum(given.widths), tall).units
    columns = "".join(f'<a:gridCol w="{round(UNITS * inches)}"/>' for inches in given.widths)
    head = _row(heads, given.size, given.head, language, head=True) if heads else ""
    body = "".join(
        _row(row, given.size, inches, language, head=False) for row, inches in zip(rows, heights, strict=True)
    )
    first = ' firstRow="1"' if heads else ""
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
