"""The presets that come with the product, by the columns that a file has."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from typing import Any

from cx.errors import BadInput
from cx.readers.binding import fits
from cx.readers.preset import FOLDER, SURVEY_COLUMNS, Column, Preset, Shape, known_presets
from cx.readers.preset_parser import INHERITED, parse_preset
from cx.recognise.look import Look, head_of

#: What reading a broken preset may raise besides BadInput: it is no TOML, no text, or its keys hold what none can.
BROKEN = (OSError, ValueError, TypeError, AttributeError, KeyError)

#: Columns of a file that a preset without a signature must name before it is taken for the file's.
_ENOUGH = 3


def known_reading(looked: Look) -> tuple[Preset, dict[str, Any]] | None:
    """The preset whose files have these columns, and its keys; None if there is none. Of several the one that reads
    what stands inside the rows, then the one that names most columns."""
    names = cache(partial(_names, looked))
    found = [loaded for name in known_presets() if (loaded := _loaded(name))]
    told = [(*_told(preset, names), nr) for nr, (preset, _raw) in enumerate(found)]
    _inside, most, likeliest = max(told, default=(False, 0, 0))
    return found[likeliest] if most else None


def only_reading(looked: Look, preset: Preset, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keys of the one reading that a file of answers fits, where its preset has several for files of other kinds;
    else all keys."""
    fitting = fitting_readings(looked, preset)
    if not preset.also or len(fitting) != 1 or fitting[0].table.name != "answers":
        return raw
    top = {key: value for key, value in raw.items() if key != "also"}
    inherited = {key: value for key, value in top.items() if key in INHERITED}
    place = preset.readings.index(fitting[0])
    return {**inherited, **raw["also"][place - 1]} if place else top


def fitting_readings(looked: Look, preset: Preset) -> list[Preset]:
    """The readings of a preset that a file has the columns of, in their layouts; of one without a signature, it has."""
    names = cache(partial(_names, looked))
    return [one for one in preset.readings if fits(one, names(_beyond(one.shape)))]


@cache
def _loaded(name: str) -> tuple[Preset, dict[str, Any]] | None:
    """A preset and its keys; None for one that is broken, of which `load_preset` says what is wrong. Files of all other
    kinds do not depend on it."""
    try:
        raw = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8-sig"))
        return parse_preset(raw, name), raw
    except (BadInput, *BROKEN):
        return None


def _told(preset: Preset, names: Callable[[Shape], frozenset[str]]) -> tuple[bool, int]:
    """Whether lists inside a file's rows tell that it is a preset's, and how many columns do; 0 where it is not. names:
    of its columns in a layout."""
    found = [(bool(one.shape.unfold), _told_by(names(_beyond(one.shape)), one)) for one in preset.readings]
    return max((one for one in found if one[1]), default=(False, 0))


def _beyond(shape: Shape) -> Shape:
    """What of a layout does not show itself in a file, and changes how its columns are called."""
    unseen = Shape(records=shape.records, unfold=shape.unfold, pairs=shape.pairs) if shape.unfold else Shape()
    return replace(unseen, header_rows=shape.header_rows)


def _names(looked: Look, shape: Shape) -> frozenset[str]:
    """The columns of a file as it was looked at; laid out in another way, where it can be."""
    rows = looked.head
    unfolds = looked.kind == "json" and bool({*shape.unfold[:1]} & {*rows.schema.names})
    if unfolds if shape.unfold else shape.header_rows > looked.shape.header_rows:
        with suppress(BadInput):
            rows = head_of(looked.path, replace(shape, encoding=looked.shape.encoding))[0].values
    return frozenset(name.casefold() for name in rows.schema.names)


def _told_by(names: Set[str], reading: Preset) -> int:
    if reading.signature:
        return len(reading.signature) if all(one.casefold() in names for one in reading.signature) else 0
    if not all(_found(column, names) for column in _columns(reading) if not column.optional):
        return 0
    own = {name.casefold() for column in _columns(reading) for name in column.sources}
    own |= set(SURVEY_COLUMNS) if reading.surveys_on_rows else set()
    told = len(names & own)
    return told if told >= _ENOUGH and (not _any_file(reading) or _all_told(names, own)) else 0


def _columns(reading: Preset) -> list[Column]:
    log = [reading.log.at, *([reading.log.actor] if reading.log.actor else [])] if reading.log else []
    return [*reading.columns, *reading.dimensions.values(), *(one.score for one in reading.questions), *log]


def _found(column: Column, names: Set[str]) -> bool:
    return column.constant is not None or any(name.casefold() in names for name in column.sources)


def _any_file(reading: Preset) -> bool:
    """Whether a preset is for files of nobody in particular."""
    return not reading.vendor and reading.name.startswith("generic-")


def _all_told(names: Set[str], own: Set[str]) -> bool:
    """Whether a generic preset reads every column, so that nothing of the file is lost."""
    return names <= own
