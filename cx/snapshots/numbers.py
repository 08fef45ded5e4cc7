"""Headline numbers on two sides: which can be compared, what the difference is, and whether it is real.

Two numbers get a verdict where they are counted in the same way from different rows: the same definition, the same
filters, and days that do not overlap. Verdicts are those of the pages (`cx.change`), on one family: all the numbers
that are compared here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cx.change import Change, verdicts
from cx.measures import MEASURES, Measure
from cx.periods import Period
from cx.reports import explain, parts, words
from cx.reports.ask import Ask
from cx.reports.language import mark
from cx.reports.page import Message, Table
from cx.reports.verdicts import Headline, headlines, scored
from cx.reports.words import _, ngettext
from cx.snapshots.moved import Moved
from cx.snapshots.sides import together
from cx.surveys import scale_of

#: Settings that a count depends on when it is derived: of all, of business time, of customers who came and went.
_OF_ALL, _OF_BUSINESS, _OF_CUSTOMERS = ("zone",), ("zone", "calendars"), ("gone_after",)

#: Why two numbers have no verdict.
_APART = {
    "data": mark("two different numbers: of different companies"),
    "filters": mark("two different numbers: other filters"),
    "definition": mark("two different numbers: defined differently"),
    "question": mark("no verdict: another question, or declared differently"),
    "settings": mark("no verdict: counted under other settings"),
    "overlap": mark("no verdict: some rows are in both"),
}  # fmt: skip


#: Of these, where a difference would mean nothing.
DIFFERENT = ("data", "filters", "definition")


@dataclass(frozen=True)
class Number:
    """One headline number on both sides.

    change: from one to the other, with the verdict of its family; None where there is no difference to tell;
    apart: why there is no verdict, a key of `_APART`, "" where there is one.
    """

    before: Headline
    after: Headline
    change: Change | None = None
    apart: str = ""

    @property
    def measure(self) -> Measure:
        """As it is read afterwards."""
        return self.after.measure

    @property
    def verdict(self) -> str:
        """clear, possible, noise, few or none; "none" wherever there is no verdict."""
        return self.change.verdict if self.change is not None and not self.apart else "none"

    @property
    def moved(self) -> float:
        """The difference, NaN where there is none to tell."""
        return self.change.difference if self.change is not None else math.nan


def held(before: Ask, after: Ask) -> dict[str, tuple[Headline, Headline]]:
    """The headline numbers that both hold, by measure, in the order of the later one; those that neither could know
    are left out."""
    names = dict.fromkeys((*after.settings.headlines, *before.settings.headlines))
    found = {name: (scored(before, MEASURES[name]), scored(after, MEASURES[name])) for name in names}
    return {name: both for name, both in found.items() if _are_held(*both)}


def _are_held(before: Headline, after: Headline) -> bool:
    reasons = [line.unavailable.kind for line in (before, after) if line.unavailable is not None]
    return "not_kept" not in reasons and len(reasons) < 2


def numbers(before: Ask, after: Ask, *, overlap: bool) -> tuple[Number, ...]:
    """Every headline number that both hold. overlap: whether rows of the one may be in the other, so that a difference
    has no verdict."""
    both = held(before, after)
    apart = {name: why_apart(before, after, *lines) or _overlap(lines[1], overlap) for name, lines in both.items()}
    judged = headlines(together(before, after, judged_names(apart)))
    return tuple(
        Number(*lines, judged[name].change if name in judged else _difference(apart[name], *lines), apart[name])
        for name, lines in both.items()
    )


def judged_names(apart: Mapping[str, str]) -> list[str]:
    """The numbers that have verdicts, which are one family."""
    return [name for name, why in apart.items() if not why]


def _difference(apart: str, then: Headline, now: Headline) -> Change | None:
    """The difference of two numbers that mean the same, though it has no verdict."""
    if then.now is None or now.now is None or apart in DIFFERENT:
        return None
    return verdicts([(now.now, then.now)])[0]


def _overlap(line: Headline, overlap: bool) -> str:
    """What is there at a time (the backlog) was mostly there some time before."""
    return "overlap" if overlap or line.measure.counting == "state" else ""


def shared_days(one: Period, other: Period) -> int:
    """How many days are in both periods."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Period(first, last).days if first <= last else 0


