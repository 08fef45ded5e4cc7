"""The part of a preset that says how a log is folded: several rows to a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cx.readers.checks import Kinds
from cx.readers.preset import Log
from cx.store.fold import EventRule
from cx.store.schema import EVENT_KINDS

if TYPE_CHECKING:
    from cx.readers.preset_parser import PresetParser

LOG: Mapping[str, Kinds] = {"at": (str, dict), "actor": (str, dict), "events": (list,)}
RULE: Mapping[str, Kinds] = {"kind": (str,), "rises": (str,), "field": (str,), "becomes": (list,)}


def log(parser: PresetParser, raw: Mapping[str, Any]) -> Log:
    """How a log is folded, from its keys."""
    parser.check.keys(raw, LOG, "log")
    if "at" not in raw:
        parser.check.fail("log.at", "must name the column that says when each row happened")
    at = replace(parser.column("at", raw["at"], "stamp", "log.at"), required=True)
    actor = parser.column("actor", raw["actor"], "dim", "log.actor") if "actor" in raw else None
    rules = tuple(_rule(parser, one, f"log.events[{i}]") for i, one in enumerate(raw.get("events", ())))
    return Log(at, actor, rules)


def _rule(parser: PresetParser, raw: Mapping[str, Any], key: str) -> EventRule:
    parser.check.keys(raw, RULE, key)
    parser.check.one_of(raw.get("kind", ""), EVENT_KINDS, f"{key}.kind")
    if ("rises" in raw) == ("becomes" in raw) or ("becomes" in raw) != ("field" in raw):
        parser.check.fail(key, "needs either rises = FIELD or field = FIELD with becomes = [VALUES]")
    name = raw.get("rises", raw.get("field", ""))
    parser.check.one_of(name, [column.name for column in parser.table.facts], key)
    return EventRule(raw["kind"], name, tuple(map(str, raw.get("becomes", ()))))
