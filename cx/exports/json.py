"""All numbers of a document as JSON that people can read, with the sealed content they can be proved by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from json import dumps

from cx.exports.document import Document, spoken
from cx.exports.numbers import Cell, Numbers, of_page, plain
from cx.reports.page import Page


@spoken
def json(document: Document) -> bytes:
    """The file, in UTF-8: title, note, link, facts, pages, and what is sealed.

    A part of a page has its columns and its rows: numbers unrounded, days and instants (UTC) in ISO form, null for what
    is missing or endless; `message` says what stands in place of numbers. `sealed` is the sealed file as it is, byte
    for byte, null where nothing was sealed.
    """
    head = {
        "title": plain(document.title), "note": plain(document.note), "language": document.language,
        "link": plain(document.link), "facts": _facts(document.facts),
        "pages": [_page(page) for page in document.pages],
    }  # fmt: skip
    text = dumps(head, ensure_ascii=False, allow_nan=False, indent=1)
    return text.removesuffix("\n}").encode() + b',\n "sealed": ' + (document.sealed.strip() or b"null") + b"\n}\n"


def _facts(facts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By name, those with the same name joined."""
    found: dict[str, str] = {}
    for name, text in facts:
        found[plain(name)] = "; ".join([*([found[plain(name)]] if plain(name) in found else []), plain(text)])
    return found


def _page(page: Page) -> dict[str, object]:
    head = page.head
    return {
        "name": plain(page.name), "finding": plain(head.finding),
        "cover": [plain(text) for text in (*head.cover, *head.notes)], "parts": [_part(part) for part in of_page(page)],
    }  # fmt: skip


def _part(part: Numbers) -> dict[str, object]:
    return {
        "key": part.key, "tab": part.tab, "title": part.title, "subtitle": part.subtitle,
        "definition": part.definition, "notes": list(part.footer), "message": part.message,
        "columns": [column.name for column in part.columns],
        "rows": [list(map(_written, row)) for row in zip(*(column.cells for column in part.columns), strict=True)],
    }  # fmt: skip


def _written(cell: Cell) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell
