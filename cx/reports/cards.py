"""A headline number as HTML: the same card in the browser and in an exported file. Everything is escaped."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import TypeGuard

from cx.charts.tokens import ALPHA, MAIN, REF
from cx.reports.page import Card, Spark

WIDTH, HEIGHT = 104, 40  # of a sparkline in pixels
EDGE = 5  # room for its dots
#: Drawings remembered: a page that is drawn again has the same. One takes 3 kB.
DRAWN = 500

#: Arrow by verdict: filled says more than hollow; (fell, rose).
ARROWS = {"clear": ("▼", "▲"), "possible": ("▽", "△")}


def body(card: Card) -> str:
    """Value, sparkline, change with its verdict, interval and count. The title is set by whoever places the card."""
    return (
        f'<div class="cx-card cx-{escape(card.state)}">'
        f'<div class="cx-top"><div class="cx-value">{escape(card.value)}{_unit(card)}</div>{_image(card)}</div>'
        f'<div class="cx-change">{chip(card)}</div>'
        f'<div class="cx-foot">{_foot(card)}</div></div>'
    )


def chip(card: Card) -> str:
    """The change and its verdict: coloured only where it is clear, with an arrow only where it is not noise."""
    hint = f' title="{escape(card.verdict_help)}"' if card.verdict_help else ""
    if not card.change:
        return f'<span class="cx-chip cx-plain"{hint}>{escape(card.verdict_text)}</span>'
    return (
        f'<span class="cx-chip {_tone(card)}"{hint}><span class="cx-arrow" aria-hidden="true">{_arrow(card)}</span>'
        f"<b>{escape(card.change)}</b> {escape(card.verdict_text)}</span>"
    )


@lru_cache(maxsize=DRAWN)
def sparkline(spark: Spark, *, faint: bool = False) -> str:
    """A drawing of 104 x 40 pixels as a data address: ribbon, line, last finished dot, and a dashed step to an
    open dot for the bucket that is not finished. From the lowest to the highest end of the ribbon, and to a goal that
    is no further from it than it is high; no axis."""
    svg = _svg(spark, REF if faint else MAIN)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _unit(card: Card) -> str:
    return f'<span class="cx-unit">{escape(card.unit)}</span>' if card.unit else ""


def _image(card: Card) -> str:
    if card.spark is None or not any(value is not None for value in card.spark.values):
        return ""
    address = sparkline(card.spark, faint=card.state == "few")
    return f'<img class="cx-spark" src="{address}" width="{WIDTH}" height="{HEIGHT}" alt="">'


def _foot(card: Card) -> str:
    if card.note:
        return f"<span>{escape(card.note)}</span>"
    counted = "".join(f"<span>{escape(text)}</span>" for text in (card.interval, card.count))
    more = "".join(f'<span class="cx-alone">{escape(text)}</span>' for text in (card.goal, card.beside) if text)
    return counted + more


def _tone(card: Card) -> str:
    if card.verdict == "clear" and card.good is not None:
        return "cx-good" if card.good else "cx-bad"
    return "cx-wash" if card.verdict in ARROWS else "cx-plain"


def _arrow(card: Card) -> str:
    if card.verdict in ARROWS and card.up is not None:
        return ARROWS[card.verdict][card.up]
    return "≈" if card.verdict == "noise" else ""


def _svg(spark: Spark, colour: str) -> str:
    """The drawing itself, on a box of WIDTH x HEIGHT."""
    places = _Places(spark)
    closed = [k for k in places.known if spark.finished[k]]
    running = [k for k in places.known if not spark.finished[k]]
    inside = [
        _goal(places, spark),
        *(_band(places, run, colour) for run in _runs(closed)),
        *(_path(places, run, colour) for run in _runs(closed) if len(run) > 1),
        *(_dashed(places, k, closed, colour) for k in running),
        *(_dot(places, k, colour) for k in closed[-1:]),
        *(_open_dot(places, k, colour) for k in running),
    ]
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(inside)}</svg>'


class _Places:
    """Where values lie in the box: buckets from left to right, the ribbon from bottom to top."""

    def __init__(self, spark: Spark) -> None:
        self.known = [k for k, value in enumerate(spark.values) if value is not None and math.isfinite(value)]
        self.value = [_number(value) for value in spark.values]
        self.low = [_number(low, value) for low, value in zip(spark.lows, self.value, strict=True)]
        self.high = [_number(high, value) for high, value in zip(spark.highs, self.value, strict=True)]
        seen = [k for k in self.known if spark.finished[k]] or self.known
        ends = [end for k in seen for end in (self.low[k], self.high[k])] + [self.value[k] for k in self.known]
        self.bottom, self.top = (min(ends), max(ends)) if ends else (0.0, 1.0)
        if self.shows(spark.goal):
            self.bottom, self.top = min(self.bottom, spark.goal), max(self.top, spark.goal)
        self.step = (WIDTH - 2 * EDGE) / max(len(spark.values) - 1, 1)

    def shows(self, goal: float | None) -> TypeGuard[float]:
        """Whether the line keeps half of the box beside the goal: further off it would only be flattened."""
        high = self.top - self.bottom
        return goal is not None and self.bottom - high <= goal <= self.top + high

    def x(self, k: int) -> str:
        return f"{EDGE + k * self.step:.1f}"

    def y(self, value: float) -> str:
        share = (value - self.bottom) / (self.top - self.bottom) if self.top > self.bottom else 0.5
        return f"{HEIGHT - EDGE - min(max(share, 0.0), 1.0) * (HEIGHT - 2 * EDGE):.1f}"


def _number(value: float | None, instead: float = math.nan) -> float:
    return value if value is not None and math.isfinite(value) else instead


def _runs(chosen: Sequence[int]) -> list[list[int]]:
    """Neighbouring positions together."""
    found: list[list[int]] = []
    for k in chosen:
        if found and found[-1][-1] == k - 1:
            found[-1].append(k)
        else:
            found.append([k])
    return found


def _band(places: _Places, run: list[int], colour: str) -> str:
    points = [f"{places.x(k)},{places.y(places.high[k])}" for k in run]
    points += [f"{places.x(k)},{places.y(places.low[k])}" for k in reversed(run)]
    return f'<polygon points="{" ".join(points)}" fill="{colour}" fill-opacity="0.16"/>'


def _path(places: _Places, run: list[int], colour: str) -> str:
    points = " ".join(f"{places.x(k)},{places.y(places.value[k])}" for k in run)
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6" stroke-linejoin="round"/>'


def _dashed(places: _Places, k: int, closed: list[int], colour: str) -> str:
    if k - 1 not in closed:
        return ""
    ends = [(places.x(j), places.y(places.value[j])) for j in (k - 1, k)]
    place = f'x1="{ends[0][0]}" y1="{ends[0][1]}" x2="{ends[1][0]}" y2="{ends[1][1]}"'
    return f'<line {place} stroke="{colour}" stroke-width="1.2" stroke-dasharray="2 2"/>'


def _dot(places: _Places, k: int, colour: str) -> str:
    return f'<circle cx="{places.x(k)}" cy="{places.y(places.value[k])}" r="2.6" fill="{colour}"/>'


def _open_dot(places: _Places, k: int, colour: str) -> str:
    place = f'cx="{places.x(k)}" cy="{places.y(places.value[k])}"'
    return f'<circle {place} r="2.2" fill="none" stroke="{colour}" stroke-width="1.2"/>'


def _goal(places: _Places, spark: Spark) -> str:
    """The goal, where the box shows it."""
    if not places.shows(spark.goal):
        return ""
    y = places.y(spark.goal)
    place = f'x1="{EDGE}" y1="{y}" x2="{WIDTH - EDGE}" y2="{y}"'
    return f'<line {place} stroke="{REF}" stroke-opacity="{ALPHA["whisker"]}" stroke-dasharray="3 2"/>'
