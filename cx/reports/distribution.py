"""Which answers were given: one column per answer of the scale, in the colours of its classes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from cx.charts.distribution import Group, distribution
from cx.charts.tokens import ALPHA, BAD, GOOD, PASSIVE, fade
from cx.guard import Guarded, guard
from cx.measures import Measure
from cx.reports import choices, native, parts, words
from cx.reports.ask import Ask
from cx.reports.page import Chart, Choices, Message, Point, Swatch
from cx.reports.words import _
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally

Floats = NDArray[np.float64]


def answers(ask: Ask, measure: Measure, *, key: str) -> Chart:
    """How often each answer was given, against the period before. Raises Unavailable."""
    both = ask.periods(measure)
    now, before = (both.select({"period": period}).total() for period in ("current", "previous"))
    scores = guard(read(now), ask.settings)
    survey = parts.survey_of(scores)
    message = parts.state_message(ask, scores)
    if survey is None or message is not None:
        return _said(measure, key, message or parts.empty_message(ask, measure))
    compared = guard(read(before), ask.settings)
    shares, earlier = shares_of(now, survey), shares_of(before, survey) if np.isfinite(compared.value[0]) else None
    subtitle = _("Share of each answer, {low} to {high}").format(low=survey.low, high=survey.high)
    title = _title(shares, survey) if scores.state[0] == "ok" else parts.few_title(_name(measure), scores)
    return Chart(
        key, title, subtitle, words.definition(measure, scores.reading, survey),
        figure=_figure(scores, survey, shares, earlier, now),
        make_table=lambda: _table(now, survey, shares), make_shown=lambda: _shown(now, survey, shares),
        swatches=_swatches(earlier),
        footer=parts.footer(scores, *_compared(ask, compared, earlier), parts.survey_note(ask, scores), columns=True),
        alt=f"{title}. {_alt(survey, shares)}", height=252, choices=_choices(ask, scores, now, survey, shares),
        native=native.share_columns("answer"),
    )  # fmt: skip


def _alt(survey: Survey, shares: Floats) -> str:
    """Every answer with its share."""
    named = zip(range(survey.low, survey.high + 1), shares, strict=True)
    return ", ".join(f"{answer}: {words.score(float(share), 'percent')}" for answer, share in named)


def _choices(ask: Ask, scores: Guarded, now: Tally, survey: Survey, shares: Floats) -> Choices:
    """Each answer that was given, to read who gave it."""
    points, counts = [], counts_of(now, survey).tolist()
    for answer, share, n in zip(range(survey.low, survey.high + 1), shares, counts, strict=True):
        name = _("Answer {answer}").format(answer=answer)
        says = f"{words.score(float(share), 'percent')}, {words.counted(n, scores.measure.counts)}"
        points.append(Point(str(answer), name, says, behind=choices.in_bins(scores, ask.filters, name, (answer,), n)))
    return Choices(_("an answer"), tuple(points))


def shares_of(tally: Tally, survey: Survey) -> Floats:
    """(K,) the share of each answer of the scale among all answers on it; NaN where there is none."""
    counts = counts_of(tally, survey)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Floats = counts / counts.sum()
    return shares


def counts_of(tally: Tally, survey: Survey) -> NDArray[np.int64]:
    """(K,) how often each answer of the scale was given, the lowest first."""
    scale = np.arange(survey.low, survey.high + 1)
    on_scale = np.isin(tally.bins, scale)
    return np.bincount(
        tally.bins[on_scale] - survey.low, weights=tally.counts.sum(axis=0)[on_scale], minlength=len(scale)
    ).astype(np.int64)


def groups(measure: Measure, survey: Survey, shares: Floats) -> list[Group]:
    """The classes of the scale with their shares: detractors, passives, promoters; or dissatisfied to satisfied."""
    ends = _ends(survey)
    found = []
    for name, colour, first, last in zip(*_classes(measure, survey), ends[:-1], ends[1:], strict=True):
        if first < last:
            share = words.score(float(shares[first - survey.low : last - survey.low].sum()), "percent")
            found.append(Group(f"<b>{name}</b><br>{share}", colour, first - survey.low, last - 1 - survey.low))
    return found


def _classes(measure: Measure, survey: Survey) -> tuple[list[str], list[str]]:
    """Names and marks of the classes, from the lowest answer up."""
    if measure.name == "nps":
        return [_("Detractors"), _("Passives"), _("Promoters")], [BAD, PASSIVE, GOOD]
    if len(survey.class_cuts()) > 1:
        return [_("At risk"), _("Satisfied"), _("Advocates")], [BAD, fade(GOOD, ALPHA["pale"]), GOOD]
    worst, best = (_("Hard"), _("Easy")) if measure.name == "ces" else (_("Dissatisfied"), _("Satisfied"))
    names, colours = [worst, _("Neutral"), best], [BAD, PASSIVE, GOOD]
    return (names, colours) if survey.direction == "high" else (names[::-1], colours[::-1])


def _ends(survey: Survey) -> list[int]:
    """The first answer of each of three classes and what follows the last: with one cut, as many steps are bad at one
    end as are good at the other."""
    low, high, cuts = survey.low, survey.high, survey.class_cuts()
    if len(cuts) > 1:
        return [low, *cuts, high + 1]
    cut = cuts[0]
    if survey.direction == "high":
        return [low, min(low + high - cut + 1, cut), cut, high + 1]
    return [low, cut, max(high - (cut - low) + 1, cut), high + 1]


def _figure(scores: Guarded, survey: Survey, shares: Floats, earlier: Floats | None, now: Tally) -> go.Figure:
    scale, counts, measure = range(survey.low, survey.high + 1), counts_of(now, survey), scores.measure
    return distribution(
        [str(answer) for answer in scale], shares, groups(measure, survey, shares),
        label=lambda share: words.score(share, "percent"), before=earlier, few=scores.state[0] == "few",
        hover=[f"<b>{words.score(float(share), 'percent')}</b><br>{words.counted(int(n), measure.counts)}"
               for share, n in zip(shares, counts, strict=True)],
    )  # fmt: skip


def _title(shares: Floats, survey: Survey) -> str:
    most = int(np.nanargmax(shares))
    share = words.score(float(shares[most]), "percent")
    return _("The most frequent answer is {answer}, given by {share}").format(answer=most + survey.low, share=share)


def _table(now: Tally, survey: Survey, shares: Floats) -> pd.DataFrame:
    answers_ = list(range(survey.low, survey.high + 1))
    return pd.DataFrame({"answer": answers_, "n": counts_of(now, survey), "share": shares * 100})


def _shown(now: Tally, survey: Survey, shares: Floats) -> pd.DataFrame:
    return pd.DataFrame({
        _("Answer"): [str(answer) for answer in range(survey.low, survey.high + 1)],
        _("Share"): [words.score(float(share), "percent") for share in shares],
        _("Answers"): [words.count(int(n)) for n in counts_of(now, survey)],
    })  # fmt: skip


def _swatches(earlier: Floats | None) -> tuple[Swatch, ...]:
    return () if earlier is None else (Swatch("line", "ref", _("the period before")),)


def _compared(ask: Ask, before: Guarded, earlier: Floats | None) -> list[str]:
    previous = ask.window.previous
    if earlier is None or previous is None:
        return []
    days = words.date_range(previous.first, previous.last)
    return [_("grey line: {days}, {count}").format(days=days, count=parts.count_text(before))]


def _name(measure: Measure) -> str:
    return words.measure_name(measure.name)


def _said(measure: Measure, key: str, message: Message) -> Chart:
    """The chart's place with a message in it."""
    name = _("Answers, {name}").format(name=_name(measure))
    return Chart(key, name, "", words.definition(measure, measure.reading()), message=message, height=252)
