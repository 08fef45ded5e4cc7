"""Charts and pages as pictures.

A chart is drawn for slides, with its title, key, what it covers and its footer; a page is its HTML file, seen whole.
Both are drawn by a Chromium without a window (`chromium.py`); where none is installed no picture is offered.
"""

from __future__ import annotations

import io
import json
import textwrap
from base64 import b64decode
from collections.abc import Sequence
from typing import Any

from PIL import Image

from cx.charts.base import Part, plain
from cx.charts.tokens import ALPHA, LIGHT, MARKS, fade
from cx.errors import CxError
from cx.exports.chromium import WINDOW_WIDTH, Command, evaluated, made_by_chromium, made_of_page
from cx.exports.document import Document
from cx.exports.html import html
from cx.exports.paper import FONT, on_paper
from cx.reports.page import Chart, Swatch

WIDTH = 1200
SCALE = 2
#: Pixels round everything drawn, and between what is said above and the figure.
EDGE, GAP = 32, 12
#: The most pixels that Chromium draws one below the other.
MOST = 16_384

#: How the marks of a key are written; a fallback font has every one of them.
GLYPHS = {"line": "━", "band": "▬", "dot": "●", "open_dot": "○", "hatch": "▨", "bar": "■"}


def png(chart: Chart, cover: Sequence[str] = ()) -> bytes:
    """The chart as a PNG of 1200 pixels at twice the density, as high as it needs.

    cover: what the page covers (counts, days, filters, as-of time). CxError where no picture can be drawn.
    """
    if chart.figure is None:
        raise CxError("There is no figure to make a picture of; choose another period or fewer filters.")
    drawn = picture(chart, cover)
    size = {"format": "png", "width": WIDTH, "height": drawn["layout"]["height"], "scale": SCALE}
    return made_by_chromium(lambda drawer: drawer.calc_fig(drawn, opts=size))


def page_png(document: Document) -> bytes:
    """The document as one PNG of 1440 pixels, as high as it needs: at twice the density, or at the plain one where it
    would be higher than 16,384 pixels. CxError where no picture can be drawn.
    """
    return made_of_page(html(document), _seen)


async def _seen(command: Command) -> bytes:
    """All of the page, without what can only be unfolded, in strips that Chromium can draw."""
    await evaluated(command, 'document.querySelectorAll("details").forEach(folded => folded.remove())')
    height = int((await command("Page.getLayoutMetrics"))["cssContentSize"]["height"])
    scale = SCALE if height * SCALE <= MOST else 1
    strips = [await _strip(command, top, min(MOST, height - top), scale) for top in range(0, height, MOST)]
    return strips[0] if len(strips) == 1 else _joined(strips)


async def _strip(command: Command, top: int, height: int, scale: int) -> bytes:
    clip = {"x": 0, "y": top, "width": WINDOW_WIDTH, "height": height, "scale": scale}
    seen = await command("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
    return b64decode(seen["data"])


def _joined(strips: Sequence[bytes]) -> bytes:
    """Pictures of one width, one below the other."""
    pictures = [Image.open(io.BytesIO(strip)) for strip in strips]
    whole, top = Image.new("RGB", (WINDOW_WIDTH, sum(strip.height for strip in pictures))), 0
    for strip in pictures:
        whole.paste(strip, (0, top))
        top += strip.height
    out = io.BytesIO()
    whole.save(out, "png")
    return out.getvalue()


def picture(chart: Chart, cover: Sequence[str]) -> dict[str, Any]:
    """The figure as Plotly's JSON, with room above and below it for what is said of it."""
    drawn: dict[str, Any] = json.loads(on_paper(chart))
    layout, margin = drawn["layout"], drawn["layout"]["margin"]
    above = [*_lines(chart.title, 20, weight=600), *_lines(chart.subtitle, 14), *_key(chart.swatches)]
    below = _lines(" · ".join(chart.footer), 12) + _lines(" ".join(cover), 12)
    top, bottom = _stacked(above, EDGE + GAP), _stacked(below, EDGE)
    notes = _written(above, margin["l"], 1.0, margin["t"] + top - EDGE)
    notes += _written(below, margin["l"], 0.0, -margin["b"] - 8)
    for name in ("l", "r"):
        margin[name] += EDGE
    margin["t"], margin["b"] = margin["t"] + top, margin["b"] + bottom
    layout["annotations"] = [*layout.get("annotations", []), *notes]
    layout |= {"width": WIDTH, "height": chart.height + top + bottom, "paper_bgcolor": LIGHT["page"]}
    return drawn


def _lines(text: str, size: int, weight: int = 400) -> list[Part]:
    """A text in lines that fit, as Plotly writes it; a letter is about half as wide as high."""
    font = {"size": size, "family": FONT, "weight": weight, "color": LIGHT["text" if size > 12 else "grey"]}
    letters = int((WIDTH - 2 * EDGE) / (0.54 * size))
    return [{"text": plain(line), "font": font} for line in textwrap.wrap(text, letters)]


def _key(swatches: Sequence[Swatch]) -> list[Part]:
    """What the marks mean, in one line; nothing where no key is needed."""
    entries = [
        f'<span style="color:{_colour(swatch)}">{GLYPHS.get(swatch.kind, "■")}</span> {plain(swatch.label)}'
        for swatch in swatches
    ]
    font = {"size": 13, "family": FONT, "color": LIGHT["text"]}
    return [{"text": "     ".join(entries), "font": font}] if entries else []


def _colour(swatch: Swatch) -> str:
    colour = MARKS.get(swatch.colour, LIGHT["grey"])
    return fade(colour, ALPHA["possible"]) if swatch.kind == "band" else colour


def _stacked(lines: Sequence[Part], edge: int) -> int:
    """Pixels that lines take one above the other, with the edge of the picture."""
    return edge + sum(_height(line) for line in lines)


def _height(line: Part) -> int:
    return int(1.5 * line["font"]["size"])


def _written(lines: Sequence[Part], left: int, y: float, shift: int) -> list[Part]:
    """The lines from there down, from the left edge of the picture."""
    notes = []
    for line in lines:
        place = {"xref": "paper", "yref": "paper", "x": 0, "y": y, "xshift": -left, "yshift": shift}
        notes.append({**line, **place, "xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False})
        shift -= _height(line)
    return notes
