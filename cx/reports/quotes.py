"""Comments as HTML, the same in the browser and in an exported file: every text escaped, line breaks kept, and nothing
of it read as a mark of ours."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

from cx.reports.page import Quote, Quotes
from cx.reports.words import _

#: Addresses that a link may lead to.
SCHEMES = ("http", "https")


def quotes_html(given: Quotes) -> str:
    """The comments under each other; "" where there are none."""
    quotes = "".join(_quote(quote, given.search) for quote in given.quotes)
    return f'<div class="cx-quotes">{quotes}</div>' if quotes else ""


def web_address(text: str) -> str:
    """An address of the web as it was given; "" for everything else, whatever it would do where it is followed."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    return text.strip() if parts.scheme.lower() in SCHEMES and parts.netloc else ""


def _quote(given: Quote, search: str) -> str:
    who = f"<b>{escape(given.who)}</b>" if given.who else ""
    facts = who + "".join(f"<span>{escape(fact)}</span>" for fact in given.facts if fact)
    return (
        f'<article class="cx-quote"><p class="cx-score cx-mark-{escape(given.mark)}">{escape(given.score)}</p>'
        f'<p class="cx-said">{_lines(given.text, search)}</p><p class="cx-facts">{facts}{_ticket(given)}</p></article>'
    )


def _lines(text: str, search: str) -> str:
    return "<br>".join(_marked(line, search) for line in text.strip().splitlines())


def _marked(line: str, search: str) -> str:
    """The line with what was searched for marked, whatever its case."""
    if not search:
        return escape(line)
    pieces = re.split(f"({re.escape(search)})", line, flags=re.IGNORECASE)
    return "".join(
        f"<mark>{escape(piece)}</mark>" if place % 2 else escape(piece) for place, piece in enumerate(pieces)
    )


def _ticket(given: Quote) -> str:
    """The ticket, as a link where the data give an address of the web."""
    address = web_address(given.url)
    if address:
        link = escape(given.ticket or _("Open"))
        return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{link}</a>'
    return f"<span>{escape(given.ticket)}</span>" if given.ticket else ""
