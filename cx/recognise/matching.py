"""Which fields of a table the columns of a file are, by what they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from cx.recognise.columns import ColumnLook
from cx.recognise.draft import kind_of
from cx.recognise.options import DURATIONS, NUMBERS, UTC, YES_NO_FIELDS
from cx.recognise.synonyms import Phrase, phrases
from cx.recognise.words import holds, words
from cx.store.schema import EVENT_KINDS

#: Letters on average above which a text is more than a name of something.
LONG = 60
#: Words of a column's name above which it is a sentence, of which parts say nothing.
SENTENCE = 6


#: Words that say what a column is only where they are all of its name, and even then leave open whose.
VAGUE = frozenset(
    words(
        "id number key name date time data type state source open active title text review message why product user "
        "end completed submitted created item owner номер имя дата время тип состояние название nr numeris laikas "
        "tipas busena vardas pavadinimas"
    )
)
#: Of those, the names of ids: of whom, must be told by the other columns.
_IDS = frozenset(words("id number key nr номер numeris #"))


class Match(NamedTuple):
    """A column as a field. sureness: above 1 where the whole name says it, up to 1 where a part of it does."""

    sureness: float
    column: str
    field: str

    @property
    def why(self) -> str:
        return "name" if self.sureness > 1 else "part"


def matches(columns: Sequence[ColumnLook], table: str) -> dict[str, Match]:
    """The field of each column that one is found for: each field once, the surer first, then the earlier column."""
    known = phrases(table)
    found = [match for column in columns for match in _of_column(column, table, known)]
    taken: dict[str, Match] = {}
    for match in sorted(found, key=lambda one: -one.sureness):
        if match.column not in taken and match.field not in {one.field for one in taken.values()}:
            taken[match.column] = match
    return taken


def _of_column(column: ColumnLook, table: str, known: Mapping[str, Sequence[Phrase]]) -> list[Match]:
    names = [_without_zone(words(text)) for text in dict.fromkeys((column.name, column.label)) if text]
    if _vocabulary(table).isdisjoint(word for name in names for word in name):
        return []
    sure = {field: max(_sureness(name, listed) for name in names) for field, listed in known.items()}
    return [
        Match(sureness, column.name, field)
        for field, sureness in sure.items()
        if sureness >= (0.01 if column.given else 1) and _can_be(column, table, field)
    ]


@cache
def _vocabulary(table: str) -> frozenset[str]:
    """Every word of the phrases of a table: a name without one of them, as most of a very wide file, is no field's."""
    return frozenset(word for listed in phrases(table).values() for phrase in listed for word in phrase)


def _without_zone(name: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in name if word not in UTC) or name


def _sureness(name: tuple[str, ...], listed: Sequence[Phrase]) -> float:
    """How surely a name is one of some phrases: 2 for the likeliest as a whole, less for those after it; for a part its
    share of the name."""
    if name in listed:
        return 1 if _IDS.issuperset(name) else 2 - listed.index(name) / 100
    if len(name) > SENTENCE:
        return 0
    telling = (phrase for phrase in listed if not VAGUE.issuperset(phrase))
    return max((len(phrase) / len(name) for phrase in telling if holds(name, phrase)), default=0)


def _can_be(column: ColumnLook, table: str, field: str) -> bool:
    """Whether the cells of a column may be a field's; any may where there are none."""
    if not column.given:
        return True
    kind = kind_of(table, field)
    dated = column.kind in ("stamp", "day")
    if field == "kind":
        return {text.casefold() for text, _ in column.counts} <= set(EVENT_KINDS) and bool(column.counts)
    if kind == "stamp":
        return dated or bool(column.formats)
    if field in YES_NO_FIELDS:
        return column.kind == "yes_no" or (
            column.kind == "number" and (column.low, column.high) in ((0, 1), (1, 1), (0, 0))
        )
    if field in DURATIONS:
        return column.kind in ("number", "clock")
    if kind in NUMBERS:
        return column.kind == "number"
    return not dated and (kind == "text" or column.length <= LONG)
