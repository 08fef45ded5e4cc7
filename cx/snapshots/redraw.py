"""The pages of a snapshot drawn again from what was kept, and whether they show what they showed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from cx.reports import language
from cx.reports.page import Card, Cards, Chart, Page, Record, Table
from cx.reports.pages import whole_pages
from cx.snapshots.content import Content, Shown, ask_of
from cx.snapshots.encoding import codec_of

_CELLS = codec_of(tuple[tuple[object, ...], ...])


class Difference(NamedTuple):
    """Where a redraw shows something else than was kept. page, part: as in `Shown`; row: from 0.

    column "": the whole part is meant, or the whole row where there is one; kept, redrawn: what stands there, None for
    nothing: the part, or the row, is gone or new.
    """

    page: str
    part: str
    column: str
    row: int | None
    kept: Any
    redrawn: Any


@language.apart
def pages_of(content: Content) -> tuple[Page, ...]:
    """Its pages with all their tabs, in the language and with the names that it was taken with; no query is asked."""
    ask = ask_of(content)
    ask.speak(content.language)
    return tuple(with_tables(page) for page in whole_pages(ask, content.pages))


def with_tables(page: Page) -> Page:
    """The page with its tables made, which say some words too: wherever they are read, it is in this language."""
    for part in page.parts:
        if isinstance(part, Chart | Table):
            part.table, part.shown  # noqa: B018
    return page


# The scores that are shown.


def shown_of(content: Content, pages: Sequence[Page]) -> tuple[Shown, ...]:
    """The unrounded numbers of the pages of a snapshot: each chart, each table and each row of cards, in order."""
    found: list[Shown] = []
    seen: Counter[tuple[str, ...]] = Counter()
    for (name, _arrangement), page in zip(content.pages, pages, strict=True):
        own_name = _numbered(seen, name)
        found += [part._replace(part=_numbered(seen, own_name, part.part)) for part in _parts(own_name, page)]
    return tuple(found)


def _numbered(seen: Counter[tuple[str, ...]], *name: str) -> str:
    """The last word, with a number after it where it was there before."""
    seen[name] += 1
    return f"{name[-1]}-{seen[name]}" if seen[name] > 1 else name[-1]


def _parts(name: str, page: Page) -> Iterator[Shown]:
    for part in page.parts:
        if isinstance(part, Chart | Table):
            rows = [] if part.message else part.table.to_numpy(dtype=object).tolist()
            yield Shown(name, part.key, tuple(map(str, part.table)), _plain(rows))
        elif isinstance(part, Cards):
            yield Shown(name, "cards", ("card", "state", *Record._fields), _plain([_card(card) for card in part.cards]))


def _card(card: Card) -> tuple[Any, ...]:
    record = card.record or (None,) * len(Record._fields)
    return (card.key, card.state, *record)


def _plain(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    """Cells as they are after they were written and read."""
    found: tuple[tuple[Any, ...], ...] = _CELLS.read(_CELLS.write(rows))
    return found


# Whether it still shows the same.


def differences(content: Content) -> tuple[Difference, ...]:
    """Where a redraw shows other numbers or texts than were kept, exactly; empty where there is nothing of the kind."""
    kept = {(part.page, part.part): part for part in content.shown}
    redrawn = {(part.page, part.part): part for part in shown_of(content, pages_of(content))}
    places = dict.fromkeys([*kept, *redrawn])
    return tuple(found for place in places for found in _of_part(kept.get(place), redrawn.get(place)))


def _of_part(kept: Shown | None, redrawn: Shown | None) -> Iterator[Difference]:
    known = kept or redrawn
    assert known is not None
    if kept is None or redrawn is None:
        there = None if kept is None else len(kept.rows)
        yield Difference(known.page, known.part, "", None, there, None if redrawn is None else len(redrawn.rows))
        return
    for row, (before, after) in enumerate(zip_longest(kept.rows, redrawn.rows)):
        yield from _of_row(kept, redrawn, row, before, after)


def _of_row(
    kept: Shown, redrawn: Shown, row: int, before: tuple[Any, ...] | None, after: tuple[Any, ...] | None
) -> Iterator[Difference]:
    if before is None or after is None:
        yield Difference(kept.page, kept.part, "", row, before, after)
        return
    mine, theirs = dict(zip(kept.columns, before, strict=False)), dict(zip(redrawn.columns, after, strict=False))
    for column in dict.fromkeys([*mine, *theirs]):
        one, other = mine.get(column), theirs.get(column)
        if not _same(one, other):
            yield Difference(kept.page, kept.part, column, row, one, other)


def _same(one: Any, other: Any) -> bool:
    """Whether two cells are the same after JSON: a number that is none is itself."""
    return bool(one == other or (one != one and other != other))
