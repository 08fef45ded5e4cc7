"""What is shown: period, comparison, grain, conditions and definitions, as one value that a link can carry.

In a link every dimension is a parameter of its own (`channel=chat&channel=email`); a missing value is written
`(not given)`, and a text that begins with "(" gets one more "(", so that the two never meet. A definition other than
a measure's default is written `definition=fcr.F1:14`; on another basis `definition=resolution.p90@business`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from cx import periods
from cx.errors import BadInput
from cx.measures import MEASURES, Measure, Reading, measure

#: The dimensions every company has; its own ones come beside them, by their names.
DIMENSIONS = ("channel", "segment", "product", "region", "team", "language", "survey", "source")

#: Parameters that arrange a page and change no number.
ARRANGEMENT = (
    "by", "table", "sort", "open", "tab", "choose", "about", "beside", "versus", "mood", "search", "start",
    "back",
)  # fmt: skip

SETTINGS = ("period", "compare", "grain")

#: What tallies and records of scores call their own columns.
COLUMNS = ("bin", "other", "n", "value", "low", "high", "numerator", "denominator", "rows", "excluded", "state")

#: Names that no dimension may have.
RESERVED = (*SETTINGS, "definition", *ARRANGEMENT, *COLUMNS)

NOT_GIVEN = "(not given)"

#: Bounds on what a link may ask for.
MOST_DIMENSIONS, MOST_VALUES, MOST_DEFINITIONS = 30, 200, 30
LONGEST_NAME, LONGEST_VALUE = 100, 500

Some = TypeVar("Some", bound=Sized)
Values = tuple[str | None, ...]
Query = Mapping[str, str | Sequence[str]]


class Problem(NamedTuple):
    """A parameter that could not be used: its name, what it said, and why not in one sentence."""

    parameter: str
    value: str
    message: str


@dataclass(frozen=True)
class Filters:
    """What is shown. Hashable; equal filters ask for the same numbers.

    period: a token of `cx.periods`; compare: before, year or none; grain: day, week or month;
    where: the values each dimension may have, None for missing ones; definitions: (measure, full name of a reading)
    where it is not the default. Both are put in order, and what changes nothing is left out.
    Raises BadInput for whatever cannot be used.
    """

    period: str = "4w"
    compare: str = "before"
    grain: str = "week"
    where: tuple[tuple[str, Values], ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        periods.parse(self.period)
        periods.check("comparison", self.compare, periods.COMPARISONS)
        periods.check("grain", self.grain, periods.GRAINS)
        object.__setattr__(self, "where", _ordered(self.where))
        object.__setattr__(self, "definitions", _defined(self.definitions))

    def condition(self, dimension: str) -> Values | None:
        """The values a dimension may have; None where any will do."""
        return dict(self.where).get(dimension)

    def reading(self, of: Measure | str) -> Reading:
        """How a measure is to be read; one that stands on a basis already is read on that one."""
        chosen = measure(of) if isinstance(of, str) else of
        found = chosen.reading(dict(self.definitions).get(chosen.name, ""))
        return replace(found, basis=chosen.basis) if chosen.basis not in ("", found.basis) else found

    def measure(self, of: Measure | str) -> Measure:
        """The measure on the basis of its reading: what is to be tallied."""
        chosen = measure(of) if isinstance(of, str) else of
        return chosen.on(self.reading(chosen).basis)

    def read_as(self, of: Measure | str, reading: str) -> Filters:
        """A copy in which a measure is read in this way, by its full name; "" changes nothing."""
        name = of if isinstance(of, str) else of.name
        return self.with_(definitions=(*self.definitions, (name, reading))) if reading else self

    def with_(self, **changes: object) -> Filters:
        """A copy with some of its fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def where_(self, dimension: str, values: Iterable[str | None]) -> Filters:
        """A copy with the condition on one dimension replaced; no values means no condition."""
        others = (pair for pair in self.where if pair[0] != dimension)
        return replace(self, where=(*others, (dimension, tuple(values))))

    def without(self, dimension: str) -> Filters:
        """A copy without the condition on one dimension."""
        return replace(self, where=tuple(pair for pair in self.where if pair[0] != dimension))

    def to_query(
        self, complete: bool = False, window: periods.Window | None = None, headlines: Sequence[str] = ()
    ) -> dict[str, list[str]]:
        """As parameters of a link, defaults left out.

        complete: every value, and the definition of every headline measure (headlines: those a company shows besides
        the catalogue's), so that later defaults change nothing; with a window, the period with absolute dates too.
        """
        plain = {name: getattr(self, name) for name in SETTINGS}
        if complete and window is not None:
            plain["period"] = window.token
        query = {name: [text] for name, text in plain.items() if complete or text != getattr(Filters, name)}
        query |= {dimension: [written(value) for value in values] for dimension, values in self.where}
        definitions = self._all_definitions(headlines) if complete else self.definitions
        return query | ({"definition": [f"{name}.{reading}" for name, reading in definitions]} if definitions else {})

    def _all_definitions(self, headlines: Sequence[str]) -> tuple[tuple[str, str], ...]:
        shown = {name for name, known in MEASURES.items() if known.headline} | {name for name, _ in self.definitions}
        shown |= {measure(name).name for name in headlines}
        return tuple((name, self.reading(name).full_name) for name in sorted(shown))

    @classmethod
    def from_query(cls, query: Query) -> Filters:
        """From the parameters of a link. Raises BadInput for the first that cannot be used."""
        filters, problems = cls.read_query(query)
        if problems:
            raise BadInput(problems[0].message)
        return filters

    @classmethod
    def read_query(cls, query: Query) -> tuple[Filters, list[Problem]]:
        """From the parameters of a link, leaving out what cannot be used, with a list of that."""
        filters, problems = cls(), []
        for parameter, texts in _pieces(query):
            try:
                filters = _applied(filters, parameter, texts)
            except BadInput as error:
                problems.append(Problem(parameter, ", ".join(texts)[:LONGEST_VALUE], str(error)))
        return filters, problems