def why_apart(before: Ask, after: Ask, then: Headline, now: Headline) -> str:
    """Why two numbers are not one and the same at two times; "" where they are."""
    cases = {
        "data": before.is_sample != after.is_sample,
        "filters": before.filters.where != after.filters.where,
        "definition": then.reading.full_name != now.reading.full_name,
        "question": _asked(then) != _asked(now) and None not in (then.now, now.now),
        "settings": any(before.contents.derived_with.get(name) != after.contents.derived_with.get(name)
                        for name in _depends_on(now.measure)),
    }  # fmt: skip
    return next((name for name, differ in cases.items() if differ), "")


def _asked(line: Headline) -> dict[str, object]:
    """The questions behind a number, and how their answers are read."""
    surveys = line.now.surveys if line.now is not None else {}
    return {name: scale_of(survey) for name, survey in surveys.items()}


def _depends_on(measure: Measure) -> tuple[str, ...]:
    if measure.counting == "membership":
        return _OF_CUSTOMERS
    return _OF_BUSINESS if "business" in measure.basis else _OF_ALL


# As a table.


def table(found: Sequence[Number], heads: tuple[str, str], *, judged: bool = True) -> Table:
    """The numbers side by side. heads: what the two sides are called; judged: whether differences have verdicts, as
    those of different rows have."""
    message = None if found else Message(_("No number in common"), _("Choose two snapshots of the same page."))
    return Table(
        "numbers", _("The numbers side by side"), _("Every headline number that both hold"),
        _judged() if judged else _same_rows(), lambda: shown(found, heads, judged=judged), lambda: unrounded(found),
        _footer(found) if judged else (), message, wraps=True,
    )  # fmt: skip


def differing(found: Moved, several: Sequence[Number]) -> str:
    """How far two counts of the same days lie apart: "counts differ by at least 14 rows, NPS +0.3"; the number is the
    first one that differs."""
    first = next((one for one in several if one.change is not None and difference(one) not in ("", "0")), None)
    said = ngettext("counts differ by at least {n} row", "counts differ by at least {n} rows", found.rows)
    rows = said.format(n=words.count(found.rows)) if found.rows else _("no count differs")
    return rows if first is None else f"{rows}, {name(first)} {difference(first)}"


def _judged() -> str:
    return _(
        "A difference is clear where chance alone would hardly make it, even with all the numbers of this table "
        "considered (false discoveries are held at 5%, Benjamini and Hochberg 1995); its interval is made of those of "
        "the two numbers (Zou and Donner 2008). That takes answers that are not in both, so there is no verdict where "
        "days overlap, and none on two numbers that are counted in different ways."
    )


def _same_rows() -> str:
    return _(
        "Both numbers are of the same days and mostly of the same rows. So a difference is no change by chance: it is "
        "what the rows did that came, went or were changed."
    )


def shown(found: Sequence[Number], heads: tuple[str, str], *, judged: bool) -> pd.DataFrame:
    """The table in words."""
    columns = {
        _("Number"): [name(one) for one in found],
        heads[0]: [value(one.before, one) for one in found],
        heads[1]: [value(one.after, one) for one in found],
        _("Difference"): [difference(one) for one in found],
    }  # fmt: skip
    if judged:
        columns[_("95% interval")] = ["" if one.apart or not _told(one) else interval(one.change) for one in found]
        columns[_("Verdict")] = [said(one) for one in found]
    else:
        columns[_("Remark")] = [remark(one) for one in found]
    counted = [_("Counted, {side}").format(side=parts.inside_sentence(head)) for head in heads]
    columns[counted[0]] = [_counted(one.before) for one in found]
    columns[counted[1]] = [_counted(one.after) for one in found]
    return pd.DataFrame(columns, dtype=object)


