"""A page as one HTML file: opens anywhere without a network, on a light ground, and prints on A4.

The same cards, figures and words as in the browser. The file asks no host for anything; its own policy forbids it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from itertools import groupby

import pandas as pd
import plotly.graph_objects as go
import plotly.io
from plotly.offline import get_plotlyjs

from cx.charts.base import CONFIG
from cx.charts.tokens import LIGHT
from cx.exports.document import Document
from cx.exports.paper import FONT, on_paper
from cx.reports import cards, markup
from cx.reports.page import Attention, Card, Cards, Chart, Heading, Page, Part, Picker, Quotes, Table
from cx.reports.quotes import quotes_html
from cx.reports.words import _

#: What stands in a card of its own.
Boxed = Chart | Table | Attention | Quotes

#: Nothing is fetched: styles and scripts are in the file, images are data.
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; padding: 24px; max-width: 1120px; background: %(page)s; color: %(text)s;
  font: 14px/1.45 %(font)s; --good: %(good)s; --bad: %(bad)s; }
h1, h2, p, dl { margin: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(max(150px, 100%% / var(--columns) - 14px), 1fr));
  gap: 14px; margin: 14px 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(480px, 100%%), 1fr)); gap: 14px;
  margin: 14px 0; }
.wide { grid-column: 1 / -1; }
.box { border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px 12px; min-width: 0; break-inside: avoid; }
.kpi h2 { font-size: 13px; font-weight: 600; margin-bottom: 4px; }
.part { font-size: 18px; font-weight: 600; margin: 26px 0 0; }
.figure { margin: 6px 0; }
.figure .xtick text, .figure .ytick text, .figure .y2tick text { opacity: .72; }
details { font-size: 12.5px; margin-top: 6px; }
summary { color: var(--muted); cursor: pointer; }
.definition { font-size: 12.5px; color: var(--muted); margin-top: 6px; }
table { border-collapse: collapse; margin-top: 6px; font-feature-settings: "tnum"; }
th, td { text-align: left; padding: 3px 14px 3px 0; border-bottom: 1px solid var(--line); font-weight: 400; }
th { color: var(--muted); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; font-size: 12.5px; margin-top: 14px; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; }
@page { size: A4 landscape; margin: 9mm; }
@media print {
  body { padding: 0; zoom: .9; print-color-adjust: exact; }
  details:not([open]) { display: none; }
}
"""

#: Draws every figure that lies in the page as JSON.
SCRIPT = """
for (const place of document.querySelectorAll(".figure")) {
  const figure = JSON.parse(place.querySelector("script").textContent);
  Plotly.newPlot(place, figure.data, figure.layout, %s);
}
"""


def html_page(page: Page, *, language: str, facts: Sequence[tuple[str, str]] = ()) -> bytes:
    """The file, in UTF-8.

    language: of the words, as HTML names it; facts: what the numbers are of (days, filters, zone, as-of, version),
    printed at the end.
    """
    body = "".join([markup.head(page.head), *_rows(page), _facts(facts)])
    scripts = f"<script>{get_plotlyjs()}</script><script>{SCRIPT % _config()}</script>" if _has_figures(page) else ""
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(page.head.eyebrow)}: {escape(page.head.finding)}</title>"
        f"<style>{markup.STYLE.read_text(encoding='utf-8')}{STYLE % {**LIGHT, 'font': FONT}}</style></head>"
        f"<body><main>{body}</main>{scripts}</body></html>"
    ).encode()


def _rows(page: Page) -> list[str]:
    """Rows of cards and grids of cards, in order."""
    rows = []
    for boxed, parts in groupby(page.parts, key=lambda part: isinstance(part, Boxed)):
        if boxed:
            rows.append(f'<div class="charts">{"".join(_box(part) for part in parts if isinstance(part, Boxed))}</div>')
        else:
            rows += [_cards(part) if isinstance(part, Cards) else _said(part) for part in parts]
    return rows


