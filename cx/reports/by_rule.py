"""First-contact resolution by every rule, on the same tickets: how far apart the rules lie, and which one is used."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cx import definitions
from cx.charts.by_rule import height_of as height_of
from cx.charts.by_rule import side_by_side
from cx.definitions import Spread, alike, spread
from cx.guard import Guarded, guard
from cx.measures import Measure, Reading
from cx.reports import choices, native, parts, tables, words
from cx.reports.ask import Ask
from cx.reports.language import mark
from cx.reports.page import Chart, Choices, Point, Swatch
from cx.reports.words import _, ngettext
from cx.scores import read

#: What the rules are called where there is room for 20 characters.
_SHORT = {
    "F1": mark("No return in {days}"), "F1_topic": mark("Same topic, {days}"), "F2": mark("{days}, no transfer"),
    "F3": mark("One agent reply"), "F4": mark("Under two replies"), "F5": mark("One reply, no hold"),
    "F6": mark("Customer wrote once"), "F7": mark("One person, once"), "F8": mark("Within 15 minutes"),
    "F9": mark("The customer says so"),
}  # fmt: skip


def rules(ask: Ask, shown: Measure, *, key: str) -> Chart:
    """Every rule of a measure beside the one in force, all read from one tally. Raises Unavailable."""
    used = in_force(ask, shown)
    every = every_rule(ask, shown, used)
    own = next(scores for scores in every if scores.reading.full_name == used.full_name)
    drawn = [scores for scores in every if is_drawn(scores, used)]
    message = None if drawn else parts.state_message(ask, own)
    title = _title(shown, own, drawn)
    return Chart(
        key, title, _("The same {counted}, read by every rule").format(
            counted=words.counted(int(own.rows[0]), shown.counts)),
        words.definition(shown, used), figure=None if message else figure(drawn, used, count_head=_("decided")),
        make_table=lambda: _table(every), make_shown=lambda: _shown(every, used), swatches=_swatches(),
        footer=_footer(own), alt=_alt(title, drawn), message=message, height=height_of(len(drawn)),
        choices=None if message else Choices(_("a rule"), points(ask, drawn)),
        native=native.of_reading("bar", "reading", [native.scored(words.measure_name(shown))], used),
    )  # fmt: skip


def in_force(ask: Ask, shown: Measure) -> Reading:
    """The rule asked for; what is asked for that is no rule (the share reopened) leaves the company's own."""
    asked = ask.filters.reading(shown)
    return shown.reading() if asked.apart else asked


def every_rule(ask: Ask, shown: Measure, used: Reading) -> list[Guarded]:
    """The scores of the current period by every rule, the one in force among them."""
    now = parts.current(ask, shown)
    every = [*definitions.side_by_side(shown, {shown.basis: now}), read(now, used)]
    found = {scores.reading.full_name: scores for scores in every if alike(scores.reading, used)}
    return [guard(scores, ask.settings) for scores in found.values()]


def is_drawn(scores: Guarded, used: Reading) -> bool:
    """Each rule once: with the window of the one in force where it can have that, else with its own."""
    reading = scores.reading
    own = next(known for known in scores.measure.readings if known.name == reading.name)
    shared = used.parameter in (own.parameter, *own.options) or own.name == used.name
    return bool(np.isfinite(scores.value[0])) and reading.parameter == (used.parameter if shared else own.parameter)


def figure(drawn: Sequence[Guarded], used: Reading, *, count_head: str) -> go.Figure:
    """Definitions of one measure that answer the same question, the one in force filled and bold; all have a value."""
    return side_by_side(
        parts.of_each([scores.reading.full_name for scores in drawn], drawn, list(map(_hover, drawn))),
        names=[short_name(scores.measure, scores.reading) for scores in drawn],
        in_force=[scores.reading.full_name == used.full_name for scores in drawn], label=parts.axis_label(used),
        values=[parts.value_text(scores) for scores in drawn], counts=[words.count(scores.n[0]) for scores in drawn],
        count_head=count_head, apart=_apart(drawn, used), bounds=parts.bounds(used, parts.survey_of(drawn[0])),
    )  # fmt: skip


