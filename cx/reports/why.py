"""Why a score moved, drawn: what the mix of a dimension did and what each of its groups did, from one tally.

A score that is a mean is split so that the parts add up to its change, in what is drawn and in what is printed. Any
other score (a median) cannot be: then each group is set against itself before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cx.change import Change, verdicts_by
from cx.charts.waterfall import End, Step, height_of, waterfall
from cx.filters import written
from cx.guard import Guarded, guard
from cx.measures import Measure, Reading
from cx.reports import breakdown, choices, explain, parts, tables, words
from cx.reports.ask import Ask
from cx.reports.causes import Split, split, title
from cx.reports.language import mark
from cx.reports.page import Chart, Choices, Message, Table
from cx.reports.words import _
from cx.scores import read
from cx.why import Line

#: More groups than this are not drawn one by one; the table has them all.
MOST_GROUPS = 6

#: Verdicts in a word that fits beside a bar.
_SHORT = {"clear": mark("clear"), "possible": mark("possible"), "noise": mark("noise"), "few": mark("few")}


def moved(
    ask: Ask, measure: Measure, reading: Reading, dimension: str, *, key: str, known: Split | None = None
) -> Chart | Table:
    """Why a score moved between the two periods, by a dimension; a table by group where it is no mean.

    known: the change so split, where it is known already. Raises Unavailable.
    """
    if ask.window.previous is None:
        return _said(measure, reading, key, parts.nothing_compared(ask))
    if dimension == "survey" and not ask.filters.condition("survey"):
        return _said(measure, reading, key, _one_survey())
    if not reading.linear:
        return _by_group(ask, measure, reading, dimension, key)
    return of_split(known or split(ask, measure, reading, dimension), key=key)


def _one_survey() -> Message:
    way_out = _("The score is of one survey. Choose another dimension, or surveys that may be added up.")
    return Message(_("Not split by survey"), way_out)


def without_dimension(measure: Measure, reading: Reading, *, key: str) -> Chart:
    """In place of a split where the data have nothing to split by."""
    said = Message(
        _("Nothing to split by"),
        _("The files give no dimension with more than one value. Import one with a channel or a product."),
    )
    return _said(measure, reading, key, said)


def of_split(found: Split, *, key: str) -> Chart:
    """A split change as a waterfall: the score before, the mix, what groups did by themselves, the score now."""
    measure, dimension, reading = found.both.measure, found.found.dimension, found.found.reading
    message = _message(found.ask, found)
    if message is not None:
        return _said(measure, reading, key, message)
    steps, finding = _steps(found), title(found)
    return Chart(
        key, finding, _subtitle(parts.reading_title(measure, reading), dimension),
        f"{words.definition(measure, reading, parts.survey_of(found.now))} {_method()}",
        figure=waterfall(*_ends(found), [step.drawn for step in steps], better=str(found.now.better[0])),
        make_table=lambda: pd.DataFrame(_records(found)), make_shown=lambda: _shown(found), footer=_footer(found),
        alt=_alt(finding, steps), height=height_of(len(steps)), choices=_choices(found, steps),
    )  # fmt: skip


def _message(ask: Ask, found: Split) -> Message | None:
    """Why there is nothing to split; None where there is."""
    message = parts.state_message(ask, found.now)
    if message is not None or found.before.state[0] == "hidden":
        return message or parts.hidden_message(ask)
    if found.before.state[0] == "none":
        return Message(words.verdict_word("none").capitalize(), words.verdict_help("none"))
    if len(found.found.lines) == 1:
        name = words.in_sentence(found.found.dimension)
        return Message(
            _("Only one {dimension}").format(dimension=name), _("There is nothing to split the change over.")
        )
    return None


def _said(measure: Measure, reading: Reading, key: str, message: Message) -> Chart:
    """The chart's place with a message in it."""
    title_ = _("Why {name} moved").format(name=parts.reading_title(measure, reading))
    return Chart(key, title_, "", words.definition(measure, reading), message=message, height=parts.LEAST_HEIGHT)


