"""Why did the score move: what each part of the whole change was, and which parts are more than chance?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from cx.charts import base, marks, rows
from cx.charts.base import Floats, Margin, Part
from cx.charts.tokens import ALPHA, BAD, GOOD, MAIN, REF, fade

ROW = 31  # pixels a row takes
EDGE = 8  # pixels above the first row and below the last
THICK = 0.52  # of a row that a bar takes
CLEARLY, POSSIBLY = "clear", "possible"


@dataclass(frozen=True)
class End:
    """The whole score before or after, with its interval.

    name: ready to be read, as the days it is of; text: the value as it stands at the right; few: whether too few
    answers stand behind it; hover: what is said when pointed at.
    """

    name: str
    value: float
    low: float
    high: float
    text: str
    few: bool = False
    hover: str = ""


@dataclass(frozen=True)
class Step:
    """One part of the change, in the units of the score.

    verdict: "clear", "possible", or anything else for what may be chance; says: that verdict in words; token: what a
    click hands back.
    """

    name: str
    size: float
    text: str
    verdict: str = ""
    says: str = ""
    token: str = ""
    hover: str = ""


def waterfall(before: End, after: End, steps: Sequence[Step], *, better: str = "high") -> go.Figure:
    """From one total down its steps to the other, which they add up to.

    better: "high", "low" or "none", which way is good. Raises ValueError where the steps do not add up: such a
    picture would lie. A score that is unknown (NaN) is not drawn.
    """
    totals = _totals(before, after, steps)
    ends = base.Series.plain(
        ["", ""], [before.value, after.value], [before.low, after.low], [before.high, after.high],
        few=[before.few, after.few], hover=[before.hover, after.hover],
    )  # fmt: skip
    last = len(steps) + 1
    low, high = _room(ends, totals)
    columns = _columns(before, after, steps)
    named = [_total(before.name), *rows.names([step.name for step in steps]), _total(after.name)]
    lines = [line for name in named for line in name.split("<br>")]
    return base.figure(
        height_of(len(steps)),
        [part for part in (_connectors(totals), _bars(totals, steps, better)) if part["x"]]
        + marks.lying_dots(ends, [0, last], low, high, choosable=False),
        x={"range": rows.padded(low, high, 0.04)},
        y=rows.axis(named),
        margin=Margin(rows.name_room(lines), columns.room, EDGE, EDGE),
        notes=columns.notes(),
        hover="y",
        barmode="overlay",
        bargap=1 - THICK,
    )  # fmt: skip


def _total(name: str) -> str:
    """The days of a total; a range that is too long for the margin in two lines."""
    return f"<b>{name.replace('–', '–<br>') if len(name) > rows.LONGEST_NAME else name}</b>"


def height_of(steps: int) -> int:
    """The height of the figure for that many steps between the two totals."""
    return ROW * (steps + 2) + 2 * EDGE


def _totals(before: End, after: End, steps: Sequence[Step]) -> Floats:
    """(K + 1,) the score before any step and after each."""
    totals = before.value + np.cumsum([0.0, *(step.size for step in steps)])
    known = math.isfinite(before.value) and math.isfinite(after.value)
    if known and not math.isclose(totals[-1], after.value, rel_tol=1e-6, abs_tol=1e-6):
        raise ValueError(f"steps from {before.value} end at {totals[-1]} and not at {after.value}")
    return totals


def _columns(before: End, after: End, steps: Sequence[Step]) -> rows.Columns:
    strong = [step.verdict in (CLEARLY, POSSIBLY) for step in steps]
    values = rows.Column(
        [before.text, *(step.text for step in steps), after.text], strong=[not before.few, *strong, not after.few]
    )
    return rows.Columns(values, rows.Column(["", *(step.says for step in steps), ""], words=True))


def _bars(totals: Floats, steps: Sequence[Step], better: str) -> Part:
    """All steps as one trace, so that choosing one dims the others."""
    shown = [k for k, step in enumerate(steps) if math.isfinite(totals[k]) and math.isfinite(step.size)]
    styles = [_style(steps[k], better) for k in shown]
    return {
        "type": "bar", "orientation": "h", "y": [k + 1 for k in shown], "x": [float(steps[k].size) for k in shown],
        "base": [float(totals[k]) for k in shown], "width": THICK, "customdata": [steps[k].token for k in shown],
        "marker": {
            "color": [fill for fill, _line, _width in styles], "cornerradius": 1,
            "line": {"color": [line for _fill, line, _width in styles], "width": [width for *_, width in styles]},
        },
        "hovertext": [steps[k].hover for k in shown], "hoverinfo": "text",
    }  # fmt: skip


def _style(step: Step, better: str) -> tuple[str, str, float]:
    """Fill, outline and its width: full where the change is clear, pale where possible, grey where it may be chance."""
    colour = MAIN if better == "none" else GOOD if (step.size > 0) == (better == "high") else BAD
    if step.verdict == CLEARLY:
        return colour, base.CLEAR, 0
    if step.verdict == POSSIBLY:
        return fade(colour, ALPHA["possible"]), colour, 1.25
    return fade(REF, ALPHA["band"]), REF, 1


def _connectors(totals: Floats) -> Part:
    """From the end of each row down to the beginning of the next."""
    half = [0.16, *[THICK / 2] * (len(totals) - 1), 0.16]
    known = [k for k in range(len(totals)) if math.isfinite(totals[k])]
    return marks.joined(
        [(float(totals[k]), float(totals[k])) for k in known],
        [(k + half[k], k + 1 - half[k + 1]) for k in known], fade(REF, ALPHA["whisker"]), 1,
    )  # fmt: skip


def _room(ends: base.Series, totals: Floats) -> tuple[float, float]:
    """The ends of the axis: room for both intervals and every total on the way."""
    known = totals[np.isfinite(totals)].tolist()
    places = [*ends.span(), *known] if ends.known.any() else known or [0.0, 1.0]
    return min(places), max(places)
