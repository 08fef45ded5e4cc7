"""What a snapshot is: pages with everything that they asked for, and the scores that they showed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cx.errors import Unavailable
from cx.filters import Filters
from cx.reports.ask import Answer, Arrangement, Ask, FactKey, Question
from cx.settings import Settings
from cx.store.contents import Contents
from cx.tally import Tally


class Shown(NamedTuple):
    """The unrounded numbers of one part of a page: of a chart or a table, or of a row of cards.

    page: the name of its model; part: the key of the chart, or "cards"; both with a number after it where there are
    several of that name ("cards-2"); rows: of plain cells, texts as they are read.
    """

    page: str
    part: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Content:
    """Everything that is under a seal: a pure function of the data, what was asked of them, the settings, what people
    wrote, the language and the product. No clock time, no place on a disk, no row and no comment is in it.

    product: its version; language: of the words; pages: names of models, each with how it was arranged; tallies,
    facts: by question as an `Ask` has them, with Unavailable in the place of what cannot be known; shown: the scores.
    """

    product: str
    is_sample: bool
    language: str
    pages: tuple[tuple[str, Arrangement], ...]
    filters: Filters
    settings: Settings
    contents: Contents
    tallies: Mapping[Question, Answer]
    facts: Mapping[FactKey, Any]
    shown: tuple[Shown, ...] = ()


def ask_of(content: Content) -> Ask:
    """The question that was put when it was taken, answered from what was kept: no company, and no query."""

    def kept(measure: str, filters: Filters, by: tuple[str, ...]) -> Tally:
        found = content.tallies.get((measure, filters, by))
        if isinstance(found, Tally):
            return found
        if found is None:
            raise Unavailable(measure, "not_kept")
        raise Unavailable(found.measure, found.kind, *found.values)

    facts = dict(content.facts)
    return Ask(content.contents, content.settings, content.filters, kept, content.is_sample, facts=facts)
