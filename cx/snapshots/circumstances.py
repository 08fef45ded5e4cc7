"""What differs besides the numbers: filters, days, definitions, settings, what people wrote down, versions.

Named apart from the numbers: whoever blames a number for a change should know whether it was counted in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd

from cx.measures import MEASURES, Measure
from cx.notes import Benchmark, Marker, reading_of
from cx.periods import Period
from cx.reports import parts, words
from cx.reports.dates import part_of_week
from cx.reports.language import mark, title
from cx.reports.page import Table
from cx.reports.pages import MODELS, titles
from cx.reports.trust_questions import scale_words
from cx.reports.words import _, ngettext
from cx.snapshots.sides import Side
from cx.surveys import Survey, scale_of

#: Settings that are written into counts when a version is derived, so that another value moves the counts.
DERIVED = ("zone", "week_start", "calendars", "gone_after")

_SETTINGS = {
    "language": mark("Language"), "currency": mark("Currency"), "headlines": mark("Headline numbers"),
    "grey_below": mark("Too few to be judged: under this many"),
    "hide_below": mark("Not shown, if anonymous: under this many"),
    "response_target": mark("Target of the first reply"), "resolution_target": mark("Target of the resolution"),
}  # fmt: skip

LONGEST = 60


class Differs(NamedTuple):
    """One thing that is not the same on both sides. key: what it is ("zone", "goal"); name, before, after: in words,
    as customers' texts are, never Markdown or HTML."""

    key: str
    name: str
    before: str
    after: str

    @property
    def moves_counts(self) -> bool:
        """Whether it can move counts by itself, though no row differs."""
        return self.key in (*DERIVED, "as_of", "survey")


#: A thing with its two values, and how a value is said.
_Thing = tuple[str, str, Any, Any, Callable[[Any], str]]


def differing(before: Side, after: Side) -> tuple[Differs, ...]:
    """What differs, in the order in which it should be known."""
    things = (*_shown(before, after), *_defined(before, after), *_set(before, after), *_written(before, after),
              *_versions(before, after))  # fmt: skip
    return tuple(
        Differs(key, name, say(one), say(other)) for key, name, one, other, say in things if one != other
    )  # fmt: skip


def _shown(before: Side, after: Side) -> Iterator[_Thing]:
    """Whose data, which pages, which rows."""
    one, other = before.ask, after.ask
    yield "data", _("Data"), one.is_sample, other.is_sample, _whose
    yield "pages", _("Pages"), set(before.pages), set(after.pages), _pages
    yield "days", _("Days"), one.window.current, other.window.current, _days
    yield "filters", _("Filters"), one.filters.where, other.filters.where, _conditions


def _whose(is_sample: bool) -> str:
    return _("The sample company") if is_sample else _("The company’s own")


def _pages(names: Collection[str]) -> str:
    return titles(name for name in MODELS if name in names) or words.DASH


def _days(days: Period) -> str:
    return words.date_range(days.first, days.last)


def _conditions(where: Sequence[tuple[str, Sequence[str | None]]]) -> str:
    return "; ".join(words.filter_words([(name, list(values)) for name, values in where])) or _("none")


def _defined(before: Side, after: Side) -> Iterator[_Thing]:
    """How measures are read, and how their questions are declared."""
    one, other = before.ask.filters, after.ask.filters
    for name in dict.fromkeys(known for known, _reading in (*one.definitions, *other.definitions)):
        said = _("Definition of {name}").format(name=words.measure_name(name))
        yield "definition", said, one.reading(name), other.reading(name), _reader(MEASURES[name])
    asked = [{survey.survey: survey for survey in side.ask.contents.surveys} for side in (before, after)]
    for name in dict.fromkeys((*asked[0], *asked[1])):
        said = _("Question “{name}”").format(name=words.value_name(name, "survey"))
        both = asked[0].get(name), asked[1].get(name)
        yield "survey" if _decides(*both) else "question", said, *both, _declared


def _reader(measure: Measure) -> Callable[[Any], str]:
    return lambda reading: words.reading_name(measure, reading)


def _decides(one: Survey | None, other: Survey | None) -> bool:
    """Whether two declarations of a question make other numbers; of a new one, whether a number stands on it."""
    if one is None or other is None:
        return any(survey.headline for survey in (one, other) if survey is not None)
    known = [(scale_of(survey), survey.headline, survey.anonymous) for survey in (one, other)]
    return known[0] != known[1]


def _declared(survey: Survey | None) -> str:
    """How a question is declared, with what decides about its answers."""
    if survey is None:
        return words.DASH
    more = [_("anonymous")] * survey.anonymous + [_("headline")] * survey.headline + [survey.kind, survey.wording]
    return _short("; ".join([words.measure_name(survey.measure), scale_words(survey), *filter(None, more)]))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _set(before: Side, after: Side) -> Iterator[_Thing]:
    """The settings that counts were derived with, and those under which they are shown."""
    one, other = (side.ask.contents.derived_with for side in (before, after))
    for name in DERIVED:
        if name in one and name in other:
            yield name, words.edited_name(name), one[name], other[name], _DERIVED.get(name, str)
    for name, said in _SETTINGS.items():
        values = (getattr(side.ask.settings, name) for side in (before, after))
        yield name, _(said), next(values), next(values), _saying(name)