def _subtitle(name: str, dimension: str) -> str:
    said = _("{name} split into the mix by {dimension} and the score within each")
    return said.format(name=name, dimension=words.in_sentence(dimension))


def _method() -> str:
    return _(
        "The change is split without a rest (Kitagawa 1955): what goes with groups that gained or lost share of all "
        "(mix), and what goes with a group's own score (its rate, weighted by its mean share). It says what the change "
        "is made of, not what caused it."
    )


# What is drawn.


class _Drawn(NamedTuple):
    """One step, with the line whose rate it is; None for the mix and for what is drawn together."""

    drawn: Step
    line: Line | None


_Pair = tuple[Line, Mapping[str, Any]]


def _steps(found: Split) -> list[_Drawn]:
    """The mix, then what groups did by themselves, the largest first, then the rest as one: the smaller ones, those
    of too few answers to tell anything of them, and several that did nothing in the digits that are printed."""
    *records, total = explain.printed(found.found)
    pairs: list[_Pair] = list(zip(found.found.lines, records, strict=True))
    told = [pair for pair in pairs if pair[0].verdict not in ("few", "none")]
    drawn = told or [pair for pair in pairs if _is_one(pair[0])]
    active = [pair for pair in drawn if pair[1]["rate"]]
    shown = drawn if len(active) > len(drawn) - 2 else active
    alone = sorted(shown, key=lambda pair: -abs(pair[0].rate))
    rest = alone[MOST_GROUPS:] + [pair for pair in pairs if pair not in shown]
    mix = _Drawn(_mix(found, total["mix"]), None)
    return [mix, *(_Drawn(_rate(found, *pair), pair[0]) for pair in alone[:MOST_GROUPS]), *_rest(found, rest)]


def _is_one(line: Line) -> bool:
    return len(line.segments) == 1


def _mix(found: Split, printed: float) -> Step:
    name = _("Mix by {dimension}").format(dimension=words.in_sentence(found.found.dimension))
    text, verdict = _amount(found, printed), found.found.mix_verdict
    hover = _hover(text, verdict, _("groups that gained or lost share"))
    return Step(name, found.found.mix, text, _style(found, verdict), _short(verdict), hover=hover)


def _rate(found: Split, line: Line, record: Mapping[str, Any]) -> Step:
    text = _amount(found, record["rate"])
    counts = _("{before} before, {after} now").format(before=words.count(line.n0), after=words.count(line.n1))
    return Step(
        _line_name(found, line), line.rate, text, _style(found, line.verdict), _short(line.verdict),
        written(line.segments[0]), _hover(text, line.verdict, counts),
    )  # fmt: skip


def _rest(found: Split, pairs: Sequence[_Pair]) -> list[_Drawn]:
    """All other groups as one step; none where there is none."""
    if not pairs:
        return []
    unit, many = found.found.reading.unit, sum(len(line.segments) for line, _record in pairs)
    printed = round(sum(record["rate"] for _line, record in pairs), explain.DIGITS[unit])
    name = _line_name(found, pairs[0][0]) if many == 1 else _("Other ({n})").format(n=words.count(many))
    return [_Drawn(Step(name, sum(line.rate for line, _ in pairs), _amount(found, printed)), None)]


def _amount(found: Split, printed: float) -> str:
    """A printed part of the change, with its sign and all its digits: "−4.1", "+0.9 pp"."""
    unit, value = found.found.reading.unit, printed / found.found.reading.scale
    return words.change(value, unit) if unit in ("percent", "seconds") else words.exact(value, unit, signed=True)


def _style(found: Split, verdict: str) -> str:
    """How a step is drawn: where the whole change may be chance, so may what is only possible in it."""
    return verdict if verdict == "clear" or found.verdict in ("clear", "possible") else "noise"


def _short(verdict: str) -> str:
    return _(_SHORT[verdict]) if verdict in _SHORT else ""


