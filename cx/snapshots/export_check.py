"""What a JSON export says round the sealed content in it. No seal is on that, so it is made again and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from cx.exports.formats import FORMATS
from cx.reports import language
from cx.reports.quotes import web_address
from cx.snapshots.codec import once
from cx.snapshots.snapshot import Snapshot, document_of, sealed_on

#: What an export has that does not follow from its content: people's words.
FREE = ("title", "note")
#: What stands where nothing does.
_NOTHING = object()


@language.apart
def differing(file: bytes, snapshot: Snapshot) -> tuple[str, ...]:
    """Where an export shows something else than follows from its content, by place ("pages/0/parts/2/rows/3/1").

    snapshot: its content; where its `sealed_at` is not known, any will do. A file that is no JSON differs at "". Raises
    as a redraw does.
    """
    document = document_of(snapshot)
    language.use(document.language)
    given, made = _parsed(file), json.loads(FORMATS["json"].write(document))
    if snapshot.sealed_at is None and isinstance(given, dict) and isinstance(given.get("facts"), dict):
        given["facts"].pop(sealed_on(), None)
    if isinstance(given, dict) and _same_link(given.get("link"), document.link):
        given["link"] = made["link"]
    return tuple(_differing(_bound(given), _bound(made)))


def _parsed(file: bytes) -> Any:
    try:
        return json.loads(file.decode("utf-8-sig"), object_pairs_hook=once)
    except (ValueError, RecursionError):
        return None


def _bound(export: Any) -> Any:
    """What must follow from the content; words that are free are texts all the same."""
    if not isinstance(export, dict):
        return export
    return {name: value for name, value in export.items() if name not in FREE or not isinstance(value, str)}


def _same_link(given: Any, path: str) -> bool:
    """Whether a link leads to that page, wherever the dashboard was reached: no content says that."""
    return isinstance(given, str) and bool(web_address(given)) and given.endswith(path)


def _differing(one: Any, other: Any, place: str = "") -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        names = dict.fromkeys([*one, *other])
        pairs = [(name, one.get(name, _NOTHING), other.get(name, _NOTHING)) for name in names]
    elif isinstance(one, list) and isinstance(other, list):
        pairs = [(str(nr), *both) for nr, both in enumerate(zip_longest(one, other, fillvalue=_NOTHING))]
    else:
        pairs = []
        if one != other:
            yield place
    for name, mine, theirs in pairs:
        yield from _differing(mine, theirs, f"{place}/{name}" if place else name)
