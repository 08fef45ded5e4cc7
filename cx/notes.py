"""What people write down beside the data: markers, goals, benchmarks, names of their own, saved views.

All of it is text as it was written, never Markdown or HTML. What cannot be used is refused when it is written, in one
sentence; `Notes` is all that is in force, as pages and files read it.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cx.errors import BadInput
from cx.filters import LONGEST_NAME, LONGEST_VALUE
from cx.measures import Measure, Reading, measure
from cx.surveys import HIGHEST

#: What a marker may stand for.
KINDS = ("incident", "release", "campaign", "other")

#: The most characters of what people write.
LONGEST_TEXT, LONGEST_SOURCE, LONGEST_NOTE, LONGEST_QUERY = 120, 300, 2_000, 8_000

#: The lowest and the highest value of a goal or a benchmark, in the reading's own unit.
_BOUNDS = {
    "points": (-1.0, 1.0), "percent": (0.0, 1.0), "answer": (0.0, float(HIGHEST)), "seconds": (0.0, 1e9),
    "number": (-1e9, 1e9),
}  # fmt: skip


@dataclass(frozen=True)
class Marker:
    """Something that happened, drawn on trends. first, last: its days, both included; last None for a single day;
    kind: one of `KINDS`.
    """

    marker_id: int
    first: date
    last: date | None
    text: str
    kind: str


@dataclass(frozen=True)
class Benchmark:
    """A number of somebody else to compare with. measure: a reading by its full name ("nps.nps"); value: in the
    reading's own unit; name: whose it is; source: where it is published.
    """

    measure: str
    value: float
    name: str
    source: str


@dataclass(frozen=True)
class View:
    """A page as it was arranged. page: its name; query: the parameters of its link, as an address has them."""

    name: str
    page: str
    query: str


@dataclass(frozen=True)
class Notes:
    """All that is in force.

    goals: by the full name of a reading, in its own unit; labels: what a value is called, by (dimension, value), and
    a dimension itself by (dimension, ""); revision: grows with every change.
    """

    markers: tuple[Marker, ...] = ()
    goals: Mapping[str, float] = field(default_factory=dict)
    benchmarks: tuple[Benchmark, ...] = ()
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    revision: int = 0

    def goal(self, measure: Measure, reading: Reading) -> float | None:
        """The goal of a reading in its own unit; None where there is none."""
        return self.goals.get(full_name(measure, reading))

    def benchmarks_of(self, measure: Measure, reading: Reading) -> tuple[Benchmark, ...]:
        """The benchmarks of a reading."""
        return tuple(known for known in self.benchmarks if known.measure == full_name(measure, reading))

    def markers_of(self, first: date, last: date) -> tuple[Marker, ...]:
        """The markers that touch these days, both included."""
        return tuple(
            marker for marker in self.markers if marker.first <= last and first <= (marker.last or marker.first)
        )


def full_name(measure: Measure, reading: Reading) -> str:
    """The name under which a goal or a benchmark of a reading is kept: "nps.nps", "fcr.F1:7"."""
    return f"{measure.name}.{reading.full_name}"


def reading_of(name: str) -> tuple[Measure, Reading]:
    """A measure and one of its readings by such a name. BadInput where there is none."""
    short, _, known = name.partition(".")
    found = measure(short)
    return found, found.reading(known)


# What may be written.


def marker(first: date, last: date | None, text: str, kind: str) -> Marker:
    """A marker that has no number yet. BadInput for days that are none or turned round, an unknown kind, or no text."""
    for day in (first, *([] if last is None else [last])):
        if not isinstance(day, date) or isinstance(day, datetime):
            raise BadInput(f"The days of a marker are dates, not {day!r}.")
    if last is not None and last < first:
        raise BadInput(f"A marker cannot end on {last}, before it begins on {first}; swap the two days.")
    if kind not in KINDS:
        raise BadInput(f"A marker is one of {', '.join(KINDS)}, not {kind!r}.")
    return Marker(0, first, last if last != first else None, words(text, "text of a marker", LONGEST_TEXT), kind)


def goal(name: str, value: float) -> tuple[str, float]:
    """The full name of a reading, and its goal in the reading's own unit. BadInput for what cannot be one."""
    found, reading = reading_of(name)
    return full_name(found, reading), _bounded(value, reading, full_name(found, reading))


def benchmark(name: str, value: float, whose: str, source: str) -> Benchmark:
    """A benchmark. BadInput for what cannot be one, and where it is not said where the number comes from."""
    known, number = goal(name, value)
    return Benchmark(
        known, number, words(whose, "name of a benchmark", LONGEST_TEXT),
        words(source, "source of a benchmark", LONGEST_SOURCE),
    )  # fmt: skip


def view(name: str, page: str, query: str) -> View:
    """A saved view. BadInput where the name or the page is missing, or the link is too long."""
    if len(query) > LONGEST_QUERY:
        raise BadInput(f"The link of a view has at most {LONGEST_QUERY} characters, not {len(query)}; choose less.")
    shown = words(page, "page of a view", LONGEST_NAME)
    return View(words(name, "name of a view", LONGEST_TEXT), shown, storable(query, "link of a view"))


def label(dimension: str, value: str, name: str) -> tuple[str, str, str]:
    """A dimension, one of its values ("" for the dimension itself) as the data have it, and what it is to be called."""
    if not dimension.strip() or len(dimension) > LONGEST_NAME or len(value) > LONGEST_VALUE:
        raise BadInput(f"A dimension has 1 to {LONGEST_NAME} characters, one of its values at most {LONGEST_VALUE}.")
    raw = storable(dimension, "name of a dimension"), storable(value, "value of a dimension")
    return *raw, words(name, "name of a value", LONGEST_NAME)


def heading(title: str, note: str) -> tuple[str, str]:
    """The title of a snapshot, in one line, and its note, which may be empty or have several. BadInput for a title that
    is missing, and for what is too long.
    """
    lines = note.replace("\r\n", "\n").strip()
    if len(lines) > LONGEST_NOTE:
        raise BadInput(f"The note of a snapshot has at most {LONGEST_NOTE} characters, not {len(lines)}.")
    return words(title, "title of a snapshot", LONGEST_TEXT), storable(lines, "note of a snapshot")


def words(text: str, what: str, most: int) -> str:
    """The words as one line: spaces and line breaks in a row become one space. BadInput for none, or for too many."""
    line = " ".join(text.split())
    if not line:
        raise BadInput(f"The {what} is missing; write a few words.")
    if len(line) > most:
        raise BadInput(f"The {what} has at most {most} characters, not {len(line)}.")
    return storable(line, what)


def storable(text: str, what: str) -> str:
    """The text, if every database and every page can hold it; line breaks and tabs may stay. BadInput where not."""
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t" for character in text):
        raise BadInput(f"The {what} holds a character that no text can hold; write it anew.")
    return text


def _bounded(value: float, reading: Reading, name: str) -> float:
    low, high = _BOUNDS[reading.unit]
    if not math.isfinite(value) or not low <= value <= high:
        ends = (f"{end * reading.scale:g}" for end in (low, high))
        raise BadInput(
            f"A value of {name} lies between {' and '.join(ends)}, so it cannot be {value * reading.scale:g}."
        )
    return float(value)