def _apart(drawn: Sequence[Guarded], used: Reading) -> str:
    """How far the least and the most lie from each other: "same tickets, 22 pp apart"; "" where they read the same."""
    found = spread(drawn, used)
    if found is None or found.low == found.high:
        return ""
    size = words.change(found.high - found.low, used.unit).lstrip("+")
    return _("same {counted}, {size} apart").format(counted=words.count_name(drawn[0].measure.counts, 2), size=size)


def _hover(scores: Guarded) -> str:
    value = f"<b>{parts.value_text(scores)}</b>  ({parts.interval_text(scores)})"
    left_out = parts.excluded_words(scores)
    rule = parts.sentence_case(words.reading_name(scores.measure, scores.reading))
    return "<br>".join([value, ", ".join([parts.count_text(scores), *left_out]), rule])


def short_name(measure: Measure, reading: Reading) -> str:
    """What a rule is called where there is room for 20 characters; other definitions keep their names."""
    days = ngettext("{n} day", "{n} days", reading.parameter).format(n=words.count(reading.parameter))
    if measure.name == "fcr" and reading.name in _SHORT:
        return _(_SHORT[reading.name]).format(days=days)
    return words.reading_name(measure, reading)


def _title(shown: Measure, own: Guarded, drawn: Sequence[Guarded]) -> str:
    """How far apart the rules lie, where tickets are enough to say so."""
    name = words.measure_name(shown)
    apart = spread(drawn, own.reading)
    if apart is None or own.state[0] != "ok":
        return parts.few_title(name, own) if own.state[0] == "few" else name
    return depending(name, apart)


def depending(name: str, apart: Spread) -> str:
    """How much a number depends on its rule: "Solved first time: 30% to 91%, depending on the rule"."""
    low, high = (words.score(value, apart.lowest.unit) for value in (apart.low, apart.high))
    if low == high:
        return _("{name}: {value}, whatever the rule").format(name=name, value=low)
    return _("{name}: {low} to {high}, depending on the rule").format(name=name, low=low, high=high)


def points(ask: Ask, drawn: Sequence[Guarded]) -> tuple[Point, ...]:
    """The definitions that are drawn: a click uses one on all pages."""
    return tuple(_point(ask, scores) for scores in drawn)


def _point(ask: Ask, scores: Guarded) -> Point:
    reading = scores.reading
    name = parts.sentence_case(words.reading_name(scores.measure, reading))
    filters = ask.filters.read_as(scores.measure, reading.full_name)
    return Point(reading.full_name, name, parts.said(scores), filters, choices.behind(scores, 0, filters, name))


def _footer(own: Guarded) -> tuple[str, ...]:
    return parts.footer(own, _("filled: the rule in force"), _("choose a rule to use it on every page"))


def _swatches() -> tuple[Swatch, ...]:
    return (Swatch("dot", "main", _("the rule in force")), Swatch("open_dot", "ref", _("other rules")))


def _alt(title: str, drawn: Sequence[Guarded]) -> str:
    texts = [f"{words.reading_name(scores.measure, scores.reading)} {parts.value_text(scores)}" for scores in drawn]
    return f"{title}. " + ", ".join(texts)


def _table(every: Sequence[Guarded]) -> pd.DataFrame:
    """One row per rule and window, those that decide nothing too."""
    return tables.stacked(every)


def _shown(every: Sequence[Guarded], used: Reading) -> pd.DataFrame:
    return pd.DataFrame({
        _("Rule"): [parts.sentence_case(words.reading_name(scores.measure, scores.reading)) for scores in every],
        _("Share"): [parts.value_text(scores) for scores in every],
        _("95% interval"): [parts.interval_text(scores) for scores in every],
        parts.sentence_case(words.count_name(every[0].measure.counts, 2)): [words.count(s.n[0]) for s in every],
        _("Left out"): [", ".join(parts.excluded_words(scores)) for scores in every],
        _("Remark"): [_("in force") if s.reading.full_name == used.full_name else "" for s in every],
    })  # fmt: skip
