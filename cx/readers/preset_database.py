"""The part of a preset that says which query of which database its rows come from, in place of files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cx.settings import CONNECTION
from cx.store.marks import SINCE, Mark

if TYPE_CHECKING:
    from cx.readers.preset import Preset
    from cx.readers.preset_parser import PresetParser

#: A mark that is compared in a way that would lose rows of the same moment.
_LATER_ONLY = re.compile(r">\s*:since\b|(?<![:\w]):since\s*<(?!=)")


@dataclass(frozen=True)
class Query:
    """Where rows come from.

    connection: the name of a database (`cx.settings.source_url`); text: one SELECT, with :since where it asks for new
    rows only; high_water: the column of the result whose newest value is the next :since; start: the first one.
    """

    connection: str
    text: str
    high_water: str = ""
    start: Mark | None = None

    @property
    def asks_since(self) -> bool:
        """Whether it asks for what came since a mark."""
        return bool(SINCE.search(self.text))


def query(parser: PresetParser, raw: Mapping[str, Any]) -> Query:
    """The table `[database]` of a preset, checked."""
    check = parser.check
    kinds = dict.fromkeys(("connection", "query", "high_water"), (str,))
    check.keys(raw, {**kinds, "start": (str, int, date, datetime)}, "database")
    for key in ("connection", "query"):
        if not raw.get(key, "").strip():
            check.fail(f"database.{key}", "must be given")
    if not CONNECTION.fullmatch(raw["connection"]):
        check.fail("database.connection", "is a name of small letters, digits and _; its URL is never in a preset")
    found = Query(raw["connection"], raw["query"], raw.get("high_water", ""), raw.get("start"))
    _check_mark(parser, found)
    return found


def whole(parser: PresetParser, preset: Preset) -> None:
    """What goes together with a database."""
    if any(reading.database for reading in preset.also):
        parser.check.fail("also", "may not name a database of its own; the query at the top gives the rows of all")
    if preset.database and any(reading.shape != type(reading.shape)() for reading in preset.readings):
        parser.check.fail("database", "goes without keys that say how a file is laid out")


def _check_mark(parser: PresetParser, found: Query) -> None:
    """What a query that asks for new rows only needs."""
    if not found.asks_since:
        return
    if not found.high_water or found.start is None:
        parser.check.fail("database", "needs high_water and start, because its query asks for what came :since")
    if _LATER_ONLY.search(found.text):
        parser.check.fail(
            "database.query", "must compare with >= :since; with > a row of the newest moment that came later is lost"
        )
