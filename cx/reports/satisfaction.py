"""Satisfaction: are customers content with what they got, how easy was it to get, and what goes with it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import Measure, Reading, measure
from cx.reports import (
    attempt,
    beside,
    breakdown,
    coverage,
    distribution,
    diverging,
    headline_cards,
    over_time,
    parts,
    reviews,
    why,
    words,
)  # fmt: skip
from cx.reports.ask import Arrangement, Ask
from cx.reports.finding import finding
from cx.reports.page import Card, Cards, Chart, Head, Page, Part, Picker, Table
from cx.reports.verdicts import Headline, headline
from cx.reports.words import _

#: What customers can say of how content they are, in the order of the cards.
MEASURES = tuple(map(measure, ("csat", "css", "ces", "satisfaction", "review")))

#: What separates a measure from a question in the link; no name of a measure has it.
_OF = ":"


@dataclass(frozen=True)
class Focus:
    """The measure that most of the page is about, asked by one question.

    ask: narrowed to that question where it is not the one that is asked anyway.
    """

    key: str
    ask: Ask
    measure: Measure
    reading: Reading


def page(ask: Ask, arrangement: Arrangement) -> Page:
    """A card for each measure there is, and one of them closely: over time, its answers, by channel, why, with what."""
    known = present(ask)
    lines = [headline(ask, shown) for shown in known or MEASURES[:1]]
    focus = in_focus(ask, arrangement, known or MEASURES[:1])
    line = headline(focus.ask, focus.measure)
    name = _("Satisfaction · {name}").format(name=words.measure_name(focus.measure))
    head = Head(name, finding(focus.ask, line), coverage.cover(focus.ask, *coverage.counted(line)))
    pickers = (*_picker(ask, focus, known), *_dimension_picker(focus, arrangement))
    return Page(_("Satisfaction"), head, (_cards(ask, lines), *pickers, *_closely(focus, arrangement)))


def present(ask: Ask) -> list[Measure]:
    """The measures that some question of the data asks for."""
    return [shown for shown in MEASURES if any(ask.contents.questions(name) for name in shown.asks)]


def _cards(ask: Ask, lines: Sequence[Headline]) -> Cards:
    return Cards(tuple(_card(ask, line) for line in lines))


def _card(ask: Ask, line: Headline) -> Card:
    made = attempt.card(line.measure.name, "satisfaction", lambda: headline_cards.card(ask, line))
    return replace(made, page="satisfaction", query=(("about", line.measure.name),))


# What is in focus.


def in_focus(ask: Ask, arrangement: Arrangement, known: Sequence[Measure]) -> Focus:
    """The measure and the question that a link asks for, else the first there is by its headline question."""
    keys = _keys(ask, known)
    key = arrangement.about if arrangement.about in keys else keys[0]
    name, _colon, question = key.partition(_OF)
    shown = measure(name)
    narrowed = narrow(ask, ask.filters.where_("survey", [question])) if question else ask
    return Focus(key, narrowed, narrowed.filters.measure(shown), narrowed.filters.reading(shown))


def narrow(ask: Ask, filters: Filters) -> Ask:
    """The same question under other filters; what was asked under the first ones is not forgotten."""
    return replace(ask, filters=filters, _others={})


def _keys(ask: Ask, known: Sequence[Measure]) -> list[str]:
    """Every measure, and beside it every further question that asks for it, unless the filters choose the questions."""
    found = []
    for shown in known:
        questions = [survey.survey for name in shown.asks for survey in ask.contents.questions(name)]
        further = questions[1:] if ask.filters.condition("survey") is None else []
        found += [shown.name, *(f"{shown.name}{_OF}{question}" for question in further)]
    return found


def _picker(ask: Ask, focus: Focus, known: Sequence[Measure]) -> tuple[Picker, ...]:
    """Which measure, and which question; none where there is nothing to choose."""
    keys = _keys(ask, known) if known else []
    options = tuple((key, _name(key)) for key in keys)
    return (Picker("about", _("Look closely at"), options, focus.key, keys[0]),) if len(keys) > 1 else ()


def _name(key: str) -> str:
    name, _colon, question = key.partition(_OF)
    named = words.measure_name(name)
    return _("{measure}, “{question}”").format(measure=named, question=question) if question else named


def _dimension_picker(focus: Focus, arrangement: Arrangement) -> tuple[Picker, ...]:
    """By what it is broken down, by default a dimension that its answers differ in."""
    offered = breakdown.picker(focus.ask, arrangement, [focus.measure])
    chosen, default = _dimension(focus, arrangement.by), _dimension(focus, "")
    return tuple(replace(picker, chosen=chosen, default=default) for picker in offered)


def _dimension(focus: Focus, wanted: str) -> str:
    """The dimension asked for, else the first in which the answers differ; "" where the data have none."""
    offered = breakdown.dimensions(focus.ask, [focus.measure])
    differing = (name for name in offered if _varies(focus, name))
    return wanted if wanted in offered else next(differing, next(iter(offered), ""))


# The measure in focus.


def _closely(focus: Focus, arrangement: Arrangement) -> tuple[Part, ...]:
    """What is known of the measure in focus; in the end the score beside what the tickets took, with its choice."""
    drawn: list[Chart | Table] = [_trend(focus), _answers(focus), *_groups(focus, arrangement)]
    is_review = focus.measure.name == reviews.REVIEW.name
    last = _reviews(focus) if is_review else _beside(focus, arrangement)
    kept = parts.said_once([*drawn, *_by_touchpoint(focus, arrangement), *last])
    if is_review or kept[-1] not in last or kept[-1].message:
        return tuple(kept)
    return (*kept[:-1], *beside.picker(focus.ask, arrangement), kept[-1])


def _trend(focus: Focus) -> Chart:
    key = f"{focus.measure.name}-trend"
    return attempt.chart(
        focus.measure, focus.reading, key,
        lambda: over_time.score_over_time(focus.ask, focus.measure, focus.reading, key=key, wide=True), wide=True,
    )  # fmt: skip


def _answers(focus: Focus) -> Chart:
    key = f"{focus.measure.name}-answers"
    return attempt.chart(
        focus.measure, focus.reading, key, lambda: distribution.answers(focus.ask, focus.measure, key=key)
    )


def _groups(focus: Focus, arrangement: Arrangement) -> list[Chart | Table]:
    """The answers by the dimension chosen, and why the score moved; both from one tally."""
    dimension = _dimension(focus, arrangement.by)
    if not dimension:
        return []
    shown, reading = focus.measure, focus.reading
    by, moved = f"answers-by-{shown.name}", f"{shown.name}-why"
    answered = attempt.chart(
        shown, reading, by, lambda: diverging.answers_by(focus.ask, shown, reading, dimension, key=by)
    )
    split = attempt.chart(shown, reading, moved, lambda: why.moved(focus.ask, shown, reading, dimension, key=moved))
    return [answered, split]


def _by_touchpoint(focus: Focus, arrangement: Arrangement) -> list[Chart]:
    """The score by touchpoint; where there is one alone, or it is chosen already, by channel, by team."""
    chosen = _dimension(focus, arrangement.by)
    other = next((name for name in ("touchpoint", "channel", "team") if name != chosen and _varies(focus, name)), "")
    if not other:
        return []
    key = f"by-{focus.measure.name}-{other}"
    return [attempt.chart(
        focus.measure, focus.reading, key,
        lambda: breakdown.score_by(focus.ask, focus.measure, focus.reading, other, key=key),
    )]  # fmt: skip


def _varies(focus: Focus, dimension: str) -> bool:
    """Whether the answers have more than one value of a dimension."""
    if dimension not in focus.ask.contents.filled.get("answers", frozenset()):
        return False
    try:
        return len(focus.ask.by_period(focus.measure, dimension).over(dimension).groups) > 1
    except Unavailable:
        return False


def _reviews(focus: Focus) -> list[Chart]:
    key = "reviews-replied"
    return [attempt.chart(focus.measure, focus.reading, key, lambda: reviews.replied(focus.ask, key=key))]


def _beside(focus: Focus, arrangement: Arrangement) -> list[Chart]:
    """The score beside what the tickets took; nothing where no answer knows its ticket."""
    wanted = beside.chosen(focus.ask, arrangement)
    if not wanted:
        return []
    key = f"{focus.measure.name}-beside"
    made = attempt.chart(
        focus.measure, focus.reading, key,
        lambda: beside.score_beside(focus.ask, focus.measure, focus.reading, wanted, key=key),
    )  # fmt: skip
    return [replace(made, wide=True)]
