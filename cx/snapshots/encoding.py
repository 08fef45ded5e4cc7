"""A content as bytes: JSON that is always the same, and is read without trust; what each fact is."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_type_hints

import pandas as pd

from cx.alerts import Alert
from cx.audit import UnusedEnd
from cx.definitions import Definitions
from cx.errors import BadInput, CxError, Unavailable
from cx.filters import Filters
from cx.notes import Notes
from cx.pairs import Pairs
from cx.reports.ask import Answer, FactKey, Question
from cx.reports.trust_questions import Counted
from cx.settings import Settings, load
from cx.snapshots.codec import Codec, Own, codec, once, read_list, read_object, read_text, refused
from cx.snapshots.content import Content
from cx.snapshots.encoding_counts import MOST_CELLS
from cx.snapshots.encoding_scores import COUNTED
from cx.store.comments import Comments
from cx.store.joins import Join
from cx.store.second_road import Found, Wanted
from cx.store.second_road.bridge import Bridge
from cx.store.workspace.imports import ImportCounts
from cx.tally import Tally
from cx.wording import Wording

#: The form of what is written here; it grows when an older program could no longer read it.
FORMAT = 1
#: The most bytes of a snapshot as JSON.
MOST_BYTES = 64 * 2**20
#: The most cells that all tables of counts of a snapshot have together.
MOST_IN_ALL = 4 * MOST_CELLS


class Fact(NamedTuple):
    """What is no tally. of: what it depends on, in order; what: its answer."""

    of: tuple[Any, ...]
    what: Any


#: Every fact that a page may ask for (`Ask.fact`), by its name.
FACTS: Mapping[str, Fact] = {
    "alerts": Fact((), tuple[Alert, ...]),
    "bridge": Fact((Filters,), Bridge),
    "comments": Fact((Filters, str, str, int), Comments),
    "comments_by": Fact((Filters, str), pd.DataFrame),
    "definitions": Fact((Filters, str), Definitions),
    "edited": Fact((), list[str]),
    "imports": Fact((), tuple[ImportCounts, ...]),
    "joins": Fact((), list[Join]),
    "moods": Fact((Filters,), pd.DataFrame),
    "notes": Fact((), Notes),
    "pairs": Fact((Filters, str, str, str), Pairs),
    "questions": Fact((), dict[str, Counted]),
    "rows_by_day": Fact((Filters, tuple[tuple[str, str], ...]), list[int | None]),
    "second_road": Fact((tuple[Wanted, ...],), list[Found]),
    "settings_in_force": Fact((), dict[str, str]),
    "undone": Fact((), tuple[int, ...]),
    "unused_ends": Fact((), tuple[UnusedEnd, ...]),
    "words": Fact((Filters,), Wording),
}

#: The settings that numbers, words or guards depend on; what was derived with others stands in the contents.
KEPT = (
    "zone", "week_start", "currency", "headlines", "grey_below", "hide_below", "response_target", "resolution_target",
    "agent_views",
)  # fmt: skip

Some = TypeVar("Some")


# Types with a way of their own.


def kept_settings(settings: Settings) -> Settings:
    """The settings with everything else as it is by default: nothing of where they were in force."""
    return load(dict(_write_settings(settings)), {})


def _write_settings(settings: Settings) -> list[list[str]]:
    return [[name, _as_text(getattr(settings, name))] for name in KEPT]


def _as_text(value: Any) -> str:
    """As `load` takes it."""
    if isinstance(value, bool):
        return "1" if value else ""
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _read_settings(given: Any) -> Settings:
    pairs = dict(codec(tuple[tuple[str, str], ...], {}).read(given))
    if set(pairs) != set(KEPT):
        raise refused("its settings are not those that a snapshot has")
    return load(pairs, {})


def _write_unavailable(reason: Unavailable) -> Any:
    return {"unavailable": [reason.measure, reason.kind, *reason.values]}


def _read_unavailable(given: Any) -> Unavailable:
    said = [read_text(part) for part in read_list(read_object(given, ["unavailable"])["unavailable"])]
    if len(said) < 2 or said[1] not in Unavailable.KINDS:
        raise refused("it does not say why something is not known")
    return Unavailable(*said)


def or_unavailable(known: Codec) -> Codec:
    """What is known, or why it cannot be."""

    def write(value: Any) -> Any:
        return _write_unavailable(value) if isinstance(value, Unavailable) else known.write(value)

    def read(given: Any) -> Any:
        unknown = isinstance(given, dict) and set(given) == {"unavailable"}
        return _read_unavailable(given) if unknown else known.read(given)

    return Codec(write, read)


_MOODS = codec(Mapping[str, int], {})
_NAMES = codec(tuple[str, ...], {})


def _write_comments(found: Comments) -> Any:
    """How many there are; never what they say."""
    return {"total": found.total, "moods": _MOODS.write(found.moods), "withheld": list(found.withheld)}


def _read_comments(given: Any) -> Comments:
    found = read_object(given, ["total", "moods", "withheld"])
    total, moods = codec(int, {}).read(found["total"]), _MOODS.read(found["moods"])
    return Comments(pd.DataFrame(), total, moods, _NAMES.read(found["withheld"]))


OWN: Own = {
    **COUNTED, Settings: Codec(_write_settings, _read_settings),
    Unavailable: Codec(_write_unavailable, _read_unavailable), Comments: Codec(_write_comments, _read_comments),
}  # fmt: skip


# What was asked.


@cache
def codec_of(hint: Any) -> Codec:
    """How a type is written and read here."""
    return codec(hint, OWN)


def write_tallies(tallies: Mapping[Question, Answer]) -> list[Any]:
    """Questions with their answers, in an order that is always the same."""
    question, answer = codec_of(Question), or_unavailable(codec_of(Tally))
    return in_order([[question.write(asked), answer.write(found)] for asked, found in tallies.items()])


def read_tallies(given: Any) -> dict[Question, Answer]:
    """The same from JSON."""
    question, answer = codec_of(Question), or_unavailable(codec_of(Tally))
    pairs = [read_list(pair, 2) for pair in read_list(given)]
    return dict(_bounded((question.read(asked), answer.read(said)) for asked, said in pairs))


def _bounded(answers: Iterable[tuple[Some, Any]]) -> Iterator[tuple[Some, Any]]:
    """The answers one by one, as long as their tables of counts are not too large together."""
    cells = 0
    for asked, said in answers:
        cells += said.counts.size if isinstance(said, Tally | Pairs) else 0
        if cells > MOST_IN_ALL:
            raise refused("its tables of counts are larger than they can be")
        yield asked, said


def write_facts(facts: Mapping[FactKey, Any]) -> list[Any]:
    """What is no tally: its name with what it depends on, and the answer."""
    return in_order([[_write_key(key), _answer(str(key[0])).write(found)] for key, found in facts.items()])


def read_facts(given: Any) -> dict[FactKey, Any]:
    """The same from JSON."""
    pairs = [read_list(pair, 2) for pair in read_list(given)]
    keys = [_read_key(key) for key, _said in pairs]
    return dict(_bounded((key, _answer(str(key[0])).read(said)) for key, (_key, said) in zip(keys, pairs, strict=True)))


def _answer(name: str) -> Codec:
    return or_unavailable(codec_of(FACTS[name].what))


def _write_key(key: FactKey) -> list[Any]:
    name, *of = key
    return [name, *(codec_of(kind).write(part) for kind, part in zip(FACTS[str(name)].of, of, strict=True))]


def _read_key(given: Any) -> FactKey:
    name = read_text(read_list(given)[0]) if read_list(given) else ""
    if name not in FACTS or len(given) != 1 + len(FACTS[name].of):
        raise refused("it holds a fact that is not known")
    return (name, *(codec_of(kind).read(part) for kind, part in zip(FACTS[name].of, given[1:], strict=True)))


# Bytes.


def to_bytes(content: Content) -> bytes:
    """Readable JSON: equal contents are the same bytes."""
    codecs = _codecs()
    return canonical({"format": FORMAT} | {name: codecs[name].write(getattr(content, name)) for name in codecs})


def from_bytes(data: bytes) -> Content:
    """A content from such bytes. BadInput for anything that is none, is of a newer form, or is too large."""
    if len(data) > MOST_BYTES:
        raise refused(f"it has more than {MOST_BYTES // 2**20} MB")
    codecs, found = _codecs(), parsed(data)
    _check_format(found)
    read_object(found, ["format", *codecs])
    try:
        return Content(**{name: codecs[name].read(found[name]) for name in codecs})
    except CxError as failure:
        raise failure if isinstance(failure, BadInput) else refused(str(failure)) from None
    except (ValueError, TypeError, RecursionError):
        raise refused("what stands in it does not fit together") from None


def _check_format(found: Any) -> None:
    known = found.get("format") if isinstance(found, dict) else None
    if type(known) is not int:
        raise refused("it is something else")
    if known != FORMAT:
        raise BadInput("This snapshot was taken by another version of this program, which must be used to read it.")


def _codecs() -> Mapping[str, Codec]:
    """How each part of a content is written and read."""
    special = {"tallies": Codec(write_tallies, read_tallies), "facts": Codec(write_facts, read_facts)}
    hints = get_type_hints(Content)
    names = [field.name for field in fields(Content)]
    return {name: special.get(name) or codec_of(hints[name]) for name in names}


def deflated(data: bytes) -> bytes:
    """The bytes, smaller (zlib)."""
    return zlib.compress(data, 9)


def inflated(data: bytes) -> bytes:
    """The bytes again. BadInput for what was not deflated whole, or grows larger than a snapshot can be."""
    machine = zlib.decompressobj()
    try:
        found = machine.decompress(data, MOST_BYTES + 1)
    except zlib.error:
        raise refused("it was cut short or changed") from None
    if len(found) > MOST_BYTES:
        raise refused(f"it has more than {MOST_BYTES // 2**20} MB")
    if not machine.eof or machine.unused_data:
        raise refused("it was cut short or changed")
    return found


def canonical(value: Any) -> bytes:
    """JSON as bytes: the same value is always the same bytes. Raises ValueError for a number that JSON has not."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def in_order(values: list[Any]) -> list[Any]:
    """The values in an order that depends on nothing but themselves."""
    return sorted(values, key=canonical)


def parsed(data: bytes) -> Any:
    """JSON from bytes. BadInput for whatever is none, or has numbers that it cannot have."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_constant=_no_number, parse_float=_finite)
    except CxError:
        raise
    except (ValueError, RecursionError):  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise refused("it is no JSON, or was cut short") from None


def _no_number(text: str) -> Any:
    raise refused(f"it holds the number {text}, which JSON has not")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise refused("a number is too large")
    return number
