"""Numbers on two sides as a table, and in a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from cx.change import Change
from cx.reports import explain, parts, words
from cx.reports.language import mark
from cx.reports.page import Message, Table
from cx.reports.verdicts import Headline
from cx.reports.words import _, ngettext
from cx.snapshots.numbers import Number
from cx.snapshots.rows_changed import RowsChanged

#: Why two numbers have no verdict.
_APART = {
    "data": mark("two different numbers: of different companies"),
    "filters": mark("two different numbers: other filters"),
    "definition": mark("two different numbers: defined differently"),
    "question": mark("no verdict: another question, or declared differently"),
    "settings": mark("no verdict: counted under other settings"),
    "overlap": mark("no verdict: some rows are in both"),
}  # fmt: skip

#: Which way a change went, by whether it is for the better.
_WAYS = {True: mark(", for the better"), False: mark(", for the worse"), None: ""}

#: Units in which a difference is written with the digits of the numbers, so that what is printed adds up.
_ADDS_UP = ("points", "percent", "answer")


def table(found: Sequence[Number], heads: tuple[str, str], *, judged: bool = True) -> Table:
    """The numbers side by side. heads: what the two sides are called; judged: whether differences have verdicts, as
    those of different rows have."""
    message = None if found else Message(_("No number in common"), _("Choose two snapshots of the same page."))
    return Table(
        "numbers", _title(found, judged), _("Every headline number that both hold"),
        _judged() if judged else _same_rows(), lambda: shown(found, heads, judged=judged), lambda: unrounded(found),
        _footer(found) if judged else (), message, wraps=True,
    )  # fmt: skip


def _title(found: Sequence[Number], judged: bool) -> str:
    """How many changed clearly; of the same rows, how many differ."""
    compared = [one for one in found if (one.verdict != "none" if judged else one.change is not None)]
    changed = [one for one in compared if (one.verdict == "clear" if judged else _differs(one))]
    if not compared:
        return _("The numbers side by side")
    facts = {"n": words.count(len(changed)), "all": words.count(len(compared))}
    if judged:
        said = _("{n} of {all} numbers changed clearly") if changed else _("No number changed clearly")
    else:
        said = _("{n} of {all} numbers differ") if changed else _("All numbers are the same")
    return said.format(**facts)


def _differs(one: Number) -> bool:
    return abs(one.difference) > 0


def differing(found: RowsChanged, several: Sequence[Number]) -> str:
    """How far two counts of the same days lie apart: "counts differ by at least 14 rows, NPS +0.3"; the number is the
    first one whose difference is seen."""
    first = next((one for one in several if _is_seen(one)), None)
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
        heads[0]: [_value_before(one) for one in found],
        heads[1]: [value(one.after, one) for one in found],
        _("Difference"): [difference(one) for one in found],
    }  # fmt: skip
    if judged:
        columns[_("95% interval")] = ["" if one.apart or not _told(one) else interval(one.change) for one in found]
        columns[_("Verdict")] = [said(one) for one in found]
    else:
        columns |= {_("Remark"): remarks} if any(remarks := [_remark_of_same_rows(one) for one in found]) else {}
    counted = [_("Counted, {side}").format(side=parts.inside_sentence(head)) for head in heads]
    columns[counted[0]] = [_counted(one.before) for one in found]
    columns[counted[1]] = [_counted(one.after) for one in found]
    return pd.DataFrame(columns, dtype=object)


def name(one: Number) -> str:
    """What it is called, with its reading where both have the same."""
    if one.apart == "definition":
        return words.measure_name(one.measure)
    return parts.reading_title(one.measure, one.after.reading)


def value(line: Headline, one: Number, number: float | None = None) -> str:
    """The score of one side in the digits of a difference; with its reading where the other side has another one.
    number: in its place, where that is rounded already."""
    if line.now is None or line.state == "hidden":
        return words.DASH
    score, unit = float(line.now.value[0]) if number is None else number, line.reading.unit
    text = words.exact(score, unit) if unit in _ADDS_UP else parts.value_text(line.now)
    return f"{text} ({words.reading_name(line.measure, line.reading)})" if one.apart == "definition" else text


def _value_before(one: Number) -> str:
    """The earlier score, so that it and the difference add up to the later one in what is printed too."""
    change = one.change
    if change is None or not _told(one) or change.ratio or change.reading.unit not in _ADDS_UP:
        return value(one.before, one)
    unit, scale = change.reading.unit, change.reading.scale
    after, moved = (explain.rounded(part * scale, unit) for part in (change.after, change.difference))
    return value(one.before, one, (after - moved) / scale)


def _told(one: Number) -> bool:
    """Whether there is a difference that may be told: none of a side that is too small to be compared."""
    return (
        one.change is not None
        and math.isfinite(one.difference)
        and (bool(one.apart) or one.verdict not in ("few", "none"))
    )


def difference(one: Number) -> str:
    """The difference in the unit of the number, with its sign."""
    if one.change is None or not _told(one):
        return ""
    return "0" if one.change.difference == 0 else _amount(one.change, one.change.difference)


def _amount(change: Change, size: float) -> str:
    unit = change.reading.unit
    return words.exact(size, unit, signed=True) if unit == "answer" else words.change(size, unit, ratio=change.ratio)


def _is_seen(one: Number) -> bool:
    """Whether its difference is more than 0 in what is printed."""
    if one.change is None or not _told(one):
        return False
    unit, scale = one.change.reading.unit, one.change.reading.scale
    size = one.difference * 100 if one.change.ratio else explain.rounded(one.difference * scale, unit)
    return abs(size) >= 0.5 if one.change.ratio else abs(size) > 0


def interval(change: Change | None) -> str:
    """The 95 % interval of a difference, the unit once: "+0.8 to +5.6 points", "5% faster to 22% slower"."""
    if change is None or not np.isfinite([change.low, change.high]).all():
        return ""
    faster = parts.says_which_way(change) and change.high < 0  # the smaller gain first, as it is read
    limits = (change.high, change.low) if faster else (change.low, change.high)
    ends = [_amount(change, limit).partition("\u00a0") for limit in limits]
    low = ends[0][0] if ends[0][2] == ends[1][2] else "".join(ends[0])
    return _("{low} to {high}").format(low=low, high="".join(ends[1]))


def said(one: Number) -> str:
    """The verdict in words, or why there is none."""
    state = remark(one)
    if state or one.apart:
        return state or _(_APART[one.apart])
    if one.change is None or one.verdict == "none":
        return _("no number to compare with")
    way = _WAYS[one.change.better] if one.verdict in ("clear", "possible") else ""
    return words.verdict_word(one.verdict) + _(way)


def remark(one: Number) -> str:
    """Why a side has no number; "" where both have one."""
    for line in (one.before, one.after):
        if line.unavailable is not None:
            return words.unavailable(line.unavailable)[0]
        if line.state == "hidden":
            return _("not shown, so that nobody can be recognised")
    return ""


def _counted(line: Headline) -> str:
    n = _n(line)
    return "" if n is None else words.count(n)


def unrounded(found: Sequence[Number]) -> pd.DataFrame:
    """In the units people use, unrounded; nothing of what may not be shown."""
    return pd.DataFrame([_record(one) for one in found], dtype=object)


def _record(one: Number) -> dict[str, object]:
    sides = {"before": one.before, "after": one.after}
    record: dict[str, object] = {"measure": one.measure.name}
    record |= {f"reading_{side}": line.reading.full_name for side, line in sides.items()}
    record |= {side: _scaled(line) for side, line in sides.items()}
    record |= {f"n_{side}": _n(line) for side, line in sides.items()}
    change = explain.change(one.change) if one.change is not None and _told(one) else {}
    record |= {part: change.get(part) for part in ("change", "change_low", "change_high")}
    record |= {"ratio": one.change.ratio if one.change is not None else False}
    return record | {"verdict": one.verdict, "apart": one.apart}


def _remark_of_same_rows(one: Number) -> str:
    return remark(one) or ("" if one.apart in ("", "overlap") else _(_APART[one.apart]))


def _n(line: Headline) -> int | None:
    """How many were counted; None where there is no number, or none that may be told."""
    return None if line.now is None or line.state == "hidden" else int(line.now.n[0])


def _scaled(line: Headline) -> float | None:
    number = float(line.now.value[0]) * line.reading.scale if line.now is not None else math.nan
    return number if math.isfinite(number) else None


def _footer(found: Sequence[Number]) -> tuple[str, ...]:
    judged = sum(not one.apart and one.verdict not in ("few", "none") for one in found)
    apart = sum(bool(one.apart) for one in found)
    compared = ngettext("{n} number compared", "{n} numbers compared", judged).format(n=words.count(judged))
    without = _("{n} without a verdict").format(n=words.count(apart))
    return tuple(text for text, n in ((compared, judged), (without, apart)) if n)
