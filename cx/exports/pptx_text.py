"""Texts on slides: boxes of paragraphs as PowerPoint's own XML, in sizes that fit. Every text is a plain run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from cx.charts.tokens import LIGHT
from cx.exports.numbers import FORBIDDEN

#: How wide a letter is and how high a line, in parts of the size of the font; rather too much than too little.
LETTER, LINE = 0.54, 1.22
#: Points in an inch, and PowerPoint's units in one.
POINTS, UNITS = 72, 914_400

#: What would begin a new line.
BREAKS = re.compile("[\t\n\r\u2028\u2029]+")

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


class Place(NamedTuple):
    """Where something stands on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def units(self) -> tuple[int, int, int, int]:
        """In PowerPoint's units."""
        left, top, width, height = (round(UNITS * inches) for inches in self)
        return left, top, width, height


class Run(NamedTuple):
    """Some letters alike. size: in points; colour: as hex."""

    text: str
    size: float
    colour: str = LIGHT["text"]
    bold: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Runs one after the other. after: points of room below."""

    runs: tuple[Run, ...]
    after: float = 0.0


def paragraph(
    text: str, size: float, colour: str = LIGHT["text"], *, bold: bool = False, after: float = 0.0
) -> Paragraph:
    """A paragraph of one run."""
    return Paragraph((Run(text, size, colour, bold),), after)


def clean(text: str) -> str:
    """A text without the characters that XML forbids, in one line."""
    return BREAKS.sub(" ", FORBIDDEN.sub("", text))


def letters_of(size: float, width: float) -> int:
    """How many letters a line holds."""
    return max(int(width * POINTS / (LETTER * size)), 1)


def lines_of(text: str, size: float, width: float) -> int:
    """How many lines a text takes, by the width of an ordinary letter."""
    letters = letters_of(size, width)
    return sum(max(-(-len(line) // letters), 1) for line in text.split("\n"))


def size_for(text: str, place: Place, sizes: Sequence[float]) -> float:
    """The first of the sizes in which a text fits its place; the last where it fits in none."""
    room = (size for size in sizes if lines_of(text, size, place.width) * size * LINE <= place.height * POINTS)
    return next(room, sizes[-1])


def box(
    number: int,
    name: str,
    place: Place,
    paragraphs: Sequence[Paragraph],
    *,
    language: str,
    look: str = "",
    inset: float = 0.0,
    shape: str = "rect",
) -> str:
    """A box of text. number: unique on its slide; look: fill and outline as XML; inset: inches between outline and
    text; shape: as PowerPoint calls it."""
    left, top, width, height = place.units
    edge = round(UNITS * inset)
    return (
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(name)}/><p:cNvSpPr txBox="1"/><p:nvPr/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>{look or "<a:noFill/>"}</p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square" lIns="{edge}" tIns="{edge}" rIns="{edge}" bIns="{edge}"><a:normAutofit/>'
        f"</a:bodyPr><a:lstStyle/>{written(paragraphs, language)}</p:txBody></p:sp>"
    )


def written(paragraphs: Sequence[Paragraph], language: str) -> str:
    """Paragraphs as XML; one that is empty where there are none."""
    return "".join(_paragraph(one, language) for one in paragraphs) or "<a:p/>"


def fill(colour: str) -> str:
    """A colour as XML."""
    return f'<a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill>'


def _paragraph(given: Paragraph, language: str) -> str:
    room = f'<a:spcAft><a:spcPts val="{round(100 * given.after)}"/></a:spcAft>' if given.after else ""
    return f'<a:p><a:pPr algn="l">{room}</a:pPr>{"".join(_run(run, language) for run in given.runs)}</a:p>'


def _run(given: Run, language: str) -> str:
    bold = ' b="1"' if given.bold else ""
    return (
        f'<a:r><a:rPr lang={quoteattr(language)} sz="{round(100 * given.size)}"{bold}>{fill(given.colour)}</a:rPr>'
        f"<a:t>{escape(clean(given.text))}</a:t></a:r>"
    )
