"""The presentation that slides are put into: wide and sober, in the product's colours.

Every slide has a title, notes, and a line that says what the numbers are of.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from cx.charts.tokens import LIGHT
from cx.exports.document import WRITTEN, Document
from cx.exports.paper import short_facts
from cx.exports.pptx_text import LINE, POINTS, UNITS, Paragraph, Place, box, clean, fill, lines_of, paragraph, size_for
from cx.reports.language import mark
from cx.reports.words import _

#: Inches of a slide.
WIDTH, HEIGHT = 13.333, 7.5
#: Where things stand on every slide, and the body between them.
EYEBROW = Place(0.6, 0.34, 12.13, 0.27)
TITLE = Place(0.6, 0.62, 12.13, 0.9)
SUBTITLE = Place(0.6, 1.56, 12.13, 0.5)
BODY = Place(0.6, 2.15, 12.13, 4.3)
REMARK = Place(0.6, 6.52, 12.13, 0.42)
FOOT = Place(0.6, 7.08, 11.2, 0.24)
NUMBER = Place(11.93, 7.08, 0.8, 0.24)

#: Sizes of titles and of what is said below them, the first that fits.
TITLES, SUBTITLES = (24, 22, 20, 18, 16, 14), (14, 13, 12, 11, 10)

#: The facts that stand on the first slide and in the notes of all.
FRONT = (
    mark("Data"), mark("Days"), mark("Filters"), mark("Time zone"), mark("As of"), mark("Version of the data"),
    mark("Version of the product"), mark("Seal"), mark("Sealed on"),
)  # fmt: skip
#: The layout of the template that has a title and nothing else, and what its properties take.
TITLE_ONLY, LONGEST_PROPERTY = 5, 255


class Sheet:
    """One slide while it is made. body: the room between what is said above and below."""

    def __init__(self, slide: Any, language: str, body: Place) -> None:
        self.slide, self.language, self.body, self.number = slide, language, body, 100

    def put(self, name: str, place: Place, paragraphs: Sequence[Paragraph], **how: Any) -> None:
        """A box of text, as `box` takes it; none without a paragraph."""
        if paragraphs:
            self.add(box(self.next_number(), name, place, paragraphs, language=self.language, **how))

    def add(self, xml: str) -> None:
        """A shape as XML."""
        from pptx.oxml import parse_xml

        self.slide.shapes._spTree.append(parse_xml(xml))

    def next_number(self) -> int:
        """A number that no other shape of the slide has."""
        self.number += 1
        return self.number


class Deck:
    """The presentation of a document."""

    def __init__(self, document: Document) -> None:
        from pptx import Presentation

        self.document, self.presentation = document, Presentation()
        self.foot = short_facts(document)
        names = {_(name) for name in FRONT}
        self.facts = [(name, text) for name, text in document.facts if name in names and text]
        _prepare(self.presentation, clean(document.title)[:LONGEST_PROPERTY])
        self.layout = self.presentation.slide_layouts[0]

    def slide(
        self, title: str, *, eyebrow: str = "", subtitle: str = "", remark: str = "", notes: Sequence[str] = ()
    ) -> Sheet:
        """A slide with its title, what is said above and below it, a remark under the body, and notes."""
        made = self.presentation.slides.add_slide(self.layout)
        below = TITLE.top + write_title(made.shapes.title, title, TITLE, TITLES) + 0.06
        lines = min(lines_of(subtitle, SUBTITLES[0], SUBTITLE.width), 2) if subtitle else 0
        said = SUBTITLE._replace(top=below, height=SUBTITLE.height / 2 * lines)
        top = below + said.height + 0.14
        sheet = Sheet(made, self.document.language, BODY._replace(top=top, height=BODY.top + BODY.height - top))
        grey = LIGHT["grey"]
        for name, place, text, sizes in (
            ("eyebrow", EYEBROW, eyebrow, (12, 10)), ("subtitle", said, subtitle, SUBTITLES),
            ("remark", REMARK, remark, (11, 10, 9, 8)), ("foot", FOOT, self.foot, (9, 8, 7)),
        ):  # fmt: skip
            written = [paragraph(text, size_for(text, place, sizes), grey)] if text else []
            sheet.put(name, place, written)
        sheet.add(_number(sheet.next_number(), self.document.language))
        self._note(made, notes)
        return sheet

    def _note(self, made: Any, notes: Sequence[str]) -> None:
        """What is said to whoever speaks: the notes, then what the numbers are of."""
        lines = [*notes, *(f"{name}: {text}" for name, text in self.facts)]
        made.notes_slide.notes_text_frame.text = "\n".join(clean(line) for line in lines if line)

    def file(self) -> bytes:
        """The presentation as it is saved."""
        file = BytesIO()
        self.presentation.save(file)
        return file.getvalue()


def write_title(shape: Any, text: str, place: Place, sizes: Sequence[float]) -> float:
    """The title of a slide at its place, in the first of the sizes that fits; the inches of height that it takes."""
    from pptx.util import Pt

    size = size_for(text, place, sizes)
    shape.text_frame.text = clean(text)
    for run in shape.text_frame.paragraphs[0].runs:
        run.font.size = Pt(size)
    height = min(lines_of(text, size, place.width) * size * LINE / POINTS, place.height)
    shape.left, shape.top, shape.width, shape.height = place._replace(height=height).units
    return height


def _prepare(presentation: Any, title: str) -> None:
    """The template made wide, in ink, with the one layout that is used."""
    presentation.slide_width, presentation.slide_height = round(UNITS * WIDTH), round(UNITS * HEIGHT)
    layouts = presentation.slide_layouts
    for unused in [layout for place, layout in enumerate(layouts) if place != TITLE_ONLY]:
        layouts.remove(unused)
    for page in (presentation.slide_master, layouts[0]):
        _without_small_print(page)
    _set_title(presentation.slide_master, layouts[0])
    known = presentation.core_properties
    known.title, known.author, known.last_modified_by, known.created, known.modified = title, "", "", WRITTEN, WRITTEN
    known.subject = known.keywords = known.comments = ""


def _without_small_print(page: Any) -> None:
    """Without places for a date, a footer and a number: each slide has its own line."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    for shape in list(page.placeholders):
        if shape.placeholder_format.type not in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.BODY):
            shape._element.getparent().remove(shape._element)


def _set_title(master: Any, layout: Any) -> None:
    """Titles in ink, bold, at the left, no higher than they need."""
    from pptx.enum.text import MSO_ANCHOR
    from pptx.oxml import parse_xml

    namespace = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    level = next(master._element.iter("{*}titleStyle"))[0]
    level.set("algn", "l")
    letters = level.find("{*}defRPr")
    letters.set("sz", "2400")
    letters.set("b", "1")
    letters.replace(letters[0], parse_xml(fill(LIGHT["text"]).replace("<a:solidFill>", f"<a:solidFill {namespace}>")))
    for shape in (master.placeholders[0], layout.placeholders[0]):
        shape.left, shape.top, shape.width, shape.height = TITLE.units
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.TOP
    master.placeholders[1].left, master.placeholders[1].top, *size = BODY.units
    master.placeholders[1].width, master.placeholders[1].height = size


def _number(number: int, language: str) -> str:
    """The number of the slide, which PowerPoint keeps right when slides are moved."""
    empty = box(number, "number", NUMBER, [paragraph("‹#›", 9, LIGHT["grey"])], language=language)
    field = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
    return empty.replace("<a:r>", field).replace("</a:r>", "</a:fld>").replace('algn="l"', 'algn="r"')
