"""Comments as HTML, the same in the browser and in an exported file: every text escaped, line breaks kept, and nothing
of it read as a mark of ours."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise
from urllib.parse import urlsplit

from cx.reports.page import Quote, Quotes
from cx.reports.words import _
from cx.searching import found

#: Addresses that a link may lead to.
SCHEMES = ("http", "https")
#: Letters of a comment that is folded, and where that may be.
LONG, FOLDED = 700, 450
_LINE_END = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")


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
        f'{_said(given.text.strip(), search)}<p class="cx-facts">{facts}{_ticket(given)}</p></article>'
    )


def _said(text: str, search: str) -> str:
    """The comment with everything that was searched for marked; a long one is opened by whoever wants to read on."""
    marks = found(text, search)
    fold = _fold(text)
    begins = _marked(text, 0, fold, marks)
    if fold == len(text):
        return f'<p class="cx-said">{begins}</p>'
    opened = " open" if any(end > fold for _first, end in marks) else ""
    rest, more = _marked(text, fold, len(text), marks), escape(_("Read on"))
    return (
        f'<p class="cx-said">{begins}</p><details class="cx-said"{opened}>'
        f"<summary>{more}</summary><p>{rest}</p></details>"
    )


def _fold(text: str) -> int:
    """Where a long text is folded: between two words, if there are any; its end where it is short."""
    if len(text) <= LONG:
        return len(text)
    between = max(text.rfind(sign, FOLDED, LONG) for sign in " \n")
    return between + 1 if between > 0 else LONG


def _marked(text: str, begin: int, end: int, marks: list[tuple[int, int]]) -> str:
    """A part of the text, its lines under each other, with what was found in it marked."""
    inside = [min(max(place, begin), end) for span in marks for place in span]
    pieces = [_lines(text[first:last]) for first, last in pairwise([begin, *inside, end])]
    return "".join(f"<mark>{piece}</mark>" if place % 2 and piece else piece for place, piece in enumerate(pieces))


def _lines(text: str) -> str:
    return _LINE_END.sub("<br>", escape(text))


def _ticket(given: Quote) -> str:
    """The ticket, as a link where the data give an address of the web."""
    address = web_address(given.url)
    if address:
        link = escape(given.ticket or _("Open"))
        return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{link}</a>'
    return f"<span>{escape(given.ticket)}</span>" if given.ticket else ""