def _hover(text: str, verdict: str, said: str) -> str:
    return f"<b>{text}</b>  {words.verdict_word(verdict)}<br>{said}"


def _ends(found: Split) -> tuple[End, End]:
    """Both totals with their intervals, in the digits in which the parts add up."""
    total, window = explain.printed(found.found)[-1], found.ask.window
    assert window.previous is not None
    year = window.previous.last.year != window.current.last.year
    return (
        _end(words.date_range(window.previous.first, window.previous.last, year=year), found.before, total["before"]),
        _end(words.date_range(window.current.first, window.current.last, year=year), found.now, total["after"]),
    )


def _end(name: str, scores: Guarded, printed: float) -> End:
    value, low, high = (float(numbers[0]) for numbers in (scores.value, scores.low, scores.high))
    text, few = words.exact(printed / scores.reading.scale, scores.reading.unit), scores.state[0] == "few"
    return End(name, value, low, high, text, few=few, hover=parts.hover_text(scores, 0))


def _choices(found: Split, steps: Sequence[_Drawn]) -> Choices:
    """The groups that are drawn by themselves, each with its rows of the current period."""
    dimension, current = found.found.dimension, found.both.select({"period": "current"}).over(found.found.dimension)
    now = guard(read(current, found.found.reading), found.ask.settings)
    rows = {value: row for row, value in enumerate(now.groups[dimension])}
    drawn = [step.line.segments[0] for step in steps if step.line is not None]
    return choices.of_groups(found.ask, now, dimension, [rows[value] for value in drawn if value in rows])


# The same in words.


def _footer(found: Split) -> tuple[str, ...]:
    change, counts = found.found.change, found.both.measure.counts
    counted = _("{before} and {after}").format(
        before=words.count(change.n_before), after=words.counted(change.n_after, counts)
    )
    small = sum(len(line.segments) for line in found.found.lines if not _is_one(line))
    together = _("{n} too small to stand alone are added up").format(n=words.count(small)) if small else ""
    note = parts.survey_note(found.ask, found.now)
    return tuple(text for text in (counted, _("the parts add up exactly"), together, note) if text)


def _alt(finding: str, steps: Sequence[_Drawn]) -> str:
    texts = [f"{step.drawn.name} {step.drawn.text} {step.drawn.says}".strip() for step in steps]
    return f"{finding}. " + ", ".join(texts)


def _records(found: Split) -> list[explain.Record]:
    """Every line unrounded, as the command line writes it; last the whole."""
    lines = explain.records(found.found)
    for line in lines:
        line["lumped"] = "; ".join(words.value_name(value, found.found.dimension) for value in line["lumped"])
    whole = explain.whole(found.found)
    shared = {name: whole[name] for name in ("before", "after", "n_before", "n_after", "mix", "rate")}
    return [*lines, {"segment": _("All"), **shared, "verdict": found.verdict}]


def _shown(found: Split) -> pd.DataFrame:
    """Every line in the digits in which they add up, and what they add up to."""
    *records, total = explain.printed(found.found)
    lines = [
        _line(found, record, _line_name(found, line)) for line, record in zip(found.found.lines, records, strict=True)
    ]
    return pd.DataFrame([*lines, _line(found, {**total, "verdict": found.verdict}, _("All"))])


def _line_name(found: Split, line: Line) -> str:
    own = words.value_name(line.segments[0], found.found.dimension)
    return own if _is_one(line) else _("Other ({n})").format(n=len(line.segments))


