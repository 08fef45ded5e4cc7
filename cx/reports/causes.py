"""What a change mostly is: split over a dimension, and its main cause in words where one cause holds most of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from cx import why
from cx.change import Change, verdicts
from cx.errors import Unavailable
from cx.guard import Guarded
from cx.measures import Measure, Reading
from cx.reports import breakdown, explain, parts, words
from cx.reports.ask import Ask
from cx.reports.verdicts import before_of, headlines, now_of
from cx.reports.words import _
from cx.tally import Tally
from cx.why import Decomposition, Line

#: What one part must hold of a change to be named as what it mostly is.
MAIN_SHARE = 0.6
#: From here on that is nearly all of it; what is missing of all of it may be as small as this.
NEARLY_ALL, ROUNDED = 0.9, 0.005

#: Dimensions that nobody asks for by asking why: people, and questions, which may not be added up.
NOT_TRIED = ("agent", "survey")


@dataclass(frozen=True, eq=False)
class Split:
    """A change split over one dimension. both: the tally it comes from; now, before: the scores of all groups together;
    verdict: on the whole change, as it is everywhere on the pages.
    """

    ask: Ask
    found: Decomposition
    both: Tally
    now: Guarded
    before: Guarded
    verdict: str


def split(ask: Ask, measure: Measure, reading: Reading, dimension: str) -> Split:
    """The change between the two periods of the page, split over a dimension. Raises Unavailable, BadInput where the
    reading is no mean, and ValueError where nothing is compared.
    """
    both = ask.by_period(measure, dimension)
    now, before, whole = ask.once(("whole", measure.name, reading.full_name), lambda: _whole(ask, measure, reading))
    if before is None:
        raise ValueError("a change needs two periods")
    after, earlier = (both.select({"period": side}).over(dimension) for side in ("current", "previous"))
    same_rows = dimension != "survey"  # by survey all questions are counted, not the one in the headline alone
    found = why.decompose(after, earlier, reading, ask.settings, whole if same_rows else None)
    return Split(ask, found, both, now, before, _verdict(ask, found.change, measure))


def _whole(ask: Ask, measure: Measure, reading: Reading) -> tuple[Guarded, Guarded | None, Change]:
    """The scores of both periods and their change, whatever dimension they are split over."""
    both = ask.periods(measure)
    now, before = now_of(ask, both, reading), before_of(ask, both, reading)
    return now, before, verdicts([(now, before)], ask.settings.grey_below)[0]


def _verdict(ask: Ask, change: Change, measure: Measure) -> str:
    """That of the family of headlines where this number is one of them; else by itself."""
    line = headlines(ask).get(measure.name)
    if line is None or line.change is None or line.reading.full_name != change.reading.full_name:
        return change.verdict
    return line.change.verdict


def tried(ask: Ask, measure: Measure) -> list[str]:
    """The dimensions over which a change of the measure is worth splitting."""
    return [name for name in breakdown.dimensions(ask, [measure]) if name not in NOT_TRIED]


def best(ask: Ask, measure: Measure, reading: Reading) -> Split | None:
    """The change split over the dimension that explains most of it; None where there is none: no two periods, no
    dimension, or a reading that is no mean."""
    if ask.window.previous is None or not reading.linear:
        return None
    splits: dict[str, Split] = {}
    for name in tried(ask, measure):
        try:
            splits[name] = split(ask, measure, reading, name)
        except Unavailable:
            continue
    ranked = why.ranked([each.found for each in splits.values()])
    return splits[ranked[0].dimension] if ranked else None


# The main cause.


class Cause(NamedTuple):
    """The one part that holds most of a change: the rate of one line, or the mix (None); size: in the units of scores;
    printed: in the units people use, rounded as it is printed beside its bar."""

    line: Line | None
    size: float
    printed: float


def main_cause(found: Decomposition) -> Cause | None:
    """What alone holds `MAIN_SHARE` of the change or more and may not be chance; None where nothing does."""
    whole = found.change.difference
    if not found.lines or not whole:
        return None
    *lines, total = explain.printed(found)
    told = [
        Cause(line, line.rate, record["rate"])
        for line, record in zip(found.lines, lines, strict=True)
        if line.verdict in ("clear", "possible")
    ]
    mix = [Cause(None, found.mix, total["mix"])] if found.mix_verdict == "clear" else []
    largest = max([*told, *mix], key=lambda cause: cause.size / whole, default=None)
    return largest if largest is not None and largest.size / whole >= MAIN_SHARE else None


def _losing(found: Decomposition) -> Line:
    """The segment that lost the largest share of all answers."""
    return min(found.lines, key=lambda line: line.w1 - line.w0)


def _gaining(found: Decomposition) -> Line:
    return max(found.lines, key=lambda line: line.w1 - line.w0)


def line_name(line: Line, dimension: str) -> str:
    """What a line is called in a sentence: its segment, or "others" for the small ones together."""
    return breakdown.named(line.segments[0], dimension) if len(line.segments) == 1 else _("others")


# In words.


def title(split: Split) -> str:
    """The finding of a chart that says why: "More chat, not lower scores, took 4.1 of the 4.5 points"."""
    name = parts.reading_title(split.both.measure, split.found.reading)
    if split.verdict in ("few", "none"):
        return f"{name}: {words.verdict_word(split.verdict)}"
    if split.verdict == "noise":
        return _("{name}: the change is within noise").format(name=name)
    if split.verdict == "possible":
        return _("{name}: the change is possible, not clear").format(name=name)
    cause, dimension = main_cause(split.found), split.found.dimension
    if cause is None:
        said = _("{name}: no {dimension} alone explains the change")
        return said.format(name=name, dimension=words.in_sentence(dimension))
    return parts.sentence_case(_of_mix(split, cause) if cause.line is None else _of_line(split, cause, cause.line))


def _of_mix(split: Split, cause: Cause) -> str:
    lost, gained = _losing(split.found), _gaining(split.found)
    more = gained.w1 - gained.w0 > (lost.w0 - lost.w1) * (1 - 1e-9)
    segment, part = line_name(gained if more else lost, split.found.dimension), _part(split, cause)
    if split.found.change.difference < 0:
        known = (_("Less {segment}, not lower scores, took {part}"), _("More {segment}, not lower scores, took {part}"))
    else:
        known = (
            _("Less {segment}, not higher scores, added {part}"),
            _("More {segment}, not higher scores, added {part}"),
        )
    return known[more].format(segment=segment, part=part)


def _of_line(split: Split, cause: Cause, line: Line) -> str:
    said = _("{segment} alone added {part}") if split.found.change.difference > 0 else _("{segment} alone took {part}")
    return said.format(segment=line_name(line, split.found.dimension), part=_part(split, cause))


def _part(split: Split, cause: Cause) -> str:
    """How much of the change: "4.1 of the 4.5 points"."""
    change, unit = split.found.change, split.found.reading.unit
    whole = parts.size_of(change) if unit in ("points", "percent") else words.exact(abs(change.difference), unit)
    part = words.decimal(abs(cause.printed), explain.DIGITS[unit])
    if whole.startswith(part + "\u00a0") or whole == part:
        return _("all of the {whole}").format(whole=whole)
    if abs(cause.size) > abs(change.difference) * (1 + 1e-9):
        return _("all of the {whole} and more").format(whole=whole)
    return _("{part} of the {whole}").format(part=part, whole=whole)


def sentence(split: Split, way: str = "") -> str:
    """The change with its main cause, to be read aloud: "NPS fell 4.5 points, and most of it is volume moving from
    e-mail to chat", "CES rose 0.3 points, and nearly all of it comes from Shop"; "" where the change is not clear or
    has no main cause. way: whether it is for the better, where the words do not say so."""
    cause = main_cause(split.found) if split.verdict == "clear" else None
    if cause is None:
        return ""
    dimension, rose = split.found.dimension, split.found.change.difference > 0
    facts = {
        "name": parts.reading_title(split.both.measure, split.found.reading),
        "size": _size(split.found.change) + way, "share": _share(cause.size / split.found.change.difference),
    }  # fmt: skip
    if cause.line is not None:
        said = _("{name} rose {size}, and {share} comes from {segment}") if rose else _(
            "{name} fell {size}, and {share} comes from {segment}"
        )  # fmt: skip
        return said.format(segment=line_name(cause.line, dimension), **facts)
    said = _("{name} rose {size}, and {share} is volume moving from {lost} to {gained}") if rose else _(
        "{name} fell {size}, and {share} is volume moving from {lost} to {gained}"
    )  # fmt: skip
    lost, gained = (line_name(line, dimension) for line in (_losing(split.found), _gaining(split.found)))
    return said.format(lost=lost, gained=gained, **facts)


def _size(change: Change) -> str:
    """How large a change is, as it is said: on a scale of answers in points too."""
    said = parts.size_of(change)
    return _("{size} points").format(size=said) if change.reading.unit == "answer" else said


def _share(share: float) -> str:
    """How much of a change a cause holds; a cause may hold more than all of it, where others went the other way."""
    if share >= 1 - ROUNDED:
        return _("all of it")
    return _("nearly all of it") if share >= NEARLY_ALL else _("most of it")
