"""Two snapshots: what changed, whether it is real, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from cx.errors import Unavailable
from cx.reports import causes, coverage, finding, parts, why, words
from cx.reports.ask import Ask
from cx.reports.causes import Split
from cx.reports.language import mark
from cx.reports.page import Chart, Head, Page, Part, Table
from cx.reports.verdicts import Headline, headlines
from cx.reports.words import _, ngettext
from cx.snapshots import circumstances, numbers, numbers_table, rows_changed
from cx.snapshots.circumstances import Differs
from cx.snapshots.content import Content
from cx.snapshots.numbers import Number
from cx.snapshots.sides import Side, side_of, together

WHY = "why"

#: What is found where no two numbers can be compared, by the reason.
_NOTHING = {
    "data": mark("The two are of different companies"),
    "filters": mark("The two have different filters, so they show different numbers"),
    "definition": mark("The two define their numbers differently"),
    "question": mark("The two are about different questions"),
    "settings": mark("The two count their numbers under different settings"),
}  # fmt: skip


def compare(before: Content, after: Content) -> Page:
    """Every headline number that both hold with its verdict, why the one that changed most did, as far as both hold the
    counts for it, and what differs besides the numbers.
    """
    return _page(_compared(side_of(before), side_of(after)))


class _Compared(NamedTuple):
    """Two sides, and what was found between them. shared: how many of their days are in both; both: as one question
    about all numbers that have verdicts."""

    before: Side
    after: Side
    circumstances: tuple[Differs, ...]
    numbers: tuple[Number, ...]
    shared: int
    both: Ask

    @property
    def same_days(self) -> bool:
        """Whether both are of the same rows, but for those that came, went or were changed."""
        days = self.before.ask.window.current == self.after.ask.window.current
        return days and not any(one.apart in ("data", "filters") for one in self.numbers)

    @property
    def judged(self) -> list[Headline]:
        """The numbers that have verdicts, where both sides have a number."""
        return [line for line in headlines(self.both).values() if line.change and line.change.verdict != "none"]


def _compared(before: Side, after: Side) -> _Compared:
    shared = numbers.shared_days(before.ask.window.current, after.ask.window.current)
    found = numbers.numbers(before.ask, after.ask, overlap=shared > 0)
    judged = [one.measure.name for one in found if not one.apart]
    both = together(before.ask, after.ask, judged)
    return _Compared(before, after, circumstances.differing(before, after), found, shared, both)


def _page(found: _Compared) -> Page:
    name, cause = _("Two snapshots"), _cause(found)
    head = Head(name, _finding(found, cause), _cover(found), _notes(found))
    return Page(name, head, tuple(_parts(found, cause)))


def _cover(found: _Compared) -> tuple[str, ...]:
    window = found.both.window
    once = replace(window, previous=None) if window.current == window.previous else window
    return (f"{coverage.days_compared(once)}.",)


def _parts(found: _Compared, cause: _Cause | None) -> Iterator[Part]:
    heads = _("Before"), _("After")
    yield numbers_table.table(found.numbers, heads, judged=not found.same_days)
    if cause is not None:
        yield cause.drawn
    if found.circumstances:
        yield circumstances.table(found.circumstances, heads)


# What is found.


def _finding(found: _Compared, cause: _Cause | None) -> str:
    """One sentence: the clearest change with its cause, or why there is none."""
    if not found.numbers:
        return _("The two have no number in common")
    if found.same_days:
        return _("The two are of the same days: {found}").format(found=_same_days(found))
    if found.judged:
        line = finding.strongest(found.judged)
        return _of_change(line, cause.split if cause is not None and cause.line is line else None)
    apart = [one.apart for one in found.numbers if one.apart]
    if "overlap" in apart:
        return _("The two share some of their days, so no change can be told from them")
    return _(_NOTHING[apart[0]]) if apart else _("One of the two has no number to compare with")


def _same_days(found: _Compared) -> str:
    ran_on = rows_changed.ran_on(found.before, found.after)
    sides = [rows_changed.comparable(rows_changed.keyed(side), ran_on) for side in (found.before, found.after)]
    return numbers_table.differing(rows_changed.largest(*sides), found.numbers)


def _of_change(line: Headline, split: Split | None) -> str:
    change = line.change
    assert change is not None
    if change.verdict == "few":
        return _("Too few answers to tell whether anything changed")
    if change.verdict != "clear":
        return _("Nothing clearly changed")
    way = finding.good_or_bad(line, change)
    facts = {"name": parts.reading_title(line.measure, line.reading), "size": parts.size_of(change) + way}
    known = {
        None: _("{name} became clearly {size}"), True: _("{name} rose {size} between the two"),
        False: _("{name} fell {size} between the two"),
    }  # fmt: skip
    rose = None if parts.says_which_way(change) else change.difference > 0
    return (causes.sentence(split, way) if split is not None else "") or known[rose].format(**facts)


def _notes(found: _Compared) -> tuple[str, ...]:
    """That days overlap, or are the other way round."""
    one, other = found.before.ask.window.current, found.after.ask.window.current
    shared = any(one.apart == "overlap" for one in found.numbers) and not found.same_days
    said = ngettext(
        "{n} day is in both, and so are its answers: differences have no verdict.",
        "{n} days are in both, and so are their answers: differences have no verdict.", found.shared,
    ).format(n=words.count(found.shared))  # fmt: skip
    turned = _("The days of the second lie before those of the first.")
    return tuple(
        text for text, true in ((said, shared and found.shared > 0), (turned, other.first < one.first)) if true
    )


# Why.


class _Cause(NamedTuple):
    """What a change is made of, drawn. split: None of a number that cannot be split."""

    line: Headline
    drawn: Chart | Table
    split: Split | None = None


def _cause(found: _Compared) -> _Cause | None:
    """What the clearest change is made of, of those for which both hold the counts by some dimension."""
    left = found.judged
    while left:
        line = finding.strongest(left)
        cause = _drawn(found.both, line)
        if cause is not None:
            return cause
        left = [other for other in left if other is not line and other.change and other.change.verdict == "clear"]
    return None


def _drawn(both: Ask, line: Headline) -> _Cause | None:
    """The change split over the dimension that explains most of it; where it is no mean, each group against itself."""
    split = causes.best(both, line.measure, line.reading)
    if split is not None:
        return _Cause(line, replace(why.of_split(split, key=WHY), choices=None, wide=True), split)
    for dimension in [] if line.reading.linear else causes.tried(both, line.measure):
        try:
            return _Cause(line, replace(why.moved(both, line.measure, line.reading, dimension, key=WHY), wide=True))
        except Unavailable:
            continue
    return None
