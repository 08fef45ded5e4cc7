"""What it takes to reach a goal of a net score: in points, in answers, and how likely it is reached already.

Other goals than the one that was set can be tried, and where none was set, what the next step up would take is shown.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cx.charts.base import Series, Target
from cx.charts.points_to_goal import height_of, points_to_goal
from cx.errors import Unavailable
from cx.goal import ToGoal, to_goal
from cx.guard import Guarded, guard
from cx.measures import Measure, Reading
from cx.reports import goals, parts, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Chart, Message, Picker
from cx.reports.verdicts import now_of
from cx.reports.words import _, ngettext
from cx.scores import read

#: Above it a goal is called surely reached, below one less it as surely missed.
SURE = 0.975

#: Goals to be tried lie so many points apart, and there are so many of them.
STEP, STEPS = 10, 3


def picker(ask: Ask, measure: Measure, reading: Reading, arrangement: Arrangement) -> tuple[Picker, ...]:
    """The goal that was set and the next steps above the score, to see what each would take."""
    known = _goals(ask, measure, reading)
    if not known:
        return ()
    options = tuple((str(points), words.score(points / reading.scale, reading.unit)) for points in sorted(known))
    chosen = arrangement.versus if arrangement.versus in dict(options) else str(known[0])
    return (Picker("versus", _("Goal to try"), options, chosen, str(known[0])),)


def _goals(ask: Ask, measure: Measure, reading: Reading) -> list[int]:
    """In points, the one to begin with first; none without a score."""
    try:
        now = now_of(ask, ask.periods(measure), reading)
    except Unavailable:
        return []
    value, own = float(now.value[0]) * reading.scale, goals.value(ask, measure, reading)
    if not math.isfinite(value):
        return []
    first = math.floor(value / STEP + 1) * STEP
    steps = [step for step in range(first, first + STEP * STEPS, STEP) if step <= reading.scale]
    return list(dict.fromkeys([*([] if own is None else [round(own * reading.scale)]), *steps]))


def tried(ask: Ask, measure: Measure, reading: Reading, arrangement: Arrangement) -> float | None:
    """The goal that was chosen to be tried, else the one that was set, else the next step; None without a score."""
    known = {str(points): points / reading.scale for points in _goals(ask, measure, reading)}
    own = goals.value(ask, measure, reading)
    return known.get(arrangement.versus, next(iter(known.values()), None) if own is None else own)


def way(ask: Ask, measure: Measure, reading: Reading, goal: float | None, *, key: str) -> Chart:
    """The way to a goal of NPS; without one, where to set it. Raises Unavailable."""
    now = now_of(ask, ask.periods(measure), reading)
    message = parts.state_message(ask, now)
    if goal is None or message is not None:
        return _said(measure, reading, key, message or _no_goal(measure, reading))
    found = to_goal(now, goal)
    classes, ways = _classes(ask, measure), _ways(found)
    title = _title(now, goal, found, classes)
    return Chart(
        key, title, _subtitle(measure, reading, goal), _definition(), figure=_figure(now, goal, found, ways),
        make_table=lambda: _table(now, goal, found), make_shown=lambda: _shown(now, goal, found, classes),
        footer=parts.footer(now, _("{chance}: {share}").format(
            chance=_("Chance that it is reached already"), share=_percent(found.chance)), parts.survey_note(ask, now),
            _unset(ask, measure, reading)),
        alt=". ".join([title, *(f"{name}: {n}" for name, n in ways)]), height=height_of(len(ways)),
        wide=True,
    )  # fmt: skip


def _figure(now: Guarded, goal: float, found: ToGoal, ways: list[tuple[str, str]]) -> go.Figure:
    """The score, the goal, and the way between them with what it takes."""
    score = Series.plain(
        [now.reading.full_name], now.value[:1], now.low[:1], now.high[:1], few=[now.state[0] == "few"],
        hover=[parts.hover_text(now, 0)],
    )  # fmt: skip
    return points_to_goal(
        score, Target(goal, goals.goal_words(goal, now.reading)),
        text=parts.value_text(now), gap=_distance(found, now.reading), label=parts.axis_label(now.reading), ways=ways,
        bounds=parts.bounds(now.reading, parts.survey_of(now)),
    )  # fmt: skip


def _ways(found: ToGoal) -> list[tuple[str, str]]:
    """What would reach the goal; nothing where it is reached."""
    if found.points <= 0:
        return []
    return [
        (_("Detractors turned into promoters"), words.count(found.turned)),
        (_("Detractors or passives one class up"), words.count(found.raised)),
        (_("Promoters in addition"), words.count(found.added)),
    ]


#: Pixels where nothing can be drawn.
NO_GOAL = 120


def _no_goal(measure: Measure, reading: Reading) -> Message:
    name = parts.reading_title(measure, reading)
    text = _("Set one on the page Settings, under Targets and goals.")
    return Message(_("No goal is set for {name}").format(name=name), text, page="settings")


def _said(measure: Measure, reading: Reading, key: str, message: Message) -> Chart:
    return Chart(
        key,
        _("Points to the goal"),
        parts.reading_title(measure, reading),
        _definition(),
        message=message,
        height=NO_GOAL,
        wide=True,
    )


def _subtitle(measure: Measure, reading: Reading, goal: float) -> str:
    said = _("{name}: what it takes to reach {goal}")
    return said.format(name=parts.reading_title(measure, reading), goal=words.score(goal, reading.unit))


def _unset(ask: Ask, measure: Measure, reading: Reading) -> str:
    """That what is shown is a trial, and where a goal is set."""
    if goals.value(ask, measure, reading) is not None:
        return ""
    return _("no goal is set: one can be set on the page Settings, under Targets and goals")


def _definition() -> str:
    return _(
        "The net of promoters and detractors must grow by g = goal × answers − (promoters − detractors). A detractor "
        "turned into a promoter counts 2, one step up counts 1; promoters in addition make the answers more, so it "
        "takes g ÷ (1 − goal) of them. The chance is that of the normal law with the interval of the score."
    )


def _classes(ask: Ask, measure: Measure) -> dict[str, int]:
    """How many detractors and passives there are."""
    now = parts.current(ask, measure)
    scores = {name: guard(read(now, measure.reading(name)), ask.settings) for name in ("detractors", "passives")}
    return {name: int(np.nan_to_num(found.numerator[0])) for name, found in scores.items()}


def _title(now: Guarded, goal: float, found: ToGoal, classes: dict[str, int]) -> str:
    """What would reach the goal; only how far it is where there are not so many detractors."""
    name, wanted = parts.reading_title(now.measure, now.reading), words.score(goal, now.reading.unit)
    if now.state[0] == "few":
        return parts.few_title(name, now)
    if found.turned > classes["detractors"]:
        far = _("{goal}, {size} to go").format(
            goal=goals.goal_words(goal, now.reading), size=goals.distance(found.points, now.reading)
        )
        return f"{name}: {far}"
    if found.points > 0:
        said = ngettext(
            "{n} detractor turned into a promoter would reach {goal}",
            "{n} detractors turned into promoters would reach {goal}", found.turned,
        )  # fmt: skip
        return said.format(n=words.count(found.turned), goal=wanted)
    known = (_("{name} is at {goal} or above it"), _("{name} is surely above {goal}"))
    return known[found.chance >= SURE].format(name=name, goal=wanted)


def _shown(now: Guarded, goal: float, found: ToGoal, classes: dict[str, int]) -> pd.DataFrame:
    """The goal and each way to it, with what there is of it."""
    lowest, both = (
        _("of {n} there are").format(n=words.count(n)) for n in (classes["detractors"], sum(classes.values()))
    )
    remarks = (lowest, both, _("all others staying as they are"))
    rows = [
        (_("Now"), parts.value_text(now), parts.interval_text(now)),
        (_("Goal"), words.score(goal, now.reading.unit), _distance(found, now.reading)),
        *((name, n, remark) for (name, n), remark in zip(_ways(found), remarks, strict=False)),
        (_("Chance that it is reached already"), _percent(found.chance), _chance_word(found.chance)),
    ]
    return pd.DataFrame(rows, columns=[_("Way to the goal"), _("How many"), _("Remark")])


def _distance(found: ToGoal, reading: Reading) -> str:
    size = goals.distance(found.points, reading)
    return _("{size} to go").format(size=size) if found.points > 0 else _("{size} above it").format(size=size)


def _percent(chance: float) -> str:
    """No chance that a sample tells of is none or certain."""
    if chance < 0.01:
        return _("under {share}").format(share=words.score(0.01, "percent", width=1))
    return _("over {share}").format(share=words.score(0.99, "percent", width=1)) if chance > 0.99 else words.score(
        chance, "percent", width=1
    )  # fmt: skip


def _chance_word(chance: float) -> str:
    if chance >= SURE:
        return _("surely reached")
    return _("surely missed") if chance <= 1 - SURE else _("the answers do not tell")


def _table(now: Guarded, goal: float, found: ToGoal) -> pd.DataFrame:
    """Score, goal and gap in points, the ways in answers, the chance as a fraction."""
    scale = now.reading.scale
    added = found.added if math.isfinite(found.added) else None
    return pd.DataFrame([{
        "value": float(now.value[0]) * scale, "goal": goal * scale, "missing": found.points * scale,
        "n": int(now.n[0]), "turned": found.turned, "raised": found.raised, "added": added, "chance": found.chance,
    }])  # fmt: skip
