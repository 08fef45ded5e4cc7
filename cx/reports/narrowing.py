"""The way back from a page that was filtered by a mark of a chart, as a link carries it: what of the filters the mark
chose, followed by what that was before ("channel", or "channel", "Chat", "E-mail").
"""

from __future__ import annotations

from collections.abc import Sequence

from cx.filters import Filters
from cx.measures import MEASURES
from cx.reports import parts, words
from cx.reports.ask import Ask

#: Parameters of filters that no mark chooses.
_UNCHOSEN = ("compare", "grain")


def way_back(before: Filters, after: Filters) -> tuple[str, ...]:
    """What leads from the filters that a mark made back to those before; () where more than one thing changed."""
    old, new = before.to_query(), after.to_query()
    changed = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    return (changed[0], *old.get(changed[0], [])) if len(changed) == 1 else ()


def kept(back: tuple[str, ...], before: Filters, after: Filters) -> tuple[str, ...]:
    """The way back after another change of the filters: () once what the mark chose is no longer chosen."""
    same = bool(back) and before.to_query().get(back[0]) == after.to_query().get(back[0])
    return back if same else ()


def widened(filters: Filters, back: Sequence[str]) -> Filters | None:
    """The filters before; None where a link says what cannot be, or what no longer is."""
    name, *values = back or ("",)
    query = filters.to_query()
    if name in _UNCHOSEN or not (name in query or name == "definition"):
        return None
    wider = {other: texts for other, texts in query.items() if other != name} | ({name: values} if values else {})
    before, problems = Filters.read_query(wider)
    return None if problems or before == filters else before


def chosen(ask: Ask, before: Filters) -> str:
    """What the page is filtered by that it was not before: "Chat", "9–15 Mar 2026"."""
    now, then = ask.filters, before
    if now.period != then.period:
        return words.date_range(ask.window.current.first, ask.window.current.last)
    named = [(name, values) for name, values in now.where if values != then.condition(name)]
    values = [words.value_name(value, name) for name, values in named for value in values]
    read = [known for known in MEASURES.values() if now.reading(known) != then.reading(known)]
    return ", ".join([*values, *(parts.sentence_case(words.reading_name(known, now.reading(known))) for known in read)])
