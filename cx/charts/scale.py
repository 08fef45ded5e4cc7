"""Axes of values: round steps, or the logarithm of a duration with the times people think in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cx.charts.base import Label, Part

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

#: Times a duration axis may name, in seconds.
CLOCK = (
    1.0, 5.0, 15.0, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY,
    90 * DAY, 365 * DAY,
)  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """An axis: its ends, its ticks, and whether equal distances are equal ratios (log)."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def axis(self, label: Label) -> Part:
        """The axis as Plotly takes it."""
        texts = {"tickvals": list(self.ticks), "ticktext": [label(tick) for tick in self.ticks]}
        return {**texts, "type": "log" if self.log else "linear", "range": [self.at(self.low), self.at(self.high)]}

    def at(self, value: float) -> float:
        """Where a text stands: Plotly places annotations of a logarithmic axis by the power of ten."""
        return float(np.log10(value)) if self.log else float(value)

    def share(self, value: float) -> float:
        """How far along the axis a value lies: 0 at its low end, 1 at its high end."""
        low, high = self.at(self.low), self.at(self.high)
        return (self.at(value) - low) / (high - low)


def linear(low: float, high: float, *, most: int = 5, bounds: tuple[float, float] | None = None) -> Scale:
    """Round steps (1, 2 or 5 times a power of ten) that reach from below `low` to above `high`.

    most: about how many steps; bounds: the ends of what is measured, never passed.
    """
    room = high - low if high > low else max(abs(high), 1.0) / 2
    rough = float(10 ** np.floor(np.log10(room / most)))
    step = next(size * rough for size in (1, 2, 5, 10, 20) if room / (size * rough) <= most)
    first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
    ticks = [round(float(k * step), 10) for k in np.arange(first, max(last, first + 1) + 1)]
    kept = [tick for tick in ticks if bounds is None or bounds[0] <= tick <= bounds[1]]
    if bounds is None:
        return Scale(ticks[0], ticks[-1], tuple(ticks))
    return Scale(max(ticks[0], bounds[0]), min(ticks[-1], bounds[1]), tuple(kept))


def tight(low: float, high: float, *, most: int = 5) -> Scale:
    """From `low` to `high` and no further, for low < high, with the round steps that lie between."""
    between = tuple(tick for tick in linear(low, high, most=most).ticks if low <= tick <= high)
    return Scale(low, high, between)


def clock(low: float, high: float, *, most: int = 5) -> Scale:
    """Seconds by their logarithm, with two human times or more between the ends, and not many more than `most`."""
    low, high = max(low, CLOCK[0]) / 1.25, max(high, CLOCK[0]) * 1.25
    seen = _between(low, high)
    if len(seen) < 2:
        low = max([time for time in CLOCK if time <= low], default=low)
        high = min([time for time in CLOCK if time >= high], default=high)
        seen = _between(low, high)
    return Scale(low, high, seen[:: -(-len(seen) // (most + 1))], log=True)


def of_values(
    spans: Sequence[tuple[float, float]],
    *,
    seconds: bool = False,
    bounds: tuple[float, float] | None = None,
    most: int = 5,
) -> Scale:
    """The scale that has room for every span; durations (`seconds`) by their logarithm; most: steps, about."""
    low, high = min(span[0] for span in spans), max(span[1] for span in spans)
    return clock(low, high, most=most) if seconds else linear(low, high, bounds=bounds, most=most)


def _between(low: float, high: float) -> tuple[float, ...]:
    return tuple(time for time in CLOCK if low <= time <= high)