def name(one: Number) -> str:
    """What it is called, with its reading where both have the same."""
    if one.apart == "definition":
        return words.measure_name(one.measure)
    return parts.reading_title(one.measure, one.after.reading)


def value(line: Headline, one: Number) -> str:
    """The score of one side; with its reading where the other side has another one."""
    if line.now is None or line.state == "hidden":
        return words.DASH
    text = parts.value_text(line.now)
    return f"{text} ({words.reading_name(line.measure, line.reading)})" if one.apart == "definition" else text


def _told(one: Number) -> bool:
    """Whether there is a difference that may be told: none of a side that is too small to be compared."""
    return (
        one.change is not None and math.isfinite(one.moved) and (bool(one.apart) or one.verdict not in ("few", "none"))
    )


def difference(one: Number) -> str:
    """The difference in the unit of the number, with its sign."""
    change = one.change
    if change is None or not _told(one):
        return ""
    return "0" if change.difference == 0 else words.change(change.difference, change.reading.unit, ratio=change.ratio)


def interval(change: Change | None) -> str:
    """The 95 % interval of a difference, the unit once: "+0.8 to +5.6 points", "5% faster to 22% slower"."""
    if change is None or not np.isfinite([change.low, change.high]).all():
        return ""
    faster = parts.says_which_way(change) and change.high < 0  # the smaller gain first, as it is read
    limits = (change.high, change.low) if faster else (change.low, change.high)
    ends = [words.change(limit, change.reading.unit, ratio=change.ratio).partition("\u00a0") for limit in limits]
    low = ends[0][0] if ends[0][2] == ends[1][2] else "".join(ends[0])
    return _("{low} to {high}").format(low=low, high="".join(ends[1]))


def said(one: Number) -> str:
    """The verdict in words, or why there is none."""
    state = remark(one)
    if state or one.apart:
        return state or _(_APART[one.apart])
    return _("no number to compare with") if one.verdict == "none" else words.verdict_word(one.verdict)


def remark(one: Number) -> str:
    """Why a side has no number; "" where both have one."""
    for line in (one.before, one.after):
        if line.unavailable is not None:
            return words.unavailable(line.unavailable)[0]
        if line.state == "hidden":
            return _("not shown, so that nobody can be recognised")
    return ""


def _counted(line: Headline) -> str:
    return "" if line.now is None or line.state == "hidden" else words.count(int(line.now.n[0]))


def unrounded(found: Sequence[Number]) -> pd.DataFrame:
    """In the units people use, unrounded; nothing of what may not be shown."""
    return pd.DataFrame([_record(one) for one in found], dtype=object)


def _record(one: Number) -> dict[str, object]:
    sides = {"before": one.before, "after": one.after}
    record: dict[str, object] = {"measure": one.measure.name}
    record |= {f"reading_{side}": line.reading.full_name for side, line in sides.items()}
    record |= {side: _scaled(line) for side, line in sides.items()}
    record |= {f"n_{side}": int(line.now.n[0]) if line.now is not None else 0 for side, line in sides.items()}
    change = explain.change(one.change) if one.change is not None and _told(one) else {}
    record |= {part: change.get(part) for part in ("change", "change_low", "change_high")}
    record |= {"ratio": one.change.ratio if one.change is not None else False}
    return record | {"verdict": one.verdict, "apart": one.apart}


def _scaled(line: Headline) -> float | None:
    number = float(line.now.value[0]) * line.reading.scale if line.now is not None else math.nan
    return number if math.isfinite(number) else None


def _footer(found: Sequence[Number]) -> tuple[str, ...]:
    judged = sum(not one.apart and one.verdict not in ("few", "none") for one in found)
    apart = sum(bool(one.apart) for one in found)
    compared = ngettext("{n} number compared", "{n} numbers compared", judged).format(n=words.count(judged))
    without = _("{n} without a verdict").format(n=words.count(apart))
    return tuple(text for text, n in ((compared, judged), (without, apart)) if n)