def _lines(text: str) -> str:
    """A text of calendars is told by its length and how it begins."""
    if not text:
        return _("none")
    lines = len(text.splitlines())
    said = ngettext("{n} line", "{n} lines", lines).format(n=words.count(lines))
    return _short(f"{said}: {' '.join(text.split())}")


def _week_start(name: str) -> str:
    return part_of_week("weekday", 6 if name == "sunday" else 0)


def _gone_after(days: str) -> str:
    if not days.isdecimal() or not int(days):
        return _("never")
    return ngettext("{n} day", "{n} days", int(days)).format(n=words.count(int(days)))


#: How settings that are derived are said, where not as they are.
_DERIVED = {"week_start": _week_start, "calendars": _lines, "gone_after": _gone_after}


def _saying(name: str) -> Callable[[Any], str]:
    if name == "language":
        return title
    if name == "headlines":
        return lambda names: ", ".join(map(words.measure_name, names))
    return (lambda seconds: words.value_only(seconds, "seconds")) if name.endswith("_target") else str


def _written(before: Side, after: Side) -> Iterator[_Thing]:
    """What people wrote down: goals, names of their own, benchmarks, markers."""
    one, other = before.ask.notes, after.ask.notes
    for name in sorted({*one.goals, *other.goals}):
        measure, reading = reading_of(name)
        said = _("Goal of {name}").format(name=parts.reading_title(measure, reading))
        yield "goal", said, one.goals.get(name), other.goals.get(name), _goal(reading.unit)
    yield from _lists("names", _("Own names"), *(list(map(_label, side.labels.items())) for side in (one, other)))
    yield from _lists("benchmarks", _("Benchmarks"), *(list(map(_benchmark, s.benchmarks)) for s in (one, other)))
    yield from _lists("markers", _("Markers"), *(list(map(_marker, side.markers)) for side in (one, other)))


def _goal(unit: str) -> Callable[[Any], str]:
    return lambda value: _("none") if value is None else words.score(value, unit)


def _lists(key: str, name: str, one: Sequence[str], other: Sequence[str]) -> Iterator[_Thing]:
    """Of two lists what only one of them holds."""
    only = ([text for text in one if text not in other], [text for text in other if text not in one])
    yield key, name, only[0], only[1], lambda texts: _short("; ".join(texts)) or words.DASH


def _label(label: tuple[tuple[str, str], str]) -> str:
    (dimension, value), name = label
    return f"{value or dimension}: {name}"


def _benchmark(known: Benchmark) -> str:
    measure, reading = reading_of(known.measure)
    return f"{parts.reading_title(measure, reading)}: {words.score(known.value, reading.unit)}, {known.name}"


def _marker(known: Marker) -> str:
    return f"{words.date_range(known.first, known.last or known.first)}: {known.text}"


def _versions(before: Side, after: Side) -> Iterator[_Thing]:
    """How far the data go, and which data and which program counted them."""
    one, other = before.ask, after.ask

    if one.contents.as_of != other.contents.as_of:
        ends = ((side.contents.as_of, side.settings.zone) for side in (one, other))
        yield "as_of", _("As of"), next(ends), next(ends), _end
    yield "version", _("Version of the data"), one.contents.version, other.contents.version, str
    yield "product", _("Version of the program"), before.product, after.product, str


def _end(of: tuple[datetime | None, str]) -> str:
    return words.as_of(of[0], of[1]) if of[0] else words.DASH


# As a table.


def table(found: Sequence[Differs], heads: tuple[str, str]) -> Table:
    """What differs, side by side. heads: what the two sides are called."""
    return Table(
        "circumstances", _title(found), _("How the two were counted and shown"), _definition(),
        lambda: _frame(found, (_("What"), *heads)), lambda: _frame(found, ("what", "before", "after")), wraps=True,
    )  # fmt: skip


def _title(found: Sequence[Differs]) -> str:
    if len(found) == 1:
        return _("Besides the numbers only this differs: {name}").format(name=parts.inside_sentence(found[0].name))
    said = ngettext("{n} thing differs besides the numbers", "{n} things differ besides the numbers", len(found))
    return said.format(n=words.count(len(found)))


def _definition() -> str:
    return _(
        "Numbers are compared only where they are counted in the same way: another definition, other filters, or "
        "another setting that counts depend on makes another number."
    )


def _frame(found: Sequence[Differs], heads: Sequence[str]) -> pd.DataFrame:
    rows = [(one.name, one.before, one.after) for one in found]
    return pd.DataFrame(rows, columns=list(heads), dtype=object)


def names(found: Iterable[Differs]) -> str:
    """What they are called, inside a sentence: "time zone, calendars"."""
    return ", ".join(dict.fromkeys(parts.inside_sentence(one.name) for one in found))
