"""How everything looks: the style sheets of our parts and of the page round them, and how it prints."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cx.reports import markup

FOLDER = Path(__file__).parent


@cache
def style() -> str:
    """All of it as one element, read once. So large a message is remembered by the browser and not sent again."""
    sheets = (markup.STYLE, FOLDER / "style.css", FOLDER / "print.css")
    return f"<style>{''.join(sheet.read_text(encoding='utf-8') for sheet in sheets)}</style>"
