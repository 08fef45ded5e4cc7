"""A chart as a picture for slides: the figure with its title, key, what it covers and its footer drawn in.

Kaleido draws it in a Chromium without a window, which is started for the first picture and kept. Where none is
installed no picture is offered. Nothing is fetched from another host.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import shutil
import textwrap
from collections.abc import Coroutine, Sequence
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import kaleido

from cx.charts.base import Part, plain
from cx.charts.tokens import ALPHA, LIGHT, MARKS, fade
from cx.errors import CxError
from cx.exports.paper import FONT, on_paper
from cx.reports.page import Chart, Swatch

WIDTH = 1200
SCALE = 2
#: Pixels round everything drawn, and between what is said above and the figure.
EDGE, GAP = 32, 12
#: Seconds that a picture may take, the start of Chromium included.
TIMEOUT = 60.0

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")

#: How the marks of a key are written; a fallback font has every one of them.
GLYPHS = {"line": "━", "band": "▬", "dot": "●", "open_dot": "○", "hatch": "▨", "bar": "■"}


@cache
def chromium() -> str:
    """Where Chromium is: what BROWSER_PATH names, else what is found on the path; "" where there is none."""
    named = os.environ.get("BROWSER_PATH", "")
    if named:
        return named if Path(named).is_file() else ""
    return next((path for name in NAMES if (path := shutil.which(name))), "")


def png(chart: Chart, cover: Sequence[str] = ()) -> bytes:
    """The chart as a PNG of 1200 pixels at twice the density, as high as it needs.

    cover: what the page covers (counts, days, filters, as-of time). CxError where no picture can be drawn.
    """
    if chart.figure is None:
        raise CxError("There is no figure to make a picture of; choose another period or fewer filters.")
    if not chromium():
        raise CxError("No Chromium is found to draw the picture: install one, or name it in BROWSER_PATH.")
    try:
        return _painter().paint(picture(chart, cover))
    except Exception as error:
        raise CxError(f"The picture could not be drawn by {chromium()} ({type(error).__name__}); try again.") from error


def picture(chart: Chart, cover: Sequence[str]) -> dict[str, Any]:
    """The figure as Plotly's JSON, with room above and below it for what is said of it."""
    drawn: dict[str, Any] = json.loads(on_paper(chart.figure))
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


class _Painter:
    """One Chromium with an event loop of its own, so that any number of threads may ask it for pictures."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever, name="pictures", daemon=True)
        self.thread.start()
        self.kaleido: Any = self._wait(self._opened())

    def paint(self, figure: dict[str, Any]) -> bytes:
        size = {"format": "png", "width": WIDTH, "height": figure["layout"]["height"], "scale": SCALE}
        made: bytes = self._wait(self.kaleido.calc_fig(figure, opts=size))
        return made

    def close(self) -> None:
        self._wait(self.kaleido.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(TIMEOUT)
        self.loop.close()

    @staticmethod
    async def _opened() -> Any:
        opened = kaleido.Kaleido(n=1, timeout=TIMEOUT, mathjax=False, path=chromium())
        await opened.open()
        return opened

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(TIMEOUT)


_painters: list[_Painter] = []
_starting = Lock()


def _painter() -> _Painter:
    """The one Chromium of this process; a new one after the last has ended."""
    with _starting:
        ended = _painters and _painters[0].kaleido.subprocess.poll() is not None
        if ended:
            _painters.clear()
        if not _painters:
            _painters.append(_Painter())
            atexit.register(_painters[0].close)
        return _painters[0]
