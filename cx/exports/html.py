"""Pages as one HTML file: opens anywhere without a network, on a light ground, and prints on A4.

The same cards, figures and words as in the browser. The file asks no host for anything; its own policy forbids it.
The same document gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

import pandas as pd
import plotly.graph_objects as go
import plotly.io
from plotly.offline import get_plotlyjs

from cx.charts.base import CONFIG
from cx.charts.tokens import LIGHT
from cx.exports.document import Document, spoken
from cx.exports.paper import FONT, on_paper, sheet
from cx.reports import cards, markup
from cx.reports.page import Attention, Card, Cards, Chart, Heading, Page, Part, Picker, Quotes, Table
from cx.reports.quotes import quotes_html, web_address
from cx.reports.words import _

#: What stands in a card of its own.
Boxed = Chart | Table | Attention | Quotes

#: Nothing is fetched: styles and scripts are in the file, images are data.
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

STYLE = """
:root { color-scheme: only light; }
body { margin: 0 auto; padding: 24px; max-width: 1380px; background: %(page)s; color: %(text)s;
  font: 14px/1.45 %(font)s; --good: %(good)s; --bad: %(bad)s; }
.printed { width: 1380px; padding: 0; }
h1, h2, p, dl, ol { margin: 0; }
a { color: inherit; }
.top { margin-bottom: 26px; }
.top h1 { font-size: 30px; font-weight: 650; letter-spacing: -.02em; line-height: 1.2; overflow-wrap: anywhere; }
.note { font-size: 15px; margin-top: 8px; max-width: 62em; white-space: pre-wrap; overflow-wrap: anywhere; }
.contents { margin-top: 18px; padding: 0; list-style: none; max-width: 62em; border-top: 1px solid var(--line); }
.contents li { display: grid; grid-template-columns: 9em 1fr; gap: 14px; padding: 6px 0;
  border-bottom: 1px solid var(--line); }
.page + .page { margin-top: 44px; padding-top: 30px; border-top: 3px solid var(--line); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(max(150px, 100%% / var(--columns) - 14px), 1fr));
  gap: 14px; margin: 14px 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(480px, 100%%), 1fr)); gap: 14px;
  margin: 14px 0; }
.wide { grid-column: 1 / -1; }
.box { border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px 12px; min-width: 0; break-inside: avoid; }
.kpi h2 { font-size: 13px; font-weight: 600; margin-bottom: 4px; }
.part { font-size: 18px; font-weight: 600; margin: 26px 0 0; }
.cx-item, .cx-quotes { margin-top: 10px; }
.figure { margin: 6px 0; }
.figure .xtick text, .figure .ytick text, .figure .y2tick text {
  fill: color-mix(in srgb, %(text)s 72%%, %(page)s) !important; }
