"""A document as slides that can be edited: one idea on each, its finding as the title.

Charts are PowerPoint's own where it has the kind, from the unrounded numbers of their tables; other charts are tables.
Speaker notes say what is drawn, how it is defined, of how many, and under which filters. Comments are never in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cx.charts.tokens import LIGHT, MAIN, SEQUENTIAL
from cx.exports import pptx_parts
from cx.exports.document import Document, spoken
from cx.exports.pptx_charts import chart_data
from cx.exports.pptx_deck import Deck, Sheet, write_title
from cx.exports.pptx_tables import MOST_SLIDES, cells_of, frame, grid, slices
from cx.exports.pptx_text import Place, clean, fill, paragraph, size_for
from cx.reports import parts, words
from cx.reports.page import Attention, Card, Cards, Chart, Heading, Page, Part, Picker, Table
from cx.reports.words import _, ngettext

#: The first slide: its mark, title, note and facts.
MARK, FIRST_TITLE = Place(0.6, 0.6, 0.9, 0.16), Place(0.6, 0.95, 12.13, 1.15)
NOTE, FACTS = Place(0.6, 2.15, 12.13, 1.05), Place(0.6, 3.35, 12.13, 3.5)
#: Inches that a table may be wide.
WIDTH = 12.13
#: Rows of a table that are read out in the notes.
READ_OUT = 40


@spoken
def pptx(document: Document) -> bytes:
    """The file. The same document gives the same slides, texts and numbers."""
    deck = Deck(document)
    _first(deck)
    for page in document.pages:
        _Walk(deck, page).walk()
    if document.facts_and_link:
        pptx_parts.pairs(deck, _("About the numbers"), document.facts_and_link)
    return deck.file()


def _first(deck: Deck) -> None:
    """What it is, what its maker wrote, and what the numbers are of."""
    document = deck.document
    sheet = deck.slide(document.title, notes=document.note.split("\n"))
    write_title(sheet.slide.shapes.title, document.title, FIRST_TITLE, (36, 32, 28, 24, 20, 16))
    _mark(sheet)
    size = size_for(document.note, NOTE, (16, 14, 12, 11, 10))
    lines = document.note.split("\n") if document.note else []
    sheet.put("note", NOTE, [paragraph(line, size, LIGHT["grey"]) for line in lines])
    pages = (_("Pages"), ", ".join(page.name for page in document.pages))
    rows = [cells_of(pair) for pair in (pages, *deck.facts)]
    laid = grid([], rows, FACTS.width, (12, 11, 10))
    sheet.add(frame(sheet.next_number(), "facts", FACTS, laid, slices(laid, FACTS.height)[0], sheet.language))


def _mark(sheet: Sheet) -> None:
    """The product's mark: a dot on a bar."""
    pale, strong = fill(SEQUENTIAL["light"][3]), fill(MAIN)
    sheet.put("mark", MARK, [paragraph("", 6)], look=pale)
    dot = Place(MARK.left + 0.5, MARK.top - 0.03, MARK.height + 0.06, MARK.height + 0.06)
    sheet.put("mark", dot, [paragraph("", 6)], look=strong, shape="ellipse")


