"""Small texts kept with a version, by name: what it holds, which versions it came from, what imports noted."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from cx.store.tables import META

#: Versions that a version remembers it came from; one that came before them is taken for one of them.
REMEMBERED = 1000
#: What the name of a note begins with, among the other texts.
NOTE = "note:"


def get(connection: Connection, name: str) -> str | None:
    """The text of a name; None where there is none."""
    return connection.scalar(select(META.c.value).where(META.c.name == name))


def put(connection: Connection, texts: Mapping[str, str]) -> None:
    """Keep texts by name, in place of what was there."""
    if texts:
        connection.execute(delete(META).where(META.c.name.in_(list(texts))))
        connection.execute(insert(META), [{"name": name, "value": value} for name, value in texts.items()])


def note(connection: Connection, name: str) -> str | None:
    """What was noted under a name; None where nothing was."""
    return get(connection, NOTE + name)


def name_version(connection: Connection, before: str, version: str) -> None:
    """Write down what the version being made is called, and the one it comes from (empty: none)."""
    known = lineage(connection) or ((before,) if before else ())
    put(connection, {"version": version, "lineage": json.dumps([*known, version][-REMEMBERED:])})


def lineage(connection: Connection) -> tuple[str, ...]:
    """The version that this connection sees, last, after those it came from, oldest first; empty where an older program
    made it, which did not write them down.
    """
    return tuple(json.loads(get(connection, "lineage") or "[]"))


def version_before(connection: Connection) -> str:
    """The version that the one being made comes from; empty where that is none."""
    return ("", *lineage(connection))[-2]


def holds(lineage: tuple[str, ...], version: str) -> bool:
    """Whether what a version brought is part of the one with this lineage: it is one of its versions, or older than
    all that are remembered. True where nobody wrote down what is asked for, or the lineage.
    """
    if not version or not lineage or version in lineage:
        return True
    return len(lineage) >= REMEMBERED and version.partition("-")[0] < lineage[0].partition("-")[0]