def _line(found: Split, record: Mapping[str, Any], name: str) -> dict[str, str]:
    unit, scale = found.found.reading.unit, found.found.reading.scale
    before, after = (words.exact(_number(record[side]) / scale, unit) for side in ("before", "after"))
    mix, rate, both = (_amount(found, record[part]) for part in ("mix", "rate", "both"))
    shares = (words.exact(record[side] / 100, "percent") for side in ("share_before", "share_after"))
    counts = (words.count(record[side]) for side in ("n_before", "n_after"))
    heads = (
        words.dimension_name(found.found.dimension), _("Share before"), _("Share now"), _("Score before"),
        _("Score now"), _("Counted before"), _("Counted now"), _("Mix"), _("Rate"), _("Together"), _("Verdict"),
    )  # fmt: skip
    verdict = words.verdict_word(str(record["verdict"]))
    return dict(zip(heads, (name, *shares, before, after, *counts, mix, rate, both, verdict), strict=True))


def _number(number: float | None) -> float:
    return float("nan") if number is None else number


# What cannot be split.


def _by_group(ask: Ask, measure: Measure, reading: Reading, dimension: str, key: str) -> Table:
    """Each group against itself before, as one family of verdicts. Raises Unavailable."""
    both = ask.by_period(measure, dimension)
    now, before = (
        guard(read(both.select({"period": side}).over(dimension), reading), ask.settings)
        for side in ("current", "previous")
    )
    changes, order = verdicts_by(now, before, ask.settings.grey_below), breakdown.drawn(now)
    return Table(
        key, _groups_title(measure, reading, dimension, now, changes),
        _groups_subtitle(dimension),
        words.definition(measure, reading, parts.survey_of(now)),
        make_shown=lambda: breakdown.drawn_first(_changes_shown(now, changes, dimension), order),
        make_table=lambda: breakdown.drawn_first(tables.table(now).assign(**_changes_table(changes)), order),
        footer=_groups_footer(ask, now), message=parts.state_message(ask, now), wide=False,
        height=tables.height_of(changes),
    )  # fmt: skip


def _groups_title(measure: Measure, reading: Reading, dimension: str, now: Guarded, changes: Sequence[Change]) -> str:
    """The groups that changed clearly, if some did."""
    clear = [words.value_name(name, dimension) for name, change in zip(now.groups[dimension], changes, strict=True)
             if change.verdict == "clear"]  # fmt: skip
    facts = {"name": parts.reading_title(measure, reading), "dimension": words.in_sentence(dimension)}
    if not clear:
        return _("{name}: no {dimension} changed clearly").format(**facts)
    if len(clear) > 2:
        return _("{name} changed clearly in {n} of {all}").format(**facts, n=len(clear), all=len(changes))
    return _("{name} changed clearly in {groups}").format(**facts, groups=_(" and ").join(clear))


def _groups_subtitle(dimension: str) -> str:
    said = _("A median cannot be split, so each {dimension} is compared with itself before")
    return said.format(dimension=words.in_sentence(dimension))


def _groups_footer(ask: Ask, now: Guarded) -> tuple[str, ...]:
    counted = words.counted(int(now.n.sum()), now.measure.counts)
    return tuple(text for text in (counted, *parts.excluded_words(now), parts.survey_note(ask, now)) if text)


def _changes_shown(now: Guarded, changes: Sequence[Change], dimension: str) -> pd.DataFrame:
    shown = parts.shown(now, dimension).iloc[:, :2]
    unit = now.reading.unit
    return shown.assign(**{
        _("Before"): [words.score(change.before, unit) for change in changes],
        _("Change"): [words.change(change.difference, unit, ratio=change.ratio) for change in changes],
        _("Verdict"): list(map(verdict_of, changes)),
        _("Counted before"): [words.count(change.n_before) for change in changes],
        _("Counted now"): [words.count(change.n_after) for change in changes],
    })  # fmt: skip


def verdict_of(change: Change) -> str:
    """Its word; of a time that half have not reached on one of the two sides, that there is none."""
    later = np.isinf([change.before, change.after]).any()
    return _("not reached yet") if later else words.verdict_word(change.verdict)


def _changes_table(changes: Sequence[Change]) -> dict[str, list[Any]]:
    records = [explain.change(change) for change in changes]
    names = ("before", "n_before", "change", "change_low", "change_high", "verdict")
    return {name: [record[name] for record in records] for name in names}