@dataclass
class _Walk:
    """A page, part by part. tab: the title of the open one; chosen: what was chosen for the parts that follow; missing:
    what is not shown, and why; begun: whether its first slide is there."""

    deck: Deck
    page: Page
    tab: str = ""
    chosen: list[str] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    def walk(self) -> None:
        """All slides of the page."""
        first, *others = self.page.parts or (Cards(()),)
        self._head(first if isinstance(first, Cards) else Cards(()))
        for part in others if isinstance(first, Cards) else self.page.parts:
            self._part(part)
        if self.missing:
            subtitle = self.page.head.finding
            pptx_parts.pairs(
                self.deck, _("What is not shown here"), self.missing, eyebrow=self.page.name, subtitle=subtitle
            )

    @property
    def eyebrow(self) -> str:
        """Where on the page we are."""
        return f"{self.page.name} · {self.tab}" if self.tab else self.page.name

    def _head(self, row: Cards) -> None:
        """The finding of the page, with its headline numbers."""
        head = self.page.head
        remarks = (*head.notes, *([row.lacking.title] if row.lacking else []))
        self._cards(row.cards, head.finding, " ".join(head.cover), " ".join(remarks))

    def _cards(self, given: Sequence[Card], title: str, subtitle: str, remark: str) -> None:
        for first in range(0, max(len(given), 1), pptx_parts.CARDS):
            shown = given[first : first + pptx_parts.CARDS]
            said = [text for card in shown for text in (pptx_parts.card_words(card), card.definition)]
            notes = [subtitle, remark, *said]
            sheet = self.deck.slide(title, eyebrow=self.eyebrow, subtitle=subtitle, remark=remark, notes=notes)
            pptx_parts.cards(sheet, shown)
            if not shown and self._findings():
                pptx_parts.findings(sheet, self._findings())

    def _findings(self) -> list[str]:
        """What the page finds, where it has no headline numbers to show."""
        return [part.title for part in self.page.parts if isinstance(part, Chart | Table) and part.message is None]

    def _part(self, part: Part) -> None:
        """The slides of one part; comments have none."""
        if isinstance(part, Heading):
            self.tab, self.chosen = part.text, []
        elif isinstance(part, Picker):
            self.chosen += [f"{part.label}: {dict(part.options).get(part.chosen, '')}"]
        elif isinstance(part, Attention):
            pptx_parts.attention(self.deck, part, self.eyebrow)
        elif isinstance(part, Cards):
            self._cards(part.cards, self.page.head.finding, "", "")
        elif isinstance(part, Chart | Table):
            self._drawn(part)

    def _drawn(self, part: Chart | Table) -> None:
        if part.message is not None:
            self.missing.append((part.title, " ".join([f"{part.message.title}.", part.message.text]).strip()))
            return
        chart = chart_data(part) if isinstance(part, Chart) else None
        if chart is None:
            self._table(part)
            return
        sheet = self._slide(part, part.subtitle, " · ".join(part.footer))
        from pptx.enum.chart import XL_CHART_TYPE

        added = sheet.slide.shapes.add_chart(XL_CHART_TYPE.LINE, *sheet.body.units, chart)
        known = added._element.nvGraphicFramePr.cNvPr
        known.set("name", part.key)
        known.set("descr", clean(part.alt if isinstance(part, Chart) and part.alt else part.title))

    def _table(self, part: Chart | Table) -> None:
        """As many rows as one can look at; how many more there are stands on the last slide. Nothing where there is no
        table."""
        if not len(part.shown.columns):
            return
        heads = cells_of(list(part.shown.columns))
        rows = [cells_of(row) for row in part.shown.itertuples(index=False, name=None)]
        laid = grid(heads, rows, WIDTH)
        every = slices(laid)
        kept = every[:MOST_SLIDES]
        for place, chosen in enumerate(kept, 1):
            left = len(rows) - kept[-1].stop if place == len(kept) else 0
            remark = " · ".join([*part.footer, *([_more(left)] if left else [])])
            subtitle = part.subtitle if len(kept) == 1 else _part_of(part.subtitle, place, len(kept))
            sheet = self._slide(part, subtitle, remark)
            sheet.add(frame(sheet.next_number(), part.key, sheet.body, laid, chosen, sheet.language))

    def _slide(self, part: Chart | Table, subtitle: str, remark: str) -> Sheet:
        notes = [part.subtitle, part.definition, *part.footer, *self.chosen, *_read_out(part)]
        return self.deck.slide(part.title, eyebrow=self.eyebrow, subtitle=subtitle, remark=remark, notes=notes)


def _read_out(part: Chart | Table) -> list[str]:
    """The numbers of a chart as they are read, with their intervals: one line per row."""
    if isinstance(part, Table):
        return []
    heads = [str(head) for head in part.shown.columns]
    rows = part.shown.head(READ_OUT).itertuples(index=False, name=None)
    return [
        f"{row[0]}: " + "; ".join(f"{head} {cell}" for head, cell in zip(heads[1:], row[1:], strict=True) if cell)
        for row in rows
    ]


def _more(n: int) -> str:
    text = ngettext("{n} more row is in the workbook", "{n} more rows are in the workbook", n)
    return text.format(n=words.count(n))


def _part_of(subtitle: str, number: int, many: int) -> str:
    said = _("slide {number} of {many}").format(number=number, many=many)
    return f"{subtitle}, {said}" if subtitle else parts.sentence_case(said)
