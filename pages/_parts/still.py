"""A page as a snapshot shows it: with what it says, without what would ask the data a new question."""

from __future__ import annotations

from dataclasses import replace

from cx.reports.page import Attention, Cards, Chart, Message, Page, Part, Picker, Quotes, Table


def still(page: Page) -> Page:
    """The page without links, marks that can be chosen, menus and buttons; a picker has only what was chosen."""
    return replace(page, parts=tuple(map(_still, page.parts)))


def _still(part: Part) -> Part:
    if isinstance(part, Cards):
        return Cards(tuple(replace(card, page="") for card in part.cards), _silent(part.lacking))
    if isinstance(part, Chart):
        # What was said once stays, in the language it was said in.
        tables = {"make_table": lambda: part.table, "make_shown": lambda: part.shown}
        return replace(part, choices=None, measure="", message=_silent(part.message), **tables)
    if isinstance(part, Table):
        tables = {"make_table": lambda: part.table, "make_shown": lambda: part.shown}
        return replace(part, message=_silent(part.message), **tables)
    if isinstance(part, Quotes):
        return replace(part, message=_silent(part.message))
    if isinstance(part, Attention):
        return replace(part, items=tuple(replace(item, page="") for item in part.items))
    if isinstance(part, Picker):
        return replace(part, options=tuple(option for option in part.options if option[0] == part.chosen))
    return part


def _silent(message: Message | None) -> Message | None:
    """The words alone, without the buttons that stand below them."""
    return Message(message.title, message.text) if message else None
