"""How far is it to the goal, and what would it take?"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from cx.charts import base, marks, rows, scale
from cx.charts.base import Label, Margin, Part, Series, Target
from cx.charts.scale import Scale
from cx.charts.tokens import BAD, GOOD, GRID, REF

#: Pixels above the plot, of the row of the score, and of each line of words under it.
TOP, ROW, TICKS, WAY = 26, 44, 34, 26
BAR = 0.0  # where the score lies on the upright axis


def points_to_goal(
    now: Series,
    goal: Target,
    *,
    text: str,
    gap: str,
    label: Label,
    ways: Sequence[tuple[str, str]] = (),
    bounds: tuple[float, float] | None = None,
) -> go.Figure:
    """Today's score with its interval, the goal as a dashed line, and the way between them.

    now: one score; text: its value; gap: how far it is, as it stands on the way; ways: what it would take, each a name
    and a number ("more promoters", "+312"); bounds: the ends of what is measured.
    """
    axis = scale.of_values([now.span(), (goal.value, goal.value)], bounds=bounds)
    below = TICKS + WAY * len(ways)
    return base.figure(
        height_of(len(ways)),
        [*_way(now, goal), *marks.lying_dots(now, [BAR], axis.low, axis.high)],
        x={**axis.axis(label), "range": rows.padded(axis.low, axis.high, 0.06)},
        y={"range": [-1, 1], "showgrid": False},
        margin=Margin(16, 16, TOP, below),
        shapes=[_hairline(), _line(goal)],
        notes=[*_words(now, goal, text, gap, axis), *_ways(ways)],
    )


def height_of(ways: int) -> int:
    """The height of the figure with that many ways to the goal."""
    return TOP + ROW + TICKS + WAY * ways


def _way(now: Series, goal: Target) -> list[Part]:
    """From the score to the goal, in the colour of good where the goal is reached."""
    if not now.known.any():
        return []
    value = float(now.value[0])
    return [marks.joined([(value, goal.value)], [(BAR, BAR)], GOOD if value >= goal.value else BAD, 3)]


def _hairline() -> Part:
    place: Part = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": BAR, "y1": BAR, "layer": "below"}
    return {**place, "type": "line", "line": {"color": GRID, "width": 1.5}}


def _line(goal: Target) -> Part:
    return {
        "type": "line", "xref": "x", "x0": goal.value, "x1": goal.value, "yref": "paper", "y0": 0, "y1": 1,
        "line": {"color": REF, "width": 1.5, "dash": "5px,4px"},
    }  # fmt: skip


def _words(now: Series, goal: Target, text: str, gap: str, axis: Scale) -> list[Part]:
    """The goal above its line, the value above its dot on the side away from it, the way under its middle."""
    above: Part = {"xref": "x", "x": goal.value, "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 2}
    named = base.note(goal.text, xanchor=_towards_middle(axis.share(goal.value)), **above)
    if not now.known.any():
        return [named]
    value = float(now.value[0])
    place: Part = {"xref": "x", "yref": "y", "y": BAR, "opacity": 1}
    side = "right" if value < goal.value else "left"
    return [
        named,
        base.note(f"<b>{text}</b>", size=13, x=value, xanchor=side, yanchor="bottom", yshift=8, **place),
        base.note(gap, size=12, x=(value + goal.value) / 2, yanchor="top", yshift=-8, **place),
    ]


def _towards_middle(share: float) -> str:
    """On which side of a place words are anchored so that they stay in the figure."""
    return "left" if share < 0.25 else "right" if share > 0.75 else "center"


def _ways(ways: Sequence[tuple[str, str]]) -> list[Part]:
    """Lines of words under the axis: a name at the left, its number at the right."""
    notes = []
    for line, (name, number) in enumerate(ways):
        place: Part = {"xref": "paper", "yref": "paper", "y": 0, "yanchor": "top", "yshift": -TICKS - WAY * line}
        notes.append(base.note(name, size=12, x=0, xanchor="left", **place))
        notes.append(base.note(f"<b>{number}</b>", opacity=1, size=12, x=1, xanchor="right", **place))
    return notes
