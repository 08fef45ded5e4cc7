"""The part of a preset that says how a log is folded: several rows to a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cx.readers.checks import Kinds
from cx.readers.preset import Column, Log, Preset, RowMark
from cx.store.fold_rules import AUTHORS, BY_ACTOR, TOLD, EventRule, Fold, RowRule, Rule
from cx.store.schema import EVENT_KINDS

if TYPE_CHECKING:
    from cx.readers.preset_parser import PresetParser

LOG: Mapping[str, Kinds] = {
    "at": (str, dict), "actor": (str, dict), "answers": (str, dict), "order": (str,), "events": (list,),
    "tells": (list,), "reopen_on_message": (bool,), "first_response": (str,),
}  # fmt: skip
RULE: Mapping[str, Kinds] = {
    "kind": (str,), "rises": (str,), "field": (str,), "becomes": (list,), "when": (dict,), "unless": (dict,),
    "same": (list,), "by": (str,),
}  # fmt: skip

ORDERS, FIRST_RESPONSES = ("file", "time"), ("any", "direct")
BY_ROW = ("when", "unless", "same", "by")


def log(parser: PresetParser, raw: Mapping[str, Any]) -> Log:
    """How a log is folded, from its keys."""
    parser.check.keys(raw, LOG, "log")
    if "at" not in raw:
        parser.check.fail("log.at", "must name the column that says when each row happened")
    needed = not isinstance(raw["at"], Mapping) or raw["at"].get("required", True)
    at = replace(parser.column("at", raw["at"], "stamp", "log.at"), required=needed)
    actor, answers = _column(parser, raw, "actor", "dim"), _column(parser, raw, "answers", "id")
    keys = [f"log.events[{nr}]" for nr in range(len(raw.get("events", ())))]
    events = list(zip(keys, raw.get("events", ()), strict=True))
    marks = {_mark(nr): _row_mark(parser, one, key) for nr, (key, one) in enumerate(events) if _is_by_row(one)}
    rules = tuple(_rule(parser, one, key, _mark(nr)) for nr, (key, one) in enumerate(events))
    return Log(at, actor, answers, marks, _fold(parser, raw, rules))


def whole(parser: PresetParser, preset: Preset, log: Log) -> None:
    """What no single key can say: where tickets learn something, it is of one origin and some rule knows of it."""
    if preset.column("ticket_id") is None:
        parser.check.fail("columns", "must name ticket_id, by which a log is folded")
    for name in log.fold.tells:
        if preset.column(name) is not None:
            parser.check.fail("log.tells", f"holds {name!r}, which columns name as well")
        if name in BY_ACTOR and log.actor is None:
            parser.check.fail("log.tells", f"holds {name!r}, which needs log.actor")
        if TOLD[name] and not _known(log.fold, TOLD[name]):
            parser.check.fail("log.tells", f"holds {name!r}, which needs an event of the kind {TOLD[name]}")


def _known(fold: Fold, kind: str) -> bool:
    return bool(fold.of_kind(kind)) or (kind == "reopened" and fold.reopen_on_message)


def _column(parser: PresetParser, raw: Mapping[str, Any], name: str, kind: str) -> Column | None:
    return parser.column(name, raw[name], kind, f"log.{name}") if name in raw else None


def _fold(parser: PresetParser, raw: Mapping[str, Any], rules: tuple[Rule, ...]) -> Fold:
    order = parser.check.one_of(raw.get("order", "file"), ORDERS, "log.order")
    first = parser.check.one_of(raw.get("first_response", "any"), FIRST_RESPONSES, "log.first_response")
    tells = tuple(parser.check.one_of(str(name), tuple(TOLD), "log.tells") for name in raw.get("tells", ()))
    if first == "direct" and "answers" not in raw:
        parser.check.fail("log.first_response", "is 'direct', which needs log.answers")
    fold = Fold(rules, order == "time", tells, raw.get("reopen_on_message", False), "answers" in raw, first == "direct")
    if fold.reopen_on_message and (fold.of_kind("reopened") or not fold.of_kind("customer_message")):
        parser.check.fail("log.reopen_on_message", "needs an event customer_message, and none that is reopened")
    if len(fold.of_kind("created")) > 1:
        parser.check.fail("log.events", "hold more than one rule for created")
    return fold


def _mark(nr: int) -> str:
    """The column in which the rows are marked that a rule calls an event."""
    return f"rule_{nr}"


def _is_by_row(raw: Any) -> bool:
    return isinstance(raw, Mapping) and any(key in raw for key in BY_ROW)


def _rule(parser: PresetParser, raw: Mapping[str, Any], key: str, mark: str) -> Rule:
    parser.check.keys(raw, RULE, key)
    parser.check.one_of(raw.get("kind", ""), EVENT_KINDS, f"{key}.kind")
    ways = ("rises" in raw) + ("becomes" in raw) + _is_by_row(raw)
    if ways != 1 or ("becomes" in raw) != ("field" in raw):
        parser.check.fail(key, "needs either rises = FIELD, or field = FIELD with becomes = [VALUES], or when, unless, "
                               "same or by")  # fmt: skip
    if _is_by_row(raw):
        return RowRule(raw["kind"], mark, _author(parser, raw, key))
    name = raw.get("rises", raw.get("field", ""))
    parser.check.one_of(name, [column.name for column in parser.table.facts], key)
    return EventRule(raw["kind"], name, tuple(map(str, raw.get("becomes", ()))))


def _author(parser: PresetParser, raw: Mapping[str, Any], key: str) -> str:
    return parser.check.one_of(raw["by"], AUTHORS, f"{key}.by") if "by" in raw else ""


def _row_mark(parser: PresetParser, raw: Mapping[str, Any], key: str) -> RowMark:
    parser.check.keys(raw, RULE, key)
    when, unless = (parser.texts_by_column(raw.get(name, {}), f"{key}.{name}") for name in ("when", "unless"))
    same = tuple(map(str, raw.get("same", ())))
    if "same" in raw and len(same) != 2:
        parser.check.fail(f"{key}.same", "must be two columns")
    return RowMark(raw.get("kind", ""), when, unless, same, raw.get("by", ""), parser.optional)
