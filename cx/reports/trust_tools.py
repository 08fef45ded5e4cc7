"""What the company's help desk or survey tool would show, beside the company's own definition, on the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cx.errors import Unavailable
from cx.guard import Guarded
from cx.measures import Measure, Reading
from cx.measures import measure as find
from cx.profiles import DIFFERS, PROFILES, Shown, of_one_kind
from cx.reports import parts, tables, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.language import mark
from cx.reports.page import Message, Part, Picker, Table
from cx.reports.words import _

#: How the makers write their names.
NAMES = {
    "zendesk": mark("Zendesk"), "liveagent": mark("LiveAgent"), "freshdesk": mark("Freshdesk"),
    "intercom": mark("Intercom"), "chatwoot": mark("Chatwoot"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One figure of a tool. theirs, ours: read from the same rows, None where either is not available (reason)."""

    shown: Shown
    measure: Measure
    reading: Reading
    own: Reading
    theirs: Guarded | None = None
    ours: Guarded | None = None
    reason: Unavailable | None = None

    @property
    def difference(self) -> float:
        """Theirs less ours; NaN where they answer different questions or one has no value."""
        if self.theirs is None or self.ours is None or not of_one_kind(self.reading, self.own):
            return float("nan")
        return float(self.theirs.value[0]) - float(self.ours.value[0])


def tab(ask: Ask, arrangement: Arrangement) -> tuple[str, tuple[Part, ...]]:
    """The finding and the parts."""
    default = next(iter(PROFILES))
    chosen = arrangement.versus if arrangement.versus in PROFILES else default
    options = tuple((name, _(NAMES.get(name, name))) for name in PROFILES)
    picker = Picker("versus", _("What would be shown by"), options, chosen, default)
    ask.every_definition(shown.measure for shown in PROFILES[chosen])
    lines = [_line(ask, shown) for shown in PROFILES[chosen]]
    return finding(_(NAMES.get(chosen, chosen)), lines), (picker, _table(_(NAMES.get(chosen, chosen)), lines))


def _line(ask: Ask, shown: Shown) -> Line:
    measure = find(shown.measure)
    reading, own = measure.reading(shown.reading), ask.filters.reading(measure)
    try:
        found = ask.definitions(measure)
    except Unavailable as reason:
        return Line(shown, measure, reading, own, reason=reason)
    by_name = {scores.reading.full_name: scores for scores in found.scores}
    theirs, ours = by_name.get(reading.full_name), by_name.get(own.full_name)
    return Line(shown, measure, reading, own, theirs, ours, found.unavailable.get(reading.basis))


def finding(tool: str, lines: Sequence[Line]) -> str:
    """How many figures differ from the company's own."""
    known = [line for line in lines if np.isfinite(line.difference)]
    if not known:
        return _("{tool} has no figure to set beside these").format(tool=tool)
    other = sum(_differs(line) for line in known)
    if not other:
        return _("{tool} would show the same numbers").format(tool=tool)
    return _("{tool} would differ in {n} of {all} figures").format(tool=tool, n=other, all=len(known))


def _differs(line: Line) -> bool:
    """Whether the two read differently as they are written."""
    return line.theirs is not None and line.ours is not None and _value(line.theirs) != _value(line.ours)


def _table(tool: str, lines: Sequence[Line]) -> Table:
    known = any(line.theirs is not None for line in lines)
    message = None if known else Message(_("Nothing to compare"), _("Choose other days, or import a file."))
    return Table(
        "tools", _("{tool} beside your own definitions").format(tool=tool),
        _("The same rows under the same filters, read as the tool would read them"),
        _("Only what the maker, or somebody who has read the program, has written down is compared. Settings of your "
          "own account, such as business hours, may make the tool show something else again."),
        lambda: _shown(tool, lines), lambda: _unrounded(lines), wraps=True, message=message,
    )  # fmt: skip


def _shown(tool: str, lines: Sequence[Line]) -> pd.DataFrame:
    return pd.DataFrame({
        _("Measure"): [words.measure_name(line.measure) for line in lines],
        _("{tool} counts").format(tool=tool): [words.reading_name(line.measure, line.reading) for line in lines],
        tool: [_theirs(line) for line in lines],
        _("Your definition"): [words.reading_name(line.measure, line.own) for line in lines],
        _("Yours"): [_value(line.ours) if line.ours is not None else words.DASH for line in lines],
        _("Difference"): [_difference(line) for line in lines],
        _("Why"): [_why(line) for line in lines],
        _("Source"): [line.shown.source for line in lines],
    })  # fmt: skip


def _theirs(line: Line) -> str:
    return _value(line.theirs) if line.theirs is not None else words.DASH


def _value(scores: Guarded) -> str:
    return parts.value_text(scores)


def _difference(line: Line) -> str:
    if np.isfinite(line.difference):
        return words.change(line.difference, line.own.unit) if _differs(line) else _("none")
    return "" if of_one_kind(line.reading, line.own) else _("another question")


def _why(line: Line) -> str:
    """What the tool does differently, with how many that concerns, or why there is no number."""
    if line.reason is not None:
        return words.unavailable(line.reason)[0]
    if not of_one_kind(line.reading, line.own):
        return _("It answers another question, so the two are not compared.")
    said = [_(DIFFERS[line.shown.differs])] if line.shown.differs else []
    return " ".join([*said, *_concerned(line)]) or _("The same definition.")


def _concerned(line: Line) -> list[str]:
    """How many the tool leaves out that are counted in here."""
    if line.theirs is None or line.ours is None or not np.isfinite(line.difference):
        return []
    if line.theirs.n[0] == line.ours.n[0]:
        return []
    n, measure = int(line.theirs.n[0] - line.ours.n[0]), line.measure
    counted = words.counted(abs(n), measure.counts)
    text = _("It counts {counted} more.") if n > 0 else _("It leaves {counted} out.")
    return [text.format(counted=counted)]


def _unrounded(lines: Sequence[Line]) -> pd.DataFrame:
    rows = [
        {
            "measure": line.measure.name, "reading": line.reading.full_name, "value": _number(line.theirs),
            "own_reading": line.own.full_name, "own_value": _number(line.ours),
            "difference": line.difference * line.own.scale if np.isfinite(line.difference) else None,
            "source": line.shown.source,
        }
        for line in lines
    ]  # fmt: skip
    return pd.DataFrame(rows, dtype=object)


def _number(scores: Guarded | None) -> object:
    return None if scores is None else tables.table(scores)["value"].iloc[0]
