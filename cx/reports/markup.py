"""The words round cards and charts as HTML: the same in the browser and in an exported file. Everything is escaped.

Classes (cx-...) are those of the style sheet beside this file.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from cx.reports.page import Chart, Head, Item, Message, Swatch

#: How all of it looks.
STYLE = Path(__file__).with_name("style.css")


def head(given: Head) -> str:
    """Where we are, the finding, what it covers, and warnings."""
    cover = " ".join(f"<span>{escape(part)}</span>" for part in given.cover)
    notes = "".join(f'<p class="cx-note">{escape(note)}</p>' for note in given.notes)
    return (
        f'<header class="cx-head"><p class="cx-eyebrow">{escape(given.eyebrow)}</p><h1>{escape(given.finding)}</h1>'
        f'<p class="cx-cover">{cover}</p>{notes}</header>'
    )


def chart_head(chart: Chart) -> str:
    """Title (the finding), subtitle (what is drawn) and key."""
    return titles(chart.title, chart.subtitle) + key(chart.swatches)


def titles(title: str, subtitle: str) -> str:
    """The title of a card, and what stands in it."""
    said = f'<p class="cx-subtitle">{escape(subtitle)}</p>' if subtitle else ""
    return f'<h2 class="cx-title">{escape(title)}</h2>{said}'


def item(given: Item) -> str:
    """One thing that needs attention: a bar in its colour, the sentence, the evidence."""
    return (
        f'<div class="cx-item cx-mark-{escape(given.bar)}"><p>{escape(given.sentence)}</p>'
        f"<small>{escape(given.evidence)}</small></div>"
    )


def key(swatches: Iterable[Swatch]) -> str:
    """What the marks mean; "" where no key is needed."""
    entries = "".join(
        f'<span><i class="cx-{escape(swatch.kind)} cx-mark-{escape(swatch.colour)}"></i>{escape(swatch.label)}</span>'
        for swatch in swatches
    )
    return f'<div class="cx-key">{entries}</div>' if entries else ""


def footer(parts: Iterable[str]) -> str:
    """Count, what is hollow or hatched, what is left out; "" where there is nothing to say."""
    entries = "".join(f"<span>{escape(part)}</span>" for part in parts)
    return f'<div class="cx-footer">{entries}</div>' if entries else ""


def message(given: Message, height: int) -> str:
    """What is said in place of a chart, as high as the chart would be."""
    text = f"<span>{escape(given.text)}</span>" if given.text else ""
    return f'<div class="cx-message" style="min-height:{height}px"><b>{escape(given.title)}</b>{text}</div>'