def _pieces(query: Query) -> list[tuple[str, list[str]]]:
    """The parameters that can fail one by one: definitions are taken apart, arrangements left out."""
    given = {name: [text] if isinstance(text, str) else list(text) for name, text in query.items()}
    plain = [(name, texts) for name, texts in given.items() if name not in ("definition", *ARRANGEMENT)]
    return plain + [("definition", [text]) for text in given.get("definition", [])]


def _applied(filters: Filters, parameter: str, texts: list[str]) -> Filters:
    if parameter == "definition":
        name, _, reading = texts[0].partition(".")
        return filters.with_(definitions=(*filters.definitions, (name, reading)))
    if parameter not in SETTINGS:
        return filters.where_(parameter, [_read(text) for text in texts])
    if len(texts) != 1:
        raise BadInput(f"The parameter {parameter!r} is given {len(texts)} times; give it once.")
    return filters.with_(**{parameter: texts[0]})


def written(value: str | None) -> str:
    """A value as a link has it."""
    if value is None:
        return NOT_GIVEN
    return f"({value}" if value.startswith("(") else value


def _read(text: str) -> str | None:
    if text == NOT_GIVEN:
        return None
    return text[1:] if text.startswith("((") else text


def can_be_asked_for(value: str | None) -> bool:
    """Whether a value of the data can be filtered by: one of endless letters cannot."""
    try:
        _storable(value)
    except BadInput:
        return False
    return True


def _ordered(where: Iterable[tuple[str, Iterable[str | None]]]) -> tuple[tuple[str, Values], ...]:
    """Conditions in order of their dimensions, values in order with None last; empty ones left out."""
    merged: dict[str, set[str | None]] = {}
    for dimension, values in where:
        _check_name(dimension)
        merged.setdefault(dimension, set()).update(map(_storable, values))
        _bounded(merged[dimension], MOST_VALUES, f"values of {dimension!r}")
    wanted = {name: tuple(sorted(merged[name], key=lambda v: (v is None, v or ""))) for name in sorted(merged)}
    return tuple(_bounded([pair for pair in wanted.items() if pair[1]], MOST_DIMENSIONS, "dimensions"))


def _defined(definitions: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Definitions by their full names, in order of measures; defaults left out, the last one of a measure counts."""
    chosen: dict[str, str] = {}
    for name, reading in _bounded(list(definitions), MOST_DEFINITIONS, "definitions"):
        known = measure(_short(name))
        chosen[known.name] = known.reading(_short(reading)).full_name
    return tuple((name, text) for name, text in sorted(chosen.items()) if text != MEASURES[name].reading().full_name)


def _short(text: str) -> str:
    """A name that may be repeated in a message."""
    return text[:LONGEST_NAME]


def _check_name(dimension: str) -> None:
    if dimension in RESERVED:
        raise BadInput(f"A dimension cannot be named {dimension!r}, because that word means something else.")
    if not dimension.strip() or len(dimension) > LONGEST_NAME:
        raise BadInput(f"The name of a dimension has 1 to {LONGEST_NAME} characters, not {len(dimension)}.")
    _storable(dimension)


def _storable(value: str | None) -> str | None:
    """The value, if every database can be asked for it."""
    if value is None:
        return None
    if len(value) > LONGEST_VALUE:
        raise BadInput(f"A value to filter by has at most {LONGEST_VALUE} characters, not {len(value)}.")
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise BadInput("A value to filter by holds a character that no text can hold; leave it out.")
    return value


def _bounded(items: Some, most: int, what: str) -> Some:
    if len(items) > most:
        raise BadInput(f"A link may ask for at most {most} {what}, not {len(items)}.")
    return items
