"""What slides show besides charts and tables: headline numbers, what needs attention, facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from cx.charts.tokens import BAD, GOOD, LIGHT, REF
from cx.exports.pptx_deck import BODY, Deck, Sheet
from cx.exports.pptx_tables import cells_of, frame, grid, slices
from cx.exports.pptx_text import Paragraph, Place, Run, fill, paragraph, size_for
from cx.reports.cards import ARROWS
from cx.reports.page import Attention, Card, Item

#: Cards side by side and on a slide; inches between them, round their text, and of their height.
COLUMNS, CARDS = 4, 8
GAP, INSET, CARD = 0.16, 0.12, 1.98
#: Things that need attention on a slide, inches of each, and of its bar.
ITEMS, ITEM, BAR = 6, 0.7, 0.06
#: Findings of a page in one column, and letters of a fact in one row.
LINES, LETTERS = 10, 600
MARKS = {"good": GOOD, "bad": BAD, "ref": REF}


def cards(sheet: Sheet, given: Sequence[Card]) -> None:
    """Cards in rows, each a box of its own."""
    body = sheet.body
    width = (body.width - GAP * (COLUMNS - 1)) / COLUMNS
    for number, card in enumerate(given):
        row, column = divmod(number, COLUMNS)
        place = Place(body.left + column * (width + GAP), body.top + row * (CARD + GAP), width, CARD)
        look = f'<a:noFill/><a:ln w="9525">{fill(LIGHT["border"])}</a:ln>'
        sheet.put(f"card {card.key}", place, _card(card, width - 2 * INSET), look=look, inset=INSET)


def card_words(card: Card) -> str:
    """A card in one line, for the notes."""
    value = " ".join(text for text in (card.value, card.unit) if text)
    parts = (value, card.interval, card.count, card.change, card.verdict_text, card.goal, card.beside, card.note)
    return f"{card.title}: " + "; ".join(text for text in parts if text)


def _card(card: Card, width: float) -> list[Paragraph]:
    """Title, value, change with its verdict, interval and number, and what else is said."""
    grey, room = LIGHT["grey"], Place(0, 0, width, 0.6)
    unit = [Run(f"\u00a0{card.unit}", 14, grey)] if card.unit else []
    small = [
        text for text in (" · ".join(_known(card.interval, card.count)), card.goal, card.beside, card.note) if text
    ]
    return [
        paragraph(card.title, 13, bold=True, after=2),
        Paragraph((Run(card.value, 28, bold=True), *unit), 2),
        _change(card),
        *(paragraph(text, size_for(text, room, (11, 10, 9)), grey, after=1) for text in small),
    ]


def _change(card: Card) -> Paragraph:
    """The change and its verdict, coloured only where it is clear; without a value what is said in its place."""
    arrow = ARROWS[card.verdict][card.up] if card.verdict in ARROWS and card.up is not None else ""
    arrow = arrow or ("≈" if card.verdict == "noise" else "")
    colour = (
        LIGHT["good" if card.good else "bad"] if card.verdict == "clear" and card.good is not None else LIGHT["text"]
    )
    moved = " ".join(_known(arrow, card.change))
    runs = [Run(f"{moved} ", 12, colour, bold=True)] if moved else []
    return Paragraph((*runs, Run(card.verdict_text, 12, colour if moved else LIGHT["grey"])), 4)


def _known(*texts: str) -> list[str]:
    return [text for text in texts if text]


def attention(deck: Deck, part: Attention, eyebrow: str) -> None:
    """What needs attention, in sentences with their evidence."""
    for first in range(0, max(len(part.items), 1), ITEMS):
        items = part.items[first : first + ITEMS]
        notes = [part.subtitle, *part.footer, *(f"{item.sentence} {item.evidence}" for item in items)]
        sheet = deck.slide(
            part.title, eyebrow=eyebrow, subtitle=part.subtitle, remark=" · ".join(part.footer), notes=notes
        )  # fmt: skip
        for number, item in enumerate(items):
            _item(sheet, item, sheet.body.top + number * ITEM)


def _item(sheet: Sheet, item: Item, top: float) -> None:
    left, width = sheet.body.left, sheet.body.width
    bar = Place(left, top, BAR, ITEM - GAP)
    beside = Place(left + BAR + GAP, top, width - BAR - GAP, ITEM - GAP)
    sheet.put("bar", bar, [paragraph("", 8)], look=fill(MARKS[item.bar]))
    size = size_for(item.sentence, Place(0, 0, beside.width, 0.3), (16, 14, 12))
    sheet.put("item", beside, [paragraph(item.sentence, size, bold=True, after=2),
                                 paragraph(item.evidence, 11, LIGHT["grey"])])  # fmt: skip


def findings(sheet: Sheet, lines: Sequence[str]) -> None:
    """What the page finds, one line each, in the largest letters that fit; side by side where there are many."""
    body, columns = sheet.body, 1 if len(lines) <= LINES else 2
    width, many = (body.width - GAP * (columns - 1)) / columns, -(-len(lines) // columns)
    room = Place(0, 0, width, 0.8 * body.height)
    longest = max(("\n".join(lines[first : first + many]) for first in range(0, len(lines), many)), key=len, default="")
    size = size_for(longest, room, (16, 14, 12, 11, 10, 9))
    for column in range(columns):
        place = body._replace(left=body.left + column * (width + GAP), width=width)
        own = lines[column * many : (column + 1) * many]
        sheet.put("findings", place, [paragraph(line, size, after=size / 4) for line in own])


def pairs(deck: Deck, title: str, given: Iterable[tuple[str, str]], **said: str) -> None:
    """Names with what is said of each, on as many slides as it takes; said: of the slide, as `Deck.slide` takes it."""
    rows = [cells_of(pair) for pair in _in_pieces(given)]
    laid = grid([], rows, BODY.width, (12, 11))
    for chosen in slices(laid):
        sheet = deck.slide(title, notes=[": ".join(row) for row in rows[chosen]], **said)
        sheet.add(frame(sheet.next_number(), "facts", sheet.body, laid, chosen, sheet.language))


def _in_pieces(given: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Long texts on several rows, so that each fits a slide."""
    for name, text in given:
        first, *others = wrap(text, LETTERS, break_on_hyphens=False) or [""]
        yield from ((name, first), *(("", piece) for piece in others))
