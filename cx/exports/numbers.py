"""The parts of a document that are numbers, the same for every format that holds numbers alone.

Comments and the rows of imports are never among them, whatever the page shows: a file of numbers may be sent on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from cx.exports.document import Document
from cx.reports.native import Native, labels
from cx.reports.page import Attention, Card, Cards, Chart, Heading, Message, Page, Table
from cx.reports.words import _

#: What a cell holds: a number, a truth, a day, an instant (UTC, without a zone), a text; None where nothing is known.
Cell = bool | int | float | str | date | None

#: Parts whose table holds rows as they came, by key.
ROWS = ("data-rejects",)

#: What no XML may hold, which spreadsheets drop when they read a text: with it gone, a text begins as it seems to.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

#: The columns of a row of cards. says: the interval in words, or why there is no number.
CARDS = (
    "measure", "reading", "value", "unit", "low", "high", "n", "change", "change_unit", "verdict", "state", "title",
    "says", "definition",
)  # fmt: skip


class Column(NamedTuple):
    """One column of a table: its name, and a cell per row."""

    name: str
    cells: list[Cell]


@dataclass(frozen=True)
class Numbers:
    """One chart, table or row of cards in numbers.

    page: its name; tab: the title of the tab it stands in, "" for none; message: what is said in place of the numbers,
    "" where they are there; native: how a spreadsheet draws them, None for not at all. The rest as of the part.
    """

    page: str
    key: str
    title: str
    subtitle: str = ""
    definition: str = ""
    footer: tuple[str, ...] = ()
    message: str = ""
    alt: str = ""
    native: Native | None = None
    make_table: Callable[[], pd.DataFrame] = pd.DataFrame
    make_shown: Callable[[], pd.DataFrame] = pd.DataFrame
    tab: str = ""

    @cached_property
    def table(self) -> pd.DataFrame:
        """The part's own table, unrounded; empty where there is a message in its place."""
        return self.make_table()

    @cached_property
    def heads(self) -> list[str]:
        """The names of its columns as the table has them."""
        return list(map(str, self.table.columns.tolist()))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The table as every file holds it: floats to the last digit, None for what is missing or endless, texts
        without characters that no XML may hold."""
        values = self.table.to_numpy(dtype=object).T.tolist()
        return tuple(Column(plain(name), _cells(column)) for name, column in zip(self.heads, values, strict=True))

    def place(self, column: str) -> int:
        """Which column that is, by its name in the table."""
        return self.heads.index(column)

    def cells(self, column: str) -> list[Cell]:
        """Its cells."""
        return self.columns[self.place(column)].cells

    @cached_property
    def names(self) -> int:
        """How many of the first columns name a row: those that begin with texts or days, and more where it takes more
        to tell the rows apart; at least one column is left to be read."""
        columns, most = self.columns, max(len(self.columns) - 1, 0)
        k = next((k for k, column in enumerate(columns) if not _is_name(column)), most)
        while k < most and _repeat(columns[:k], len(self.table)):
            k += 1
        return min(k, most)

    @cached_property
    def labels(self) -> Column | None:
        """What a chart calls its points, in words, with what they are; None where the table calls them so."""
        if self.native is None or self.table.empty:
            return None
        given = self.table[self.native.category].tolist()
        if any(isinstance(value, date) for value in given):
            return None
        shown = self.make_shown()
        said: list[Cell] = [plain(label) for label in labels(self.native, self.table, shown)]
        as_they_are = said == [str(value) for value in given[: len(said)]]
        return None if as_they_are else Column(plain(str(shown.columns[0])), said)


def numbers(document: Document) -> tuple[Numbers, ...]:
    """Everything in a document that is a number, in the order in which it is read."""
    return tuple(part for page in document.pages for part in of_page(page))


def of_page(page: Page) -> Iterator[Numbers]:
    """The same of one page."""
    tab = ""
    for part in page.parts:
        if isinstance(part, Heading):
            tab = plain(part.text)
        found = _of_part(page.name, part)
        if found is not None:
            yield replace(found, page=plain(page.name), tab=tab)


def facts_of(document: Document) -> list[tuple[str, str]]:
    """What the numbers are of, as (name, text), with the note of the document and where its page is."""
    named = [(_("Note"), document.note), *document.facts_and_link]
    return [(plain(name), plain(text)) for name, text in named if text]


def plain(text: str) -> str:
    """A text without what no XML may hold."""
    return FORBIDDEN.sub("", text)


def _of_part(page: str, part: object) -> Numbers | None:
    """A part in numbers; None for one that is no number or must not leave the page."""
    if isinstance(part, Chart):
        return replace(_drawn(page, part), native=None if part.message else part.native, alt=plain(part.alt))
    if isinstance(part, Table):
        return None if part.key in ROWS else _drawn(page, part)
    if isinstance(part, Cards):
        footer = (plain(part.lacking.title),) if part.lacking else ()
        return Numbers(page, "cards", _("Headline numbers"), footer=footer, make_table=lambda: _of_cards(part.cards))
    if isinstance(part, Attention):
        items = pd.DataFrame([(item.sentence, item.evidence) for item in part.items], columns=["sentence", "evidence"])
        said = (plain(part.title), plain(part.subtitle))
        return Numbers(page, part.key, *said, footer=tuple(map(plain, part.footer)), make_table=lambda: items)
    return None


def _drawn(page: str, part: Chart | Table) -> Numbers:
    """A chart or a table; where it says something instead, that and no number, as on the page."""
    made = Numbers(
        page, part.key, plain(part.title), plain(part.subtitle), plain(part.definition), tuple(map(plain, part.footer)),
        message=_said(part.message),
    )  # fmt: skip
    return made if part.message else replace(made, make_table=lambda: part.table, make_shown=lambda: part.shown)


def _said(message: Message | None) -> str:
    return "" if message is None else plain(". ".join(text for text in (message.title, message.text) if text))


def _of_cards(cards: tuple[Card, ...]) -> pd.DataFrame:
    """A row per card; one without a number says in words why there is none."""
    return pd.DataFrame([_of_card(card) for card in cards], columns=list(CARDS), dtype=object)


def _of_card(card: Card) -> tuple[object, ...]:
    record = card.record
    if record is None:
        said = ". ".join(text for text in (card.verdict_text, card.note) if text)
        return (card.key, *[None] * 9, card.state, card.title, said, card.definition)
    unit = "percent" if record.ratio else record.unit
    return (
        card.key, record.reading, record.value, record.unit, record.low, record.high, record.n, record.change,
        None if record.change is None else unit, record.verdict, card.state, card.title, card.interval, card.definition,
    )  # fmt: skip


def _cells(values: list[object]) -> list[Cell]:
    return [value if type(value) is int else _cell(value) for value in values]


def _cell(value: object) -> Cell:
    """As files hold it."""
    own = value.item() if isinstance(value, np.generic) else value
    if isinstance(own, float):
        return own if math.isfinite(own) else None
    if isinstance(own, str):
        return plain(own)
    if own is None or own is pd.NA or own is pd.NaT:
        return None
    if isinstance(own, datetime):
        return _instant(own)
    return own if isinstance(own, bool | int | date) else plain(str(own))


def _instant(value: datetime) -> datetime:
    """In UTC, without saying so, as spreadsheets hold it."""
    known = value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value
    return known.astimezone(UTC).replace(tzinfo=None) if known.tzinfo else known


def _is_name(column: Column) -> bool:
    """Whether it holds texts or days and nothing else."""
    known = [cell for cell in column.cells if cell is not None]
    return bool(known) and all(isinstance(cell, str | date) for cell in known)


def _repeat(columns: tuple[Column, ...], rows: int) -> bool:
    """Whether two rows have the same names."""
    return rows > 1 and len(set(zip(*(column.cells for column in columns), strict=True))) < rows
