"""One figure of each kind, drawn from numbers that anyone can check."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import plotly.graph_objects as go

from cx.charts.backlog import by_age
from cx.charts.base import Series, Target
from cx.charts.by_dimension import by_dimension
from cx.charts.by_rule import side_by_side
from cx.charts.classes import Classes, classes
from cx.charts.distribution import Group, distribution
from cx.charts.diverging import diverging
from cx.charts.durations import EDGES, durations
from cx.charts.flow import KINDS, Flow, flow
from cx.charts.heat import heat
from cx.charts.percentiles import percentiles
from cx.charts.points_to_goal import points_to_goal
from cx.charts.promises import three_states
from cx.charts.scale import DAY
from cx.charts.steps import Knee, by_class
from cx.charts.survival import Curve, Reading, still_open
from cx.charts.tokens import BAD
from cx.charts.trend import trend
from cx.charts.waterfall import End, Step, waterfall
from cx.charts.within import within
from cx.charts.words import words

WEEKS = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(4)]


def percent(value: float) -> str:
    return f"{value * 100:.0f}"


def weekly(value: list[float], **more: Any) -> Series:
    numbers = np.array(value)
    return Series.plain(WEEKS[: len(value)], numbers, numbers - 0.05, numbers + 0.05, **more)


def nps_classes(weeks: int = 4, **changes: Any) -> Classes:
    keys = [WEEKS[0] + timedelta(weeks=week) for week in range(weeks)]
    shares = np.tile(np.array([[0.2], [0.3], [0.5]]), weeks)
    few, finished = np.zeros(weeks, bool), np.ones(weeks, bool)
    given: dict[str, Any] = {"keys": keys, "shares": shares, "few": few, "finished": finished}
    ends = ("Detractors", "Passives", "Promoters")
    return Classes(**{**given, "ends": ends, "hover": ["hover"] * weeks, **changes})


def every_figure() -> dict[str, go.Figure]:
    groups = Series.plain(["Chat"], [0.3], [0.2], [0.4])
    times = Series.plain(WEEKS, [60.0, 600, 6000, 900], [50.0, 500, 5000, 800], [70.0, 700, np.inf, 990])
    lying: dict[str, Any] = {"label": percent, "tokens": ["a"], "hover": ["a"]}
    shares = np.full(len(EDGES) + 1, 1 / (len(EDGES) + 1))
    return {
        "trend": trend(weekly([0.1, 0.2, 0.3, 0.4]), label=percent, ticks=[(WEEKS[0], "Jan")]),
        "percentiles": percentiles(times, times, label=percent, ticks=[(WEEKS[0], "Jan")]),
        "classes": classes(nps_classes(), label=percent, ticks=[(WEEKS[0], "Jan")]),
        "by_dimension": by_dimension(groups, label=percent, values=["+30"], counts=["99"]),
        "distribution": distribution(["1"], np.array([1.0]), [Group("x", BAD, 0, 0)], label=percent, hover=[""]),
        "waterfall": _waterfall(),
        "by_rule": side_by_side(groups, names=["One reply"], in_force=[True], label=percent, values=["30%"]),
        "within": within(groups, names=["Chat"], label=percent, values=["30%"], counts=["9"]),
        "promises": three_states(
            ["High"], np.array([[0.7], [0.1], [0.2]]), kept=["78%"], beside=["70 to 80%"], **lying
        ),
        "diverging": diverging(["Chat"], np.array([[0.1], [0.2], [0.1], [0.2], [0.4]]), values=["60%"], **lying),
        "survival": _survival(),
        "heat": heat(np.ones((7, 24)), names=["day"] * 7, ticks=[(0, "0")], hover=[[""] * 24] * 7),
        "flow": flow(_flow(), label=percent, ticks=[(WEEKS[0], "Jan")], end="Open"),
        "steps": by_class(groups, names=["1 h"], label=percent, axis_name="wait", knee=Knee(0, "after 1 h")),
        "backlog": by_age(["1 h"], np.array([3.0]), **lying),
        "words": words(["slow"], np.array([0.4]), np.array([0.1]), counts=[("4", "1")], tokens=["slow"], hover=[""]),
        "target": points_to_goal(groups, Target(0.4, "target"), text="+30", gap="10 points", label=percent),
        "durations": durations(shares, label=percent, times=[""] * len(EDGES), hover=[""] * (len(EDGES) + 1)),
    }


def _waterfall() -> go.Figure:
    steps = [
        Step("Mix", -0.04, "-4.0", "clear", "clear", "mix"),
        Step("Chat", 0.01, "+1.0", "possible", "possible", "chat"),
    ]
    return waterfall(End("before", 0.38, 0.36, 0.4, "+38"), End("after", 0.35, 0.33, 0.37, "+35"), steps)


def _survival() -> go.Figure:
    share = np.array([0.6, 0.3])
    curve = Curve(np.array([1.0, 2.0]) * DAY, share, share - 0.1, share + 0.1, "all")
    naive = Curve(np.array([DAY]), np.array([0.1]), end="solved only")
    return still_open(curve, label=percent, ticks=[(0, "0")], readings=[Reading(DAY, "60%", "1")], naive=naive)


def _flow() -> Flow:
    counts, finished = np.array([30.0, 20, 10, 5]), np.array([True, True, True, False])
    return Flow(WEEKS, counts, counts / 10, counts, 100 + counts, finished, dict.fromkeys(KINDS, ["hover"] * 4))