def _said(part: Part) -> str:
    """A heading, and what was chosen for the page."""
    if isinstance(part, Heading):
        return f'<h2 class="part">{escape(part.text)}</h2>'
    if isinstance(part, Picker):
        chosen = dict(part.options).get(part.chosen, "")
        return f'<p class="cx-cover">{escape(part.label)}: {escape(chosen)}</p>' if chosen else ""
    return ""


def _box(part: Boxed) -> str:
    if isinstance(part, Chart):
        return _chart(part)
    wide = " wide" if part.wide else ""
    return f'<section class="box{wide}">{markup.titles(part.title, part.subtitle)}{_inside(part)}</section>'


def _inside(part: Table | Attention | Quotes) -> str:
    if isinstance(part, Attention):
        return "".join(map(markup.item, part.items)) + markup.footer(part.footer)
    said = markup.message(part.message, 0) if part.message else ""
    if isinstance(part, Quotes):
        return said + quotes_html(part) + markup.footer(part.footer)
    definition = f'<p class="definition">{escape(part.definition)}</p>' if part.definition else ""
    return said + (markup.table(part.title, part.shown) if not said else "") + markup.footer(part.footer) + definition


def _cards(row: Cards) -> str:
    """Rows of three or four, whichever leaves no gap."""
    columns = 3 if len(row.cards) % 3 == 0 else 4
    return f'<div class="cards" style="--columns:{columns}">{"".join(_card(card) for card in row.cards)}</div>'


def _card(card: Card) -> str:
    return f'<section class="box kpi"><h2>{escape(card.title)}</h2>{cards.body(card)}</section>'


def _chart(chart: Chart) -> str:
    if chart.message or chart.figure is None:
        drawn = markup.message(chart.message, chart.height) if chart.message else ""
    else:
        drawn = _figure(chart, chart.figure)
    definition = f'<p class="definition">{escape(chart.definition)}</p>' if chart.definition else ""
    wide = " wide" if chart.wide else ""
    return (
        f'<section class="box{wide}">{markup.chart_head(chart)}{drawn}{markup.footer(chart.footer)}'
        f"{definition}{_table(chart.shown)}</section>"
    )


def _figure(chart: Chart, figure: go.Figure) -> str:
    """The figure as JSON that no text in it can leave."""
    data = on_paper(figure).replace("<", "\\u003c")
    alt = escape(chart.alt or chart.title)
    return (
        f'<div class="figure" role="figure" aria-label="{alt}" style="height:{figure.layout.height}px">'
        f'<script type="application/json">{data}</script></div>'
    )


def _table(shown: pd.DataFrame) -> str:
    """The numbers as words, folded away."""
    name = escape(_("Table"))
    return "" if shown.empty else f"<details><summary>{name}</summary>{_rows_of(shown)}</details>"


def _rows_of(shown: pd.DataFrame) -> str:
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in shown.columns)
    rows = "".join(f"<tr>{_cells(row)}</tr>" for row in shown.itertuples(index=False, name=None))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(row: tuple[object, ...]) -> str:
    return "".join(f"<td>{escape('' if cell is None else str(cell))}</td>" for cell in row)


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    entries = "".join(f"<dt>{escape(name)}</dt><dd>{escape(fact)}</dd>" for name, fact in facts)
    return f'<dl class="facts">{entries}</dl>' if entries else ""


def _has_figures(page: Page) -> bool:
    return any(isinstance(part, Chart) and part.figure is not None and not part.message for part in page.parts)


def _config() -> str:
    return str(plotly.io.json.to_json_plotly({**CONFIG, "responsive": True}))


def html(document: Document) -> bytes:
    """The document as one file."""
    first = document.pages[0]
    parts = tuple(part for page in document.pages for part in page.parts)
    return html_page(replace(first, parts=parts), language=document.language, facts=document.facts)
