"""The words round cards and charts as HTML: the same in the browser and in an exported file. Everything is escaped.

Classes (cx-...) are those of the style sheet beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

import pandas as pd

from cx.reports.page import Chart, Head, Item, Message, Swatch

#: Characters that a cell keeps on one line.
SHORT = 24
#: The classes of texts that begin with these marks.
STATES = {"✓": "cx-right", "✗": "cx-wrong"}

#: Between the parts of links and names of files.
_BREAKS = re.compile(r"(?<=[/_.?&=-])(?=[^\W\d])")

#: How all of it looks.
STYLE = Path(__file__).with_name("style.css")


def head(given: Head, level: int = 1) -> str:
    """Where we are, the finding, what it covers, and warnings; level: of the heading."""
    cover = " ".join(f"<span>{escape(part)}</span>" for part in given.cover)
    notes = "".join(map(note, given.notes))
    return (
        f'<header class="cx-head"><p class="cx-eyebrow">{escape(given.eyebrow)}</p>'
        f'<h{level}>{escape(given.finding)}</h{level}><p class="cx-cover">{cover}</p>{notes}</header>'
    )


def note(text: str) -> str:
    """A line on a ground of its own."""
    return f'<p class="cx-note">{escape(text)}</p>'


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


def table(title: str, shown: pd.DataFrame) -> str:
    """A table of words whose sentences wrap; one too wide for its place can be scrolled, by keyboard too. On a phone
    its rows stand below each other, each value under the name of its column.
    """
    names = list(map(str, shown.columns))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    cells = [map(_cell, row, names) for row in shown.to_numpy(object).tolist()]
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    return (
        f'<div class="cx-table" role="region" tabindex="0" aria-label="{escape(title)}"><table><thead><tr>{head}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(value: object, column: str) -> str:
    """Short texts stay on one line; what is marked as right or wrong has its colour too."""
    text = "" if value is None or value != value else str(value)
    state, short = STATES.get(text[:1]), ' class="cx-short"' if len(text) <= SHORT else ""
    shown = "<wbr>".join(map(escape, _pieces(text)))
    marked = f'<span class="{state}">{shown}</span>' if state else shown
    return f'<td data-column="{escape(column)}"{short}>{marked}</td>'


def _pieces(text: str) -> list[str]:
    """Where a text with a link or a file's name in it may be broken, so that it is not within a word."""
    return _BREAKS.split(text) if any(len(word) > SHORT for word in text.split()) else [text]


def footer(parts: Iterable[str]) -> str:
    """Count, what is hollow or hatched, what is left out; "" where there is nothing to say."""
    entries = "".join(f"<span>{escape(part)}</span>" for part in parts)
    return f'<div class="cx-footer">{entries}</div>' if entries else ""


def message(given: Message, height: int) -> str:
    """What is said in place of a chart, as high as the chart would be."""
    text = f"<span>{escape(given.text)}</span>" if given.text else ""
    return f'<div class="cx-message" style="min-height:{height}px"><b>{escape(given.title)}</b>{text}</div>'