details { font-size: 12.5px; margin-top: 6px; overflow-x: auto; }
summary { color: var(--muted); cursor: pointer; }
.definition { font-size: 12.5px; color: var(--muted); margin-top: 6px; }
table { border-collapse: collapse; margin-top: 6px; font-feature-settings: "tnum"; }
th, td { text-align: left; padding: 3px 14px 3px 0; border-bottom: 1px solid var(--line); font-weight: 400; }
th { color: var(--muted); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; font-size: 12.5px; margin-top: 26px;
  padding-top: 14px; border-top: 1px solid var(--line); break-inside: avoid; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
@page { size: A4 landscape; margin: 11mm 9mm 10mm; }
@media print {
  body { padding: 0; zoom: .75; print-color-adjust: exact; }
  .box { padding: 10px 14px 8px; }
  .definition { font-size: 12px; line-height: 1.35; margin-top: 4px; }
  .figure { margin: 2px 0; }
  details:not([open]) { display: none; }
  .page + .page { break-before: page; margin: 0; padding: 0; border: 0; }
  .cards { break-inside: avoid; }
  .flows { break-inside: auto; box-decoration-break: clone; }
  .flows tr { break-inside: avoid; }
  .cx-head, .cx-title, .cx-subtitle, .part, .chosen { break-after: avoid; }
}
"""

#: Draws every figure that lies in the page as JSON; `drawn` is kept once all are. A narrow window prints as a wide one.
SCRIPT = """
const places = [...document.querySelectorAll(".figure")];
window.drawn = Promise.all(places.map(place => {
  const figure = JSON.parse(place.querySelector("script").textContent);
  return Plotly.newPlot(place, figure.data, figure.layout, %s);
}));
const fitted = printed => {
  document.body.classList.toggle("printed", printed);
  places.forEach(place => Plotly.relayout(place, {autosize: true}));
};
addEventListener("beforeprint", () => fitted(true));
addEventListener("afterprint", () => fitted(false));
"""


@spoken
def html(document: Document) -> bytes:
    """The document as one file, in UTF-8: its title, note and contents, its pages under each other, and at the end what
    the numbers are of; all in the document's own language.
    """
    pages = "".join(_page(page, number) for number, page in enumerate(document.pages, 1))
    body = f"{_top(document)}<main>{pages}</main>{_facts(document)}"
    drawn = any(_has_figures(page) for page in document.pages)
    scripts = f"<script>{get_plotlyjs()}</script><script>{SCRIPT % _config()}</script>" if drawn else ""
    style = markup.STYLE.read_text(encoding="utf-8") + STYLE % {**LIGHT, "font": FONT} + sheet(document)
    return (
        f'<!doctype html><html lang="{escape(document.language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>{style}</style></head>"
        f"<body>{body}{scripts}</body></html>"
    ).encode()


def _top(document: Document) -> str:
    """Title, note and contents; a page that is alone has a head of its own, so its title stands above that only where
    somebody wrote another than the page's name.
    """
    several = len(document.pages) > 1
    note = f'<p class="note">{escape(document.note)}</p>' if document.note else ""
    named = not several and bool(document.pages) and document.title.startswith(document.pages[0].name)
    title = "" if named and not note else f"<h1>{escape(document.title)}</h1>"
    return f'<header class="top">{title}{note}{_contents(document) if several else ""}</header>' if title else ""


def _contents(document: Document) -> str:
    """One line for each page: where it is, and its finding."""
    lines = "".join(
        f'<li><a href="#page-{number}">{escape(page.head.eyebrow)}</a><span>{escape(page.head.finding)}</span></li>'
        for number, page in enumerate(document.pages, 1)
    )
    return f'<ol class="contents">{lines}</ol>'


def _page(page: Page, number: int) -> str:
    return f'<article class="page" id="page-{number}">{markup.head(page.head)}{"".join(_rows(page))}</article>'


def _rows(page: Page) -> list[str]:
    """Rows of cards and grids of cards, in order."""
    rows = []
    for boxed, parts in groupby(page.parts, key=lambda part: isinstance(part, Boxed)):
        if boxed:
            rows.append(f'<div class="charts">{"".join(_boxes(parts))}</div>')
        else:
            rows += [_cards(part) if isinstance(part, Cards) else _said(part) for part in parts]
    return rows


def _boxes(parts: Iterable[Part]) -> list[str]:
    """Two in a row; one that is left over has the row to itself."""
    boxes = []
    for wide, neighbours in groupby((part for part in parts if isinstance(part, Boxed)), key=lambda part: part.wide):
        row = list(neighbours)
        left_over = len(row) - 1 if len(row) % 2 else -1
        boxes += [_box(part, wide or place == left_over) for place, part in enumerate(row)]
    return boxes


def _said(part: Part) -> str:
    """A heading, and what was chosen for the page."""
    if isinstance(part, Heading):
        return f'<h2 class="part">{escape(part.text)}</h2>'
    if isinstance(part, Picker):
        chosen = dict(part.options).get(part.chosen, "")
        return f'<p class="cx-cover chosen">{escape(part.label)}: {escape(chosen)}</p>' if chosen else ""
    return ""


def _box(part: Boxed, wide: bool) -> str:
    if isinstance(part, Chart):
        return _chart(part, wide)
    names = f"box{' wide' if wide else ''}{'' if isinstance(part, Attention) else ' flows'}"
    return f'<section class="{names}">{markup.titles(part.title, part.subtitle)}{_inside(part)}</section>'


def _inside(part: Table | Attention | Quotes) -> str:
    if isinstance(part, Attention):
        return "".join(map(markup.item, part.items)) + markup.footer(part.footer)
    said = markup.message(part.message, 0) if part.message else ""
    if isinstance(part, Quotes):
        return said + quotes_html(part) + markup.footer(part.footer)
    definition = f'<p class="definition">{escape(part.definition)}</p>' if part.definition else ""
    return said + (markup.table(part.title, part.shown) if not said else "") + markup.footer(part.footer) + definition


def _cards(row: Cards) -> str:
    """Up to five beside each other, so that no row has a gap if that can be."""
    columns = next((columns for columns in (5, 4, 3) if len(row.cards) % columns == 0), 4)
    said = markup.note(row.lacking.title) if row.lacking else ""
    drawn = "".join(_card(card) for card in row.cards)
    return f'<div class="cards" style="--columns:{columns}">{drawn}</div>{said}'


def _card(card: Card) -> str:
    return f'<section class="box kpi"><h2>{escape(card.title)}</h2>{cards.body(card)}</section>'


def _chart(chart: Chart, wide: bool) -> str:
    if chart.message or chart.figure is None:
        drawn = markup.message(chart.message, chart.height) if chart.message else ""
    else:
        drawn = _figure(chart, chart.figure)
    definition = f'<p class="definition">{escape(chart.definition)}</p>' if chart.definition else ""
    return (
        f'<section class="box{" wide" if wide else ""}">{markup.chart_head(chart)}{drawn}{markup.footer(chart.footer)}'
        f"{definition}{_table(chart.shown)}</section>"
    )


def _figure(chart: Chart, figure: go.Figure) -> str:
    """The figure as JSON that no text in it can leave."""
    data = on_paper(chart).replace("<", "\\u003c")
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


def _facts(document: Document) -> str:
    """What the numbers are of, and where the page itself is."""
    entries = "".join(f"<dt>{escape(name)}</dt><dd>{escape(fact)}</dd>" for name, fact in document.facts)
    live = escape(_("Live page"))
    entries += f"<dt>{live}</dt><dd>{_link(document.link)}</dd>" if document.link else ""
    return f'<dl class="facts">{entries}</dl>' if entries else ""


def _link(address: str) -> str:
    """To be clicked where a host is named; a path alone leads nowhere from a file."""
    text = escape(address)
    return f'<a href="{text}" rel="noreferrer">{text}</a>' if web_address(address) else text


def _has_figures(page: Page) -> bool:
    return any(isinstance(part, Chart) and part.figure is not None and not part.message for part in page.parts)


def _config() -> str:
    """Nothing that Plotly offers may send the figure anywhere."""
    closed = {"showSendToCloud": False, "showEditInChartStudio": False, "plotlyServerURL": ""}
    return str(plotly.io.json.to_json_plotly({**CONFIG, **closed, "responsive": True}))
