"""What of a record may be kept, and what of it is needed: nothing of single people, and nothing that no page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cx.filters import DIMENSIONS, Filters
from cx.guard import guarded_pairs
from cx.notes import Notes
from cx.pairs import Pairs
from cx.reports.ask import FactKey
from cx.settings import Settings
from cx.snapshots.encoding_scores import WORD_LISTS
from cx.store.contents import Contents
from cx.wording import Wording

#: The dimension whose values are people.
AGENT = "agent"
#: How many values of a dimension a page must know of: whether there is more than one.
ENOUGH = 2


def contents(found: Contents, settings: Settings) -> Contents:
    """What pages need of it. Of an anonymous question with few answers it is kept that there are some, not how many."""
    shown = {*DIMENSIONS, *found.dimensions} - _people(settings)
    private = {survey.survey for survey in found.surveys if survey.anonymous}
    rows = {
        name: max(n, settings.hide_below) if n and name in private else n for name, n in sorted(found.rows_of.items())
    }
    values = {name: known[:ENOUGH] for name, known in found.values.items() if name in shown}
    return replace(found, values=values, rows_of=rows)


def _people(settings: Settings) -> set[str]:
    """Dimensions whose values may not be kept."""
    return set() if settings.agent_views else {AGENT}


def facts(found: Mapping[FactKey, Any], filters: Filters, settings: Settings) -> dict[FactKey, Any]:
    """Everything that is no tally, as it may be kept."""
    return {key: _fact(answer, filters, settings) for key, answer in found.items()}


def _fact(answer: Any, filters: Filters, settings: Settings) -> Any:
    if isinstance(answer, Pairs):
        return guarded_pairs(answer, settings, filters.reading("fcr"))
    if isinstance(answer, Notes):
        return _notes(answer, settings)
    if isinstance(answer, Wording):
        return _words(answer, settings)
    return answer


def _notes(found: Notes, settings: Settings) -> Notes:
    """Without the names of people, and without their revision: it grows with what is no part of them."""
    people = _people(settings)
    return replace(found, labels={key: name for key, name in found.labels.items() if key[0] not in people}, revision=0)


def _words(found: Wording, settings: Settings) -> Wording:
    """The words that at least `hide_below` comments hold: one that few wrote may name a person."""
    kept = found.unhappy + found.happy >= settings.hide_below
    lists = {name: getattr(found, name)[kept] for name in WORD_LISTS}
    return replace(found, **lists)
